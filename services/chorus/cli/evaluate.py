"""``chorus evaluate``: how faithful the voices are, measured, listed and shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from chorus.access import Access
from chorus.cli import drift
from chorus.cli.command import ON_ITS_OWN, AsJson, Gateway, Purpose, execute
from chorus.cli.drift import known
from chorus.cli.finetune.people import communities_meant
from chorus.cli.output import write_whole
from chorus.cli.report import render_evaluation
from chorus.cli.report.fidelity import TITLES
from chorus.cli.report.text import counted, plain
from chorus.cli.report.windows import span
from chorus.cli.session import every, named, short, step
from chorus.cli.terminal import cell, out, print_json, put, put_text
from chorus.cli.topics import read_topics
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.evaluation.client import (
    EvaluationConfig,
    FidelityReport,
    Finding,
    MemorisationScores,
    OriginScores,
    SemanticScores,
    Severity,
    Voice,
    VoiceScores,
)

REPORTS = "reports"
DEFAULTS = EvaluationConfig()

app = typer.Typer(help="Measure how faithful voices are, and show it.", no_args_is_help=True)
Page = Annotated[Path | None, typer.Option("--out", help="Write all of it as a page, too.", metavar="FILE.html")]


@app.command(
    epilog="Example:  chorus evaluate run --partition e421c94886ecbfd6 --topics topics.txt --out fidelity.html"
)
def run(
    communities: Annotated[
        list[str] | None, typer.Argument(help="As `chorus graph communities` lists them.", metavar="COMMUNITY")
    ] = None,
    partition: Annotated[
        str, typer.Option(help="All communities of this partition, as curated.", metavar="PARTITION")
    ] = "",
    topics: Annotated[
        Path | None, typer.Option(help="What the voices write about, a topic on a line; otherwise the bundled list.")
    ] = None,
    topics_per_community: Annotated[
        int,
        typer.Option(
            min=0, help="Or topics from the terms that set each community apart, so many of each.", show_default=False
        ),
    ] = 0,
    posts: Annotated[
        int, typer.Option(min=1, help="Posts of each voice, spread over the topics.")
    ] = DEFAULTS.posts_per_persona,
    voice: Annotated[
        list[Voice] | None,
        typer.Option(help="Only these; context and base need no adapter. Once for each.", show_default="all"),
    ] = None,
    encoder: Annotated[
        str, typer.Option(help="What embeds posts: any encoder of Hugging Face's, by name.", metavar="NAME")
    ] = DEFAULTS.encoder,
    emotion: Annotated[
        str,
        typer.Option(help="What reads emotions: any sequence classifier of Hugging Face's, by name.", metavar="NAME"),
    ] = DEFAULTS.emotion_classifier,
    toxicity: Annotated[
        str, typer.Option(help="What reads toxicity, likewise.", metavar="NAME")
    ] = DEFAULTS.toxicity_classifier,
    judged: Annotated[
        int, typer.Option(min=0, help="Posts of each corpus and community that the base model judges for harm.")
    ] = 0,
    windows: Annotated[
        int, typer.Option(min=0, help="Look at people and voices in so many windows of time.", show_default=False)
    ] = 0,
    staged: Annotated[
        bool, typer.Option("--staged", help="Measure the newest staged revisions, where there are any.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes and draws the same.")] = 0,
    page: Page = None,
    purpose: Purpose = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Have every voice of two or more communities write, and hold what they write against their communities' own posts."""

    async def main() -> None:
        config = EvaluationConfig(
            topics=read_topics(topics) if topics else (),
            topics_per_community=topics_per_community,
            posts_per_persona=posts,
            seed=seed,
            voices=tuple(voice or ()),
            judged_posts=judged,
            encoder=encoder,
            emotion_classifier=emotion,
            toxicity_classifier=toxicity,
            windows=windows,
            staged=staged,
        )
        async with AsyncClient(gateway, Access.from_environment(purpose)) as client:
            names = await communities_meant(client, communities or (), partition)
            with step("evaluate") as steps:
                job = await client.evaluation.create_evaluation(names, config)
                done = await client.jobs.wait(job.name, on_change=steps.follow)
            await _give(client, done.result, page, as_json)

    execute(main(), ON_ITS_OWN)


