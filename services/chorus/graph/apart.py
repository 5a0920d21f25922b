"""Heavy work in processes of its own.

The service's event loop goes on whatever the libraries in there do with the interpreter, memory goes back to the machine when the
work is done, and whoever calls the work off ends the process at once. Each piece of work gets a fresh process, forked from
a server that has the slow imports done, so a start costs a tenth of a second.
"""

import asyncio
import gc
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from multiprocessing import connection, forkserver, get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from chorus.errors import Internal, ResourceExhausted
from chorus.jobs.job import Progress
from chorus.rpc.status import typed

P = ParamSpec("P")
T = TypeVar("T")

Report = Callable[[Progress], None]
"""How work says how far it is."""

RETRY_SECONDS = 10.0
NICENESS = 10
"""The service answers first, however busy the machine is."""

_context = get_context("forkserver")
_context.set_forkserver_preload(["chorus.graph.importing", "chorus.graph.detecting", "chorus.graph.drawing"])


class Apart:
    """Runs work apart, a few pieces at once."""

    def __init__(self, max_running: int = 2, max_waiting: int = 16) -> None:
        self._places = asyncio.Semaphore(max_running)
        self._max_waiting = max_waiting
        self._num_waiting = 0
        # Imports while the service starts, so that the first work need not wait for it.
        forkserver.ensure_running()

    async def run(
        self,
        on_progress: Callable[[Progress], Awaitable[None]] | None,
        work: Callable[Concatenate[Report, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The result of ``work(report, …)``, done in another process; raises what it raises.

        ``work`` is a function of a module; its arguments and its result can be pickled, and the result is small. Cancelling
        kills the process. ``ResourceExhausted`` where too much waits already.
        """
        if self._num_waiting >= self._max_waiting:
            raise ResourceExhausted("the graph service is busy; try again in a moment", retry_after=RETRY_SECONDS)
        self._num_waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._num_waiting -= 1
        try:
            return await _run(on_progress, work, args, kwargs)
        finally:
            self._places.release()


async def _run(
    on_progress: Callable[[Progress], Awaitable[None]] | None,
    work: Callable[..., T],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> T:
    receiving, sending = _context.Pipe(duplex=False)
    # No daemon, for daemons may have no processes of their own.
    process = _context.Process(target=_do, args=(sending, work, args, kwargs), daemon=False)
    starting = asyncio.ensure_future(asyncio.to_thread(process.start))
    try:
        await asyncio.shield(starting)
        sending.close()
        while isinstance(message := await _receive(receiving), Progress):
            if on_progress is not None:
                await on_progress(message)
    except EOFError:
        raise Internal("the process that did the work ended; was it killed, or was memory too short?") from None
    finally:
        await starting
        process.kill()
        await asyncio.to_thread(process.join)
        receiving.close()
    if isinstance(message, BaseException):
        raise message
    result: T = message
    return result


async def _receive(receiving: Connection) -> Any:
    """The next message, waited for without a thread."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(receiving.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(receiving.fileno())
    return receiving.recv()


def _do(sending: Connection, work: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """In the process apart: do the work, send its progress and then its result or error."""
    os.nice(NICENESS)
    settle_in()
    try:
        result = work(sending.send, *args, **kwargs)
    except Exception as exception:
        sending.send(typed(exception))
    else:
        sending.send(result)


def settle_in() -> None:
    """What a process for heavy work begins with.

    It ends when the process that started it does: a service that dies leaves nobody at work. And it does without the cyclic
    collector, which would look through millions of rows again and again for cycles that are not there.
    """
    gc.disable()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
