"""The bins of a distribution: [1, 2), [2, 4), [4, 8) and so on, as people read them."""

from dataclasses import dataclass

from chorus.graph.client import Distribution


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie in a range."""

    low: int
    high: int
    """The first value beyond it."""
    number: int
    text: str
    """The range in words."""


def bins(distribution: Distribution, *, whole: bool) -> tuple[Bin, ...]:
    """The bins of a distribution of whole numbers, or of any that are positive.

    >>> [bin.text for bin in bins(Distribution(histogram=(5, 2, 1)), whole=True)]
    ['1', '2–3', '4–7']
    >>> [bin.text for bin in bins(Distribution(histogram=(5, 2)), whole=False)]
    ['under 2', '2 to 4']
    """
    edges = [(2**place if place or whole else 0, 2 ** (place + 1)) for place in range(len(distribution.histogram))]
    return tuple(
        Bin(low, high, number, _range(low, high, whole))
        for (low, high), number in zip(edges, distribution.histogram, strict=True)
    )


def _range(low: int, high: int, whole: bool) -> str:
    if whole:
        return f"{low:,}" if high - low == 1 else f"{low:,}–{high - 1:,}"
    return f"{low:,} to {high:,}" if low else f"under {high:,}"
