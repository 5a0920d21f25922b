import time
import xml.etree.ElementTree as ET

import networkx as nx
import numpy as np
import polars as pl
import pytest

from chorus.graph.drawing import MAX_AUTHORS, draw
from chorus.graph.layout import layout
from chorus.graph.network import Network
from chorus.graph.partition import Partition
from chorus.graph.picture import ImageFormat
from chorus.graph.tables import MEMBERS, TIES

NAMES = ("soup, lentils & <broth>", "gym, squats, barbell")


def planted(size: int, share: float) -> tuple[Network, pl.DataFrame, Partition]:
    graph = nx.planted_partition_graph(3, size, share, share / 20, seed=1)
    ties = pl.DataFrame([(a, b, 1.0) for a, b in graph.edges], schema=TIES, orient="row")
    authors = [f"{number:016x}" for number in range(3 * size)]
    members = pl.DataFrame({"author": authors, "community": np.arange(3 * size) // size}, schema=MEMBERS)
    return Network(members["author"], ties), members, Partition(num_authors=3 * size, num_ties=len(ties))


def texts(svg: bytes) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))


def test_a_picture_names_its_communities() -> None:
    network, members, partition = planted(20, 0.3)
    written = texts(draw(network, members, partition, NAMES, ImageFormat.SVG))
    assert all(name in written for name in NAMES)
    assert "in other communities" in written
    assert "60 authors" in written
    assert "Drawn:" not in written


@pytest.mark.parametrize("format", ImageFormat)
def test_equal_networks_give_equal_pictures(format: ImageFormat) -> None:
    network, members, partition = planted(20, 0.3)
    first = draw(network, members, partition, NAMES, format)
    assert first == draw(network, members, partition, NAMES, format)
    assert first.startswith(b"\x89PNG" if format is ImageFormat.PNG else b"<?xml")


def test_a_large_network_is_cut_and_says_so_and_takes_seconds() -> None:
    network, members, partition = planted(800, 0.02)
    begin = time.perf_counter()
    written = texts(draw(network, members, partition, NAMES, ImageFormat.SVG))
    assert time.perf_counter() - begin < 30
    assert f"Drawn: the {MAX_AUTHORS:,} authors with the most ties, of 2,400." in written
    assert "800 authors" in written


def test_a_layout_shows_communities_and_keeps_its_seed() -> None:
    network, members, _ = planted(40, 0.3)
    labels = members["community"].to_numpy()
    points = layout(network.adjacency, np.zeros_like(labels), seed=3)
    assert np.array_equal(points, layout(network.adjacency, np.zeros_like(labels), seed=3))
    centres = np.stack([points[labels == label].mean(axis=0) for label in range(3)])
    nearest = np.argmin(np.linalg.norm(points[:, None] - centres[None], axis=2), axis=1)
    assert (nearest == labels).mean() > 0.95


def test_two_authors_and_authors_without_a_tie_can_be_drawn() -> None:
    ties = pl.DataFrame([(0, 1, 1.0)], schema=TIES, orient="row")
    members = pl.DataFrame({"author": ["a", "b", "c"], "community": [0, 0, 1]}, schema=MEMBERS)
    partition = Partition(num_authors=3, num_ties=1)
    assert draw(Network(members["author"], ties), members, partition, ("soup",), ImageFormat.PNG)
    assert np.isfinite(layout(Network(members["author"], ties).adjacency, np.zeros(3, np.int32), 0)).all()
