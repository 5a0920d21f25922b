from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.graph.times import parse_times

TIME = datetime(2016, 5, 3, 15, 1, 9, tzinfo=UTC)


def parse(text: str | None) -> datetime | None:
    found: datetime | None = parse_times(pl.Series([text], dtype=pl.String())).item()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Tue May 03 15:01:09 +0000 2016",
        "Tue May 03 11:31:09 -0330 2016",
        "2016-05-03T15:01:09Z",
        "2016-05-03T15:01:09.000Z",
        "2016-05-03T17:01:09+02:00",
        "2016-05-03 15:01:09+00:00",
        "2016-05-03T15:01:09",
        " 2016-05-03 15:01:09 ",
        "20160503T150109Z",
        "1462287669",
        "1462287669.0",
        "1462287669000",
    ],
)
def test_a_time(text: str) -> None:
    assert parse(text) == TIME


@pytest.mark.parametrize("text", ["2016-05-03", "20160503"])
def test_a_date_is_its_first_moment(text: str) -> None:
    assert parse(text) == datetime(2016, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["soon", "", "nan", "inf", "1e300", "-1e300", "2016-13-03T00:00:00Z", None])
def test_no_time(text: str | None) -> None:
    assert parse(text) is None


def test_each_is_parsed_for_itself() -> None:
    texts = ["1462287669", None, "soon", "Tue May 03 15:01:09 +0000 2016", "2016-05-03"]
    assert parse_times(pl.Series(texts)).to_list() == [parse(text) for text in texts]


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))
def test_iso_times_come_back(time: datetime) -> None:
    assert parse(time.isoformat()) == time


@given(st.text() | st.floats().map(str))
def test_any_text_is_a_time_or_none(text: str) -> None:
    parse(text)
