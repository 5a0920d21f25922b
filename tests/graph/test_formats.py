import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chorus.graph.formats import Malformed, Original, read_line

TWEET: dict[str, Any] = {
    "id_str": "17",
    "id": 17,
    "created_at": "Tue May 03 15:01:09 +0000 2016",
    "lang": "en",
    "text": "Soup &amp; bread",
    "user": {"id": 42, "id_str": "42", "screen_name": "Somebody"},
}
CANONICAL: dict[str, Any] = {"id": "17", "author": "42", "text": "Soup", "created_at": "2016-05-03T15:01:09Z"}
TIME = datetime(2016, 5, 3, 15, 1, 9, tzinfo=UTC)


def read(fields: dict[str, Any], **changes: Any) -> Any:
    return read_line(json.dumps({**fields, **changes}).encode())


def test_a_tweet() -> None:
    post = read(TWEET)
    assert (post.id, post.author, post.text, post.create_time, post.language, post.original) == (
        "17", "42", "Soup & bread", TIME, "en", None,
    )  # fmt: skip


def test_a_tweets_whole_text_is_preferred_to_the_cut_one() -> None:
    assert read(TWEET, full_text="All of it").text == "All of it"
    assert read(TWEET, extended_tweet={"full_text": "All of it"}).text == "All of it"


def test_a_retweet_names_its_original_by_id() -> None:
    retweet = read(
        TWEET, text="RT @Other: Soup", retweeted_status={"id_str": "9", "user": {"id_str": "7"}, "text": "Soup"}
    )
    assert retweet.original == Original(author="7", id="9")


def test_a_quote_is_a_post() -> None:
    assert read(TWEET, quoted_status={"id_str": "9", "user": {"id_str": "7"}}).original is None


def test_a_repost_by_text_alone_has_an_unknown_original() -> None:
    assert read(CANONICAL, text="RT @Other: Soup").original == Original("", "")
    assert read(CANONICAL, text="So true! RT @Other: Soup").original is None


def test_the_canonical_form() -> None:
    assert read(CANONICAL).create_time == TIME
    assert read(CANONICAL, created_at=TIME.timestamp()).create_time == TIME
    assert read(CANONICAL, created_at="2016-05-03T17:01:09+02:00").create_time == TIME
    assert read(CANONICAL, created_at="2016-05-03 15:01:09").create_time == TIME
    assert read(CANONICAL, id=17, author=42).author == "42"
    repost = read_line(b'{"id": 1, "author": 2, "repost_of": {"id": 3, "author": 4}}')
    assert repost.original == Original(author="4", id="3")


def test_a_twitter_time_in_another_zone() -> None:
    assert read(TWEET, created_at="Tue May 03 11:31:09 -0330 2016").create_time == TIME


def test_an_undetermined_language_is_none() -> None:
    assert read(TWEET, lang="und").language == ""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b'{"id": "secret" "author"}', "not JSON"),
        (b'{"secret": NaN}', "not JSON"),
        (b'{"id": "\\ud800secret", "author": 1, "text": "a"}', "not JSON"),
        (b'{"x":' + b"[" * 100_000, "nested too deeply"),
        (b'{"secret\xff": 1}', "not UTF-8 at byte 9"),
        (b'["secret"]', "wrong type"),
        (b'{"id": "1", "author": {"secret": 1}, "text": "a"}', "wrong type"),
        (b'{"id": 1.5, "author": 1, "text": "a"}', "wrong type"),
        (b'{"author": "secret", "text": "secret"}', "id is missing"),
        (b'{"id": "secret", "text": "secret"}', "author is missing"),
        (b'{"id": " ", "author": "secret", "text": "secret"}', "id is missing"),
        (b'{"id": "secret", "author": "secret"}', "text is missing"),
        (b'{"id": "1", "author": "1", "text": "a", "created_at": "secret"}', "created_at is not a time"),
        (b'{"id": "1", "author": "1", "text": "a", "created_at": 1e300}', "created_at is not a time"),
        (b'{"id_str": "1", "user": {"name": "secret"}, "text": "a"}', "user.id_str is missing"),
        (b'{"id": 1, "author": 1, "text": "a", "repost_of": {"id": "secret"}}', "wrong type"),
        (b'{"id": ' + b"9" * 5000 + b', "author": 1, "text": "a"}', "wrong type"),
    ],
)
def test_a_malformed_line_says_why_without_its_text(line: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason) as caught:
        read_line(line)
    assert "secret" not in str(caught.value)
