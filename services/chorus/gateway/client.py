"""The typed client of the gateway: what the command line and other programs import."""

from collections.abc import AsyncIterator, Sequence

import grpc

from chorus.errors import DeadlineExceeded
from chorus.gateway.asking import PersonaPiece, PersonaReply
from chorus.gateway.behind import ServiceStatus
from chorus.gateway.comparison import (
    Comparison,
    ComparisonRequest,
    CriterionValue,
    Pair,
    Ranked,
    ScaleComparison,
)
from chorus.gateway.instrument import (
    Band,
    Condition,
    CriterionRule,
    FlagRule,
    Instrument,
    Item,
    ItemKind,
    Option,
    Scale,
    ScoringRule,
)
from chorus.gateway.preview import ScreeningPreview
from chorus.gateway.protocol import AnswerMode, Arrangement, Framing, OptionFormat, Protocol
from chorus.gateway.screening import (
    Competence,
    Criterion,
    Flag,
    Given,
    ItemResult,
    ItemStatistics,
    PersonaScreening,
    ScaleScore,
    Screening,
    Uncounted,
    Wording,
)
from chorus.gateway.v1 import gateway_pb2, gateway_pb2_grpc, screening_pb2
from chorus.jobs.client import Job, job_value
from chorus.rpc.client import call, stream
from chorus.rpc.wire import decode, encode
from chorus.serving.client import FREE, Answer, Persona, PersonaKind, Question, Structure
from chorus.types.page import Page
from chorus.types.sampling import Sampling

__all__ = [
    "Answer",
    "AnswerMode",
    "Arrangement",
    "Band",
    "Comparison",
    "Competence",
    "Condition",
    "Criterion",
    "CriterionRule",
    "CriterionValue",
    "Flag",
    "FlagRule",
    "Framing",
    "GatewayClient",
    "Given",
    "Instrument",
    "Item",
    "ItemKind",
    "ItemResult",
    "ItemStatistics",
    "Option",
    "OptionFormat",
    "Pair",
    "Persona",
    "PersonaKind",
    "PersonaPiece",
    "PersonaReply",
    "PersonaScreening",
    "Protocol",
    "Ranked",
    "Scale",
    "ScaleComparison",
    "ScaleScore",
    "ScoringRule",
    "Screening",
    "ScreeningPreview",
    "ServiceStatus",
    "Uncounted",
    "Wording",
]

ANSWER_SECONDS = 300.0
WATCH_SECONDS = 300.0


