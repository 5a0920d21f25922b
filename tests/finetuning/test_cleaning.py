import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.finetuning.cleaning import clean, is_near_empty, is_reply
from chorus.finetuning.demonstration_set import Cleaning

KEEP_ALL = Cleaning(keep_links=True, keep_mentions=True, keep_hashtags=True, keep_emojis=True)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("soup today https://t.co/AbC123 and tomorrow", "soup today and tomorrow"),
        ("soup today URL", "soup today"),
        ("see www.example.org/page now", "see now"),
        ("@user @user thanks for the bread", "thanks for the bread"),
        ("RT @somebody: thanks for the bread", "thanks for the bread"),
        ("write to me@example.org please", "write to me@example.org please"),
        ("rye bread #baking #2024 today", "rye bread today"),
        ("rye bread 🍞🥖 today ❤️ 👩‍🍳 🇫🇷", "rye bread today"),
        ("salt &amp; pepper &lt;3", "salt & pepper <3"),
        ("my CURL is fine, the URL.", "my CURL is fine, the."),
        ("a\n\n b\t c", "a b c"),
        ("well done @user !", "well done!"),
        ("", ""),
    ],
)
def test_a_post_keeps_its_own_words_only(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("cleaning", "cleaned"),
    [
        (Cleaning(), "rye for and today"),
        (Cleaning(keep_links=True), "rye for and URL https://t.co/a today"),
        (Cleaning(keep_mentions=True), "rye for @user and today"),
        (Cleaning(keep_hashtags=True), "rye for and #bread today"),
        (Cleaning(keep_emojis=True), "rye for and 🍞 today"),
        (Cleaning(keep_replies=True), "rye for and today"),
        (KEEP_ALL, "rye for @user and URL https://t.co/a #bread 🍞 today"),
    ],
)
def test_each_thing_can_be_kept_by_itself(cleaning: Cleaning, cleaned: str) -> None:
    assert clean("RT @friend: rye for @user and URL https://t.co/a #bread 🍞 today", cleaning) == cleaned


_BEFORE = re.compile(
    r"""
      (?:https?://|www\.)\S+ | \bURL\b | ^\s*RT\s+@\w+:? | (?<!\w)@\w+(?:'s)? | (?<![\w&])\#\w+
    | [\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2190-\u21FF\u2300-\u23FF]
    | [\u200D\u20E3\uFE00-\uFE0F\U000E0020-\U000E007F]
    """,
    re.VERBOSE,
)
"""What studies were cleaned by before cleaning could be switched."""
_PIECES = st.sampled_from(
    ["@user", "RT @a:", "URL", "http://x.y/z", "www.q", "#tag", "💪", "❤️", "rye", "'s", "a@b", " ", "."]
)


@given(st.lists(_PIECES | st.text(st.characters(exclude_characters="&"), max_size=4)).map("".join))
def test_what_is_cleaned_by_default_never_changes(text: str) -> None:
    words = " ".join(_BEFORE.sub(" ", text).split())
    assert clean(text) == clean(text, Cleaning()) == re.sub(r"\s+([.,!?;:])(?=\s|$)", r"\1", words).strip()


@given(st.text())
def test_cleaning_twice_adds_nothing_but_unescaping(text: str) -> None:
    plain = text.replace("&", "")
    once = clean(plain)
    assert "  " not in once
    assert once == once.strip()
    assert "#" not in once or "#" in plain


@pytest.mark.parametrize(("text", "empty"), [("", True), ("so true", True), ("1 2 3 4", True), ("so very true", False)])
def test_fewer_than_three_words_are_near_empty(text: str, empty: bool) -> None:
    assert is_near_empty(text) is empty


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("@user so true", True),
        ("  @somebody_else so true", True),
        ("\u2066@user\u2069 so true", True),
        ("&#64;user so true", True),
        ("RT @user: so true", False),
        ("so true, @user", False),
        ("@ seven we meet", False),
        ("", False),
    ],
)
def test_a_reply_begins_by_a_mention(text: str, reply: bool) -> None:
    assert is_reply(text) is reply
