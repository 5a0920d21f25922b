"""Asking personas from the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from chorus.access import Access
from chorus.cli.terminal import out, print_json, say
from chorus.client import AsyncClient
from chorus.serving.client import Structure
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

_FORM = "Form of the answer"


def sampling(
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="Answers wanted; one is shown as it comes.")] = 1,
    temperature: Annotated[float, typer.Option(min=0, max=5, help="0 is greedy.")] = 0.9,
    top_p: Annotated[float, typer.Option(min=0, max=1, help="Nucleus mass; 1 keeps every token.")] = 0.95,
    top_k: Annotated[int, typer.Option(min=0, help="Most likely tokens kept; 0 keeps all.")] = 50,
    max_tokens: Annotated[int, typer.Option(min=1)] = 64,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    stop: Annotated[
        list[str] | None, typer.Option(help="End the answer before this text. Once for each.", metavar="TEXT")
    ] = None,
) -> Sampling:
    """The sampling that the command's options mean."""
    return Sampling(n, temperature, top_p, top_k, max_tokens, seed, tuple(stop or ()))


def structure(
    choice: Annotated[
        list[str] | None,
        typer.Option(help="A text that may be answered. Once for each.", metavar="TEXT", rich_help_panel=_FORM),
    ] = None,
    regex: Annotated[str, typer.Option(help="What the answer matches.", rich_help_panel=_FORM)] = "",
    json_schema: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A file: the JSON Schema of the answer.", rich_help_panel=_FORM),
    ] = None,
) -> Structure:
    """The form that the command's options mean."""
    schema = json_schema.read_text(encoding="utf-8", errors="replace") if json_schema else ""
    return Structure(tuple(choice or ()), regex, schema)


async def list_personas(gateway: str, as_json: bool) -> None:
    """List the personas."""
    async with AsyncClient(gateway) as client:
        personas = await client.gateway.list_personas()
        sensitive = await client.gateway.list_sensitive()
    if as_json:
        print_json([{**msgspec.to_builtins(one), "sensitive": one.name in sensitive} for one in personas])
        return
    width = max(len(persona.name) for persona in personas)
    for persona in personas:
        voice = persona.kind.removeprefix("PERSONA_KIND_").lower()
        weights = persona.revision.rpartition(".")[2][:12]
        # Plain lines: a name is what the next command needs, and a table would cut it in a narrow terminal.
        marks = ", ".join(
            mark for mark, is_so in (("pinned", persona.pinned), ("sensitive", persona.name in sensitive)) if is_so
        )
        line = f"{persona.name:<{width}}  {voice:<9}  {weights:<12}  {marks:<6}  {persona.display_name}"
        out.print(line, markup=False, highlight=False, soft_wrap=True)


async def mark(gateway: str, persona: str, sensitive: bool, as_json: bool) -> None:
    """Mark a persona's community as sensitive, or not; list what is marked then."""
    async with AsyncClient(gateway) as client:
        marked = await client.gateway.mark_persona(persona, sensitive)
    if as_json:
        print_json(marked)
        return
    for name in marked:
        out.print(name, markup=False, highlight=False, soft_wrap=True)
    if not marked:
        say("nothing is marked as sensitive")


async def pin(gateway: str, personas: Sequence[str], as_json: bool, *, keep: bool = True) -> None:
    """Pin personas, or unpin them; list what is pinned then."""
    async with AsyncClient(gateway) as client:
        say = client.serving.pin_persona if keep else client.serving.unpin_persona
        for persona in personas:
            pinned = await say(persona)
    if as_json:
        print_json(pinned)
        return
    out.print("\n".join(pinned) or "nothing is pinned", markup=False, highlight=False, soft_wrap=True)


async def ask(
    gateway: str,
    persona: str,
    prompt: str,
    sampling: Sampling,
    structure: Structure,
    as_json: bool,
    purpose: str = "",
) -> None:
    """Ask one persona; a single answer is shown as it comes."""
    async with AsyncClient(gateway, Access.from_environment(purpose)) as client:
        if as_json or sampling.n > 1:
            reply = await client.gateway.ask(persona, prompt, sampling, structure=structure)
            if as_json:
                print_json(reply)
                return
            _print_answers([answer.text for answer in reply.answers])
            _print_receipt(reply.receipt, reply.notice)
            return
        async for piece in client.gateway.stream_ask(persona, prompt, sampling, structure=structure):
            out.print(piece.text, end="", markup=False, highlight=False)
            if piece.receipt is not None:
                out.print()
                _print_receipt(piece.receipt, piece.notice)


async def status(gateway: str, as_json: bool) -> None:
    """Say what answers behind the gateway."""
    async with AsyncClient(gateway) as client:
        services = await client.gateway.get_status()
    if as_json:
        print_json(services)
        return
    for service in services:
        mark = "[green]ready[/green]" if service.ready else "[yellow]not ready[/yellow]"
        out.print(f"{service.service:<12} {mark} {service.message}")


def short_revision(revision: str) -> str:
    """A revision's name with its digest cut to twelve digits, for people."""
    community, dot, digest = revision.rpartition(".")
    return f"{community}{dot}{digest[:12]}"


def _print_answers(texts: Sequence[str]) -> None:
    for number, text in enumerate(texts, start=1):
        out.print(f"{number:>3}. {text}", markup=False, highlight=False)


def _print_receipt(receipt: Receipt | None, notice: str) -> None:
    receipt = receipt or Receipt()
    voice = short_revision(receipt.revision) or "no adapter"
    line = f"{voice} on base {receipt.base_model_digest[:12]}, {receipt.engine}, seed {receipt.sampling.seed}"
    out.print(line, style="dim", markup=False, highlight=False)
    out.print(notice, style="dim italic", markup=False, highlight=False)
