"""Adapters brought to the engine when a persona first needs them: from the artifact store, checked, loaded, and tried.

Nothing reaches the engine unchecked: the weights must have the digest that the revision is named by, and the folder must pass
the check of names, shapes, rank and format. Nothing speaks untried: the canary asks whether it has the effect it was trained to
have. What fails is refused here from then on, and quarantined for everybody. A replica that starts empty can so serve every
revision with nobody's help.
"""

import asyncio
import logging
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chorus.errors import AdapterNotInEffect, ChorusError, DataLoss, InvalidAdapter
from chorus.serving.engine import Engine, LoadedAdapter
from chorus.serving.metrics import LOAD_SECONDS, REFUSED
from chorus.serving.residents import Residents

if TYPE_CHECKING:
    from chorus.finetuning.client import Revision

logger = logging.getLogger(__name__)

WEIGHTS = "adapter_model.safetensors"


class FolderStore(Protocol):
    """Where revisions are kept; ``chorus.storage.artifacts.Artifacts`` is one."""

    def fetch_folder(self, location: str, cache: Path) -> Path:
        """Bring a folder here, every file verified on the way, unless it is here. Blocks."""


class Quarantine(Protocol):
    """Who takes revisions out of use for everybody; ``chorus.serving.catalogue.RemoteCatalogue`` is one."""

    async def quarantine(self, revision: str, reason: str) -> None:
        """Take a revision out of use, for good."""


class Trial(Protocol):
    """Tries an adapter that the engine has; ``chorus.serving.canary.Canary`` is one."""

    async def check(self, revision: "Revision", adapter: LoadedAdapter) -> None:
        """Raise ``AdapterNotInEffect`` for one that does not do what it was trained to do."""


@dataclass(frozen=True, slots=True)
class AdapterFiles:
    """How an adapter's files get here and are found fit."""

    store: FolderStore
    cache: Path
    check: Callable[[Path], None]
    """Raises ``InvalidAdapter`` for a folder that must not reach the engine."""

    def bring(self, revision: "Revision") -> Path:
        """The verified folder of a revision; what was damaged in the cache is fetched again. Blocks."""
        folder = self.store.fetch_folder(revision.location, self.cache)
        try:
            self._verify(folder, revision)
        except (DataLoss, InvalidAdapter) as error:
            logger.warning("%s: %s; fetching it again", revision.name, error.message)
            shutil.rmtree(folder)
            folder = self.store.fetch_folder(revision.location, self.cache)
            self._verify(folder, revision)
        return folder

    def _verify(self, folder: Path, revision: "Revision") -> None:
        weights = folder / WEIGHTS
        if not weights.is_file():
            raise InvalidAdapter(f"{revision.name} has no {WEIGHTS}; train it again")
        with weights.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != revision.weights_digest or not revision.name.endswith(f".{digest}"):
            raise DataLoss(f"the weights of {revision.name} are not those it is named by (they are {digest})")
        self.check(folder)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An adapter that was loaded, and how its weights' file looked then: the engine reads it again after an eviction."""

    adapter: LoadedAdapter
    looks: tuple[int, int]

    def is_untouched(self) -> bool:
        """Whether the file is the one that was verified, as far as size and time tell. Blocks."""
        return _looks(self.adapter.folder) == self.looks


class Adapters:
    """The adapters of one engine. One revision loads at a time; requests for others go on."""

    def __init__(
        self, files: AdapterFiles, engine: Engine, trial: Trial, registry: Quarantine, max_in_use: int = 1
    ) -> None:
        """``max_in_use``: revisions that are in use at once, at most; so many places of the engine cannot be pinned."""
        self._files = files
        self._trial = trial
        self._registry = registry
        self.max_pinned = engine.max_resident_adapters - max_in_use
        """So many can be pinned at once."""
        self._residents = Residents(engine, engine.max_resident_adapters)
        self._numbers = count(1)
        self._kept: dict[str, _Kept] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._refused: dict[str, ChorusError] = {}
        self._unreported: set[str] = set()

    @asynccontextmanager
    async def use(self, revision: "Revision | None") -> AsyncIterator[LoadedAdapter | None]:
        """An adapter that the engine has now and keeps while the block runs; None for no revision.

        Raises ``DataLoss``, ``InvalidAdapter`` or ``AdapterNotInEffect`` for one that must not answer.
        """
        if revision is None:
            yield None
            return
        self._residents.hold(revision.name)
        try:
            async with self._locks[revision.name]:
                adapter = await self._brought(revision)
            yield adapter
        finally:
            self._residents.release(revision.name)

    def __contains__(self, revision: "Revision") -> bool:
        return revision.name in self._residents

    def pin(self, revisions: "Iterable[Revision]") -> None:
        """Keep these once they are here, and no others, for as long as nothing else is said."""
        self._residents.pin(revision.name for revision in revisions)

    async def _brought(self, revision: "Revision") -> LoadedAdapter:
        name = revision.name
        if error := self._refused.get(name):
            await self._report(name, error)
            raise type(error)(error.message)
        kept = self._kept.get(name)
        # One that was evicted is read again.
        if kept is None or (name not in self._residents and not await asyncio.to_thread(kept.is_untouched)):
            return await self._load(revision)
        await self._residents.bring(kept.adapter)
        return kept.adapter

    async def _load(self, revision: "Revision") -> LoadedAdapter:
        """Bring an adapter to the engine, under a number that none had before."""
        name = revision.name
        with LOAD_SECONDS.time():
            async with self._refusing(name):
                folder = await asyncio.to_thread(self._files.bring, revision)
                looks = await asyncio.to_thread(_looks, folder)
            adapter = LoadedAdapter(name, next(self._numbers), folder)
            # What fails here may be for want of memory, and is no reason to refuse it for good.
            await self._residents.bring(adapter)
            if not revision.fingerprint.prompts:
                logger.warning("%s has no fingerprint; it speaks untried", name)
            async with self._refusing(name):
                await self._trial.check(revision, adapter)
        self._kept[name] = _Kept(adapter, looks)
        return adapter

    @asynccontextmanager
    async def _refusing(self, name: str) -> AsyncIterator[None]:
        """Remember, count and report that a revision is found unfit in the block."""
        try:
            yield
        except (DataLoss, InvalidAdapter, AdapterNotInEffect) as error:
            self._refused[name] = error
            self._unreported.add(name)
            REFUSED.labels(error.reason).inc()
            with suppress(ChorusError):
                await self._residents.drop(name)
            await self._report(name, error)
            raise

    async def _report(self, name: str, error: ChorusError) -> None:
        """Have a refused revision quarantined; where that fails, at the next call again."""
        if name not in self._unreported:
            return
        logger.error("%s is refused: %s", name, error.message)
        try:
            await self._registry.quarantine(name, error.message)
        except ChorusError as failure:
            logger.warning("%s could not be quarantined: %s", name, failure.message)
        else:
            self._unreported.discard(name)


def _looks(folder: Path) -> tuple[int, int]:
    try:
        found = (folder / WEIGHTS).stat()
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns)
