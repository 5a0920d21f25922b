"""Numbers, digests and enum values as people read them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

SHORT_DIGEST = 12
MISSING = "–"


def count(value: int) -> str:
    """A whole number with its thousands apart.

    >>> count(102434)
    '102,434'
    """
    return f"{value:,}"


def counted(value: int, one: str, many: str = "") -> str:
    """So many of something.

    >>> counted(1, "adapter"), counted(1200, "adapter"), counted(2, "community", "communities")
    ('1 adapter', '1,200 adapters', '2 communities')
    """
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def decimal(value: float | None, digits: int = 2) -> str:
    """A number with fixed digits; a dash where there is none.

    >>> decimal(0.5), decimal(None)
    ('0.50', '–')
    """
    return MISSING if value is None else f"{value:.{digits}f}"


def number(value: float) -> str:
    """A figure with at most one digit after the point, and two where it is small.

    >>> number(3129.0), number(11.87), number(0.254)
    ('3,129', '11.9', '0.25')
    """
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2f}"


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """An interval's ends; empty where it has none."""
    return "" if low is None or high is None else f"{decimal(low, digits)} to {decimal(high, digits)}"


def percent(share: float | None) -> str:
    """A share as a percentage, never rounded to all or nothing.

    >>> percent(0.5), percent(0.9996), percent(0.0004), percent(1.0)
    ('50%', '>99%', '<1%', '100%')
    """
    if share is None:
        return MISSING
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def magnitude(value: int) -> str:
    """A large count in few digits.

    >>> magnitude(2_612_480), magnitude(8_030_000_000), magnitude(512)
    ('2.6 million', '8.0 billion', '512')
    """
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if value >= size:
            return f"{value / size:.1f} {word}"
    return count(value)


def compact(value: int) -> str:
    """A count in at most five characters.

    >>> compact(9_512), compact(17_967), compact(2_612_480)
    ('9,512', '18k', '2.6M')
    """
    if value < 10_000:
        return count(value)
    return f"{value / 1e6:.1f}M" if value >= 999_500 else f"{value / 1000:.0f}k"


def short(name: str) -> str:
    """The leading digits of a digest, of an artifact's location, or of the digest that a revision's name ends in.

    >>> short("revisions/keto." + "3f2a" * 16), short("artifact:" + "0b" * 32)
    ('3f2a3f2a3f2a', '0b0b0b0b0b0b')
    """
    return re.split(r"[.:/]", name)[-1][:SHORT_DIGEST]


def plain(value: StrEnum) -> str:
    """An enum value without its prefix, in lower case.

    >>> class AnswerMode(StrEnum):
    ...     SCORED = "ANSWER_MODE_SCORED"
    >>> plain(AnswerMode.SCORED)
    'scored'
    """
    prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).upper()
    return value.value.removeprefix(f"{prefix}_").replace("_", " ").lower()


def duration(seconds: float) -> str:
    """A length of time.

    >>> duration(7.31), duration(75), duration(3725)
    ('7.3 s', '1 min 15 s', '1 h 2 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def moment(time: datetime | None) -> str:
    """A point in time, to the minute."""
    return MISSING if time is None else f"{time:%-d %B %Y, %H:%M} {time.tzname() or ''}".rstrip()


def sentence(words: str) -> str:
    """Words with a capital at their beginning.

    >>> sentence("reposts between all authors")
    'Reposts between all authors'
    """
    return words[:1].upper() + words[1:]


def day(time: date) -> str:
    """A day.

    >>> day(date(2031, 3, 1))
    '1 March 2031'
    """
    return f"{time:%-d %B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
