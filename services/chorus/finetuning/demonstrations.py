"""Demonstrations: a community's posts as instruction–response pairs.

As in arXiv 2408.09366: posts are cleaned, the response is the post, the instruction one of a pool of templates. Unlike there, the
split is by author: nothing is validated on somebody whom the model has read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from chorus.errors import TooFewPosts
from chorus.finetuning.cleaning import clean, is_near_empty
from chorus.finetuning.templates import template_for
from chorus.types.post import Post
from chorus.types.split import is_held_out

MIN_DEMONSTRATIONS = 20
"""Fewer teach an adapter the posts and not the voice."""
MAX_VALIDATION = 200
"""More would make a validation loss slower and hardly steadier."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """One instruction and the response to learn."""

    instruction: str = ""
    response: str = ""
    """A post's own words."""


@dataclass(frozen=True, slots=True)
class Demonstrations:
    """What one adapter learns from, and what it is checked on."""

    training: tuple[Demonstration, ...] = ()
    validation: tuple[Demonstration, ...] = ()
    """By held-out authors; no text of it is in ``training``."""

    def dump(self) -> bytes:
        """The demonstrations as they are stored; the same ones always give the same bytes."""
        return msgspec.json.encode(self, order="deterministic")

    @property
    def digest(self) -> str:
        """SHA-256 of the stored bytes, hexadecimal."""
        return sha256(self.dump()).hexdigest()

    @classmethod
    def load(cls, data: bytes) -> "Demonstrations":
        """What ``dump`` made bytes of."""
        return msgspec.json.decode(data, type=cls)


def demonstrate(posts: Iterable[Post], seed: int) -> Demonstrations:
    """Make demonstrations of posts: cleaned, each text once, near-empty ones left out, split by author."""
    training: dict[str, str] = {}
    validation: dict[str, str] = {}
    for post in posts:
        text = clean(post.text)
        if not is_near_empty(text):
            side = validation if is_held_out(post.author) else training
            side.setdefault(text, template_for(post.id, seed))
    unseen = {text: instruction for text, instruction in validation.items() if text not in training}
    return Demonstrations(_pairs(training), _draw(_pairs(unseen), seed))


def require_enough(community: str, demonstrations: Demonstrations) -> None:
    """Raise ``TooFewPosts`` where a community has too little to learn from."""
    found = len(demonstrations.training)
    if found < MIN_DEMONSTRATIONS:
        raise TooFewPosts(
            f"{community} has {found} usable posts of training authors, an adapter needs {MIN_DEMONSTRATIONS}; "
            "leave the community out, or import more posts"
        )


def _pairs(instructions: dict[str, str]) -> tuple[Demonstration, ...]:
    return tuple(Demonstration(instruction, text) for text, instruction in instructions.items())


def _draw(demonstrations: tuple[Demonstration, ...], seed: int) -> tuple[Demonstration, ...]:
    def lot(demonstration: Demonstration) -> bytes:
        return sha256(f"{seed}:{demonstration.response}".encode()).digest()

    return tuple(sorted(demonstrations, key=lot)[:MAX_VALIDATION])
