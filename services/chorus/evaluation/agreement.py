"""Agreement: how far people who rate the same items say the same, beyond what chance would have them agree on.

Cohen's κ is of two raters who both rated an item (Cohen 1960); Krippendorff's α is of any number of raters and lets ratings be
missing (Krippendorff 2011). Both are 1 where all agree and 0 where they agree by chance. A share of choices, such as how often
one of two texts is preferred, has Wilson's interval (Wilson 1927).
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import isfinite

import krippendorff
import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from chorus.evaluation.report import Estimate

Ratings = Mapping[str, Mapping[str, str]]
"""What each rater answered, by rater and item."""


def cohens_kappa(first: Mapping[str, str], second: Mapping[str, str]) -> float | None:
    """Of the items that both rated; None where there is none, or where both gave one same answer to all."""
    shared = sorted(first.keys() & second.keys())
    if not shared:
        return None
    one, two = [first[item] for item in shared], [second[item] for item in shared]
    if len({*one, *two}) < 2:
        return None
    return float(cohen_kappa_score(one, two))


def mean_kappa(ratings: Ratings) -> float | None:
    """The mean over all pairs of raters for whom there is one."""
    found = [cohens_kappa(ratings[one], ratings[two]) for one, two in combinations(sorted(ratings), 2)]
    known = [kappa for kappa in found if kappa is not None]
    return float(np.mean(known)) if known else None


def krippendorffs_alpha(ratings: Ratings, answers: Sequence[str], *, ordered: bool = False) -> float | None:
    """Of all ratings; ``ordered`` where the answers stand in an order. None where nothing can be compared."""
    items = sorted({item for given in ratings.values() for item in given})
    places = {answer: place for place, answer in enumerate(answers)}
    table = np.array(
        [[places[given[item]] if item in given else np.nan for item in items] for given in ratings.values()]
    )
    said = table[:, (~np.isnan(table)).sum(axis=0) > 1] if table.size else table
    if len(np.unique(said[~np.isnan(said)])) < 2:
        return None
    found = float(
        krippendorff.alpha(
            table, value_domain=range(len(answers)), level_of_measurement="ordinal" if ordered else "nominal"
        )
    )
    return found if isfinite(found) else None


def share(num_chosen: int, num_choices: int) -> Estimate | None:
    """How often something was chosen, with Wilson's 95% interval; None without a choice."""
    if num_choices == 0:
        return None
    interval = binomtest(num_chosen, num_choices).proportion_ci(method="wilson")
    return Estimate(num_chosen / num_choices, float(interval.low), float(interval.high))
