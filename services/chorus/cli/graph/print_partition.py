"""What the commands print of a partition and its communities."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chorus.cli.graph.print_network import in_figures
from chorus.cli.report import history, methods, stability
from chorus.cli.report.text import count, decimal, moment, percent
from chorus.cli.session import short
from chorus.cli.terminal import put, put_text, say
from chorus.graph.client import Algorithm, Community, Partition

NAME_WIDTH = 34
"""Of a community in its table; a longer one pushes its row to the right."""


@dataclass(frozen=True, slots=True)
class Found:
    """A partition with its communities as they are curated now."""

    partition: Partition = field(default_factory=Partition)
    communities: tuple[Community, ...] = ()


def print_found(found: Found, earlier: history.Names, later: history.Names) -> None:
    """Everything that a detection found; with what communities are called, before in its predecessor and now."""
    partition = found.partition
    given = partition.config.algorithm is Algorithm.GIVEN
    put(f"{partition.name} of {partition.dataset}", "bold")
    put_text(methods.detection(partition.config), 2, "dim")
    put_text(methods.network(partition.config.network, given=given), 2, "dim")
    put()
    put_text(in_figures(partition.network))
    put_text(kept(partition))
    if not given:
        inside = f"{percent(partition.coverage)} of the tie weight is inside communities"
        put_text(f"Modularity {decimal(partition.modularity, 3)}; {inside}.")
        put_text(stability.MODULARITY, style="dim")
    put()
    put_text(f"Stability: {stability.in_words(partition)}")
    if partition.stability is not None:
        put_text("; ".join(f"{name} {value}" for name, value in stability.figures(partition.stability)), 2)
    _print_lineage(partition, earlier, later)
    if len(found.communities) < len(partition.communities):
        put()
        put_text(f"As people curated them, {count(len(found.communities))} are listed.")
    put()
    print_communities(found.communities)
    put()
    own = short(partition.name)
    put(f"Next: chorus graph report {own} --out communities.html")
    if found.communities:
        put(f"      chorus graph profile {short(found.communities[0].name)}", "dim")
        put(f'      chorus graph name {own} {short(found.communities[0].name)} "A name for it"', "dim")


def print_partitions(partitions: Sequence[Partition]) -> None:
    """One partition after another."""
    for partition in partitions:
        alike = "" if partition.stability is None else f", NMI {decimal(partition.stability.mean_nmi)} between seeds"
        put(f"{partition.name}  {count(len(partition.communities))} communities{alike}", "bold")
        given = partition.config.algorithm is Algorithm.GIVEN
        put_text(methods.detection(partition.config), 4)
        put_text(methods.network(partition.config.network, given=given), 4)
        after = f", after {partition.config.predecessor}" if partition.config.predecessor else ""
        put(f"    of {partition.dataset}{after}, {moment(partition.create_time)}", "dim")
    if not partitions:
        say("There is no partition yet. Make one with `chorus graph detect DATASET`.")


def print_communities(communities: Sequence[Community], hidden: Sequence[Community] = ()) -> None:
    """A table of communities, what each is called below its row; then those that lists leave out."""
    put(f"{'':>4}{'community':<{NAME_WIDTH}} members authors   posts  stable inside", "bold")
    for place, community in enumerate(communities, start=1):
        _print_row(f"{place:>3} ", community, _marks(community))
    if any(stability.is_fragile(community) for community in communities):
        put_text(stability.FRAGILITY, style="yellow")
    if not all(community.persona_allowed for community in communities):
        put_text(stability.NO_PERSONA, style="yellow")
    if hidden:
        put()
        put("In no list:", "bold")
    taken = {part: community.display_name for community in communities for part in community.merged_from}
    for community in hidden:
        if community.excluded:
            why = "excluded"
        elif community.name in taken:
            why = f"merged into “{taken[community.name]}”"
        else:
            why = "merged into one that is in no list, or a merge that was dissolved"
        _print_row("    ", community, why)


def kept(partition: Partition) -> str:
    """How many communities were found and kept, and why not all."""
    config = partition.config
    whom = "authors" if config.algorithm is Algorithm.GIVEN else "members"
    return (
        f"{count(partition.num_found)} communities found, {count(len(partition.communities))} kept: of at least "
        f"{count(config.min_members)} {whom}, and {count(config.top_k)} at most. They hold {percent(partition.kept_share)} "
        "of the members."
    )


def _marks(community: Community) -> str:
    marks = {"fragile": stability.is_fragile(community), "no persona": not community.persona_allowed}
    return ", ".join(mark for mark, holds in marks.items() if holds)


def _print_row(head: str, community: Community, marks: str) -> None:
    figures = (
        f"{count(community.num_members):>7} {count(community.num_authors):>7} {count(community.num_posts):>7} "
        f"{stability.figure(community):>7} {percent(community.cohesion):>6}"
    )
    put(f"{head}{short(community.name):<{NAME_WIDTH}} {figures}")
    put(f"    {community.display_name}" + (f"  [{marks}]" if marks else ""), "bold")


def _print_lineage(partition: Partition, earlier: history.Names, later: history.Names) -> None:
    if not partition.lineage:
        return
    put()
    put(f"Since {partition.config.predecessor}:")
    for event in partition.lineage:
        put_text(history.lineage(event, earlier, later), 2)
    put_text(history.SHARES, 2, "dim")
