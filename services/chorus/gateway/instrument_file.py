"""Reads an instrument from YAML that nobody vouches for.

Every error names the file, the line and the item. YAML's guesses about types are switched off (``yes`` stays a text), and so
are its anchors and tags, which make small files grow large or run code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from typing import Annotated

import msgspec
import yaml
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError, model_validator

from chorus.errors import InvalidInstrument
from chorus.gateway.instrument import COLLECTION, Instrument, ItemKind
from chorus.types.names import is_id

MAX_BYTES = 1_000_000
MAX_OPTIONS = 16
MAX_DEPTH = 6

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,16}$")]
KINDS = {kind.name.lower(): kind for kind in ItemKind if kind is not ItemKind.UNSPECIFIED}
Path = tuple[str | int, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Option(_Strict):
    id: Annotated[str, StringConstraints(pattern="^[a-z]$")]
    text: Text
    statement: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class _Item(_Strict):
    id: Id
    text: Text
    kind: str
    options: Annotated[tuple[_Option, ...], Field(max_length=MAX_OPTIONS)] = ()
    minimum: FiniteFloat = 0.0
    maximum: FiniteFloat = 0.0
    unit: Annotated[str, StringConstraints(max_length=50)] = ""

    @model_validator(mode="after")
    def _is_possible(self) -> _Item:
        kind = KINDS.get(self.kind)
        if kind is None:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")
        if kind.is_choice:
            self._check_options(kind)
        elif self.options:
            raise ValueError(f"a {self.kind} item has a range and no options")
        elif self.minimum >= self.maximum:
            raise ValueError("a number needs a plausible range: minimum below maximum")
        return self

    def _check_options(self, kind: ItemKind) -> None:
        letters = list(ascii_lowercase[: len(self.options)])
        if len(self.options) < 2 or (kind is ItemKind.YES_NO and len(self.options) != 2):
            raise ValueError("two options or more are needed, exactly two for yes_no")
        if [option.id for option in self.options] != letters:
            raise ValueError(f"options are lettered in order: {', '.join(letters)}")
        for texts in ([option.text.casefold() for option in self.options], self._statements()):
            if len(set(texts)) != len(texts):
                raise ValueError("two options read the same")

    def _statements(self) -> list[str]:
        return [(option.statement or option.text).casefold() for option in self.options]


class _Scale(_Strict):
    id: Id
    title: Text
    items: Annotated[tuple[Id, ...], Field(min_length=1)]
    minimum: FiniteFloat
    maximum: FiniteFloat
    cutoff: FiniteFloat | None = None


class _Criterion(_Strict):
    id: Id
    title: Text
    scale: str = ""
    at_least: FiniteFloat = 0.0
    item: str = ""
    options: tuple[str, ...] = ()


class _File(_Strict):
    id: str
    title: Text
    description: Text
    source: Text
    license: Text
    items: Annotated[tuple[_Item, ...], Field(min_length=1, max_length=500)]
    scales: tuple[_Scale, ...] = ()
    criteria: tuple[_Criterion, ...] = ()


def read_instrument(text: str, file: str) -> Instrument:
    """The instrument in a YAML text; ``InvalidInstrument`` naming ``file`` and the line where it says something impossible."""
    if len(text) > MAX_BYTES:
        raise InvalidInstrument(f"{file}: larger than {MAX_BYTES} characters; no questionnaire is")
    tree = _Tree(text, file)
    try:
        content = _File.model_validate(tree.content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise tree.impossible(first["loc"], first["msg"].removeprefix("Value error, ")) from None
    for path, problem in _contradictions(content):
        raise tree.impossible(path, problem)
    return _instrument(content)


class _Tree:
    """A YAML file as texts, lists and mappings, with the line of each."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._lines: dict[Path, int] = {}
        try:
            for token in yaml.scan(text, yaml.SafeLoader):
                if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                    raise self._error(token.start_mark.line + 1, "anchors, aliases and tags are not allowed")
            node = yaml.compose(text, yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "unreadable"
            raise self._error(mark.line + 1 if mark else 1, f"not YAML: {problem}") from None
        if node is None:
            raise self._error(1, "the file is empty")
        self.content = self._plain(node, ())

    def impossible(self, path: Path, problem: str) -> InvalidInstrument:
        """The error that something at a path, or the nearest thing around it, is wrong."""
        line = next(self._lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self._lines)
        where = ".".join(str(part) for part in path)
        return self._error(line, f"{self._item_at(path)}{where + ': ' if where else ''}{problem}")

    def _error(self, line: int, problem: str) -> InvalidInstrument:
        return InvalidInstrument(f"{self._file}:{line}: {problem}")

    def _plain(self, node: yaml.Node, path: Path) -> object:
        line = node.start_mark.line + 1
        if path in self._lines:
            raise self._error(line, f"{path[-1]} is there twice")
        if len(path) > MAX_DEPTH:
            raise self._error(line, "nested too deeply")
        self._lines[path] = line
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, index)) for index, child in enumerate(node.value)]
        return {str(key.value): self._plain(child, (*path, str(key.value))) for key, child in node.value}

    def _item_at(self, path: Path) -> str:
        match path, self.content:
            case ("items", int(index), *_), {"items": list(items)} if isinstance(items[index], dict):
                return f"item {items[index]['id']}: " if "id" in items[index] else ""
        return ""


def _contradictions(content: _File) -> Iterator[tuple[Path, str]]:
    """What is wrong between the parts of a file whose parts are each well-formed."""
    if not is_id(content.id):
        yield ("id",), "an id has lower-case letters and digits, with single dots or hyphens between"
    for part in ("items", "scales", "criteria"):
        yield from _repeated((part,), [entry.id for entry in getattr(content, part)])
    ranks = {item.id: item for item in content.items if item.kind == "ordinal"}
    for index, scale in enumerate(content.scales):
        yield from _repeated(("scales", index, "items"), scale.items)
        if unknown := [item for item in scale.items if item not in ranks]:
            yield ("scales", index, "items"), f"no ordinal item has the id {unknown[0]!r}"
        if not scale.minimum < scale.maximum:
            yield ("scales", index), "minimum must be below maximum"
    for index, rule in enumerate(content.criteria):
        for problem in _broken(rule, content):
            yield ("criteria", index), problem


def _repeated(path: Path, ids: Sequence[str]) -> Iterator[tuple[Path, str]]:
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            yield (*path, index), f"{id_!r} is there twice"


def _broken(rule: _Criterion, content: _File) -> Iterator[str]:
    if bool(rule.scale) == bool(rule.item):
        yield "a criterion is about one scale or one item"
    elif rule.scale and rule.scale not in [scale.id for scale in content.scales]:
        yield f"no scale has the id {rule.scale!r}"
    elif rule.item:
        letters = {item.id: {option.id for option in item.options} for item in content.items}.get(rule.item, set())
        if not rule.options or not set(rule.options) <= letters:
            yield f"item {rule.item!r} has no such options"


def _instrument(content: _File) -> Instrument:
    fields = content.model_dump(exclude={"id"})
    for item in fields["items"]:
        item["kind"] = KINDS[item["kind"]].value
    return msgspec.convert({"name": f"{COLLECTION}/{content.id}", **fields}, Instrument)
