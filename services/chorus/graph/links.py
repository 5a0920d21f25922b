"""Links as what two people can share: the same page is the same link, however it was copied."""

import polars as pl

_URL = r"https?://\S+"
_TRACKING = r"([?&])(?:utm_\w+|fbclid|gclid|igshid|ref_src|ref_url)=[^&]*"


def links_of(stated: pl.Series, texts: pl.Series) -> pl.Series:
    """A list of normalised links per row: those the source states, apart by spaces, else those in the text."""
    return pl.DataFrame({"stated": stated, "text": texts}).select(
        pl.when(pl.col("stated").is_not_null())
        .then(pl.col("stated").str.extract_all(r"\S+"))
        .otherwise(pl.col("text").str.extract_all(_URL))
        .alias("link")
    )["link"]


def normalized(links: pl.Series) -> pl.Series:
    """Without scheme, ``www.``, fragment, what trackers add, closing slashes and punctuation; the host in lower case.

    >>> normalized(pl.Series(["https://www.Example.org/A/?utm_source=x&id=3#top"])).item()
    'example.org/A/?id=3'
    """
    parts = (
        links.str.replace(r"(?i)^https?://", "")
        .str.replace(r"(?i)^www\.", "")
        .str.replace(r"#.*$", "")
        .str.replace_all(_TRACKING, "$1")
        .str.replace_all(r"&&+", "&")
        .str.replace(r"\?&+", "?")
        .str.replace(r"[/?&.,;:!)\]'\"…]+$", "")
    )
    host = parts.str.extract(r"^([^/?]*)").str.to_lowercase()
    return host + parts.str.replace(r"^[^/?]*", "")
