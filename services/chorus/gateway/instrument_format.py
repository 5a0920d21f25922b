"""The form of an instrument file: which parts there are and what each may hold, whatever the others say.

Its JSON Schema is published as ``instruments/instrument.schema.json``, so that editors complete and check what is being
written. Whether the parts go together is for ``instrument_checks``.
"""

import json
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from chorus.gateway.instrument import Item, ItemKind

MAX_OPTIONS = 16
LARGEST = 1e9


def _truth(value: object) -> object:
    """YAML comes in as texts, of which pydantic would take ``y`` and ``on`` for true."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _plain(schema: dict[str, Any]) -> None:
    """A property is called by its key, and what may be left out has no null to be written for it."""
    for entry in schema["properties"].values():
        entry.pop("title", None)
        if entry.get("default", ...) is None:
            del entry["default"]


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,16}$")]
Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
MaybeNumber = Number | SkipJsonSchema[None]
Truth = Annotated[bool, Field(strict=True), BeforeValidator(_truth)]


class Entry(BaseModel):
    """A part of the file: nothing in it but what is named here."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, json_schema_extra=_plain)


class OptionEntry(Entry):
    """A response option."""

    id: Letter
    """`a` for the first, `b` for the second, and so on."""
    text: Text
    """As it stands in the list."""
    statement: OptionalText = ""
    """The option as a sentence in the first person, for models that cannot follow a questionnaire. Empty: the text."""


class ConditionEntry(Entry):
    """What may hold of the answer to an item: it is, or has in it, one of some options, or it is a number from some value on."""

    item: Id
    """Id of the item."""
    options: tuple[Letter, ...] = ()
    """For items with options: the answer is, or has in it, one of these."""
    at_least: MaybeNumber = None
    """For counts and numbers: the answer is this or more."""


class ItemEntry(Entry):
    """One question."""

    id: Id
    """Unique in the file, for example `5` or `11a`; in quotation marks where it is a number."""
    text: Text
    """The question."""
    kind: Literal["ordinal", "categorical", "yes_no", "count", "numeric", "several"]
    """Options from least to most, without rank, or no and then yes; a whole number or any number; any number of the options."""
    options: Annotated[tuple[OptionEntry, ...], Field(max_length=MAX_OPTIONS)] = ()
    """Two or more, from least to most where they are ranked; none for counts and numbers."""
    minimum: Number = 0.0
    """Lowest plausible number; a lower answer is invalid."""
    maximum: Number = 0.0
    """Highest plausible number; a higher answer is invalid."""
    unit: Annotated[str, StringConstraints(max_length=50)] = ""
    """What a number counts."""
    paraphrases: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    """Other wordings of the question, which ask for the same."""
    reverse: Truth = False
    """Whether the last option stands for the least of what the item's scales measure."""
    points: tuple[Number, ...] = ()
    """What each option counts where a scale sums, in the order of the options. Left out: 0, 1, 2, … by rank."""
    asked_if: tuple[ConditionEntry, ...] = ()
    """The item is asked where all of these hold of earlier items. Left out: always."""

    def as_item(self) -> Item:
        """The value that the entry stands for."""
        return msgspec.convert(self.model_dump() | {"kind": ItemKind[self.kind.upper()].value}, Item)


class BandEntry(Entry):
    """A range of a scale's scores that has a name."""

    title: Text
    """For example `moderate`."""
    at_least: Number
    """Where it begins; it reaches up to where the next one does."""


class ScaleEntry(Entry):
    """A score over items."""

    id: Id
    """Unique among the scales."""
    title: Text
    """Its name in full."""
    items: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Ids of the items that count, ordinal or yes/no."""
    rule: Literal["mean_rank", "sum"] = "mean_rank"
    """The mean of the answers' ranks stretched from minimum to maximum, or the sum of the answers' points."""
    minimum: MaybeNumber = None
    """Lowest score. A sum's follows from the points and may be left out."""
    maximum: MaybeNumber = None
    """Highest score. A sum's follows from the points and may be left out."""
    cutoff: MaybeNumber = None
    """At risk from this score on. Left out: there is no cut-off."""
    bands: tuple[BandEntry, ...] = ()
    """In ascending order, the first from the minimum on."""


class CriterionEntry(Entry):
    """A yes/no rule on the majority answers: on one scale, or on items."""

    id: Id
    """Unique among the criteria."""
    title: Text
    """What is so where it is met."""
    scale: Annotated[str, StringConstraints(max_length=16)] = ""
    """Id of the scale, for a rule on one."""
    at_least: MaybeNumber = None
    """Met from this score of the scale on."""
    conditions: tuple[ConditionEntry, ...] = ()
    """For a rule on items: met where enough of these hold."""
    num_conditions: Annotated[int, Field(ge=0)] = 0
    """How many are enough. Left out: all of them."""


class FlagEntry(Entry):
    """Answers that whoever reads a screening must not miss."""

    id: Id
    """Unique among the flags."""
    title: Text
    """What the answers say."""
    advice: Text
    """What the reader is to bear in mind."""
    condition: ConditionEntry
    """The answers it is about."""


class InstrumentFile(Entry):
    """A questionnaire that Chorus can administer and score."""

    id: Annotated[str, StringConstraints(max_length=128)]
    """What it is called by: lower-case letters and digits, with single dots or hyphens between."""
    title: Text
    """Its name in full."""
    description: Text
    """What it screens for, in a sentence."""
    source: Text
    """Where the scoring comes from, and whose wording it is."""
    license: Text
    """Under which terms the wording may be used."""
    instructions: OptionalText = ""
    """Said before every item, for example which span of time is meant."""
    items: Annotated[tuple[ItemEntry, ...], Field(min_length=1, max_length=500)]
    """In the order in which they are asked."""
    scales: tuple[ScaleEntry, ...] = ()
    """What is scored."""
    criteria: tuple[CriterionEntry, ...] = ()
    """Yes/no rules."""
    flags: tuple[FlagEntry, ...] = ()
    """What a reader must not miss."""


def json_schema() -> dict[str, Any]:
    """JSON Schema of the file format, draft 2020-12."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:chorus:instrument:1",
        "title": "Chorus instrument",
    }
    schema = InstrumentFile.model_json_schema()
    return head | {key: value for key, value in schema.items() if key != "title"}


def schema_text() -> str:
    """The JSON Schema as it is published."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
