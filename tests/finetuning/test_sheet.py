import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.errors import InvalidArgument
from chorus.finetuning.demonstrations import Demonstration
from chorus.finetuning.sheet import COLUMNS, MAX_BYTES, harmless, original, pair_id, read_sheet, write_sheet

PAIRS = [Demonstration("Write.", f"text, with “quotes” and ; number {n}", f"{n}", f"author-{n}") for n in range(4)]
IDS = [pair_id(pair) for pair in PAIRS]


def cells(sheet: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))


def filled(marks: list[str], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The sheet as a spreadsheet saves it, its marks filled in."""
    header, *rows = cells(write_sheet(PAIRS))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(
        [header, *([*row[:3], mark] for row, mark in zip(rows, marks, strict=True))]
    )
    return text.getvalue().encode(encoding)


def test_a_sheet_shows_pairs_and_neither_post_nor_author() -> None:
    header, *rows = cells(write_sheet(PAIRS))
    assert tuple(header) == COLUMNS
    assert [row[1:] for row in rows] == [["Write.", pair.response, ""] for pair in PAIRS]
    assert [row[0] for row in rows] == IDS
    assert len(set(IDS)) == 4
    assert b"author" not in write_sheet(PAIRS)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "'="])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    response = f'{start}HYPERLINK("evil")'
    row = cells(write_sheet([Demonstration("@here", response)]))[1]
    assert row[0][0] == "p"
    assert row[1:3] == ["'@here", f"'{response}"]


@given(st.text() | st.text("'=+-@a", max_size=5))
def test_a_harmless_cell_is_read_back(cell: str) -> None:
    shown = harmless(cell)
    assert shown[:1] not in set("=+-@\t\r\n")
    assert original(shown) == cell


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_marks_are_read_as_spreadsheets_save_them(delimiter: str, encoding: str) -> None:
    sheet = filled(["yes", " N ", "", "TRUE"], delimiter, encoding)
    assert read_sheet(sheet, IDS) == {IDS[0]: True, IDS[1]: False, IDS[3]: True}


@pytest.mark.parametrize(("words", "mark"), [(("yes", "Y", "1", "true"), True), (("no", "n", "0", "False"), False)])
def test_a_mark_has_several_words(words: tuple[str, ...], mark: bool) -> None:
    assert read_sheet(filled(list(words)), IDS) == dict.fromkeys(IDS, mark)


def test_columns_may_be_moved_and_rows_left_out() -> None:
    sheet = f"Fits ,note,ID\nyes,good,{IDS[2]}\n,,\n\nno,,{IDS[0]}\n,,{IDS[1]}\n".encode()
    assert read_sheet(sheet, IDS) == {IDS[2]: True, IDS[0]: False}
    assert read_sheet(f"fits,id,response\nyes,{IDS[2]}\n".encode(), IDS) == {IDS[2]: True}


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (b"", "row 1: there is no column 'id'; keep the header"),
        (b"id,instruction\n", "row 1: there is no column 'fits'"),
        (f"id,fits\n{IDS[0]},yes\np000000000000,yes\n".encode(), "row 3: its id is not one of this demonstration set"),
        (b"id,fits\n,yes\n", "row 2: its id is not one"),
        (f"id,fits\n{IDS[0]},perhaps\n".encode(), "row 2: 'fits' says neither yes nor no; write yes or no"),
        (f"id,fits\n{IDS[0]},yes\n{IDS[0]},no\n".encode(), "row 3: its id stands in an earlier row too"),
        (f"id,fits\n{IDS[0]},\n".encode(), "no pair is marked; fill in"),
        (b"id,fits\n\xff,yes\n", "not UTF-8; save it as CSV"),
        (b"PK\x03\x04\x99", "not UTF-8"),
        (b'id,fits\n"' + b"x" * 200_000, "row 2: not a row of CSV"),
        (bytes(MAX_BYTES + 1), "larger than 16 MiB"),
    ],
)
def test_what_is_no_sheet_of_these_pairs_is_refused_with_the_row(sheet: bytes, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said) as caught:
        read_sheet(sheet, IDS)
    assert caught.value.field == "sheet"


@given(
    st.binary(max_size=50) | st.text(",;\t\"'\n\rid fitsyen", max_size=40).map(lambda text: f"id,fits\n{text}".encode())
)
def test_any_bytes_are_marks_or_a_typed_error(sheet: bytes) -> None:
    with pytest.raises(InvalidArgument):
        read_sheet(sheet, IDS)
