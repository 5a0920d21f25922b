"""How far runs agree that differ in their seed alone.

Runs are compared pair by pair: normalised mutual information (Danon et al. 2005, doi:10.1088/1742-5468/2005/09/P09008) and the
adjusted Rand index (Hubert & Arabie 1985, doi:10.1007/BF01908075). Each community is compared with the most similar one
of every other run by the Jaccard index, whose mean tells a community that is there from one that a seed made up (Hennig
2007, doi:10.1016/j.csda.2006.11.025: below 0.6 it should not be trusted).
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from chorus.graph.stability import Stability

if TYPE_CHECKING:
    from numpy.typing import NDArray


def stability(runs: Sequence["NDArray[np.int32]"], modularities: Sequence[float]) -> Stability:
    """The agreement of two or more runs over the same members, each an array of community numbers."""
    pairs = list(combinations(runs, 2))
    nmi = [float(normalized_mutual_info_score(one, other)) for one, other in pairs]
    ari = [float(adjusted_rand_score(one, other)) for one, other in pairs]
    return Stability(
        num_seeds=len(runs),
        mean_nmi=float(np.mean(nmi)),
        min_nmi=min(nmi),
        mean_ari=float(np.mean(ari)),
        min_ari=min(ari),
        mean_modularity=float(np.mean(modularities)),
        min_modularity=min(modularities),
        max_modularity=max(modularities),
    )


def recovery(labels: "NDArray[np.int32]", others: Sequence["NDArray[np.int32]"]) -> "NDArray[np.float64]":
    """Per community of ``labels``: the mean over the other runs of the Jaccard index with the most similar one there.

    >>> recovery(np.array([0, 0, 1, 1]), [np.array([0, 0, 0, 1])]).round(2).tolist()
    [0.67, 0.5]
    """
    return np.asarray(np.mean([_best_jaccard(labels, other) for other in others], axis=0), dtype=np.float64)


def _best_jaccard(labels: "NDArray[np.int32]", other: "NDArray[np.int32]") -> "NDArray[np.float64]":
    both = sparse.coo_matrix((np.ones(len(labels)), (labels, other))).tocsr().tocoo()
    union = np.bincount(labels)[both.row] + np.bincount(other)[both.col] - both.data
    best = np.zeros(both.shape[0])
    np.maximum.at(best, both.row, both.data / union)
    return best
