"""What a study stands on: communities found in a file of posts, or those of a partition as people curated them."""

from dataclasses import dataclass
from pathlib import Path

from chorus.cli.finetune.people import allowed
from chorus.cli.progress import Steps
from chorus.cli.report.text import counted
from chorus.cli.upload import upload
from chorus.client import AsyncClient
from chorus.graph.client import Community, Dataset, DetectionConfig, ImportConfig, Partition


@dataclass(frozen=True, slots=True)
class Ground:
    """Communities, and where they come from."""

    title: str
    """What the study is called."""
    dataset: Dataset
    partition: Partition
    communities: tuple[Community, ...]
    """Largest first."""
    network_svg: str
    """The network drawn."""


async def ground_of_posts(
    client: AsyncClient, posts: Path, importing: ImportConfig, detection: DetectionConfig, steps: Steps
) -> Ground:
    """Communities detected in a file of posts."""
    with steps.step("import"):
        dataset = await upload(client.graph, posts, steps, importing)
    with steps.step("detect"):
        created = await client.graph.create_detection(dataset.name, detection)
        job = await client.jobs.wait(created.name, on_change=steps.follow)
        partition = await client.graph.get_partition(job.result)
        communities = await client.graph.list_communities(partition.name)
        drawing = await client.graph.draw_partition(partition.name)
        steps.update(1, 1, f"{len(communities)} communities, modularity {partition.modularity:.3f}")
    return Ground(posts.name, dataset, partition, communities, drawing.image.decode())


async def ground_of_partition(client: AsyncClient, name: str, steps: Steps) -> Ground:
    """The communities of a partition as people named, merged and excluded them; those too small for a persona are left out."""
    with steps.step("partition"):
        partition = await client.graph.get_partition(name)
        dataset = await client.graph.get_dataset(partition.dataset)
        communities = allowed(await client.graph.list_communities(name))
        drawing = await client.graph.draw_partition(name)
        steps.update(1, 1, f"{counted(len(communities), 'community', 'communities')}, as curated")
    return Ground(dataset.file_name or name, dataset, partition, communities, drawing.image.decode())
