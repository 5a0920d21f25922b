"""Commands by which people decide about communities: name, merge, exclude, restore, history."""

from typing import Annotated

import typer

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.graph.options import CommunityName, Note, PartitionName
from chorus.cli.graph.print_curation import Decided, print_decided, print_history
from chorus.cli.session import every, named, names_in
from chorus.cli.terminal import print_json
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.graph.client import Action, Exclude, Merge, Rename, Restore

app = typer.Typer()


@app.command(
    epilog='Example:  chorus graph name e421c94886ecbfd6 keto-soup-1a2b3c4d "Keto cooks" --note "read 40 posts"'
)
def name(
    partition: PartitionName,
    community: CommunityName,
    new_name: Annotated[str, typer.Argument(help="1 to 100 characters.", metavar="NAME")],
    note: Note = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Give a community a name."""
    _decide(partition, Rename(named("communities", community), new_name), note, gateway, as_json)


@app.command(epilog="Example:  chorus graph merge e421c94886ecbfd6 keto-soup-1a2b3c4d keto-bread-5e6f7a8b")
def merge(
    partition: PartitionName,
    communities: Annotated[list[str], typer.Argument(help="Two or more.", metavar="COMMUNITY...")],
    new_name: Annotated[str, typer.Option("--name", help="Default: that of the largest.")] = "",
    note: Note = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Make one community of several. They leave the lists until it is restored to its parts."""
    names = tuple(named("communities", community) for community in communities)
    _decide(partition, Merge(names, new_name), note, gateway, as_json)


@app.command(epilog="Example:  chorus graph exclude e421c94886ecbfd6 win-prizes-1a2b3c4d --note bots")
def exclude(
    partition: PartitionName,
    community: CommunityName,
    note: Note = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Take a community off the lists: no study takes it up."""
    _decide(partition, Exclude(named("communities", community)), note, gateway, as_json)


@app.command(epilog="Example:  chorus graph restore e421c94886ecbfd6 win-prizes-1a2b3c4d")
def restore(
    partition: PartitionName,
    community: CommunityName,
    note: Note = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Bring an excluded community back, or dissolve a merged one into its parts."""
    _decide(partition, Restore(named("communities", community)), note, gateway, as_json)


@app.command("history", epilog="Example:  chorus graph history e421c94886ecbfd6")
def history_command(partition: PartitionName, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """List what people decided about the communities of a partition, newest first."""

    async def main() -> None:
        of = named("partitions", partition)
        async with AsyncClient(gateway) as client:
            found = await every(lambda token: client.graph.list_curations(of, page_token=token))
            names = await names_in(client.graph, of)
        if as_json:
            print_json(found)
        else:
            print_history(found, names)

    execute(main())


def _decide(partition: str, action: Action, note: str, gateway: str, as_json: bool) -> None:
    async def main() -> None:
        of = named("partitions", partition)
        async with AsyncClient(gateway) as client:
            decided = Decided(*await client.graph.curate(of, action, note))
            names = await names_in(client.graph, of)
        if as_json:
            print_json(decided)
        else:
            print_decided(decided, names)

    execute(main())
