"""What a study stands on, read from a played graph service."""

import pytest
from rich.console import Console
from tests.cli.finetuning_double import COMMUNITIES, SMALL, TITLES, finetuning_double

from chorus.cli.ground import ground_of_partition
from chorus.cli.progress import Steps
from chorus.client import AsyncClient
from chorus.errors import CommunityTooSmall


async def test_a_study_of_a_partition_is_of_its_communities_as_curated(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps(Console(quiet=True))
    with finetuning_double() as (_, address):
        async with AsyncClient(address) as client:
            ground = await ground_of_partition(client, "partitions/p1", steps)
    assert [community.name for community in ground.communities] == list(COMMUNITIES)
    assert [community.display_name for community in ground.communities] == list(TITLES)
    assert (ground.title, ground.dataset.name, ground.partition.name) == ("posts.jsonl", "datasets/a1", "partitions/p1")
    assert ground.network_svg == "<svg>partitions/p1</svg>"
    assert [time.step for time in steps.times] == ["partition"]
    assert f"left out: {SMALL} (Few)" in capsys.readouterr().err


async def test_a_partition_without_a_community_for_a_persona_is_refused() -> None:
    with finetuning_double() as (_, address):
        async with AsyncClient(address) as client:
            with pytest.raises(CommunityTooSmall):
                await ground_of_partition(client, "partitions/none", Steps(Console(quiet=True)))
