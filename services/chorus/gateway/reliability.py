"""Internal consistency of a scale: do its items go together from respondent to respondent?

- *Cronbach's alpha*: ``k / (k - 1) * (1 - sum of item variances / variance of the score)``.
- *McDonald's omega*: ``(sum of loadings)^2 / ((sum of loadings)^2 + sum of residual variances)`` of the one-factor model
  (McDonald 1999, Test Theory, chapter 6), fitted by maximum likelihood on standardised items.

Respondents of one persona who are asked item by item hear nothing of their other answers: they differ by chance alone, and alpha
is near 0 by design. So within one persona both are said of batteries only, and else over the respondents of several personas.
"""

import numpy as np
from numpy.typing import NDArray

MIN_RESPONDENTS = 10


def alpha(added: NDArray[np.float64]) -> float | None:
    """Cronbach's alpha of respondents × items; None for fewer than two items or ten respondents, or where nothing varies."""
    if not _can_be_said(added):
        return None
    import pandas as pd
    import pingouin

    value, _ = pingouin.cronbach_alpha(data=pd.DataFrame(added))
    return float(value)


def omega(added: NDArray[np.float64]) -> float | None:
    """McDonald's omega of respondents × items; None where alpha is, for fewer than three items, or where one never varies."""
    spread = added.std(axis=0) if len(added) else np.zeros(1)
    if not _can_be_said(added) or added.shape[1] < 3 or not spread.all():
        return None
    from sklearn.decomposition import FactorAnalysis

    standardised = (added - added.mean(axis=0)) / spread
    model = FactorAnalysis(n_components=1, tol=1e-6, max_iter=5000, svd_method="lapack").fit(standardised)
    common = float(model.components_[0].sum()) ** 2
    return common / (common + float(model.noise_variance_.sum()))


def _can_be_said(added: NDArray[np.float64]) -> bool:
    respondents, items = added.shape
    return items >= 2 and respondents >= MIN_RESPONDENTS and bool(added.sum(axis=1).var() > 0)
