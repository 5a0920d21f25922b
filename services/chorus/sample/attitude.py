"""Planted attitudes: what an author with a given concern about weight and shape says of it.

The statements use the very words in which an instrument offers its options, since a model as small as the built base can match
words but hardly meanings. Recovering the planted order from answers therefore tests the way from posts to scores, not the
measurement of attitudes.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

import msgspec
import yaml


@dataclass(frozen=True, slots=True)
class Attitude:
    """One thing that can be said with more or less concern."""

    id: str
    statements: tuple[str, ...]
    """From least to most concern, with ``{body}`` for what they are about."""
    body: tuple[str, ...]
    """Names of what it is about; any will do, one given twice is drawn twice as often."""

    def state(self, concern: float, rng: Random) -> str:
        """The statement of an author whose concern is in [0, 1]."""
        rank = round(concern * (len(self.statements) - 1))
        return self.statements[rank].format(body=rng.choice(self.body))


@cache
def load_attitudes() -> tuple[Attitude, ...]:
    """All planted attitudes."""
    text = files("chorus.sample").joinpath("voices", "attitudes.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Attitude, ...])
