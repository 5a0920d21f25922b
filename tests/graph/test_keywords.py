import polars as pl
import pytest

from chorus.graph.keyword_file import read_keywords
from chorus.graph.keywords import Keywords

KEYWORDS = ("keto", "low carb", "#keto", "C++", "Käse", "low")


def found(text: str) -> set[str]:
    hits = Keywords(KEYWORDS).find(pl.Series([text]))
    return {KEYWORDS[number] for number in hits["keyword"]}


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("My KETO soup", {"keto"}),
        ("#Keto!", {"keto", "#keto"}),
        ("ketosis and keto_soup", set()),
        ("low\n  carb", {"low carb", "low"}),
        ("low-carb", {"low"}),
        ("lowcarb", set()),
        ("C++, please", {"C++"}),
        ("KÄSE.", {"Käse"}),
        ("(keto)", {"keto"}),
        ("", set()),
    ],
)
def test_whole_words_in_any_case(text: str, keywords: set[str]) -> None:
    assert found(text) == keywords


def test_rows_are_told_apart() -> None:
    hits = Keywords(("soup", "gym")).find(pl.Series(["soup", "nothing", "gym soup", None]))
    assert sorted(hits.rows()) == [(0, 0), (2, 0), (2, 1)]


def test_the_same_keyword_twice_is_found_twice() -> None:
    assert len(Keywords(("soup", "Soup")).find(pl.Series(["soup"]))) == 2


def test_a_file_of_keywords() -> None:
    assert list(read_keywords(["keto\n", "\n", ' "low carb" ', "; a comment", "#tag"])) == ["keto", "low carb", "#tag"]
