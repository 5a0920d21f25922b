"""Whether the parts of an instrument file, each of which has the right form, say something possible together.

Problems come in the order in which they are to be solved: what a later check relies on has been found sound by an earlier one.
Whoever reads on after the first problem does so at their own risk.
"""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import TypeAlias

from chorus.gateway.instrument import Item, ItemKind
from chorus.gateway.instrument_format import (
    ConditionEntry,
    CriterionEntry,
    InstrumentFile,
    ItemEntry,
    ScaleEntry,
)
from chorus.gateway.scoring import points
from chorus.gateway.yaml_tree import Path
from chorus.types.names import is_id

Problems: TypeAlias = Iterator[tuple[Path, str]]
"""Where, and what."""


def contradictions(content: InstrumentFile) -> Problems:
    """What is wrong with the file."""
    if not is_id(content.id):
        yield ("id",), "an id has lower-case letters and digits, with single dots or hyphens between"
    for part in ("items", "scales", "criteria", "flags"):
        yield from _repeated((part,), [entry.id for entry in getattr(content, part)])
    known: dict[str, Item] = {}
    for index, entry in enumerate(content.items):
        yield from _item(("items", index), entry)
        item = entry.as_item()
        for place, condition in enumerate(entry.asked_if):
            yield from _condition(("items", index, "asked_if", place), condition, known, "earlier item")
        known[item.id] = item
    for index, scale in enumerate(content.scales):
        yield from _scale(("scales", index), scale, known)
    ranges = {scale.id: range_of(scale, known) for scale in content.scales}
    for index, rule in enumerate(content.criteria):
        yield from _criterion(("criteria", index), rule, known, ranges)
    for index, flag in enumerate(content.flags):
        yield from _condition(("flags", index, "condition"), flag.condition, known)


def range_of(scale: ScaleEntry, items: Mapping[str, Item]) -> tuple[float, float]:
    """Lowest and highest score: of a sum what the points give, else what the file says."""
    if scale.rule == "sum":
        counted = [points(items[id_]) for id_ in scale.items]
        return sum(map(min, counted)), sum(map(max, counted))
    return scale.minimum or 0.0, scale.maximum or 0.0


def _item(path: Path, entry: ItemEntry) -> Problems:
    item = entry.as_item()
    if item.kind.is_number:
        yield from _number(path, item)
    else:
        yield from _options(path, item)
    yield from _repeated((*path, "paraphrases"), [text.casefold() for text in item.wordings], first=-1)
    if item.reverse and not item.kind.is_ranked:
        yield (*path, "reverse"), "only options that are ranked can be reverse-coded"
    yield from _points((*path, "points"), item)


def _number(path: Path, item: Item) -> Problems:
    if item.options:
        yield (*path, "options"), "counts and numbers have a range and no options"
    if item.minimum >= item.maximum:
        yield path, "a number needs a plausible range: minimum below maximum"
    if item.kind is ItemKind.COUNT and (item.minimum < 0 or item.minimum % 1 or item.maximum % 1):
        yield path, "a count goes from 0 or more to a whole number"


def _options(path: Path, item: Item) -> Problems:
    where = (*path, "options")
    for part in ("minimum", "maximum", "unit"):
        if getattr(item, part):
            yield (*path, part), "an item with options has no range and no unit"
    if len(item.options) < 2 or (item.kind is ItemKind.YES_NO and len(item.options) != 2):
        yield where, "two options or more are needed, exactly two for yes_no"
    for place, (option, letter) in enumerate(zip(item.options, ascii_lowercase, strict=False)):
        if option.id != letter:
            yield (*where, place, "id"), f"options are lettered in order: this one is {letter}"
    for texts in ([one.text for one in item.options], [one.as_statement for one in item.options]):
        yield from _repeated(where, [text.casefold() for text in texts])


def _points(path: Path, item: Item) -> Problems:
    if not item.points:
        return
    if not item.kind.is_ranked:
        yield path, "only options that are ranked have points"
    if len(item.points) != len(item.options):
        yield path, f"{len(item.options)} options have {len(item.options)} points, not {len(item.points)}"
    rising = item.points[::-1] if item.reverse else item.points
    if list(rising) != sorted(rising) or rising[0] == rising[-1]:
        yield path, f"points {'fall' if item.reverse else 'rise'} along the options; they may stay equal, but not all"


