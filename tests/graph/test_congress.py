"""The real network of the US Congress on Twitter, 2015–16: parties are known, so communities can be judged."""

import csv
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import normalized_mutual_info_score

from chorus.graph.compression import ReadLimits
from chorus.graph.dataset import ImportConfig
from chorus.graph.detection import detect
from chorus.graph.importing import import_file
from chorus.graph.intake import Import
from chorus.graph.network import Network, build_network
from chorus.graph.network_config import NetworkConfig, Restriction
from chorus.graph.partition import Algorithm
from chorus.graph.pseudonym import pseudonym
from chorus.graph.quality import measure
from chorus.graph.tables import Tables

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "us_congress_2016"
KEY = b"a key for tests only"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the data set {FOLDER.name} is not beside the repository")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Import:
    folder = tmp_path_factory.mktemp("congress")
    path = FOLDER / "tweets.slim.jsonl.gz"
    return import_file(lambda _: None, path, folder, KEY, ImportConfig(), ReadLimits())


@pytest.fixture(scope="module")
def tables(found: Import) -> Tables:
    import polars as pl

    return Tables(pl.read_parquet(found.posts), pl.read_parquet(found.reposts), pl.read_parquet(found.shares))


@pytest.fixture(scope="module")
def party() -> dict[str, str]:
    with (FOLDER / "accounts.csv").open() as file:
        return {pseudonym(KEY, account["user_id"]): account["party"] for account in csv.DictReader(file)}


@pytest.fixture(scope="module")
def members(tables: Tables) -> Network:
    """Without what only ``RT @name:`` tells, as the figures to be met were measured."""
    import polars as pl

    told = tables.reposts.filter(pl.col("original_id") != "")
    return build_network(Tables(tables.posts, told), NetworkConfig())


def test_every_line_is_counted(found: Import) -> None:
    summary = found.summary
    assert (summary.num_lines, summary.num_malformed, summary.num_duplicates) == (102_434, 0, 0)
    assert summary.num_posts + summary.num_reposts == 102_434
    assert summary.num_reposts - summary.num_text_reposts == 22_255


def test_the_networks_are_those_that_are_known(members: Network, tables: Tables) -> None:
    assert (members.num_members, members.num_ties) == (492, 3_115)
    assert build_network(tables, NetworkConfig(restriction=Restriction.ALL)).num_members >= 9_186


@pytest.mark.parametrize("algorithm", [Algorithm.LEIDEN, Algorithm.LOUVAIN])
def test_communities_separate_the_parties(algorithm: Algorithm, members: Network, party: dict[str, str]) -> None:
    parties = np.array([party[author] for author in members.members])
    runs = [detect(algorithm, members, 1.0, seed) for seed in range(8)]
    modularity = np.mean([measure(members, labels).modularity for labels in runs])
    agreement = np.mean([normalized_mutual_info_score(parties, labels) for labels in runs])
    print(f"{algorithm}: Q {modularity:.4f}, NMI with party {agreement:.4f}")
    assert modularity >= 0.468
    assert agreement >= 0.42
    for labels in runs:
        large = labels < 3
        assert normalized_mutual_info_score(parties[large], labels[large]) >= 0.5
