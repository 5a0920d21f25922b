"""Commands about what adapters learn from: demonstrations, sheet, marks."""

from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.command import ON_ITS_OWN, AsJson, Gateway, execute
from chorus.cli.finetune.instructions import with_instructions
from chorus.cli.finetune.options import CommunityName, Seed, SetName, demonstration_config
from chorus.cli.finetune.print_demonstrations import print_demonstrations, print_marks
from chorus.cli.output import write_whole
from chorus.cli.session import named, step
from chorus.cli.sharing import with_options
from chorus.cli.terminal import print_json, say
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.errors import EmptyFile, InvalidArgument
from chorus.finetuning.client import DemonstrationConfig

app = typer.Typer()


@app.command(epilog="Example:  chorus finetune demonstrations keto-soup-1a2b3c4d --language en --max-posts 500")
@with_options(config=demonstration_config)
def demonstrations(
    community: CommunityName,
    config: DemonstrationConfig,
    seed: Seed = 0,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Make the demonstrations of a community, and say where every post went. Nothing is trained."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            with step("demonstrate") as steps:
                wanted = await with_instructions(client.finetuning, config, steps)
                job = await client.finetuning.create_demonstrations(named("communities", community), wanted, seed)
                done = await client.jobs.wait(job.name, on_change=steps.follow)
                found = await client.finetuning.get_demonstration_set(done.result)
                steps.update(1, 1, f"{found.summary.num_training:,} of {found.summary.num_posts:,} posts to learn from")
        if as_json:
            print_json(found)
        else:
            print_demonstrations(found)

    execute(main(), ON_ITS_OWN)


@app.command(epilog="Example:  chorus finetune sheet 7d3c94886ecbfd61 --out pairs.csv --pairs 100")
def sheet(
    of_set: SetName,
    out: Annotated[Path, typer.Option(help="A file .csv.")],
    pairs: Annotated[int, typer.Option(min=1, max=10_000, help="How many, drawn by seed.")] = 100,
    seed: Seed = 0,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Write a sheet of instructions and answers for an annotator to mark. It holds posts."""

    async def main() -> None:
        name = named("demonstration-sets", of_set)
        async with AsyncClient(gateway) as client:
            content = await client.finetuning.export_sheet(name, pairs, seed)
        write_whole(out, content)
        if as_json:
            print_json({"out": str(out), "bytes": len(content)})
        else:
            say(
                f"written: {out}; have its last column filled in, then: chorus finetune marks {of_set} {out} --annotator NAME"
            )

    execute(main())


@app.command(epilog="Example:  chorus finetune marks 7d3c94886ecbfd61 pairs.csv --annotator ada")
def marks(
    of_set: SetName,
    file: Annotated[Path, typer.Argument(help="The sheet, marked.", metavar="FILE")],
    annotator: Annotated[str, typer.Option(help="Who marked it. A second sheet by the same replaces the first.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Take a marked sheet back, and say how many pairs are accepted, and how far annotators agree."""

    async def main() -> None:
        content = _content(file)
        async with AsyncClient(gateway) as client:
            found = await client.finetuning.import_marks(named("demonstration-sets", of_set), annotator, content)
        if as_json:
            print_json(found)
        else:
            print_marks(found)

    execute(main())


def _content(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidArgument(f"{file} cannot be read: {error.strerror}; give the path of a marked sheet") from None
    if not content:
        raise EmptyFile(f"{file} is empty; give the path of a marked sheet")
    return content
