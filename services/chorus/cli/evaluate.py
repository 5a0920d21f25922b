"""``chorus evaluate``: how faithful the voices are, measured, listed and shown."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from chorus.access import Access
from chorus.cli import drift, fairness
from chorus.cli.command import ON_ITS_OWN, AsJson, Gateway, Purpose, execute
from chorus.cli.drift import known
from chorus.cli.fidelity import figure, put_report
from chorus.cli.finetune.people import communities_meant
from chorus.cli.output import write_whole
from chorus.cli.report import render_evaluation
from chorus.cli.report.fidelity import TITLES
from chorus.cli.session import every, named, short, step
from chorus.cli.terminal import out, print_json, put
from chorus.cli.topics import read_topics
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.evaluation.client import (
    EvaluationConfig,
    FairnessConfig,
    Voice,
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
        heads = ("people", *(kind for kind in TITLES if kind != "human"))
        whole = (Column(head, no_wrap=True) for head in ("report", "made", "of", *heads))
        table = Table(*whole, box=None, pad_edge=False)
        for one in reports:
            scores = {voice.voice: voice.origin.macro_f1.value for voice in one.voices}
            f1 = [one.human.macro_f1.value, *(scores.get(kind) for kind in list(TITLES)[1:])]
            made = f"{one.create_time:%Y-%m-%d %H:%M}" if one.create_time else ""
            table.add_row(short(one.name), made, str(len(one.communities)), *map(figure, f1))
        out.print(table)
        put("Figures: origin F1, macro, per post; of: communities.", "dim")

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


@app.command(
    "fairness",
    epilog="Example:  chorus evaluate fairness --partition e421c94886ecbfd6 --term teenagers --term 'older people'",
)
def fairness_command(
    communities: Annotated[
        list[str] | None, typer.Argument(help="As `chorus graph communities` lists them.", metavar="COMMUNITY")
    ] = None,
    partition: Annotated[
        str, typer.Option(help="All communities of this partition, as curated.", metavar="PARTITION")
    ] = "",
    term: Annotated[
        list[str] | None,
        typer.Option(help="What is exchanged; twice or more.", metavar="TERM", show_default="women, men"),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(help="What is written about, {} for the term, one on a line; otherwise the bundled ones."),
    ] = None,
    posts: Annotated[int, typer.Option(min=1, help="Posts of each voice with each term.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="The same for every term.")] = 0,
    page: Page = None,
    purpose: Purpose = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Have voices write about the same things with one demographic term exchanged, and show where they differ."""

    async def main() -> None:
        config = FairnessConfig(
            terms=tuple(term or ()),
            templates=read_topics(templates) if templates else (),
            posts_per_term=posts,
            seed=seed,
        )
        async with AsyncClient(gateway, Access.from_environment(purpose)) as client:
            names = await communities_meant(client, communities or (), partition)
            await fairness.examine(client, names, config, page, as_json)

    execute(main(), ON_ITS_OWN)


async def _give(client: AsyncClient, name: str, page: Path | None, as_json: bool) -> None:
    report = await client.evaluation.get_report(name)
    communities = await known(client, report.communities) if page or not as_json else ()
    if page:
        write_whole(page, render_evaluation(report, communities).encode())
    if as_json:
        print_json(report)
        return
    put_report(report, {one.name: one.display_name for one in communities})
    put(f"Next: open {page}" if page else f"Next: chorus evaluate show {short(report.name)} --out fidelity.html")
