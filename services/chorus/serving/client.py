"""The typed client of the serving service: ask personas, list them, score options."""

from collections.abc import AsyncIterator, Sequence

import grpc

from chorus.rpc.client import call, stream
from chorus.rpc.wire import decode, encode
from chorus.serving.answer import (
    Answer,
    ChoiceQuestion,
    ChoiceScores,
    FinishReason,
    OptionScore,
    Piece,
    Reply,
    Scores,
)
from chorus.serving.engine import EngineStatus
from chorus.serving.persona import BASE, Persona, PersonaKind, kind_of, name_of
from chorus.serving.v1 import answer_pb2, serving_pb2, serving_pb2_grpc
from chorus.types.sampling import Sampling
from chorus.types.v1 import sampling_pb2

__all__ = [
    "BASE",
    "Answer",
    "ChoiceQuestion",
    "ChoiceScores",
    "EngineStatus",
    "FinishReason",
    "OptionScore",
    "Persona",
    "PersonaKind",
    "Piece",
    "Reply",
    "Scores",
    "ServingClient",
    "kind_of",
    "name_of",
]

ANSWER_SECONDS = 300.0


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

    async def generate(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        timeout: float = ANSWER_SECONDS,
    ) -> Reply:
        """All ``sampling.n`` answers at once; many calls at once are answered in one batch."""
        request = serving_pb2.GenerateRequest(
            persona=persona, prompt=prompt, sampling=_sampling(sampling), topics=topics
        )
        return decode(await call(self._stub.Generate, request, timeout=timeout), Reply)

    async def stream_generate(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        timeout: float = ANSWER_SECONDS,
    ) -> AsyncIterator[Piece]:
        """One answer, piece by piece; the last piece has the whole answer and the receipt."""
        request = serving_pb2.StreamGenerateRequest(
            persona=persona, prompt=prompt, sampling=_sampling(sampling), topics=topics
        )
        async for response in stream(self._stub.StreamGenerate, request, timeout=timeout):
            # An error comes with an empty message before it.
            if response.ByteSize():
                yield decode(response, Piece)

    async def score_options(
        self, persona: str, questions: Sequence[ChoiceQuestion], timeout: float = ANSWER_SECONDS
    ) -> Scores:
        """The exact distribution over every question's options, in order."""
        request = serving_pb2.ScoreOptionsRequest(
            persona=persona, questions=[encode(question, answer_pb2.ChoiceQuestion) for question in questions]
        )
        return decode(await call(self._stub.ScoreOptions, request, timeout=timeout), Scores)


def _sampling(sampling: Sampling | None) -> sampling_pb2.Sampling | None:
    return None if sampling is None else encode(sampling, sampling_pb2.Sampling)
