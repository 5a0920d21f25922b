"""A page: part of a list, and the way to the rest of it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_PAGE_SIZE = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list."""

    items: tuple[T, ...] = ()
    next_page_token: str = ""
    """Pass it to get the next page; empty on the last one."""
