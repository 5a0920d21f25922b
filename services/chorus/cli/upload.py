"""A file of posts sent to the graph service, its progress shown: first of the upload, then of the import."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from chorus.cli.progress import Steps
from chorus.errors import EmptyFile, InvalidArgument
from chorus.graph.client import Dataset, GraphClient, ImportConfig
from chorus.jobs.client import Progress

CHUNK_BYTES = 512 * 1024


def check_posts(posts: Path) -> int:
    """Size of a file of posts in bytes; a typed error if there is nothing to read."""
    if not posts.exists():
        raise InvalidArgument(f"there is no file {posts}; give the path of a file of posts")
    if not posts.is_file():
        raise InvalidArgument(f"{posts} is not a file; give the path of a file of posts")
    size = posts.stat().st_size
    if not size:
        raise EmptyFile(f"{posts} is empty; it should have one post per line")
    return size


async def upload(graph: GraphClient, posts: Path, steps: Steps, config: ImportConfig | None = None) -> Dataset:
    """Import a file of this machine."""
    size = check_posts(posts)

    async def chunks() -> AsyncIterator[bytes]:
        sent = 0
        with posts.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk
                sent += len(chunk)
                steps.update(sent, size, f"sent {sent / 2**20:.1f} of {size / 2**20:.1f} MiB")

    def follow(progress: Progress) -> None:
        steps.update(progress.done, progress.total, progress.message)

    dataset = await graph.import_posts(chunks(), posts.name, config, on_progress=follow)
    steps.update(1, 1, in_short(dataset))
    return dataset


def in_short(dataset: Dataset) -> str:
    """A dataset in one line."""
    summary = dataset.summary
    shares = f", {summary.num_shares:,} shares" if summary.num_shares else ""
    return f"{summary.num_posts:,} posts, {summary.num_reposts:,} reposts{shares}, {summary.num_malformed:,} malformed"
