"""The base model that adapters are trained on, of the posts at hand."""

from uuid import uuid4

from chorus.cli.progress import Steps
from chorus.client import AsyncClient
from chorus.errors import NotFound
from chorus.finetuning.client import BaseModel


async def make_base_model(client: AsyncClient, partition: str, steps: Steps, seed: int = 0) -> BaseModel:
    """Make a base model of a partition's posts, or take the operator's; afterwards it is the active one."""
    created = await client.finetuning.create_base_model(partition, seed)
    job = await client.jobs.wait(created.name, on_change=steps.follow)
    active = await active_base_model(client)
    if active is None or active.name != job.result:
        # Another base model was made active since; the same request under a new id makes this one active again.
        again = await client.finetuning.create_base_model(partition, seed, request_id=uuid4().hex)
        job = await client.jobs.wait(again.name, on_change=steps.follow)
    base_model = await client.finetuning.get_base_model(job.result)
    steps.update(1, 1, f"{base_model.num_parameters / 1e6:.1f} M parameters")
    return base_model


async def active_base_model(client: AsyncClient) -> BaseModel | None:
    """The base model that is trained on and served, if there is one."""
    try:
        return await client.finetuning.get_base_model()
    except NotFound:
        return None