def _condition(path: Path, condition: ConditionEntry, items: Mapping[str, Item], wanted: str = "item") -> Problems:
    item = items.get(condition.item)
    if item is None:
        yield (*path, "item"), f"no {wanted} has the id {condition.item!r}"
        return
    if item.kind.is_number:
        if condition.options or condition.at_least is None:
            yield path, f"item {item.id} is answered by a number: say at_least"
        else:
            yield from _within((*path, "at_least"), condition.at_least, item.minimum, item.maximum)
        return
    if condition.at_least is not None or not condition.options:
        yield path, f"item {item.id} is answered by options: say which"
    letters = [option.id for option in item.options]
    for place, option in enumerate(condition.options):
        if option not in letters:
            yield (*path, "options", place), f"item {item.id} has no option {option!r}"
    yield from _repeated((*path, "options"), condition.options)


def _scale(path: Path, scale: ScaleEntry, items: Mapping[str, Item]) -> Problems:
    yield from _repeated((*path, "items"), scale.items)
    for place, id_ in enumerate(scale.items):
        if id_ not in items or not items[id_].kind.is_ranked:
            yield (*path, "items", place), f"no ordinal or yes_no item has the id {id_!r}"
        elif scale.rule == "mean_rank" and items[id_].points:
            yield (*path, "items", place), f"item {id_} has points, which count only where rule is sum"
    low, high = range_of(scale, items)
    if scale.rule == "sum":
        for part, stated, found in (("minimum", scale.minimum, low), ("maximum", scale.maximum, high)):
            if stated not in (None, found):
                yield (*path, part), f"the points give {found:g}, not {stated:g}; it may be left out"
    elif scale.minimum is None or scale.maximum is None:
        yield path, "a mean rank is stretched to a range: say minimum and maximum"
    elif low >= high:
        yield path, "minimum must be below maximum"
    if scale.cutoff is not None:
        yield from _within((*path, "cutoff"), scale.cutoff, low, high)
    yield from _bands(path, scale, low, high)


def _bands(path: Path, scale: ScaleEntry, low: float, high: float) -> Problems:
    where = (*path, "bands")
    yield from _repeated(where, [band.title for band in scale.bands])
    for place, band in enumerate(scale.bands):
        if place == 0 and band.at_least != low:
            yield (*where, 0, "at_least"), f"the first band begins at the minimum, {low:g}"
        elif place and not scale.bands[place - 1].at_least < band.at_least <= high:
            yield (*where, place, "at_least"), f"bands ascend, up to the maximum, {high:g}"


def _criterion(
    path: Path, rule: CriterionEntry, items: Mapping[str, Item], ranges: Mapping[str, tuple[float, float]]
) -> Problems:
    if bool(rule.scale) == bool(rule.conditions):
        yield path, "a criterion is about one scale, or about conditions"
    elif rule.conditions:
        if rule.at_least is not None:
            yield (*path, "at_least"), "belongs to a criterion on a scale, or into a condition"
        if rule.num_conditions > len(rule.conditions):
            yield (*path, "num_conditions"), f"there are {len(rule.conditions)} conditions"
        for place, condition in enumerate(rule.conditions):
            yield from _condition((*path, "conditions", place), condition, items)
    elif rule.scale not in ranges:
        yield (*path, "scale"), f"no scale has the id {rule.scale!r}"
    elif rule.at_least is None:
        yield path, "a criterion on a scale needs at_least"
    else:
        if rule.num_conditions:
            yield (*path, "num_conditions"), "belongs to a criterion with conditions"
        yield from _within((*path, "at_least"), rule.at_least, *ranges[rule.scale])


def _within(path: Path, value: float, low: float, high: float) -> Problems:
    """A threshold that everything or nothing reaches is a mistake."""
    if not low < value <= high:
        yield path, f"must be above {low:g} and at most {high:g}"


def _repeated(path: Path, texts: Sequence[str], first: int = 0) -> Problems:
    """``first`` is the place in the file of the first text."""
    for index, text in enumerate(texts):
        if text in texts[:index]:
            yield (*path, index + first), f"{text!r} is there twice"
