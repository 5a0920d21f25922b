"""Which personas there are on a base model: the control, and for every community a finetuned and a context one.

One that speaks with a STAGED revision is found by its name and listed nowhere: it is there to be evaluated.

The answer comes from finetuning's ACTIVE revisions and graph's communities. It is kept for a second, so that many questions
at once do not become as many calls; a revision that was just retired may so answer a second longer.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chorus.errors import ChorusError, FailedPrecondition, NotFound, RevisionNotActive
from chorus.serving.persona import BASE, Persona, PersonaKind, kind_of, name_of

if TYPE_CHECKING:
    from chorus.finetuning.client import BaseModel, Revision
    from chorus.graph.client import Community

FRESH_SECONDS = 1.0


class Catalogue(Protocol):
    """What finetuning and graph know."""

    async def active_revisions(self) -> "tuple[Revision, ...]":
        """All ACTIVE revisions, on whatever base model."""

    async def revisions(self, community: str) -> "tuple[Revision, ...]":
        """A community's revisions in every state, newest first."""

    async def community(self, name: str) -> "Community":
        """A community; ``NotFound`` if there is none."""

    async def pin(self, revision: str, *, pin: bool) -> None:
        """Say whether every replica is to keep a revision in memory."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A persona and what it speaks with."""

    persona: Persona
    revision: "Revision | None" = None
    """Set for finetuned personas only."""


class Personas:
    """The personas of one base model."""

    def __init__(
        self, catalogue: Catalogue, base_model: "BaseModel", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._catalogue = catalogue
        self._base_model = base_model
        self._clock = clock
        self._reading = asyncio.Lock()
        self._read_at: float | None = None
        self._active: dict[str, Revision] = {}
        self._display_names: dict[str, str] = {}

    async def list(self) -> tuple[Persona, ...]:
        """Base first, then by community; finetuned before context."""
        active = await self._active_revisions()
        personas = [self._persona(PersonaKind.BASE, "", "Base model (control)")]
        for community in sorted(active):
            title = await self._display_name(community)
            personas.append(self._persona(PersonaKind.FINETUNED, community, title, active[community]))
            personas.append(self._persona(PersonaKind.CONTEXT, community, f"{title} (context)"))
        return tuple(personas)

    async def find(self, name: str) -> Voice:
        """The persona of that name. ``NotFound``, or ``FailedPrecondition`` where its adapter is not there to answer."""
        kind, community = kind_of(name)
        if kind is PersonaKind.BASE:
            return Voice(self._persona(kind, "", "Base model (control)"))
        if kind is PersonaKind.CONTEXT:
            title = await self._community_name(name, community)
            return Voice(self._persona(kind, community, f"{title} (context)"))
        if kind is PersonaKind.STAGED:
            return await self._staged(name, community)
        revision = (await self._active_revisions()).get(community)
        if revision is None:
            raise await self._why_not(name, community)
        return Voice(self._persona(kind, community, await self._display_name(community), revision), revision)

    async def pinned(self) -> "tuple[Revision, ...]":
        """The revisions that every replica is to keep in memory, by community."""
        active = await self._active_revisions()
        return tuple(active[community] for community in sorted(active) if active[community].pinned)

    async def pin(self, revision: "Revision", *, pin: bool) -> None:
        """Say whether every replica is to keep a revision in memory."""
        await self._catalogue.pin(revision.name, pin=pin)
        self._read_at = None

    async def _active_revisions(self) -> "dict[str, Revision]":
        async with self._reading:
            if self._read_at is None or self._clock() - self._read_at > FRESH_SECONDS:
                revisions = await self._catalogue.active_revisions()
                self._active = {one.community: one for one in revisions if one.base_model == self._base_model.name}
                self._read_at = self._clock()
            return self._active

    async def _staged(self, name: str, community: str) -> Voice:
        """The newest STAGED revision; ``RevisionNotActive`` where there is none on this base model."""
        for revision in await self._catalogue.revisions(community):
            is_here = revision.location and revision.base_model == self._base_model.name
            if is_here and revision.state == "REVISION_STATE_STAGED":
                title = f"{await self._display_name(community)} (staged)"
                return Voice(self._persona(PersonaKind.STAGED, community, title, revision), revision)
        await self._community_name(name, community)
        raise RevisionNotActive(
            f"{community} has no STAGED revision on {self._base_model.name}; finetune it with --stage-only",
            field="persona",
        )

    async def _why_not(self, name: str, community: str) -> ChorusError:
        revisions = await self._catalogue.revisions(community)
        if not revisions:
            await self._community_name(name, community)
            return RevisionNotActive(f"{name} has no adapter yet; finetune {community} first", field="persona")
        elsewhere = next((one for one in revisions if one.state == "REVISION_STATE_ACTIVE"), None)
        if elsewhere is not None:
            return FailedPrecondition(
                f"{name} speaks with {elsewhere.name}, which was trained on {elsewhere.base_model}, but "
                f"{self._base_model.name} is served; finetune {community} on it",
                field="persona",
            )
        newest = revisions[0]
        state = newest.state.removeprefix("REVISION_STATE_")
        what_to_do = "evaluate and promote it" if state == "STAGED" else f"finetune {community} again"
        return RevisionNotActive(f"{newest.name} is {state}, not ACTIVE; {what_to_do}", field="persona")

    async def _community_name(self, persona: str, community: str) -> str:
        if community not in self._display_names:
            try:
                found = await self._catalogue.community(community)
            except NotFound:
                raise NotFound(f"there is no persona {persona}; list the personas there are", field="persona") from None
            self._display_names[community] = found.display_name or community
        return self._display_names[community]

    async def _display_name(self, community: str) -> str:
        try:
            return await self._community_name("", community)
        except ChorusError:
            # A name for people is no reason to refuse an answer while graph is away.
            return community

    def _persona(self, kind: PersonaKind, community: str, title: str, revision: "Revision | None" = None) -> Persona:
        return Persona(
            name=name_of(kind, community) if community else BASE,
            kind=kind,
            community=community,
            display_name=title,
            revision=revision.name if revision else "",
            base_model_digest=self._base_model.digest,
            limits=self._base_model.limits,
            pinned=revision is not None and revision.pinned,
        )
