"""From what a source states to what is kept: checked, timed, masked, everybody numbered instead of named.

Everything works on columns, so that millions of records take seconds. No raw name leaves this module but into the roster's
memory.
"""

from dataclasses import dataclass, field

import polars as pl

from chorus.graph.dataset import ImportConfig
from chorus.graph.keywords import HITS, Keywords
from chorus.graph.links import links_of, normalized
from chorus.graph.masking import masked
from chorus.graph.roster import AUTHOR, LINK, NUMBER, POST, Roster
from chorus.graph.source import ROWS
from chorus.graph.tables import POSTS, REJECTED, REPOSTS, SHARES
from chorus.graph.times import parse_times

MAX_ID_LENGTH = 128
MAX_LANGUAGE_LENGTH = 35
ROW = pl.Schema({"row": pl.UInt32()})
"""Number of a record in its source, by which a later step leaves it out."""

CLEAN_POSTS = pl.Schema(ROW | POSTS | {"author": NUMBER, "is_unattributed": pl.Boolean()})
CLEAN_REPOSTS = pl.Schema(
    ROW
    | REPOSTS
    | {"author": NUMBER, "original_author": NUMBER, "is_text_repost": pl.Boolean(), "is_pending": pl.Boolean()}
)
"""Pending: without a text in which keywords could be looked for."""
CLEAN_SHARES = pl.Schema(ROW | SHARES | {"author": NUMBER, "link": NUMBER, "is_record": pl.Boolean()})
"""Not of a post, but a record of its own."""
NAMES = pl.Schema({"name": pl.UInt64(), "author": NUMBER})
"""Hash of an account's name, and who has it; of a name that changed hands, the last counts."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A batch, cleaned. Authors and links are numbers in the cleaner's roster."""

    posts: pl.DataFrame
    """``CLEAN_POSTS``."""
    reposts: pl.DataFrame
    """``CLEAN_REPOSTS``."""
    shares: pl.DataFrame
    """``CLEAN_SHARES``."""
    rejected: pl.DataFrame
    """``REJECTED``."""
    hits: pl.DataFrame
    """``HITS``: keywords found."""
    names: pl.DataFrame
    """``NAMES`` of accounts."""
    reposted_names: pl.DataFrame
    """``NAMES`` of authors known only by ``RT @name:``."""
    num_unmatched: int


