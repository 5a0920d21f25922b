import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.finetuning.cleaning import clean, is_near_empty


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
