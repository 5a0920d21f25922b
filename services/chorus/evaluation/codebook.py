"""Codebooks: what is asked of generated posts, of people as of a model that judges."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from chorus.errors import NotFound


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a codebook allows."""

    id: str = ""
    text: str = ""
    definition: str = ""
    """When it is the right one, where that is not plain."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose right answer is known."""

    text: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """One question and its answers."""

    id: str = ""
    title: str = ""
    question: str = ""
    pairs: bool = False
    """Whether it sets two posts by different voices side by side; otherwise it is about one post."""
    answers: tuple[Answer, ...] = ()
    ordered: bool = False
    """Whether the answers stand in an order, lowest first."""
    harmless: str = ""
    """The one answer that finds nothing; empty where there is no such."""

    examples: tuple[Example, ...] = ()
    """By which a model that judges is tried; people are not shown them."""

    @property
    def answer_ids(self) -> tuple[str, ...]:
        """In the order in which they are offered."""
        return tuple(answer.id for answer in self.answers)


@cache
def codebooks() -> dict[str, Codebook]:
    """Those that come with Chorus, by id."""
    text = files("chorus.evaluation").joinpath("codebooks.yaml").read_bytes()
    return {codebook.id: codebook for codebook in msgspec.yaml.decode(text, type=tuple[Codebook, ...])}


def find_codebook(id_: str) -> Codebook:
    """The codebook of that id; ``NotFound``, naming those there are, if there is none."""
    known = codebooks()
    if id_ not in known:
        raise NotFound(f"there is no codebook {id_[:60]!r}; there are {', '.join(sorted(known))}", field="codebook")
    return known[id_]
