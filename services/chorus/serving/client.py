"""The typed client of the serving service: ask personas, list them, score options."""

from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from chorus.errors import InvalidArgument
from chorus.rpc.client import Metadata, call, stream
from chorus.rpc.wire import decode, encode
from chorus.serving.answer import (
    FREE,
    Answer,
    ChoiceQuestion,
    ChoiceScores,
    Failure,
    FinishReason,
    OptionScore,
    Outcome,
    Piece,
    Question,
    Reply,
    Scores,
    Structure,
)
from chorus.serving.engine import EngineStatus
from chorus.serving.persona import BASE, Persona, PersonaKind, is_staged, kind_of, name_of
from chorus.serving.v1 import answer_pb2, serving_pb2, serving_pb2_grpc
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

__all__ = [
    "BASE",
    "FREE",
    "Answer",
    "ChoiceQuestion",
    "ChoiceScores",
    "EngineStatus",
    "Failure",
    "FinishReason",
    "OptionScore",
    "Outcome",
    "Persona",
    "PersonaKind",
    "Piece",
    "Question",
    "Reply",
    "Scores",
    "ServingClient",
    "Structure",
    "check_request",
    "is_staged",
    "kind_of",
    "name_of",
    "questions_in",
    "receipts_in",
]

M = TypeVar("M", bound=Message)
_RESPONSES: dict[str, Any] = {
    "Generate": serving_pb2.GenerateResponse,
    "StreamGenerate": serving_pb2.StreamGenerateResponse,
    "BatchGenerate": serving_pb2.BatchGenerateResponse,
    "ScoreOptions": serving_pb2.ScoreOptionsResponse,
}

ANSWER_SECONDS = 300.0
BATCH_SECONDS = 3600.0
"""The service clamps it to what it allows."""
WATCH_SECONDS = 3600.0
_AFFINITY = "session_id"
"""Ray Serve's name for what the calls that should go to one replica have in common."""


class ServingClient:
    """Asks personas over a channel to the serving service, or to the gateway's proxy of it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = serving_pb2_grpc.ServingServiceStub(channel)

    async def get_engine(self) -> EngineStatus:
        """Whether questions are answered now, and with which base model."""
        return decode(await call(self._stub.GetEngine, serving_pb2.GetEngineRequest()), EngineStatus)

    async def list_personas(self) -> tuple[Persona, ...]:
        """Base first, then by community; finetuned before context."""
        response = await call(self._stub.ListPersonas, serving_pb2.ListPersonasRequest())
        return tuple(decode(persona, Persona) for persona in response.personas)

    async def get_persona(self, name: str) -> Persona:
        """The persona of that name."""
        response = await call(self._stub.GetPersona, serving_pb2.GetPersonaRequest(name=name))
        return decode(response.persona, Persona)

    async def watch_personas(self) -> AsyncIterator[tuple[Persona, ...]]:
        """The personas that there are, and again whenever they change, for as long as somebody reads."""
        async for response in stream(
            self._stub.WatchPersonas, serving_pb2.WatchPersonasRequest(), timeout=WATCH_SECONDS
        ):
            if response.ByteSize():
                yield tuple(decode(persona, Persona) for persona in response.personas)

    async def pin_persona(self, name: str) -> tuple[str, ...]:
        """Keep a finetuned persona's adapter in memory; every persona that is pinned now."""
        request = serving_pb2.PinPersonaRequest(name=name)
        response = await call(self._stub.PinPersona, request, metadata=_affinity(name))
        return tuple(response.pinned)

    async def unpin_persona(self, name: str) -> tuple[str, ...]:
        """Let it go when room is needed; every persona that is pinned still."""
        response = await call(self._stub.UnpinPersona, serving_pb2.UnpinPersonaRequest(name=name))
        return tuple(response.pinned)

    async def generate(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
        timeout: float = ANSWER_SECONDS,
    ) -> Reply:
        """All ``sampling.n`` answers at once; many calls at once are answered in one batch."""
        question = Question(persona, prompt, sampling or Sampling(), tuple(topics), structure)
        request = encode(question, serving_pb2.GenerateRequest)
        return decode(await call(self._stub.Generate, request, timeout=timeout, metadata=_affinity(persona)), Reply)

    async def stream_generate(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
        timeout: float = ANSWER_SECONDS,
    ) -> AsyncIterator[Piece]:
        """One answer, piece by piece; the last piece has the whole answer and the receipt."""
        question = Question(persona, prompt, sampling or Sampling(), tuple(topics), structure)
        request = encode(question, serving_pb2.StreamGenerateRequest)
        async for response in stream(self._stub.StreamGenerate, request, timeout=timeout, metadata=_affinity(persona)):
            # An error comes with an empty message before it.
            if response.ByteSize():
                yield decode(response, Piece)

    async def batch_generate(
        self, questions: Sequence[Question], timeout: float = BATCH_SECONDS
    ) -> AsyncIterator[Outcome]:
        """Many questions in one call, each answered by itself: outcomes as they finish, in any order."""
        entries = [encode(question, serving_pb2.GenerateRequest) for question in questions]
        request = serving_pb2.BatchGenerateRequest(entries=entries)
        metadata = _affinity(*{question.persona for question in questions})
        async for response in stream(self._stub.BatchGenerate, request, timeout=timeout, metadata=metadata):
            if response.ByteSize():
                yield decode(response, Outcome)

    async def score_options(
        self, persona: str, questions: Sequence[ChoiceQuestion], timeout: float = ANSWER_SECONDS
    ) -> Scores:
        """The exact distribution over every question's options, in order."""
        request = serving_pb2.ScoreOptionsRequest(
            persona=persona, questions=[encode(question, answer_pb2.ChoiceQuestion) for question in questions]
        )
        return decode(
            await call(self._stub.ScoreOptions, request, timeout=timeout, metadata=_affinity(persona)), Scores
        )


