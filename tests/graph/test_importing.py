"""From bytes to tables, with a count of what became of every record."""

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import polars as pl
import pytest
from backports import zstd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chorus.errors import EmptyFile, InvalidArgument, UnreadableFile
from chorus.graph import json_lines
from chorus.graph.compression import ReadLimits
from chorus.graph.dataset import ColumnMapping, FileFormat, ImportConfig, KeywordCount, LabelCount
from chorus.graph.formats import open_source
from chorus.graph.intake import MAX_REJECTED_LINES
from chorus.graph.pseudonym import keyed_hash, pseudonym
from chorus.graph.tables import POSTS, REPOSTS, SHARES

KEY = b"a key for tests only"
Take = Callable[..., Any]
many_examples = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def line(id_: object, author: object = "42", **fields: Any) -> bytes:
    return json.dumps({"id": id_, "author": author, "text": "soup", **fields}).encode()


def adds_up(summary: Any) -> bool:
    kept = summary.num_posts + summary.num_reposts + summary.num_shares
    left_out = summary.num_duplicates + summary.num_malformed + summary.num_unmatched
    return bool(summary.num_records == kept + left_out)


def test_records_are_sorted_and_counted(take: Take) -> None:
    lines = [
        line(1, text="Hi @Someone, see https://a.example/b", created_at=0, lang="en"),
        line(2, repost_of={"author": "7", "id": 70}),
        b"  \r",
        line(1, author="other", text="the second of an id"),
        b"{broken",
        line(3, text=""),
        line(4, repost_of={"author": "42"}),
        b'{"author": "8", "link": "https://a.example/b"}',
        b'{"author": "8", "link": "https://a.example/b"}',
    ]
    found = take(lines)
    summary, tables = found.summary, found.tables

    assert (summary.num_lines, summary.num_blank, summary.num_records) == (9, 1, 8)
    assert (summary.num_posts, summary.num_reposts, summary.num_shares) == (1, 2, 1)
    assert (summary.num_duplicates, summary.num_malformed, summary.num_authors) == (2, 2, 3)
    assert (summary.num_links, summary.first_time, summary.last_time) == (1, summary.last_time, summary.first_time)
    assert [rejected.line for rejected in summary.rejected_lines] == [5, 6] == found.rejected["line"].to_list()
    assert adds_up(summary)
    post = tables.posts.row(0, named=True)
    assert post["author"] == pseudonym(KEY, "42")
    assert post["text"] == "Hi @user, see URL"
    assert post["create_time"].isoformat() == "1970-01-01T00:00:00+00:00"
    assert tables.reposts["original_author"].to_list() == [pseudonym(KEY, "7"), pseudonym(KEY, "42")]
    assert tables.reposts["original_id"].to_list() == ["70", ""]
    assert tables.shares["link"].to_list() == [keyed_hash(KEY, "link:a.example/b")] * 2
    assert (tables.posts.schema, tables.reposts.schema, tables.shares.schema) == (POSTS, REPOSTS, SHARES)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress])
def test_packed_or_not_the_tables_are_the_same(take: Take, pack: Callable[[bytes], bytes]) -> None:
    data = b"\n".join([line(1), line(2, author="43", repost_of={"author": "42"})])
    assert take(pack(data)).tables.posts.equals(take(data).tables.posts)


def test_names_are_folded(take: Take) -> None:
    posts = take([line(1, author="SomeBody"), line(2, author=" somebody "), line(3, author="@SOMEBODY")]).tables.posts
    assert posts["author"].n_unique() == 1


def test_a_text_repost_finds_its_author_by_name(take: Take) -> None:
    lines = [
        line(1, author="7", text="RT @SomeName: soup"),
        line(2, author="8", text="RT @NoBody: soup"),
        line(3, author="9", text="So true! RT @SomeName: soup"),
        line(4, author="42", author_name="somename"),
        line(5, author="7", text="rt @SomeName: soup"),
    ]
    found = take(lines)
    assert (found.summary.num_posts, found.summary.num_reposts, found.summary.num_text_reposts) == (3, 2, 2)
    known, unknown = found.tables.reposts["original_author"]
    assert known == pseudonym(KEY, "42")
    assert unknown == pseudonym(KEY, "@nobody")


