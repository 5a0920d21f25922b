"""The network drawn: members coloured by community, ties between them, a legend that names communities.

A network too large for that is drawn as the graph of its communities (``community_graph``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from chorus.graph.canvas import (
    FOOT,
    GREY,
    HEAD,
    HEIGHT,
    MARGIN,
    PALE_INK,
    WIDTH,
    Group,
    colour,
    frame,
    groups_of,
    marker,
    render,
    shorten,
    width_of,
    wrap,
    write,
)
from chorus.graph.community_graph import draw_communities
from chorus.graph.layout import LARGEST_RADIUS, layout, radii_of
from chorus.graph.packing import ASPECT
from chorus.graph.picture import ImageFormat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from scipy import sparse

__all__ = ["MAX_MEMBERS", "Group", "draw_communities", "draw_network"]

MAX_MEMBERS = 10_000
"""What can be told apart on a page."""
MAX_VECTOR_TIES = 1_500
"""With more ties an SVG has them as an embedded bitmap, or it would weigh megabytes."""
MAX_VECTOR_MEMBERS = 2_500
"""With more members an SVG has them, too, as a bitmap."""
MAX_ROWS = 36
"""Of the legend."""
MAX_BLOCKS = 10
"""Rows of a legend that gives each some lines."""
EDGE = 1 + 1.2 * LARGEST_RADIUS
"""Half the height of the page that members are drawn on: none is cut."""

SMALL_PRINT = (
    "A point is a member, larger with more ties; a line joins two members with a tie, coloured where both are of one community. "
    "Ties draw members together, twice as hard inside a community; members without a path to the largest part stand around it."
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is in the picture."""

    adjacency: "sparse.csr_matrix"
    points: "NDArray[np.float32]"
    group: "NDArray[np.int32]"
    """Per member; those of other communities have ``len(groups)``."""
    groups: Sequence[Group]

    def colour(self, group: int) -> str:
        return colour(group) if group < len(self.groups) else GREY


@dataclass(frozen=True, slots=True)
class _Row:
    """Of the legend."""

    colour: str
    marker: str
    name: str
    num_members: int


def draw_network(
    adjacency: "sparse.csr_matrix",
    labels: "NDArray[np.int32]",
    groups: Sequence[Group],
    title: str,
    caption: str,
    seed: int,
    format: ImageFormat,
) -> bytes:
    """The picture of a network; above ``MAX_MEMBERS`` members that of its communities.

    ``adjacency`` is symmetric, without a diagonal; ``labels`` are its members' communities, (n,), from 0, the largest. Those that
    no group lists are drawn in grey. ``caption`` is a line of counts. Equal arguments give equal bytes.
    """
    if adjacency.shape[0] > MAX_MEMBERS:
        why = f"Members are drawn one by one up to {MAX_MEMBERS:,} of them; this network has {adjacency.shape[0]:,}."
        return draw_communities(adjacency, labels, groups, title, caption, seed, format, note=why)
    group = groups_of(labels, groups)
    together = np.where(group < len(groups), group, len(groups) + labels).astype(np.int32)
    scene = _Scene(adjacency, layout(adjacency, together, seed), group, groups)

    def paint(figure: Figure) -> None:
        frame(figure, title, caption, SMALL_PRINT)
        height = HEIGHT - HEAD - FOOT
        width = height * ASPECT
        axes = figure.add_axes((MARGIN / WIDTH, FOOT / HEIGHT, width / WIDTH, height / HEIGHT))
        axes.set_axis_off()
        axes.set(xlim=(-ASPECT * EDGE, ASPECT * EDGE), ylim=(-EDGE, EDGE))
        _draw_ties(axes, scene)
        _draw_members(axes, scene, height / (2 * EDGE))
        _write_legend(figure, scene, MARGIN + width + 16)

    return render(paint, format)


