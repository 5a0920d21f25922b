"""The network drawn by matplotlib: authors coloured by community, ties between them, a legend that names communities."""

import io
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from chorus.graph.layout import layout
from chorus.graph.network import Network
from chorus.graph.partition import Partition
from chorus.graph.picture import ImageFormat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from scipy import sparse

MAX_AUTHORS = 2_000
MAX_VECTOR_TIES = 1_500
"""With more ties an SVG has them as an embedded bitmap, or it would weigh megabytes."""
LEGEND_WIDTH = 34

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#332288", "#000000")
"""Told apart by colour-blind people too: Okabe & Ito, its yellow, too pale on white, left out."""
MARKERS = ("o", "s", "^", "D", "v", "P")
"""The shape changes once colours repeat."""
GREY = "#B5B5B5"
INK = "#333333"


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is in the picture."""

    points: "NDArray[np.float32]"
    labels: "NDArray[np.int32]"
    """Community per author; those not kept are ``num_kept``."""
    adjacency: "sparse.csr_matrix"
    num_kept: int
    sizes: "NDArray[np.int64]"
    """Authors per community, those left out of the picture included; the last is all that were not kept."""


def draw(
    network: Network, members: pl.DataFrame, partition: Partition, names: tuple[str, ...], format: ImageFormat
) -> bytes:
    """The picture; ``names`` are those of the kept communities, largest first.

    Of a network of more than 2,000 authors, those with the most ties.
    """
    scene = _arrange(network, members["community"].to_numpy(), len(names), partition.config.seed)
    # Equal pictures are equal bytes.
    with mpl.rc_context(
        {"svg.hashsalt": "chorus", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    ):
        figure = Figure(figsize=(10, 6.4), facecolor="white")
        axes = figure.add_axes((0.01, 0.05, 0.68, 0.87))
        axes.set_axis_off()
        axes.set_aspect("equal", adjustable="datalim")
        _draw_ties(axes, scene, as_bitmap=scene.adjacency.nnz // 2 > MAX_VECTOR_TIES)
        _draw_authors(axes, scene)
        _write(figure, scene, partition, names)
        return _encode(figure, format)


def _arrange(network: Network, labels: "NDArray[np.int32]", num_kept: int, seed: int) -> _Scene:
    adjacency = network.adjacency
    degrees = np.diff(adjacency.indptr)
    shown = np.sort(np.argsort(-degrees, kind="stable")[:MAX_AUTHORS])
    adjacency, found = adjacency[shown][:, shown], labels[shown]
    sizes = np.bincount(np.minimum(labels, num_kept), minlength=num_kept + 1)
    shown_labels = np.minimum(found, num_kept).astype(np.int32)
    return _Scene(layout(adjacency, found, seed), shown_labels, adjacency, num_kept, sizes)


def _draw_ties(axes: "Axes", scene: _Scene, *, as_bitmap: bool) -> None:
    from scipy import sparse

    ties = sparse.triu(scene.adjacency).tocoo()
    inside = np.where(scene.labels[ties.row] == scene.labels[ties.col], scene.labels[ties.row], scene.num_kept)
    alpha = float(np.clip(12 / np.sqrt(len(ties.data) + 1), 0.06, 0.5))
    width = 0.35 + 0.25 * np.log1p(ties.data)
    for community in range(scene.num_kept, -1, -1):
        which = inside == community
        lines = np.stack([scene.points[ties.row[which]], scene.points[ties.col[which]]], axis=1)
        collection = LineCollection(
            list(lines), colors=_colour(community, scene), linewidths=width[which], alpha=alpha, zorder=1
        )
        collection.set_rasterized(as_bitmap)
        axes.add_collection(collection)


def _draw_authors(axes: "Axes", scene: _Scene) -> None:
    strength = np.asarray(scene.adjacency.sum(axis=1)).ravel()
    scale = float(np.clip(np.sqrt(500 / len(strength)), 0.45, 1.6))
    sizes = scale * (9 + 34 * np.sqrt(strength / max(strength.max(), 1)))
    for community in range(scene.num_kept, -1, -1):
        which = scene.labels == community
        axes.scatter(
            scene.points[which, 0],
            scene.points[which, 1],
            s=sizes[which],
            c=_colour(community, scene),
            marker=_marker(community),
            linewidths=0.35,
            edgecolors="white",
            zorder=2 if community == scene.num_kept else 3,
        )
    axes.autoscale_view()


def _write(figure: Figure, scene: _Scene, partition: Partition, names: tuple[str, ...]) -> None:
    """Title, legend and the small print."""
    figure.text(0.02, 0.95, "Who reposts whom", fontsize=15, fontweight="bold", color=INK)
    counts = (
        f"{partition.num_authors:,} authors, {partition.num_ties:,} ties, {partition.num_found:,} communities found"
    )
    figure.text(0.3, 0.953, f"{counts}, modularity {partition.modularity:.2f}", fontsize=9.5, color=INK)
    labelled = [f"{name}\n{size:,} authors" for name, size in zip(map(_wrap, names), scene.sizes[:-1], strict=True)]
    if scene.sizes[-1]:
        labelled.append(f"in other communities\n{scene.sizes[-1]:,} authors")
    handles = [
        Line2D([], [], linestyle="", marker=_marker(rank), color=_colour(rank, scene), markersize=9, label=label)
        for rank, label in enumerate(labelled)
    ]
    figure.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.7, 0.5), frameon=False, labelspacing=1.1, labelcolor=INK
    )
    small = "A point is an author, larger with more reposts; a line joins two of whom one reposted the other."
    if len(scene.points) < partition.num_authors:
        small = f"Drawn: the {len(scene.points):,} authors with the most ties, of {partition.num_authors:,}. {small}"
    figure.text(0.02, 0.02, small, fontsize=8, color="#666666")


def _encode(figure: Figure, format: ImageFormat) -> bytes:
    buffer = io.BytesIO()
    if format is ImageFormat.PNG:
        FigureCanvasAgg(figure).print_figure(buffer, format="png", dpi=150, metadata={"Software": None})
    else:
        FigureCanvasSVG(figure).print_figure(buffer, format="svg", dpi=150, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _wrap(name: str) -> str:
    return "\n".join(textwrap.wrap(name, LEGEND_WIDTH)[:2])


def _colour(community: int, scene: _Scene) -> str:
    return GREY if community == scene.num_kept else COLOURS[community % len(COLOURS)]


def _marker(community: int) -> str:
    return MARKERS[community // len(COLOURS) % len(MARKERS)]