def test_a_name_stands_for_who_had_it_last(take: Take) -> None:
    lines = [line(1, author="1", author_name="n"), line(2, author="2", author_name="N"), line(3, text="RT @n: x")]
    assert take(lines).tables.reposts["original_author"].to_list() == [pseudonym(KEY, "2")]


def test_no_name_reaches_the_tables(take: Take) -> None:
    tweet = {
        "id_str": "1",
        "text": "soup with @SecretFriend https://secret.example/SecretPlace",
        "user": {"id_str": "424242", "screen_name": "SecretName"},
        "retweeted_status": {"id_str": "2", "user": {"id_str": "434343", "screen_name": "SecretOther"}},
    }
    own = {**tweet, "id_str": "3"}
    del own["retweeted_status"]
    told = {"id_str": "4", "text": "RT @SecretOther: soup", "user": {"id_str": "424242"}}
    tables = take([json.dumps(value).encode() for value in (tweet, own, told)]).tables
    kept = str([table.rows() for table in (tables.posts, tables.reposts, tables.shares)])
    assert not [name for name in ("Secret", "secret", "424242", "434343") if name in kept]


def test_posts_with_labels(take: Take) -> None:
    lines = [line(1, label="Soup"), line(2, label="Soup"), line(3, label="gym"), line(4)]
    found = take(lines)
    assert found.summary.labels == (LabelCount("Soup", 2), LabelCount("gym", 1))
    assert found.tables.posts["label"].to_list() == ["Soup", "Soup", "gym", ""]


def test_posts_without_an_author_are_kept_on_request(take: Take) -> None:
    lines = [line(1), line(2, author=None), line(3, author=""), line(4, author=None, repost_of={"author": 1})]
    assert take(lines).summary.num_malformed == 3
    found = take(lines, ImportConfig(keep_unattributed=True))
    assert (found.summary.num_posts, found.summary.num_unattributed, found.summary.num_malformed) == (3, 2, 1)
    assert found.summary.num_authors == 1
    assert found.tables.posts["author"].n_unique() == 3


def test_who_shared_which_link(take: Take) -> None:
    lines = [
        line(1, author="a", text="look https://www.a.example/x/"),
        line(2, author="b", text="soup", link="http://a.example/x?utm_source=y"),
        json.dumps({"label": "cooking", "link": "https://a.example/x"}).encode(),
    ]
    shares = take(lines).tables.shares
    assert shares["link"].n_unique() == 1
    assert shares["author"].to_list() == [pseudonym(KEY, "a"), pseudonym(KEY, "b"), ""]
    assert shares["label"].to_list() == ["", "", "cooking"]


def test_keywords_filter_and_are_counted(take: Take) -> None:
    lines = [
        line(1, text="My keto soup"),
        line(2, text="#Keto all day"),
        line(3, text="nothing"),
        line(4, text="RT @a: keto"),
        line(5, text="RT @a: soup"),
        line(6, text=None, repost_of={"author": 1, "id": 1}),
        line(7, text=None, repost_of={"author": 1, "id": 3}),
        line(1, text="keto again"),
        line(8, text=""),
    ]
    found = take(lines, ImportConfig(keywords=("keto", "#keto", "gym")))
    assert found.tables.posts["id"].to_list() == ["1", "2"]
    assert found.tables.reposts["id"].to_list() == ["4", "6"]
    assert found.summary.keywords == (KeywordCount("keto", 3), KeywordCount("#keto", 1), KeywordCount("gym", 0))
    assert (found.summary.num_unmatched, found.summary.num_duplicates, found.summary.num_malformed) == (3, 1, 1)
    assert adds_up(found.summary)


def test_no_record_with_a_keyword(take: Take) -> None:
    with pytest.raises(UnreadableFile, match="none of the 2 posts and reposts has one of the keywords"):
        take([line(1), line(2)], ImportConfig(keywords=("gym",)))


def test_a_page_of_api_v2_is_one_line_and_many_records(take: Take) -> None:
    tweet = {"author_id": "42", "text": "soup"}
    page = {"data": [{"id": "1", **tweet}, {"id": "2", **tweet}, {"id": 1.5}], "includes": {}}
    summary = take([json.dumps(page).encode(), line(3)]).summary
    assert (summary.num_lines, summary.num_records, summary.num_posts, summary.num_malformed) == (2, 4, 3, 1)


