"""``chorus ratings``: people rate what the voices write, without knowing whose it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.fidelity import put_finding
from chorus.cli.output import by_suffix, write_whole
from chorus.cli.rating_file import read_ratings, sheet_as_csv
from chorus.cli.report import render_rating_page
from chorus.cli.session import every, named, short
from chorus.cli.terminal import cell, out, print_json, put, put_text
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.errors import ChorusError
from chorus.evaluation.client import AnswerShare, Codebook, RatedVoice, RatingConfig, RatingResults, RatingSheet
from chorus.graph.client import Community

SHEETS = "rating-sheets"
WORDS = {"preferred": "preferred", "neither": "neither of the two"}

app = typer.Typer(help="Have people rate posts blinded, and see what they say.", no_args_is_help=True)
Sheet = Annotated[str, typer.Argument(help="As `chorus ratings list` has it.")]


@app.command(
    "sheet", epilog="Example:  chorus ratings sheet reports/ab12 --codebook harm --voice finetuned --out harm.html"
)
def sheet_command(
    report: Annotated[str, typer.Argument(help="The evaluation whose posts are rated: reports/<id>.")],
    out: Annotated[Path, typer.Option(help="A page to rate in (.html), or a table for a spreadsheet (.csv).")] = Path(
        "ratings.html"
    ),
    codebook: Annotated[
        str, typer.Option(help="authenticity: which of two; likeness: one to five; harm.")
    ] = "authenticity",
    items: Annotated[int, typer.Option(help="Items on the sheet, spread over the communities.")] = 60,
    voice: Annotated[
        list[str] | None,
        typer.Option(
            help="finetuned, context, base or human; two for authenticity. Give it once for each.",
            show_default="finetuned, context",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other posts.")] = 0,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Draw posts of an evaluation and write them as a sheet that does not say whose they are."""
    config = RatingConfig(codebook, items, tuple(voice or RatingConfig().voices), seed)
    execute(_sheet(gateway, named("reports", report), config, out, as_json))


@app.command("list", epilog="Example:  chorus ratings list --json")
def list_command(
    report: Annotated[str, typer.Option(help="Only sheets of this evaluation.")] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """List the sheets that were drawn, newest first."""
    execute(_list(gateway, named("reports", report) if report else "", as_json))


@app.command("import", epilog="Example:  chorus ratings import 3f2a9c11d0b1e2f4 answers.csv --rater ann")
def import_command(
    sheet: Sheet,
    file: Annotated[
        Path, typer.Argument(help="A CSV with the columns item and answer; empty answers are passed over.")
    ],
    rater: Annotated[str, typer.Option(help="What the rater is called here; a number will do.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Take in what one rater said: all of it, or with an error nothing."""
    execute(_import(gateway, named(SHEETS, sheet), file, rater, as_json))


@app.command("show", epilog="Example:  chorus ratings show 3f2a9c11d0b1e2f4")
def show_command(sheet: Sheet, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """Show what raters said of each voice, and how far they agree."""
    execute(_show(gateway, named(SHEETS, sheet), as_json))


async def _sheet(gateway: str, report: str, config: RatingConfig, path: Path, as_json: bool) -> None:
    as_page = by_suffix(path, {".html": True, ".csv": False})
    async with AsyncClient(gateway) as client:
        sheet = await client.evaluation.create_rating_sheet(report, config)
        communities = await _known(client, sheet)
    write_whole(path, render_rating_page(sheet, communities).encode() if as_page else sheet_as_csv(sheet))
    if as_json:
        print_json(sheet)
        return
    put(f"{path}: {len(sheet.items)} items of {short(sheet.name)}")
    put(f"Next: have people rate, then chorus ratings import {short(sheet.name)} FILE --rater NAME")


async def _known(client: AsyncClient, sheet: RatingSheet) -> Sequence[Community]:
    """The communities of a sheet; none where they cannot be had, for their names only make it nicer to read."""
    try:
        return [
            await client.graph.get_community(name) for name in dict.fromkeys(item.community for item in sheet.items)
        ]
    except ChorusError:
        return ()


async def _list(gateway: str, report: str, as_json: bool) -> None:
    async with AsyncClient(gateway) as client:
        sheets = await every(lambda token: client.evaluation.list_rating_sheets(report, page_token=token))
    if as_json:
        print_json(sheets)
        return
    whole = [Column(head, no_wrap=True) for head in ("sheet", "report")]
    table = Table(*whole, "codebook", "voices", "made", box=None, pad_edge=False)
    for one in sheets:
        made = f"{one.create_time:%Y-%m-%d}" if one.create_time else ""
        table.add_row(short(one.name), short(one.report), one.config.codebook, ", ".join(one.config.voices), made)
    out.print(table)


async def _import(gateway: str, sheet: str, file: Path, rater: str, as_json: bool) -> None:
    ratings = read_ratings(file)
    async with AsyncClient(gateway) as client:
        taken = await client.evaluation.import_ratings(sheet, rater, ratings)
    if as_json:
        print_json(taken)
        return
    changed = f", {taken.num_changed} of them otherwise than before" if taken.num_changed else ""
    put(f"{len(ratings)} answers by {rater}{changed}; {taken.num_rated} items rated in all")


async def _show(gateway: str, name: str, as_json: bool) -> None:
    async with AsyncClient(gateway) as client:
        results = await client.evaluation.get_rating_results(name)
        sheet = await client.evaluation.get_rating_sheet(name)
        titles = {one.name: one.display_name for one in await _known(client, sheet)}
    if as_json:
        print_json(results)
        return
    put(sheet.codebook.question, style="bold")
    put(f"{results.num_rated} of {results.num_items} items, by {', '.join(results.raters) or 'nobody yet'}")
    if results.num_rated:
        put()
        _put_voices(results, sheet.codebook, titles)
        put()
        put_text(agreement(results))
    for finding in results.findings:
        put()
        put_finding(finding, titles)


def _put_voices(results: RatingResults, codebook: Codebook, titles: dict[str, str]) -> None:
    answers = {answer.id: answer.text for answer in codebook.answers} | (WORDS if codebook.pairs else {})
    table = Table("voice", "community", "items", "undecided", "answer", "share", "95%", box=None, pad_edge=False)
    for voice in results.voices:
        community = titles.get(voice.community) or short(voice.community) or "all"
        for place, one in enumerate(voice.answers):
            head = (voice.voice, community, str(voice.num_items), str(voice.num_undecided)) if place == 0 else ("",) * 4
            table.add_row(*map(cell, head), cell(answers.get(one.answer, one.answer)), *_share(voice, one))
    out.print(table)


def _share(voice: RatedVoice, one: AnswerShare) -> tuple[str, str]:
    if voice.num_items == voice.num_undecided:
        return "–", ""
    return f"{one.share.value:.0%} ({one.num_items})", f"{one.share.low:.0%} to {one.share.high:.0%}"


def agreement(results: RatingResults) -> str:
    """How far raters agree, in a sentence."""
    if len(results.raters) < 2:
        return "Agreement needs a second rater."
    found = [f"Cohen's kappa {_figure(results.kappa)}, Krippendorff's alpha {_figure(results.alpha)}"]
    if results.harm_alpha is not None or results.harm_kappa is not None:
        found.append(f"of harmful or not {_figure(results.harm_kappa)} and {_figure(results.harm_alpha)}")
    return f"Agreement: {'; '.join(found)}."


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
