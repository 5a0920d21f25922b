"""Where authors stand in a drawing: a force-directed layout that shows communities as clusters.

Ties pull with the logarithm of their length, all pairs push apart with the product of their degrees over their distance (the
LinLog energy: Noack 2009, "Modularity clustering is force-directed layout", doi:10.1103/PhysRevE.79.026102; degrees as in
Jacomy et al. 2014, "ForceAtlas2"), and a weak pull to the middle keeps parts without ties in sight. All pairs are computed, so
this is for some thousands of authors at most.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

NUM_STEPS = 120
GRAVITY = 0.6
FIRST_STEP = 0.08
"""Longest move in the first step; moves shrink to nothing towards the last."""


def layout(adjacency: "sparse.csr_matrix", labels: "NDArray[np.int32]", seed: int) -> "NDArray[np.float32]":
    """One point per author, centred, the farthest ones about 1 from the middle.

    ``labels`` are communities; they only choose where authors start. The same seed gives the same points.
    """
    ties = adjacency.tocoo()
    left, right = ties.row, ties.col
    pull = np.log1p(ties.data).astype(np.float32)
    mass = 1 + np.diff(adjacency.indptr).astype(np.float32)
    mass /= mass.mean()
    points = _start(labels, seed)
    strength = np.float32(pull.sum() / len(mass) ** 2)
    for step in range(NUM_STEPS):
        force = -GRAVITY * strength * len(mass) * mass[:, None] * points
        force += strength * _push(points, mass)
        span = points[right] - points[left]
        length = np.hypot(span[:, 0], span[:, 1]) + np.float32(1e-6)
        weight = pull * np.log1p(length * 10) / length
        for axis in (0, 1):
            force[:, axis] += np.bincount(left, weight * span[:, axis], len(mass)).astype(np.float32)
        size = np.hypot(force[:, 0], force[:, 1]) + np.float32(1e-9)
        longest = FIRST_STEP * (1 - step / NUM_STEPS)
        points += force / size[:, None] * np.minimum(size / np.median(size), 2)[:, None] * longest / 2
    points = _lay_down(points - points.mean(axis=0))
    reach = np.quantile(np.hypot(points[:, 0], points[:, 1]), 0.99)
    return np.asarray(points / max(float(reach), 1e-6), dtype=np.float32)


def _start(labels: "NDArray[np.int32]", seed: int) -> "NDArray[np.float32]":
    """Communities around a circle, their authors close together."""
    random = np.random.default_rng(seed)
    angle = 2 * np.pi * labels / (labels.max() + 1)
    centres = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return (0.6 * centres + random.normal(scale=0.15, size=centres.shape)).astype(np.float32)


def _lay_down(points: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Turned so that the longest extent is horizontal, as pages and screens are."""
    _, axes = np.linalg.eigh(points.T @ points)
    # Largest first; without a mirror image, whichever sign the eigenvectors came with.
    across = axes[:, 1] * np.copysign(1, axes[0, 1])
    return np.asarray(points @ np.array([[across[0], -across[1]], [across[1], across[0]]]), dtype=np.float32)


def _push(points: "NDArray[np.float32]", mass: "NDArray[np.float32]") -> "NDArray[np.float32]":
    across = points[:, 0, None] - points[None, :, 0]
    along = points[:, 1, None] - points[None, :, 1]
    strength = np.square(across)
    strength += np.square(along)
    strength += np.float32(1e-4)
    np.divide(mass[None, :], strength, out=strength)
    across *= strength
    along *= strength
    return np.asarray(np.stack([across.sum(axis=1), along.sum(axis=1)], axis=1) * mass[:, None], dtype=np.float32)
