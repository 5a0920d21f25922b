import base64
import io
import itertools
import re
import time
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pytest
from PIL import Image
from scipy import sparse

from chorus.graph.canvas import COLOURS, GREY, HEIGHT, WIDTH, width_of
from chorus.graph.drawing import MAX_MEMBERS, Group, draw_communities, draw_network
from chorus.graph.picture import ImageFormat

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("soup, lentils & <broth>", "gym, $quats$, barbell")

Draw = Callable[..., bytes]
Network = tuple[sparse.csr_matrix, np.ndarray]


def planted(num_communities: int, size: int, share: float) -> Network:
    graph = nx.planted_partition_graph(num_communities, size, share, share / 10, seed=1)
    adjacency = sparse.csr_matrix(nx.to_scipy_sparse_array(graph, dtype=np.float64))
    return adjacency, (np.arange(num_communities * size) // size).astype(np.int32)


def many_members(num: int, num_ties: int, num_communities: int) -> Network:
    """Communities of unequal sizes, largest first."""
    random = np.random.default_rng(0)
    weights = 1 / np.arange(1, num_communities + 1)
    labels = np.sort(random.choice(num_communities, num, p=weights / weights.sum())).astype(np.int32)
    left = random.integers(0, num, num_ties)
    near = np.clip(left + random.integers(-num // 50, num // 50 + 1, num_ties), 0, num - 1)
    right = np.where(random.random(num_ties) < 0.2, random.integers(0, num, num_ties), near)
    half = sparse.coo_matrix((np.ones(num_ties), (left, right)), shape=(num, num)).tocsr()
    half.setdiag(0)
    half.eliminate_zeros()
    return (half + half.T).tocsr(), labels


def groups_for(labels: np.ndarray, names: Sequence[str]) -> list[Group]:
    sizes = np.bincount(labels, minlength=len(names))
    return [Group(name, (number,), int(sizes[number])) for number, name in enumerate(names)]


def draw(
    how: Draw, network: Network, groups: Sequence[Group], format: ImageFormat = ImageFormat.SVG, *, seed: int = 0
) -> bytes:
    return how(*network, groups, "Who reposts whom", "some members, some ties", seed, format)


def written(svg: bytes) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text"))


def lines_of(svg: bytes) -> list[tuple[str, float, float, float, float]]:
    """Every line of text, and its left, top, right and bottom."""
    found = []
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        style, text = element.get("style", ""), element.text or ""
        size = float(style.partition("font-size: ")[2].partition("px")[0])
        x, y = float(element.get("x", "nan")), float(element.get("y", "nan"))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")
            width = width_of(text, size, bold="font-weight: 700" in style)
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[style.partition("text-anchor: ")[2].partition(";")[0]]
        found.append((text, left, y - 0.75 * size, left + width, y + 0.2 * size))
    return found


def discs_of(svg: bytes) -> list[tuple[str, float, float, float]]:
    """Every disc's colour, its middle and its radius."""
    found = []
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        # Black goes without saying.
        fill = path.get("style", "").partition("fill: ")[2].partition(";")[0].upper() or "#000000"
        numbers = np.array(re.findall(r"-?[\d.]+", path.get("d", "")), dtype=float).reshape(-1, 2)
        if "C" in path.get("d", "") and fill in (*COLOURS, GREY):
            low, high = numbers.min(axis=0), numbers.max(axis=0)
            found.append((fill, *((low + high) / 2), (high - low).max() / 2))
    return found


def test_a_network_is_drawn_with_a_legend_of_its_communities() -> None:
    network = planted(3, 20, 0.3)
    svg = draw(draw_network, network, groups_for(network[1], NAMES))
    text = written(svg)
    assert all(name in text for name in NAMES)
    assert "Who reposts whom some members, some ties" in text
    assert "A point is a member" in text
    assert text.count("20 members") == 3
    assert "in other communities" in text
    assert "author" not in text
    drawn = ET.fromstring(svg).iter(f"{SVG}use")
    fills = [use.get("style", "").partition("fill: ")[2].partition(";")[0].upper() for use in drawn]
    assert [fills.count(colour) for colour in (*COLOURS[:3], GREY)] == [21, 21, 0, 21]


def test_a_curated_group_joins_communities() -> None:
    network = planted(3, 20, 0.3)
    svg = draw(draw_network, network, [Group("both", (0, 2), 40), Group("gym", (1,), 20)])
    assert "40 members" in written(svg)
    assert "in other communities" not in written(svg)
    assert GREY not in (disc[0] for disc in discs_of(draw(draw_communities, network, [Group("all", (0, 1, 2), 60)])))


@pytest.mark.parametrize("how", [draw_network, draw_communities])
@pytest.mark.parametrize("format", ImageFormat)
def test_equal_networks_give_equal_pictures_on_any_thread(how: Draw, format: ImageFormat) -> None:
    network = planted(3, 20, 0.3)
    groups = groups_for(network[1], NAMES)
    with ThreadPoolExecutor(3) as threads:
        first, *others = threads.map(lambda _: draw(how, network, groups, format), range(3))
    assert all(other == first for other in others)
    assert first.startswith(b"\x89PNG" if format is ImageFormat.PNG else b"<?xml")
    assert draw(how, network, groups, format, seed=1) != first


@pytest.mark.parametrize("how", [draw_network, draw_communities])
@pytest.mark.parametrize("format", ImageFormat)
@pytest.mark.parametrize(
    "name", ["", "料理 🥦", "a\x00\x1b\ud800\nb", "$x_1$ & </text>", "w" * 300, "many words " * 40]
)
def test_a_name_may_be_anything(how: Draw, format: ImageFormat, name: str) -> None:
    network = planted(2, 20, 0.3)
    picture = draw(how, network, groups_for(network[1], [name, "gym"]), format)
    if format is ImageFormat.SVG:
        assert "gym" in written(picture)
        assert all(left >= -1 and right <= WIDTH + 1 for _, left, _, right, _ in lines_of(picture))
    else:
        assert Image.open(io.BytesIO(picture)).size[0] > 1000


@pytest.mark.parametrize("how", [draw_network, draw_communities])
@pytest.mark.parametrize(
    "network",
    [
        (sparse.csr_matrix((0, 0)), np.zeros(0, np.int32)),
        (sparse.csr_matrix((1, 1)), np.zeros(1, np.int32)),
        (sparse.csr_matrix([[0.0, 2, 0], [2, 0, 0], [0, 0, 0]]), np.array([0, 0, 1], np.int32)),
    ],
)
@pytest.mark.parametrize("names", [(), ("soup",), ("soup", "nobody's", "nobody's, either")])
def test_hardly_anything_can_be_drawn(how: Draw, network: Network, names: tuple[str, ...]) -> None:
    groups = groups_for(network[1], names)
    assert "Who reposts whom" in written(draw(how, network, groups))
    assert draw(how, network, groups, ImageFormat.PNG).startswith(b"\x89PNG")


def test_a_large_network_is_points_in_an_svg_of_bearable_size() -> None:
    network = many_members(MAX_MEMBERS, 50_000, 30)
    groups = groups_for(network[1], [f"community {number} of thirty, with a long name" for number in range(30)])
    svg = draw(draw_network, network, groups)
    assert len(svg) < 1_500_000
    bitmap = re.search(rb"data:image/png;base64,([^\"]+)", svg)
    assert bitmap is not None
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(bitmap.group(1)))).convert("RGB"))
    blue = np.array([int(COLOURS[0][at : at + 2], 16) for at in (1, 3, 5)])
    assert (np.abs(image.astype(int) - blue).max(axis=2) < 25).sum() > 1_000
    rows = [line for line in lines_of(svg) if re.match(r"community \d+ of", line[0])]
    assert len(rows) == 30
    assert all(bottom - top > 6 for _, _, top, _, bottom in rows)
    assert all(lower[2] >= upper[4] - 0.5 for upper, lower in itertools.pairwise(rows))
    assert "A point is a member" in written(svg)


