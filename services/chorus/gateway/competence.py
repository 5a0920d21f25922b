"""The competence check: whether a model answers questions at all, before what it answers is called a measurement.

Four shares, each exact from the model's log-probabilities: of *knowledge* that everybody has, of *attention* to what an item
itself says, of *negation* kept (a statement and its opposite are not both agreed to), and of *order* not mattering (lists are
turned by letters, whatever format the protocol scores by). Passed is what is nearer to certainty than to chance; chance is one
in the number of options, and one half for a negation. An answer that is the same in every order has no chance level: four
fifths must be kept. See arXiv 2306.07951 (order), 2311.09718 (negation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from chorus.gateway.administration import Voices
from chorus.gateway.instrument import Item, ItemKind, Option
from chorus.gateway.prompts import over_options, scored_questions
from chorus.gateway.protocol import OptionFormat
from chorus.gateway.screening import Competence
from chorus.serving.client import ChoiceQuestion

CHECK = 1
"""Goes up whenever the sheet or its reading changes."""

AGREE, DISAGREE = "I agree", "I do not agree"
LEAST_ORDER_CONSISTENCY = 0.8


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A question whose answer is known."""

    text: str
    right: str
    """Id of the right option."""
    options: tuple[Option, ...]

    @property
    def item(self) -> Item:
        """As it is put to a persona."""
        return Item("known", self.text, ItemKind.CATEGORICAL, self.options)

    def share_of_right(self, distribution: Sequence[float]) -> float:
        """The probability of the right option."""
        return distribution[[option.id for option in self.options].index(self.right)]


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """All that a persona is asked."""

    knowledge: tuple[KnownItem, ...]
    attention: tuple[KnownItem, ...]
    negation: tuple[tuple[str, str], ...]
    """Statements with their opposites."""


@cache
def check_sheet() -> CheckSheet:
    """The sheet that comes with Chorus."""
    text = (files("chorus.gateway") / "competence.yaml").read_text(encoding="utf-8")
    return msgspec.yaml.decode(text, type=CheckSheet)


async def check_competence(voices: Voices, persona: str, option_format: OptionFormat) -> Competence:
    """Put the sheet to a persona, all of it in one call for each format."""
    sheet = check_sheet()
    known = sheet.knowledge + sheet.attention
    agreeing = tuple(_agreement(text) for pair in sheet.negation for text in pair)
    items = (*(one.item for one in known), *agreeing)
    distributions = await _distributions(voices, persona, items, option_format)
    turned = await _turned(voices, persona, [one.item for one in sheet.knowledge])
    rights = [one.share_of_right(row) for one, row in zip(known, distributions, strict=False)]
    agrees = [row[0] for row in distributions[len(known) :]]
    pairs = list(zip(agrees[::2], agrees[1::2], strict=True))
    return judged(
        Competence(
            knowledge=_mean(rights[: len(sheet.knowledge)]),
            attention=_mean(rights[len(sheet.knowledge) :]),
            order_consistency=_mean([_consistency(rows) for rows in turned]),
            negation_consistency=_mean([a * (1 - b) + b * (1 - a) for a, b in pairs]),
            acquiescence=_mean(agrees) - 0.5,
        )
    )


def judged(found: Competence) -> Competence:
    """The same shares, with what they come to."""
    bars = (
        ("general knowledge", found.knowledge, _half_way(1 / 3)),
        ("attention to what an item says", found.attention, _half_way(1 / 3)),
        ("the same answer in every order", found.order_consistency, LEAST_ORDER_CONSISTENCY),
        ("statements and their negations", found.negation_consistency, _half_way(1 / 2)),
    )
    reasons = tuple(f"{what}: {share:.2f} of at least {least:.2f}" for what, share, least in bars if share < least)
    return Competence(
        not reasons,
        found.knowledge,
        found.attention,
        found.order_consistency,
        found.negation_consistency,
        found.acquiescence,
        reasons,
    )


def _agreement(statement: str) -> Item:
    options = (Option("a", "Yes", f"{AGREE}: {statement}"), Option("b", "No", f"{DISAGREE}: {statement}"))
    return Item("agreement", f"Do you agree? {statement}", ItemKind.CATEGORICAL, options)


async def _distributions(
    voices: Voices, persona: str, items: Sequence[Item], option_format: OptionFormat
) -> list[tuple[float, ...]]:
    asked = [scored_questions(item, option_format) for item in items]
    rows = await _rows(voices, persona, asked)
    return [over_options(item, turns) for item, turns in zip(items, rows, strict=True)]


async def _turned(voices: Voices, persona: str, items: Sequence[Item]) -> list[list[tuple[float, ...]]]:
    """For every item the distribution over its options by each turn of its list."""
    asked = [scored_questions(item, OptionFormat.LETTERS) for item in items]
    rows = await _rows(voices, persona, asked)
    return [[_unturned(row, turn) for turn, row in enumerate(turns)] for turns in rows]


async def _rows(voices: Voices, persona: str, asked: Sequence[Sequence[ChoiceQuestion]]) -> list[list[list[float]]]:
    reply = await voices.score_options(persona, [question for questions in asked for question in questions])
    rows = iter([[option.probability for option in scores.options] for scores in reply.scores])
    return [[next(rows) for _ in questions] for questions in asked]


def _unturned(places: Sequence[float], turn: int) -> tuple[float, ...]:
    return tuple(places[(option - turn) % len(places)] for option in range(len(places)))


def _consistency(distributions: Sequence[Sequence[float]]) -> float:
    middle = [_mean(column) for column in zip(*distributions, strict=True)]
    return 1 - _mean([sum(abs(a - b) for a, b in zip(row, middle, strict=True)) / 2 for row in distributions])


def _half_way(chance: float) -> float:
    return (1 + chance) / 2


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
