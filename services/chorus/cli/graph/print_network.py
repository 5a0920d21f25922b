"""What the commands print of a network."""

from chorus.cli.bars import bar
from chorus.cli.report import methods
from chorus.cli.report.bins import bins
from chorus.cli.report.text import count, number, percent
from chorus.cli.terminal import put, put_text
from chorus.graph.client import Distribution, NetworkConfig, NetworkSummary, Tie


def print_network(dataset: str, config: NetworkConfig, network: NetworkSummary) -> None:
    """A network in figures, and what became of every repost or share."""
    what = "reposts" if config.tie is Tie.REPOSTS else "links shared"
    put(f"Network of {dataset}", "bold")
    put_text(methods.network(config), 2, "dim")
    put_text(in_figures(network), 2)
    if network.num_ties:
        _print_distribution("Ties per member", network.degree, whole=True)
        _print_distribution("Weight per tie", network.weight, whole=config.tie is Tie.REPOSTS)
    put()
    put(f"What became of the {what}:")
    total = sum(each.count for each in network.counts)
    width = len(count(total)) + 2
    for each in network.counts:
        put(f"{count(each.count):>{width}}  {each.what}")
    put(f"{count(total):>{width}}  in all", "bold")


def in_figures(network: NetworkSummary) -> str:
    """Members, ties and how they hang together."""
    parts = "all connected"
    if network.num_components > 1:
        parts = (
            f"in {count(network.num_components)} parts without a tie between them, the largest with "
            f"{percent(network.largest_component_share)} of the members"
        )
    ties = f"{count(network.num_ties)} ties of weight {number(network.total_weight)} together"
    return f"{count(network.num_members)} members with {ties}, {parts}."


def _print_distribution(title: str, distribution: Distribution, *, whole: bool) -> None:
    put()
    put(
        f"{title}: median {number(distribution.median)}, mean {number(distribution.mean)}, "
        f"nine in ten at most {number(distribution.p90)}, the most {number(distribution.max)}"
    )
    found = bins(distribution, whole=whole)
    top = max(each.number for each in found)
    label, figure = max(len(each.text) for each in found), len(count(top))
    for each in found:
        put(f"  {each.text:>{label}}  {count(each.number):>{figure}}  {bar(each.number / top, 36)}")
