"""What a JSON value of a file of posts may be.

**Canonical form**::

    {"id": "17", "author": "42", "text": "…", "created_at": "2016-05-03T15:01:09Z", "lang": "en", "label": "keto"}
    {"id": "18", "author": "43", "repost_of": {"id": "17", "author": "42"}, "created_at": 1462287669}
    {"author": "44", "link": "https://…"}

``id`` and ``author`` are strings or whole numbers. ``author`` is the platform's id of the account, or its name where there is
no id; ``author_name`` may state the name beside the id. ``text`` may be left out of a repost; ``link``, ``lang`` (BCP 47),
``label`` (a community that the source gives), ``created_at`` and ``repost_of.id`` may be left out anywhere. A record with a
link and neither id nor text only says who shared it. Other fields are ignored.

**Twitter API v1.1 objects** are told by their ``user``; a repost is one with a ``retweeted_status``. **Twitter API v2 objects**
are told by their ``author_id``, alone, with their author expanded in place, or in pages as the API sends them
(``data`` and ``includes``). **Reddit objects** are told by their ``subreddit``, which becomes the label.
"""

import html
from collections.abc import Iterator, Mapping

import msgspec

from chorus.graph.dataset import RejectedLine
from chorus.graph.source import Row

Id = int | str | None


class Malformed(ValueError):
    """No record; the message says why without quoting anything."""


class _Object(msgspec.Struct, gc=False):
    """Some fields of an object; others are skipped."""


class _User(_Object):
    id: Id = None
    id_str: str | None = None
    screen_name: str | None = None


class _Author(_Object):
    id: Id = None
    username: str | None = None


class _Url(_Object):
    expanded_url: str | None = None
    unwound_url: str | None = None


class _Mention(_Object):
    start: int | None = None
    id: Id = None


class _Entities(_Object):
    urls: list[_Url] | None = None
    mentions: list[_Mention] | None = None


class _Whole(_Object):
    full_text: str | None = None


class _Note(_Object):
    text: str | None = None


class _Retweeted(_Object):
    user: _User
    id: Id = None
    id_str: str | None = None
    text: str | None = None
    full_text: str | None = None


class _Reference(_Object):
    type: str | None = None
    id: Id = None
    author_id: Id = None
    author: _Author | None = None
    text: str | None = None


class _RepostOf(_Object):
    author: int | str
    id: Id = None


class _Includes(_Object):
    users: list[_Author] | None = None
    tweets: list[_Reference] | None = None


NO_PAGE = msgspec.Raw()


