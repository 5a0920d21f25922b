"""Where members stand in a drawing: a force-directed layout that shows communities as clusters.

Ties pull with the logarithm of their length, all pairs push apart with the product of their degrees over their distance (the
LinLog energy: Noack 2009, "Modularity clustering is force-directed layout", doi:10.1103/PhysRevE.79.026102; degrees as in
Jacomy et al. 2014, "ForceAtlas2"). The push of all pairs is a convolution, computed on a mesh (Hockney & Eastwood 1988, "Computer
simulation using particles"; for layouts Linderman et al. 2019, "FIt-SNE", doi:10.1038/s41592-018-0308-4): with n members,
m ties and G² cells a step costs O(n + m + G² log G).

Then members get room: crowds spread like a fluid from where they are too dense (Gastner & Newman 2004, "Diffusion-based method
for producing density-equalizing maps"), and neighbours that still touch move apart. Components without a tie to the largest are
packed around it.
"""

from typing import TYPE_CHECKING

import numpy as np

from chorus.graph.mesh import field
from chorus.graph.packing import ASPECT, add_up, lie, pack, part

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FILL = 0.12
"""Share of the page that members cover, where there are enough of them."""
LARGEST_RADIUS = 0.03
GAP = 1.25
"""Room that a member has, over the radius it is drawn with."""
CROWDED = 0.4
"""Share of a place that members' room may take before they spread."""
ACROSS = 0.5
"""How hard ties between communities pull, over ties inside: the picture is one of the partition, too, and says so."""
STEEPNESS = 60.0
"""How soon the logarithm takes over from a tie's length; what the forces lay out is some units wide."""
NUM_STEPS = 150
EXACT = 100
"""Components of as many members, but for the largest, are laid out together, pair by pair, without a mesh."""
SMALLEST_LARGE = 9
"""A largest component of as many members is computed with the others."""


def layout(adjacency: "sparse.csr_matrix", labels: "NDArray[np.int32]", seed: int) -> "NDArray[np.float32]":
    """One point per member, (n, 2), on a page from (-``ASPECT``, -1) to (``ASPECT``, 1).

    ``adjacency`` is symmetric, without a diagonal. ``labels`` are communities, (n,): members start near the others of theirs, and
    ties inside pull harder. The same seed gives the same points.
    """
    from scipy.sparse.csgraph import connected_components

    if not adjacency.shape[0]:
        return np.zeros((0, 2), np.float32)
    random = np.random.default_rng(seed)
    rooms = _rooms(radii_of(adjacency))
    _, component = connected_components(adjacency, directed=False)
    sizes = np.bincount(component)
    points = np.zeros((len(rooms), 2))
    large = (sizes > EXACT) | ((np.arange(len(sizes)) == np.argmax(sizes)) & (sizes > SMALLEST_LARGE))
    small = np.flatnonzero(~large[component])
    points[small] = _lay_small(adjacency[small][:, small], component[small], rooms[small], random)
    for number in np.flatnonzero(large):
        members = np.flatnonzero(component == number)
        own = rooms[members]
        page = float(np.sqrt(np.square(own).sum() / np.square(rooms).sum()))
        laid = lie(_lay_large(adjacency[members][:, members], labels[members], own / page, random))
        for _ in range(2):
            laid = part(_spread(_fit(laid, page), own, 40), own, random)
        points[members] = laid
    points = _fit(pack(points, component, rooms), 1)
    return np.asarray(_fit(part(points, rooms, random), 1), dtype=np.float32)


def radii_of(adjacency: "sparse.csr_matrix") -> "Floats":
    """How large members are drawn, (n,), in units of the page: larger with more ties, and together a fixed share of it."""
    strength = np.asarray(adjacency.sum(axis=1), dtype=np.float64).ravel()
    areas = 1 + 4 * np.sqrt(strength / max(strength.max(initial=0), 1e-9))
    areas *= min(FILL * 4 * ASPECT / areas.sum(), np.pi * LARGEST_RADIUS**2 / areas.max()) if len(areas) else 1
    return np.asarray(np.sqrt(areas / np.pi))


def _rooms(radii: "Floats") -> "Floats":
    """The radii within which members have no neighbour; where they are few, they are drawn smaller than they have room."""
    rooms = GAP * radii
    return rooms * float(np.clip(np.sqrt(FILL * 4 * ASPECT / (np.pi * np.square(rooms).sum())), 1, 1.7))


def _fit(points: "Floats", page: float) -> "Floats":
    """Centred, and as large as that share of the page's sides allows; stretched by a third at most."""
    low, high = points.min(axis=0), points.max(axis=0)
    scale = page * np.array([ASPECT, 1]) / np.maximum((high - low) / 2, 1e-9)
    return np.asarray((points - (low + high) / 2) * np.minimum(scale, 1.3 * scale.min()))


