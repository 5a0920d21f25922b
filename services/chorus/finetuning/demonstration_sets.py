"""Demonstration sets as they are kept: one record for each content, and the perplexities that were measured on the way."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from chorus.errors import NotFound
from chorus.finetuning.demonstration_set import DemonstrationSet
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.engine import PerplexityPlan
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import parse


@dataclass(frozen=True, slots=True)
class MeasuredPerplexities:
    """What a base model made of some texts, so that they are not measured twice."""

    name: str = ""
    """``perplexities/<id>``; the id is that of the run."""
    location: str = ""
    """A JSON list of numbers, as an artifact's location."""
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemonstrationSets:
    """Keeps demonstration sets."""

    records: Records
    artifacts: Artifacts

    async def get(self, name: str) -> DemonstrationSet:
        """The set of that name; ``NotFound`` if there is none."""
        parse(name, "demonstration-sets")
        return await self.records.get(DemonstrationSet, name)

    async def load(self, found: DemonstrationSet) -> Demonstrations:
        """What a set holds."""
        return Demonstrations.load(await asyncio.to_thread(self.artifacts.read_bytes, found.location))

    async def keep(self, made: DemonstrationSet) -> DemonstrationSet:
        """Keep a set; one of the same content is left as it is, its marks with it."""
        try:
            return await self.get(made.name)
        except NotFound:
            await self.records.put(made, parent=made.community)
            return made

    async def measured(self, plan: PerplexityPlan) -> list[float] | None:
        """The perplexities of a plan's texts; None where nobody has measured them."""
        try:
            found = await self.records.get(MeasuredPerplexities, _name(plan))
        except NotFound:
            return None
        return await self.numbers(found.location)

    async def numbers(self, location: str) -> list[float]:
        """Perplexities as they were stored."""
        # By json, which knows what is infinite.
        numbers: list[float] = json.loads(await asyncio.to_thread(self.artifacts.read_bytes, location))
        return numbers

    async def keep_measured(self, plan: PerplexityPlan, location: str) -> None:
        """Remember where the perplexities of a plan's texts are."""
        await self.records.put(MeasuredPerplexities(_name(plan), location, datetime.now(UTC)))


def _name(plan: PerplexityPlan) -> str:
    return f"perplexities/{plan.run.removeprefix('perplexity-')}"
