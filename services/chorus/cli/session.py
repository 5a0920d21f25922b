"""What the commands have in common: progress, names in short, lists in full."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from chorus.cli.progress import Steps
from chorus.cli.terminal import aside
from chorus.graph.client import GraphClient
from chorus.types.page import Page

T = TypeVar("T")


@contextmanager
def step(name: str) -> Iterator[Steps]:
    """Work that takes a while, its progress shown."""
    steps = Steps(aside)
    with steps.shown(), steps.step(name):
        yield steps


def named(collection: str, text: str) -> str:
    """The name of a resource, given with or without its collection.

    >>> named("partitions", "ab12"), named("partitions", "partitions/ab12")
    ('partitions/ab12', 'partitions/ab12')
    """
    return text if "/" in text else f"{collection}/{text}"


def short(name: str) -> str:
    """A name without its collection.

    >>> short("partitions/ab12")
    'ab12'
    """
    return name.rpartition("/")[2]


async def every(fetch: Callable[[str], Awaitable[Page[T]]]) -> tuple[T, ...]:
    """All of a list that comes in pages; ``fetch`` takes the page's token."""
    found: list[T] = []
    token = ""
    while True:
        page = await fetch(token)
        found += page.items
        token = page.next_page_token
        if not token:
            return tuple(found)


async def names_in(graph: GraphClient, partition: str) -> dict[str, str]:
    """What the communities of a partition are called, those included that lists leave out."""
    known = await graph.list_communities(partition, include_hidden=True)
    return {community.name: community.display_name for community in known}
