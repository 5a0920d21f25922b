"""The screening job: personas × items, each pair asked once, whatever happens to the process.

Every item result is a record as soon as it is there. A job that resumes reads them and asks only what is missing; whoever
watches the job reads the same records. All results of one persona are of one revision: the revisions are pinned when the job
begins, and an answer with another receipt ends it. A competence check of every persona goes before the items.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol as Seam

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound, RevisionChanged
from chorus.gateway.administration import Put, Voices, administer, administer_item
from chorus.gateway.assessment import assess
from chorus.gateway.comparing import compare
from chorus.gateway.comparison import Comparison, ComparisonRequest
from chorus.gateway.competence import check_competence
from chorus.gateway.instrument import Instrument
from chorus.gateway.library import Library
from chorus.gateway.notes import notes
from chorus.gateway.preview import ScreeningPreview, cost_of, previewed
from chorus.gateway.protocol import Arrangement, Protocol, protocol_hash
from chorus.gateway.results import Results
from chorus.gateway.screening import COLLECTION, Competence, ItemResult, Screening
from chorus.jobs.job import Job
from chorus.serving.client import BASE, Persona, PersonaKind, kind_of, name_of
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.page import Page

KIND = "screen"
MAX_PERSONAS = 200


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


class JobQueue(Seam):
    """The part of ``chorus.jobs.Jobs`` that is needed."""

    async def create(self, kind: str, params: object, request_id: str = "") -> Job:
        """Queue a job, or return the one that this request made before."""
        ...

    def watch(self, name: str) -> AsyncIterator[Job]:
        """The job now, and again at every change, until it has ended."""
        ...


class Screenings:
    """Previews, makes, watches and keeps screenings."""

    def __init__(
        self, speakers: Speakers, voices: Voices, library: Library, records: Records, concurrency: int
    ) -> None:
        """``speakers`` say what they are, ``voices`` (the same ones, more patient) are measured."""
        self._speakers = speakers
        self._voices = voices
        self._library = library
        self._records = records
        self._results = Results(records)
        self._concurrency = concurrency

    async def create(
        self, jobs: JobQueue, personas: Sequence[str], instrument: str, protocol: Protocol, request_id: str = ""
    ) -> Job:
        """Check everything that can be checked before the start, then queue the job."""
        asked, found = await self._checked(personas, instrument, protocol)
        revisions = "" if request_id else _digest(found)
        names = tuple(persona.name for persona in found)
        params = Measurement(names, asked.name, protocol, protocol_hash(asked, protocol), revisions)
        return await jobs.create(KIND, params, request_id)

    async def preview(self, personas: Sequence[str], instrument: str, protocol: Protocol) -> ScreeningPreview:
        """What the screening would cost; checked as it would be, and the first item of the base control is put for its time."""
        asked, found = await self._checked(personas, instrument, protocol)
        there = await self._there(found, protocol_hash(asked, protocol), job="")
        unasked = [item for persona in found for item in asked.items if item.id not in there[persona.name]]
        num_kept = len(found) * len(asked.items) - len(unasked)
        preview = previewed([one.name for one in found], unasked, num_kept, asked, protocol)
        if not unasked:
            return preview
        alone = replace(protocol, arrangement=Arrangement.SINGLE)
        control, item = found[-1], next((item for item in asked.items if item.kind.is_choice), asked.items[0])
        started = time.monotonic()
        await administer_item(self._voices, Put(control, item), asked, alone, {})
        seconds = time.monotonic() - started
        one = cost_of(item, asked, alone)
        return replace(preview, seconds=seconds * preview.num_tokens / one.num_tokens)

    async def run(self, context: Context, params: Measurement) -> str:
        """Do the job: ask what has not been asked, score, keep; the screening's name."""
        instrument = self._library.get(params.instrument)
        if protocol_hash(instrument, params.protocol) != params.protocol_hash:
            raise FailedPrecondition(
                f"{params.instrument} or the way it is administered changed; start a new screening"
            )
        pinned = await self._results.pin(context.name, await self._find(params.personas), params.protocol_hash)
        personas = pinned.personas
        competences = await self._check_competences(context, personas, params.protocol)
        results = await self._there(personas, params.protocol_hash, context.name)
        num_items = len(personas) * len(instrument.items)
        async for put, result in administer(
            self._voices, personas, instrument, params.protocol, results, self._concurrency
        ):
            _check_receipts(put.persona, result)
            await self._results.keep(put.persona, params.protocol_hash, context.name, result)
            results[put.persona.name][result.item] = result
            num_done = sum(map(len, results.values()))
            await context.report(num_done, num_items, "items", f"item {result.item} answered by {put.persona.name}")
        screening = await asyncio.to_thread(
            _screening, context.name, instrument, params, personas, results, competences
        )
        await self._records.put(screening)
        return screening.name

    async def watch(self, jobs: JobQueue, job: str) -> AsyncIterator[tuple[str, ItemResult]]:
        """A job's item results as (persona, result), those there already first, until the job has ended."""
        seen: set[tuple[str, str]] = set()
        async for state in jobs.watch(job):
            if state.kind != KIND:
                raise InvalidArgument(f"{job} is not a screening job", field="job")
            pinned = await self._results.pinned(job)
            for persona in pinned.personas:
                for item, result in (await self._results.of(persona, pinned.protocol_hash, job)).items():
                    if (persona.name, item) not in seen:
                        seen.add((persona.name, item))
                        yield persona.name, result

    async def get(self, name: str) -> Screening:
        """The screening of that name; ``NotFound`` if there is none."""
        return await self._records.get(Screening, name)

    async def _named(self, name: str) -> Screening:
        parse(name, COLLECTION, field="screenings")
        return await self.get(name)

    async def list(self, page_size: int, page_token: str) -> Page[Screening]:
        """Screenings, newest first."""
        return await self._records.list(Screening, page_size=page_size, page_token=page_token)

    async def compare(self, request: ComparisonRequest) -> Comparison:
        """Screenings held against each other."""
        screenings = [await self._named(name) for name in dict.fromkeys(request.screenings)]
        against = [await self._named(name) for name in dict.fromkeys(request.against)]
        instrument = self._library.get(screenings[0].instrument) if screenings else Instrument()
        for one in (*screenings, *against):
            if one.instrument == instrument.name and one.protocol_hash != protocol_hash(instrument, one.protocol):
                raise FailedPrecondition(
                    f"{instrument.name} changed since {one.name}; screen again to compare", field="screenings"
                )
        return await asyncio.to_thread(compare, request, screenings, instrument, against)

    async def _checked(
        self, personas: Sequence[str], instrument: str, protocol: Protocol
    ) -> tuple[Instrument, tuple[Persona, ...]]:
        protocol.check()
        names = with_controls(personas, protocol)
        return self._library.get(instrument), await self._find(names)

    async def _there(self, personas: Sequence[Persona], hash_: str, job: str) -> dict[str, dict[str, ItemResult]]:
        return {one.name: dict(await self._results.of(one, hash_, job)) for one in personas}

    async def _check_competences(
        self, context: Context, personas: Sequence[Persona], protocol: Protocol
    ) -> dict[str, Competence]:
        """Every persona's competence, the base control's first: it decides whether anything can be interpreted."""
        found: dict[str, Competence] = {}
        for persona in reversed(personas):
            kept = await self._results.competence(persona, protocol.option_format, context.name)
            if kept is None:
                kept = await check_competence(self._voices, persona.name, protocol.option_format)
                await self._results.keep_competence(persona, protocol.option_format, context.name, kept)
            found[persona.name] = kept
            await context.report(len(found), len(personas), "competence checks", f"{persona.name} checked")
        return found

    async def _find(self, names: Sequence[str]) -> tuple[Persona, ...]:
        return tuple([await self._find_one(name) for name in names])

    async def _find_one(self, name: str) -> Persona:
        try:
            return await self._speakers.get_persona(name)
        except NotFound as error:
            raise NotFound(error.message, field="personas") from None


