"""Community detection: one Protocol, several engines, none of which holds up the service's event loop."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Protocol

import numpy as np

from chorus.graph.partition import Algorithm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network


class FindCommunities(Protocol):
    """An algorithm."""

    def __call__(self, network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
        """The community of every author, numbered in any way; the same arguments give the same result."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """An algorithm and how to run it."""

    find: FindCommunities
    holds_interpreter: bool
    """Whether it keeps all other threads waiting, and so needs a process of its own."""


def engine(algorithm: Algorithm) -> Engine:
    """The engine of an algorithm, imported on first use."""
    match algorithm:
        case Algorithm.LEIDEN:
            from chorus.graph.leiden import leiden

            return Engine(leiden, holds_interpreter=False)
        case Algorithm.LOUVAIN:
            from chorus.graph.louvain import louvain

            return Engine(louvain, holds_interpreter=True)


async def detect(engine: Engine, network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
    """The community of every author, numbered from the largest; the event loop goes on meanwhile."""
    if not engine.holds_interpreter:
        return largest_first(await asyncio.to_thread(engine.find, network, resolution, seed))
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
    try:
        future = pool.submit(engine.find, network, resolution, seed)
        return largest_first(await asyncio.wrap_future(future))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def largest_first(labels: "NDArray[np.int32]") -> "NDArray[np.int32]":
    """The same communities numbered by size; of equal ones the one with the earliest author comes first."""
    _, first, numbers, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[numbers]
