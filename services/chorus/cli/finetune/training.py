"""Commands that train a base model and adapters, and compare them: base, train, matrix, sweep."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from chorus.cli.base_model import active_base_model, make_base_model
from chorus.cli.command import ON_ITS_OWN, AsJson, Gateway, execute
from chorus.cli.finetune.instructions import with_instructions
from chorus.cli.finetune.options import finetuning_config, sweep_config
from chorus.cli.finetune.people import communities_meant, titles_of
from chorus.cli.finetune.print_matrix import print_report
from chorus.cli.finetune.print_sweep import print_sweep
from chorus.cli.finetune.print_training import Trained, print_trained
from chorus.cli.report.text import counted
from chorus.cli.session import named, short, step
from chorus.cli.sharing import with_options
from chorus.cli.terminal import print_json, put, put_text, say
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.errors import InvalidArgument, NotFound
from chorus.finetuning.client import FinetuningConfig, FinetuningReport, RevisionState, SweepConfig

app = typer.Typer()

Communities = Annotated[
    list[str] | None, typer.Argument(help="As `chorus graph communities` lists them.", metavar="COMMUNITY")
]
OfPartition = Annotated[
    str, typer.Option("--partition", help="All communities of this partition, as curated.", metavar="PARTITION")
]


@app.command(epilog="Example:  chorus finetune base e421c94886ecbfd6")
def base(
    partition: Annotated[str, typer.Argument(help="As `chorus graph partitions` lists it.", metavar="PARTITION")],
    seed: Annotated[int, typer.Option(min=0)] = 0,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Make the base model of a partition's posts, for all adapters from now on. What was made before answers at once.

    Where the operator has given a model, it is taken instead. Adapters are of one base model: those of another stay silent.
    """

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            with step("base") as steps:
                made = await make_base_model(client, named("partitions", partition), steps, seed)
        if as_json:
            print_json(made)
        else:
            put(
                f"{made.name}: {made.num_parameters / 1e6:.1f} M parameters, {made.context_length:,} tokens of context",
                "bold",
            )
            put_text(made.limits)

    execute(main(), ON_ITS_OWN)


@app.command(epilog="Example:  chorus finetune train --partition e421c94886ecbfd6 --rank 8 --held-out-from 2016-05-01")
@with_options(config=finetuning_config)
def train(
    config: FinetuningConfig,
    communities: Communities = None,
    partition: OfPartition = "",
    parent: Annotated[
        list[str] | None,
        typer.Option(help="A revision to continue from, of one of the communities. Once for each.", metavar="REVISION"),
    ] = None,
    continuing: Annotated[
        bool, typer.Option("--continue", help="Continue from each community's active revision, where it has one.")
    ] = False,
    stage_only: Annotated[bool, typer.Option("--stage-only", help="Do not let the new revisions speak yet.")] = False,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Train an adapter for each community, and see how well each predicts people it never read.

    The same communities, options and posts give the same adapters: run it again and it answers at once. The base model is made
    first if there is none yet.
    """

    async def main() -> None:
        if parent and continuing:
            raise InvalidArgument("--continue finds the parents itself; leave out --parent")
        async with AsyncClient(gateway) as client:
            names = await communities_meant(client, communities or (), partition)
            await _have_base_model(client, names[0])
            with step("finetune") as steps:
                demonstrations = await with_instructions(client.finetuning, config.demonstrations, steps)
                parents = tuple(named("revisions", each) for each in parent or ())
                job = await client.finetuning.create_finetuning(
                    names,
                    replace(config, demonstrations=demonstrations),
                    parents=await _active(client, names) if continuing else parents,
                    stage_only=stage_only,
                )
                done = await client.jobs.wait(job.name, on_change=steps.follow)
                report = await client.finetuning.get_finetuning_report(done.result)
                revisions = [await client.finetuning.get_revision(name) for name in report.revisions]
                steps.update(1, 1, counted(len(revisions), "adapter"))
            titles = await titles_of(client, report.communities)
        trained = Trained(report, tuple(revisions))
        if as_json:
            print_json(trained)
        else:
            print_trained(trained, titles)

    execute(main(), ON_ITS_OWN)


@app.command(epilog="Example:  chorus finetune matrix")
def matrix(
    report: Annotated[
        str, typer.Argument(help="As `chorus finetune train` names it. Default: the newest.", metavar="REPORT")
    ] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Show how well each adapter of a run predicts each community."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            if report:
                found = await client.finetuning.get_finetuning_report(named("finetuning-reports", report))
            else:
                found = await _newest(client)
            titles = await titles_of(client, found.communities)
        if as_json:
            print_json(found)
        else:
            print_report(found, titles)

    execute(main())


@app.command(
    epilog="Example:  chorus finetune sweep --partition e421c94886ecbfd6 --general-ratio 0 --general-ratio 0.5 "
    "--templates 1 --templates 24"
)
@with_options(config=sweep_config)
def sweep(
    config: SweepConfig,
    communities: Communities = None,
    partition: OfPartition = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Train with several shares of general instructions and numbers of templates, to see what they are good for.

    No adapter of a sweep is kept.
    """

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            names = await communities_meant(client, communities or (), partition)
            await _have_base_model(client, names[0])
            with step("sweep") as steps:
                posts = await with_instructions(client.finetuning, config.finetuning.demonstrations, steps)
                wanted = replace(config, finetuning=replace(config.finetuning, demonstrations=posts))
                job = await client.finetuning.create_sweep(names, wanted)
                done = await client.jobs.wait(job.name, on_change=steps.follow)
                found = await client.finetuning.get_sweep(done.result)
                steps.update(1, 1, f"{counted(len(found.trials), 'adapter')} trained and measured")
        if as_json:
            print_json(found)
        else:
            print_sweep(found)

    execute(main(), ON_ITS_OWN)


async def _have_base_model(client: AsyncClient, community: str) -> None:
    """Make one of the posts that the community is part of, where there is none yet; say so where it is of other posts."""
    partition = (await client.graph.get_community(community)).partition
    active = await active_base_model(client)
    if active is None:
        with step("base") as steps:
            await make_base_model(client, partition, steps)
    elif active.partition not in ("", partition):
        say(
            f"These adapters are trained on {active.name}, made of the posts of {active.partition}; "
            f"`chorus finetune base {short(partition)}` makes one of their own partition's posts"
        )


async def _newest(client: AsyncClient) -> FinetuningReport:
    page = await client.finetuning.list_finetuning_reports(page_size=1)
    if not page.items:
        raise NotFound("nothing was trained yet; begin with `chorus finetune train COMMUNITY…`")
    return page.items[0]


async def _active(client: AsyncClient, communities: Sequence[str]) -> tuple[str, ...]:
    """The revision of each community that speaks on the active base model."""
    base_model = (await client.finetuning.get_base_model()).name
    found = []
    for community in communities:
        active = await client.finetuning.list_revisions(community, RevisionState.ACTIVE)
        own = [revision.name for revision in active.items if revision.base_model == base_model]
        if own:
            found.append(own[0])
        else:
            say(f"{community} has no active revision on the active base model: it begins anew")
    return tuple(found)