def with_controls(personas: Sequence[str], protocol: Protocol) -> tuple[str, ...]:
    """Each persona once, in the order asked for; then the context controls, where they are wanted, and the base control."""
    if not personas:
        raise InvalidArgument("name at least one persona to screen", field="personas")
    if len(personas) > MAX_PERSONAS:
        raise InvalidArgument(f"at most {MAX_PERSONAS} personas in one screening", field="personas")
    kinds = [kind_of(name) for name in personas]
    controls = [
        name_of(PersonaKind.CONTEXT, community)
        for kind, community in kinds
        if protocol.context_control and kind is PersonaKind.FINETUNED
    ]
    return (*(name for name in dict.fromkeys([*personas, *controls]) if name != BASE), BASE)


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
    results: Mapping[str, Mapping[str, ItemResult]],
    competences: Mapping[str, Competence],
) -> Screening:
    screened = []
    for persona in personas:
        answers = [results[persona.name][item.id] for item in instrument.items]
        found = assess(instrument, params.protocol, persona.name, answers)
        screened.append(replace(found, competence=competences[persona.name], revision=persona.revision))
    return Screening(
        name=f"{COLLECTION}/{job.partition('.')[2]}",
        instrument=instrument.name,
        protocol=params.protocol,
        protocol_hash=params.protocol_hash,
        personas=tuple(screened),
        notes=notes(params.protocol, personas, competences[BASE]),
        create_time=datetime.now(UTC),
        interpretable=competences[BASE].passed,
    )


def _digest(personas: Sequence[Persona]) -> str:
    return sha256(
        "\0".join(f"{one.name} {one.revision} {one.base_model_digest}" for one in personas).encode()
    ).hexdigest()
