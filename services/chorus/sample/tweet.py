"""Posts as Twitter API v1.1 objects, reduced to the fields that matter."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import NotRequired, TypedDict

from chorus.sample.author import Author, SamplePost

_TIME = "%a %b %d %H:%M:%S %z %Y"
_HASHTAG = re.compile(r"#(\w+)")
_MAX_REPOST = 140
"""Characters after which the text of a repost is cut, as that API did; the original's text is whole."""


class User(TypedDict):
    """An author."""

    id_str: str
    screen_name: str


class Hashtag(TypedDict):
    """A hashtag of a text."""

    text: str


class Entities(TypedDict):
    """What stands out in a text."""

    hashtags: list[Hashtag]


class Tweet(TypedDict):
    """A post or, with ``retweeted_status``, a repost."""

    id_str: str
    created_at: str
    lang: str
    text: str
    user: User
    entities: Entities
    retweeted_status: NotRequired["Tweet"]


def post(own: SamplePost) -> Tweet:
    """A post of an author's own."""
    return _tweet(own.id, own.author, own.time, own.language, own.text)


def repost(id_: str, author: Author, time: datetime, original: SamplePost) -> Tweet:
    """A repost of another author's post."""
    text = f"RT @{original.author.screen_name}: {original.text}"
    if len(text) > _MAX_REPOST:
        text = text[: _MAX_REPOST - 1] + "…"
    tweet = _tweet(id_, author, time, original.language, text)
    tweet["retweeted_status"] = post(original)
    return tweet


def line(tweet: Tweet) -> str:
    """The object as one line."""
    return json.dumps(tweet, ensure_ascii=False)


def time_of(tweet: Tweet) -> datetime:
    """When it was posted."""
    return datetime.strptime(tweet["created_at"], _TIME)


def authors_of(tweet: Tweet) -> Iterator[str]:
    """The ids of its author and of the one reposted."""
    yield tweet["user"]["id_str"]
    if "retweeted_status" in tweet:
        yield tweet["retweeted_status"]["user"]["id_str"]


def _tweet(id_: str, author: Author, time: datetime, language: str, text: str) -> Tweet:
    return {
        "id_str": id_,
        "created_at": time.strftime(_TIME),
        "lang": language,
        "text": text,
        "user": {"id_str": author.id, "screen_name": author.screen_name},
        "entities": {"hashtags": [{"text": tag} for tag in _HASHTAG.findall(text)]},
    }
