"""A post's own words: what is left without links, mentions, hashtags and emojis (arXiv 2408.09366, section on data).

Generated and human posts are compared after the same cleaning, so the function is exported by the client.
"""

import html
import re
from functools import cache

from chorus.finetuning.demonstration_set import Cleaning

_LINKS = r"(?:https?://|www\.)\S+|\bURL\b"
"""Masked ones too."""
_REPOST_HEAD = r"^\s*RT\s+@\w+:?"
"""Of an old-style repost."""
_MENTIONS = r"(?<!\w)@\w+(?:'s)?"
"""Masked or not; e-mail addresses stay."""
_HASHTAGS = r"(?<![\w&])#\w+"
_EMOJIS = (
    r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2190-\u21FF\u2300-\u23FF]"  # pictographs
    r"|[\u200D\u20E3\uFE00-\uFE0F\U000E0020-\U000E007F]"  # what joins and colours them
)
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,!?;:])(?=\s|$)")
_REPLY_HEAD = re.compile(r"[\s\u200B-\u200F\u2066-\u2069]*@\w")
"""Some apps put a mark of direction before a mention, which nobody sees."""

MIN_WORDS = 3
"""A post of fewer words says nothing that could be learned."""


def clean(text: str, cleaning: Cleaning = Cleaning()) -> str:  # noqa: B008  a value that cannot change
    """The text without links, mentions, hashtags and emojis, but for those to be kept; its white space made single.

    >>> clean("RT @user: so proud of @user &amp; her crew 💪 URL #keto")
    'so proud of & her crew'
    >>> clean("so proud of @user 💪 #keto", Cleaning(keep_mentions=True, keep_hashtags=True))
    'so proud of @user #keto'
    """
    words = " ".join(_dropped(cleaning).sub(" ", html.unescape(text)).split())
    return _SPACE_BEFORE_STOP.sub(r"\1", words).strip()


def is_near_empty(text: str) -> bool:
    """Whether a cleaned text has fewer than three words with a letter in them."""
    return sum(any(character.isalpha() for character in word) for word in text.split()) < MIN_WORDS


def is_reply(text: str) -> bool:
    """Whether a post begins by a mention, masked or not; the head of an old-style repost is none.

    >>> is_reply("@user so true"), is_reply("RT @user: so true")
    (True, False)
    """
    return _REPLY_HEAD.match(html.unescape(text)) is not None


@cache
def _dropped(cleaning: Cleaning) -> re.Pattern[str]:
    kept = {
        _LINKS: cleaning.keep_links,
        _REPOST_HEAD: False,
        _MENTIONS: cleaning.keep_mentions,
        _HASHTAGS: cleaning.keep_hashtags,
        _EMOJIS: cleaning.keep_emojis,
    }
    return re.compile("|".join(pattern for pattern, keep in kept.items() if not keep))
