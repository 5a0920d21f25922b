"""Commands that write a partition to a file: draw, export, report."""

from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.graph.gathering import gather
from chorus.cli.graph.options import PartitionName
from chorus.cli.output import image_format, network_format, stream_whole, write_whole
from chorus.cli.report import render_communities
from chorus.cli.session import named, step
from chorus.cli.terminal import print_json, say
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.graph.client import Subject

app = typer.Typer()


@app.command(epilog="Example:  chorus graph draw partitions/e421c94886ecbfd6 --out network.svg")
def draw(
    partition: PartitionName,
    out: Annotated[Path, typer.Option(help="A file .svg or .png.")],
    communities: Annotated[
        bool, typer.Option("--communities", help="Every community a disc, instead of every member a point.")
    ] = False,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Draw a partition."""

    async def main() -> None:
        format = image_format(out)
        async with AsyncClient(gateway) as client:
            with step("draw") as steps:
                subject = Subject.COMMUNITIES if communities else Subject.NETWORK
                picture = await client.graph.draw_partition(named("partitions", partition), format, subject)
                steps.update(1, 1, f"{len(picture.image):,} bytes")
        write_whole(out, picture.image)
        _wrote(out, as_json)

    execute(main())


@app.command(epilog="Example:  chorus graph export partitions/e421c94886ecbfd6 --out network.gexf")
def export(
    partition: PartitionName,
    out: Annotated[Path, typer.Option(help="A file .graphml or .gexf.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Write the network with the community of every member, for Gephi and its like."""

    async def main() -> None:
        format = network_format(out)
        async with AsyncClient(gateway) as client:
            with step("export") as steps:
                size = await stream_whole(out, client.graph.export_network(named("partitions", partition), format))
                steps.update(1, 1, f"{size:,} bytes")
        _wrote(out, as_json)

    execute(main())


@app.command(epilog="Example:  chorus graph report partitions/e421c94886ecbfd6 --out communities.html")
def report(
    partition: PartitionName,
    out: Annotated[Path, typer.Option(help="A file .html.")] = Path("communities.html"),
    sweep: Annotated[str, typer.Option(help="A sweep to show beside it.", metavar="SWEEP")] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Write one page with all that one reads to trust and name the communities. It quotes posts."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            with step("report") as steps:
                findings = await gather(
                    client.graph, named("partitions", partition), named("sweeps", sweep) if sweep else "", steps
                )
        write_whole(out, render_communities(findings).encode())
        _wrote(out, as_json)

    execute(main())


def _wrote(out: Path, as_json: bool) -> None:
    if as_json:
        print_json({"out": str(out), "bytes": out.stat().st_size})
    else:
        say(f"written: {out}")
