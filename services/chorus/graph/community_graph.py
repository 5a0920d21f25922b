"""The graph of communities drawn: a disc for each, and between them lines as wide as their ties are many.

Of a network of any size: members are summed up by a product of sparse matrices before anything is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

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
    marker,
    render,
    width_of,
    wrap,
    write,
)
from chorus.graph.layout import layout, lie
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
LARGE_RADIUS = 40.0
"""Of a disc that has a label on it, even if that must be cut."""
WIDEST = 16.0
"""Of a line, in points."""
SMALLEST_SHARE = 0.01
"""Less is no line."""
LINES_PER_DISC = 3
"""At most, on average."""
SPACE = 7.0
"""Between discs with their labels, in points."""


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

    @property
    def ink(self) -> str:
        """What can be read on the disc (relative luminance of WCAG 2)."""
        channels = np.array(to_rgb(self.colour))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return "white" if linear @ (0.2126, 0.7152, 0.0722) < 0.18 else "black"


@dataclass(frozen=True, slots=True)
class _Bonds:
    """What is between communities, (k, k) each."""

    share: "Floats"
    """Of the weight of the first's ties, those inside it included, that of its ties to the second; 0 unless the first is smaller."""
    affinity: "Floats"
    """Weight of the ties between two over what chance would give, from each one's ties to all others; symmetric."""

    @property
    def least(self) -> float:
        """The share from which a line is drawn, so that lines can be told apart."""
        strongest = np.sort(self.share, axis=None)[::-1][: LINES_PER_DISC * len(self.share)]
        return max(float(strongest.min(initial=1)), SMALLEST_SHARE)


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

    group = groups_of(labels, groups)
    num_others = int((group == len(groups)).sum())
    everybody = [*groups, *([Group("in other communities", (), num_others)] if num_others else [])]
    bonds = _bonds(adjacency, group, np.array([one.num_members for one in everybody]))
    laid = layout(sparse.csr_matrix(bonds.affinity), np.arange(len(everybody), dtype=np.int32), seed)

    def paint(figure: Figure) -> None:
        frame(figure, title, caption, f"{note} {_small_print(bonds)}")
        discs, places = _arrange(everybody, len(groups), lie(laid.astype(np.float64)))
        _draw_bonds(figure, bonds, discs, places)
        for disc, place in zip(discs, places, strict=True):
            _draw_disc(figure, disc, *place)

    return render(paint, format)


def _bonds(adjacency: "sparse.csr_matrix", group: "NDArray[np.int32]", sizes: "NDArray[np.int64]") -> _Bonds:
    from scipy import sparse

    num = len(group)
    belongs = sparse.csr_matrix((np.ones(num), (np.arange(num), group)), shape=(num, len(sizes)))
    weight = (belongs.T @ (adjacency @ belongs)).toarray()
    inside = weight.diagonal() / 2
    np.fill_diagonal(weight, 0)
    outside = weight.sum(axis=1)
    # From the side of one: its ties to others fall on these as theirs to others than themselves do.
    chance = outside[:, None] * outside / np.maximum(outside.sum() - outside, 1e-9)
    chance = (chance + chance.T) / 2
    affinity = np.divide(weight, chance, out=np.zeros_like(weight), where=chance > 0)
    # Of two of a size the later one counts as smaller.
    order = sizes * len(sizes) - np.arange(len(sizes))
    share = np.where(order[:, None] < order, weight / np.maximum(inside + outside, 1e-9)[:, None], 0)
    return _Bonds(share, affinity)


def _small_print(bonds: _Bonds) -> str:
    text = "A disc is a community, its area in proportion to its members."
    if bonds.share.max(initial=0) < SMALLEST_SHARE:
        return f"{text} No two have more than {SMALLEST_SHARE:.0%} of the smaller one's ties between them."
    return (
        f"{text} A line shows how many of the smaller community's ties, by weight and with those inside it, lead to the larger: "
        f"{bonds.share.max():.0%} for the widest line, and none is drawn below {bonds.least:.0%}. It has the smaller one's "
        "colour, and is dark where the two have more ties than chance would give, from each one's ties to all others."
    )


