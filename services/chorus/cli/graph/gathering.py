"""Everything that the page of a partition shows, read from the graph service."""

from chorus import __version__
from chorus.cli.findings import Findings
from chorus.cli.progress import Steps
from chorus.cli.session import every, short
from chorus.errors import InvalidArgument
from chorus.graph.client import Community, GraphClient, Partition, Profile, Subject, Sweep

LARGEST_DRAWN = 10_000
"""With more members the service draws the communities instead of the network."""


async def gather(graph: GraphClient, partition: str, sweep: str, steps: Steps) -> Findings:
    """Read a partition whole; ``sweep`` is the name of one, or empty."""
    steps.update(0, 0, "reading the partition")
    found = await graph.get_partition(partition)
    swept = await _sweep(graph, sweep, found) if sweep else None
    listed = await graph.list_communities(partition)
    known = await graph.list_communities(partition, include_hidden=True)
    predecessor = found.config.predecessor
    names = {community.name for community in listed}
    profiles = await _profiles(graph, found, listed, steps)
    steps.update(0, 0, "drawing")
    findings = Findings(
        dataset=await graph.get_dataset(found.dataset),
        partition=found,
        profiles=profiles,
        hidden=tuple(community for community in known if community.name not in names),
        earlier=await graph.list_communities(predecessor, include_hidden=True) if predecessor else (),
        curations=await every(lambda token: graph.list_curations(partition, page_token=token)),
        network_svg=await _drawn(graph, partition, Subject.NETWORK) if _is_drawn_whole(found) else "",
        communities_svg=await _drawn(graph, partition, Subject.COMMUNITIES),
        sweep=swept,
        sweep_svg=(await graph.draw_sweep(swept.name)).image.decode() if swept else "",
        version=__version__,
    )
    steps.update(1, 1, f"{len(profiles)} communities")
    return findings


async def _profiles(
    graph: GraphClient, partition: Partition, communities: tuple[Community, ...], steps: Steps
) -> tuple[Profile, ...]:
    profiles = []
    for number, community in enumerate(communities, start=1):
        # As it is in this partition: a later one may continue it.
        profiles.append(await graph.get_profile(f"{community.name}.{short(partition.name)}"))
        steps.update(number, len(communities), community.display_name)
    return tuple(profiles)


async def _drawn(graph: GraphClient, partition: str, subject: Subject) -> str:
    return (await graph.draw_partition(partition, subject=subject)).image.decode()


def _is_drawn_whole(partition: Partition) -> bool:
    return partition.network.num_members <= LARGEST_DRAWN


async def _sweep(graph: GraphClient, name: str, partition: Partition) -> Sweep:
    sweep = await graph.get_sweep(name)
    if sweep.dataset != partition.dataset:
        raise InvalidArgument(
            f"{name} is of {sweep.dataset}, the partition of {partition.dataset}; name one of the same"
        )
    return sweep
