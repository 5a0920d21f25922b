"""What the commands print of demonstrations: where every post went, and what annotators say."""

from collections.abc import Iterator

from chorus.cli.report.text import count, counted, decimal, interval, percent, plain
from chorus.cli.session import short
from chorus.cli.terminal import put, put_text
from chorus.finetuning.client import AnnotatorMarks, DemonstrationSet, Selection

_WAYS = {Selection.LOWEST_PERPLEXITY: "taken by lowest perplexity", Selection.RANDOM: "taken by chance"}
AGREEMENT = (
    "Kappa: how far the first two annotators agree on pairs both marked, beyond chance; 1 is full agreement, 0 none."
)


def print_demonstrations(found: DemonstrationSet) -> None:
    """What became of every post of a community, each counted once, and what to do next."""
    summary, own = found.summary, short(found.name)
    put(f"{found.name} of {found.community}", "bold")
    went = tuple(_went(found))
    width = max(len(count(summary.num_posts)), 3) + 2
    for number, title, what in went:
        put_text(f"{title}: {what}", width + 2, head=f"{count(number):>{width}}")
    put(f"{count(summary.num_posts):>{width}}  posts in all", "bold")
    learned, measured = count(summary.num_training_authors), count(summary.num_validation_authors)
    drawn, mixed = percent(summary.held_out_share), counted(summary.num_general, "general instruction")
    put_text(
        f"Learned from {learned} authors, measured on {measured} others, whom a draw of {drawn} held out. "
        f"Mixed in: {mixed}."
    )
    if found.base_model:
        put_text(f"Chosen by the perplexity of {found.base_model}.", style="dim")
    if found.marks:
        put()
        _print_marks(found)
    put()
    put(f"Next: chorus finetune sheet {own} --out pairs.csv    (for annotators)")
    put(f"      chorus finetune train {short(found.community)}", "dim")


def print_marks(found: DemonstrationSet) -> None:
    """What annotators say of a set."""
    put(f"{found.name} of {found.community}", "bold")
    _print_marks(found)


def accepted(marks: AnnotatorMarks) -> str:
    """The share that an annotator accepted, with its interval.

    >>> accepted(AnnotatorMarks("ada", 100, 87, 0.79, 0.92))
    '87 of 100 pairs accepted: 87% (95% interval 0.79 to 0.92)'
    """
    share = marks.num_accepted / marks.num_marked if marks.num_marked else None
    return (
        f"{count(marks.num_accepted)} of {count(marks.num_marked)} pairs accepted: {percent(share)} "
        f"(95% interval {interval(marks.low, marks.high)})"
    )


def _print_marks(found: DemonstrationSet) -> None:
    for marks in found.marks:
        put(f"  {marks.annotator}: {accepted(marks)}")
    if len(found.marks) > 1:
        put(f"  Kappa {decimal(found.kappa)}")
        put_text(AGREEMENT, 2, "dim")


def _went(found: DemonstrationSet) -> Iterator[tuple[int, str, str]]:
    summary, config = found.summary, found.config
    yield summary.num_outside_window, "Outside the window", "left out: before, after, or without a time"
    languages = (
        f"left out: not {', '.join(config.languages)}" if config.languages else "left out: none, for all are wanted"
    )
    yield summary.num_other_languages, "Other languages", languages
    yield summary.num_replies, "Replies", "left out: they begin by a mention"
    yield summary.num_near_empty, "Near-empty", "left out: fewer than three words after cleaning"
    yield summary.num_duplicates, "Duplicates", "left out: the same words as an earlier post"
    yield summary.num_near_duplicates, "Near-duplicates", f"left out: ROUGE-L of {config.max_similarity:g} or more"
    yield (
        summary.num_not_selected,
        "Not selected",
        f"left out: beyond {count(config.max_posts)} posts, {_WAYS.get(config.selection, plain(config.selection))}",
    )
    yield summary.num_training, "Training", "learned from"
    yield summary.num_validation, "Validation", "measured on: by held-out authors"
    yield summary.num_later, "Later", "measured on: from the time on that is held out"
    yield summary.num_not_drawn, "Not drawn", "fit to be measured on, but enough others are"
