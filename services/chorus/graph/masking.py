"""Masks of what points at people and places in a text: mentions become ``@user``, links become ``URL``."""

import polars as pl

MENTION = "@user"
LINK = "URL"

_LINK = r"https?://\S+"
_ODD_LINK = (
    r"(?i)\bhttps?://\S+|\bwww\.\S+"  # in capitals, or without a scheme
    r"|\bhtt?p?s?:?/{0,2}…$"  # where the platform cut the text off
    r"|\b(?:[\w-]+\.)+[a-z]{2,24}/\S+"  # a domain and a path
)
_HAS_ODD_LINK = ["/", "www.", "WWW.", "…"]
_MENTION = r"(^|[^\w@])@\w+(?:@[\w-]+(?:\.[\w-]+)+)?"
"""With a server on Mastodon; no mail address."""
_REDDIT_MENTION = r"(^|[^\w/])/?u/[\w-]{3,}"


def masked(texts: pl.Series) -> pl.Series:
    """The texts with mentions and links masked.

    >>> masked(pl.Series(["Thanks @Some_One, see https://example.org/a?b and t.co/xyz"])).item()
    'Thanks @user, see URL and URL'
    """
    texts = texts.str.replace_all("＠", "@", literal=True)
    texts = _replace(texts, texts.str.contains("http", literal=True), _LINK, LINK)
    texts = _replace(texts, texts.str.contains_any(_HAS_ODD_LINK), _ODD_LINK, LINK)
    texts = _replace(texts, texts.str.contains("@", literal=True), _MENTION, "${1}" + MENTION)
    return _replace(texts, texts.str.contains("u/", literal=True), _REDDIT_MENTION, "${1}" + MENTION)


def _replace(texts: pl.Series, where: pl.Series, pattern: str, replacement: str) -> pl.Series:
    """Replace in the few texts that can have the pattern, for looking for it takes time."""
    if not where.any():
        return texts
    rows = where.fill_null(value=False).arg_true()
    return texts.clone().scatter(rows, texts.gather(rows).str.replace_all(pattern, replacement))
