"""The screening job: personas × items, each pair asked once, whatever happens to the process.

Every item result is a record as soon as it is there. A job that resumes reads them and asks only what is missing; whoever
watches the job reads the same records. All results of one persona are of one revision: the revisions are pinned when the job
begins, and an answer with another receipt ends it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar
from typing import Protocol as Seam

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound, RevisionChanged
from chorus.gateway.administration import Put, Voices, administer
from chorus.gateway.assessment import assess
from chorus.gateway.instrument import Instrument
from chorus.gateway.library import Library
from chorus.gateway.protocol import Protocol, protocol_hash
from chorus.gateway.screening import COLLECTION, ItemResult, Screening
from chorus.jobs.job import Job
from chorus.serving.client import BASE, Persona, kind_of
from chorus.storage.records import Records
from chorus.types.page import MAX_PAGE_SIZE, Page

P = ParamSpec("P")
T = TypeVar("T")

KIND = "screen"
MAX_PERSONAS = 200

NOT_A_DIAGNOSIS = (
    "This is not a diagnosis. It measures a model's imitation of a community's language; it says nothing about any "
    "person."
)
CONTROL = "personas/base is the same model without any community: read every score as a difference from it."
INTERVALS = (
    "Intervals are 95%. Those of sampled answers are the bootstrap over the answers given; those of scored answers, whose "
    "probabilities are exact, say how far the score of as many drawn answers would stray."
)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a screening job is to do."""

    personas: tuple[str, ...] = ()
    """In the order asked for, the base control last."""
    instrument: str = ""
    protocol: Protocol = field(default_factory=Protocol)
    protocol_hash: str = ""
    """Of the instrument as it was when the job was made."""
    revisions: str = ""
    """Digest of what answers now, for requests without an id of their own: a new adapter makes a new screening."""


@dataclass(frozen=True, slots=True)
class KeptResult:
    """An item result of a job, kept as soon as it is there."""

    name: str = ""
    persona: str = ""
    item: ItemResult = field(default_factory=ItemResult)
    create_time: datetime | None = None


class Speakers(Voices, Seam):
    """Personas that answer and say what they are."""

    async def get_persona(self, name: str) -> Persona:
        """The persona of that name."""
        ...


