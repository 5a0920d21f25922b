"""Room for members, and for the parts of a network that no tie joins, on a page."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ASPECT = 1.25
"""Width of the page over its height; the height is 2."""


def part(points: "Floats", rooms: "Floats", random: np.random.Generator) -> "Floats":
    """Without members that touch, or with few."""
    from scipy.spatial import cKDTree

    # Members on one spot have no direction to part in.
    points = points + 1e-3 * rooms[:, None] * random.normal(size=points.shape)
    for _ in range(40):
        distance, other = cKDTree(points).query(points, k=range(2, 10), distance_upper_bound=2 * rooms.max())
        left, nth = np.nonzero(other < len(points))
        right = other[left, nth]
        gap = rooms[left] + rooms[right] - distance[left, nth]
        left, right, gap = left[gap > 0], right[gap > 0], gap[gap > 0]
        if not len(left):
            break
        span = points[left] - points[right]
        push = gap / (2 * np.hypot(span[:, 0], span[:, 1]) * np.sqrt(np.bincount(left)[left]))
        points = points + add_up(left, span, push, len(points))
    return points


def pack(points: "Floats", component: "Ints", rooms: "Floats") -> "Floats":
    """The largest component in the middle, the others around it, smaller ones farther out, on the closest free place.

    Components come around the origin, and are discs to this; close is meant by a page's measure, so that its corners are filled.
    """
    from scipy.spatial import cKDTree

    order = np.argsort(-np.bincount(component), kind="stable")
    core = component == order[0]
    points = points.copy()
    points[core] = lie(points[core])
    reach = np.zeros(len(order))
    np.maximum.at(reach, component, np.hypot(points[:, 0], points[:, 1]) + 2 * rooms)
    angle = np.arange(64) * 2 * np.pi / 64
    directions = np.stack([np.cos(angle), np.sin(angle)])
    hull = (points[core] @ directions + rooms[core, None]).max(axis=0)
    half = np.sqrt(np.square(hull.max()) + 2 * np.square(reach[order[1:]]).sum()) + 2 * reach[order[1:]].max(initial=0)
    along = np.arange(-half, half, max(0.7 * reach.min(), half / 150))
    places = np.stack(np.meshgrid(along * ASPECT, along), axis=-1).reshape(-1, 2)
    places = places[np.argsort((np.abs(places / (ASPECT, 1)) ** 4).sum(axis=1), kind="stable")]
    free = (places @ directions - hull).max(axis=1)
    tree = cKDTree(places)
    offsets = np.zeros((len(order), 2))
    to_come = np.maximum.accumulate(reach[order][::-1])[::-1]
    for number, largest in zip(order[1:], to_come[1:], strict=True):
        offsets[number] = places[np.argmax(free >= reach[number])]
        near = tree.query_ball_point(offsets[number], reach[number] + largest)
        free[near] = np.minimum(free[near], np.hypot(*(places[near] - offsets[number]).T) - reach[number])
    return points + offsets[component]


def lie(points: "Floats") -> "Floats":
    """The points, (n, 2), turned so that their longest extent is horizontal, as pages and screens are."""
    points = points - points.sum(axis=0) / max(len(points), 1)
    _, axes = np.linalg.eigh(points.T @ points)
    # Largest first; without a mirror image, whichever sign the eigenvectors came with.
    across = axes[:, 1] * np.copysign(1, axes[0, 1])
    return np.asarray(points @ np.array([[across[0], -across[1]], [across[1], across[0]]]))


def add_up(rows: "Ints", spans: "Floats", weights: "Floats", num: int) -> "Floats":
    """Weighted spans summed by row."""
    return np.stack([np.bincount(rows, weights * spans[:, axis], num) for axis in (0, 1)], axis=1)
