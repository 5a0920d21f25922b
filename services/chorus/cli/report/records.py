"""What became of every record of an import: each is counted once, and together they are all that there were."""

from dataclasses import dataclass

from chorus.cli.report.text import count, day
from chorus.graph.client import ImportSummary


@dataclass(frozen=True, slots=True)
class Kind:
    """Records of which the same became."""

    id: str
    """Decides the colour."""
    title: str
    number: int
    done: str
    """What was done with them."""


def kinds(summary: ImportSummary) -> tuple[Kind, ...]:
    """Every kind, those without a record included."""
    tied = "kept; they tie authors to one another"
    if summary.num_text_reposts:
        tied += f'; {count(summary.num_text_reposts)} told by "RT @name:" alone'
    own = "kept; replies and quotes included"
    if summary.num_unattributed:
        own += f"; {count(summary.num_unattributed)} without an author"
    return (
        Kind("posts", "Posts of an author's own", summary.num_posts, own),
        Kind("reposts", "Reposts of another's post", summary.num_reposts, tied),
        Kind("shares", "Shares", summary.num_shares, "kept; they only say who shared a link"),
        Kind("duplicates", "Duplicates", summary.num_duplicates, "left out: their post id had been seen before"),
        Kind("malformed", "Malformed", summary.num_malformed, "set aside, with a reason"),
        Kind("unmatched", "Unmatched", summary.num_unmatched, "left out: none of the keywords is in them"),
    )


def lines(summary: ImportSummary) -> str:
    """On how many lines the records stood."""
    return f"on {count(summary.num_lines)} lines, {count(summary.num_blank)} of them blank"


def span(summary: ImportSummary) -> str:
    """From the first to the last day; empty where nothing has a time."""
    if summary.first_time is None or summary.last_time is None:
        return ""
    first, last = day(summary.first_time), day(summary.last_time)
    return first if first == last else f"{first} to {last}"
