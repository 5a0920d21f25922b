"""An instrument: a questionnaire with its items, response options and scoring key."""

from dataclasses import dataclass, field
from enum import StrEnum

from chorus.errors import NotFound

COLLECTION = "instruments"


class ItemKind(StrEnum):
    """What an item asks for."""

    UNSPECIFIED = "ITEM_KIND_UNSPECIFIED"
    ORDINAL = "ITEM_KIND_ORDINAL"
    CATEGORICAL = "ITEM_KIND_CATEGORICAL"
    YES_NO = "ITEM_KIND_YES_NO"
    COUNT = "ITEM_KIND_COUNT"
    NUMERIC = "ITEM_KIND_NUMERIC"
    SEVERAL = "ITEM_KIND_SEVERAL"

    @property
    def is_choice(self) -> bool:
        """Whether an answer is one of the item's options."""
        return self in (ItemKind.ORDINAL, ItemKind.CATEGORICAL, ItemKind.YES_NO)

    @property
    def is_number(self) -> bool:
        """Whether an answer is a number."""
        return self in (ItemKind.COUNT, ItemKind.NUMERIC)

    @property
    def is_ranked(self) -> bool:
        """Whether the options go from less to more, so that a scale can count them."""
        return self in (ItemKind.ORDINAL, ItemKind.YES_NO)


@dataclass(frozen=True, slots=True)
class Option:
    """One response option. Mirrors ``chorus.gateway.v1.Option``."""

    id: str = ""
    """``a``, ``b``, …"""
    text: str = ""
    """As it stands in the list."""
    statement: str = ""
    """Restated in the first person, for models that cannot follow a questionnaire."""

    @property
    def as_statement(self) -> str:
        """What stands for the option where it is said and not ticked."""
        return self.statement or self.text


@dataclass(frozen=True, slots=True)
class Condition:
    """What may hold of the answer to an item. Mirrors ``chorus.gateway.v1.Condition``."""

    item: str = ""
    options: tuple[str, ...] = ()
    """The answer is, or has in it, one of these; empty for counts and numbers."""
    at_least: float | None = None
    """The answer is a number from this on."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Mirrors ``chorus.gateway.v1.Item``."""

    id: str = ""
    """Unique within the instrument."""
    text: str = ""
    """The question."""
    kind: ItemKind = ItemKind.UNSPECIFIED
    """Decides whether options or a range belong to the item."""
    options: tuple[Option, ...] = ()
    """In order of rank where ranked; empty for counts and numbers."""
    minimum: float = 0.0
    """Lowest plausible number."""
    maximum: float = 0.0
    """Highest plausible number."""
    unit: str = ""
    """What a number counts."""
    paraphrases: tuple[str, ...] = ()
    """Other wordings of the question, which ask for the same."""
    reverse: bool = False
    """The last option stands for least of what the item's scales measure."""
    points: tuple[float, ...] = ()
    """What each option counts where a scale sums; empty: by rank, from 0."""
    asked_if: tuple[Condition, ...] = ()
    """All of these hold of earlier items, or the item is not asked."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """The question in every wording, its own first."""
        return (self.text, *self.paraphrases)


class ScoringRule(StrEnum):
    """How a scale's score comes from answers."""

    UNSPECIFIED = "SCORING_RULE_UNSPECIFIED"
    MEAN_RANK = "SCORING_RULE_MEAN_RANK"
    SUM = "SCORING_RULE_SUM"


@dataclass(frozen=True, slots=True)
class Band:
    """A range of a scale's scores that has a name. Mirrors ``chorus.gateway.v1.Band``."""

    title: str = ""
    at_least: float = 0.0
    """It reaches up to where the next one begins."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A score over items. Mirrors ``chorus.gateway.v1.Scale``."""

    id: str = ""
    title: str = ""
    items: tuple[str, ...] = ()
    """Items that count, ordinal or yes/no."""
    rule: ScoringRule = ScoringRule.MEAN_RANK
    minimum: float = 0.0
    """Score where every answer is the lowest."""
    maximum: float = 0.0
    """Score where every answer is the highest."""
    cutoff: float | None = None
    """At risk from this score on."""
    bands: tuple[Band, ...] = ()
    """By where they begin, the first at the minimum."""


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """A yes/no rule on majority answers, of one scale or of items. Mirrors ``chorus.gateway.v1.CriterionRule``."""

    id: str = ""
    title: str = ""
    scale: str = ""
    """Met from ``at_least`` of this scale on; empty for a rule on items."""
    at_least: float = 0.0
    conditions: tuple[Condition, ...] = ()
    """Met where ``num_conditions`` of these hold; empty for a rule on a scale."""
    num_conditions: int = 0
    """0 means all of them."""


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Answers that a reader must not miss. Mirrors ``chorus.gateway.v1.FlagRule``."""

    id: str = ""
    title: str = ""
    advice: str = ""
    """What the reader is to bear in mind."""
    condition: Condition = field(default_factory=Condition)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire. Mirrors ``chorus.gateway.v1.Instrument``."""

    name: str = ""
    """``instruments/<id>``"""
    title: str = ""
    description: str = ""
    """What it screens for, in a sentence."""
    source: str = ""
    """Where the scoring comes from, and whose wording it is."""
    license: str = ""
    items: tuple[Item, ...] = ()
    scales: tuple[Scale, ...] = ()
    criteria: tuple[CriterionRule, ...] = ()
    flags: tuple[FlagRule, ...] = ()
    instructions: str = ""
    """Said before every item, for example which span of time is meant."""

    def item(self, id_: str) -> Item:
        """The item of that id; ``NotFound`` if there is none."""
        for item in self.items:
            if item.id == id_:
                return item
        raise NotFound(f"{self.name} has no item {id_[:50]!r}", field="item")
