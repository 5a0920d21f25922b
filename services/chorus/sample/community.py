"""The planted communities, and the ids that tell to which of them an author or a post belongs.

An author's id is ``8``, two digits of community (00: none) and five of author; a post's id is its author's and six more digits.
Ground truth is so carried by the data itself: an importer keeps post ids, and whoever holds its key can look up authors.
"""

from dataclasses import dataclass

from chorus.sample.voice import load_voice

_NAMES = ("anti-diet", "body-neutrality", "recovery-supporters", "trail-running", "keto-cooking", "medication-news")


@dataclass(frozen=True, slots=True)
class PlantedCommunity:
    """A community of the sample."""

    index: int
    """1 for the first; 0 is kept for authors of no community."""
    name: str
    """Also the name of its voice."""
    concern: float
    """Planted concern about weight and shape, in [0, 1]."""


PLANTED: tuple[PlantedCommunity, ...] = tuple(
    PlantedCommunity(index, name, load_voice(name).concern) for index, name in enumerate(_NAMES, start=1)
)
"""In order of concern, least first."""


def author_id(community: int, author: int) -> str:
    """The id of an author; community 0 is none."""
    return f"8{community:02d}{author:05d}"


def community_of(id_: str) -> PlantedCommunity | None:
    """The community planted for an author's or a post's id; None for noise.

    >>> community_of(author_id(2, 17)).name
    'body-neutrality'
    """
    index = int(id_[1:3])
    return PLANTED[index - 1] if 1 <= index <= len(PLANTED) else None
