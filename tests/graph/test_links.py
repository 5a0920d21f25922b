import polars as pl
import pytest

from chorus.graph.links import links_of, normalized


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/page?id=3",
        "http://www.A.example/page?id=3#top",
        "HTTPS://a.example/page?utm_source=x&id=3&fbclid=y",
        "a.example/page?id=3",
        "https://a.example/page?id=3).",
    ],
)
def test_one_page_is_one_link(link: str) -> None:
    assert normalized(pl.Series([link])).item() == "a.example/page?id=3"


def test_pages_are_told_apart() -> None:
    links = ["https://a.example/Page", "https://a.example/page", "https://a.example", "https://b.example/?q=1"]
    assert normalized(pl.Series(links)).n_unique() == 4


def test_stated_links_go_before_those_in_the_text() -> None:
    stated = pl.Series(["https://a.example https://b.example", None, None])
    texts = pl.Series(["see https://t.co/x", "see https://c.example now", "see nothing"])
    assert links_of(stated, texts).to_list() == [
        ["https://a.example", "https://b.example"], ["https://c.example"], [],
    ]  # fmt: skip
