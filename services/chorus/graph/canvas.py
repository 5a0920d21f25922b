"""What the drawings share: the page, colours that everybody can tell apart, text that fits, bytes that are always the same."""

import base64
import io
import re
import threading
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path
from PIL import Image

from chorus.graph.picture import ImageFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#332288", "#000000")
"""Told apart by colour-blind people too: Okabe & Ito, its yellow, too pale on white, left out."""
MARKERS = ("o", "s", "^", "D", "v", "P")
"""The shape changes once colours repeat."""
GREY = "#B5B5B5"
INK = "#333333"
PALE_INK = "#666666"

WIDTH, HEIGHT = 720.0, 470.0
"""The page, in points."""
MARGIN = 14.0
HEAD, FOOT = 50.0, 36.0
"""What title and caption, and the small print, take from above and below."""

FONTS = (
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans Arabic",
    "Noto Emoji",
    "Unifont",
)
"""The first that has a character draws it."""

_BITMAP = re.compile(rb'(?<=data:image/png;base64,)[^"]+')
# Matplotlib's settings and caches are the process's, and pictures are drawn on threads.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Group:
    """A community as a picture shows it."""

    name: str
    """For people; any length, any characters."""
    ranks: tuple[int, ...]
    """Its numbers among the labels of the network; a curated community may join several."""
    num_members: int


def groups_of(labels: "NDArray[np.int32]", groups: Sequence[Group]) -> "NDArray[np.int32]":
    """The group of every member by its label, (n,); ``len(groups)`` where no group has that label."""
    group = np.full(max([labels.max(initial=-1), *(rank for one in groups for rank in one.ranks)]) + 1, len(groups))
    for number, one in enumerate(groups):
        group[list(one.ranks)] = number
    return group[labels].astype(np.int32)


def colour(group: int) -> str:
    """The colour of the ``group``-th group, counted from 0."""
    return COLOURS[group % len(COLOURS)]


def marker(group: int) -> str:
    """The shape of the ``group``-th group's points, counted from 0."""
    return MARKERS[group // len(COLOURS) % len(MARKERS)]


def ink_on(fill: str) -> str:
    """Of letters that can be read on that colour, by its relative luminance (WCAG 2)."""
    channels = np.array(to_rgb(fill))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return "white" if linear @ (0.2126, 0.7152, 0.0722) < 0.18 else "black"


def render(
    paint: Callable[[Figure], None], format: ImageFormat, *, width: float = WIDTH, height: float = HEIGHT
) -> bytes:
    """What ``paint`` puts on an empty page, encoded; equal pictures are equal bytes. ``width`` and ``height`` are in points."""
    installed = set(fontManager.get_font_names())
    with _LOCK, mpl.rc_context(), warnings.catch_warnings():
        mpl.rcParams["svg.hashsalt"] = "chorus"
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["font.family"] = [font for font in FONTS if font in installed]
        # A character that no font has is drawn as a box; whoever reads an SVG may well have it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(width / 72, height / 72), facecolor="white")
        paint(figure)
        buffer = io.BytesIO()
        if format is ImageFormat.PNG:
            FigureCanvasAgg(figure).print_figure(buffer, format="png", dpi=160, metadata={"Software": None})
            return buffer.getvalue()
        FigureCanvasSVG(figure).print_figure(buffer, format="svg", dpi=200, metadata={"Date": None, "Creator": None})
        return _BITMAP.sub(_fewer_colours, buffer.getvalue())


def _fewer_colours(bitmap: re.Match[bytes]) -> bytes:
    """A third of the bytes, and nothing that the eye misses; the page below is white."""
    image = Image.open(io.BytesIO(base64.b64decode(bitmap.group())))
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    buffer = io.BytesIO()
    page.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return base64.b64encode(buffer.getvalue())


def frame(figure: Figure, title: str, caption: str, small_print: str) -> None:
    """Title and caption above, small print below."""
    room = WIDTH - 2 * MARGIN
    write(figure, MARGIN, HEIGHT - 25, shorten(title, room, 15, bold=True), 15, bold=True)
    write(figure, MARGIN, HEIGHT - 41, shorten(caption, room, 9.5), 9.5)
    lines = wrap(small_print, room, 7.5, 3)
    for number, line in enumerate(lines):
        write(figure, MARGIN, 10 * (len(lines) - number) - 3, line, 7.5, ink=PALE_INK)


def write(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    ink: str = INK,
    align: Literal["left", "center", "right"] = "left",
    backed: bool = False,
) -> None:
    """One line with its baseline at a point of the page, in points from the lower left; ``backed`` where it covers something."""
    figure.text(
        x / 72,
        y / 72,
        text,
        transform=figure.dpi_scale_trans,
        fontsize=size,
        fontweight="bold" if bold else "normal",
        color=ink,
        ha=align,
        va="baseline",
        parse_math=False,
        bbox={"boxstyle": "round,pad=0.03", "facecolor": "white", "alpha": 0.7, "linewidth": 0} if backed else None,
    )


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """In points."""
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or what of it fits before an ellipsis."""
    text = clean(text)
    if width_of(text, size, bold=bold) <= room:
        return text
    shortest, longest = 0, len(text)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        fits = width_of(text[:middle].rstrip(" ,;&") + "…", size, bold=bold) <= room
        shortest, longest = (middle, longest) if fits else (shortest, middle - 1)
    return text[:shortest].rstrip(" ,;&") + "…"


def wrap(text: str, room: float, size: float, most: int) -> list[str]:
    """The text on at most so many lines, cut by an ellipsis if they are too few."""
    words = clean(text).split(" ")
    lines: list[str] = []
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        if width_of(line, size) > room:
            # One word, wider than a line.
            head = shorten(line, room, size).removesuffix("…")
            line, words = head, [line[len(head) :], *words]
        lines.append(line)
    return [*lines, shorten(" ".join(words), room, size)] if words else lines


def clean(text: str) -> str:
    """Without what is no character on paper, and XML may not even hold; runs of white space are one space."""
    shown = (" " if unicodedata.category(sign) in {"Cc", "Cs", "Cn", "Zl", "Zp"} else sign for sign in text)
    return " ".join("".join(shown).split())
