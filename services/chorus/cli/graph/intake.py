"""Commands that bring posts in, and say what became of them: import, datasets, rejected."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.command import AsJson, Gateway, execute
from chorus.cli.graph.options import DatasetName
from chorus.cli.graph.print_dataset import print_dataset, print_datasets, print_rejected
from chorus.cli.import_options import ImportOptions, import_options
from chorus.cli.progress import Steps
from chorus.cli.session import every, named, step
from chorus.cli.sharing import with_options
from chorus.cli.terminal import print_json
from chorus.cli.upload import in_short, upload
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.errors import DeadlineExceeded
from chorus.graph.client import Dataset, ImportConfig

app = typer.Typer()
REJECTED_PAGE = 10_000
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@app.command(
    "import", epilog="Example:  chorus graph import posts.csv --column text=title,selftext --column label=subreddit"
)
@with_options(options=import_options)
def import_command(
    posts: Annotated[
        str,
        typer.Argument(
            metavar="FILE_OR_URI", help="A file of posts, or an address such as s3://bucket/posts.jsonl.zst."
        ),
    ],
    options: ImportOptions,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Read the file where it lies instead of sending it: for large files.")
    ] = False,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Import posts from one file: JSON lines, CSV or Parquet; plain, gzip or zstd.

    Files of JSON lines that are packed in the same way can be joined first: cat may.jsonl.gz june.jsonl.gz > all.jsonl.gz
    """

    async def main() -> None:
        config = options.config()
        async with AsyncClient(gateway) as client:
            dataset = await _import(client, posts, config, in_place)
        if as_json:
            print_json(dataset)
        else:
            print_dataset(dataset)

    execute(main(), "interrupted; run it again to import from the beginning")


@app.command(epilog="Example:  chorus graph datasets")
def datasets(gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """List what was imported, newest first."""

    async def main() -> None:
        async with AsyncClient(gateway) as client:
            found = await every(lambda token: client.graph.list_datasets(page_token=token))
        if as_json:
            print_json(found)
        else:
            print_datasets(found)

    execute(main())


@app.command(epilog="Example:  chorus graph rejected datasets/c805fb35956f2f50")
def rejected(dataset: DatasetName, gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """List every line that an import set aside, with the reason."""

    async def main() -> None:
        name = named("datasets", dataset)
        async with AsyncClient(gateway) as client:
            lines = await every(lambda token: client.graph.list_rejected_lines(name, REJECTED_PAGE, token))
        if as_json:
            print_json(lines)
        else:
            print_rejected(name, lines)

    execute(main())


async def _import(client: AsyncClient, posts: str, config: ImportConfig, in_place: bool) -> Dataset:
    is_url = _URL.match(posts) is not None
    with step("import") as steps:
        if not is_url and not in_place:
            return await _upload(client, Path(posts), config, steps)
        # The service has a working folder of its own.
        uri = posts if is_url else os.path.join(os.getcwd(), posts)
        job = await client.graph.create_import(uri, config)
        done = await client.jobs.wait(job.name, on_change=steps.follow)
        dataset = await client.graph.get_dataset(done.result)
        steps.update(1, 1, in_short(dataset))
        return dataset


async def _upload(client: AsyncClient, posts: Path, config: ImportConfig, steps: Steps) -> Dataset:
    try:
        return await upload(client.graph, posts, steps, config)
    except DeadlineExceeded:
        raise DeadlineExceeded(
            "the import took longer than a call may; read the file where it lies: --in-place"
        ) from None
