"""A map that works ahead: the next items are in other processes while the results of the last are used."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from chorus.graph.apart import settle_in

T = TypeVar("T")
R = TypeVar("R")

MAX_PROCESSES = 4


def ahead(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """The results in order; function, items and results can be pickled."""
    num_processes = min(os.cpu_count() or 1, MAX_PROCESSES)
    waiting: deque[Future[R]] = deque()
    with ProcessPoolExecutor(num_processes, get_context("spawn"), initializer=settle_in) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > num_processes + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
