"""vLLM as an engine: one base model, many adapters, in a process of its own.

vLLM dies of an adapter that it cannot load when a request names it, but not when it is told to load it beforehand; so
callers load first (``add_adapter``) and generate then.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from importlib import import_module
from itertools import count
from typing import Any

from chorus.errors import InvalidAdapter, InvalidArgument, Unavailable
from chorus.serving.answer import FREE, Answer, FinishReason, Structure
from chorus.serving.engine import LoadedAdapter, Progress
from chorus.serving.rehearsal import Rehearsal
from chorus.types.sampling import Sampling

_FINISH = {"stop": FinishReason.STOP, "length": FinishReason.LENGTH}
_RETRY_AFTER = 10.0


class VllmEngine:
    """An ``AsyncLLM`` in the terms of ``chorus.serving.engine.Engine``."""

    def __init__(
        self, llm: Any, name: str, context_length: int, max_resident_adapters: int, rehearsal: Rehearsal
    ) -> None:
        self._llm = llm
        self._max_resident_adapters = max_resident_adapters
        self._rehearsal = rehearsal
        self._name = name
        self._context_length = context_length
        self._request_ids = count(1)
        # Imported by now; the name is looked up once, not in every call.
        self._vllm = import_module("vllm")
        self._lora_request = import_module("vllm.lora.request").LoRARequest
        self._output_kind = import_module("vllm.sampling_params").RequestOutputKind
        self._structured = import_module("vllm.sampling_params").StructuredOutputsParams
        self._refusal = import_module("vllm.exceptions").VLLMValidationError
        self._dead = import_module("vllm.v1.engine.exceptions").EngineDeadError

    @property
    def name(self) -> str:
        """Engine and version."""
        return self._name

    @property
    def context_length(self) -> int:
        """Tokens of prompt and answer together."""
        return self._context_length

    @property
    def max_resident_adapters(self) -> int:
        """Adapters that it holds in memory, those in use among them."""
        return self._max_resident_adapters

    async def generate(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        adapter: LoadedAdapter | None,
        *,
        structure: Structure = FREE,
        stream: bool = False,
    ) -> AsyncGenerator[Progress, None]:
        """Draw ``sampling.n`` answers; answer i with ``seed + i``."""
        await self._rehearsal.check(structure)
        greedy = sampling.temperature == 0
        params = self._vllm.SamplingParams(
            # Greedy answers are all the same: one is computed.
            n=1 if greedy else sampling.n,
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            top_k=sampling.top_k,
            max_tokens=sampling.max_tokens,
            seed=sampling.seed,
            stop=list(sampling.stop),
            structured_outputs=self._form(structure),
            output_kind=self._output_kind.CUMULATIVE if stream else self._output_kind.FINAL_ONLY,
        )
        said = ""
        async with aclosing(self._outputs(prompt, params, adapter)) as outputs:
            async for output in outputs:
                if output.finished:
                    answers = tuple(_answer(part) for part in sorted(output.outputs, key=lambda part: part.index))
                    text = answers[0].text[len(said) :] if stream else ""
                    yield Progress(text, answers * sampling.n if greedy else answers)
                elif stream:
                    text = output.outputs[0].text
                    yield Progress(text[len(said) :])
                    said = text

    async def log_probabilities(
        self, tokens: Sequence[int], start: int, following: int, adapter: LoadedAdapter | None
    ) -> tuple[float, ...]:
        """From one forward pass; what is read of a prompt costs most, so nothing is where ``start`` is its end."""
        if start == len(tokens):
            return await self.next_log_probabilities(tokens, [following], adapter)
        found = await self._all_log_probabilities(tokens, start, following, adapter, from_cache=True)
        if not found:
            # The same was asked before: what is in the cache reaches past ``start``, and is not reported.
            found = await self._all_log_probabilities(tokens, start, following, adapter, from_cache=False)
        return found

    async def next_log_probabilities(
        self, prompt: Sequence[int], wanted: Sequence[int], adapter: LoadedAdapter | None
    ) -> tuple[float, ...]:
        """From one forward pass, before temperature and the like."""
        output = await self._last_output(prompt, self._reading(wanted), adapter)
        return _next(output, wanted)

    async def _all_log_probabilities(
        self, tokens: Sequence[int], start: int, following: int, adapter: LoadedAdapter | None, *, from_cache: bool
    ) -> tuple[float, ...]:
        """Of the tokens from ``start`` on and the one after; none where the first of them was in the cache."""
        params = self._reading([following], prompt_logprobs=0, skip_reading_prefix_cache=not from_cache)
        output = await self._last_output(tokens, params, adapter)
        if (output.num_cached_tokens or 0) >= start:
            return ()
        given = zip(output.prompt_logprobs[start:], tokens[start:], strict=True)
        return (*(float(found[token].logprob) for found, token in given), *_next(output, [following]))

    def _reading(self, wanted: Sequence[int], **more: Any) -> Any:
        """Parameters to have nothing said and the next tokens' log-probabilities reported."""
        return self._vllm.SamplingParams(
            max_tokens=1,
            temperature=0,
            logprob_token_ids=sorted(set(wanted)),
            detokenize=False,
            output_kind=self._output_kind.FINAL_ONLY,
            **more,
        )

    async def add_adapter(self, adapter: LoadedAdapter) -> None:
        """Load an adapter; an engine that cannot says so here and lives."""
        try:
            await self._llm.add_lora(self._request(adapter))
        except self._dead as error:
            raise _gone(error) from None
        except Exception as error:
            # vLLM raises a bare Exception with the worker's text.
            raise InvalidAdapter(f"the engine cannot load {adapter.revision}: {_first_line(error)}") from None

    async def remove_adapter(self, adapter: LoadedAdapter) -> None:
        """Free an adapter's memory."""
        try:
            await self._llm.remove_lora(adapter.number)
        except self._dead as error:
            raise _gone(error) from None

    def num_running(self) -> int:
        """Requests that the engine has not finished."""
        return int(self._llm.output_processor.get_num_unfinished_requests())

    async def check_health(self) -> None:
        """Raise ``Unavailable`` when the engine's processes are dead."""
        try:
            await self._llm.check_health()
        except self._dead as error:
            raise _gone(error) from None

    async def close(self) -> None:
        """Stop the engine's processes; a second time changes nothing."""
        await asyncio.gather(self._rehearsal.close(), asyncio.to_thread(self._llm.shutdown))

    async def _last_output(self, tokens: Sequence[int], params: Any, adapter: LoadedAdapter | None) -> Any:
        async with aclosing(self._outputs(tokens, params, adapter)) as outputs:
            async for output in outputs:
                if output.finished:
                    return output
        raise Unavailable("the engine stopped in the middle of a question; ask again", retry_after=_RETRY_AFTER)

    async def _outputs(
        self, tokens: Sequence[int], params: Any, adapter: LoadedAdapter | None
    ) -> AsyncGenerator[Any, None]:
        request = self._llm.generate(
            {"prompt_token_ids": list(tokens)},
            params,
            request_id=str(next(self._request_ids)),
            lora_request=self._request(adapter),
        )
        try:
            # Closed at once when the caller leaves, not when memory is collected: that is what frees the slot.
            async with aclosing(request):
                async for output in request:
                    yield output
        except self._dead as error:
            raise _gone(error) from None
        except self._refusal as error:
            # Before the engine heard of it. All else is checked by now, so it can only be the form.
            why = " ".join(str(error).split())[:300]
            raise InvalidArgument(f"answers cannot be held to that form: {why}", field="structure") from None

    def _form(self, structure: Structure) -> Any:
        """What vLLM calls a form; None where answers are free."""
        if structure == FREE:
            return None
        return self._structured(
            choice=list(structure.choice) or None, regex=structure.regex or None, json=structure.json_schema or None
        )

    def _request(self, adapter: LoadedAdapter | None) -> Any:
        return self._lora_request(adapter.revision, adapter.number, str(adapter.folder)) if adapter else None


def _answer(part: Any) -> Answer:
    reason = _FINISH.get(part.finish_reason)
    if reason is None:
        raise Unavailable(f"the engine ended an answer early ({part.finish_reason}); ask again", retry_after=1.0)
    token_ids = tuple(part.token_ids)
    return Answer(part.text, reason, len(token_ids), token_ids)


def _next(output: Any, wanted: Sequence[int]) -> tuple[float, ...]:
    found = output.outputs[0].logprobs[0]
    return tuple(float(found[token].logprob) for token in wanted)


def _gone(error: Exception) -> Unavailable:
    return Unavailable(f"the engine died ({type(error).__name__}) and is being started again", retry_after=_RETRY_AFTER)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
