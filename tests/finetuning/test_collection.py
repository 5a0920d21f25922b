from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from chorus.errors import InvalidArgument, NotFound
from chorus.finetuning.collection import Collector
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import Revision
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

WEIGHTS = "adapter_model.safetensors"


@dataclass(frozen=True)
class Store:
    """A registry and a store of adapters, whose weights are the texts they are called by."""

    registry: Registry
    artifacts: Artifacts
    scratch: Path

    async def add(self, weights: str, community: str = "oak", base_model: str = "a") -> str:
        folder = self.scratch / f"{community}-{base_model}-{weights}"
        folder.mkdir()
        (folder / "adapter_config.json").write_text("{}")
        (folder / WEIGHTS).write_text(weights)
        digest = sha256(weights.encode()).hexdigest()
        revision = Revision(
            name=f"revisions/{community}.{digest}",
            community=f"communities/{community}",
            base_model=f"base-models/{base_model}",
            weights_digest=digest,
            location=self.artifacts.put_folder(folder),
        )
        await self.registry.stage(revision)
        return revision.name

    async def add_all(self, *weights: str) -> list[str]:
        return [await self.add(each) for each in weights]

    async def collect(self, keep: int | None = None, dry_run: bool = False) -> tuple[tuple[str, ...], int]:
        collected = await Collector(self.registry, self.artifacts).collect(keep, dry_run)
        return collected.revisions, collected.num_bytes

    async def whole(self) -> set[str]:
        """Names of the revisions that say they have weights, after a look at whether they do."""
        revisions = [each for each in await self.registry.all_revisions() if each.location]
        for each in revisions:
            folder = self.artifacts.fetch_folder(each.location, self.scratch / "looked at" / each.name)
            assert sha256((folder / WEIGHTS).read_bytes()).hexdigest() == each.weights_digest
        return {each.name for each in revisions}

    def has(self, weights: str) -> bool:
        try:
            return self.artifacts.size("artifact:" + sha256(weights.encode()).hexdigest()) > 0
        except NotFound:
            return False


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    (tmp_path / "scratch").mkdir()
    yield Store(Registry(records), Artifacts(str(tmp_path / "store")), tmp_path / "scratch")
    records.close()


async def test_the_active_revision_and_the_two_newest_others_keep_their_weights(store: Store) -> None:
    first, second, third, fourth, fifth = await store.add_all("first", "second", "third", "fourth", "fifth")
    await store.registry.activate(first)
    assert await store.collect() == ((third, second), len("third") + len("second"))
    assert await store.whole() == {first, fourth, fifth}
    assert [store.has(weights) for weights in ("first", "second", "third", "fourth")] == [True, False, False, True]
    assert await store.collect() == ((), 0)


async def test_records_of_collected_revisions_stay(store: Store) -> None:
    name = await store.add("only")
    was = await store.registry.revision(name)
    await store.collect(keep=0)
    is_now = await store.registry.revision(name)
    assert (is_now.location, is_now.state, is_now.weights_digest) == ("", was.state, was.weights_digest)


async def test_each_community_and_base_model_has_its_own_newest(store: Store) -> None:
    oak, elm, other = await store.add("a"), await store.add("b", "elm"), await store.add("c", base_model="b")
    assert await store.collect(keep=1) == ((), 0)
    newer = await store.add("d", "elm")
    assert await store.collect(keep=1) == ((elm,), 1)
    assert await store.whole() == {oak, other, newer}


async def test_a_dry_run_says_what_would_go_and_takes_nothing(store: Store) -> None:
    names = await store.add_all("first", "second")
    await store.add("second", "elm")
    would = await store.collect(keep=0, dry_run=True)
    assert await store.whole() >= set(names)
    assert would == await store.collect(keep=0)
    assert would[1] == len("first") + len("second")


async def test_weights_that_another_revision_has_too_stay(store: Store) -> None:
    first, second = await store.add_all("shared", "newer")
    elm = await store.add("shared", "elm")
    await store.registry.activate(elm)
    assert await store.collect(keep=1) == ((first,), 0)
    assert await store.whole() == {second, elm}


async def test_a_file_that_every_folder_has_stays_for_one_that_is_not_yet_registered(store: Store) -> None:
    await store.add("old")
    folder = store.scratch / "just stored"
    folder.mkdir()
    (folder / "adapter_config.json").write_text("{}")
    location = store.artifacts.put_folder(folder)
    await store.collect(keep=0)
    assert (store.artifacts.fetch_folder(location, store.scratch) / "adapter_config.json").read_text() == "{}"


async def test_no_record_names_weights_that_are_gone_if_deleting_fails(store: Store, tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Failing:
        """A store that loses its connection when something is to be deleted."""

        artifacts: Artifacts

        def size(self, location: str) -> int:
            return self.artifacts.size(location)

        def delete(self, location: str) -> None:
            self.artifacts.delete(location)
            raise OSError("connection lost")

    await store.add_all("first", "second", "third")
    with pytest.raises(OSError, match="lost"):
        await Collector(store.registry, Failing(store.artifacts)).collect(keep=0)  # type: ignore[arg-type]
    assert await store.whole() == set()


async def test_fewer_than_none_are_not_kept(store: Store) -> None:
    with pytest.raises(InvalidArgument, match="keep = -1"):
        await store.collect(keep=-1)
