import asyncio
import shutil
from contextlib import AsyncExitStack
from hashlib import sha256
from pathlib import Path

import pytest

from chorus.errors import AdapterNotInEffect, DataLoss, InvalidAdapter, ResourceExhausted
from chorus.serving.adapters import WEIGHTS, AdapterFiles, Adapters

from .conftest import FakeCatalogue


class Store:
    """Hands out folders that lie in another one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.fetched: list[str] = []

    def fetch_folder(self, location: str, cache: Path) -> Path:
        self.fetched.append(location)
        if (cache / location).is_dir():
            return cache / location
        return shutil.copytree(self.root / location, cache / location)

    def put(self, fakes, community: str, weights: bytes):
        folder = self.root / community
        folder.mkdir(parents=True)
        (folder / WEIGHTS).write_bytes(weights)
        return fakes.revision(community, digest=sha256(weights).hexdigest(), location=community)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


class Trial:
    """Finds some revisions without effect."""

    def __init__(self, *unfit: str) -> None:
        self.unfit = unfit
        self.tried: list[str] = []

    async def check(self, revision, adapter) -> None:
        self.tried.append(adapter.revision)
        if revision.name in self.unfit:
            raise AdapterNotInEffect("it has no effect")


def adapters(store: Store, engine, check=lambda _: None, trial=None, catalogue=None) -> Adapters:
    files = AdapterFiles(store, store.root / "cache", check)
    return Adapters(files, engine, trial or Trial(), catalogue or FakeCatalogue())


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
    assert engine.added == [revision.name], "what the engine holds costs no call"


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


async def test_an_adapter_is_tried_once_before_it_speaks(fakes, store: Store) -> None:
    revision, trial = store.put(fakes, "a", b"weights"), Trial()
    loaded = adapters(store, fakes.Engine(), trial=trial)
    for _ in range(3):
        async with loaded.use(revision):
            assert trial.tried == [revision.name]


async def test_an_adapter_without_its_effect_is_refused_and_quarantined(fakes, store: Store) -> None:
    bad, good = store.put(fakes, "bad", b"b"), store.put(fakes, "good", b"g")
    engine, trial, catalogue = fakes.Engine(), Trial(bad.name), fakes.Catalogue()
    loaded = adapters(store, engine, trial=trial, catalogue=catalogue)
    for _ in range(3):
        with pytest.raises(AdapterNotInEffect, match="no effect"):
            async with loaded.use(bad):
                pass
    assert trial.tried == [bad.name], "what was refused is not brought again"
    assert catalogue.quarantined == {bad.name: "it has no effect"}
    async with loaded.use(good) as adapter:
        assert adapter.revision == good.name


async def test_a_quarantine_that_could_not_be_told_is_told_later(fakes, store: Store) -> None:
    bad, catalogue = store.put(fakes, "bad", b"b"), fakes.Catalogue()
    loaded = adapters(store, fakes.Engine(), trial=Trial(bad.name), catalogue=catalogue)
    catalogue.finetuning_is_away = True
    for away in (True, True, False):
        catalogue.finetuning_is_away = away
        with pytest.raises(AdapterNotInEffect):
            async with loaded.use(bad):
                pass
        assert bool(catalogue.quarantined) is not away


async def test_weights_damaged_in_the_cache_are_fetched_again(fakes, store: Store) -> None:
    engine, catalogue = fakes.Engine(), fakes.Catalogue()
    engine.max_resident_adapters = 1
    revision, other = store.put(fakes, "a", b"weights"), store.put(fakes, "b", b"other")
    loaded = adapters(store, engine, catalogue=catalogue)
    async with loaded.use(revision) as first:
        pass
    (first.folder / WEIGHTS).write_bytes(b"damaged")
    # The engine keeps what it has read, until another one takes its place.
    async with loaded.use(revision) as same, loaded.use(revision):
        assert same is first
    async with loaded.use(other):
        pass
    async with loaded.use(revision) as second:
        assert (second.folder / WEIGHTS).read_bytes() == b"weights"
    assert second.number != first.number, "the engine must not take it for what it has read before"
    assert catalogue.quarantined == {}


async def test_weights_damaged_in_the_store_are_quarantined(fakes, store: Store) -> None:
    engine, catalogue = fakes.Engine(), fakes.Catalogue()
    revision = store.put(fakes, "a", b"weights")
    (store.root / "a" / WEIGHTS).write_bytes(b"damaged")
    with pytest.raises(DataLoss):
        async with adapters(store, engine, catalogue=catalogue).use(revision):
            pass
    assert engine.added == []
    assert list(catalogue.quarantined) == [revision.name]


async def test_an_engine_that_cannot_load_is_no_reason_for_quarantine(fakes, store: Store) -> None:
    engine, catalogue = fakes.Engine(), fakes.Catalogue()
    revision = store.put(fakes, "a", b"weights")
    engine.refuses_to_add = True
    loaded = adapters(store, engine, catalogue=catalogue)
    with pytest.raises(InvalidAdapter):
        async with loaded.use(revision):
            pass
    assert catalogue.quarantined == {}
    engine.refuses_to_add = False
    async with loaded.use(revision) as adapter:
        assert adapter.revision == revision.name
    assert engine.added == [revision.name], "what could not be loaded is not taken for loaded"


async def use(loaded: Adapters, revision) -> None:
    async with loaded.use(revision):
        pass


async def test_the_least_recently_used_one_makes_room_and_comes_back_unasked(fakes, store: Store) -> None:
    engine, trial = fakes.Engine(), Trial()
    engine.max_resident_adapters = 2
    a, b, c = (store.put(fakes, name, name.encode()) for name in "abc")
    loaded = adapters(store, engine, trial=trial)
    for revision in (a, b, a, c, a, b):
        await use(loaded, revision)
    assert engine.added == [a.name, b.name, c.name, b.name]
    assert engine.removed == [b.name, c.name]
    assert trial.tried == [a.name, b.name, c.name], "one that was found fit is not tried again"


async def test_one_in_use_is_not_evicted(fakes, store: Store) -> None:
    engine = fakes.Engine()
    engine.max_resident_adapters = 2
    a, b, c, d = (store.put(fakes, name, name.encode()) for name in "abcd")
    loaded = adapters(store, engine)
    async with loaded.use(a):
        await use(loaded, b)
        await use(loaded, c)
        assert engine.removed == [b.name]
        async with loaded.use(c):
            with pytest.raises(ResourceExhausted, match="in use or pinned"):
                await use(loaded, d)
    await use(loaded, d)
    assert engine.removed == [b.name, a.name]


async def test_a_pinned_one_stays_until_it_is_no_longer(fakes, store: Store) -> None:
    engine = fakes.Engine()
    engine.max_resident_adapters = 2
    a, b, c = (store.put(fakes, name, name.encode()) for name in "abc")
    loaded = adapters(store, engine)
    loaded.pin([a])
    for revision in (a, b, c, b):
        await use(loaded, revision)
    assert a in loaded
    assert a.name not in engine.removed
    loaded.pin([])
    await use(loaded, c)
    assert engine.removed[-1] == a.name
    assert a not in loaded


async def test_a_refused_adapter_leaves_the_engine(fakes, store: Store) -> None:
    engine, bad = fakes.Engine(), store.put(fakes, "bad", b"b")
    loaded = adapters(store, engine, trial=Trial(bad.name))
    with pytest.raises(AdapterNotInEffect):
        await use(loaded, bad)
    assert engine.removed == [bad.name]
