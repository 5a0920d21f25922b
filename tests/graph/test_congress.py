"""The real network of the US Congress on Twitter, 2015–16: parties are known, so communities can be judged."""

import csv
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import normalized_mutual_info_score

from chorus.graph.detection import engine, largest_first
from chorus.graph.importing import Import, import_file
from chorus.graph.network import build_network
from chorus.graph.partition import Algorithm, Restriction
from chorus.graph.pseudonym import pseudonym
from chorus.graph.quality import measure

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "us_congress_2016"
KEY = b"a key for tests only"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the data set {FOLDER.name} is not beside the repository")


@pytest.fixture(scope="module")
def found() -> Import:
    with (FOLDER / "tweets.slim.jsonl.gz").open("rb") as file:
        return import_file(file, KEY)


@pytest.fixture(scope="module")
def party() -> dict[str, str]:
    with (FOLDER / "accounts.csv").open() as file:
        return {pseudonym(KEY, account["user_id"]): account["party"] for account in csv.DictReader(file)}


def test_every_line_is_counted(found: Import) -> None:
    summary = found.summary
    assert (summary.num_lines, summary.num_malformed, summary.num_duplicates) == (102_434, 0, 0)
    assert summary.num_posts + summary.num_reposts == 102_434
    assert summary.num_reposts - (found.reposts["original_author"] == "").sum() == 22_255


@pytest.mark.parametrize("algorithm", Algorithm)
def test_communities_separate_the_parties(algorithm: Algorithm, found: Import, party: dict[str, str]) -> None:
    network = build_network(found.posts, found.reposts, Restriction.AUTHORS_WITH_POSTS)
    assert (network.num_authors, network.num_ties) == (492, 3_115)
    parties = np.array([party[author] for author in network.authors])
    for seed in range(4):
        labels = largest_first(engine(algorithm).find(network, 1.0, seed))
        large = labels < 3
        assert normalized_mutual_info_score(parties[large], labels[large]) >= 0.5
        assert measure(network, labels).modularity >= 0.46
