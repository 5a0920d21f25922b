"""What the commands print of decisions about communities."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chorus.cli.report import history
from chorus.cli.report.text import count, moment
from chorus.cli.session import short
from chorus.cli.terminal import put, put_text, say
from chorus.graph.client import Community, Curation


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and the community that it is about as it is now."""

    curation: Curation = field(default_factory=Curation)
    community: Community = field(default_factory=Community)


def print_decided(decided: Decided, names: history.Names) -> None:
    """What was decided, and how to take it back."""
    curation, community = decided.curation, decided.community
    put_text(history.curation(curation, names))
    put(
        f"{community.name}: {count(community.num_members)} members, {count(community.num_authors)} authors, "
        f"{count(community.num_posts)} posts"
    )
    if curation.merge is not None or curation.exclude is not None:
        put(f"To take it back: chorus graph restore {short(curation.partition)} {short(community.name)}", "dim")


def print_history(curations: Sequence[Curation], names: history.Names) -> None:
    """One decision after another."""
    for curation in curations:
        put(f"{moment(curation.create_time)}  {short(curation.community)}", "bold")
        put_text(history.curation(curation, names), 4)
        if curation.note:
            put_text(curation.note, 4, "dim")
    if not curations:
        say("Nobody decided anything about these communities yet.")
