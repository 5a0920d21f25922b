"""What one line of a file of posts may be.

**Canonical form**, one JSON object per line::

    {"id": "17", "author": "42", "text": "…", "created_at": "2016-05-03T15:01:09Z", "lang": "en"}
    {"id": "18", "author": "43", "repost_of": {"id": "17", "author": "42"}, "created_at": 1462287669}

``id`` and ``author`` are strings or whole numbers. ``author`` is the platform's id of the account, or its name where there is no
id. ``text`` may be left out of a repost. ``created_at`` (ISO 8601 or Unix seconds; without an offset it is UTC), ``lang``
(BCP 47) and ``repost_of.id`` may be left out anywhere. Other fields are ignored.

**Twitter API v1.1 objects**: told by their ``user``; a repost is one with a ``retweeted_status``.

In both, a text that begins with ``RT @name:`` is a repost whose original nobody identified: it is no post of its author's own.
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import msgspec

MAX_ID_LENGTH = 128
MAX_LANGUAGE_LENGTH = 35

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEXT_REPOST = re.compile(r"RT @\w+:")


class Malformed(ValueError):
    """A line that is no post; its message says why without quoting the line."""


@dataclass(frozen=True, slots=True)
class Original:
    """What was reposted."""

    author: str
    """The platform's id; empty when unknown."""
    id: str
    """Empty when unknown."""


@dataclass(frozen=True, slots=True)
class SourcePost:
    """A post or repost as its source states it, with the names of that source: never stored, never logged."""

    id: str
    author: str
    text: str
    create_time: datetime | None
    language: str
    original: Original | None
    """Set for a repost."""


class _User(msgspec.Struct):
    id: int | str | None = None
    id_str: str | None = None


class _Whole(msgspec.Struct):
    full_text: str | None = None


class _Retweeted(msgspec.Struct):
    user: _User
    id: int | str | None = None
    id_str: str | None = None


class _RepostOf(msgspec.Struct):
    author: int | str
    id: int | str | None = None


class _Line(msgspec.Struct):
    """The fields of both forms, so that a line is decoded once."""

    id: int | str | None = None
    created_at: str | int | float | None = None
    lang: str | None = None
    text: str | None = None
    author: int | str | None = None
    repost_of: _RepostOf | None = None
    user: _User | None = None
    id_str: str | None = None
    full_text: str | None = None
    extended_tweet: _Whole | None = None
    retweeted_status: _Retweeted | None = None


_decoder = msgspec.json.Decoder(_Line)


def read_line(line: bytes) -> SourcePost:
    """The post on a line; ``Malformed`` if there is none."""
    fields = _decode(line)
    return _twitter(fields, fields.user) if fields.user is not None else _canonical(fields)


def _decode(line: bytes) -> _Line:
    try:
        # msgspec skips over unknown fields without a look at their encoding.
        line.decode()
        return _decoder.decode(line)
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start + 1}") from None
    except msgspec.ValidationError as error:
        raise Malformed(f"wrong type: {error}") from None
    except msgspec.DecodeError as error:
        raise Malformed(f"not JSON: {error}") from None
    except RecursionError:
        raise Malformed("not JSON: nested too deeply") from None


def _canonical(line: _Line) -> SourcePost:
    original = None
    if (of := line.repost_of) is not None:
        original = Original(_id(of.author, "repost_of.author"), "" if of.id is None else _id(of.id, "repost_of.id"))
    author = _id(line.author, "author")
    return _post(_id(line.id, "id"), author, line.text, line, original)


def _twitter(line: _Line, user: _User) -> SourcePost:
    original = None
    if (status := line.retweeted_status) is not None:
        author = _id(status.user.id_str or status.user.id, "retweeted_status.user.id_str")
        original = Original(author, _id(status.id_str or status.id, "retweeted_status.id_str"))
    text = line.full_text or line.text
    if line.extended_tweet is not None and line.extended_tweet.full_text:
        text = line.extended_tweet.full_text
    if text is not None and "&" in text:
        # The API escapes &, < and >.
        text = html.unescape(text)
    post_id = _id(line.id_str or line.id, "id_str")
    return _post(post_id, _id(user.id_str or user.id, "user.id_str"), text, line, original)


def _post(post_id: str, author: str, text: str | None, line: _Line, original: Original | None) -> SourcePost:
    text = (text or "").strip()
    if original is None:
        if not text:
            raise Malformed("text is missing or empty")
        if _TEXT_REPOST.match(text):
            original = Original("", "")
    language = line.lang or ""
    if language == "und" or len(language) > MAX_LANGUAGE_LENGTH:
        language = ""
    return SourcePost(post_id, author, text, _time(line.created_at), language, original)


def _id(value: int | str | None, field: str) -> str:
    text = "" if value is None else str(value).strip()
    if not text or len(text) > MAX_ID_LENGTH:
        raise Malformed(f"{field} is missing, empty or longer than {MAX_ID_LENGTH} characters")
    return text


def _time(value: str | int | float | None) -> datetime | None:
    if value is None:
        return None
    try:
        if not isinstance(value, str):
            return datetime.fromtimestamp(value, UTC)
        if value[:1].isalpha():
            return _twitter_time(value)
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed("created_at is not a time") from None


def _twitter_time(value: str) -> datetime:
    """``Tue May 03 15:01:09 +0000 2016``; several times as fast as ``strptime``."""
    _, month, day, clock, offset, year = value.split()
    hour, minute, second = clock.split(":")
    time = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    if offset == "+0000":
        return time
    ahead = timedelta(hours=int(offset[:3]), minutes=int(offset[0] + offset[3:]))
    return time.replace(tzinfo=timezone(ahead)).astimezone(UTC)
