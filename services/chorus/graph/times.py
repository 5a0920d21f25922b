"""Times as sources write them."""

from datetime import UTC, datetime

import polars as pl

from chorus.graph.tables import TIME

_FORMATS = (
    "%a %b %d %H:%M:%S %z %Y",  # Twitter API v1.1
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
)
_PLAIN_FORMATS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f")
"""Without an offset; they are UTC."""
_FIRST_MILLISECOND = 1e11
"""A larger number counts milliseconds: as seconds it would be after the year 5000."""
_YEARS = (1, 9999)
_LAST_SECOND = 253_402_300_799
"""Of the year 9999."""


def parse_times(texts: pl.Series) -> pl.Series:
    """UTC times; null where the text is null or no time.

    ISO 8601, Twitter's own form, seconds or milliseconds since 1970.

    >>> parse_times(pl.Series(["Tue May 03 15:01:09 +0000 2016", "1462287669.0", "soon"])).to_list()[1:]
    [datetime.datetime(2016, 5, 3, 15, 1, 9, tzinfo=zoneinfo.ZoneInfo(key='UTC')), None]
    """
    times = pl.Series(texts.name, [None] * len(texts), TIME)
    for parse in (_formatted, _numeric, _any_iso):
        rows = (texts.is_not_null() & times.is_null()).arg_true()
        if not len(rows):
            break
        times = times.scatter(rows, parse(texts.gather(rows).str.strip_chars()).cast(TIME))
    # Polars knows a year 0, and Python does not.
    return times.set(~times.dt.year().is_between(*_YEARS).fill_null(value=True), None)


def _formatted(texts: pl.Series) -> pl.Series:
    found = pl.Series(texts.name, [None] * len(texts), TIME)
    for format in (*_FORMATS, *_PLAIN_FORMATS):
        rows = found.is_null().arg_true()
        if not len(rows):
            break
        part = texts.gather(rows)
        if format in _PLAIN_FORMATS:
            times = part.str.to_datetime(format, strict=False, time_unit="us").dt.replace_time_zone("UTC")
        else:
            times = part.str.to_datetime(format, strict=False, time_unit="us", time_zone="UTC")
        found = found.scatter(rows, times)
    return found


def _numeric(texts: pl.Series) -> pl.Series:
    # Eight digits are a date.
    numbers = texts.set(texts.str.len_chars() == 8, None).cast(pl.Float64(), strict=False)
    seconds = pl.select(
        pl.when(numbers.abs() >= _FIRST_MILLISECOND).then(numbers / 1000).otherwise(numbers)
    ).to_series()
    seconds = seconds.set(~seconds.is_between(-_LAST_SECOND, _LAST_SECOND).fill_null(value=False), None)
    return (seconds * 1_000_000).cast(pl.Int64(), strict=False).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _any_iso(texts: pl.Series) -> pl.Series:
    """The odd forms of ISO 8601, one by one."""
    return pl.Series(texts.name, [_iso(text) for text in texts], TIME)


def _iso(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