def test_above_that_its_communities_are_drawn_and_the_picture_says_why() -> None:
    network = many_members(MAX_MEMBERS + 1, 20_000, 5)
    text = written(draw(draw_network, network, groups_for(network[1], NAMES)))
    assert "Members are drawn one by one up to 10,000 of them; this network has 10,001." in text
    assert "A disc is a community" in text


@pytest.mark.parametrize("num_groups", [1, 2, 6, 12, 30, 45])
def test_discs_and_labels_have_room(num_groups: int) -> None:
    network = many_members(9_000, 20_000, num_groups + 5)
    names = [f"{number}: beans, sourdough and the rest of it" for number in range(num_groups)]
    svg = draw(draw_communities, network, groups_for(network[1], names))
    discs, labels = discs_of(svg), [line for line in lines_of(svg) if line[4] > 50 and line[4] < HEIGHT - 35]
    assert len(discs) == num_groups + 1
    for (_, x, y, radius), (_, other_x, other_y, other_radius) in itertools.combinations(discs, 2):
        assert np.hypot(x - other_x, y - other_y) >= radius + other_radius
    for (_, left, top, right, bottom), (_, other_left, other_top, other_right, other_bottom) in itertools.combinations(
        labels, 2
    ):
        assert right <= other_left or other_right <= left or bottom <= other_top + 1 or other_bottom <= top + 1
    assert all(left >= 0 and right <= WIDTH for _, left, _, right, _ in labels)
    for number in range(num_groups):
        assert any(line[0].startswith(f"{number}:") for line in labels)


