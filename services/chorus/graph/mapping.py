"""Columns of a table, or fields of JSON objects, to what Chorus calls them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import polars as pl

from chorus.errors import InvalidArgument
from chorus.graph.dataset import ColumnMapping
from chorus.graph.json_records import Malformed
from chorus.graph.source import ROWS, Row

CANONICAL = ColumnMapping(
    id="id",
    author="author",
    author_name="author_name",
    text=("text",),
    created_at="created_at",
    language="lang",
    label="label",
    link="link",
    repost_of_id="repost_of_id",
    repost_of_author="repost_of_author",
)
"""Where a field is looked for that a mapping does not name."""


@dataclass(frozen=True, slots=True)
class MappedTable:
    """Tables of a known header, as tables of ``ROWS``."""

    columns: ColumnMapping

    @classmethod
    def of(cls, columns: ColumnMapping, header: Sequence[str]) -> "MappedTable":
        """The mapping of a table; ``InvalidArgument`` where it names a column that is not there, or finds nothing to read."""
        named = [*columns.text, *(name for name in _names(columns).values() if name)]
        found = cls(_present(columns, set(header)))
        # The first line of a table without a header is a post, which no message may quote.
        is_header = any(name in header for name in (*named, *found.used))
        known = f"the table has {_listed(header)}" if is_header else "none of the first line's values is a known column"
        for name in named:
            if name not in header:
                raise InvalidArgument(f"there is no column {name[:50]!r}; {known}", field="config.columns")
        if not (found.columns.text or found.columns.link or found.columns.repost_of_author):
            raise InvalidArgument(
                f"no column is called text, link or repost_of_author; {known}: say which holds the text, and which id and "
                "author",
                field="config.columns.text",
            )
        return found

    @property
    def used(self) -> list[str]:
        """The columns that are read."""
        return list(dict.fromkeys(filter(None, (*self.columns.text, *_names(self.columns).values()))))

    def rows(self, frame: pl.DataFrame, line: pl.Series) -> pl.DataFrame:
        """The rows of a table of strings; ``line`` is the number of each."""
        names = _names(self.columns)
        text = self.columns.text

        def column(name: str) -> pl.Expr:
            return pl.col(name).replace("", None) if name else pl.lit(None, pl.String())

        joined = pl.concat_str([column(name) for name in text], separator="\n\n", ignore_nulls=True)
        is_repost = column(names["repost_of_author"]).is_not_null() | column(names["repost_of_id"]).is_not_null()
        return frame.select(
            line.alias("line").cast(pl.Int64()),
            column(names["id"]).alias("id"),
            column(names["author"]).alias("author"),
            pl.coalesce(column(names["author_name"]), column(names["author"])).alias("author_name"),
            (joined if text else pl.lit(None, pl.String())).alias("text"),
            column(names["created_at"]).alias("created_at"),
            column(names["language"]).alias("language"),
            column(names["label"]).alias("label"),
            column(names["link"]).alias("links"),
            is_repost.alias("is_repost"),
            column(names["repost_of_id"]).alias("original_id"),
            column(names["repost_of_author"]).alias("original_author"),
            pl.lit(None, pl.String()).alias("original_name"),
        ).cast(ROWS)


@dataclass(frozen=True, slots=True)
class MappedRecords:
    """JSON objects of any form, as rows; a dot in a name goes one level down."""

    columns: ColumnMapping

    def row(self, line: int, value: bytes) -> Row:
        """The row of one object; ``Malformed`` if there is none."""
        fields = _decode(value)
        columns = self.columns

        def at(name: str, default: str) -> str | None:
            return _text(fields, name or default)

        texts = filter(None, (_text(fields, name) for name in columns.text or CANONICAL.text))
        author = at(columns.author, CANONICAL.author)
        original_id = at(columns.repost_of_id, CANONICAL.repost_of_id)
        original_author = at(columns.repost_of_author, CANONICAL.repost_of_author)
        return Row(
            line=line,
            id=at(columns.id, CANONICAL.id),
            author=author,
            author_name=at(columns.author_name, CANONICAL.author_name) or author,
            text="\n\n".join(texts),
            created_at=at(columns.created_at, CANONICAL.created_at),
            language=at(columns.language, CANONICAL.language),
            label=at(columns.label, CANONICAL.label),
            links=at(columns.link, CANONICAL.link),
            is_repost=original_id is not None or original_author is not None,
            original_id=original_id,
            original_author=original_author,
        )


def _names(columns: ColumnMapping) -> Mapping[str, str]:
    return {name: getattr(columns, name) for name in ColumnMapping.__dataclass_fields__ if name != "text"}


def _present(columns: ColumnMapping, header: set[str]) -> ColumnMapping:
    """The columns to read: those named, and those called as Chorus calls them."""
    defaults = {name: own for name, own in _names(CANONICAL).items() if own in header}
    named = {name: column for name, column in _names(columns).items() if column}
    text = columns.text or tuple(name for name in CANONICAL.text if name in header)
    return replace(ColumnMapping(), **defaults | named, text=text)


def _listed(header: Sequence[str]) -> str:
    return ", ".join(name[:50] for name in header[:30])


def _decode(value: bytes) -> Mapping[str, Any]:
    try:
        fields = msgspec.json.decode(value)
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start + 1}") from None
    except msgspec.DecodeError as error:
        raise Malformed(f"not JSON: {error}") from None
    except RecursionError:
        raise Malformed("not JSON: nested too deeply") from None
    if not isinstance(fields, dict):
        raise Malformed("not a JSON object")
    return fields


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    """What stands at a dotted name, as text; None where there is nothing."""
    value: Any = fields.get(name)
    if value is None and "." in name:
        value = fields
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Malformed(f"{name[:50]} is neither text nor a number")
    return str(value)
