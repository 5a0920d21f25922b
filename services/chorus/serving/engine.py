"""What serving asks of an engine and of a tokenizer, in tokens and nothing else. ``vllm_engine`` is the one that is real."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from chorus.serving.answer import FREE, Answer, Structure
from chorus.types.sampling import Sampling


@dataclass(frozen=True, slots=True)
class LoadedAdapter:
    """An adapter whose files were checked and that an engine may be given."""

    revision: str
    """The revision's name, which is the engine's name for it: it holds the digest of the weights."""
    number: int
    """The engine's own number for it, from 1; never used for another revision."""
    folder: Path


@dataclass(frozen=True, slots=True)
class Progress:
    """What an engine has to say of one request so far."""

    text: str = ""
    """Text since the last report; only when it was asked to stream."""
    answers: tuple[Answer, ...] = ()
    """All answers, in order; in the last report only."""


class Engine(Protocol):
    """Generates and scores tokens with one base model and any of its adapters."""

    @property
    def name(self) -> str:
        """Engine and version, for example ``vllm 0.29.0``."""

    @property
    def context_length(self) -> int:
        """Tokens of prompt and answer together."""

    @property
    def max_resident_adapters(self) -> int:
        """Adapters that it holds in memory, those in use among them."""

    def generate(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        adapter: LoadedAdapter | None,
        *,
        structure: Structure = FREE,
        stream: bool = False,
    ) -> AsyncGenerator[Progress, None]:
        """Draw ``sampling.n`` answers. Closing the iterator, or cancelling its reader, stops the engine's work on it.

        ``InvalidArgument`` for a form that the engine cannot hold answers to.
        """

    async def log_probabilities(
        self, tokens: Sequence[int], start: int, following: int, adapter: LoadedAdapter | None
    ) -> tuple[float, ...]:
        """Natural log-probability of every token from ``start`` on, and of ``following``, each given all tokens before it."""

    async def next_log_probabilities(
        self, prompt: Sequence[int], wanted: Sequence[int], adapter: LoadedAdapter | None
    ) -> tuple[float, ...]:
        """Natural log-probability of each wanted token as the next one after a prompt, at most 128."""

    async def add_adapter(self, adapter: LoadedAdapter) -> None:
        """Load an adapter unless it is there; ``InvalidAdapter`` if the engine cannot, and the engine goes on."""

    async def remove_adapter(self, adapter: LoadedAdapter) -> None:
        """Let go of an adapter that no request uses, if it is there."""

    def num_running(self) -> int:
        """Requests that the engine has not finished."""

    async def check_health(self) -> None:
        """Raise ``Unavailable`` when the engine is dead."""

    async def close(self) -> None:
        """Stop the engine and its processes."""


class Tokenizer(Protocol):
    """Text to tokens, by the base model's own chat template."""

    @property
    def end_of_turn(self) -> int:
        """The token that ends an answer."""

    def turn(self, text: str) -> tuple[int, ...]:
        """One user turn, and the beginning of the answer to it."""

    def rendered(self, text: str) -> tuple[int, ...]:
        """A prompt that the chat template has made already; never a text from outside, for its markers count."""

    def encode(self, text: str) -> tuple[int, ...]:
        """A text alone, without any token that marks a turn."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether questions are answered now, and by what. Mirrors ``chorus.serving.v1.GetEngineResponse``."""

    ready: bool = False
    message: str = ""
    """Why not, when not ready."""
    engine: str = ""
    base_model: str = ""
    """Empty while there is none."""
    base_model_digest: str = ""
