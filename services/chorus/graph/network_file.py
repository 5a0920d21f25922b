"""A network as a file for Gephi and its like, written as a stream, so that its size does not matter.

Templates rather than NetworkX's writers, which hold the whole file as a tree: two million ties would take gigabytes.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from chorus.graph.network import Network
from chorus.graph.network_format import NetworkFormat

CHUNK_LETTERS = 2**18
"""At most 1 MiB, whatever the letters."""
ROWS_AT_ONCE = 10_000


def write_network(
    network: Network,
    labels: pl.Series,
    communities: Mapping[int, tuple[str, str]],
    partition: str,
    format: NetworkFormat,
) -> Iterator[bytes]:
    """A network in chunks; ``labels`` is the number of each member's community, ``communities`` gives the name and the display
    name of those numbers that were kept."""
    names = {number: name for number, (name, _) in communities.items()}
    displayed = {number: name for number, (_, name) in communities.items()}
    ends = network.members
    members = pl.DataFrame(
        {
            "member": ends,
            "community": labels.replace_strict(names, default="", return_dtype=pl.String()),
            "name": labels.replace_strict(displayed, default="", return_dtype=pl.String()),
            "strength": np.round(network.strengths, 6),
        }
    )
    ties = network.ties.select(
        pl.col("left").map_batches(ends.gather, pl.String()),
        pl.col("right").map_batches(ends.gather, pl.String()),
        pl.col("weight").round(6),
    )
    template = _environment().get_template(f"{format.suffix[1:]}.xml.j2")
    pieces = template.generate(partition=partition, members=_rows(members), ties=_rows(ties))
    return _chunks(pieces)


def _rows(table: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    return table.iter_rows(buffer_size=ROWS_AT_ONCE)


def _chunks(pieces: Iterator[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK_LETTERS:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("chorus.graph", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        enable_async=False,
    )
