"""Screening personas from the terminal."""

from collections.abc import Sequence
from statistics import median
from typing import Any

import typer
from rich.table import Column, Table

from chorus.access import Access
from chorus.cli.terminal import cell, out, persona_cell, print_json, put, put_text, say
from chorus.client import AsyncClient
from chorus.gateway.client import (
    AnswerMode,
    Instrument,
    Item,
    ItemResult,
    PersonaScreening,
    Protocol,
    ScaleScore,
    Screening,
    ScreeningPreview,
)

_PLAIN: Any = {"box": None, "pad_edge": False}
_FIGURES = ("score", "95%", "at risk")
_MODES = {AnswerMode.SCORED: "scored", AnswerMode.SAMPLED: "sampled"}


def asked_for(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The personas and the instruments among the names of a command, each with its collection's name before it."""
    personas = [name for name in names if name.startswith("personas/")]
    instruments = [name.removeprefix("instruments/") for name in names if name not in personas]
    if not personas or not instruments:
        raise typer.BadParameter(
            "name at least one persona (`chorus personas` lists them) and one instrument: chorus screen personas/base wcs"
        )
    return personas, [f"instruments/{name}" for name in instruments]


async def screen(
    gateway: str,
    personas: Sequence[str],
    instruments: Sequence[str],
    protocol: Protocol,
    as_json: bool,
    purpose: str = "",
) -> None:
    """Administer instruments, one after another; every item is shown as it is answered, the scores at the end of each."""
    async with AsyncClient(gateway, Access.from_environment(purpose)) as client:
        jobs = [await client.gateway.create_screening(personas, instrument, protocol) for instrument in instruments]
        for instrument, job in zip(instruments, jobs, strict=True):
            questionnaire = await client.gateway.get_instrument(instrument)
            if not as_json:
                say(f"{questionnaire.title}: {job.name}")
                await _show_items(client, job.name, questionnaire)
            done = await client.jobs.wait(job.name)
            screening = await client.gateway.get_screening(done.result)
            if as_json:
                print_json(screening)
            else:
                _show(screening, questionnaire)


async def preview(
    gateway: str,
    personas: Sequence[str],
    instruments: Sequence[str],
    protocol: Protocol,
    as_json: bool,
    purpose: str = "",
) -> None:
    """Say what screenings would cost; start nothing."""
    async with AsyncClient(gateway, Access.from_environment(purpose)) as client:
        for instrument in instruments:
            found = await client.gateway.preview_screening(personas, instrument, protocol)
            if as_json:
                print_json(found)
            else:
                _show_preview(instrument, found)


def _show_preview(instrument: str, found: ScreeningPreview) -> None:
    put(instrument, "bold")
    put(f"  {len(found.personas)} personas, the control among them: {', '.join(found.personas)}")
    kept = f", {found.num_kept:,} of them answered before and kept" if found.num_kept else ""
    put(f"  {found.num_items:,} items{kept}")
    put(f"  {found.num_prompts:,} prompts to read, {found.num_answers:,} free answers to draw")
    put(f"  about {found.num_tokens:,} tokens at most")
    put("  nothing is left to ask" if found.seconds is None else f"  about {max(1, round(found.seconds)):,} s at most")


async def _show_items(client: AsyncClient, job: str, instrument: Instrument) -> None:
    items = {item.id: item for item in instrument.items}
    async for persona, result in client.gateway.watch_screening(job):
        item = items[result.item]
        put(f"{persona}  {item.id} {item.text}")
        put(f"    {_most(item, result)}", "dim")


def _most(item: Item, result: ItemResult) -> str:
    """What was answered most, in words."""
    parts = []
    if result.scored:
        best = max(range(len(result.scored)), key=lambda index: result.scored[index])
        parts.append(f"{item.options[best].text} (probability {result.scored[best]:.2f})")
    if item.kind.is_number:
        middle = f"median {median(result.values):g} {item.unit}".strip() if result.values else "no plausible number"
        parts.append(f"{middle} ({len(result.values)} numbers)")
    elif result.given:
        parts.append(f"sampled {'/'.join(map(str, result.sampled))}")
    uncounted = {
        "refused": result.num_refused,
        "invalid": result.num_invalid,
        "blank": result.num_missing,
        "not asked": result.num_skipped,
    }
    parts += [f"{number} {why}" for why, number in uncounted.items() if number]
    return "; ".join(parts)


def _show(screening: Screening, instrument: Instrument) -> None:
    if not screening.interpretable:
        put_text("NOT INTERPRETABLE. The base model does not pass the competence check; see the notes.", style="red")
    _show_scores(screening, instrument)
    _show_agreement(screening)
    for persona in screening.personas:
        for flag in persona.flags:
            if flag.raised:
                share = "no answer" if flag.share is None else f"{flag.share:.0%}"
                put_text(
                    f"{persona.persona}: {flag.title} ({_MODES[flag.mode]}: {share}). {flag.advice}", style="yellow"
                )
    for note in screening.notes:
        put_text(note, style="dim italic")
    put(f"{screening.name}; protocol {screening.protocol_hash[:12]}")


def _show_scores(screening: Screening, instrument: Instrument) -> None:
    scales = {scale.id: scale for scale in instrument.scales}
    if not scales:
        return
    table = Table("persona", "scale", "mode", *(Column(name, no_wrap=True) for name in _FIGURES), "band", **_PLAIN)
    for persona in screening.personas:
        for score in persona.scales:
            title = cell(scales[score.scale].title)
            table.add_row(persona_cell(persona.persona), title, _MODES[score.mode], *_cells(score), cell(score.band))
    out.print(table)


def _cells(score: ScaleScore) -> tuple[str, str, str]:
    if score.value is None:
        return f"missing: {', '.join(score.missing_items)}", "", ""
    interval = "" if score.low is None or score.high is None else f"{score.low:.1f} to {score.high:.1f}"
    return f"{score.value:.1f}", interval, "" if score.at_risk is None else f"{score.at_risk:.0%}"


def _show_agreement(screening: Screening) -> None:
    """How far the two ways of answering say the same, where both were used."""
    rows = [(persona, _agreements(persona)) for persona in screening.personas]
    if not any(found for _, found in rows):
        return
    put("How far scored and sampled answers agree, of 1", "bold")
    table = Table("persona", "items", "mean", "least", **_PLAIN)
    for persona, found in rows:
        if found:
            least = min(found, key=lambda item: found[item])
            mean = sum(found.values()) / len(found)
            table.add_row(
                persona_cell(persona.persona), str(len(found)), f"{mean:.2f}", f"{found[least]:.2f} (item {least})"
            )
    out.print(table)


def _agreements(persona: PersonaScreening) -> dict[str, float]:
    return {one.item: one.agreement for one in persona.statistics if one.agreement is not None}
