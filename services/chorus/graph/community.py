"""A community: a set of authors with its posts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word that sets a community apart. Mirrors ``chorus.graph.v1.Term``."""

    text: str = ""
    weight: float = 0.0
    """Class-based TF-IDF; comparable within one community only."""


@dataclass(frozen=True, slots=True)
class Community:
    """A set of authors with its posts. Mirrors ``chorus.graph.v1.Community``."""

    name: str = ""
    """``communities/<id>``, stable for the same dataset and configuration."""
    partition: str = ""
    display_name: str = ""
    """For people; its leading terms until somebody names it."""
    num_authors: int = 0
    num_posts: int = 0
    """Posts of its authors' own."""
    terms: tuple[Term, ...] = ()
    """Strongest first."""
    cohesion: float = 0.0
    """Share of the tie weight of its authors that stays inside, in [0, 1]."""
