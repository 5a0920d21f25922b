"""What a researcher reads to trust and name a community: its languages, its activity, its members, and some of its posts.

Representative posts are those nearest to what sets the community apart, by the cosine of their TF-IDF with the difference of
its mean and everybody's; one author gives one, and near-duplicates are passed over. Diverse posts are found by
farthest-first traversal (Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5), beginning with the most representative.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.pipeline import Pipeline, make_pipeline

from chorus.graph.community import CentralMember, LanguageCount, Period, ProfilePost
from chorus.graph.terms import stop_words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from chorus.graph.network import Network

NUM_POSTS = 10
NUM_CENTRAL = 10
NUM_LANGUAGES = 10
MAX_PERIODS = 60
PERIOD_DAYS = (1, 7, 28, 364)
MAX_CANDIDATES = 1_000
"""Posts of a community, drawn by seed, that those quoted are chosen from."""
NUM_FEATURES = 2**18
"""Hashes of words; of some ten thousand words few share one."""
MIN_WORDS = 4
MAX_SIMILARITY = 0.6
"""Cosine above which one post says what another said."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Posts that show what a community is about."""

    representative: tuple[ProfilePost, ...] = ()
    diverse: tuple[ProfilePost, ...] = ()


def languages(posts: pl.DataFrame) -> tuple[LanguageCount, ...]:
    """The languages of posts as their source states them, most used first."""
    counts = posts.group_by("language").len().sort("len", "language", descending=[True, False])
    return tuple(LanguageCount(*row) for row in counts.head(NUM_LANGUAGES).iter_rows())


def activity(posts: pl.DataFrame) -> tuple[Period, ...]:
    """Posts over time, in at most sixty equal periods of days, weeks, four weeks or fifty-two weeks (more are cut at the
    front), empty ones included."""
    days = posts["create_time"].drop_nulls().dt.date()
    if days.is_empty():
        return ()
    first, last = _date(days.min()), _date(days.max())
    span = (last - first).days + 1
    num_days = next((length for length in PERIOD_DAYS if span <= length * MAX_PERIODS), PERIOD_DAYS[-1])
    number = (days.to_physical() - first.toordinal() + date(1970, 1, 1).toordinal()) // num_days
    counts = np.bincount(number.to_numpy(), minlength=(span - 1) // num_days + 1)
    periods = [
        Period(date.fromordinal(first.toordinal() + index * num_days).isoformat(), num_days, count)
        for index, count in enumerate(counts.tolist())
    ]
    return tuple(periods[-MAX_PERIODS:])


def central(network: "Network", is_member: "NDArray[np.bool_]") -> tuple[CentralMember, ...]:
    """The members with the most tie weight among themselves."""
    inside = network.adjacency[is_member][:, is_member]
    weights = np.asarray(inside.sum(axis=1)).ravel()
    names = network.members.filter(pl.Series(is_member))
    order = np.argsort(-weights, kind="stable")[:NUM_CENTRAL]
    return tuple(CentralMember(names[int(row)], float(weights[row])) for row in order)


def quotes(posts_of: Sequence[pl.DataFrame], background: Sequence[pl.DataFrame], seed: int) -> tuple[Quotes, ...]:
    """Posts that show what each of some communities is about; ``background`` is what they are set apart from as well."""
    candidates = [_candidates(posts, seed) for posts in (*posts_of, *background)]
    texts = pl.concat([posts["text"] for posts in candidates])
    if not (texts.str.len_chars() > 0).any():
        return tuple(Quotes() for _ in posts_of)
    vectors = _vectorizer().fit_transform(texts.to_list())
    ends = np.cumsum([len(posts) for posts in candidates])
    everybody = np.mean([_mean(part) for part in _parts(vectors, ends)], axis=0)
    return tuple(
        _quote(posts, part, everybody)
        for posts, part in zip(candidates[: len(posts_of)], _parts(vectors, ends), strict=False)
    )


def _candidates(posts: pl.DataFrame, seed: int) -> pl.DataFrame:
    long = posts.filter(pl.col("text").str.count_matches(r"\p{L}{3,}") >= MIN_WORDS)
    long = long if len(long) else posts
    long = long.unique("text", keep="first", maintain_order=True)
    return long.sample(min(MAX_CANDIDATES, len(long)), seed=seed)


def _vectorizer() -> Pipeline:
    # Hashed words need no vocabulary, which texts of stop words alone do not have.
    words = HashingVectorizer(
        token_pattern=r"#?[^\W\d_][\w'-]+",
        stop_words=[*stop_words(), "user", "url"],
        n_features=NUM_FEATURES,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )
    return make_pipeline(words, TfidfTransformer(sublinear_tf=True))


def _parts(vectors: "sparse.csr_matrix", ends: "NDArray[np.int64]") -> "list[sparse.csr_matrix]":
    return [vectors[begin:end] for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def _mean(part: "sparse.csr_matrix") -> "NDArray[np.float32]":
    return np.asarray(part.mean(axis=0)).ravel() if part.shape[0] else np.zeros(part.shape[1], np.float32)


def _quote(posts: pl.DataFrame, vectors: "sparse.csr_matrix", everybody: "NDArray[np.float32]") -> Quotes:
    if not len(posts):
        return Quotes()
    scores = vectors @ (_mean(vectors) - everybody)
    order = np.argsort(-scores, kind="stable")
    representative = _apart(posts, vectors, order)
    diverse = _farthest(vectors, int(order[0]))
    return Quotes(_posts(posts, representative), _posts(posts, diverse))


def _apart(posts: pl.DataFrame, vectors: "sparse.csr_matrix", order: "NDArray[np.int64]") -> list[int]:
    """The first posts in the order that are by different authors and not too similar."""
    chosen: list[int] = []
    authors: set[str] = set()
    nearest = np.zeros(len(posts), np.float32)
    for row in order.tolist():
        author = posts["author"][row]
        if author not in authors and nearest[row] < MAX_SIMILARITY:
            chosen.append(row)
            authors.add(author)
            nearest = np.maximum(nearest, (vectors @ vectors[row].T).toarray().ravel())
        if len(chosen) == NUM_POSTS:
            break
    return chosen


def _farthest(vectors: "sparse.csr_matrix", first: int) -> list[int]:
    chosen = [first]
    nearest = (vectors @ vectors[first].T).toarray().ravel()
    while len(chosen) < min(NUM_POSTS, vectors.shape[0]):
        row = int(nearest.argmin())
        chosen.append(row)
        nearest = np.maximum(nearest, (vectors @ vectors[row].T).toarray().ravel())
        nearest[row] = np.inf
    return chosen


def _posts(posts: pl.DataFrame, rows: Sequence[int]) -> tuple[ProfilePost, ...]:
    return tuple(ProfilePost(*row) for row in posts[list(rows)].select("id", "author", "text").iter_rows())


def _date(value: object) -> date:
    assert isinstance(value, date)
    return value
