"""What one JSON value may be, and what Chorus makes of it."""

import json
from typing import Any

import pytest

from chorus.graph.dataset import RejectedLine
from chorus.graph.json_records import Malformed, decode, rows
from chorus.graph.source import Row

TWEET: dict[str, Any] = {
    "id_str": "17",
    "id": 17,
    "created_at": "Tue May 03 15:01:09 +0000 2016",
    "lang": "en",
    "text": "Soup &amp; bread",
    "user": {"id": 42, "id_str": "42", "screen_name": "Somebody"},
}
TWEET_V2: dict[str, Any] = {
    "id": "17",
    "author_id": "42",
    "created_at": "2016-05-03T15:01:09.000Z",
    "lang": "en",
    "text": "Soup &amp; bread",
}
CANONICAL: dict[str, Any] = {"id": "17", "author": "42", "text": "Soup", "created_at": "2016-05-03T15:01:09Z"}
REDDIT: dict[str, Any] = {
    "id": "w2kuu",
    "author": "Some_Body",
    "subreddit": "soup",
    "created_utc": "1341483629.0",
    "title": "My first broth",
    "selftext": "",
    "url": "http://pictures.example/a",
}


def read_all(value: object) -> list[Row | RejectedLine]:
    return list(rows(1, decode(json.dumps(value).encode())))


def read(fields: dict[str, Any], **changes: Any) -> Row:
    (row,) = read_all({**fields, **changes})
    assert isinstance(row, Row)
    return row


def test_a_tweet() -> None:
    post = read(TWEET)
    assert (post.id, post.author, post.author_name, post.text, post.language) == (
        "17", "42", "Somebody", "Soup & bread", "en",
    )  # fmt: skip
    assert (post.created_at, post.is_repost, post.links) == (TWEET["created_at"], False, None)


def test_a_tweets_whole_text_is_preferred_to_the_cut_one() -> None:
    assert read(TWEET, full_text="All of it").text == "All of it"
    assert read(TWEET, extended_tweet={"full_text": "All of it"}).text == "All of it"
    assert read(TWEET_V2, note_tweet={"text": "All of it"}).text == "All of it"


def test_a_retweet_names_its_original_by_id() -> None:
    original = {"id_str": "9", "user": {"id_str": "7", "screen_name": "Other"}, "full_text": "All of the soup"}
    retweet = read(TWEET, text="RT @Other: All of th…", retweeted_status=original)
    assert (retweet.is_repost, retweet.original_id, retweet.original_author) == (True, "9", "7")
    assert (retweet.original_name, retweet.text) == ("Other", "All of the soup")


def test_a_user_without_an_id_is_known_by_name() -> None:
    assert read(TWEET, user={"screen_name": "Somebody"}).author == "Somebody"


def test_a_quote_is_a_post() -> None:
    assert not read(TWEET, quoted_status={"id_str": "9", "user": {"id_str": "7"}}).is_repost
    assert not read(TWEET_V2, referenced_tweets=[{"type": "quoted", "id": "9"}]).is_repost


def test_links_are_those_expanded() -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://a.example/1"}, {"unwound_url": "https://b.example"}]
    assert read(TWEET, entities={"urls": urls}).links == "https://a.example/1 https://b.example"
    assert read(TWEET_V2, entities={"urls": urls[:1]}).links == "https://a.example/1"


def test_a_flattened_tweet_of_api_v2() -> None:
    author = {"id": "42", "username": "Somebody"}
    original = {"type": "retweeted", "id": "9", "author_id": "7", "author": {"id": "7", "username": "Other"}}
    retweet = read(TWEET_V2, author=author, referenced_tweets=[original])
    assert (retweet.author, retweet.author_name) == ("42", "Somebody")
    assert (retweet.original_id, retweet.original_author, retweet.original_name) == ("9", "7", "Other")


def test_a_page_of_api_v2() -> None:
    retweet = {**TWEET_V2, "id": "18", "referenced_tweets": [{"type": "retweeted", "id": "9"}]}
    page = {
        "data": [TWEET_V2, retweet, {"id": 1.5}],
        "includes": {
            "users": [{"id": "42", "username": "Somebody"}, {"id": "7", "username": "Other"}],
            "tweets": [{"id": "9", "author_id": "7", "text": "All of the soup"}],
        },
        "meta": {"result_count": 3},
    }
    post, repost, wrong = read_all(page)
    assert isinstance(post, Row)
    assert isinstance(repost, Row)
    assert (post.author_name, post.is_repost) == ("Somebody", False)
    assert (repost.original_author, repost.original_name, repost.text) == ("7", "Other", "All of the soup")
    assert isinstance(wrong, RejectedLine)


def test_a_look_up_of_api_v2_and_a_retweet_known_by_its_mention() -> None:
    retweet = {
        **TWEET_V2,
        "text": "RT @Other: Soup",
        "referenced_tweets": [{"type": "retweeted", "id": "9"}],
        "entities": {"mentions": [{"start": 30, "id": "8"}, {"start": 3, "id": "7", "username": "Other"}]},
    }
    (row,) = read_all({"data": retweet})
    assert isinstance(row, Row)
    assert (row.original_id, row.original_author) == ("9", "7")


def test_a_page_may_hold_nothing() -> None:
    assert read_all({"data": [], "meta": {"result_count": 0}}) == []
    with pytest.raises(Malformed, match="wrong type"):
        read_all({"data": "secret", "includes": ["secret"]})


def test_a_reddit_post_has_its_subreddit_as_label() -> None:
    post = read(REDDIT, selftext="It was &gt; good")
    assert (post.id, post.author, post.label) == ("w2kuu", "Some_Body", "soup")
    assert (post.text, post.created_at) == ("My first broth\n\nIt was > good", "1341483629.0")
    assert post.links == "http://pictures.example/a"
    comment = read({"id": "c1", "author": "[deleted]", "subreddit": "soup", "body": "Yes", "created_utc": 1341483629})
    assert (comment.author, comment.text, comment.created_at) == (None, "Yes", "1341483629")


def test_the_canonical_form() -> None:
    assert read(CANONICAL, id=17, author=42, lang="en", label="soup", link="https://a.example") == Row(
        1, "17", "42", "42", "Soup", "2016-05-03T15:01:09Z", "en", "soup", "https://a.example"
    )
    repost = read({"id": "18", "author": "43", "author_name": "Name", "repost_of": {"id": 3, "author": 4}})
    assert (repost.is_repost, repost.original_id, repost.original_author, repost.author_name) == (
        True, "3", "4", "Name",
    )  # fmt: skip


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
        (b'{"id": "1", "author": ["secret"], "text": "a"}', "wrong type"),
        (b'{"id": 1.5, "author": 1, "text": "a"}', "wrong type"),
        (b'{"id": 1, "author": 1, "text": "a", "repost_of": {"id": "secret"}}', "wrong type"),
        (b'{"id": ' + b"9" * 5000 + b', "author": 1, "text": "a"}', "wrong type"),
    ],
)
def test_a_malformed_value_says_why_without_its_text(line: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason) as caught:
        decode(line)
    assert "secret" not in str(caught.value)
