"""A chain shows every change, and two writers do not fork it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from chorus.storage.chain import START, Chain, digest_of, verify


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


@pytest.fixture
def chain(path: Path) -> Iterator[Chain]:
    chain = Chain(f"sqlite:///{path}")
    yield chain
    chain.close()


async def filled(chain: Chain) -> list[str]:
    return [(await chain.append(f"entry {number}")).digest for number in range(1, 6)]


async def test_a_chain_that_nobody_touched_is_whole(chain: Chain) -> None:
    assert verify(chain.links()).head == START
    digests = await filled(chain)
    found = verify(chain.links(), digests[2])
    assert (found.num_links, found.head, found.broken, found.holds_expected) == (5, digests[-1], None, True)
    assert digests[0] == digest_of(START, "entry 1")
    newest = await chain.newest(2)
    assert [link.body for link in newest] == ["entry 5", "entry 4"]
    assert [link.body for link in await chain.newest(2, before=newest[-1].sequence)] == ["entry 3", "entry 2"]


@pytest.mark.parametrize(
    ("tampering", "broken", "whole"),
    [
        ("UPDATE links SET body = 'other' WHERE sequence = 3", 3, 2),
        ("DELETE FROM links WHERE sequence = 3", 4, 2),
        ("DELETE FROM links WHERE sequence = 1", 2, 0),
        ("UPDATE links SET sequence = 9 WHERE sequence = 2", 3, 1),
        ("UPDATE links SET digest = 'x' WHERE sequence = 5", 5, 4),
        ("UPDATE links SET previous = 'x' WHERE sequence = 2", 2, 1),
    ],
)
async def test_every_change_is_found_where_it_was_made(
    chain: Chain, path: Path, tampering: str, broken: int, whole: int
) -> None:
    await filled(chain)
    with sqlite3.connect(path) as database:
        database.execute(tampering)
    found = verify(chain.links())
    assert (found.broken, found.num_links) == (broken, whole)


async def test_a_link_forged_with_its_digest_breaks_the_next(chain: Chain, path: Path) -> None:
    digests = await filled(chain)
    with sqlite3.connect(path) as database:
        forged = digest_of(digests[1], "other")
        database.execute("UPDATE links SET body = 'other', digest = ? WHERE sequence = 3", (forged,))
    assert verify(chain.links()).broken == 4


async def test_an_end_that_was_cut_off_is_found_by_what_was_noted(chain: Chain, path: Path) -> None:
    digests = await filled(chain)
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM links WHERE sequence > 3")
    found = verify(chain.links(), digests[-1])
    assert (found.broken, found.holds_expected, found.num_links) == (None, False, 3)
    # The next link's number tells, too: none is given twice.
    assert (await chain.append("later")).sequence == 6


async def test_two_writers_do_not_fork_it(path: Path) -> None:
    writers = [Chain(f"sqlite:///{path}") for _ in range(2)]
    await asyncio.gather(*(writer.append(f"{number}") for number in range(40) for writer in writers))
    found = verify(writers[0].links())
    assert (found.num_links, found.broken) == (80, None)
    for writer in writers:
        writer.close()
