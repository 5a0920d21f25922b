"""The bundled instructions: about 900 plain pairs of our own, which teach a small base that a question has an answer.

Facts, rewriting, small talk and sums; and questions with offered options, whose answers are spread evenly over all options so
that the base leans to none. Nothing in them is about food, bodies or weight.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec


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


def _bytes() -> bytes:
    return files("chorus.finetuning").joinpath("instructions.jsonl").read_bytes()
