"""Bars and sparklines of characters."""

from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS = "▁▂▃▄▅▆▇█"
_NOTHING = "·"


def bar(share: float, width: int = 24) -> str:
    """A bar as long as a share of ``width`` characters, to an eighth of one; of more than nothing something is seen.

    >>> bar(0.5, 4), bar(0.0001, 4), bar(0, 4)
    ('██', '▏', '')
    """
    eighths = max(round(min(share, 1.0) * width * 8), 1 if share > 0 else 0)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def sparkline(values: Sequence[float]) -> str:
    """One character for each value, as high as the value beside the largest; a dot for nothing.

    >>> sparkline([0, 1, 4, 8])
    '·▁▄█'
    """
    top = max(values, default=0) or 1
    return "".join(_LEVELS[max(0, round(value / top * 8) - 1)] if value > 0 else _NOTHING for value in values)
