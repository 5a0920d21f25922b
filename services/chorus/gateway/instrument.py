"""An instrument: a questionnaire with its items, response options and scoring key."""

from dataclasses import dataclass
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

    @property
    def is_choice(self) -> bool:
        """Whether an answer is one of the item's options rather than a number."""
        return self in (ItemKind.ORDINAL, ItemKind.CATEGORICAL, ItemKind.YES_NO)


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


@dataclass(frozen=True, slots=True)
class Scale:
    """The mean of its items' answers' ranks, stretched from ``minimum`` to ``maximum``. Mirrors ``chorus.gateway.v1.Scale``."""

    id: str = ""
    title: str = ""
    items: tuple[str, ...] = ()
    """Items that count, all ordinal."""
    minimum: float = 0.0
    """Score where every answer is the lowest option."""
    maximum: float = 0.0
    """Score where every answer is the highest option."""
    cutoff: float | None = None
    """At risk from this score on."""


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """A yes/no rule on majority answers, of one scale or of one item. Mirrors ``chorus.gateway.v1.CriterionRule``."""

    id: str = ""
    title: str = ""
    scale: str = ""
    """Met from ``at_least`` of this scale on; empty for a rule on an item."""
    at_least: float = 0.0
    item: str = ""
    """Met when this item's answer is in ``options``; empty for a rule on a scale."""
    options: tuple[str, ...] = ()


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

    def item(self, id_: str) -> Item:
        """The item of that id; ``NotFound`` if there is none."""
        for item in self.items:
            if item.id == id_:
                return item
        raise NotFound(f"{self.name} has no item {id_[:50]!r}", field="item")
