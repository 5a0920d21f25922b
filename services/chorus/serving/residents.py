"""Which adapters the engine holds in memory: at most so many, the least recently used one making room, pinned ones staying.

vLLM would evict by itself, without a word, and read the files again when one is named that it has evicted. So it is told which to
let go of before it has to choose, and is asked to load only what it does not have: a question to an adapter that it
holds costs no call to the engine.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from chorus.errors import ResourceExhausted
from chorus.serving.engine import LoadedAdapter
from chorus.serving.metrics import EVICTIONS, HITS, MISSES, RESIDENT

_RETRY_AFTER = 1.0


class Memory(Protocol):
    """The part of an engine that holds adapters."""

    async def add_adapter(self, adapter: LoadedAdapter) -> None:
        """Load one."""

    async def remove_adapter(self, adapter: LoadedAdapter) -> None:
        """Let go of one."""


class Residents:
    """The adapters that an engine holds, by revision, least recently used first."""

    def __init__(self, engine: Memory, capacity: int) -> None:
        self._engine = engine
        self._capacity = capacity
        self._resident: dict[str, LoadedAdapter] = {}
        self._held: Counter[str] = Counter()
        self._pinned: frozenset[str] = frozenset()

    def __contains__(self, revision: str) -> bool:
        return revision in self._resident

    def hold(self, revision: str) -> None:
        """Keep an adapter from being evicted until it is released as often; one that is not here, once it comes."""
        self._held[revision] += 1

    def release(self, revision: str) -> None:
        """The end of one ``hold``."""
        self._held[revision] -= 1
        if not self._held[revision]:
            del self._held[revision]

    def pin(self, revisions: Iterable[str]) -> None:
        """Keep these, and no others, for as long as nothing else is said."""
        self._pinned = frozenset(revisions)

    async def bring(self, adapter: LoadedAdapter) -> None:
        """Have the engine hold an adapter; another one goes where there is no room."""
        if adapter.revision in self._resident:
            HITS.inc()
            self._resident[adapter.revision] = self._resident.pop(adapter.revision)
            return
        MISSES.inc()
        while len(self._resident) >= self._capacity:
            await self._evict()
        # Here before the engine has it, so that nobody else takes the place meanwhile.
        self._resident[adapter.revision] = adapter
        try:
            await self._engine.add_adapter(adapter)
        except BaseException:
            self._resident.pop(adapter.revision, None)
            raise
        finally:
            RESIDENT.set(len(self._resident))

    async def drop(self, revision: str) -> None:
        """Have the engine let go of an adapter, if it holds it."""
        if adapter := self._resident.pop(revision, None):
            RESIDENT.set(len(self._resident))
            await self._engine.remove_adapter(adapter)

    async def _evict(self) -> None:
        for revision in self._resident:
            if revision not in self._held and revision not in self._pinned:
                EVICTIONS.inc()
                await self.drop(revision)
                return
        raise ResourceExhausted(
            f"all {self._capacity} adapters in memory are in use or pinned; try again, or unpin some",
            retry_after=_RETRY_AFTER,
        )
