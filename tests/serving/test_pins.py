import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chorus.errors import InvalidAdapter, InvalidArgument, ResourceExhausted
from chorus.serving.adapters import Adapters
from chorus.serving.admission import Admission
from chorus.serving.engine import LoadedAdapter
from chorus.serving.personas import Personas
from chorus.serving.pins import Pins


class OnHand(Adapters):
    """Adapters that need no files, and places for two pinned ones."""

    def __init__(self) -> None:
        self.max_pinned = 2
        self.used: list[str] = []
        self.kept: list[str] = []
        self.unfit = ""

    def __contains__(self, revision) -> bool:
        return revision.name in self.used

    @asynccontextmanager
    async def use(self, revision):
        await asyncio.sleep(0)
        if revision.name == self.unfit:
            raise InvalidAdapter("unfit")
        self.used.append(revision.name)
        yield LoadedAdapter(revision.name, 1, Path("here"))

    def pin(self, revisions) -> None:
        self.kept = [revision.name for revision in revisions]


@dataclass
class Replica:
    """What a replica pins with."""

    personas: Personas
    adapters: OnHand
    pins: Pins

    async def pinned(self) -> list[str]:
        return [revision.name for revision in await self.personas.pinned()]


@pytest.fixture
def catalogue(fakes):
    names = ["jam", "soup", "tea"]
    return fakes.Catalogue([fakes.revision(name) for name in names], [f"communities/{name}" for name in names])


@pytest.fixture
def replica(fakes, catalogue) -> Replica:
    return make(fakes, catalogue)


def make(fakes, catalogue) -> Replica:
    personas, adapters = Personas(catalogue, fakes.base_model), OnHand()
    return Replica(personas, adapters, Pins(personas, adapters, Admission(4, 8)))


def revision(community: str) -> str:
    return f"revisions/{community}.{'d' * 64}"


@pytest.mark.parametrize("persona", ["personas/base", "personas/soup.context"])
async def test_only_a_finetuned_persona_can_be_pinned(replica, persona: str) -> None:
    with pytest.raises(InvalidArgument, match="has no adapter"):
        await replica.pins.pin(persona)
    with pytest.raises(InvalidArgument, match="has no adapter"):
        await replica.pins.unpin(persona)


async def test_what_is_pinned_is_loaded_and_known_to_all(fakes, catalogue, replica) -> None:
    assert await replica.pins.pin("personas/soup") == ("personas/soup",)
    assert await replica.pins.pin("personas/jam") == ("personas/jam", "personas/soup")
    assert replica.adapters.used == [revision("soup"), revision("jam")]
    assert replica.adapters.kept == [revision("jam"), revision("soup")]
    finetuned = [persona for persona in await replica.personas.list() if persona.revision]
    assert [persona.pinned for persona in finetuned] == [True, True, False]
    other = make(fakes, catalogue)
    await other.pins.keep()
    assert other.adapters.kept == other.adapters.used == [revision("jam"), revision("soup")]
    assert await replica.pins.unpin("personas/jam") == ("personas/soup",)
    assert replica.adapters.kept == [revision("soup")]


async def test_no_more_is_pinned_than_leaves_room_for_a_batch(replica) -> None:
    for name in ("tea", "soup", "tea"):
        await replica.pins.pin(f"personas/{name}")
    loaded = len(replica.adapters.used)
    with pytest.raises(ResourceExhausted, match="unpin one") as refused:
        await replica.pins.pin("personas/jam")
    assert refused.value.retry_after
    assert len(replica.adapters.used) == loaded, "it is refused before it is loaded"
    assert await replica.pinned() == [revision("soup"), revision("tea")]


async def test_pins_at_once_take_no_more_places_than_there_are(replica) -> None:
    wanted = [replica.pins.pin(f"personas/{name}") for name in ("jam", "soup", "tea")]
    results = await asyncio.gather(*wanted, return_exceptions=True)
    assert any(isinstance(result, ResourceExhausted) for result in results)
    assert len(await replica.pinned()) <= 2


async def test_one_that_cannot_be_loaded_is_not_pinned(replica) -> None:
    replica.adapters.unfit = revision("soup")
    with pytest.raises(InvalidAdapter):
        await replica.pins.pin("personas/soup")
    assert await replica.pinned() == []


async def test_a_replica_keeps_what_there_is_room_for_and_loads_it_once(catalogue, replica) -> None:
    for name in ("jam", "soup", "tea"):
        await catalogue.pin(revision(name), pin=True)
    await replica.pins.keep()
    await replica.pins.keep()
    assert replica.adapters.kept == replica.adapters.used == [revision("jam"), revision("soup")]


async def test_one_that_cannot_be_loaded_does_not_keep_the_others_out(catalogue, replica) -> None:
    for name in ("jam", "soup"):
        await catalogue.pin(revision(name), pin=True)
    replica.adapters.unfit = revision("jam")
    with pytest.raises(InvalidAdapter):
        await replica.pins.keep()
    assert replica.adapters.used == [revision("soup")]