class Record(_Object):
    """The fields of all forms, so that a value is decoded once."""

    id: Id = None
    created_at: str | int | float | None = None
    lang: str | None = None
    text: str | None = None
    author: _Author | Id = None
    author_name: str | None = None
    label: str | None = None
    link: str | None = None
    repost_of: _RepostOf | None = None
    # v1.1
    user: _User | None = None
    id_str: str | None = None
    full_text: str | None = None
    extended_tweet: _Whole | None = None
    retweeted_status: _Retweeted | None = None
    entities: _Entities | None = None
    # v2
    author_id: Id = None
    note_tweet: _Note | None = None
    referenced_tweets: list[_Reference] | None = None
    data: msgspec.Raw = NO_PAGE
    includes: _Includes | None = None
    # Reddit
    subreddit: str | None = None
    title: str | None = None
    selftext: str | None = None
    body: str | None = None
    url: str | None = None
    created_utc: str | int | float | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is what API v2 sends: tweets, and what they refer to beside them."""
        return self.data is not NO_PAGE


decoder = msgspec.json.Decoder(Record)
_list_decoder = msgspec.json.Decoder(list[msgspec.Raw])


def decode(value: bytes) -> Record:
    """The record in a JSON value; ``Malformed`` if there is none."""
    try:
        # msgspec skips over unknown fields without a look at their encoding.
        value.decode()
        return decoder.decode(value)
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start + 1}") from None
    except msgspec.ValidationError as error:
        raise Malformed(f"wrong type: {error}") from None
    except msgspec.DecodeError as error:
        raise Malformed(f"not JSON: {error}") from None
    except RecursionError:
        raise Malformed("not JSON: nested too deeply") from None


def rows(line: int, record: Record) -> Iterator[Row | RejectedLine]:
    """The rows of a record: one, or as many as a page lists."""
    if record.is_page:
        yield from _page(line, record)
    else:
        yield row(line, record)


def row(line: int, record: Record) -> Row:
    """The row of a record that is no page."""
    if record.user is not None:
        return _tweet_v1(line, record, record.user)
    if record.author_id is not None:
        return _tweet_v2(line, record, {}, {})
    if record.subreddit is not None:
        return _reddit(line, record)
    return _canonical(line, record)


def _canonical(line: int, record: Record) -> Row:
    of, author = record.repost_of, record.author
    stated = (author.id or author.username) if isinstance(author, _Author) else author
    author_id = _text(stated)
    return Row(
        line, _text(record.id), author_id, record.author_name or author_id, record.text, _text(record.created_at), record.lang,
        record.label, record.link, of is not None, None if of is None else _text(of.id),
        None if of is None else _text(of.author),
    )  # fmt: skip


def _tweet_v1(line: int, record: Record, user: _User) -> Row:
    text = record.full_text or record.text
    if record.extended_tweet is not None and record.extended_tweet.full_text:
        text = record.extended_tweet.full_text
    of = record.retweeted_status
    if of is not None:
        # Whole, where the repost's own text may be cut.
        text = of.full_text or of.text or text
    return Row(
        line, record.id_str or _text(record.id), user.id_str or _text(user.id) or user.screen_name, user.screen_name,
        _plain(text), _text(record.created_at), record.lang, record.label, _urls(record.entities),
        of is not None,
        None if of is None else of.id_str or _text(of.id),
        None if of is None else of.user.id_str or _text(of.user.id) or of.user.screen_name,
        None if of is None else of.user.screen_name,
    )  # fmt: skip


def _tweet_v2(
    line: int, record: Record, users: Mapping[str | None, _Author], tweets: Mapping[str | None, _Reference]
) -> Row:
    text = record.note_tweet.text if record.note_tweet is not None and record.note_tweet.text else record.text
    author_id = _text(record.author_id)
    author = record.author if isinstance(record.author, _Author) else users.get(author_id)
    of = next((it for it in record.referenced_tweets or () if it.type == "retweeted"), None)
    original_author = original_name = None
    if of is not None:
        original = tweets.get(_text(of.id), of)
        text = original.text or text
        expanded = original.author
        original_author = _text(original.author_id or (None if expanded is None else expanded.id)) or _reposted(record)
        expanded = expanded or users.get(original_author)
        original_name = None if expanded is None else expanded.username
    return Row(
        line, _text(record.id), author_id, author.username if author is not None else None, _plain(text),
        _text(record.created_at), record.lang, record.label, _urls(record.entities), of is not None,
        None if of is None else _text(of.id), original_author, original_name,
    )  # fmt: skip


def _page(line: int, record: Record) -> Iterator[Row | RejectedLine]:
    """The tweets of a page, or the one of a look-up, with what it includes beside them."""
    includes = record.includes or _Includes()
    users = {_text(user.id): user for user in includes.users or ()}
    tweets = {_text(tweet.id): tweet for tweet in includes.tweets or ()}
    data = bytes(record.data)
    for value in _list_decoder.decode(data) if data.startswith(b"[") else [data]:
        try:
            yield _tweet_v2(line, decode(bytes(value)), users, tweets)
        except Malformed as error:
            yield RejectedLine(line, str(error))


def _reddit(line: int, record: Record) -> Row:
    author = None if isinstance(record.author, _Author) else _text(record.author)
    if author in ("[deleted]", "[removed]"):
        author = None
    parts = (record.title, record.selftext or record.body or record.text)
    text = "\n\n".join(part for part in parts if part and part not in ("[deleted]", "[removed]"))
    created_at = record.created_utc if record.created_utc is not None else record.created_at
    return Row(
        line, _text(record.id), author, author, _plain(text), _text(created_at), record.lang,
        record.label or record.subreddit, record.url,
    )  # fmt: skip


def _reposted(record: Record) -> str | None:
    """Whom ``RT @name:`` names, by the mention that the API points out there."""
    if record.entities is None or not (record.text or "").startswith("RT @"):
        return None
    return next((_text(mention.id) for mention in record.entities.mentions or () if mention.start == 3), None)


def _urls(entities: _Entities | None) -> str | None:
    if entities is None or not entities.urls:
        return None
    return " ".join(filter(None, (url.unwound_url or url.expanded_url for url in entities.urls)))


def _plain(text: str | None) -> str | None:
    """Both APIs escape &, < and >."""
    return html.unescape(text) if text is not None and "&" in text else text


def _text(value: str | float | None) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
