"""From what a source states to what is kept: checked, timed, masked, its authors pseudonymised.

Everything works on columns, so that millions of records take seconds. No raw name leaves this module but for the names of
``RT @name:``, which wait in memory until the whole source has been read.
"""

from dataclasses import dataclass, field

import polars as pl

from chorus.graph.dataset import ImportConfig
from chorus.graph.keywords import HITS, Keywords
from chorus.graph.links import links_of, normalized
from chorus.graph.masking import masked
from chorus.graph.pseudonym import KeyedHashes
from chorus.graph.source import ROWS
from chorus.graph.tables import POSTS, REJECTED, REPOSTS, SHARES
from chorus.graph.times import parse_times

MAX_ID_LENGTH = 128
MAX_LANGUAGE_LENGTH = 35
ROW = pl.Schema({"row": pl.UInt32()})
"""Number of a record in its source, by which a later step leaves it out."""

CLEAN_POSTS = pl.Schema(ROW | POSTS | {"is_unattributed": pl.Boolean()})
CLEAN_REPOSTS = pl.Schema(ROW | REPOSTS | {"is_text_repost": pl.Boolean(), "is_pending": pl.Boolean()})
"""Pending: without a text in which keywords could be looked for."""
CLEAN_SHARES = pl.Schema(ROW | SHARES | {"is_record": pl.Boolean()})
"""Not of a post, but a record of its own."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A batch, cleaned."""

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
    num_unmatched: int


