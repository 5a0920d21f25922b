"""The bundled instructions: about 900 plain pairs of our own, which teach a small base that a question has an answer.

Facts, rewriting, small talk and sums; and questions with offered options, whose answers are spread evenly over all options so
that the base leans to none. Nothing in them is about food, bodies or weight.

A fifth of every set's instructions are held out, whoever asks: no adapter learns them, and what it answers to them tells whether
it still follows instructions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec

HELD_OUT_SHARE = 0.2
MAX_HELD_OUT = 100
"""More would make measuring slower and hardly steadier."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """Something asked, and its answer."""

    instruction: str
    """One user turn."""
    response: str
    """The answer to it."""


@cache
def bundled_instructions() -> tuple[Instruction, ...]:
    """All bundled pairs, in the order of the file."""
    return tuple(msgspec.json.decode(line, type=Instruction) for line in _bytes().splitlines())


@cache
def instructions_digest() -> str:
    """SHA-256 of the file, hexadecimal."""
    return sha256(_bytes()).hexdigest()


def is_held_out(pair: Instruction) -> bool:
    """Whether no adapter may learn a pair; a pure function of what is asked, like the split of authors."""
    return int.from_bytes(_lot(pair)[:8], "big") / 2**64 < HELD_OUT_SHARE


def held_out_instructions(pairs: Sequence[Instruction] | None = None) -> tuple[Instruction, ...]:
    """At most 100 held-out pairs of a set, the same ones each time; of the bundled set if none is given."""
    held_out = filter(is_held_out, bundled_instructions() if pairs is None else pairs)
    return tuple(sorted(held_out, key=lambda pair: (_lot(pair), pair.response))[:MAX_HELD_OUT])


def drawn_instructions(pairs: Iterable[Instruction], number: int, seed: int) -> tuple[Instruction, ...]:
    """So many pairs to learn from, drawn by seed; all there are where fewer are not held out."""

    def lot(pair: Instruction) -> bytes:
        return sha256(f"{seed}:{pair.instruction}:{pair.response}".encode()).digest()

    return tuple(sorted((pair for pair in pairs if not is_held_out(pair)), key=lot)[:number])


def _lot(pair: Instruction) -> bytes:
    return sha256(f"instruction:{pair.instruction}".encode()).digest()


def _bytes() -> bytes:
    return files("chorus.finetuning").joinpath("instructions.jsonl").read_bytes()
