"""Commands that show communities: communities, profile, summarise."""

from typing import Annotated

import typer

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.graph.options import CommunityName, PartitionName
from chorus.cli.graph.print_partition import print_communities
from chorus.cli.graph.print_profile import print_profile, print_summaries
from chorus.cli.session import named, step
from chorus.cli.terminal import print_json
from chorus.client import DEFAULT_ADDRESS, AsyncClient

app = typer.Typer()


@app.command(epilog="Example:  chorus graph communities partitions/e421c94886ecbfd6 --hidden")
def communities(
    partition: PartitionName,
    hidden: Annotated[bool, typer.Option("--hidden", help="Also those excluded, or merged into another.")] = False,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """List the communities of a partition as curated, largest first."""

    async def main() -> None:
        name = named("partitions", partition)
        async with AsyncClient(gateway) as client:
            listed = await client.graph.list_communities(name)
            known = await client.graph.list_communities(name, include_hidden=True) if hidden else listed
        if as_json:
            print_json(known)
        else:
            names = {community.name for community in listed}
            print_communities(listed, [community for community in known if community.name not in names])

    execute(main())


@app.command(epilog="Example:  chorus graph profile communities/keto-soup-1a2b3c4d")
def profile(community: CommunityName, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """Show what one reads to trust and name a community. It quotes posts."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            found = await client.graph.get_profile(named("communities", community))
        if as_json:
            print_json(found)
        else:
            print_profile(found)

    execute(main())


@app.command(epilog="Example:  chorus graph summarise partitions/e421c94886ecbfd6")
def summarise(partition: PartitionName, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """Have the base model that is served write a sentence on each community, if it can read."""

    async def main() -> None:
        name = named("partitions", partition)
        async with AsyncClient(gateway) as client:
            with step("summarise") as steps:
                job = await client.graph.create_summaries(name)
                await client.jobs.wait(job.name, on_change=steps.follow)
            found = await client.graph.list_communities(name)
        if as_json:
            print_json(found)
        else:
            print_summaries(found)

    execute(main())
