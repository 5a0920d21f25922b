"""One question to one persona, and the notice that belongs to every answer."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from async_lru import alru_cache

from chorus.errors import EmptyPrompt, InvalidSampling
from chorus.serving.client import Answer, Persona, PersonaKind, Piece, Question, Reply, Structure, kind_of
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

IMITATION = (
    "A language model's imitation of how a community writes. Nobody in the community said this; it may be wrong, and it is no "
    "advice."
)
CONTROL = "The base model's own words, without any community: the control. They may be wrong, and they are no advice."
_MAX_PERSONAS, _PERSONA_SECONDS = 1024, 10.0


@dataclass(frozen=True, slots=True)
class PersonaReply:
    """All answers to one question. Mirrors ``chorus.gateway.v1.AskPersonaResponse``."""

    answers: tuple[Answer, ...] = ()
    receipt: Receipt | None = None
    notice: str = ""
    """What the words are, and the limits of the model behind them."""


@dataclass(frozen=True, slots=True)
class PersonaPiece:
    """Part of an answer as it is said. Mirrors ``chorus.gateway.v1.StreamAskPersonaResponse``."""

    text: str = ""
    """Text since the piece before."""
    answer: Answer | None = None
    """The whole answer; in the last piece only."""
    receipt: Receipt | None = None
    notice: str = ""
    """In the last piece only."""


class Speakers(Protocol):
    """The part of serving's client that asking needs."""

    async def get_persona(self, name: str) -> Persona:
        """The persona of that name."""
        ...

    async def generate(
        self, persona: str, prompt: str, sampling: Sampling, topics: Sequence[str], structure: Structure
    ) -> Reply:
        """``sampling.n`` answers."""
        ...

    def stream_generate(
        self, persona: str, prompt: str, sampling: Sampling, topics: Sequence[str], structure: Structure
    ) -> AsyncIterator[Piece]:
        """One answer, piece by piece."""
        ...


class Asking:
    """Puts questions to personas."""

    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers
        # What the notice says; whether there is such a persona still, serving knows.
        self._persona = alru_cache(maxsize=_MAX_PERSONAS, ttl=_PERSONA_SECONDS)(speakers.get_persona)

    async def ask(self, question: Question) -> PersonaReply:
        """All ``sampling.n`` answers."""
        asked = await self._check(question)
        reply = await self._speakers.generate(*_parts(question))
        return PersonaReply(reply.answers, reply.receipt, notice(asked))

    async def stream(self, question: Question) -> AsyncIterator[PersonaPiece]:
        """One answer, piece by piece."""
        asked = await self._check(question)
        if question.sampling.n != 1:
            raise InvalidSampling("one answer at a time is streamed: n must be 1", field="sampling.n")
        async for piece in self._speakers.stream_generate(*_parts(question)):
            whole = PersonaPiece(piece.text, piece.answer, piece.receipt)
            yield whole if piece.receipt is None else replace(whole, notice=notice(asked))

    async def _check(self, question: Question) -> Persona:
        kind_of(question.persona)
        if not question.prompt.strip():
            raise EmptyPrompt("the prompt is empty; say something to the persona", field="prompt")
        question.sampling.check()
        return await self._persona(question.persona)


def _parts(question: Question) -> tuple[str, str, Sampling, Sequence[str], Structure]:
    return question.persona, question.prompt, question.sampling, question.topics, question.structure


def notice(persona: Persona) -> str:
    """What the reader of a persona's words must know."""
    what = CONTROL if persona.kind is PersonaKind.BASE else IMITATION
    return f"{what} {persona.limits}".strip()
