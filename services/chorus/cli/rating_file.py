"""Sheets and answers as CSV: what goes out to a spreadsheet, and what comes back."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from chorus.errors import InvalidArgument
from chorus.evaluation.client import Rating, RatingSheet

MAX_BYTES = 10_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet_as_csv(sheet: RatingSheet) -> bytes:
    """A line for each item, its column ``answer`` left to be filled in."""
    posts = ["post_a", "post_b"] if sheet.codebook.pairs else ["post"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["item", "community", *posts, "answer"])
    for item in sheet.items:
        writer.writerow([item.id, item.community, *map(harmless, item.texts), ""])
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A post that no spreadsheet takes for a formula: what models write is not to be run.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def read_ratings(path: Path) -> tuple[Rating, ...]:
    """The answers in a file, those left empty passed over; ``InvalidArgument`` with its line for a file that is none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidArgument(f"{path}: larger than {MAX_BYTES:,} bytes; ratings have a line for each item")
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = tuple(_ratings(path, csv.DictReader(file, strict=True)))
    except OSError as error:
        raise InvalidArgument(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidArgument(f"{path} is not a CSV in UTF-8: {error}") from None
    if not found:
        raise InvalidArgument(f"{path} has no answer in it: fill in the column 'answer'")
    return found


def _ratings(path: Path, rows: "csv.DictReader[str]") -> Iterator[Rating]:
    missing = {"item", "answer"} - set(rows.fieldnames or [])
    if missing:
        raise InvalidArgument(f"{path}:1: has no column {' and no column '.join(sorted(missing))}")
    for row in rows:
        item, answer = (row["item"] or "").strip(), (row["answer"] or "").strip()
        if answer and not item:
            raise InvalidArgument(f"{path}:{rows.line_num}: an answer without an item")
        if answer:
            yield Rating(item, answer.casefold())
