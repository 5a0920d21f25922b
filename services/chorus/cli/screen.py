"""Screening personas from the terminal."""

from collections.abc import Sequence

from rich.table import Table

from chorus.cli.terminal import out, print_json
from chorus.client import AsyncClient
from chorus.gateway.client import AnswerMode, Instrument, Item, ItemResult, Protocol, ScaleScore, Screening


async def screen(
    gateway: str, personas: Sequence[str], instrument: str, samples: int, seed: int, as_json: bool
) -> None:
    """Administer an instrument; every item is shown as it is answered, the scores at the end."""
    async with AsyncClient(gateway) as client:
        questionnaire = await client.gateway.get_instrument(instrument)
        protocol = Protocol(num_samples=samples, seed=seed)
        job = await client.gateway.create_screening(personas, instrument, protocol)
        if not as_json:
            await _show_items(client, job.name, questionnaire)
        done = await client.jobs.wait(job.name)
        screening = await client.gateway.get_screening(done.result)
    if as_json:
        print_json(screening)
    else:
        _show_scores(screening, questionnaire)


async def _show_items(client: AsyncClient, job: str, instrument: Instrument) -> None:
    items = {item.id: item for item in instrument.items}
    async for persona, result in client.gateway.watch_screening(job):
        item = items[result.item]
        out.print(f"{persona}  [bold]{item.id}[/bold] {item.text}", highlight=False)
        out.print(f"    {_most(item, result)}", style="dim", markup=False, highlight=False)


def _most(item: Item, result: ItemResult) -> str:
    """What was answered most, in words."""
    apart = f"{result.num_refused} refused, {result.num_invalid} invalid"
    if not result.scored:
        numbers = ", ".join(f"{value:g}" for value in sorted(result.values)[:8]) or "no plausible number"
        return f"{numbers} {item.unit}".strip() + f"  ({apart})"
    best = max(range(len(result.scored)), key=lambda index: result.scored[index])
    counts = "/".join(map(str, result.sampled))
    return f"{item.options[best].text} (probability {result.scored[best]:.2f}; sampled {counts}; {apart})"


def _show_scores(screening: Screening, instrument: Instrument) -> None:
    scales = {scale.id: scale for scale in instrument.scales}
    table = Table("persona", "scale", "mode", "score", "95% interval", "at risk", box=None, pad_edge=False)
    for persona in screening.personas:
        for score in persona.scales:
            mode = "scored" if score.mode is AnswerMode.SCORED else "sampled"
            table.add_row(persona.persona, scales[score.scale].title, mode, *_cells(score))
    out.print(table)
    for note in screening.notes:
        out.print(note, style="dim italic", markup=False, highlight=False)


def _cells(score: ScaleScore) -> tuple[str, str, str]:
    if score.value is None:
        return f"missing: {', '.join(score.missing_items)}", "", ""
    interval = "" if score.low is None or score.high is None else f"{score.low:.1f} to {score.high:.1f}"
    return f"{score.value:.1f}", interval, "" if score.at_risk is None else f"{score.at_risk:.0%}"