@app.command("list", epilog="Example:  chorus evaluate list --json")
def list_command(gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """List evaluations, newest first."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            reports = await every(lambda token: client.evaluation.list_reports(page_token=token))
        if as_json:
            print_json(reports)
            return
        table = Table(Column("report", no_wrap=True), "made", "communities", *TITLES.values(), box=None, pad_edge=False)
        for one in reports:
            scores = {voice.voice: voice.origin.macro_f1.value for voice in one.voices}
            f1 = [one.human.macro_f1.value, *(scores.get(kind) for kind in list(TITLES)[1:])]
            made = f"{one.create_time:%Y-%m-%d %H:%M}" if one.create_time else ""
            table.add_row(short(one.name), made, str(len(one.communities)), *map(_figure, f1))
        out.print(table)
        put("Figures: origin F1, macro, per post.", "dim")

    execute(main())


@app.command(epilog="Example:  chorus evaluate show 3f2a9c11d0b1e2f4 --out fidelity.html")
def show(
    report: Annotated[str, typer.Argument(help="As `chorus evaluate list` has it.")],
    page: Page = None,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Show one evaluation; all of it as a page."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            await _give(client, named(REPORTS, report), page, as_json)

    execute(main())


@app.command(
    epilog="Example:  chorus evaluate compare 3f2a9c11d0b1e2f4 7c1d08aa5be6f320 --out drift.html",
)
def compare(
    reports: Annotated[list[str], typer.Argument(help="Two or more, as `chorus evaluate list` has them.")],
    page: Page = None,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Show how the same communities and their voices measured over time, and what has changed."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            await drift.compare(client, [named(REPORTS, report) for report in reports], page, as_json)

    execute(main())


async def _give(client: AsyncClient, name: str, page: Path | None, as_json: bool) -> None:
    report = await client.evaluation.get_report(name)
    communities = await known(client, report.communities) if page or not as_json else ()
    if page:
        write_whole(page, render_evaluation(report, communities).encode())
    if as_json:
        print_json(report)
        return
    _put(report, {one.name: one.display_name for one in communities})
    put(f"Next: open {page}" if page else f"Next: chorus evaluate show {short(report.name)} --out fidelity.html")


def _put(report: FidelityReport, titles: dict[str, str]) -> None:
    put(f"{counted(len(report.communities), 'community', 'communities')}, {short(report.name)}", "bold")
    _put_voices(report)
    put("Emotion, toxicity: how like people's they are, 1 for the same; the mean over communities.", "dim")
    put()
    _put_distances(report, titles)
    if report.windows:
        _put_windows(report)
    for finding in report.findings:
        put()
        _put_finding(finding, titles)
    _put_verdicts(report, titles)
    if report.notes:
        put()
    for note in report.notes:
        put_text(note, style="dim italic")


def _put_finding(finding: Finding, titles: dict[str, str]) -> None:
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
        distances = [_figure(one.frechet.value if one else None, 3) for one in scores]
        table.add_row(cell(titles.get(name) or short(name)), *distances, _figure(floor, 3))
    out.print(table)


def _put_windows(report: FidelityReport) -> None:
    table = Table("window", "posts", "origin F1", "95%", "people moved", "Finetuned is away", box=None, pad_edge=False)
    for window in report.windows:
        origin = _origin(window.human)[:2] if window.human and window.human.num_posts else ("–", "")
        distances = (_figure(_mean(scores), 3) for scores in (window.people, window.finetuned))
        table.add_row(span(window.start, window.end), f"{sum(window.num_posts):,}", *origin, *distances)
    put()
    out.print(table)
    put(
        "Origin F1: held-out people, by what the first window teaches. Distances: Fréchet, the mean over communities.",
        "dim",
    )


def _mean(scores: Sequence[SemanticScores]) -> float | None:
    return sum(one.frechet.value for one in scores) / len(scores) if scores else None


def _origin(scores: OriginScores) -> tuple[str, str, str]:
    f1 = scores.macro_f1
    return _figure(f1.value), f"{f1.low:.2f} to {f1.high:.2f}", _figure(scores.bundle_macro_f1)


def _memorised(scores: Sequence[MemorisationScores]) -> str:
    total = sum(one.num_posts for one in scores)
    return f"{sum(one.share_memorised * one.num_posts for one in scores) / total:.0%}" if total else "–"


def _alike(voice: VoiceScores, kind: str) -> str:
    found = [one.similarity for one in voice.readings if one.kind == kind]
    return _figure(sum(found) / len(found) if found else None)


def _figure(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