def _lay_large(
    adjacency: "sparse.csr_matrix", labels: "NDArray[np.int32]", rooms: "Floats", random: np.random.Generator
) -> "Floats":
    """A connected component: first whole communities, then members, who start around the middle of theirs.

    ``rooms`` are in units of a page that the component fills.
    """
    from scipy import sparse

    mass = 1.0 + np.diff(adjacency.indptr)
    ties = adjacency.tocoo()
    pull = np.log1p(ties.data) * np.where(labels[ties.row] == labels[ties.col], 1, ACROSS)
    pulls = sparse.csr_matrix((pull, (ties.row, ties.col)), shape=ties.shape)
    strength = pull.sum() / mass.sum() ** 2
    _, community = np.unique(labels, return_inverse=True)
    belongs = sparse.csr_matrix((np.ones(len(mass)), (np.arange(len(mass)), community)))
    weight = np.bincount(community, mass).astype(np.float64)
    angle = 2 * np.pi * np.arange(len(weight)) / len(weight)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1) + random.normal(scale=0.1, size=(len(weight), 2))
    centres = _simulate(circle, belongs.T @ pulls @ belongs, lambda at: strength * _push(at, weight), 0.5)
    around = 0.5 * np.sqrt(weight / weight.sum())[community, None] * random.normal(size=(len(mass), 2))
    return _simulate(
        centres[community] + around,
        pulls,
        lambda at: strength * _push(at, mass),
        0.2,
        lambda at: _spread(at, rooms * np.ptp(at, axis=0).max() / (2 * ASPECT), 1),
    )


def _lay_small(
    adjacency: "sparse.csr_matrix", component: "Ints", rooms: "Floats", random: np.random.Generator
) -> "Floats":
    """Many components at once, each around the origin and with ties as long as a few members are wide."""
    from scipy import sparse

    if not len(rooms):
        return np.zeros((0, 2))
    _, component = np.unique(component, return_inverse=True)
    belongs = sparse.csr_matrix((np.ones(len(rooms)), (np.arange(len(rooms)), component)))
    left, right = (belongs @ belongs.T).nonzero()
    ties = adjacency.tocoo()
    mass = 1.0 + np.diff(adjacency.indptr)
    strength = (np.log1p(ties.data) @ belongs[ties.row]) / np.square(mass @ belongs)
    charge = strength[component[left]] * mass[left] * mass[right]

    def push(points: "Floats") -> "Floats":
        span = points[left] - points[right]
        return add_up(left, span, charge / (np.square(span).sum(axis=1) + 1e-6), len(points))

    points = _simulate(random.normal(size=(len(rooms), 2)), adjacency.log1p(), push, 0.2)
    length = np.hypot(*(points[ties.row] - points[ties.col]).T) @ belongs[ties.row]
    wanted = 2.2 * (rooms[ties.row] + rooms[ties.col]) @ belongs[ties.row]
    points *= (wanted / np.maximum(length, 1e-9))[component, None]
    return np.asarray(points - (belongs.T @ points / np.bincount(component)[:, None])[component])


def _simulate(
    points: "Floats",
    pulls: "sparse.spmatrix",
    push: "Callable[[Floats], Floats]",
    longest: float,
    make_room: "Callable[[Floats], Floats] | None" = None,
) -> "Floats":
    """Where the forces come to rest, or nearly; no step is longer than ``longest``, which shrinks to nothing."""
    ties = pulls.tocoo()
    velocity = np.zeros_like(points)
    for step in range(NUM_STEPS):
        span = points[ties.col] - points[ties.row]
        length = np.hypot(span[:, 0], span[:, 1]) + 1e-6
        weight = ties.data * np.log1p(STEEPNESS * length) / length
        force = push(points) + add_up(ties.row, span, weight, len(points))
        # Divided by the ties' stiffness, hubs and loners settle equally fast.
        move = force / (np.bincount(ties.row, weight, len(points)) + 1e-9)[:, None]
        size = np.hypot(move[:, 0], move[:, 1]) + 1e-9
        velocity = velocity / 2 + 0.7 * move * np.minimum(1, longest * (1 - step / NUM_STEPS) / size)[:, None]
        points = points + velocity
        if make_room and step > NUM_STEPS / 3:
            points = make_room(points)
    return points


def _push(points: "Floats", mass: "Floats") -> "Floats":
    """What all members do to each: the sum of the products of masses over distances."""
    cells = 2 ** int(np.clip(np.log2(len(mass)) / 2 + 1.6, 5, 8))
    return mass[:, None] * field(points, mass, cells)


def _spread(points: "Floats", rooms: "Floats", num_steps: int) -> "Floats":
    """Less crowded; a cell of the mesh is some members wide."""
    cells = int(0.9 * np.sqrt(len(points))) + 4
    for _ in range(num_steps):
        move = field(points, np.pi * np.square(rooms), cells, lambda covered: np.clip(covered / CROWDED - 1, 0, 1))
        if not move.any():
            break
        points = points + move / (4 * np.pi)
    return points