class GatewayClient:
    """Asks and screens personas. The other services' clients work on the same channel: the gateway passes their calls on."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = gateway_pb2_grpc.GatewayServiceStub(channel)

    async def get_status(self) -> tuple[ServiceStatus, ...]:
        """What is ready behind the door."""
        response = await call(self._stub.GetStatus, gateway_pb2.GetStatusRequest())
        return tuple(decode(status, ServiceStatus) for status in response.services)

    async def list_personas(self) -> tuple[Persona, ...]:
        """Base first, then by community; finetuned before context."""
        response = await call(self._stub.ListPersonas, gateway_pb2.ListPersonasRequest())
        return tuple(decode(persona, Persona) for persona in response.personas)

    async def get_persona(self, name: str) -> Persona:
        """The persona of that name."""
        response = await call(self._stub.GetPersona, gateway_pb2.GetPersonaRequest(name=name))
        return decode(response.persona, Persona)

    async def list_sensitive(self) -> tuple[str, ...]:
        """The personas that are asked with a purpose only."""
        return tuple((await call(self._stub.ListPersonas, gateway_pb2.ListPersonasRequest())).sensitive)

    async def mark_persona(self, name: str, sensitive: bool) -> tuple[str, ...]:
        """Mark a persona's community as sensitive, or not; every persona that is marked now."""
        request = gateway_pb2.MarkPersonaRequest(name=name, sensitive=sensitive)
        return tuple((await call(self._stub.MarkPersona, request)).sensitive)

    async def ask(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
        timeout: float = ANSWER_SECONDS,
    ) -> PersonaReply:
        """All ``sampling.n`` answers of a persona, with receipt and notice."""
        question = Question(persona, prompt, sampling or Sampling(), tuple(topics), structure)
        request = encode(question, gateway_pb2.AskPersonaRequest)
        return decode(await call(self._stub.AskPersona, request, timeout=timeout), PersonaReply)

    async def stream_ask(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
        timeout: float = ANSWER_SECONDS,
    ) -> AsyncIterator[PersonaPiece]:
        """One answer, piece by piece; the last piece has the whole answer, its receipt and the notice."""
        question = Question(persona, prompt, sampling or Sampling(), tuple(topics), structure)
        request = encode(question, gateway_pb2.StreamAskPersonaRequest)
        async for response in stream(self._stub.StreamAskPersona, request, timeout=timeout):
            yield decode(response, PersonaPiece)

    async def list_instruments(self) -> tuple[Instrument, ...]:
        """The instruments there are, by name."""
        response = await call(self._stub.ListInstruments, gateway_pb2.ListInstrumentsRequest())
        return tuple(decode(instrument, Instrument) for instrument in response.instruments)

    async def get_instrument(self, name: str) -> Instrument:
        """The instrument of that name."""
        response = await call(self._stub.GetInstrument, gateway_pb2.GetInstrumentRequest(name=name))
        return decode(response.instrument, Instrument)

    async def preview_screening(
        self, personas: Sequence[str], instrument: str, protocol: Protocol | None = None
    ) -> ScreeningPreview:
        """What a screening would ask and take; nothing is started."""
        request = gateway_pb2.PreviewScreeningRequest(
            personas=personas,
            instrument=instrument,
            protocol=encode(protocol or Protocol(), screening_pb2.Protocol),
        )
        response = await call(self._stub.PreviewScreening, request, timeout=ANSWER_SECONDS)
        return decode(response.preview, ScreeningPreview)

    async def create_screening(
        self, personas: Sequence[str], instrument: str, protocol: Protocol | None = None, request_id: str = ""
    ) -> Job:
        """Start the job that screens personas, and the base control with them; its result is a screening."""
        request = gateway_pb2.CreateScreeningRequest(
            request_id=request_id,
            personas=personas,
            instrument=instrument,
            protocol=encode(protocol or Protocol(), screening_pb2.Protocol),
        )
        return job_value((await call(self._stub.CreateScreening, request)).job)

    async def get_screening(self, name: str) -> Screening:
        """The screening of that name."""
        response = await call(self._stub.GetScreening, gateway_pb2.GetScreeningRequest(name=name))
        return decode(response.screening, Screening)

    async def list_screenings(self, page_size: int = 50, page_token: str = "") -> Page[Screening]:
        """Screenings, newest first."""
        request = gateway_pb2.ListScreeningsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListScreenings, request)
        return Page(tuple(decode(one, Screening) for one in response.screenings), response.next_page_token)

    async def compare_screenings(
        self,
        screenings: Sequence[str],
        criterion: Sequence[CriterionValue] = (),
        seed: int = 0,
        level: float = 0.05,
        against: Sequence[str] = (),
    ) -> Comparison:
        """Personas of screenings of one protocol held against each other; the criterion is of at least four of them.

        ``against`` are screenings of the same instrument by another protocol, where each persona is held against itself.
        """
        asked = ComparisonRequest(tuple(screenings), tuple(criterion), seed, level, tuple(against))
        request = encode(asked, gateway_pb2.CompareScreeningsRequest)
        response = await call(self._stub.CompareScreenings, request, timeout=ANSWER_SECONDS)
        return decode(response.comparison, Comparison)

    async def watch_screening(self, job: str) -> AsyncIterator[tuple[str, ItemResult]]:
        """A screening job's item results as (persona, result), until it has ended; an interrupted stream is taken up again."""
        seen: set[tuple[str, str]] = set()
        ended = False
        while not ended:
            request = gateway_pb2.WatchScreeningRequest(job=job)
            try:
                async for response in stream(self._stub.WatchScreening, request, timeout=WATCH_SECONDS):
                    item = decode(response.item, ItemResult)
                    if (response.persona, item.item) not in seen:
                        seen.add((response.persona, item.item))
                        yield response.persona, item
                ended = True
            except DeadlineExceeded:
                continue
