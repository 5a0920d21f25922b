"""Voices that wait for a busy or restarting engine, so that a long screening does not end by a short pause."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_delay, wait_random_exponential

from chorus.errors import ChorusError, ResourceExhausted, Unavailable
from chorus.gateway.administration import Voices
from chorus.serving.client import ChoiceQuestion, Reply, Scores, Structure
from chorus.types.sampling import Sampling

T = TypeVar("T")

_BACKOFF = wait_random_exponential(multiplier=0.5, max=10)


class PatientVoices:
    """Asks again where the engine says that it is full or away, for ``seconds`` in all; then its error stands."""

    def __init__(self, voices: Voices, seconds: float) -> None:
        self._voices = voices
        self._seconds = seconds

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        """The distribution over every question's options, in order."""
        return await self._patiently(lambda: self._voices.score_options(persona, questions))

    async def generate(
        self, persona: str, prompt: str, sampling: Sampling, topics: Sequence[str], structure: Structure
    ) -> Reply:
        """``sampling.n`` answers."""
        return await self._patiently(lambda: self._voices.generate(persona, prompt, sampling, topics, structure))

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        async def attempt() -> T:
            return await ask()

        return await AsyncRetrying(
            retry=retry_if_exception_type((Unavailable, ResourceExhausted)),
            stop=stop_after_delay(self._seconds),
            wait=_wait,
            reraise=True,
        )(attempt)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked_for = error.retry_after if isinstance(error, ChorusError) else None
    return _BACKOFF(state) if asked_for is None else asked_for
