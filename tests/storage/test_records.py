import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chorus.errors import InvalidArgument, NotFound
from chorus.storage.records import Records


@dataclass(frozen=True, slots=True)
class Thing:
    name: str = ""
    size: int = 0
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Other:
    name: str = ""
    create_time: datetime | None = None


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    store = Records(f"sqlite:///{tmp_path}/records.sqlite")
    yield store
    store.close()


async def test_what_is_put_is_got(records: Records) -> None:
    thing = Thing("things/a", 3, datetime(2026, 1, 2, tzinfo=UTC))
    await records.put(thing)
    assert await records.get(Thing, "things/a") == thing


async def test_a_record_of_another_kind_is_not_found(records: Records) -> None:
    await records.put(Thing("things/a"))
    with pytest.raises(NotFound):
        await records.get(Other, "things/a")
    with pytest.raises(NotFound):
        await records.get(Thing, "things/b")


async def test_lists_are_newest_first_page_by_page(records: Records) -> None:
    for size in range(5):
        await records.put(Thing(f"things/{size}", size), parent="p" if size % 2 else "q")
    first = await records.list(Thing, page_size=2)
    second = await records.list(Thing, page_size=2, page_token=first.next_page_token)
    third = await records.list(Thing, page_size=2, page_token=second.next_page_token)
    assert [thing.size for page in (first, second, third) for thing in page.items] == [4, 3, 2, 1, 0]
    assert third.next_page_token == ""
    assert [thing.size for thing in (await records.list(Thing, parent="p")).items] == [3, 1]


async def test_a_page_of_less_than_nothing_is_refused(records: Records) -> None:
    with pytest.raises(InvalidArgument) as refused:
        await records.list(Thing, page_size=-1)
    assert refused.value.field == "page_size"


async def test_a_page_token_from_elsewhere_is_refused(records: Records) -> None:
    with pytest.raises(InvalidArgument):
        await records.list(Thing, page_token="1; drop table documents")


async def test_no_update_is_lost(records: Records) -> None:
    await records.put(Thing("things/a"))
    grow = [records.update(Thing, "things/a", lambda thing: replace(thing, size=thing.size + 1)) for _ in range(40)]
    await asyncio.gather(*grow)
    assert (await records.get(Thing, "things/a")).size == 40


async def test_records_of_a_parent_are_changed_together_and_no_change_is_lost(records: Records) -> None:
    await records.put_all([Thing("things/a"), Thing("things/b")], parent="p")
    await records.put(Thing("things/c"), parent="q")

    def hand_on(things: tuple[Thing, ...]) -> list[Thing]:
        """The smallest grows; they differ by one at most, unless somebody reads what another is about to write."""
        smallest = min(things, key=lambda thing: thing.size)
        return [replace(smallest, size=smallest.size + 1)]

    await asyncio.gather(*(records.change(Thing, "p", hand_on) for _ in range(40)))
    assert [thing.size for thing in (await records.list(Thing)).items] == [0, 20, 20]


async def test_a_change_sees_the_newest_first_and_may_add_to_them(records: Records) -> None:
    await records.put_all([Thing("things/a"), Thing("things/b")], parent="p")
    seen: list[str] = []

    def add(things: tuple[Thing, ...]) -> list[Thing]:
        seen.extend(thing.name for thing in things)
        return [Thing("things/c", len(things))]

    assert await records.change(Thing, "p", add) == (Thing("things/c", 2),)
    assert seen == ["things/b", "things/a"]
    assert (await records.list(Thing, parent="p")).items[0] == Thing("things/c", 2)


async def test_a_change_that_raises_writes_nothing(records: Records) -> None:
    await records.put(Thing("things/a"), parent="p")

    def fail(things: tuple[Thing, ...]) -> list[Thing]:
        raise NotFound("on purpose")

    with pytest.raises(NotFound):
        await records.change(Thing, "p", fail)
    assert await records.change(Thing, "p", lambda things: [replace(things[0], size=1)]) == (Thing("things/a", 1),)


async def test_an_alias_names_another_record(records: Records) -> None:
    await records.put_all([Thing("things/a", 1), Thing("things/b", 2)])
    await records.point("things/active", "things/a")
    await records.point("things/active", "things/b")
    assert (await records.get(Thing, "things/active")).size == 2


async def test_records_outlive_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/not/there/yet/records.sqlite"
    first = Records(url)
    await first.put(Thing("things/a", 7))
    first.close()
    second = Records(url)
    assert (await second.get(Thing, "things/a")).size == 7
    second.close()
