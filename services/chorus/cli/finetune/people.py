"""Which communities are meant, and what people call them."""

from collections.abc import Iterable, Mapping, Sequence

from chorus.cli.session import named
from chorus.cli.terminal import say
from chorus.client import AsyncClient
from chorus.errors import CommunityTooSmall, InvalidArgument
from chorus.graph.client import Community

Titles = Mapping[str, str]
"""What communities are called, by name."""


async def communities_meant(client: AsyncClient, communities: Sequence[str], partition: str) -> tuple[str, ...]:
    """The names of those that a command is about: some that are named, or all of a partition."""
    if bool(communities) == bool(partition):
        raise InvalidArgument("name communities, or a partition by --partition; one of the two")
    if communities:
        return tuple(dict.fromkeys(named("communities", community) for community in communities))
    of = named("partitions", partition)
    return tuple(community.name for community in allowed(await client.graph.list_communities(of)))


def allowed(communities: Iterable[Community]) -> tuple[Community, ...]:
    """Those that the operator lets personas be made of; the others are named, and left out."""
    found = tuple(communities)
    kept = tuple(community for community in found if community.persona_allowed)
    for community in found:
        if not community.persona_allowed:
            say(f"left out: {community.name} ({community.display_name}): too few authors for a persona")
    if not kept:
        raise CommunityTooSmall("the partition has no community that a persona may be made of; detect again")
    return kept


async def titles_of(client: AsyncClient, communities: Iterable[str]) -> dict[str, str]:
    """What each is called now."""
    found = {}
    for name in dict.fromkeys(communities):
        found[name] = (await client.graph.get_community(name)).display_name
    return found
