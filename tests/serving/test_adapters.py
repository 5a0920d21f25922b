import asyncio
import shutil
from contextlib import AsyncExitStack
from hashlib import sha256
from pathlib import Path

import pytest

from chorus.errors import DataLoss, InvalidAdapter
from chorus.serving.adapters import WEIGHTS, AdapterFiles, Adapters


class Store:
    """Hands out folders that lie in another one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.fetched: list[str] = []

    def fetch_folder(self, location: str, cache: Path) -> Path:
        self.fetched.append(location)
        return shutil.copytree(self.root / location, cache / location, dirs_exist_ok=True)

    def put(self, fakes, community: str, weights: bytes):
        folder = self.root / community
        folder.mkdir(parents=True)
        (folder / WEIGHTS).write_bytes(weights)
        return fakes.revision(community, digest=sha256(weights).hexdigest(), location=community)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def adapters(store: Store, engine, check=lambda _: None) -> Adapters:
    return Adapters(AdapterFiles(store, store.root / "cache", check), engine)


async def test_a_revision_is_fetched_checked_and_loaded_on_first_use(fakes, store: Store) -> None:
    engine, checked = fakes.Engine(), []
    revision = store.put(fakes, "a", b"weights")
    loaded = adapters(store, engine, checked.append)
    for _ in range(3):
        async with loaded.use(revision) as adapter:
            assert adapter.revision == revision.name
            assert (adapter.folder / WEIGHTS).read_bytes() == b"weights"
    assert store.fetched == ["a"]
    assert checked == [adapter.folder]
    # The engine is told again whenever nobody was using it: it may have evicted it.
    assert engine.added == [revision.name] * 3


async def test_numbers_are_never_shared(fakes, store: Store) -> None:
    loaded = adapters(store, fakes.Engine())
    numbers = set()
    for community in "abcdef":
        async with loaded.use(store.put(fakes, community, community.encode())) as adapter:
            numbers.add(adapter.number)
    assert len(numbers) == 6
    assert min(numbers) >= 1


async def test_many_first_uses_at_once_load_once(fakes, store: Store) -> None:
    engine, revision = fakes.Engine(), store.put(fakes, "a", b"weights")
    loaded = adapters(store, engine)
    async with AsyncExitStack() as stack:
        uses = [stack.enter_async_context(loaded.use(revision)) for _ in range(20)]
        given = await asyncio.gather(*uses)
    assert len(set(given)) == 1
    assert (len(store.fetched), len(engine.added)) == (1, 1)


async def test_loading_one_revision_does_not_hold_up_another(fakes, store: Store) -> None:
    slow, quick = store.put(fakes, "slow", b"s"), store.put(fakes, "quick", b"q")
    engine = fakes.Engine(slow_to_add=slow.name)
    loaded = adapters(store, engine)

    async def use(revision) -> None:
        async with loaded.use(revision):
            pass

    waiting = asyncio.create_task(use(slow))
    async with asyncio.timeout(2):
        await use(quick)
    assert not waiting.done()
    engine.add_slowly.set()
    await waiting


@pytest.mark.parametrize("wrong", ["name", "record"])
async def test_weights_that_are_not_those_of_the_name_never_reach_the_engine(fakes, store: Store, wrong: str) -> None:
    engine = fakes.Engine()
    good = store.put(fakes, "a", b"weights")
    digest = "0" * 64
    bad = fakes.revision(
        "a", digest=digest, location="a", weights_digest=good.weights_digest if wrong == "name" else digest
    )
    with pytest.raises(DataLoss):
        async with adapters(store, engine).use(bad):
            pass
    assert engine.added == []


async def test_an_adapter_that_fails_the_check_never_reaches_the_engine(fakes, store: Store) -> None:
    def refuse(folder: Path) -> None:
        raise InvalidAdapter("wrong shape")

    engine = fakes.Engine()
    for _ in range(2):
        with pytest.raises(InvalidAdapter):
            async with adapters(store, engine, refuse).use(store.put(fakes, f"a{_}", b"weights")):
                pass
    assert engine.added == []


async def test_no_revision_needs_no_adapter(fakes, store: Store) -> None:
    engine = fakes.Engine()
    async with adapters(store, engine).use(None) as adapter:
        assert adapter is None
    assert engine.added == []
