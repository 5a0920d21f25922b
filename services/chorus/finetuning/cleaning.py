"""A post's own words: what is left without links, mentions, hashtags and emojis (arXiv 2408.09366, section on data).

Generated and human posts are compared after the same cleaning, so the function is exported by the client.
"""

import html
import re

_DROPPED = re.compile(
    r"""
      (?:https?://|www\.)\S+            # links
    | \bURL\b                           # masked links
    | ^\s*RT\s+@\w+:?                   # the head of an old-style repost
    | (?<!\w)@\w+(?:'s)?                # mentions, masked or not; e-mail addresses stay
    | (?<![\w&])\#\w+                   # hashtags
    | [\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2190-\u21FF\u2300-\u23FF]  # pictographs
    | [\u200D\u20E3\uFE00-\uFE0F\U000E0020-\U000E007F]                             # what joins and colours them
    """,
    re.VERBOSE,
)
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,!?;:])(?=\s|$)")

MIN_WORDS = 3
"""A post of fewer words says nothing that could be learned."""


def clean(text: str) -> str:
    """The text without links, mentions, hashtags and emojis, its white space made single.

    >>> clean("RT @user: so proud of @user &amp; her crew 💪 URL #keto")
    'so proud of & her crew'
    """
    words = " ".join(_DROPPED.sub(" ", html.unescape(text)).split())
    return _SPACE_BEFORE_STOP.sub(r"\1", words).strip()


def is_near_empty(text: str) -> bool:
    """Whether a cleaned text has fewer than three words with a letter in them."""
    return sum(any(character.isalpha() for character in word) for word in text.split()) < MIN_WORDS
