"""What sets communities apart in words: class-based TF-IDF.

All posts of a community are one document, those of everybody else one more (Grootendorst 2022, "BERTopic", arXiv
2203.05794). With p the share that a term has among the terms of a community's posts, and q its share in all other posts::

    weight(t, c) = p(t, c) · ln(p(t, c) / q(t, c))

The second factor takes the place of the usual ln(1 + A / f(t)): over a handful of classes that one hardly tells "health"
from "day", for every class has used both, whereas here a word as common elsewhere weighs nothing. A post counts once
however often it repeats a term, and a term that only a few authors use comes after all that more use: what one
account posts day by day is no mark of a community.
"""

from functools import cache
from importlib.resources import files

import polars as pl

from chorus.graph.community import Term
from chorus.graph.masking import LINK, MENTION

NUM_TERMS = 15
MIN_TERM_LENGTH = 3
ELSEWHERE = -1
"""The class of posts by authors of no community that was kept."""


def profile(posts: pl.DataFrame, members: pl.DataFrame, num_communities: int) -> tuple[tuple[Term, ...], ...]:
    """The leading terms of communities 0 … n - 1, strongest first.

    ``posts`` is a table of ``tables.POSTS``, ``members`` one of ``tables.MEMBERS``.
    """
    kept = members.filter(pl.col("community") < num_communities)
    weights = _weigh(_count(posts, kept))
    return tuple(_leading(weights, community) for community in range(num_communities))


def display_name(terms: tuple[Term, ...]) -> str:
    """What people call a community before somebody names it."""
    return ", ".join(term.text for term in terms[:3]) or "without a word in common"


@cache
def stop_words() -> tuple[str, ...]:
    """Words that set no community apart."""
    return tuple(files("chorus.graph").joinpath("stop_words.txt").read_text(encoding="utf-8").split())


def _count(posts: pl.DataFrame, kept: pl.DataFrame) -> pl.LazyFrame:
    """Per term and class: in how many posts, and by how many authors, it is used."""
    words = (
        pl.col("text")
        .str.replace_all(rf"{MENTION}\b|\b{LINK}\b", " ")
        .str.to_lowercase()
        .str.replace_all("’", "'", literal=True)
        .str.extract_all(r"\p{L}[\p{L}\p{M}\p{N}'_-]+")
    )
    term = pl.col("term").str.strip_chars("'_-").str.replace("'s$", "")
    return (
        posts.lazy()
        .select("author", words.alias("term"))
        .with_row_index("post")
        .join(kept.lazy(), on="author", how="left")
        .with_columns(pl.col("community").fill_null(ELSEWHERE))
        .explode("term")
        .with_columns(term)
        .filter(pl.col("term").str.len_chars() >= MIN_TERM_LENGTH, ~pl.col("term").is_in(stop_words()))
        .unique(["post", "term"])
        .group_by("community", "term")
        .agg(num_posts=pl.len(), num_authors=pl.col("author").n_unique())
    )


def _weigh(counts: pl.LazyFrame) -> pl.DataFrame:
    """One row per term and class, with its weight."""
    here, in_class = pl.col("num_posts"), pl.col("num_posts").sum().over("community")
    # One more use than there was, so that a term nobody else uses has a weight too.
    elsewhere = (pl.col("num_posts").sum().over("term") - here + 1) / (pl.col("num_posts").sum() - in_class + 1)
    share = here / in_class
    # A term is shared when at least the square root of the number of authors of the most used one use it.
    widest = pl.col("num_authors").max().over("community")
    is_shared = pl.col("num_authors") >= widest.sqrt().clip(2)
    return counts.with_columns(weight=share * (share / elsewhere).log(), is_shared=is_shared).collect()


def _leading(weights: pl.DataFrame, community: int) -> tuple[Term, ...]:
    leading = (
        weights.filter(pl.col("community") == community, pl.col("weight") > 0)
        .sort(["is_shared", "weight", "term"], descending=[True, True, False])
        .head(NUM_TERMS)
    )
    return tuple(Term(text, weight) for text, weight in leading.select("term", "weight").iter_rows())
