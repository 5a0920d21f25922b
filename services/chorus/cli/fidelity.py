"""What the commands print of an evaluation."""

from collections.abc import Sequence

from rich.table import Column, Table

from chorus.cli.report.fidelity import TITLES
from chorus.cli.report.text import counted, plain
from chorus.cli.report.windows import span
from chorus.cli.session import short
from chorus.cli.terminal import cell, out, put, put_text
from chorus.evaluation.client import (
    FidelityReport,
    Finding,
    MemorisationScores,
    OriginScores,
    SemanticScores,
    Severity,
    VoiceScores,
)


def put_report(report: FidelityReport, titles: dict[str, str]) -> None:
    """The figures of a report; ``titles`` say what communities are called."""
    put(f"{counted(len(report.communities), 'community', 'communities')}, {short(report.name)}", "bold")
    _put_voices(report)
    put("Emotion, toxicity: how like people's they are, 1 for the same; the mean over communities.", "dim")
    put()
    _put_distances(report, titles)
    if report.windows:
        _put_windows(report)
    for finding in report.findings:
        put()
        put_finding(finding, titles)
    _put_verdicts(report, titles)
    if report.notes:
        put()
    for note in report.notes:
        put_text(note, style="dim italic")


def put_finding(finding: Finding, titles: dict[str, str]) -> None:
    """What is wrong, of whom, and what to do."""
    of = [titles.get(finding.community) or short(finding.community), finding.voice]
    head = ", ".join(part for part in (plain(finding.severity), *of) if part)
    put(f"{head}: {finding.message}", "bold red" if finding.severity is Severity.FAILURE else "bold yellow")
    put_text(finding.advice, 2)


def _put_verdicts(report: FidelityReport, titles: dict[str, str]) -> None:
    if report.verdicts:
        put()
    for verdict in report.verdicts:
        title = titles.get(verdict.community) or short(verdict.community)
        by = dict.fromkeys(reason.partition(":")[0] for reason in verdict.reasons)
        found = "fit to speak" if verdict.passed else f"unfit to speak: {', '.join(by)}"
        put(f"{title}: {found}", "" if verdict.passed else "bold red")


def _put_voices(report: FidelityReport) -> None:
    table = Table("voice", "origin F1", "95%", "in tens", "memorised", "emotion", "toxicity", box=None, pad_edge=False)
    table.add_row(TITLES["human"], *_origin(report.human), _memorised(report.human_memorisation), "", "")
    for voice in report.voices:
        alike = (_alike(voice, kind) for kind in ("emotion", "toxicity"))
        table.add_row(
            TITLES.get(voice.voice, voice.voice), *_origin(voice.origin), _memorised(voice.memorisation), *alike
        )
    out.print(table)


def _put_distances(report: FidelityReport, titles: dict[str, str]) -> None:
    voices = [voice for voice in report.voices if voice.semantics]
    heads = [TITLES.get(voice.voice, voice.voice) for voice in voices]
    table = Table("Fréchet distance", *heads, "Floor", box=None, pad_edge=False)
    for name in report.communities:
        scores = [next((one for one in voice.semantics if one.community == name), None) for voice in voices]
        floor = next((one.floor.value for one in scores if one), None)
        distances = [figure(one.frechet.value if one else None, 3) for one in scores]
        table.add_row(cell(titles.get(name) or short(name)), *distances, figure(floor, 3))
    out.print(table)


def _put_windows(report: FidelityReport) -> None:
    heads = ("window", "posts", "F1", "95%", "people", "finetuned")
    table = Table(*(Column(head, no_wrap=True) for head in heads), box=None, pad_edge=False)
    for window in report.windows:
        origin = _origin(window.human)[:2] if window.human and window.human.num_posts else ("–", "")
        distances = (figure(_mean(scores), 3) for scores in (window.people, window.finetuned))
        table.add_row(span(window.start, window.end), f"{sum(window.num_posts):,}", *origin, *distances)
    put()
    out.print(table)
    put_text(
        "F1: held-out people, by what the first window teaches. People: Fréchet distance of people in it from people in the "
        "first; finetuned: of what the voice writes from people in it. The mean over communities.",
        style="dim",
    )


def _mean(scores: Sequence[SemanticScores]) -> float | None:
    return sum(one.frechet.value for one in scores) / len(scores) if scores else None


def _origin(scores: OriginScores) -> tuple[str, str, str]:
    f1 = scores.macro_f1
    return figure(f1.value), f"{f1.low:.2f} to {f1.high:.2f}", figure(scores.bundle_macro_f1)


def _memorised(scores: Sequence[MemorisationScores]) -> str:
    total = sum(one.num_posts for one in scores)
    return f"{sum(one.share_memorised * one.num_posts for one in scores) / total:.0%}" if total else "–"


def _alike(voice: VoiceScores, kind: str) -> str:
    found = [one.similarity for one in voice.readings if one.kind == kind]
    return figure(sum(found) / len(found) if found else None)


def figure(value: float | None, digits: int = 2) -> str:
    """A figure that may be missing."""
    return "–" if value is None else f"{value:.{digits}f}"