def test_only_the_first_rejected_lines_are_listed(take: Take) -> None:
    found = take([line(1), *[b"{"] * (MAX_REJECTED_LINES + 5)])
    assert found.summary.num_malformed == MAX_REJECTED_LINES + 5 == len(found.rejected)
    assert len(found.summary.rejected_lines) == MAX_REJECTED_LINES


@pytest.mark.parametrize("data", [b"", b"\n \n\n"])
def test_an_empty_file(take: Take, data: bytes) -> None:
    with pytest.raises(EmptyFile):
        take(data)


def test_a_file_without_a_post_says_what_its_records_were(take: Take) -> None:
    with pytest.raises(
        UnreadableFile, match=r"none of the 3 records is a post \(author is missing.*; not JSON"
    ) as caught:
        take([b'{"id": "secret"}', b"secret", b"secret"])
    assert "secret" not in str(caught.value)


@many_examples
@given(st.lists(st.binary(max_size=40) | st.builds(line, st.integers(0, 3), st.text(max_size=5)), max_size=12))
def test_any_bytes_are_counted(take: Take, pieces: list[bytes]) -> None:
    data = line("first") + b"\n" + b"\n".join(pieces)
    found = take(data)
    assert found.summary.num_lines == data.count(b"\n") + (not data.endswith(b"\n"))
    assert found.summary.num_lines == found.summary.num_blank + found.summary.num_records
    assert adds_up(found.summary)
    assert len(found.rejected) == found.summary.num_malformed


@many_examples
@given(
    st.binary(max_size=200)
    | st.binary(max_size=60).map(lambda data: b"\x1f\x8b" + data)
    | st.binary(max_size=60).map(lambda data: b"\x28\xb5\x2f\xfd" + data)
    | st.binary(max_size=60).map(lambda data: b"PAR1" + data + b"PAR1")
    | st.binary(max_size=60).map(lambda data: b"id,author,text\n" + data)
)
@example(b"\x00|")
def test_any_file_is_read_or_refused(take: Take, data: bytes) -> None:
    # The last: a line that looks like a table's, whose columns are none of ours.
    with suppress(EmptyFile, UnreadableFile, InvalidArgument):
        assert adds_up(take(data).summary)


@many_examples
@given(st.text(), st.none() | st.integers() | st.floats() | st.text(), st.text(), st.text())
@example("soup", -62_135_596_801, "", "")
@example("soup", "0000-12-31T23:59:59Z", "", "")
def test_any_text_survives_storage(take: Take, text: str, created_at: object, language: str, label: str) -> None:
    other = {"id": 2, "author": 1, "text": text, "created_at": created_at, "lang": language, "label": label}
    found = take([line(1), json.dumps(other).encode()])
    assert (found.tables.posts.schema, found.tables.reposts.schema) == (POSTS, REPOSTS)
    assert adds_up(found.summary)


def test_columns_of_json_objects_can_be_mapped(take: Take) -> None:
    value = {"n": 17, "who": {"name": "Somebody"}, "head": "Soup", "body": "is good", "when": 0, "sub": "kitchen"}
    columns = ColumnMapping(
        id="n", author="who.name", text=("head", "body"), created_at="when", label="sub", language="none"
    )
    found = take([json.dumps(value).encode(), b'{"n": [1]}', b"[]"], ImportConfig(columns=columns))
    post = found.tables.posts.row(0, named=True)
    assert (post["id"], post["author"], post["text"]) == ("17", pseudonym(KEY, "somebody"), "Soup\n\nis good")
    assert (post["label"], found.summary.num_malformed) == ("kitchen", 2)


def test_large_files_are_read_ahead_in_order(take: Take, tmp_path: Any, make_collection: Callable[..., Any]) -> None:
    data = make_collection(posts=6).data * 3
    path = tmp_path / "large.jsonl"
    path.write_bytes(data)
    with path.open("rb") as file:
        source = json_lines.JsonLines(file, ColumnMapping(), ReadLimits(), max_inline_bytes=1)
        ahead = pl.concat([batch.rows for batch in source])
        inline = pl.concat([b.rows for b in open_source(file, FileFormat.JSONL, ColumnMapping(), ReadLimits())])
    assert ahead.equals(inline)
    assert ahead["line"].to_list() == list(range(1, data.count(b"\n") + 1))
