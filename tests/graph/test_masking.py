import time

import polars as pl
import pytest

from chorus.graph.masking import masked


def mask(text: str) -> str:
    found: str = masked(pl.Series([text])).item()
    return found


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@one @Two_2, hi", "@user @user, hi"),
        (".@one and (@two)", ".@user and (@user)"),
        ("＠one", "@user"),
        ("@one@server.example hi", "@user hi"),
        ("ask u/some-body or /u/other", "ask @user or @user"),
        ("write to me@mail.example", "write to me@mail.example"),
        ("see https://t.co/AbC1 and HTTP://X.Y/z", "see URL and URL"),
        ("www.site.example/page?q=@one", "URL"),
        ("at t.co/abc or pic.twitter.com/x", "at URL or URL"),
        ("cut https:/…", "cut URL"),
        ("cut htt…", "cut URL"),
        ("and so on…", "and so on…"),
        ("either/or, 3.5/10, a.m./p.m.", "either/or, 3.5/10, a.m./p.m."),
        ("#tag stays", "#tag stays"),
    ],
)
def test_mentions_and_links_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(masked) == masked


def test_texts_are_masked_one_by_one() -> None:
    texts = pl.Series(["@one", "soup", "u/somebody", "www.site.example", "", "write to me@mail.example/x"])
    assert masked(texts).to_list() == [mask(text) for text in texts]


@pytest.mark.parametrize("piece", ["a", "a-", "a.", "@", "@a", "u/", "http", "/", "www."])
def test_no_text_takes_long(piece: str) -> None:
    begin = time.process_time()
    mask(piece * (2**17 // len(piece)) + "/…")
    assert time.process_time() - begin < 5
