"""Item results, kept by what was measured rather than by the job that asked for it.

A result belongs to a persona's weights and a protocol's hash. So a job that resumes reads what it has and asks only for what
is missing, and another job with the same protocol and the same weights asks for nothing at all. What a context persona has
read is no part of its weights: its results are one job's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from chorus.errors import NotFound
from chorus.gateway.competence import CHECK
from chorus.gateway.protocol import OptionFormat
from chorus.gateway.screening import Competence, ItemResult
from chorus.serving.client import Persona, PersonaKind
from chorus.storage.records import Records
from chorus.types.page import MAX_PAGE_SIZE


@dataclass(frozen=True, slots=True)
class KeptResult:
    """An item result, kept as soon as it is there."""

    name: str = ""
    item: ItemResult = field(default_factory=ItemResult)
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptCompetence:
    """What came of a persona's competence check."""

    name: str = ""
    competence: Competence = field(default_factory=Competence)
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """The personas of a job as they were when it began: the revisions that all of its results must be of."""

    name: str = ""
    personas: tuple[Persona, ...] = ()
    """None before it has begun."""
    protocol_hash: str = ""
    create_time: datetime | None = None


class Results:
    """What was answered, in the gateway's records."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def pin(self, job: str, personas: tuple[Persona, ...], protocol_hash: str) -> Pinned:
        """Note what a job's personas are, once; what was noted first."""
        pinned = await self.pinned(job)
        if not pinned.personas:
            pinned = Pinned(_pinned_name(job), personas, protocol_hash, datetime.now(UTC))
            await self._records.put(pinned)
        return pinned

    async def pinned(self, job: str) -> Pinned:
        """What a job's personas are."""
        try:
            return await self._records.get(Pinned, _pinned_name(job))
        except NotFound:
            return Pinned()

    async def of(self, persona: Persona, protocol_hash: str, job: str) -> Mapping[str, ItemResult]:
        """The results there are, by item, oldest first."""
        newest_first: tuple[KeptResult, ...] = ()
        token = ""
        while True:
            page = await self._records.list(
                KeptResult, parent=_sheet(persona, protocol_hash, job), page_size=MAX_PAGE_SIZE, page_token=token
            )
            newest_first += page.items
            token = page.next_page_token
            if not token:
                return {kept.item.item: kept.item for kept in reversed(newest_first)}

    async def keep(self, persona: Persona, protocol_hash: str, job: str, result: ItemResult) -> None:
        """Keep a result; one that was there is replaced."""
        sheet = _sheet(persona, protocol_hash, job)
        kept = KeptResult(f"results/{_digest(sheet, result.item)}", result, datetime.now(UTC))
        await self._records.put(kept, parent=sheet)

    async def competence(self, persona: Persona, option_format: OptionFormat, job: str) -> Competence | None:
        """What came of the persona's competence check; None before it was checked."""
        try:
            return (await self._records.get(KeptCompetence, _check(persona, option_format, job))).competence
        except NotFound:
            return None

    async def keep_competence(
        self, persona: Persona, option_format: OptionFormat, job: str, competence: Competence
    ) -> None:
        """Keep what came of a check."""
        await self._records.put(KeptCompetence(_check(persona, option_format, job), competence, datetime.now(UTC)))


def _sheet(persona: Persona, protocol_hash: str, job: str) -> str:
    return f"sheets/{_digest(protocol_hash, *_identity(persona, job))}"


def _check(persona: Persona, option_format: OptionFormat, job: str) -> str:
    return f"checks/{_digest(str(CHECK), option_format, *_identity(persona, job))}"


def _pinned_name(job: str) -> str:
    return f"pinned/{_digest(job)}"


def _identity(persona: Persona, job: str) -> tuple[str, ...]:
    only_here = job if persona.kind is PersonaKind.CONTEXT else ""
    return persona.name, persona.display_name, persona.revision, persona.base_model_digest, only_here


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