def _arrange(
    everybody: Sequence[Group], num_groups: int, laid: "Floats"
) -> tuple[list[_Disc], "Floats"]:
    """Discs and their middles on the page, in points; none touches another, and all shrink until they have room."""
    members = np.array([one.num_members for one in everybody], dtype=np.float64)
    radii = np.sqrt(members * COVERED * (HIGH - LOW).prod() / (np.pi * max(members.sum(), 1)))
    radii *= min(1, LARGEST_RADIUS / max(radii.max(initial=0), 1e-9))
    # Few need no whole page between them.
    laid = laid / np.maximum(np.abs(laid).max(axis=0, initial=0), 1e-9) * (1 - 1 / len(laid))
    for shrink in 0.92 ** np.arange(20):
        discs = [
            _disc(one, number, max(radius, SMALLEST_RADIUS), len(everybody), others=number == num_groups)
            for number, (one, radius) in enumerate(zip(everybody, radii * shrink, strict=True))
        ]
        halves = np.array([disc.halves for disc in discs]).reshape(-1, 2) + SPACE / 2
        middles, apart = _part(laid, halves)
        if apart:
            break
    lift = [0 if disc.inside else disc.halves[1] - disc.radius for disc in discs]
    return discs, middles + np.stack([np.zeros(len(discs)), lift], axis=1)


def _part(laid: "Floats", halves: "Floats") -> tuple["Floats", bool]:
    """Middles of boxes of those half sizes, none on another and all on the page; and whether that was possible.

    ``laid`` is where they would be, from (-1, -1) to (1, 1).
    """
    low, high = LOW + halves, HIGH - halves
    middles = low + (laid + 1) / 2 * (high - low)
    for _ in range(1500):
        span = middles[:, None] - middles
        over = halves[:, None] + halves - np.abs(span)
        touch = (over > 1e-3).all(axis=2)
        np.fill_diagonal(touch, False)
        if not touch.any():
            return middles, bool((low <= high).all())
        along = np.argmin(over, axis=2)[:, :, None] == (0, 1)
        # Of two on one spot the first goes up.
        side = np.where(span == 0, np.sign(np.arange(len(laid))[None, :, None] - np.arange(len(laid))[:, None, None]), np.sign(span))
        middles = np.clip(middles + (0.3 * over * side * along * touch[:, :, None]).sum(axis=1), low, np.maximum(low, high))
    return middles, False


def _disc(one: Group, number: int, radius: float, num: int, *, others: bool) -> _Disc:
    size = 9.0 if num <= 12 else 8.0 if num <= 20 else 7.0
    count = f"{one.num_members:,}"
    fill, shape = (GREY, "o") if others else (colour(number), marker(number))
    # On the disc the first line is the marker's.
    lines = (*([""] if shape != "o" else []), *wrap(one.name, 1.55 * radius, size, 4), count)
    inside = _Disc(radius, fill, shape, lines, size, inside=True)
    whole = not inside.lines[-2].endswith("…") or radius > LARGE_RADIUS
    if whole and np.hypot(*inside.label) < 1.8 * radius:
        return inside
    return _Disc(radius, fill, shape, (*wrap(one.name, 13 * size, size, 2), count), size, inside=False)


def _draw_bonds(figure: Figure, bonds: _Bonds, discs: Sequence[_Disc], places: "Floats") -> None:
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
            zorder=1 + dark / 2 - width / 100,
        )
        figure.add_artist(line)


def _curve(start: "Floats", end: "Floats", middles: "Floats", radii: "Floats") -> "Floats":
    """Start, control point and end of a curve that passes behind no disc, if a slight bend is enough for that."""
    along = np.linspace(0, 1, 24)[:, None]
    for bend in (0, 0.2, -0.2, 0.4, -0.4):
        control = (start + end) / 2 + bend * np.array([start[1] - end[1], end[0] - start[0]])
        points = (1 - along) ** 2 * start + 2 * along * (1 - along) * control + along**2 * end
        if (np.linalg.norm(points[:, None] - middles, axis=2) > radii).all():
            return np.stack([start, control, end])
    return np.stack([start, (start + end) / 2, end])


def _draw_disc(figure: Figure, disc: _Disc, x: float, y: float) -> None:
    page = figure.dpi_scale_trans
    circle = Circle((x / 72, y / 72), disc.radius / 72, transform=page, facecolor=disc.colour, edgecolor="white", zorder=2)
    figure.add_artist(circle)
    _, height = disc.label
    top = y + height / 2 if disc.inside else y - disc.radius - 2
    if disc.marker != "o":
        centre = top - 0.6 * disc.size if disc.inside else y
        shape = Line2D([x / WIDTH], [centre / HEIGHT], marker=disc.marker, markersize=min(disc.size, 0.8 * disc.radius))
        shape.set(markeredgewidth=0, color=disc.ink, zorder=2.5)
        figure.add_artist(shape)
    for number, line in enumerate(disc.lines):
        ink = disc.ink if disc.inside else PALE_INK if number == len(disc.lines) - 1 else INK
        write(figure, x, top - (1.25 * number + 1) * disc.size, line, disc.size, ink=ink, align="center", backed=not disc.inside)
