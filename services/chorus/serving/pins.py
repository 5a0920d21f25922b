"""Pins: which adapters stay in memory whatever else is asked for.

The registry knows them, and every replica goes by what it says: one that starts anew holds what was pinned before, and one that
was not told of a pin hears of it within seconds.
"""

from typing import TYPE_CHECKING

from chorus.errors import ChorusError, InvalidArgument, ResourceExhausted
from chorus.serving.adapters import Adapters
from chorus.serving.admission import Admission
from chorus.serving.persona import PersonaKind, name_of
from chorus.serving.personas import Personas

if TYPE_CHECKING:
    from chorus.finetuning.client import Revision

_RETRY_AFTER = 60.0


class Pins:
    """The pinned adapters of one replica's engine."""

    def __init__(self, personas: Personas, adapters: Adapters, admission: Admission) -> None:
        self._personas = personas
        self._adapters = adapters
        self._admission = admission

    async def pin(self, persona: str) -> tuple[str, ...]:
        """Have every replica keep a finetuned persona's adapter in memory; the personas that are pinned, in order."""
        revision = await self._adapter_of(persona)
        others = [each for each in await self._personas.pinned() if each.name != revision.name]
        self._check_room(len(others) + 1)
        # One that cannot be loaded is refused here, where somebody hears of it.
        await self._load(revision)
        pinned = await self._say(revision, pin=True)
        try:
            self._check_room(len(pinned))
        except ResourceExhausted:
            # Others were pinned at the same moment.
            await self._say(revision, pin=False)
            raise
        return pinned

    async def unpin(self, persona: str) -> tuple[str, ...]:
        """Let a persona's adapter go when room is needed; the personas that are still pinned."""
        return await self._say(await self._adapter_of(persona), pin=False)

    async def keep(self) -> None:
        """Hold what is pinned, whoever said so and wherever: as much of it as there is room for.

        Raises the first error once all else is loaded.
        """
        pinned = (await self._personas.pinned())[: self._adapters.max_pinned]
        self._adapters.pin(pinned)
        missing = [revision for revision in pinned if revision not in self._adapters]
        failures = [failure for revision in missing if (failure := await self._failure(revision))]
        if failures:
            raise failures[0]

    async def _adapter_of(self, persona: str) -> "Revision":
        revision = (await self._personas.find(persona)).revision
        if revision is None:
            raise InvalidArgument(f"{persona} has no adapter; only finetuned personas can be pinned", field="name")
        return revision

    def _check_room(self, num_pinned: int) -> None:
        if num_pinned > self._adapters.max_pinned:
            raise ResourceExhausted(
                f"{self._adapters.max_pinned} personas can be pinned, for the other places are needed; unpin one, or raise "
                "CHORUS_SERVING_MAX_RESIDENT_ADAPTERS",
                retry_after=_RETRY_AFTER,
            )

    async def _load(self, revision: "Revision") -> None:
        async with self._admission.enter(revision.name), self._adapters.use(revision):
            pass

    async def _failure(self, revision: "Revision") -> ChorusError | None:
        try:
            await self._load(revision)
        except ChorusError as error:
            return error
        return None

    async def _say(self, revision: "Revision", *, pin: bool) -> tuple[str, ...]:
        await self._personas.pin(revision, pin=pin)
        pinned = await self._personas.pinned()
        self._adapters.pin(pinned)
        return tuple(name_of(PersonaKind.FINETUNED, each.community) for each in pinned)
