"""Forms from outside, tried before the engine hears of them: in a process that may die of them.

A schema of 65 bytes can ask for a billion items, and llguidance, which holds vLLM's answers to a form, then ends whatever
process it is in when memory runs out; a short pattern can stall every answer of a step while its automaton grows. So a form is
first compiled, and a few dozen tokens written in it, where memory and time are limited and nobody else is answered.
"""

import asyncio
import json
import random
import resource
import time
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from async_lru import alru_cache
from pebble import ProcessExpired, ProcessPool

from chorus.errors import InvalidArgument
from chorus.serving.answer import FREE, Structure

_SECONDS = 10.0
_STEP_SECONDS = 0.2
"""Of the processor: a busy machine is no reason to refuse a form."""
_MEMORY_BYTES = 2**30
_STEPS = 64
_REMEMBERED = 512
_DEAD_END = "no text that the model can write fits it"
_tokenizer: Any = None


class Rehearsal:
    """Tries forms; remembers how they did."""

    def __init__(self, tokenizer: Path) -> None:
        """``tokenizer``: the base model's ``tokenizer.json``; where there is none, forms are compiled only.

        The process starts with the first form.
        """
        # Spawned, for a copy of this process would hold its locks and sockets.
        self._pool: Any = ProcessPool(
            max_workers=1, context=get_context("spawn"), initializer=_begin, initargs=[str(tokenizer)]
        )
        self._verdict = alru_cache(maxsize=_REMEMBERED)(self._rehearse)

    async def check(self, structure: Structure) -> None:
        """``InvalidArgument`` for a form that answers cannot be held to, with the reason."""
        if structure == FREE:
            return
        if why := await self._verdict(structure):
            raise InvalidArgument(f"answers cannot be held to that form: {why}", field="structure")

    async def close(self) -> None:
        """Stop the process; a second time changes nothing."""
        self._pool.stop()
        await asyncio.to_thread(self._pool.join)

    async def _rehearse(self, structure: Structure) -> str:
        try:
            return str(await asyncio.wrap_future(self._pool.schedule(rehearse, args=[structure], timeout=_SECONDS)))
        except TimeoutError:
            # Not remembered: the machine may have been busy.
            raise InvalidArgument(
                f"a form must be prepared in {_SECONDS:.0f} seconds; make it smaller, or try again", field="structure"
            ) from None
        except ProcessExpired:
            return "it takes too much memory; make its counts and lengths smaller"


def rehearse(structure: Structure) -> str:
    """Compile a form as the engine would and write a text in it; why that cannot be, or nothing."""
    matcher = import_module("llguidance").LLMatcher
    try:
        for grammar in _grammars(structure):
            if error := matcher.validate_grammar(grammar, None):
                return _short(error)
    except (ValueError, KeyError, TypeError) as error:
        return _short(str(error))
    return _write(matcher(_tokenizer, grammar, log_level=0)) if _tokenizer else ""


def _write(written: Any) -> str:
    """Write in a form; why that cannot be, or nothing."""
    draw = random.Random(0)
    for step in range(_STEPS):
        begun = time.process_time()
        mask = written.compute_bitmask()
        if time.process_time() - begun > _STEP_SECONDS:
            return "it takes too long to tell which words may come next; make it simpler"
        if written.is_stopped():
            return _why_stopped(written, step)
        allowed = [token for token in range(_tokenizer.vocab_size) if mask[token // 8] >> token % 8 & 1]
        if not allowed:
            return _DEAD_END
        written.consume_token(draw.choice(allowed))
        if error := written.get_error():
            return _short(error)
        if written.is_stopped():
            return ""
    return ""


def _why_stopped(written: Any, step: int) -> str:
    if "too many" in written.get_error():
        return _short(written.get_error())
    return "" if step and written.is_accepting() else _DEAD_END


def _grammars(structure: Structure) -> list[str]:
    """What vLLM makes of a form when it checks it, and when it holds an answer to it."""
    llguidance = import_module("llguidance")
    if structure.json_schema:
        make = llguidance.LLMatcher.grammar_from_json_schema
        return [make(structure.json_schema, defaults={"whitespace_flexible": flexible}) for flexible in (True, False)]
    if structure.regex:
        return [llguidance.grammar_from("regex", structure.regex)]
    return [llguidance.grammar_from("choice", json.dumps(structure.choice))]


def _begin(tokenizer: str) -> None:
    """In the process: read the tokenizer, then limit what memory may grow by."""
    global _tokenizer
    if Path(tokenizer).is_file():
        _tokenizer = import_module("llguidance").LLTokenizer(tokenizer)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + _MEMORY_BYTES,) * 2)
    # A process that dies of a form is expected, and leaves no file behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _short(error: str) -> str:
    return " ".join(error.split())[:300]