def check_request(method: str, request: bytes) -> None:
    """``InvalidArgument`` where bytes are no request of a call of the service: Ray Serve's proxy calls that INTERNAL."""
    _parsed(getattr(serving_pb2, f"{method.rpartition('/')[2]}Request"), request)


def questions_in(method: str, request: bytes) -> tuple[Question, ...]:
    """What a call of the service asks, from the bytes of its request; ``InvalidArgument`` where they are none.

    A question with a closed list counts as one answer for each of its options.
    """
    name = method.rpartition("/")[2]
    if name == "ScoreOptions":
        scored = _parsed(serving_pb2.ScoreOptionsRequest, request)
        return tuple(
            Question(scored.persona, question.prompt, Sampling(n=max(1, len(question.options))))
            for question in scored.questions
        )
    if name == "BatchGenerate":
        return tuple(decode(entry, Question) for entry in _parsed(serving_pb2.BatchGenerateRequest, request).entries)
    kind = serving_pb2.StreamGenerateRequest if name == "StreamGenerate" else serving_pb2.GenerateRequest
    return (decode(_parsed(kind, request), Question),)


def receipts_in(method: str, response: bytes) -> tuple[Receipt, ...]:
    """The receipts in a response of the service."""
    found = _parsed(_RESPONSES[method.rpartition("/")[2]], response)
    return (decode(found.receipt, Receipt),) if found.HasField("receipt") else ()


def _parsed(kind: type[M], data: bytes) -> M:
    try:
        return kind.FromString(data)
    except DecodeError:
        raise InvalidArgument(
            "the request is no message of this method; are client and server of one version?"
        ) from None


def _affinity(*personas: str) -> Metadata | None:
    """What leads the calls of one persona to one replica; nothing for calls about several."""
    if len(personas) != 1:
        return None
    # A digest, for what is no persona's name may be no header's value either.
    return ((_AFFINITY, sha256(personas[0].encode(errors="replace")).hexdigest()[:16]),)
