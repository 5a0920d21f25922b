"""Which columns of a file hold what, as the command line says it: ``text=title,selftext label=subreddit``."""

from collections.abc import Iterable
from dataclasses import fields

from chorus.errors import InvalidArgument
from chorus.graph.client import ColumnMapping

FIELDS = tuple(each.name for each in fields(ColumnMapping))


def column_mapping(pairs: Iterable[str]) -> ColumnMapping:
    """The mapping that pairs ``field=column`` mean; only ``text`` may have several columns.

    >>> column_mapping(["text=title,selftext", "created-at=created_utc"]).text
    ('title', 'selftext')
    """
    given: dict[str, str] = {}
    for pair in pairs:
        field, equals, column = (part.strip() for part in pair.partition("="))
        field = field.replace("-", "_")
        if not equals or not column:
            raise InvalidArgument(f"--column {pair!r} is not like text=title", field="config.columns")
        if field not in FIELDS:
            raise InvalidArgument(
                f"--column {pair!r}: a post has no {field!r}; it has {', '.join(FIELDS)}", field="config.columns"
            )
        if field in given:
            several = "; several columns are text=title,selftext" if field == "text" else ""
            raise InvalidArgument(f"--column {field} is given twice{several}", field="config.columns")
        given[field] = column
    text = tuple(filter(None, (column.strip() for column in given.pop("text", "").split(","))))
    return ColumnMapping(**given, text=text)
