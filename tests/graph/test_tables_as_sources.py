"""CSV and Parquet as sources: columns found by name or by mapping, faults set aside by line."""

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chorus.errors import EmptyFile, InvalidArgument, UnreadableFile
from chorus.graph.dataset import ColumnMapping, FileFormat, ImportConfig
from chorus.graph.pseudonym import pseudonym

KEY = b"a key for tests only"
Take = Callable[..., Any]
TIME = datetime(2016, 5, 3, 15, 1, 9, tzinfo=UTC)
CSV = """id,author,text,created_at,lang,label,repost_of_id,repost_of_author
1,42,"Soup, with
two lines",2016-05-03T15:01:09Z,en,kitchen,,
2,43,,,,,1,42
"""


def parquet(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_csv_file(take: Take, delimiter: str, pack: Callable[[bytes], bytes]) -> None:
    data = CSV.replace("Soup,", "Soup").replace(",", delimiter)
    found = take(pack(b"\xef\xbb\xbf" + data.encode()))
    post = found.tables.posts.row(0, named=True)
    assert (post["id"], post["text"], post["label"]) == ("1", "Soup with\ntwo lines", "kitchen")
    assert (post["author"], post["create_time"]) == (pseudonym(KEY, "42"), TIME)
    assert found.tables.reposts["original_author"].to_list() == [pseudonym(KEY, "42")]
    assert (found.summary.num_lines, found.summary.num_records) == (2, 2)


def test_rows_that_are_none_are_set_aside_by_line(take: Take) -> None:
    data = b'id,author,text\n1,42,soup\n\n2,42\n3,42,\xff\n4,42,"two\nlines"\n5,42,a,b\n6,,nobody\n'
    found = take(data)
    assert found.tables.posts["id"].to_list() == ["1", "4"]
    assert found.rejected.rows() == [
        (4, "2 columns where the header has 3"),
        (5, "not UTF-8"),
        (8, "4 columns where the header has 3"),
        (9, "author is missing, empty or longer than 128 characters"),
    ]
    assert (found.summary.num_lines, found.summary.num_blank, found.summary.num_records) == (7, 1, 6)


def test_a_quote_that_nobody_closed_is_not_fatal(take: Take) -> None:
    data = b'id,author,text\n1,42,soup\n2,42,"' + b"x\n" * 2**20 + b"3,42,soup\n"
    found = take(data)
    assert {"1", "3"} <= set(found.tables.posts["id"])
    assert found.rejected["reason"].str.contains("field larger").any()


def test_columns_are_mapped(take: Take) -> None:
    data = b"tweet,user,title,body,url\n1,42,Soup,is good,https://a.example\n"
    columns = ColumnMapping(id="tweet", author="user", text=("title", "body"), link="url")
    found = take(data, ImportConfig(columns=columns))
    assert found.tables.posts["text"].to_list() == ["Soup\n\nis good"]
    assert len(found.tables.shares) == 1


def test_a_table_of_who_shared_what(take: Take) -> None:
    data = b"url_md5_8\tsubreddit\nab\tsoup\nab\tgym\ncd\tsoup\n"
    found = take(data, ImportConfig(columns=ColumnMapping(link="url_md5_8", label="subreddit")))
    assert (found.summary.num_shares, found.summary.num_links, found.summary.num_posts) == (3, 2, 0)
    assert found.tables.shares["label"].to_list() == ["soup", "gym", "soup"]


@pytest.mark.parametrize(
    ("data", "columns", "error", "says"),
    [
        (b"id,author,text\n", {}, EmptyFile, "is empty"),
        (b",,\n1,2,3\n", {}, EmptyFile, "no header"),
        (b"id,id,text\n1,2,3\n", {}, UnreadableFile, "same name"),
        (b"id,author,body\n1,2,3\n", {}, InvalidArgument, "the table has id, author, body: say which"),
        (b"id,author,body\n1,2,3\n", {"text": ("txt",)}, InvalidArgument, "no column 'txt'; the table has id"),
    ],
)
def test_tables_that_are_refused(
    take: Take, data: bytes, columns: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        take(data, ImportConfig(columns=ColumnMapping(**columns)))


def test_a_parquet_file(take: Take) -> None:
    table = pl.DataFrame(
        {
            "id": [727513332509466624, 2, None],
            "author": [42, 43, 44],
            "text": ["Soup", None, "no id"],
            "created_at": pl.Series([TIME, None, None], dtype=pl.Datetime("ns", "UTC")),
            "repost_of_author": pl.Series([None, 42.0, None], dtype=pl.Float64),
            "other": [b"\xff", b"", b""],
        }
    )
    found = take(parquet(table))
    post = found.tables.posts.row(0, named=True)
    assert (post["id"], post["author"], post["create_time"]) == ("727513332509466624", pseudonym(KEY, "42"), TIME)
    assert found.tables.reposts["original_author"].to_list() == [pseudonym(KEY, "42")]
    assert found.rejected["line"].to_list() == [3]
    assert (found.summary.num_lines, found.summary.num_records) == (3, 3)


def test_parquet_lists_dates_and_plain_times(take: Take) -> None:
    table = pl.DataFrame(
        {
            "id": ["1"],
            "author": pl.Series(["a"], dtype=pl.Categorical()),
            "text": ["Soup"],
            "created_at": [TIME.replace(tzinfo=None)],
            "link": [["https://a.example", "https://b.example"]],
        }
    )
    found = take(parquet(table))
    assert found.tables.posts["create_time"].to_list() == [TIME]
    assert len(found.tables.shares) == 2


def test_a_damaged_parquet_file(take: Take) -> None:
    data = bytearray(parquet(pl.DataFrame({"id": ["1"], "author": ["2"], "text": ["Soup"]})))
    with pytest.raises(UnreadableFile, match="Parquet file is damaged"):
        take(bytes(data[:-20]) + b"PAR1")


def test_the_format_can_be_told(take: Take) -> None:
    with pytest.raises(UnreadableFile, match="none of the 3 records"):
        take(CSV.replace('"Soup, with\ntwo lines"', "Soup").encode(), ImportConfig(format=FileFormat.JSONL))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_are_counted(take: Take, data: bytes) -> None:
    found = take(b"id,author,text\nfirst,42,soup\n" + data)
    summary = found.summary
    kept = summary.num_posts + summary.num_reposts + summary.num_shares
    assert summary.num_records == kept + summary.num_duplicates + summary.num_malformed
    assert summary.num_lines == summary.num_blank + summary.num_records
    assert len(found.rejected) == summary.num_malformed
