"""Who may use the engine now: a bounded number of calls, and no more distinct adapters at once than fit one batch.

A call whose adapter is in use already joins; one that needs another adapter waits until a place is free. So that a popular
adapter cannot keep the others out for ever, nobody joins past a call that was passed over ``PATIENCE`` times.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chorus.errors import ResourceExhausted
from chorus.serving.metrics import WAIT_SECONDS, WAITING

PATIENCE = 64
_RETRY_AFTER = 1.0


@dataclass(eq=False, slots=True)
class _Waiting:
    adapter: str
    admitted: asyncio.Future[None]
    passed_over: int = 0


class Admission:
    """Admits calls to the engine, in groups of one adapter."""

    def __init__(self, max_adapters: int, max_calls: int) -> None:
        self._max_adapters = max_adapters
        self._max_calls = max_calls
        self._in_use: Counter[str] = Counter()
        self._waiting: deque[_Waiting] = deque()
        self._num_calls = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def num_calls(self) -> int:
        """Calls admitted or waiting."""
        return self._num_calls

    @asynccontextmanager
    async def enter(self, adapter: str) -> AsyncIterator[None]:
        """Wait for a turn with an adapter (empty: none); ``ResourceExhausted`` when too many calls are here already."""
        if self._num_calls >= self._max_calls:
            raise ResourceExhausted(
                f"{self._num_calls} calls are being answered or waiting, which is the most; try again later",
                retry_after=_RETRY_AFTER,
            )
        self._num_calls += 1
        self._empty.clear()
        try:
            with WAITING.track_inprogress(), WAIT_SECONDS.time():
                await self._admit(adapter)
            try:
                yield
            finally:
                self._leave(adapter)
        finally:
            self._num_calls -= 1
            if not self._num_calls:
                self._empty.set()

    async def empty(self) -> None:
        """Wait until no call is left."""
        await self._empty.wait()

    async def _admit(self, adapter: str) -> None:
        if self._may_enter(adapter) and not (adapter and self._must_queue()):
            self._take(adapter)
            for waiting in self._waiting if adapter else ():
                waiting.passed_over += 1
            return
        waiting = _Waiting(adapter, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            await waiting.admitted
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            else:
                self._leave(adapter)
            raise

    def _may_enter(self, adapter: str) -> bool:
        return not adapter or adapter in self._in_use or len(self._in_use) < self._max_adapters

    def _must_queue(self) -> bool:
        return bool(self._waiting) and self._waiting[0].passed_over >= PATIENCE

    def _take(self, adapter: str) -> None:
        if adapter:
            self._in_use[adapter] += 1

    def _leave(self, adapter: str) -> None:
        if adapter:
            self._in_use[adapter] -= 1
            if not self._in_use[adapter]:
                del self._in_use[adapter]
        for waiting in tuple(self._waiting):
            if waiting.admitted.cancelled():
                continue
            if self._may_enter(waiting.adapter):
                self._waiting.remove(waiting)
                self._take(waiting.adapter)
                waiting.admitted.set_result(None)
            elif self._must_queue():
                break
