"""Fidelity, arranged for the eye: every voice beside the human ceiling and chance, over all and by community."""

from collections.abc import Sequence
from dataclasses import dataclass

from chorus.cli.report.dots import Axis, Mark, axis_over, finite
from chorus.cli.report.labels import Label, Labels
from chorus.evaluation.client import CorpusSummary, Estimate, FidelityReport, OriginScores, Verdict

TITLES = {
    "human": "People (ceiling)",
    "finetuned": "Finetuned",
    "context": "Context",
    "base": "Base (control)",
}


LATER = "People, later"
"""The latest fifth of posts, told apart by what the earlier ones teach."""


@dataclass(frozen=True, slots=True)
class OriginRow:
    """Origin scores of one kind of text."""

    kind: str
    title: str
    scores: OriginScores
    mark: Mark


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """One community's values, by kind of text in the order of ``Fidelity.kinds``; None where one is missing."""

    community: Label
    marks: tuple[Mark | None, ...]
    floor: Estimate | None = None

    @property
    def drawn(self) -> tuple[Mark, ...]:
        """The values that there are."""
        return finite([mark for mark in self.marks if mark is not None])


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a confusion matrix."""

    num_posts: int
    share: float
    """Of the posts of its true community."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A confusion matrix: true community × predicted community."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """One community's precision and coverage, by kind of voice and then of people; None where a kind has none."""

    community: Label
    pairs: tuple[tuple[float, float] | None, ...]


@dataclass(frozen=True, slots=True)
class Corpora:
    """What the voices wrote for one community."""

    community: Label
    by_kind: tuple[tuple[str, CorpusSummary], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a community's revision is fit to speak."""

    community: Label
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Fidelity:
    """All of it."""

    communities: tuple[Label, ...]
    verdicts: tuple[Judged, ...]
    chance: float
    unit: Axis
    """From 0 to 1."""
    origin: tuple[OriginRow, ...]
    by_community: tuple[CommunityRow, ...]
    """In the order of ``voices``."""
    voices: tuple[OriginRow, ...]
    """``origin`` without what people wrote later."""
    matrices: tuple[Matrix, ...]
    distance: Axis
    distance_kinds: tuple[str, ...]
    distances: tuple[CommunityRow, ...]
    overlaps: tuple[OverlapRow, ...]
    corpora: tuple[Corpora, ...]
    """By community, without the base control."""
    control: CorpusSummary | None
    """The base control's corpus, which belongs to no community."""


def arrange(report: FidelityReport, labels: Labels) -> Fidelity:
    """The measures of a report."""
    communities = tuple(labels.community(name) for name in report.communities)
    people = [("human", report.human)]
    if report.human_by_time:
        people.append(("later", report.human_by_time))
    scored = [*people, *((voice.voice, voice.origin) for voice in report.voices)]
    origin = tuple(_origin_row(kind, scores) for kind, scores in scored if scores.num_posts)
    voices = [row for row in origin if row.title != LATER]
    distances = _distances(report, communities)
    reach = [end for row in distances for mark in row.drawn for end in (mark.value, mark.high or 0.0)]
    reach += [row.floor.high for row in distances if row.floor]
    return Fidelity(
        communities=communities,
        verdicts=tuple(Judged(labels.community(verdict.community), verdict) for verdict in report.verdicts),
        chance=1 / len(communities) if communities else 0.0,
        unit=axis_over([], low=0, high=1),
        origin=origin,
        voices=tuple(voices),
        by_community=tuple(_community_row(place, label, voices) for place, label in enumerate(communities)),
        matrices=tuple(
            _matrix(row, len(communities)) for row in voices if len(row.scores.confusion) == len(communities) ** 2
        ),
        distance=axis_over(reach, low=0),
        distance_kinds=tuple(voice.voice for voice in report.voices if voice.semantics),
        distances=distances,
        overlaps=_overlaps(report, communities),
        corpora=_corpora(report, communities),
        control=next((corpus for voice in report.voices if voice.voice == "base" for corpus in voice.corpora), None),
    )


def _origin_row(kind: str, scores: OriginScores) -> OriginRow:
    return OriginRow(kind, TITLES.get(kind) or LATER, scores, _mark(kind, scores.macro_f1))


def _mark(kind: str, estimate: Estimate) -> Mark:
    return Mark(kind, estimate.value, estimate.low, estimate.high)


def _community_row(place: int, community: Label, origin: Sequence[OriginRow]) -> CommunityRow:
    return CommunityRow(
        community,
        tuple(Mark(row.kind, row.scores.f1[place]) if place < len(row.scores.f1) else None for row in origin),
    )


def _matrix(row: OriginRow, width: int) -> Matrix:
    counts = row.scores.confusion
    lines = [counts[start : start + width] for start in range(0, width * width, width)]
    return Matrix(row.title, tuple(tuple(Cell(n, n / max(1, sum(line))) for n in line) for line in lines))


def _distances(report: FidelityReport, communities: Sequence[Label]) -> tuple[CommunityRow, ...]:
    found = [(voice.voice, {scores.community: scores for scores in voice.semantics}) for voice in report.voices]
    found = [(voice, scores) for voice, scores in found if scores]
    rows = []
    for community in communities:
        of_community = [(voice, scores.get(community.name)) for voice, scores in found]
        floor = next((scores.floor for _, scores in of_community if scores), None)
        marks = tuple(_mark(voice, scores.frechet) if scores else None for voice, scores in of_community)
        if any(marks):
            rows.append(CommunityRow(community, marks, floor))
    return tuple(rows)


def _overlaps(report: FidelityReport, communities: Sequence[Label]) -> tuple[OverlapRow, ...]:
    found = [{scores.community: scores for scores in voice.semantics} for voice in report.voices if voice.semantics]
    rows = []
    for community in communities:
        scores = [of_voice.get(community.name) for of_voice in found]
        pairs = [(one.precision, one.coverage) if one else None for one in scores]
        people = next(((one.human_precision, one.human_coverage) for one in scores if one), None)
        if people:
            rows.append(OverlapRow(community, (*pairs, people)))
    return tuple(rows)


def _corpora(report: FidelityReport, communities: Sequence[Label]) -> tuple[Corpora, ...]:
    def of(community: Label) -> tuple[tuple[str, CorpusSummary], ...]:
        return tuple(
            (voice.voice, corpus)
            for voice in report.voices
            for corpus in voice.corpora
            if corpus.community == community.name and voice.voice != "base"
        )

    return tuple(Corpora(community, of(community)) for community in communities if of(community))
