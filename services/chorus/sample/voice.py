"""A voice: how the authors of one planted community write, kept as a grammar in a data file.

A grammar maps a symbol to alternatives; ``{symbol}`` in an alternative stands for one of that symbol's own. Nothing in a voice
is real: foods, brands, drugs and places are invented, and no post advises anybody on eating.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

import msgspec
import yaml

_SYMBOL = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Voice:
    """The style of one community."""

    name: str
    concern: float
    """Planted concern about weight and shape, in [0, 1]."""
    hashtags: tuple[str, ...]
    hashtag_rate: float
    """Share of posts that end in a hashtag."""
    emoji: tuple[str, ...]
    emoji_rate: float
    """Share of posts with an emoji."""
    frames: tuple[str, ...]
    """Alternatives for a post that holds a statement about weight and shape, in the place of ``{attitude}``; always with a full
    stop after it, so that its end is as likely after every statement."""
    join: str
    """Between the two parts of a longer post."""
    second_rate: float
    """Share of posts with two parts."""
    rules: dict[str, tuple[str, ...]]
    """The grammar; ``post`` is where it starts."""

    def write(self, rng: Random, start: str = "post") -> str:
        """A post about the community's own matters."""
        return self._decorate(self._compose(start, rng), rng)

    def confess(self, statement: str, rng: Random) -> str:
        """A post that holds a first-person statement."""
        before, after = rng.choice(self.frames).split("{attitude}")
        return self._decorate(self._expand(before, rng) + statement + self._expand(after, rng), rng)

    def _compose(self, start: str, rng: Random) -> str:
        num_parts = 2 if rng.random() < self.second_rate else 1
        return self.join.join(self._expand(part, rng) for part in rng.sample(self.rules[start], num_parts))

    def _expand(self, text: str, rng: Random) -> str:
        def one(match: re.Match[str]) -> str:
            symbol = match[1]
            return self._compose(symbol, rng) if symbol == "post" else self._expand(rng.choice(self.rules[symbol]), rng)

        return _SYMBOL.sub(one, text)

    def _decorate(self, text: str, rng: Random) -> str:
        if self.emoji and rng.random() < self.emoji_rate:
            text += " " + rng.choice(self.emoji) * rng.choice((1, 1, 2))
        if self.hashtags and rng.random() < self.hashtag_rate:
            text += " #" + rng.choice(self.hashtags)
        return text


@cache
def load_voice(name: str) -> Voice:
    """The voice in ``voices/<name>.yaml``."""
    text = files("chorus.sample").joinpath("voices", f"{name}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Voice)
