"""Who reposts whom in communities that are known: heavy-tailed sizes, activity and fame, as on the platforms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Planted:
    """Reposts between authors 0 … n - 1, and the community that each author was planted in."""

    author: NDArray[np.int32]
    original_author: NDArray[np.int32]
    community: NDArray[np.int32]


def plant(num_authors: int, num_reposts: int, mixing: float = 0.2, seed: int = 0) -> Planted:
    """Every author reposts at least once; a share of ``mixing`` of all reposts is of anybody, the rest of the own community."""
    random = np.random.default_rng(seed)
    num_communities = max(8, int(num_authors**0.5 / 4))
    sizes = random.pareto(1.0, num_communities) + 0.3
    community = np.sort(random.choice(num_communities, num_authors, p=sizes / sizes.sum())).astype(np.int32)
    first = np.searchsorted(community, np.arange(num_communities))
    last = np.searchsorted(community, np.arange(num_communities), side="right")
    activity = random.pareto(1.5, num_authors) + 0.2
    fame = np.concatenate([[0.0], np.cumsum(random.pareto(1.2, num_authors) + 0.1)])
    more = random.choice(num_authors, num_reposts - num_authors, p=activity / activity.sum())
    author = np.concatenate([random.permutation(num_authors), more])
    anywhere = random.random(num_reposts) < mixing
    low = np.where(anywhere, 0, fame[first[community[author]]])
    high = np.where(anywhere, fame[-1], fame[last[community[author]]])
    original = np.searchsorted(fame, low + random.random(num_reposts) * (high - low), side="right") - 1
    # Nobody's number tells the community.
    number = random.permutation(num_authors).astype(np.int32)
    place = np.empty_like(number)
    place[number] = np.arange(num_authors, dtype=np.int32)
    return Planted(number[author], number[np.clip(original, 0, num_authors - 1)], community[place])
