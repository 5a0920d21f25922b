"""What sets communities apart in words: class-based TF-IDF.

All posts of a community are one document, those of everybody else one more (Grootendorst 2022, "BERTopic", arXiv
2203.05794). With p the share of a community's posts that have a term, among all it has, and q the same of all other posts::

    weight(t, c) = p(t, c) · ln(p(t, c) / q(t, c))

The second factor takes the place of the usual ln(1 + A / f(t)): over a handful of classes that one hardly tells "health"
from "day", for every class has used both, whereas here a word as common elsewhere weighs nothing. A post counts once
however often it repeats a term, and a term that only a few authors use comes after all that more use: what one
account posts day by day is no mark of a community. Hashtags are weighed among themselves.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from chorus.graph.community import Term
from chorus.graph.masking import LINK, MENTION
from chorus.graph.roster import Roster
from chorus.graph.tables import COUNTS

NUM_TERMS = 15
MIN_TERM_LENGTH = 3
ELSEWHERE = -1
"""The class of posts by members of no community that was kept."""
POSTS_PER_CHUNK = 200_000
WORD = r"\p{L}(?:[\p{L}\p{M}\p{N}'_-]*[\p{L}\p{M}\p{N}])?"
HASHTAG = r"#\p{L}[\p{L}\p{M}\p{N}_]+"


def count_terms(posts: pl.DataFrame, posts_per_chunk: int = POSTS_PER_CHUNK) -> pl.DataFrame:
    """``tables.COUNTS`` of posts with the columns ``author``, ``text`` and ``community``, null where in none."""
    posts = posts.select("author", "text", pl.col("community").fill_null(ELSEWHERE)).sort("author")
    roster = Roster()
    counts = [_count(chunk, roster) for chunk in _whole_authors(posts, posts_per_chunk)]
    if not counts:
        return pl.DataFrame(schema=COUNTS)
    summed = pl.concat(counts).group_by("term", "community").agg(pl.all().sum())
    named = summed.with_columns(term=roster.texts().gather(summed["term"]))
    is_short = pl.col("term").str.len_chars() < MIN_TERM_LENGTH
    is_empty = pl.col("term").is_in(stop_words())
    return named.filter(~is_short, ~is_empty).select(COUNTS.names()).cast(COUNTS)


def weigh(counts: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``counts`` with a ``weight`` and whether enough authors use the term, ``is_shared``."""
    kind = pl.col("term").str.starts_with("#").alias("is_hashtag")
    here, in_class = pl.col("num_posts"), pl.col("num_posts").sum().over("community", "is_hashtag")
    # One more use than there was, so that a term nobody else uses has a weight too.
    others = pl.col("num_posts").sum().over("term") - here + 1
    elsewhere = others / (pl.col("num_posts").sum().over("is_hashtag") - in_class + 1)
    share = here / in_class
    # A term is shared when at least the square root of the number of authors of the most used one use it.
    widest = pl.col("num_authors").max().over("community", "is_hashtag")
    is_shared = pl.col("num_authors") >= widest.sqrt().clip(2)
    weighed = counts.lazy().with_columns(kind).with_columns(pl.col("num_posts", "num_authors").cast(pl.Int64()))
    return weighed.with_columns(weight=share * (share / elsewhere).log(), is_shared=is_shared).collect()


def leading(weights: pl.DataFrame, community: int, *, hashtags: bool = False) -> tuple[Term, ...]:
    """The terms, or hashtags, of a community that set it apart most, strongest first."""
    rows = (
        weights.filter(pl.col("community") == community, pl.col("weight") > 0, pl.col("is_hashtag") == hashtags)
        .sort(["is_shared", "weight", "term"], descending=[True, True, False])
        .head(NUM_TERMS)
    )
    return tuple(Term(text, weight) for text, weight in rows.select("term", "weight").iter_rows())


def display_name(terms: Sequence[Term]) -> str:
    """What people call a community before somebody names it."""
    return ", ".join(term.text for term in terms[:3]) or "without a word in common"


@cache
def stop_words() -> tuple[str, ...]:
    """Words that set no community apart."""
    return tuple(files("chorus.graph").joinpath("stop_words.txt").read_text(encoding="utf-8").split())


def _whole_authors(posts: pl.DataFrame, posts_per_chunk: int) -> Iterator[pl.DataFrame]:
    """Chunks of posts sorted by author, none of whom is in two of them."""
    begin = 0
    while begin < len(posts):
        end = min(begin + posts_per_chunk, len(posts))
        if end < len(posts):
            last = posts["author"][end - 1]
            end = int(posts["author"].search_sorted(last, side="right"))
        yield posts.slice(begin, end - begin)
        begin = end


def _count(posts: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Counts by the term's number in the roster; a post counts once, and a hashtag is a word too."""
    plain = (
        pl.col("text")
        .str.replace_all(rf"{MENTION}\b|\b{LINK}\b", " ")
        .str.to_lowercase()
        .str.replace_all("’", "'", literal=True)
        .str.replace_all(r"'s\b", "")
    )
    texts = posts.with_columns(plain, author=pl.col("author").rle_id())
    found = [
        texts.select("author", "community", term=pl.col("text").str.extract_all(pattern).list.unique()).explode("term")
        for pattern in (WORD, HASHTAG)
    ]
    terms = pl.concat(found).drop_nulls("term")
    numbered = terms.with_columns(roster.numbers(terms["term"]))
    return numbered.group_by("community", "term").agg(num_posts=pl.len(), num_authors=pl.col("author").n_unique())
