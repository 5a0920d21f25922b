"""What is between communities: how many of the smaller one's ties, and whether more than chance would give."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]

SMALLEST_SHARE = 0.01
"""Less is no line."""
LINES_PER_DISC = 2.5
"""At most, on average."""


@dataclass(frozen=True, slots=True)
class Bonds:
    """What is between communities, (k, k) each."""

    share: "Floats"
    """Weight of the ties between two over that of all ties of the first, those inside it included; 0 unless it is the smaller."""
    affinity: "Floats"
    """Weight of the ties between two over what chance would give, from each one's ties to all others; symmetric."""

    @property
    def least(self) -> float:
        """The share from which a line is drawn, so that lines can be told apart."""
        strongest = np.sort(self.share, axis=None)[::-1][: int(LINES_PER_DISC * len(self.share))]
        return max(float(strongest.min(initial=1)), SMALLEST_SHARE)


def bonds_between(
    adjacency: "sparse.csr_matrix", group: "NDArray[np.int32]", sizes: "NDArray[np.int64]", num_groups: int
) -> Bonds:
    """``group`` is that of every member, (n,), ``sizes`` are their members, (k,); from ``num_groups`` on they are others."""
    from scipy import sparse

    num = len(group)
    belongs = sparse.csr_matrix((np.ones(num), (np.arange(num), group)), shape=(num, len(sizes)))
    weight = (belongs.T @ (adjacency @ belongs)).toarray()
    # Ties inside are counted from both of their ends.
    ties = weight.sum(axis=1) - weight.diagonal() / 2
    np.fill_diagonal(weight, 0)
    weight[num_groups:] = 0
    weight[:, num_groups:] = 0
    # From the side of one: its ties to others fall on these as theirs to others than themselves do.
    outside = weight.sum(axis=1)
    chance = outside[:, None] * outside / np.maximum(outside.sum() - outside, 1e-9)
    chance = (chance + chance.T) / 2
    affinity = np.divide(weight, chance, out=np.zeros_like(weight), where=chance > 0)
    # Of two of a size the later one counts as smaller.
    order = sizes * len(sizes) - np.arange(len(sizes))
    share = np.where(order[:, None] < order, weight / np.maximum(ties, 1e-9)[:, None], 0)
    return Bonds(share, affinity)
