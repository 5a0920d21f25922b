"""A protocol: how an instrument is administered, pinned by a hash that every result carries."""

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

import msgspec

from chorus.errors import InvalidArgument
from chorus.gateway.instrument import Instrument
from chorus.types.sampling import MAX_ANSWERS, Sampling

METHOD = 2
"""Goes up whenever prompts, parsing, sampling or scoring change, so that results measured otherwise have another hash."""

DRAWS_OF_THE_MODEL = Sampling(temperature=1.0, top_p=1.0, top_k=0, max_tokens=24)
"""Answers are drawn from the model's own distribution, unsharpened, so that their shares estimate its probabilities."""


class OptionFormat(StrEnum):
    """How options are offered for scored answers."""

    UNSPECIFIED = "OPTION_FORMAT_UNSPECIFIED"
    LETTERS = "OPTION_FORMAT_LETTERS"
    STATEMENTS = "OPTION_FORMAT_STATEMENTS"
    TEXTS = "OPTION_FORMAT_TEXTS"


class AnswerMode(StrEnum):
    """A way of answering, or the one by which a number came about."""

    UNSPECIFIED = "ANSWER_MODE_UNSPECIFIED"
    SCORED = "ANSWER_MODE_SCORED"
    SAMPLED = "ANSWER_MODE_SAMPLED"


class Arrangement(StrEnum):
    """What a persona sees of the items before the one that it is asked."""

    UNSPECIFIED = "ARRANGEMENT_UNSPECIFIED"
    SINGLE = "ARRANGEMENT_SINGLE"
    BATTERY = "ARRANGEMENT_BATTERY"


class Framing(StrEnum):
    """How an answer is asked for."""

    UNSPECIFIED = "FRAMING_UNSPECIFIED"
    NEUTRAL = "FRAMING_NEUTRAL"
    HONEST = "FRAMING_HONEST"
    DESIRABLE = "FRAMING_DESIRABLE"


BOTH = (AnswerMode.SCORED, AnswerMode.SAMPLED)
MAX_SEEDS = 20


@dataclass(frozen=True, slots=True)
class Protocol:
    """How an instrument is administered. Mirrors ``chorus.gateway.v1.Protocol``."""

    num_samples: int = 50
    """Seeded free answers per item and seed; the paper's number."""
    seed: int = 0
    option_format: OptionFormat = OptionFormat.STATEMENTS
    """How options are offered for scored answers."""
    num_seeds: int = 1
    """Times that the sampled answers are drawn."""
    modes: tuple[AnswerMode, ...] = BOTH
    arrangement: Arrangement = Arrangement.SINGLE
    framing: Framing = Framing.NEUTRAL
    paraphrases: bool = False
    """Scored answers are averaged over all wordings, sampled ones take turns."""
    name_community: bool = False
    """Tell the persona which community it is."""
    context_control: bool = False
    """Run the context personas of the communities, too."""

    def check(self) -> None:
        """Raise ``InvalidArgument`` naming the first field that is out of range."""
        if not 1 <= self.num_samples <= MAX_ANSWERS:
            raise InvalidArgument(f"num_samples must be 1 to {MAX_ANSWERS}", field="protocol.num_samples")
        if not 1 <= self.num_seeds <= MAX_SEEDS:
            raise InvalidArgument(f"num_seeds must be 1 to {MAX_SEEDS}", field="protocol.num_seeds")
        if not 0 <= self.seed < 2**62:
            raise InvalidArgument("seed must be 0 or more, below 2^62", field="protocol.seed")

    @property
    def num_respondents(self) -> int:
        """Sampled answers to an item."""
        return self.num_samples * self.num_seeds

    def sampling(self, item: str, first: int = 0, number: int = 0) -> Sampling:
        """How an item's free answers are drawn for ``number`` respondents, of whom ``first`` is the first.

        Items have seeds of their own, or the same draw would favour the same place in every list of options; personas
        share them, so that a difference between two personas is not one between two draws.
        """
        digest = sha256(f"{self.seed}:{item}:{first}".encode()).digest()
        seed = int.from_bytes(digest[:4], "big") >> 1
        return replace(DRAWS_OF_THE_MODEL, n=number or self.num_samples, seed=seed)


def protocol_hash(instrument: Instrument, protocol: Protocol) -> str:
    """SHA-256 over canonical JSON of instrument, protocol and method, hexadecimal."""
    pinned = {"instrument": instrument, "protocol": protocol, "method": METHOD, "sampling": DRAWS_OF_THE_MODEL}
    return sha256(msgspec.json.encode(pinned, order="deterministic")).hexdigest()
