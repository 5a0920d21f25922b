"""``chorus instruments``: which questionnaires there are, what is in them, and whether one's own is right."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.session import named, short
from chorus.cli.terminal import out, print_json, put, put_text, readable
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.errors import InvalidInstrument
from chorus.gateway.client import Condition, CriterionRule, Instrument, Item, Scale, ScoringRule
from chorus.gateway.instrument import COLLECTION
from chorus.gateway.instrument_format import schema_text
from chorus.gateway.library import read_file

app = typer.Typer(help="Questionnaires: list and show them, check your own.", no_args_is_help=True)


@app.command("list", epilog="Example:  chorus instruments list --json")
def list_command(gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """List the instruments that the gateway can administer."""
    execute(_list(gateway, as_json))


@app.command("show", epilog="Example:  chorus instruments show phq-9")
def show_command(
    name: Annotated[str, typer.Argument(help="As `chorus instruments list` has it.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Show a whole questionnaire: its items and options, scales, rules and source."""
    execute(_show(gateway, named(COLLECTION, name), as_json))


@app.command("check", epilog="Example:  chorus instruments check licensed/swed.yaml")
def check_command(files: Annotated[list[Path], typer.Argument(help="Instruments in YAML.", metavar="FILE...")]) -> None:
    """Say whether files are instruments, and if not, in which line what is wrong; no gateway is needed."""
    execute(_check(files))


@app.command("schema", epilog="Example:  chorus instruments schema > instrument.schema.json")
def schema_command() -> None:
    """Print the JSON Schema of instrument files, by which editors complete and check them."""
    typer.echo(schema_text(), nl=False)


async def _list(gateway: str, as_json: bool) -> None:
    async with AsyncClient(gateway) as client:
        instruments = await client.gateway.list_instruments()
    if as_json:
        print_json(instruments)
        return
    table = Table("name", "title", "items", "scales", "at risk from", box=None, pad_edge=False)
    for one in instruments:
        cutoffs = ", ".join("–" if scale.cutoff is None else f"{scale.cutoff:g}" for scale in one.scales)
        scales = ", ".join(scale.id for scale in one.scales)
        cells = (short(one.name), one.title, str(len(one.items)), scales, cutoffs)
        table.add_row(*(Text(readable(cell)) for cell in cells))
    out.print(table)


async def _show(gateway: str, name: str, as_json: bool) -> None:
    async with AsyncClient(gateway) as client:
        instrument = await client.gateway.get_instrument(name)
    if as_json:
        print_json(instrument)
    else:
        _put_instrument(instrument)


async def _check(files: Sequence[Path]) -> None:
    problems = []
    for file in files:
        try:
            found = read_file(file, str(file))
            put(f"{file}: ok: {_number(found.items, 'item')}, {_number(found.scales, 'scale')}")
        except InvalidInstrument as error:
            problems.append(error.message)
    if problems:
        raise InvalidInstrument("\n".join(problems))


def _number(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def _put_instrument(instrument: Instrument) -> None:
    put(f"{instrument.title} ({short(instrument.name)})", style="bold")
    put_text(instrument.description)
    put_text(f"Source: {instrument.source}", style="dim")
    put_text(f"License: {instrument.license}", style="dim")
    if instrument.instructions:
        put()
        put_text(instrument.instructions, style="italic")
    for item in instrument.items:
        put()
        _put_item(item)
    for title, lines in (("Scales", _scales(instrument)), ("Rules", _rules(instrument))):
        if found := list(lines):
            put()
            put(title, style="bold")
            for head, line in found:
                put_text(line, 12, head=head)


def _put_item(item: Item) -> None:
    put_text(item.text, 6, head=item.id)
    if item.asked_if:
        put_text(f"asked if {_conditions(item.asked_if, len(item.asked_if))}", 6, style="dim")
    if item.kind.is_number:
        put_text(f"{item.minimum:g} to {item.maximum:g} {item.unit}", 6)
    points = [f" [{value:g}]" for value in item.points] or [""] * len(item.options)
    for option, counts in zip(item.options, points, strict=True):
        put_text(f"{option.text}{counts}", 9, head=f"      {option.id}")
    if item.reverse:
        put_text("reverse-coded: the last option stands for least", 6, style="dim")
    for paraphrase in item.paraphrases:
        put_text(f"or: {paraphrase}", 6, style="dim")


def _scales(instrument: Instrument) -> Iterator[tuple[str, str]]:
    for scale in instrument.scales:
        rule = "sum of points" if scale.rule is ScoringRule.SUM else "mean rank"
        cutoff = "" if scale.cutoff is None else f"; at risk from {scale.cutoff:g}"
        bands = "".join(f"; {band.title} from {band.at_least:g}" for band in scale.bands)
        yield (
            scale.id,
            f"{scale.title}: {rule} of items {', '.join(scale.items)}, "
            f"{scale.minimum:g} to {scale.maximum:g}{cutoff}{bands}",
        )


def _rules(instrument: Instrument) -> Iterator[tuple[str, str]]:
    scales = {scale.id: scale for scale in instrument.scales}
    for rule in instrument.criteria:
        yield rule.id, f"{rule.title}: {_rule(rule, scales)}"
    for flag in instrument.flags:
        yield flag.id, f"flag: {flag.title}: {_condition(flag.condition)}. {flag.advice}"


def _rule(rule: CriterionRule, scales: dict[str, Scale]) -> str:
    if rule.scale:
        return f"{scales[rule.scale].title} is {rule.at_least:g} or more"
    return _conditions(rule.conditions, rule.num_conditions or len(rule.conditions))


def _conditions(conditions: Sequence[Condition], needed: int) -> str:
    if needed == len(conditions):
        return " and ".join(map(_condition, conditions))
    return f"at least {needed} of: {'; '.join(map(_condition, conditions))}"


def _condition(condition: Condition) -> str:
    if condition.at_least is not None:
        return f"{condition.item} is {condition.at_least:g} or more"
    return f"{condition.item} is {' or '.join(condition.options)}"
