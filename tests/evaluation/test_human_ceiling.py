"""The human ceiling on real posts: six subreddits of the project's theme, whose communities are known."""

import gzip
import json
from pathlib import Path

import pytest

from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.origin import LinearClassifier, origin_scores
from chorus.evaluation.posts import OwnPosts, split_by_author
from chorus.evaluation.semantics import corpus_likeness, human_likeness
from chorus.finetuning.client import clean
from chorus.types.post import Post

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "reddit_diet_2013"
SUBREDDITS = ("keto", "loseit", "vegan", "BodyAcceptance", "running", "SkincareAddiction")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the Reddit posts are not beside the repository")


@pytest.fixture(scope="module")
def own() -> list[OwnPosts]:
    return [split_by_author(f"communities/{name.lower()}", read(name), clean) for name in SUBREDDITS]


def read(subreddit: str) -> list[Post]:
    """Posts of a subreddit; they have no author, so each stands for its own."""
    with gzip.open(FOLDER / f"{subreddit}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Post(row["id"], row["id"], f"{row['title']} {row['selftext']}") for row in rows]


def test_classifier_tells_subreddits_apart(own: list[OwnPosts]) -> None:
    classifier = LinearClassifier([posts.training for posts in own], seed=0)
    scores = origin_scores(classifier, [posts.held_out for posts in own], seed=0)
    assert scores.macro_f1.low > 0.75
    assert scores.bundle_macro_f1 is not None
    assert scores.bundle_macro_f1 > 0.97
    assert min(scores.f1) > 0.6


def test_another_subreddit_is_farther_than_the_floor(own: list[OwnPosts]) -> None:
    encoder = LatentSemanticEncoder([text for posts in own for text in posts.training], seed=0)
    keto, vegan = encoder.encode(own[0].all), encoder.encode(own[2].all)
    floor = human_likeness(keto, 120, seed=0).frechet
    assert corpus_likeness(keto, vegan, 120, seed=0).frechet.low > 1.5 * floor.high
