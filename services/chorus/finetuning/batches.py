"""Batches by tokens: texts of like length together, so that little of a step is padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Share:
    """The part of every batch that is one worker's."""

    rank: int = 0
    """Which worker, from 0."""
    num_workers: int = 1

    def of(self, batch: Sequence[int]) -> list[int]:
        """Every ``num_workers``-th text; the only one of a batch with too few, so that no worker is without.

        >>> Share(1, 2).of([7, 8, 9]), Share(1, 2).of([7])
        ([8], [7])
        """
        return list(batch[self.rank :: self.num_workers]) or [batch[self.rank % len(batch)]]


@dataclass(slots=True)
class ShuffledBatches:
    """A batch sampler: the same batches in another order every epoch, of each the share of one worker."""

    batches: list[list[int]]
    seed: int
    share: Share = field(default_factory=Share)
    epoch: int = 0
    """Decides the order; whoever goes on in the middle of a training sets it first."""

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[list[int]]:
        order = list(self.batches)
        Random(f"{self.seed}:{self.epoch}").shuffle(order)
        return (self.share.of(batch) for batch in order)