def test_a_disc_is_as_large_as_its_community() -> None:
    network = many_members(9_000, 20_000, 6)
    groups = groups_for(network[1], ["a", "b", "c", "d"])
    discs = discs_of(draw(draw_communities, network, groups))
    sizes = [group.num_members for group in groups] + [9_000 - sum(group.num_members for group in groups)]
    assert [disc[0] for disc in discs] == [*COLOURS[:4], GREY]
    areas = np.array([disc[3] ** 2 for disc in discs])
    assert np.allclose(areas / areas[0], np.array(sizes) / sizes[0], rtol=0.02)


def test_a_line_is_as_wide_as_the_share_of_ties_that_it_stands_for() -> None:
    """Of ten ties of the third community two go to the first and one to the second; one of all ties goes elsewhere."""
    members = np.repeat(np.arange(4), 8).astype(np.int32)[:-1]
    pairs = [(16, 17, 7.0), (16, 0, 2.0), (17, 8, 1.0), (0, 1, 50.0), (8, 9, 50.0), (24, 25, 9.0), (24, 0, 1.0)]
    left, right, weight = zip(*pairs, strict=True)
    half = sparse.coo_matrix((weight, (left, right)), shape=(31, 31))
    groups = [Group("first", (0,), 8), Group("second", (1,), 8), Group("third", (2,), 8)]
    svg = draw(draw_communities, ((half + half.T).tocsr(), members), groups)
    widths = [
        (
            style.partition("stroke: ")[2].partition(";")[0].upper(),
            float(style.partition("width: ")[2].partition(";")[0]),
        )
        for path in ET.fromstring(svg).iter(f"{SVG}path")
        if "fill: none" in (style := path.get("style", ""))
    ]
    assert [colour for colour, _ in widths] == [COLOURS[2], COLOURS[2]]
    assert max(widths)[1] == pytest.approx(2 * min(widths)[1])
    assert "lead to the larger: 20% for the widest" in written(svg)


def test_communities_of_half_a_million_members_take_seconds() -> None:
    network = many_members(557_000, 2_000_000, 60)
    groups = groups_for(network[1], [f"community {number}" for number in range(30)])
    begin = time.perf_counter()
    assert draw(draw_network, network, groups, ImageFormat.PNG)
    assert time.perf_counter() - begin < 20
