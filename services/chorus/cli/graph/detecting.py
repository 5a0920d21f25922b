"""Commands that build networks and find communities in them: network, detect, partitions, sweep."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.command import ON_ITS_OWN, AsJson, Gateway, execute
from chorus.cli.graph.options import DatasetName, detection_config, network_config
from chorus.cli.graph.print_network import print_network
from chorus.cli.graph.print_partition import Found, print_found, print_partitions
from chorus.cli.graph.print_sweep import print_sweep
from chorus.cli.output import image_format, write_whole
from chorus.cli.session import every, named, names_in, step
from chorus.cli.sharing import with_options
from chorus.cli.terminal import print_json
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.graph.client import DetectionConfig, NetworkConfig, SweepConfig

app = typer.Typer()


@app.command(epilog="Example:  chorus graph network datasets/c805fb35956f2f50 --restriction all")
@with_options(config=network_config)
def network(
    dataset: DatasetName, config: NetworkConfig, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False
) -> None:
    """Show a network in figures, before anything is detected in it."""

    async def main() -> None:
        name = named("datasets", dataset)
        async with AsyncClient(gateway) as client:
            with step("network") as steps:
                summary = await client.graph.summarize_network(name, config)
                steps.update(1, 1, f"{summary.num_members:,} members")
        if as_json:
            print_json(summary)
        else:
            print_network(name, config, summary)

    execute(main())


@app.command(epilog="Example:  chorus graph detect datasets/c805fb35956f2f50 --resolution 1.5 --min-members 20")
@with_options(config=detection_config)
def detect(
    dataset: DatasetName,
    config: DetectionConfig,
    resolution: Annotated[float, typer.Option(min=0.001, help="Larger finds smaller communities.")] = 1.0,
    top: Annotated[int, typer.Option(min=1, max=1000, help="Largest communities kept.")] = 30,
    after: Annotated[
        str,
        typer.Option(
            help="An earlier partition, whose names carry over to the communities that continue its own.",
            metavar="PARTITION",
        ),
    ] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Find communities, and say how far they can be trusted.

    The same dataset and options give the same partition: run it again and it answers at once.
    """

    async def main() -> None:
        wanted = replace(
            config, resolution=resolution, top_k=top, predecessor=named("partitions", after) if after else ""
        )
        async with AsyncClient(gateway) as client:
            with step("detect") as steps:
                job = await client.graph.create_detection(named("datasets", dataset), wanted)
                done = await client.jobs.wait(job.name, on_change=steps.follow)
            partition = await client.graph.get_partition(done.result)
            found = Found(partition, await client.graph.list_communities(partition.name))
            earlier = await names_in(client.graph, wanted.predecessor) if after else {}
            later = await names_in(client.graph, partition.name)
        if as_json:
            print_json(found)
        else:
            print_found(found, earlier, later)

    execute(main(), ON_ITS_OWN)


@app.command(epilog="Example:  chorus graph partitions datasets/c805fb35956f2f50")
def partitions(
    dataset: Annotated[str, typer.Argument(help="Of this dataset. Default: of all.", metavar="[DATASET]")] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """List partitions, newest first."""

    async def main() -> None:
        name = named("datasets", dataset) if dataset else ""
        async with AsyncClient(gateway) as client:
            found = await every(lambda token: client.graph.list_partitions(name, page_token=token))
        if as_json:
            print_json(found)
        else:
            print_partitions(found)

    execute(main())


@app.command(
    epilog="Example:  chorus graph sweep datasets/c805fb35956f2f50 --resolution 0.5 --resolution 1 --out sweep.svg"
)
@with_options(config=detection_config)
def sweep(
    dataset: DatasetName,
    config: DetectionConfig,
    resolution: Annotated[
        list[float] | None, typer.Option(help="Once for each. Default: 0.25 to 4, eight of them.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Draw it: a file .svg or .png.")] = None,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Detect at several resolutions, to see which communities hold over a range."""

    async def main() -> None:
        format = None if out is None else image_format(out)
        wanted = SweepConfig(config, tuple(resolution)) if resolution else SweepConfig(config)
        async with AsyncClient(gateway) as client:
            with step("sweep") as steps:
                job = await client.graph.create_sweep(named("datasets", dataset), wanted)
                done = await client.jobs.wait(job.name, on_change=steps.follow)
            found = await client.graph.get_sweep(done.result)
            picture = None if format is None else await client.graph.draw_sweep(found.name, format)
        if out is not None and picture is not None:
            write_whole(out, picture.image)
        if as_json:
            print_json(found)
        else:
            print_sweep(found, out)

    execute(main(), ON_ITS_OWN)