@dataclass(slots=True)
class Cleaner:
    """Cleans batch after batch of one source."""

    key: bytes
    """Of the pseudonyms."""
    config: ImportConfig = field(default_factory=ImportConfig)
    _num_rows: int = 0
    _authors: KeyedHashes = field(init=False)
    _links: KeyedHashes = field(init=False)
    _unattributed: KeyedHashes = field(init=False)
    _keywords: Keywords | None = field(init=False)
    _authors_by_name: dict[str, str] = field(default_factory=dict)
    _reposted_names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._authors = KeyedHashes(self.key, "id:")
        self._links = KeyedHashes(self.key, "link:")
        self._unattributed = KeyedHashes(self.key, "post:")
        self._keywords = Keywords(self.config.keywords) if self.config.keywords else None

    def clean(self, rows: pl.DataFrame) -> Cleaned:
        """Clean a table of ``source.ROWS``."""
        rows = _tidied(rows.with_row_index("row", self._num_rows).cast(ROW | ROWS))
        self._num_rows += len(rows)
        wrong = pl.col("reason").is_not_null()
        rows = rows.with_columns(reason=_reason(self.config.keep_unattributed))
        rejected = rows.filter(wrong).select(REJECTED.names()).cast(REJECTED)
        rows, hits, num_unmatched = self._matching(rows.filter(~wrong))
        self._learn_names(rows)
        posts = rows.filter(~pl.col("is_repost") & ~pl.col("is_share"))
        return Cleaned(
            self._posts(posts),
            self._reposts(rows.filter("is_repost")),
            self._shares(posts, rows.filter("is_share")),
            rejected,
            hits,
            num_unmatched,
        )

    def resolved_names(self) -> pl.DataFrame:
        """What stands for an author known only by ``RT @name:``, and the pseudonym of the account of that name, where the source
        has it."""
        known = [name for name in self._reposted_names if name in self._authors_by_name]
        return pl.DataFrame(
            {"name": [self._authors[f"@{name}"] for name in known], "author": [self._authors[self._authors_by_name[name]] for name in known]},
            schema={"name": pl.String(), "author": pl.String()},
        )

    def _matching(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
        """The rows that have a keyword, or may turn out to repost a post that has one."""
        if self._keywords is None:
            return rows, pl.DataFrame(schema=HITS), 0
        found = self._keywords.find(rows["text"])
        hits = pl.DataFrame({"row": rows["row"].gather(found["row"]), "keyword": found["keyword"]}, schema=HITS)
        is_pending = pl.col("is_repost") & (pl.col("text") == "")
        kept = rows.filter(pl.col("row").is_in(hits["row"].unique().implode()) | is_pending)
        return kept, hits, len(rows) - len(kept)

    def _learn_names(self, rows: pl.DataFrame) -> None:
        """Of an account that changed its name, or a name that changed hands, the last counts."""
        for name, author in (("author_name", "author"), ("original_name", "original_author")):
            known = rows.filter(pl.col(name).is_not_null(), pl.col(author).is_not_null())
            self._authors_by_name.update(zip(known[name].to_list(), known[author].to_list(), strict=True))

    def _posts(self, rows: pl.DataFrame) -> pl.DataFrame:
        is_unattributed = rows["author"].is_null()
        ids = rows["id"].set(~is_unattributed, None)
        # One of the two is empty in every row.
        authors = self._authors.of(rows["author"]) + self._unattributed.of(ids)
        return rows.select(
            "row", "id", authors.alias("author"), masked(rows["text"]).alias("text"), "create_time", "language", "label",
            is_unattributed.alias("is_unattributed"),
        ).cast(CLEAN_POSTS)  # fmt: skip

    def _reposts(self, rows: pl.DataFrame) -> pl.DataFrame:
        # Nobody's id begins with an @.
        by_name = rows.select(
            pl.when(pl.col("original_author").is_null()).then("@" + pl.col("original_name")).alias("name")
        )["name"]
        self._reposted_names.update(name[1:] for name in by_name.drop_nulls().unique())
        return rows.select(
            "row",
            "id",
            self._authors.of(rows["author"]).alias("author"),
            pl.col("original_id").fill_null(""),
            (self._authors.of(rows["original_author"]) + self._authors.of(by_name)).alias("original_author"),
            "create_time",
            "is_text_repost",
            (pl.col("text") == "").alias("is_pending"),
        ).cast(CLEAN_REPOSTS)

    def _shares(self, posts: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
        rows = pl.concat([posts, records])
        links = links_of(rows["links"], rows["text"])
        shares = rows.select("row", "author", "label", links.alias("link"), "create_time", is_record="is_share")
        shares = shares.explode("link").drop_nulls("link")
        shares = shares.with_columns(normalized(shares["link"]).alias("link")).filter(pl.col("link") != "")
        return shares.with_columns(
            self._authors.of(shares["author"]).alias("author"), self._links.of(shares["link"]).alias("link")
        ).select(CLEAN_SHARES.names()).cast(CLEAN_SHARES)  # fmt: skip


def _tidied(rows: pl.DataFrame) -> pl.DataFrame:
    """Without white space around and with one spelling of everything; what is empty is null, but for text, language and label."""
    stated = ("id", "author", "author_name", "links", "original_id", "original_author", "original_name")
    name_in_text = pl.col("text").str.extract(r"^RT @(\w+):").str.to_lowercase()
    language = pl.col("language").fill_null("").str.strip_chars()
    rows = rows.with_columns(
        parse_times(rows["created_at"]).alias("create_time"),
        *(pl.col(name).str.strip_chars().replace("", None) for name in stated),
        *(pl.col(name).fill_null("").str.strip_chars() for name in ("text", "label")),
        pl.when((language == "und") | (language.str.len_chars() > MAX_LANGUAGE_LENGTH))
        .then(pl.lit(""))
        .otherwise(language)
        .alias("language"),
    )
    names = ("author", "author_name", "original_author", "original_name")
    rows = rows.with_columns(pl.col(name).str.to_lowercase().str.strip_prefix("@") for name in names)
    return rows.with_columns(
        is_text_repost=~pl.col("is_repost") & name_in_text.is_not_null(),
        original_name=pl.coalesce("original_name", name_in_text),
        is_repost=pl.col("is_repost") | name_in_text.is_not_null(),
    ).with_columns(
        is_share=~pl.col("is_repost")
        & pl.col("id").is_null()
        & (pl.col("text") == "")
        & pl.col("links").is_not_null()
        & (pl.col("author").is_not_null() | (pl.col("label") != "")),
    )  # fmt: skip


def _reason(keep_unattributed: bool) -> pl.Expr:
    """What is wrong with a tidied row; null where nothing is."""
    needs_author = pl.col("is_repost") if keep_unattributed else ~pl.col("is_share")
    limits = f"missing, empty or longer than {MAX_ID_LENGTH} characters"
    checks = {
        f"id is {limits}": ~pl.col("is_share") & pl.col("id").is_null() | _is_long("id"),
        f"author is {limits}": needs_author & pl.col("author").is_null() | _is_long("author"),
        f"the original's id or author is longer than {MAX_ID_LENGTH} characters": _is_long("original_id")
        | _is_long("original_author"),
        f"label is longer than {MAX_ID_LENGTH} characters": _is_long("label"),
        "created_at is not a time": pl.col("created_at").is_not_null() & pl.col("create_time").is_null(),
        "text is missing or empty": ~pl.col("is_repost") & ~pl.col("is_share") & (pl.col("text") == ""),
    }
    return pl.coalesce(pl.when(is_wrong).then(pl.lit(reason)) for reason, is_wrong in checks.items())


def _is_long(name: str) -> pl.Expr:
    return (pl.col(name).str.len_chars() > MAX_ID_LENGTH).fill_null(value=False)
