"""Fréchet distance of two sets of vectors, each taken as a Gaussian.

    d² = ‖μ₁−μ₂‖² + Tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½)

(Dowson & Landau 1982; of embeddings: Heusel et al. 2017). With Σ₁ = LLᵀ the eigenvalues of Σ₁Σ₂ are those of LᵀΣ₂L, which is
symmetric, so the trace of the root needs no general matrix square root.
"""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float64]
"""Shape: (texts, dimensions)."""


def frechet_distance(first: Vectors, second: Vectors) -> float:
    """The distance d² of two sets of two or more vectors; never below 0.

    It shrinks with the number of vectors even where nothing else differs: compare only distances of equally many.
    """
    shift = first.mean(axis=0) - second.mean(axis=0)
    one, two = _covariance(first), _covariance(second)
    factor = _factor(one)
    eigenvalues = np.linalg.eigvalsh(factor.T @ two @ factor)
    root_trace = np.sqrt(np.maximum(eigenvalues, 0)).sum()
    return max(0.0, float(shift @ shift + np.trace(one) + np.trace(two) - 2 * root_trace))


def _covariance(vectors: Vectors) -> Vectors:
    return np.atleast_2d(np.cov(vectors, rowvar=False))


def _factor(covariance: Vectors) -> Vectors:
    """A matrix F with F Fᵀ = Σ: Cholesky's, or one from eigenvectors where Σ is singular."""
    try:
        return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(covariance)
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0)), dtype=np.float64)
