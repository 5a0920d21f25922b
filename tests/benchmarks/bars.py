"""What every benchmark prints: a table of what was measured and, last, one line per bar."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that was aimed at."""

    what: str
    measured: float
    limit: float
    unit: str = ""
    at_least: bool = False
    """Whether more is better."""

    @property
    def is_met(self) -> bool:
        """Whether the figure measured is good enough."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "met   " if self.is_met else "MISSED"
        return f"{verdict}  {self.what}: {self.measured:.4g}{self.unit} (aim {sign} {self.limit:g}{self.unit})"


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, figures to the right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    print(f"\n{title}")
    for row in [header, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *cells]), flush=True)


def verdict(bars: Sequence[Bar]) -> int:
    """Print the bars; the exit status, 1 when one is missed."""
    print()
    for bar in bars:
        print(bar, flush=True)
    return 0 if all(bar.is_met for bar in bars) else 1
