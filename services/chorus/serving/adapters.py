"""Adapters brought to the engine when a persona first needs them: from the artifact store, checked, then loaded.

Nothing reaches the engine unchecked: the weights must have the digest that the revision is named by, and the folder must pass
the check of names, shapes, rank and format. A replica that starts empty can so serve every revision with nobody's help.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import file_digest
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chorus.errors import DataLoss, InvalidAdapter
from chorus.serving.engine import Engine, LoadedAdapter

if TYPE_CHECKING:
    from chorus.finetuning.client import Revision

WEIGHTS = "adapter_model.safetensors"


class FolderStore(Protocol):
    """Where revisions are kept; ``chorus.storage.artifacts.Artifacts`` is one."""

    def fetch_folder(self, location: str, cache: Path) -> Path:
        """Bring a folder here, every file verified. Blocks."""


@dataclass(frozen=True, slots=True)
class AdapterFiles:
    """How an adapter's files get here and are found fit."""

    store: FolderStore
    cache: Path
    check: Callable[[Path], None]
    """Raises ``InvalidAdapter`` for a folder that must not reach the engine."""

    def bring(self, revision: "Revision") -> Path:
        """The verified folder of a revision. Blocks."""
        folder = self.store.fetch_folder(revision.location, self.cache)
        weights = folder / WEIGHTS
        if not weights.is_file():
            raise InvalidAdapter(f"{revision.name} has no {WEIGHTS}; train it again")
        with weights.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != revision.weights_digest or not revision.name.endswith(f".{digest}"):
            raise DataLoss(f"the weights of {revision.name} are not those it is named by (they are {digest})")
        self.check(folder)
        return folder


class Adapters:
    """The adapters of one engine. One revision loads at a time; requests for others go on."""

    def __init__(self, files: AdapterFiles, engine: Engine) -> None:
        self._files = files
        self._engine = engine
        self._numbers = count(1)
        self._loaded: dict[str, LoadedAdapter] = {}
        self._in_use: Counter[str] = Counter()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def use(self, revision: "Revision | None") -> AsyncIterator[LoadedAdapter | None]:
        """An adapter that the engine has now and keeps while the block runs; None for no revision."""
        if revision is None:
            yield None
            return
        name = revision.name
        async with self._locks[name]:
            adapter = self._loaded.get(name)
            if adapter is None:
                folder = await asyncio.to_thread(self._files.bring, revision)
                adapter = LoadedAdapter(name, next(self._numbers), folder)
            if not self._in_use[name]:
                # The engine may have evicted it since; telling it again costs little where it has not.
                await self._engine.add_adapter(adapter)
            self._loaded[name] = adapter
            self._in_use[name] += 1
        try:
            yield adapter
        finally:
            self._in_use[name] -= 1
