"""What an import has taken in, and how it is settled: which ids came twice, who is meant by ``RT @name:``, which reposts share a
post that has a keyword."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from chorus.graph.cleaning import CLEAN_POSTS, CLEAN_REPOSTS, CLEAN_SHARES, NAMES, Cleaned
from chorus.graph.dataset import ImportSummary, KeywordCount, LabelCount, RejectedLine
from chorus.graph.keywords import HITS
from chorus.graph.source import Batch
from chorus.graph.spool import Spool
from chorus.graph.tables import POSTS, REJECTED, REPOSTS, SHARES

MAX_REJECTED_LINES = 100
MAX_LABELS = 1_000


@dataclass(frozen=True, slots=True)
class Import:
    """What a source held, pseudonymised and masked: Parquet files, in the order of the source."""

    posts: Path
    """``tables.POSTS``."""
    reposts: Path
    """``tables.REPOSTS``."""
    shares: Path
    """``tables.SHARES``."""
    rejected: Path
    """``tables.REJECTED``."""
    summary: ImportSummary


class Intake:
    """Takes in batches and settles them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._posts = Spool(folder / "posts", CLEAN_POSTS)
        self._reposts = Spool(folder / "reposts", CLEAN_REPOSTS)
        self._shares = Spool(folder / "shares", CLEAN_SHARES)
        self._rejected = [pl.DataFrame(schema=REJECTED)]
        self._hits = [pl.DataFrame(schema=HITS)]
        self._names = [pl.DataFrame(schema=NAMES)]
        self._reposted_names = [pl.DataFrame(schema=NAMES)]
        self._num_blank = self._num_unmatched = 0
        self.num_lines = 0

    @property
    def num_kept(self) -> int:
        """Posts and reposts so far, those included that will turn out to be duplicates."""
        return self._posts.num_rows + self._reposts.num_rows

    def take(self, batch: Batch, cleaned: Cleaned) -> None:
        """Take in one batch."""
        self._posts.add(cleaned.posts)
        self._reposts.add(cleaned.reposts)
        self._shares.add(cleaned.shares)
        unread = pl.DataFrame([(line.line, line.reason) for line in batch.rejected], schema=REJECTED, orient="row")
        self._rejected.append(pl.concat([unread, cleaned.rejected]).sort("line", maintain_order=True))
        self._hits.append(cleaned.hits)
        self._names.append(cleaned.names)
        self._reposted_names.append(cleaned.reposted_names)
        self.num_lines += batch.num_lines
        self._num_blank += batch.num_blank
        self._num_unmatched += cleaned.num_unmatched

    def settle(self, hashes: pl.Series, keywords: Sequence[str]) -> Import:
        """The tables, written, with what became of every record; ``hashes`` stand for the numbers of authors and links."""
        duplicates = pl.concat([self._duplicates(), self._repeated_shares()])
        unmatched = self._unmatched() if keywords else pl.Series("row", [], pl.UInt32())
        unmatched = unmatched.filter(~unmatched.is_in(duplicates.implode()))
        stays = ~pl.col("row").is_in(pl.concat([duplicates, unmatched]).implode())
        named = self._named()
        author = pl.col("original_author").replace(named["by_name"], named["author"])
        posts, reposts, shares = (spool.scan().filter(stays) for spool in (self._posts, self._reposts, self._shares))
        reposts = reposts.with_columns(original_author=author)
        rejected = pl.concat(self._rejected)
        hits = pl.concat(self._hits).filter(stays)
        summary = ImportSummary(
            num_lines=self.num_lines,
            num_duplicates=len(duplicates),
            num_malformed=len(rejected),
            num_blank=self._num_blank,
            num_unmatched=self._num_unmatched + len(unmatched),
            rejected_lines=tuple(RejectedLine(*row) for row in rejected.head(MAX_REJECTED_LINES).iter_rows()),
            keywords=_keyword_counts(hits, keywords),
        )
        return Import(
            self._write(posts.with_columns(_hashed(hashes, "author")), "posts", POSTS),
            self._write(reposts.with_columns(_hashed(hashes, "author", "original_author")), "reposts", REPOSTS),
            self._write(shares.with_columns(_hashed(hashes, "author", "link")), "shares", SHARES),
            self._write(rejected.lazy(), "rejected", REJECTED),
            _counted(summary, posts, reposts, shares),
        )

    def _duplicates(self) -> pl.Series:
        """Rows whose id came before."""
        scans = [spool.scan().select("row", "id") for spool in (self._posts, self._reposts)]
        ids = pl.concat(scans).collect().sort("row")
        return ids.filter(~pl.col("id").is_first_distinct())["row"]

    def _repeated_shares(self) -> pl.Series:
        """Rows that only say once more who shared a link when."""
        records = self._shares.scan().filter("is_record").drop("is_record").collect()
        records = records.with_columns(is_first=pl.struct(SHARES.names()).is_first_distinct())
        return records.filter(~pl.col("is_first").max().over("row"))["row"].unique(maintain_order=True)

    def _unmatched(self) -> pl.Series:
        """Reposts without a text, of a post that is not among those with a keyword."""
        known = self._posts.scan().select("id").collect()["id"].implode()
        pending = self._reposts.scan().filter("is_pending", ~pl.col("original_id").is_in(known))
        return pending.select("row").collect()["row"]

    def _named(self) -> pl.DataFrame:
        """Numbers that stand for a name only, ``by_name``, and the ``author`` who has that name."""
        accounts = pl.concat(self._names).unique("name", keep="last")
        wanted = pl.concat(self._reposted_names).unique()
        return wanted.rename({"author": "by_name"}).join(accounts, on="name")

    def _write(self, table: pl.LazyFrame, name: str, schema: pl.Schema) -> Path:
        path = self._folder / f"{name}.parquet"
        table.select(schema.names()).sink_parquet(path, compression="zstd")
        return path