class Context(Seam):
    """The part of ``chorus.jobs.JobContext`` that is needed."""

    @property
    def name(self) -> str:
        """The job's resource name."""
        ...

    async def report(self, done: int, total: int, unit: str, message: str) -> None:
        """Say how far the job is."""
        ...

    async def step(
        self, name: str, function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a step once."""
        ...


class JobQueue(Seam):
    """The part of ``chorus.jobs.Jobs`` that is needed."""

    async def create(self, kind: str, params: object, request_id: str = "") -> Job:
        """Queue a job, or return the one that this request made before."""
        ...

    def watch(self, name: str) -> AsyncIterator[Job]:
        """The job now, and again at every change, until it has ended."""
        ...


class Screenings:
    """Makes, watches and keeps screenings."""

    def __init__(
        self, speakers: Speakers, voices: Voices, library: Library, records: Records, concurrency: int
    ) -> None:
        """``speakers`` say what they are, ``voices`` (the same ones, more patient) are measured."""
        self._speakers = speakers
        self._voices = voices
        self._library = library
        self._records = records
        self._concurrency = concurrency

    async def create(
        self, jobs: JobQueue, personas: Sequence[str], instrument: str, protocol: Protocol, request_id: str = ""
    ) -> Job:
        """Check everything that can be checked before the start, then queue the job."""
        protocol.check()
        measured = _with_control(personas)
        asked = self._library.get(instrument)
        found = await self._find(measured)
        revisions = (
            "" if request_id else _digest([f"{one.name} {one.revision} {one.base_model_digest}" for one in found])
        )
        params = Measurement(measured, asked.name, protocol, protocol_hash(asked, protocol), revisions)
        return await jobs.create(KIND, params, request_id)

    async def run(self, context: Context, params: Measurement) -> str:
        """Do the job: ask what has not been asked, score, keep; the screening's name."""
        instrument = self._library.get(params.instrument)
        if protocol_hash(instrument, params.protocol) != params.protocol_hash:
            raise FailedPrecondition(
                f"{params.instrument} or the way it is administered changed; start a new screening"
            )
        pinned = {one.name: one for one in await context.step("pin", self._find, params.personas)}
        results = {(kept.persona, kept.item.item): kept.item for kept in await self._kept(context.name)}
        puts = [Put(persona, item) for persona in params.personas for item in instrument.items]
        unasked = [put for put in puts if (put.persona, put.item.id) not in results]
        async for put, result in administer(self._voices, unasked, params.protocol, self._concurrency):
            _check_receipts(pinned[put.persona], result)
            await self._keep(context.name, put.persona, result)
            results[put.persona, result.item] = result
            await context.report(len(results), len(puts), "items", f"item {result.item} answered by {put.persona}")
        screening = await asyncio.to_thread(
            _screening, context.name, instrument, params, tuple(pinned.values()), results
        )
        await self._records.put(screening)
        return screening.name

    async def watch(self, jobs: JobQueue, job: str) -> AsyncIterator[tuple[str, ItemResult]]:
        """A job's item results as (persona, result), those there already first, until the job has ended."""
        seen: set[str] = set()
        async for state in jobs.watch(job):
            if state.kind != KIND:
                raise InvalidArgument(f"{job} is not a screening job", field="job")
            for kept in await self._kept(job):
                if kept.name not in seen:
                    seen.add(kept.name)
                    yield kept.persona, kept.item

    async def get(self, name: str) -> Screening:
        """The screening of that name; ``NotFound`` if there is none."""
        return await self._records.get(Screening, name)

    async def list(self, page_size: int, page_token: str) -> Page[Screening]:
        """Screenings, newest first."""
        return await self._records.list(Screening, page_size=page_size, page_token=page_token)

    async def _find(self, names: tuple[str, ...]) -> tuple[Persona, ...]:
        return tuple([await self._find_one(name) for name in names])

    async def _find_one(self, name: str) -> Persona:
        try:
            return await self._speakers.get_persona(name)
        except NotFound as error:
            raise NotFound(error.message, field="personas") from None

    async def _keep(self, job: str, persona: str, result: ItemResult) -> None:
        name = f"results/{_digest([job, persona, result.item])}"
        await self._records.put(KeptResult(name, persona, result, datetime.now(UTC)), parent=job)

    async def _kept(self, job: str) -> tuple[KeptResult, ...]:
        """The job's results, oldest first."""
        newest_first: tuple[KeptResult, ...] = ()
        token = ""
        while True:
            page = await self._records.list(KeptResult, parent=job, page_size=MAX_PAGE_SIZE, page_token=token)
            newest_first += page.items
            token = page.next_page_token
            if not token:
                return newest_first[::-1]


def _with_control(personas: Sequence[str]) -> tuple[str, ...]:
    """Each persona once, in the order asked for, the base control last."""
    if not personas:
        raise InvalidArgument("name at least one persona to screen", field="personas")
    if len(personas) > MAX_PERSONAS:
        raise InvalidArgument(f"at most {MAX_PERSONAS} personas in one screening", field="personas")
    for name in personas:
        kind_of(name)
    return (*(name for name in dict.fromkeys(personas) if name != BASE), BASE)


def _check_receipts(persona: Persona, result: ItemResult) -> None:
    for receipt in (result.scored_receipt, result.sampled_receipt):
        if receipt is None:
            continue
        if (receipt.revision, receipt.base_model_digest) != (persona.revision, persona.base_model_digest):
            raise RevisionChanged(f"the weights behind {persona.name} changed during the screening; start a new one")


def _screening(
    job: str,
    instrument: Instrument,
    params: Measurement,
    personas: Sequence[Persona],
    results: dict[tuple[str, str], ItemResult],
) -> Screening:
    return Screening(
        name=f"{COLLECTION}/{job.partition('.')[2]}",
        instrument=instrument.name,
        protocol=params.protocol,
        protocol_hash=params.protocol_hash,
        personas=tuple(
            assess(instrument, params.protocol, name, [results[name, item.id] for item in instrument.items])
            for name in params.personas
        ),
        notes=(NOT_A_DIAGNOSIS, CONTROL, INTERVALS, *_limits(personas)),
        create_time=datetime.now(UTC),
    )


def _limits(personas: Sequence[Persona]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(persona.limits for persona in personas if persona.limits))


def _digest(parts: Sequence[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
