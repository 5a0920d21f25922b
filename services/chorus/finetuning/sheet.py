"""The sheet that annotators fill in: pairs as CSV, a column for marks beside them.

Spreadsheets run what looks like a formula, and posts are other people's text; such cells begin with an apostrophe, which
spreadsheets show as text. They also save with semicolons or tabs, and with a mark of byte order, which are taken as well.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from chorus.errors import InvalidArgument
from chorus.finetuning.demonstrations import Demonstration

COLUMNS = ("id", "instruction", "response", "fits")
MAX_BYTES = 16 * 2**20
_DELIMITERS = ",;\t"
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_MARKS = {word: mark for mark, words in ((True, "yes y true 1"), (False, "no n false 0")) for word in words.split()}
_ACCEPTED = "yes or no, y or n, true or false, 1 or 0, or leave the cell empty"


def pair_id(pair: Demonstration) -> str:
    """What a pair is called in a sheet: it tells the pair without pointing at the post or its author."""
    digest = sha256(f"{pair.post}\n{pair.instruction}\n{pair.response}".encode()).hexdigest()
    # The letter keeps spreadsheets from taking it for a number.
    return f"p{digest[:12]}"


def write_sheet(pairs: Sequence[Demonstration]) -> bytes:
    """The sheet of some pairs, unmarked, in UTF-8 with the mark by which spreadsheets tell it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for pair in pairs:
        writer.writerow((pair_id(pair), harmless(pair.instruction), harmless(pair.response), ""))
    return text.getvalue().encode("utf-8-sig")


def read_sheet(sheet: bytes, ids: Collection[str]) -> Mapping[str, bool]:
    """What is marked in a sheet, by pair; ``InvalidArgument`` with the row where it is not a sheet of pairs with these ids."""
    rows = _rows(_text(sheet))
    _, header = next(rows, (0, []))
    places = {name.strip().lower(): place for place, name in enumerate(header)}
    for column in ("id", "fits"):
        if column not in places:
            raise _wrong(f"row 1: there is no column {column!r}; keep the header of the sheet as it was exported")
    marks: dict[str, bool] = {}
    seen: set[str] = set()
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        id_, mark = (_cell(row, places[column]) for column in ("id", "fits"))
        if id_ not in ids:
            raise _wrong(f"row {number}: its id is not one of this demonstration set; fill in a sheet exported from it")
        if id_ in seen:
            raise _wrong(f"row {number}: its id stands in an earlier row too; leave one of them out")
        seen.add(id_)
        if mark.lower() in _MARKS:
            marks[id_] = _MARKS[mark.lower()]
        elif mark:
            raise _wrong(f"row {number}: 'fits' says neither yes nor no; write {_ACCEPTED}")
    if not marks:
        raise _wrong(f"no pair is marked; fill in the column 'fits': {_ACCEPTED}")
    return marks


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("'tis so")
    ("'=1+1", "'tis so")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def original(cell: str) -> str:
    """The cell that was made harmless."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _text(sheet: bytes) -> str:
    if len(sheet) > MAX_BYTES:
        raise _wrong(f"the sheet is larger than {MAX_BYTES // 2**20} MiB; export one of fewer pairs")
    try:
        return sheet.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("the sheet is not UTF-8; save it as CSV in UTF-8") from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _wrong(f"row {number}: not a row of CSV ({error}); save the sheet as CSV") from None
        yield number, row


def _cell(row: Sequence[str], place: int) -> str:
    """A cell without the space around it; spreadsheets may leave out the last ones of a row."""
    return original(row[place].strip()) if place < len(row) else ""


def _wrong(message: str) -> InvalidArgument:
    return InvalidArgument(message, field="sheet")
