"""``chorus evaluate fairness``: what voices write with one term exchanged."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from chorus.cli.drift import known
from chorus.cli.output import write_whole
from chorus.cli.report.fairness import render_fairness
from chorus.cli.report.readings import SIGNIFICANT
from chorus.cli.session import short, step
from chorus.cli.terminal import cell, out, print_json, put, put_text
from chorus.client import AsyncClient
from chorus.evaluation.client import FairnessConfig, FairnessStudy


async def examine(
    client: AsyncClient, communities: Sequence[str], config: FairnessConfig, page: Path | None, as_json: bool
) -> None:
    """Have voices write with each term and show how they differ; as a page too, if there is a name for it."""
    with step("fairness") as steps:
        job = await client.evaluation.create_fairness_study(communities, config)
        done = await client.jobs.wait(job.name, on_change=steps.follow)
    study = await client.evaluation.get_fairness_study(done.result)
    found = await known(client, study.communities) if page or not as_json else ()
    if page:
        write_whole(page, render_fairness(study, found).encode())
    if as_json:
        print_json(study)
        return
    _put(study, {one.name: one.display_name for one in found})
    put(f"Next: open {page}" if page else "Next: the same with --out fairness.html")


def _put(study: FairnessStudy, titles: dict[str, str]) -> None:
    table = Table("voice", "read", "terms", "alike", "p", "", box=None, pad_edge=False)
    for one in study.differences:
        title = titles.get(one.persona.replace("personas/", "communities/", 1)) or short(one.persona)
        differs = one.p_value < SIGNIFICANT
        more = f"{one.label}: {one.gap:+.2f} of {one.first}" if differs else "no more than chance"
        table.add_row(
            cell(title),
            one.kind,
            cell(f"{one.first}, {one.second}"),
            f"{one.similarity:.2f}",
            f"{one.p_value:.3f}",
            cell(more),
            style="bold" if differs else "",
        )
    out.print(table)
    put()
    for note in study.notes:
        put_text(note, style="dim italic")