def _draw_ties(axes: "Axes", scene: _Scene) -> None:
    from scipy import sparse

    ties = sparse.triu(scene.adjacency).tocoo()
    num = len(scene.groups)
    inside = np.where(scene.group[ties.row] == scene.group[ties.col], scene.group[ties.row], num)
    alpha = float(np.clip(14 / np.sqrt(len(ties.data) + 1), 0.07, 0.5))
    width = 0.35 + 0.25 * np.log1p(ties.data)
    for group in range(num, -1, -1):
        which = inside == group
        ends = np.stack([scene.points[ties.row[which]], scene.points[ties.col[which]]], axis=1)
        faint = alpha if group < num else 0.7 * alpha
        lines = LineCollection(list(ends), colors=scene.colour(group), linewidths=width[which], alpha=faint, zorder=1)
        lines.set_rasterized(len(ties.data) > MAX_VECTOR_TIES)
        axes.add_collection(lines, autolim=False)


def _draw_members(axes: "Axes", scene: _Scene, unit: float) -> None:
    """``unit`` is what one of the layout is in points."""
    # An SVG writes a shape once for all members of a colour that are equally large.
    diameters = np.round(8 * unit * radii_of(scene.adjacency)) / 4
    for group in range(len(scene.groups), -1, -1):
        for diameter in np.unique(diameters[scene.group == group])[::-1]:
            which = (scene.group == group) & (diameters == diameter)
            axes.scatter(
                scene.points[which, 0],
                scene.points[which, 1],
                s=diameter**2,
                c=scene.colour(group),
                marker=marker(group) if group < len(scene.groups) else "o",
                linewidths=0.35 if len(diameters) < 5000 else 0,
                edgecolors="white",
                zorder=2 if group == len(scene.groups) else 3,
                rasterized=len(diameters) > MAX_VECTOR_MEMBERS,
            )


def _write_legend(figure: Figure, scene: _Scene, left: float) -> None:
    """Names under each other, each with its count of members: below it or, if there are many, at the right."""
    num_others = int((scene.group == len(scene.groups)).sum())
    rows = [_Row(colour(number), marker(number), one.name, one.num_members) for number, one in enumerate(scene.groups)]
    if len(rows) > MAX_ROWS:
        unnamed = sum(row.num_members for row in rows[MAX_ROWS:])
        rows = [*rows[:MAX_ROWS], _Row("white", "o", f"{len(rows) - MAX_ROWS} more communities", unnamed)]
    if num_others:
        rows.append(_Row(GREY, "o", "in other communities", num_others))
    if len(rows) > MAX_BLOCKS:
        _write_lines(figure, rows, left)
    else:
        _write_blocks(figure, rows, left)


def _write_lines(figure: Figure, rows: Sequence[_Row], left: float) -> None:
    height = HEIGHT - HEAD - FOOT
    step = min(15.0, (height - 8) / (len(rows) + 1))
    size = min(8.5, 0.68 * step)
    y = FOOT + 8 + (height - 8 + (len(rows) + 1) * step) / 2 - step
    write(figure, WIDTH - MARGIN, y, "members", size, ink=PALE_INK, align="right")
    for row in rows:
        y -= step
        count = f"{row.num_members:,}"
        room = WIDTH - MARGIN - left - 12 - width_of(count, size) - 8
        _mark(figure, row, left + 4, y + 0.36 * size, 0.75 * size)
        write(figure, left + 12, y, shorten(row.name, room, size), size)
        write(figure, WIDTH - MARGIN, y, count, size, ink=PALE_INK, align="right")


def _write_blocks(figure: Figure, rows: Sequence[_Row], left: float) -> None:
    blocks = [wrap(row.name, WIDTH - MARGIN - left - 16, 9, 2) for row in rows]
    height = sum(11.5 * len(block) + 11 for block in blocks)
    gap = min(12.0, (HEIGHT - HEAD - FOOT - height) / max(len(rows) - 1, 1))
    y = FOOT + (HEIGHT - HEAD - FOOT + height + gap * (len(rows) - 1)) / 2
    for row, block in zip(rows, blocks, strict=True):
        _mark(figure, row, left + 5, y - 8, 8)
        for line in block:
            y -= 11.5
            write(figure, left + 16, y, line, 9)
        y -= 11
        write(figure, left + 16, y, f"{row.num_members:,} members", 8, ink=PALE_INK)
        y -= gap


def _mark(figure: Figure, row: _Row, x: float, y: float, size: float) -> None:
    figure.add_artist(
        Line2D([x / WIDTH], [y / HEIGHT], linestyle="", marker=row.marker, color=row.colour, markersize=size)
    )
