"""Batches by tokens: texts of like length together, so that little of a step is padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random


def token_batches(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Cut texts, given by their lengths in tokens, into batches of at most ``budget`` tokens, padding included.

    A text longer than the budget has a batch of its own. Every index is in exactly one batch.

    >>> token_batches([5, 1, 1, 4], budget=10)
    [[1, 2], [3, 0]]
    """
    batches: list[list[int]] = []
    current: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: lengths[index]):
        if current and lengths[index] * (len(current) + 1) > budget:
            batches.append(current)
            current = []
        current.append(index)
    return [*batches, current] if current else batches


@dataclass(slots=True)
class ShuffledBatches:
    """A batch sampler: the same batches in another order every epoch."""

    batches: list[list[int]]
    seed: int
    epoch: int = 0

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[list[int]]:
        order = list(self.batches)
        Random(f"{self.seed}:{self.epoch}").shuffle(order)
        self.epoch += 1
        return iter(order)
