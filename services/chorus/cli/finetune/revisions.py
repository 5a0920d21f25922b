"""Commands about revisions and which of them speaks: revisions, show, promote, roll-back, quarantine, collect."""

from typing import Annotated

import typer

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.finetune.options import CommunityName, RevisionName, StateOption
from chorus.cli.finetune.print_revision import (
    Collection,
    print_collected,
    print_revision,
    print_revisions,
    print_state,
)
from chorus.cli.session import every, named
from chorus.cli.terminal import print_json
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.finetuning.client import Revision, RevisionState

app = typer.Typer()


@app.command("revisions", epilog="Example:  chorus finetune revisions --community keto-soup-1a2b3c4d --state active")
def revisions_command(
    community: Annotated[str, typer.Option(help="Of this community. Default: of all.", metavar="COMMUNITY")] = "",
    state: Annotated[StateOption | None, typer.Option(help="In this state. Default: in any.")] = None,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """List revisions, newest first."""

    async def main() -> None:
        of = named("communities", community) if community else ""
        wanted = state.value_of if state else RevisionState.UNSPECIFIED
        async with AsyncClient(gateway) as client:
            found = await every(lambda token: client.finetuning.list_revisions(of, wanted, page_token=token))
        if as_json:
            print_json(found)
        else:
            print_revisions(found)

    execute(main())


@app.command(epilog="Example:  chorus finetune show keto-soup-1a2b3c4d.163ddd6d7ed1…")
def show(revision: RevisionName, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """Show everything that is known of a revision."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            found = await client.finetuning.get_revision(named("revisions", revision))
        if as_json:
            print_json(found)
        else:
            print_revision(found)

    execute(main())


@app.command(epilog="Example:  chorus finetune promote keto-soup-1a2b3c4d.163ddd6d7ed1…")
def promote(
    revision: RevisionName,
    override: Annotated[
        str,
        typer.Option(help="Why it is to speak although an evaluation found it unfit; kept with it.", metavar="REASON"),
    ] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Let a revision speak for its community; the one before it is retired. One that an evaluation found unfit stays out."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            _print(await client.finetuning.promote(named("revisions", revision), override), as_json)

    execute(main())


@app.command("roll-back", epilog="Example:  chorus finetune roll-back keto-soup-1a2b3c4d")
def roll_back(community: CommunityName, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """Let the revision speak again that spoke for a community before the present one."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            _print(await client.finetuning.roll_back(named("communities", community)), as_json)

    execute(main())


@app.command(
    epilog='Example:  chorus finetune quarantine keto-soup-1a2b3c4d.163ddd6d7ed1… --reason "repeats posts word for word"'
)
def quarantine(
    revision: RevisionName,
    reason: Annotated[str, typer.Option(help="Why; it stands with the revision.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Take a revision out of use for good. Nothing takes its place."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            _print(await client.finetuning.quarantine(named("revisions", revision), reason), as_json)

    execute(main())


@app.command(epilog="Example:  chorus finetune collect --keep 2 --dry-run")
def collect(
    keep: Annotated[
        int | None,
        typer.Option(
            min=0, help="Newest revisions of each community whose weights stay, the active one aside. Default: 2."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Delete the weights of old revisions. Their records stay, and the active one is never touched."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            collected = await client.finetuning.collect(keep, dry_run=dry_run)
        collection = Collection(collected, dry_run)
        if as_json:
            print_json(collection)
        else:
            print_collected(collection)

    execute(main())


def _print(revision: Revision, as_json: bool) -> None:
    if as_json:
        print_json(revision)
    else:
        print_state(revision)
