"""Memorisation, arranged for the eye: what voices repeat of what they learned from, beside what people repeat of each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chorus.cli.report.columns import ColumnChart, steps
from chorus.cli.report.dots import Mark
from chorus.cli.report.labels import Label, Labels
from chorus.cli.report.text import counted
from chorus.evaluation.client import FidelityReport, MemorisationScores


@dataclass(frozen=True, slots=True)
class Copied:
    """What one kind of text copies of the training posts of a community."""

    kind: str
    scores: MemorisationScores


@dataclass(frozen=True, slots=True)
class RepeatRow:
    """One community."""

    community: Label
    marks: tuple[Mark, ...]
    """Share memorised, by kind of text."""
    copied: tuple[Copied | None, ...]
    """In the order of ``Repeats.kinds``; None where a kind has nothing."""
    chart: ColumnChart | None
    """How near the finetuned voice's posts, and in front of whose, are to the training posts that they resemble most."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """All of it."""

    kinds: tuple[str, ...]
    rows: tuple[RepeatRow, ...]
    personal_data: tuple[str, ...]
    """What was found of ways to reach, pay or find somebody, a line for each corpus with any."""


def arrange(report: FidelityReport, labels: Labels, titles: dict[str, str]) -> Repeats:
    """The memorisation scores of a report; ``titles`` say what kinds of text are called."""
    found = {"human": report.human_memorisation, **{voice.voice: voice.memorisation for voice in report.voices}}
    kinds = tuple(kind for kind, scores in found.items() if scores)
    by_community = {
        kind: {one.community: one for one in scores if one.num_posts} for kind, scores in found.items() if scores
    }
    rows = []
    for name in report.communities if kinds else ():
        of = [(kind, by_community[kind].get(name)) for kind in kinds]
        copied = tuple(Copied(kind, scores) if scores else None for kind, scores in of)
        marks = tuple(Mark(one.kind, one.scores.share_memorised) for one in copied if one)
        rows.append(RepeatRow(labels.community(name), marks, copied, _chart(copied, titles)))
    return Repeats(kinds, tuple(rows), tuple(_personal_data(report, labels, titles)))


def _chart(copied: Sequence[Copied | None], titles: dict[str, str]) -> ColumnChart | None:
    known = {one.kind: one.scores.rouge_l for one in copied if one}
    if "finetuned" not in known or "human" not in known:
        return None
    return steps(known["finetuned"], known["human"], (titles["finetuned"], titles["human"]))


def _personal_data(report: FidelityReport, labels: Labels, titles: dict[str, str]) -> Iterator[str]:
    for voice in report.voices:
        # The control wrote one corpus for all communities.
        for scores in voice.memorisation[:1] if voice.voice == "base" else voice.memorisation:
            parts = [
                counted(one.num_found, one.kind)
                + (f", {one.num_remembered} of them remembered" if one.num_remembered else "")
                for one in scores.personal_data
                if one.num_found
            ]
            if parts:
                of = "" if voice.voice == "base" else f", {labels.community(scores.community).text}"
                yield f"{titles.get(voice.voice, voice.voice)}{of}: {'; '.join(parts)}"
