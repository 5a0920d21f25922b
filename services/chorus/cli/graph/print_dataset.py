"""What the commands print of a dataset."""

from collections.abc import Sequence

from chorus.cli.report.records import kinds, lines, span
from chorus.cli.report.text import count, moment
from chorus.cli.session import short
from chorus.cli.terminal import put, put_text, say
from chorus.graph.client import Dataset, RejectedLine

FEW = 5
"""Rejected lines shown after an import."""
FEW_LABELS = 12


def print_dataset(dataset: Dataset) -> None:
    """What became of a file, every record counted once, and what to do next."""
    summary, own = dataset.summary, short(dataset.name)
    put(f"{dataset.file_name or 'The file'} is {dataset.name}", "bold")
    found = kinds(summary)
    width = max(len(count(number)) for number in (summary.num_records, *(kind.number for kind in found))) + 2
    for kind in found:
        put_text(f"{kind.title}: {kind.done}", width + 2, head=f"{count(kind.number):>{width}}")
    put(f"{count(summary.num_records):>{width}}  records in all, {lines(summary)}", "bold")
    links = f"; {count(summary.num_links)} links shared" if summary.num_links else ""
    times = f"; {span(summary)}" if span(summary) else ""
    put_text(f"By {count(summary.num_authors)} authors, those only reposted included{links}{times}.")
    _print_counts(
        "Keywords, by records kept that have them", [(each.keyword, each.num_records) for each in summary.keywords]
    )
    _print_labels(dataset)
    _print_first_rejected(dataset)
    put()
    options = _fitting(dataset)
    put(f"Next: chorus graph detect {own}{options}")
    put(f"      chorus graph network {own}{options}    (the network in figures first)", "dim")


def print_datasets(datasets: Sequence[Dataset]) -> None:
    """One dataset after another."""
    for dataset in datasets:
        summary = dataset.summary
        put(f"{dataset.name}  {dataset.file_name}", "bold")
        put(
            f"    {count(summary.num_posts)} posts, {count(summary.num_reposts)} reposts, {count(summary.num_shares)} shares by "
            f"{count(summary.num_authors)} authors"
        )
        put(f"    imported {moment(dataset.create_time)}", "dim")
    if not datasets:
        say("Nothing was imported yet. Begin with `chorus graph import FILE`.")


def print_rejected(name: str, rejected: Sequence[RejectedLine]) -> None:
    """Every line set aside."""
    for line in rejected:
        put(f"{count(line.line):>12}  {line.reason}")
    say(f"{count(len(rejected))} records of {name} were set aside.")


def _fitting(dataset: Dataset) -> str:
    """The options without which a dataset has no network."""
    summary = dataset.summary
    if summary.num_reposts or not summary.num_links:
        return ""
    return " --tie shared-links" if summary.num_authors else " --member labels"


def _print_counts(title: str, counts: Sequence[tuple[str, int]]) -> None:
    if not counts:
        return
    put()
    put(f"{title}:")
    width = max(len(count(number)) for _, number in counts) + 2
    for text, number in counts:
        put(f"{count(number):>{width}}  {text}")


def _print_labels(dataset: Dataset) -> None:
    labels = dataset.summary.labels
    shown = [(each.label, each.num_posts) for each in labels[:FEW_LABELS]]
    _print_counts(f"Labels of the source, by posts ({count(len(labels))} in all)", shown)
    if len(labels) > FEW_LABELS:
        put(f"  … {count(len(labels) - FEW_LABELS)} more", "dim")


def _print_first_rejected(dataset: Dataset) -> None:
    summary = dataset.summary
    if not summary.rejected_lines:
        return
    put()
    put("First records set aside:")
    for line in summary.rejected_lines[:FEW]:
        put(f"  line {count(line.line)}: {line.reason}")
    more = summary.num_malformed - min(FEW, len(summary.rejected_lines))
    if more:
        put(f"  {count(more)} more: chorus graph rejected {short(dataset.name)}", "dim")
