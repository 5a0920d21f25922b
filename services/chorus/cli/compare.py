"""Comparing screenings from the terminal."""

import csv
from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path

from rich.table import Column, Table
from rich.text import Text

from chorus.cli.output import write_whole
from chorus.cli.report import render_comparison
from chorus.cli.report.comparison import against_control, facts
from chorus.cli.report.gains import signed
from chorus.cli.terminal import cell, out, persona_cell, print_json, put, put_text
from chorus.client import AsyncClient
from chorus.errors import InvalidArgument, Unavailable
from chorus.gateway.client import (
    AnswerMode,
    Comparison,
    CriterionValue,
    Instrument,
    Pair,
    Persona,
    Ranked,
    Scale,
    ScaleComparison,
)
from chorus.serving.client import BASE

MODES = {AnswerMode.SCORED: "scored, exact", AnswerMode.SAMPLED: "sampled"}
BAR = 24
"""Characters from a scale's lowest score to its highest."""
MAX_BYTES = 1_000_000


async def compare(
    gateway: str,
    screenings: Sequence[str],
    against: Sequence[str],
    criterion: Path | None,
    level: float,
    seed: int,
    page: Path | None,
    as_json: bool,
) -> None:
    """Hold the personas of screenings against each other; as a page too, if there is a name for it."""
    coded = read_criterion(criterion) if criterion else ()
    async with AsyncClient(gateway) as client:
        found = await client.gateway.compare_screenings(screenings, coded, seed, level, against)
        instrument = await client.gateway.get_instrument(found.instrument)
        personas = await _named(client) if page else ()
    if page:
        write_whole(page, render_comparison(found, instrument, personas, coded).encode())
    if as_json:
        print_json(found)
    else:
        _show(found, instrument)
        if page:
            put(f"Next: open {page}")


async def _named(client: AsyncClient) -> tuple[Persona, ...]:
    """The personas with what their communities are called; none while serving is away, for a comparison does not need it."""
    try:
        return await client.gateway.list_personas()
    except Unavailable:
        return ()


def read_criterion(path: Path) -> tuple[CriterionValue, ...]:
    """What is known of communities from elsewhere: a CSV with a column ``persona`` or ``community``, and one ``value``."""
    if path.stat().st_size > MAX_BYTES:
        raise InvalidArgument(f"{path}: larger than {MAX_BYTES:,} bytes; a criterion has a line for each persona")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_values(path, csv.DictReader(file, strict=True)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidArgument(f"{path} is not a CSV of text: {error}") from None


def _values(path: Path, rows: "csv.DictReader[str]") -> Iterator[CriterionValue]:
    columns = rows.fieldnames or []
    named = next((column for column in ("persona", "community") if column in columns), None)
    if named is None or "value" not in columns:
        raise InvalidArgument(f"{path}:1: needs the columns persona (or community) and value")
    for row in rows:
        name, value = (row[named] or "").strip(), (row["value"] or "").strip()
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            raise InvalidArgument(f"{path}:{rows.line_num}: {value[:50]!r} is no number")
        yield CriterionValue(f"personas/{name.rpartition('/')[2]}", number)


def _show(found: Comparison, instrument: Instrument) -> None:
    scales = {scale.id: scale for scale in instrument.scales}
    for one in found.scales:
        scale = scales[one.scale]
        put(f"{scale.title}, {MODES[one.mode]}", "bold")
        _show_ranking(scale, one.ranking)
        _show_pairs(one.pairs)
        _show_shifts(one)
        for line in (against_control(one), *facts(one)):
            if line:
                put(f"  {line}")
        put()
    for agreement in found.modes:
        order = "" if agreement.spearman is None else f"; order of personas {agreement.spearman:.2f} (Spearman)"
        items = "–" if agreement.items is None else f"{agreement.items:.2f}"
        put(f"{scales[agreement.scale].title}: scored and sampled answers agree by {items} of 1, item by item{order}")
    if not found.interpretable:
        put("NOT INTERPRETABLE: the base model does not pass the competence check", "bold red")
    put(f"{found.num_tests} tests; clear at a false discovery rate of {found.level:g}")
    for note in found.notes:
        put_text(note, style="dim italic")


def _show_ranking(scale: Scale, ranking: Sequence[Ranked]) -> None:
    if not ranking:
        put("  nobody has a score", "dim")
        return
    table = Table("", "score", "", "rank", "95%", "highest", box=None, pad_edge=False, padding=(0, 1))
    for one in ranking:
        ranks = f"{one.rank_low} to {one.rank_high}"
        table.add_row(
            persona_cell(one.persona),
            f"{one.score:.1f}",
            _bar(scale, one.score),
            str(one.rank),
            ranks,
            f"{one.highest:.0%}",
        )
    out.print(table)


def _bar(scale: Scale, score: float) -> Text:
    share = (score - scale.minimum) / (scale.maximum - scale.minimum)
    filled = round(BAR * min(1.0, max(0.0, share)))
    return Text("█" * filled, "cyan") + Text("░" * (BAR - filled), "dim")


def _show_pairs(pairs: Sequence[Pair]) -> None:
    tested = [pair for pair in pairs if pair.p is not None or pair.untested]
    if not tested:
        return
    table = _table("difference")
    for pair in sorted(tested, key=lambda one: (one.second != BASE, -abs(one.difference))):
        _add(table, persona_cell(pair.first) + " − " + persona_cell(pair.second), pair)
    out.print(table)
    put("  Clear differences are bold; those from the base control come first.", "dim")


def _show_shifts(one: ScaleComparison) -> None:
    if not one.shifts:
        return
    table = _table("shift")
    for pair in one.shifts:
        _add(table, persona_cell(pair.first), pair)
    out.print(table)


def _table(of: str) -> Table:
    # A table keeps its cells in its columns, so that each needs its own.
    figures = [Column(name, no_wrap=True) for name in ("", "95%", "Hedges' g", "p", "q")]
    return Table(of, *figures, "", box=None, pad_edge=False, padding=(0, 1))


def _add(table: Table, name: Text, pair: Pair) -> None:
    interval = "" if pair.low is None or pair.high is None else f"{pair.low:.1f} to {pair.high:.1f}"
    figures = (interval, *("" if one is None else f"{one:.{digits}f}" for one, digits in _figures(pair)))
    style = "bold" if pair.clear else ""
    table.add_row(name, signed(pair.difference, 1), *figures, cell(pair.untested), style=style)


def _figures(pair: Pair) -> tuple[tuple[float | None, int], ...]:
    return (pair.effect_size, 2), (pair.p, 4), (pair.q, 4)
