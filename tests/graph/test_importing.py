import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.errors import EmptyFile, UnreadableFile
from chorus.graph.importing import MAX_REJECTED_LINES, import_file, import_lines
from chorus.graph.pseudonym import pseudonym
from chorus.graph.tables import POSTS, REPOSTS, from_parquet, to_parquet

KEY = b"a key for tests only"


def line(id_: object, author: object = "42", **fields: Any) -> bytes:
    return json.dumps({"id": id_, "author": author, "text": "soup", **fields}).encode() + b"\n"


def test_lines_are_sorted_and_counted() -> None:
    lines = [
        line(1, text="Hi @Someone, see https://a.example/b", created_at=0, lang="en"),
        line(2, repost_of={"author": "7", "id": 70}),
        b"  \r\n",
        line(1, author="other", text="the second of an id"),
        b"{broken\n",
        line(3, text=""),
        line(4, repost_of={"author": "42"}),
    ]
    found = import_lines(lines, KEY)
    summary = found.summary

    assert (summary.num_lines, summary.num_posts, summary.num_reposts) == (7, 1, 2)
    assert (summary.num_duplicates, summary.num_malformed, summary.num_blank, summary.num_authors) == (1, 2, 1, 2)
    assert [rejected.line for rejected in summary.rejected_lines] == [5, 6]
    post = found.posts.row(0, named=True)
    assert post["author"] == pseudonym(KEY, "42")
    assert post["text"] == "Hi @user, see URL"
    assert post["create_time"].isoformat() == "1970-01-01T00:00:00+00:00"
    assert found.reposts["original_author"].to_list() == [pseudonym(KEY, "7"), pseudonym(KEY, "42")]
    assert found.reposts["original_id"].to_list() == ["70", ""]


def test_a_text_only_repost_is_nobodys_post() -> None:
    found = import_lines([line(1, text="RT @SomeName: soup")], KEY)
    assert (found.summary.num_posts, found.summary.num_reposts, found.summary.num_authors) == (0, 1, 1)
    assert found.reposts["original_author"].to_list() == [""]


def test_no_name_reaches_the_tables() -> None:
    tweet = {
        "id_str": "1",
        "text": "soup with @SecretFriend",
        "user": {"id_str": "424242", "screen_name": "SecretName"},
        "retweeted_status": {"id_str": "2", "user": {"id_str": "434343", "screen_name": "SecretOther"}},
    }
    own = {**tweet, "id_str": "3"}
    del own["retweeted_status"]
    found = import_lines([json.dumps(tweet).encode(), json.dumps(own).encode()], KEY)
    kept = str(found.posts.rows()) + str(found.reposts.rows())
    assert not [name for name in ("Secret", "424242", "434343") if name in kept]


def test_only_the_first_rejected_lines_are_listed() -> None:
    found = import_lines([line(1), *[b"{\n"] * (MAX_REJECTED_LINES + 5)], KEY)
    assert found.summary.num_malformed == MAX_REJECTED_LINES + 5
    assert len(found.summary.rejected_lines) == MAX_REJECTED_LINES


@pytest.mark.parametrize("data", [b"", b"\n \n\n"])
def test_an_empty_file(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        import_file(io.BytesIO(data), KEY)


def test_a_file_without_a_post_says_what_its_lines_were() -> None:
    with pytest.raises(
        UnreadableFile, match=r"none of the 3 lines is a post \(author is missing.*; not JSON"
    ) as caught:
        import_lines([b'{"id": "secret"}', b"secret", b"secret"], KEY)
    assert "secret" not in str(caught.value)


@given(st.lists(st.binary(max_size=40) | st.builds(line, st.integers(0, 3), st.text(max_size=5)), max_size=12))
def test_any_bytes_are_counted(pieces: list[bytes]) -> None:
    data = line("first") + b"\n".join(pieces)
    summary = import_file(io.BytesIO(data), KEY).summary
    assert summary.num_lines == data.count(b"\n") + (not data.endswith(b"\n"))
    counted = (
        summary.num_posts + summary.num_reposts + summary.num_duplicates + summary.num_malformed + summary.num_blank
    )
    assert counted == summary.num_lines
    assert len(summary.rejected_lines) == summary.num_malformed


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda data: b"\x1f\x8b" + data))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    with pytest.raises((EmptyFile, UnreadableFile)):
        import_file(io.BytesIO(data), KEY)


@given(st.text(), st.none() | st.integers() | st.floats() | st.text(), st.text())
def test_any_text_survives_storage(text: str, created_at: object, language: str) -> None:
    lines = [
        line(1),
        json.dumps({"id": 2, "author": 1, "text": text, "created_at": created_at, "lang": language}).encode(),
    ]
    found = import_lines(lines, KEY)
    again = from_parquet(to_parquet(found.posts))
    assert again.schema == POSTS
    assert again.equals(found.posts)
    assert found.reposts.schema == REPOSTS
