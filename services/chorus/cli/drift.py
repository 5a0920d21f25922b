"""``chorus evaluate compare``: the same communities, evaluation by evaluation."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Column, Table

from chorus.cli.output import write_whole
from chorus.cli.report.drift import render_drift, when
from chorus.cli.session import short
from chorus.cli.terminal import cell, out, print_json, put, put_text
from chorus.client import AsyncClient
from chorus.errors import ChorusError
from chorus.evaluation.client import Drift
from chorus.graph.client import Community


async def compare(client: AsyncClient, reports: Sequence[str], page: Path | None, as_json: bool) -> None:
    """Hold evaluations of the same communities against each other; as a page too, if there is a name for it."""
    drift = await client.evaluation.compare_reports(reports)
    communities = await known(client, drift.communities) if page or not as_json else ()
    if page:
        write_whole(page, render_drift(drift, communities).encode())
    if as_json:
        print_json(drift)
        return
    _put(drift, {one.name: one.display_name for one in communities})
    if page:
        put(f"Next: open {page}")


async def known(client: AsyncClient, names: Sequence[str]) -> tuple[Community, ...]:
    """The communities with what they are called; none where they cannot be had, for the figures do not need it."""
    try:
        return tuple([await client.graph.get_community(name) for name in names])
    except ChorusError:
        return ()


def _put(drift: Drift, titles: dict[str, str]) -> None:
    times = [when(each) for each in drift.moments]
    table = Table(
        Column("measure", no_wrap=True),
        Column("voice", no_wrap=True),
        "community",
        *(Column(time, justify="right") for time in times),
        "",
        box=None,
        pad_edge=False,
    )
    for series in drift.series:
        figures = [f"{point.estimate.value:.3f}" if point.estimate else "–" for point in series.points]
        table.add_row(
            series.measure,
            series.voice or "people",
            cell(titles.get(series.community) or short(series.community)) if series.community else "all",
            *figures,
            "changed" if series.changed else "",
            style="" if series.community else "bold",
        )
    out.print(table)
    put()
    for note in drift.notes:
        put_text(note, style="dim italic")
