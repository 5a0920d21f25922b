import csv
from pathlib import Path

import pytest

from chorus.cli.rating_file import read_ratings, sheet_as_csv
from chorus.errors import InvalidArgument
from chorus.evaluation.client import Codebook, Rating, RatingItem, RatingSheet

ITEMS = (
    RatingItem("ab12-001", "communities/apple", ('plain, with "marks"\nand lines', "=HYPERLINK(evil)")),
    RatingItem("ab12-002", "communities/apple", ("–", "+1")),
)
PAIRS = RatingSheet("rating-sheets/one", codebook=Codebook(pairs=True), items=ITEMS)


def test_a_sheet_goes_out_and_comes_back_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_bytes(sheet_as_csv(PAIRS))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["item", "community", "post_a", "post_b", "answer"]
    assert rows[0]["post_a"] == ITEMS[0].texts[0]
    with pytest.raises(InvalidArgument, match="has no answer in it"):
        read_ratings(file)
    file.write_text(
        file.read_text().replace("ab12-002,communities/apple,–,'+1,", "ab12-002,communities/apple,–,'+1, A ")
    )
    assert read_ratings(file) == (Rating("ab12-002", "a"),)


def test_no_post_is_a_formula() -> None:
    text = sheet_as_csv(PAIRS).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'+1" in text
    assert "'–" not in text


def test_single_posts_have_one_column() -> None:
    sheet = RatingSheet(items=(RatingItem("ab12-001", "communities/apple", ("one",)),))
    assert sheet_as_csv(sheet).decode("utf-8-sig").splitlines()[0] == "item,community,post,answer"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"item,said\nab12-001,a\n", ":1: has no column answer"),
        (b"", ":1: has no column answer and no column item"),
        (b"item,answer\n,a\n", ":2: an answer without an item"),
        ("item,answer\nab12-001,für\n".encode("latin-1"), "not a CSV in UTF-8"),
        (b'item,answer\n"ab12-001,a\n', "not a CSV in UTF-8"),
        (b"item,answer\n" + b"x" * 10_000_001, "larger than 10,000,000 bytes"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidArgument, match=says):
        read_ratings(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="cannot be read: No such file"):
        read_ratings(tmp_path / "nowhere.csv")
