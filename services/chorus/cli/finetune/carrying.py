"""Commands that carry adapters from and to elsewhere: import, export."""

from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.finetune.folder import write_folder
from chorus.cli.finetune.options import RevisionName
from chorus.cli.finetune.print_revision import print_revision, print_state
from chorus.cli.session import named, short, step
from chorus.cli.terminal import print_json, put, say
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.finetuning.client import RevisionState

app = typer.Typer()


@app.command("import", epilog="Example:  chorus finetune import adapters/keto --community keto-soup-1a2b3c4d")
def import_command(
    folder: Annotated[Path, typer.Argument(help="A PEFT folder: adapter_config.json and adapter_model.safetensors.")],
    community: Annotated[str, typer.Option(help="Whose voice it is to be.", metavar="COMMUNITY")],
    base_model: Annotated[str, typer.Option(help="Default: the active one.", metavar="BASE_MODEL")] = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Take an adapter that was made elsewhere; it is checked and measured, and does not speak until it is promoted."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            with step("import") as steps:
                job = await client.finetuning.import_revision(
                    named("communities", community), folder, named("base-models", base_model) if base_model else ""
                )
                done = await client.jobs.wait(job.name, on_change=steps.follow)
                revision = await client.finetuning.get_revision(done.result)
                steps.update(1, 1, revision.name)
        if as_json:
            print_json(revision)
        else:
            print_revision(revision)
            if revision.state is RevisionState.STAGED:
                put()
                print_state(revision)

    execute(main())


@app.command(epilog="Example:  chorus finetune export keto-soup-1a2b3c4d.163ddd6d7ed1… --out adapters/keto")
def export(
    revision: RevisionName,
    out: Annotated[Path, typer.Option(help="A folder; an empty one, or none that is there yet.")],
    force: Annotated[bool, typer.Option("--force", help="Replace files in a folder that has something in it.")] = False,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Write an adapter as a PEFT folder, with its model card as README.md."""

    async def main() -> None:
        name = named("revisions", revision)
        async with AsyncClient(gateway) as client:
            with step("export") as steps:
                pieces = client.finetuning.export_revision(name)
                size = await write_folder(out, pieces, short(name).rpartition(".")[2], force=force)
                steps.update(1, 1, f"{size:,} bytes")
        if as_json:
            print_json({"out": str(out), "bytes": size})
        else:
            say(f"written: {out}")

    execute(main())
