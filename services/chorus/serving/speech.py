"""Asking: a persona's name and a question become an answer and a receipt that proves which weights gave it.

Find the persona, render its prompt, wait for a turn, bring its adapter, generate or score, sign.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from chorus.errors import InvalidSampling, Unavailable
from chorus.serving import prompts, scoring
from chorus.serving.adapters import Adapters
from chorus.serving.admission import Admission
from chorus.serving.answer import FREE, ChoiceQuestion, Piece, Question, Reply, Scores, Structure
from chorus.serving.context import ContextPrompts
from chorus.serving.engine import Engine, LoadedAdapter, Progress, Tokenizer
from chorus.serving.metrics import count_tokens
from chorus.serving.persona import PersonaKind
from chorus.serving.personas import Personas, Voice
from chorus.serving.pins import Pins
from chorus.serving.structures import check_structure, structure_digest
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

_SCORED_AT_ONCE = 256
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Choice:
    """A question and its options in tokens."""

    prompt: tuple[int, ...]
    options: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything that answers on one base model."""

    engine: Engine
    tokenizer: Tokenizer
    personas: Personas
    adapters: Adapters
    admission: Admission
    context: ContextPrompts
    pins: Pins
    replica: str
    """The name that receipts carry."""

    async def ask(self, question: Question) -> Reply:
        """All ``sampling.n`` answers at once."""
        async with self._answering(question, stream=False) as (progress, receipt):
            async for report in progress:
                if report.answers:
                    return Reply(report.answers, receipt)
        raise _unfinished()

    async def stream(self, question: Question) -> AsyncGenerator[Piece, None]:
        """One answer, piece by piece; the last piece has all of it and the receipt."""
        if question.sampling.n != 1:
            raise InvalidSampling("one answer is streamed at a time; set n to 1 or leave it out", field="sampling.n")
        async with self._answering(question, stream=True) as (progress, receipt):
            async for report in progress:
                if report.answers:
                    yield Piece(report.text, report.answers[0], receipt)
                    return
                if report.text:
                    yield Piece(report.text)
        raise _unfinished()

    async def score(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        """The exact distribution over every question's options."""
        scoring.check_questions(questions)
        voice = await self.personas.find(persona)
        choices = [await self._choice(voice, question) for question in questions]
        async with self._turn(voice) as adapter:
            gate = asyncio.Semaphore(_SCORED_AT_ONCE)
            found = await _all([self._score(choice, adapter, gate) for choice in choices])
        scores = tuple(
            scoring.normalise(values, [len(option) for option in choice.options])
            for values, choice in zip(found, choices, strict=True)
        )
        end = self.tokenizer.end_of_turn
        given = [(*choice.prompt, *option, end) for choice in choices for option in choice.options]
        count_tokens(persona, sum(map(len, given)), 0)
        return Scores(scores, self._receipt(voice, given, Sampling(temperature=0.0, max_tokens=1)))

    @asynccontextmanager
    async def _answering(
        self, question: Question, *, stream: bool
    ) -> AsyncIterator[tuple[AsyncGenerator[Progress, None], Receipt]]:
        """The engine at work on a question, until the block is left; and the receipt for what it says."""
        sampling, structure = question.sampling, question.structure
        sampling.check()
        check_structure(structure)
        voice = await self.personas.find(question.persona)
        tokens = await self._render(voice, question.prompt, question.topics, sampling.max_tokens)
        async with (
            self._turn(voice) as adapter,
            aclosing(self._progress(question, tokens, adapter, stream=stream)) as progress,
        ):
            yield progress, self._receipt(voice, [tokens], sampling, structure)

    async def _progress(
        self, question: Question, tokens: Sequence[int], adapter: LoadedAdapter | None, *, stream: bool
    ) -> AsyncGenerator[Progress, None]:
        generated = self.engine.generate(
            tokens, question.sampling, adapter, structure=question.structure, stream=stream
        )
        async with aclosing(generated) as reports:
            async for report in reports:
                if report.answers:
                    count_tokens(question.persona, len(tokens), sum(answer.num_tokens for answer in report.answers))
                yield report

    async def _render(self, voice: Voice, prompt: str, topics: Sequence[str], max_tokens: int) -> tuple[int, ...]:
        length = self.engine.context_length
        if voice.persona.kind is PersonaKind.CONTEXT:
            return await self.context.render(voice.persona.community, prompt, topics, max_tokens)
        return prompts.render(prompt, self.tokenizer, length, max_tokens)

    async def _choice(self, voice: Voice, question: ChoiceQuestion) -> _Choice:
        options = tuple(self.tokenizer.encode(option) for option in question.options)
        # One more: the engine always computes a token after what it is given.
        return _Choice(await self._render(voice, question.prompt, (), max(map(len, options)) + 1), options)

    async def _score(self, choice: _Choice, adapter: LoadedAdapter | None, gate: asyncio.Semaphore) -> list[float]:
        """Each option's log-probability: its first token's from a pass over the prompt, all others' from one over the option.

        All passes are asked for at once. The engine computes what they have in common once, also within a step.
        """

        async def begin() -> tuple[float, ...]:
            async with gate:
                first = [option[0] for option in choice.options]
                return await self.engine.next_log_probabilities(choice.prompt, first, adapter)

        async def go_on(option: tuple[int, ...]) -> tuple[float, ...]:
            async with gate:
                return await self.engine.log_probabilities(
                    (*choice.prompt, *option), len(choice.prompt) + 1, self.tokenizer.end_of_turn, adapter
                )

        beginnings, *others = await _all([begin(), *map(go_on, choice.options)])
        return [first + math.fsum(rest) for first, rest in zip(beginnings, others, strict=True)]

    @asynccontextmanager
    async def _turn(self, voice: Voice) -> AsyncIterator[LoadedAdapter | None]:
        name = voice.persona.revision
        async with self.admission.enter(name), self.adapters.use(voice.revision) as adapter:
            yield adapter

    def _receipt(
        self, voice: Voice, tokens: Sequence[Sequence[int]], sampling: Sampling, structure: Structure = FREE
    ) -> Receipt:
        return Receipt(
            persona=voice.persona.name,
            revision=voice.persona.revision,
            base_model_digest=voice.persona.base_model_digest,
            prompt_digest=prompts.digest(tokens),
            sampling=sampling,
            engine=self.engine.name,
            replica=self.replica,
            structure_digest=structure_digest(structure),
        )


async def _all(work: Sequence[Coroutine[object, object, Value]]) -> list[Value]:
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _unfinished() -> Unavailable:
    return Unavailable("the engine stopped in the middle of an answer; ask again", retry_after=1.0)
