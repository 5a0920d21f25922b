"""A file of keywords."""

from collections.abc import Iterable, Iterator


def read_keywords(lines: Iterable[str]) -> Iterator[str]:
    """The keywords of a file: one a line, in quotation marks or not; empty lines and lines that begin with ``;`` are left out.

    >>> list(read_keywords(["keto", "", "; comment", '"low carb"', "#cleaneating"]))
    ['keto', 'low carb', '#cleaneating']
    """
    for line in lines:
        keyword = line.strip().strip('"').strip()
        if keyword and not keyword.startswith(";"):
            yield keyword