def _hashed(hashes: pl.Series, *columns: str) -> pl.Expr:
    """The hash of each number, an empty text for none."""
    return pl.col(columns).map_batches(
        lambda numbers: hashes.gather(numbers).fill_null(""), return_dtype=pl.String(), is_elementwise=True
    )


def _keyword_counts(hits: pl.DataFrame, keywords: Sequence[str]) -> tuple[KeywordCount, ...]:
    counts = dict(hits.group_by("keyword").len().iter_rows())
    return tuple(KeywordCount(keyword, counts.get(number, 0)) for number, keyword in enumerate(keywords))


def _counted(summary: ImportSummary, posts: pl.LazyFrame, reposts: pl.LazyFrame, shares: pl.LazyFrame) -> ImportSummary:
    """The summary with all that the tables tell."""
    of_posts = posts.select(pl.len().alias("num_posts"), pl.col("is_unattributed").sum().alias("num_unattributed"))
    of_reposts = reposts.select(pl.len().alias("num_reposts"), pl.col("is_text_repost").sum().alias("num_text_reposts"))
    own = pl.col("row").filter("is_record")
    of_shares = shares.select(own.n_unique().alias("num_shares"), pl.col("link").n_unique().alias("num_links"))
    columns = [posts.select("author"), reposts.select("author"), shares.select("author")]
    authors = pl.concat([*columns, reposts.select(author="original_author")]).drop_nulls().unique()
    times = pl.concat([posts.select("create_time"), reposts.select("create_time")])
    span = times.select(pl.col("create_time").min().alias("first_time"), pl.col("create_time").max().alias("last_time"))
    labels = posts.filter(pl.col("label") != "").group_by("label").len().sort("len", "label", descending=[True, False])
    *counts, num_authors, found_labels = pl.collect_all(
        [of_posts, of_reposts, of_shares, span, authors.select(pl.len()), labels.head(MAX_LABELS)], engine="streaming"
    )
    told = {name: value for count in counts for name, value in count.row(0, named=True).items()}
    kept = told["num_posts"] + told["num_reposts"] + told["num_shares"]
    left_out = summary.num_duplicates + summary.num_malformed + summary.num_unmatched
    return replace(
        summary,
        **told,
        num_records=kept + left_out,
        # Each unattributed post has a pseudonym of its own.
        num_authors=num_authors.item() - told["num_unattributed"],
        labels=tuple(LabelCount(*row) for row in found_labels.iter_rows()),
    )
