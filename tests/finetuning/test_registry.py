from collections.abc import Iterator
from pathlib import Path

import pytest

from chorus.errors import NoBaseModel
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import Revision, RevisionState
from chorus.storage.records import Records


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield Registry(records)
    records.close()


def revision(community: str, digest: str, base_model: str = "base-models/a") -> Revision:
    name = f"revisions/{community}.{digest}"
    return Revision(name, f"communities/{community}", base_model, digest, demonstrations_digest=f"of-{community}")


async def states(registry: Registry, community: str = "") -> dict[str, RevisionState]:
    page = await registry.revisions(community and f"communities/{community}", page_size=500)
    return {each.name: each.state for each in page.items}


async def test_the_newest_activated_revision_retires_the_one_before(registry: Registry) -> None:
    for digest in ("1", "2"):
        await registry.stage(revision("oak", digest))
        assert (await states(registry))[f"revisions/oak.{digest}"] is RevisionState.STAGED
        await registry.activate(f"revisions/oak.{digest}")
    assert await states(registry) == {
        "revisions/oak.1": RevisionState.RETIRED,
        "revisions/oak.2": RevisionState.ACTIVE,
    }
    await registry.activate("revisions/oak.1")
    assert await states(registry) == {
        "revisions/oak.1": RevisionState.ACTIVE,
        "revisions/oak.2": RevisionState.RETIRED,
    }


async def test_other_communities_and_base_models_are_left_alone(registry: Registry) -> None:
    others = [revision("elm", "1"), revision("oak", "3", base_model="base-models/b")]
    for each in (*others, revision("oak", "1")):
        await registry.stage(each)
        await registry.activate(each.name)
    assert set((await states(registry)).values()) == {RevisionState.ACTIVE}


async def test_staging_again_changes_nothing(registry: Registry) -> None:
    await registry.stage(revision("oak", "1"))
    await registry.activate("revisions/oak.1")
    await registry.stage(revision("oak", "1"))
    assert await states(registry) == {"revisions/oak.1": RevisionState.ACTIVE}


async def test_lists_are_narrowed_by_community_and_state_page_by_page(registry: Registry) -> None:
    for number in range(7):
        await registry.stage(revision("oak", str(number)))
        await registry.stage(revision("elm", str(number)))
    for number in (1, 4, 5):
        await registry.activate(f"revisions/oak.{number}")
    retired: list[str] = []
    token = ""
    while True:
        page = await registry.revisions("communities/oak", RevisionState.RETIRED, 1, token)
        retired += [each.name for each in page.items]
        token = page.next_page_token
        if not token:
            break
    assert retired == ["revisions/oak.4", "revisions/oak.1"]
    assert len((await registry.revisions(page_size=5)).items) == 5


async def test_revisions_are_found_by_what_they_were_made_from(registry: Registry) -> None:
    await registry.stage(revision("oak", "1"))
    (found,) = await registry.revisions_from("communities/oak", "base-models/a", "of-oak")
    assert found.name == "revisions/oak.1"
    assert await registry.revisions_from("communities/oak", "base-models/b", "of-oak") == ()
    assert await registry.revisions_from("communities/oak", "base-models/a", "of-elm") == ()


async def test_a_base_model_is_found_by_its_inputs_and_becomes_active(registry: Registry) -> None:
    with pytest.raises(NoBaseModel):
        await registry.active_base_model()
    first, second = BaseModel(name="base-models/a"), BaseModel(name="base-models/b")
    await registry.add_base_model(first, "inputs-1")
    await registry.add_base_model(second, "inputs-2")
    assert await registry.active_base_model() == second
    assert await registry.base_model_from("inputs-1") == first
    assert await registry.base_model_from("inputs-3") is None
    await registry.activate_base_model(first.name)
    assert await registry.base_model("base-models/active") == first
    assert (await registry.base_models()).items == (second, first)