@dataclass(slots=True)
class Cleaner:
    """Cleans batch after batch of one source."""

    config: ImportConfig = field(default_factory=ImportConfig)
    roster: Roster = field(default_factory=Roster)
    _num_rows: int = 0

    def clean(self, rows: pl.DataFrame) -> Cleaned:
        """Clean a table of ``source.ROWS``."""
        rows = _tidied(rows.with_row_index("row", self._num_rows).cast(ROW | ROWS))
        self._num_rows += len(rows)
        rows = rows.with_columns(reason=_reason(self.config.keep_unattributed))
        rejected = rows.filter(pl.col("reason").is_not_null()).select(REJECTED.names()).cast(REJECTED)
        rows, hits, num_unmatched = self._matching(rows.filter(pl.col("reason").is_null()))
        rows = rows.with_columns(self._numbers(rows, name) for name in ("author", "original_author"))
        posts = rows.filter(~pl.col("is_repost") & ~pl.col("is_share"))
        reposts, reposted_names = self._reposts(rows.filter("is_repost"))
        return Cleaned(
            self._posts(posts),
            reposts,
            self._shares(posts, rows.filter("is_share")),
            rejected,
            hits,
            pl.concat([_names(rows, "author_name", "author"), _names(rows, "original_name", "original_author")]),
            reposted_names,
            num_unmatched,
        )

    def _matching(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """The rows that have a keyword, or may turn out to repost a post that has one."""
        if not self.config.keywords:
            return rows, pl.DataFrame(schema=HITS), 0
        found = Keywords(self.config.keywords).find(rows["text"])
        hits = pl.DataFrame({"row": rows["row"].gather(found["row"]), "keyword": found["keyword"]}, schema=HITS)
        is_pending = pl.col("is_repost") & (pl.col("text") == "")
        kept = rows.filter(pl.col("row").is_in(hits["row"].unique().implode()) | is_pending)
        return kept, hits, len(rows) - len(kept)

    def _numbers(self, rows: pl.DataFrame, name: str) -> pl.Series:
        return self.roster.numbers(rows[name], AUTHOR)

    def _posts(self, rows: pl.DataFrame) -> pl.DataFrame:
        is_unattributed = rows["author"].is_null()
        own = self.roster.numbers(rows["id"].set(~is_unattributed, None), POST)
        return rows.select(
            *ROW, "id", pl.coalesce("author", own).alias("author"), masked(rows["text"]).alias("text"), "create_time",
            "language", "label", is_unattributed.alias("is_unattributed"),
        ).cast(CLEAN_POSTS)  # fmt: skip

    def _reposts(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        # Nobody's id begins with an @.
        name = pl.when(pl.col("original_author").is_null()).then("@" + pl.col("original_name"))
        by_name = self.roster.numbers(rows.select(name.alias("name"))["name"], AUTHOR)
        reposts = rows.select(
            *ROW, "id", "author", pl.col("original_id").fill_null(""),
            pl.coalesce("original_author", by_name).alias("original_author"), "create_time", "is_text_repost",
            (pl.col("text") == "").alias("is_pending"),
        ).cast(CLEAN_REPOSTS)  # fmt: skip
        return reposts, _names(rows.with_columns(by_name.alias("by_name")), "original_name", "by_name").unique()

    def _shares(self, posts: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
        rows = pl.concat([posts, records])
        links = links_of(rows["links"], rows["text"])
        shares = rows.select("row", "author", "label", links.alias("link"), "create_time", is_record="is_share")
        shares = shares.explode("link").drop_nulls("link")
        shares = shares.with_columns(normalized(shares["link"]).alias("link")).filter(pl.col("link") != "")
        return (
            shares.with_columns(self.roster.numbers(shares["link"], LINK))
            .select(CLEAN_SHARES.names())
            .cast(CLEAN_SHARES)
        )


def _tidied(rows: pl.DataFrame) -> pl.DataFrame:
    """Without white space around and with one spelling of everything; what is empty is null, but for text, language and label."""
    stated = ("id", "author", "author_name", "links", "original_id", "original_author", "original_name")
    accounts = ("author", "author_name", "original_author", "original_name")
    name_in_text = pl.col("text").str.extract(r"^RT @(\w+):").str.to_lowercase()
    language = pl.col("language").fill_null("").str.strip_chars()
    no_language = (language == "und") | (language.str.len_chars() > MAX_LANGUAGE_LENGTH)
    missing = pl.col("id").is_null() & (pl.col("text") == "")
    return (
        rows.lazy()
        .with_columns(
            parse_times(rows["created_at"]).alias("create_time"),
            *(pl.col(name).str.strip_chars().replace("", None) for name in stated),
            *(pl.col(name).fill_null("").str.strip_chars() for name in ("text", "label")),
            language=pl.when(no_language).then(pl.lit("")).otherwise(language),
        )
        .with_columns(pl.col(name).str.to_lowercase().str.strip_prefix("@") for name in accounts)
        .with_columns(
            is_text_repost=~pl.col("is_repost") & name_in_text.is_not_null(),
            original_name=pl.coalesce("original_name", name_in_text),
            is_repost=pl.col("is_repost") | name_in_text.is_not_null(),
        )
        .with_columns(
            is_share=~pl.col("is_repost")
            & missing
            & pl.col("links").is_not_null()
            & (pl.col("author").is_not_null() | (pl.col("label") != ""))
        )
        .collect()
    )


def _reason(keep_unattributed: bool) -> pl.Expr:
    """What is wrong with a tidied row; null where nothing is."""
    needs_author = pl.col("is_repost") if keep_unattributed else ~pl.col("is_share")
    limits = f"missing, empty or longer than {MAX_ID_LENGTH} characters"
    long_original = f"the original's id or author is longer than {MAX_ID_LENGTH} characters"
    checks = {
        f"id is {limits}": (~pl.col("is_share") & pl.col("id").is_null()) | _is_long("id"),
        f"author is {limits}": (needs_author & pl.col("author").is_null()) | _is_long("author"),
        long_original: _is_long("original_id") | _is_long("original_author"),
        f"label is longer than {MAX_ID_LENGTH} characters": _is_long("label"),
        "created_at is not a time": pl.col("created_at").is_not_null() & pl.col("create_time").is_null(),
        "text is missing or empty": ~pl.col("is_repost") & ~pl.col("is_share") & (pl.col("text") == ""),
    }
    return pl.coalesce(pl.when(is_wrong).then(pl.lit(reason)) for reason, is_wrong in checks.items())


def _is_long(name: str) -> pl.Expr:
    return (pl.col(name).str.len_chars() > MAX_ID_LENGTH).fill_null(value=False)


def _names(rows: pl.DataFrame, name: str, author: str) -> pl.DataFrame:
    known = rows.filter(pl.col(name).is_not_null(), pl.col(author).is_not_null())
    return known.select(pl.col(name).hash().alias("name"), pl.col(author).alias("author")).cast(NAMES)
