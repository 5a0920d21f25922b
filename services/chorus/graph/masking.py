"""Masks of what points at people and places in a text: mentions become ``@user``, links become ``URL``."""

import re

MENTION = "@user"
LINK = "URL"

_LINK = re.compile(
    r"""
      https?://\S+ | \bwww\.\S+
    | \b(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}/\S+   # a link without its scheme
    | \bhtt?p?s?:?/{0,2}…$                      # one that the platform cut off
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MENTION = re.compile(
    r"""
      (?<![\w@＠])[@＠]\w+(?:@[\w-]+(?:\.[\w-]+)+)?   # Twitter and the like; with a server on Mastodon
    | (?<![\w/])/?u/[\w-]{3,}                        # Reddit
    """,
    re.VERBOSE,
)


def mask(text: str) -> str:
    """The text with mentions and links masked.

    >>> mask("Thanks @Some_One, see https://example.org/a?b and t.co/xyz")
    'Thanks @user, see URL and URL'
    """
    if "/" in text or "www." in text or "…" in text:
        text = _LINK.sub(LINK, text)
    if "@" in text or "＠" in text or "u/" in text:
        text = _MENTION.sub(MENTION, text)
    return text
