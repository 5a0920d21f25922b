import io

import networkx as nx
import polars as pl
import pytest

from chorus.graph.network import Network
from chorus.graph.network_file import write_network
from chorus.graph.network_format import NetworkFormat
from chorus.graph.tables import TIES

MEMBERS = pl.Series(["a", 'b"<&>', "c"])
NETWORK = Network(MEMBERS, pl.DataFrame([(0, 1, 2.0), (1, 2, 0.5)], schema=TIES, orient="row"))
LABELS = pl.Series([0, 0, 7], dtype=pl.Int32())
COMMUNITIES = {0: ("communities/soup", "soup & <bread>")}


@pytest.mark.parametrize(
    ("format", "read"), [(NetworkFormat.GRAPHML, nx.read_graphml), (NetworkFormat.GEXF, nx.read_gexf)]
)
def test_networkx_reads_what_was_written(format: NetworkFormat, read: object) -> None:
    data = b"".join(write_network(NETWORK, LABELS, COMMUNITIES, "partitions/p", format))
    graph = read(io.BytesIO(data))  # type: ignore[operator]
    assert not graph.is_directed()
    assert set(graph.nodes) == set(MEMBERS)
    assert graph.edges['b"<&>', "a"]["weight"] == 2.0
    assert graph.edges["c", 'b"<&>']["weight"] == 0.5
    assert graph.nodes["a"]["community"] == "communities/soup"
    assert graph.nodes["a"]["community_name"] == "soup & <bread>"
    assert (graph.nodes["c"]["community"], graph.nodes["c"]["strength"]) == ("", 0.5)


@pytest.mark.parametrize("format", NetworkFormat)
def test_a_large_network_comes_in_chunks(format: NetworkFormat) -> None:
    size = 20_000
    ties = pl.DataFrame({"left": range(size - 1), "right": range(1, size), "weight": 1.0}, schema=TIES)
    network = Network(pl.Series([f"{n:016x}" for n in range(size)]), ties)
    chunks = list(write_network(network, pl.Series([0] * size, dtype=pl.Int32()), COMMUNITIES, "partitions/p", format))
    assert len(chunks) > 3
    assert max(map(len, chunks)) <= 2**20
    assert sum(chunk.count(b"<node ") for chunk in chunks) == size
