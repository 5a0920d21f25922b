"""The graph of communities drawn: a disc for each, and between them lines as wide as their ties are many.

Of a network of any size: members are summed up by a product of sparse matrices before anything is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from chorus.graph.bonds import SMALLEST_SHARE, Bonds, bonds_between
from chorus.graph.canvas import (
    FOOT,
    GREY,
    HEAD,
    HEIGHT,
    INK,
    MARGIN,
    PALE_INK,
    WIDTH,
    Group,
    colour,
    frame,
    groups_of,
    ink_on,
    marker,
    render,
    width_of,
    wrap,
    write,
)
from chorus.graph.layout import layout
from chorus.graph.packing import lie
from chorus.graph.picture import ImageFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]

LOW, HIGH = np.array([MARGIN, FOOT + 4]), np.array([WIDTH - MARGIN, HEIGHT - HEAD])
"""Corners of the part of the page that discs are drawn on, in points."""
COVERED = 0.2
"""Share of it that discs cover at most."""
LARGEST_RADIUS, SMALLEST_RADIUS = 85.0, 2.0
SMALLEST_MARKED = 4.0
"""Radius of a disc that a marker can be seen on."""
LARGE_RADIUS = 40.0
"""Of a disc that has a label on it, even if that must be cut."""
WIDEST = 13.0
"""Of a line, in points."""
SPACE = 7.0
"""Between discs with their labels, in points."""
MAX_DISCS = 60
"""Groups after these are among the others."""
GRAIN = 4.0
"""Between places where a disc can be, in points."""


@dataclass(frozen=True, slots=True)
class _Disc:
    """A community on the page."""

    radius: float
    colour: str
    marker: str
    """Drawn on the disc unless it is round itself: colours repeat."""
    lines: tuple[str, ...]
    """Its name and, last, its members."""
    size: float
    """Of the letters."""
    inside: bool
    """Whether the label is on the disc, or below it."""

    @property
    def label(self) -> tuple[float, float]:
        """Width and height of the label."""
        width = max(width_of(line, self.size) for line in self.lines)
        return width, 1.25 * self.size * len(self.lines)

    @property
    def halves(self) -> tuple[float, float]:
        """Half the width and half the height of disc and label together."""
        width, height = self.label
        return (self.radius,) * 2 if self.inside else (max(self.radius, width / 2), self.radius + height / 2 + 1)


def draw_communities(
    adjacency: "sparse.csr_matrix",
    labels: "NDArray[np.int32]",
    groups: Sequence[Group],
    title: str,
    caption: str,
    seed: int,
    format: ImageFormat,
    *,
    note: str = "",
) -> bytes:
    """The picture of a network's communities, and of all others as one more.

    Arguments are those of ``drawing.draw_network``; ``note`` opens the small print. Equal arguments give equal bytes.
    """
    from scipy import sparse

    groups = groups[:MAX_DISCS]
    group = groups_of(labels, groups)
    num_others = int((group == len(groups)).sum())
    everybody = [*groups, *([Group("in other communities", (), num_others)] if num_others else [])]
    sizes = np.array([one.num_members for one in everybody], dtype=np.int64)
    bonds = bonds_between(adjacency, group, sizes, len(groups))
    laid = layout(sparse.csr_matrix(bonds.affinity), np.arange(len(everybody), dtype=np.int32), seed)

    def paint(figure: Figure) -> None:
        frame(figure, title, caption, f"{note} {_small_print(bonds, len(groups))}")
        discs, places = _arrange(everybody, len(groups), bonds, lie(laid.astype(np.float64)))
        _draw_bonds(figure, bonds, discs, places)
        for disc, place in zip(discs, places, strict=True):
            _draw_disc(figure, disc, *place)

    return render(paint, format)


def _small_print(bonds: Bonds, num_groups: int) -> str:
    text = "A disc is a community, its area in proportion to its members."
    if num_groups < 2:
        return text
    if bonds.share.max() < SMALLEST_SHARE:
        return f"{text} No two have more than {SMALLEST_SHARE:.0%} of the smaller one's ties between them."
    others = ", and none leads to other communities" if len(bonds.share) > num_groups else ""
    return (
        f"{text} A line's width is the share of the smaller community's ties, by weight and with those inside it, that lead to "
        f"the larger: {bonds.share.max():.0%} for the widest; none is drawn below {bonds.least:.0%}{others}. It has the smaller "
        "one's colour, and is dark where the two have more ties than chance would give from each one's ties to the rest."
    )


def _arrange(everybody: Sequence[Group], num_groups: int, bonds: Bonds, laid: "Floats") -> tuple[list[_Disc], "Floats"]:
    """Discs and their middles on the page, in points; none touches another, and all shrink until they have room."""
    members = np.array([one.num_members for one in everybody], dtype=np.float64)
    radii = np.sqrt(members * COVERED * (HIGH - LOW).prod() / (np.pi * max(members.sum(), 1)))
    radii *= min(1, LARGEST_RADIUS / max(radii.max(initial=0), 1e-9))
    letters = 9.0 if len(everybody) <= 12 else 8.0 if len(everybody) <= 20 else 7.0
    # Few need no whole page between them; those that no line leads to stand at its edge.
    wanted = laid / np.maximum(np.abs(laid).max(axis=0, initial=0), 1e-9) * (1 - 1 / max(len(laid), 1))
    linked = (bonds.share >= bonds.least).any(axis=0) | (bonds.share >= bonds.least).any(axis=1)
    if linked.any():
        wanted[~linked] /= np.maximum(np.abs(wanted[~linked]).max(axis=1, keepdims=True), 1e-9)
    shrink, middles = 1.0, None
    while middles is None:
        # Letters and gaps give way only after the discs have.
        small = min(1.0, 1.6 * shrink)
        discs = [
            _disc(one, number, max(radius, SMALLEST_RADIUS), small * letters, others=number == num_groups)
            for number, (one, radius) in enumerate(zip(everybody, radii * shrink, strict=True))
        ]
        halves = np.array([disc.halves for disc in discs]).reshape(-1, 2) + small * SPACE / 2
        middles = _place(wanted, halves)
        shrink *= 0.92
    lift = [0 if disc.inside else disc.halves[1] - disc.radius for disc in discs]
    return discs, middles + np.stack([np.zeros(len(discs)), lift], axis=1)


def _place(wanted: "Floats", halves: "Floats") -> "Floats | None":
    """Middles of boxes of those half sizes, none on another and all on the page; None if there is no room.

    The largest comes first, each on the free place that is closest to where it is wanted, from (-1, -1) to (1, 1) on the page.
    """
    across, up = (np.arange(low, high, GRAIN) for low, high in zip(LOW, HIGH, strict=True))
    middles = np.full_like(halves, np.nan)
    for box in np.argsort(-halves.prod(axis=1), kind="stable"):
        low, high = LOW + halves[box], HIGH - halves[box]
        x, y = low + (wanted[box] + 1) / 2 * (high - low)
        far = np.square(across - x) + np.square(up - y)[:, None]
        far[(up < low[1]) | (up > high[1])] = np.inf
        far[:, (across < low[0]) | (across > high[0])] = np.inf
        for other in np.flatnonzero(~np.isnan(middles[:, 0])):
            reach = halves[box] + halves[other]
            taken = np.ix_(np.abs(up - middles[other, 1]) < reach[1], np.abs(across - middles[other, 0]) < reach[0])
            far[taken] = np.inf
        row, column = np.unravel_index(np.argmin(far), far.shape)
        if np.isinf(far[row, column]):
            return None
        middles[box] = across[column], up[row]
    return middles


def _disc(one: Group, number: int, radius: float, size: float, *, others: bool) -> _Disc:
    count = f"{one.num_members:,}"
    fill, shape = (GREY, "o") if others else (colour(number), marker(number))
    # On the disc the first line is the marker's.
    lines = (*([""] if shape != "o" else []), *wrap(one.name, 1.55 * radius, size, 4), count)
    inside = _Disc(radius, fill, shape, lines, size, inside=True)
    whole = not inside.lines[-2].endswith("…") or radius > LARGE_RADIUS
    if whole and np.hypot(*inside.label) < 1.8 * radius:
        return inside
    return _Disc(radius, fill, shape, (*wrap(one.name, 13 * size, size, 2), count), size, inside=False)


def _draw_bonds(figure: Figure, bonds: Bonds, discs: Sequence[_Disc], places: "Floats") -> None:
    radii = np.array([disc.radius for disc in discs])
    for first, second in np.argwhere(bonds.share >= bonds.least):
        width = WIDEST * bonds.share[first, second] / max(bonds.share.max(), 0.05)
        others = np.setdiff1d(np.arange(len(discs)), (first, second))
        curve = _curve(places[first], places[second], places[others], radii[others] + width / 2 + 2)
        dark = bonds.affinity[first, second] > 1
        line = PathPatch(
            Path(curve / 72, (Path.MOVETO, Path.CURVE3, Path.CURVE3)),
            transform=figure.dpi_scale_trans,
            facecolor="none",
            edgecolor=discs[first].colour,
            linewidth=width,
            alpha=0.7 if dark else 0.25,
            capstyle="round",
            zorder=1 + dark / 2 - width / 100,
        )
        figure.add_artist(line)


def _curve(start: "Floats", end: "Floats", middles: "Floats", radii: "Floats") -> "Floats":
    """Start, control point and end of a curve that passes behind no disc, if a slight bend is enough for that."""
    along = np.linspace(0, 1, 24)[:, None]
    for bend in (0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45):
        control = (start + end) / 2 + bend * np.array([start[1] - end[1], end[0] - start[0]])
        points = (1 - along) ** 2 * start + 2 * along * (1 - along) * control + along**2 * end
        on_page = ((points > LOW) & (points < HIGH)).all()
        if on_page and (np.linalg.norm(points[:, None] - middles, axis=2) > radii).all():
            return np.stack([start, control, end])
    return np.stack([start, (start + end) / 2, end])


def _draw_disc(figure: Figure, disc: _Disc, x: float, y: float) -> None:
    page = figure.dpi_scale_trans
    circle = Circle(
        (x / 72, y / 72), disc.radius / 72, transform=page, facecolor=disc.colour, edgecolor="white", zorder=2
    )
    figure.add_artist(circle)
    _, height = disc.label
    top = y + height / 2 if disc.inside else y - disc.radius - 2
    if disc.marker != "o" and disc.radius > SMALLEST_MARKED:
        centre = top - 0.6 * disc.size if disc.inside else y
        shape = Line2D([x / WIDTH], [centre / HEIGHT], marker=disc.marker, markersize=min(disc.size, 0.8 * disc.radius))
        shape.set(markeredgewidth=0, color=ink_on(disc.colour), zorder=2.5)
        figure.add_artist(shape)
    for number, line in enumerate(disc.lines):
        ink = ink_on(disc.colour) if disc.inside else PALE_INK if number == len(disc.lines) - 1 else INK
        write(
            figure,
            x,
            top - (1.25 * number + 1) * disc.size,
            line,
            disc.size,
            ink=ink,
            align="center",
            backed=not disc.inside,
        )
