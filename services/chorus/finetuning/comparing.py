"""Every adapter of a run, measured on every community's held-out authors: whether what each learned is its community's own."""

from collections.abc import Callable, Sequence
from pathlib import Path

from peft import PeftModel

from chorus.finetuning.adapter_training import Material
from chorus.finetuning.finetuning_report import CrossLosses
from chorus.finetuning.leads import lead
from chorus.finetuning.loaded_base import LoadedBase
from chorus.finetuning.measuring import Reading, read

Begin = Callable[[int], None]
"""Called with an adapter's number, from 1 on, before it is measured."""


def compare(
    base: LoadedBase,
    communities: Sequence[str],
    adapters: Sequence[Path],
    materials: Sequence[Material],
    begin: Begin,
) -> tuple[CrossLosses, ...]:
    """The losses of the base model and of all adapters on each community, in order; without adapters where a community has
    nothing to be measured on. The base model is afterwards what it was."""
    before = [read(base.model, base.encoder, material.validation) for material in materials]
    by_adapter = []
    for number, folder in enumerate(adapters, 1):
        begin(number)
        model = PeftModel.from_pretrained(base.model, str(folder))
        try:
            by_adapter.append([read(model, base.encoder, material.validation) for material in materials])
        finally:
            base.model = model.unload()
    return tuple(
        _row(community, place, reading, [readings[place] for readings in by_adapter], material.authors)
        for place, (community, reading, material) in enumerate(zip(communities, before, materials, strict=True))
    )


def _row(
    community: str, own: int, before: Reading | None, readings: Sequence[Reading | None], authors: Sequence[str]
) -> CrossLosses:
    """One community's row; ``own`` is the place of its adapter among the readings."""
    found = [reading for reading in readings if reading is not None]
    if before is None:
        return CrossLosses(community)
    others = [reading.nats for place, reading in enumerate(found) if place != own]
    return CrossLosses(
        community,
        len(before.nats),
        before.loss,
        tuple(reading.loss for reading in found),
        lead(found[own].nats, others, before.num_tokens, authors),
    )
