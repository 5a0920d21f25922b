import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chorus.errors import FailedPrecondition, InvalidArgument, NoBaseModel, NotFound
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.finetuning_report import CrossLosses, FinetuningReport
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import Revision, RevisionState
from chorus.finetuning.trial import FinetuningSweep, Trial
from chorus.storage.records import Records

OAK = "communities/oak"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield Registry(records)
    records.close()


def revision(community: str, digest: str, base_model: str = "base-models/a") -> Revision:
    name = f"revisions/{community}.{digest}"
    location = f"artifact:{digest:0>64}"
    return Revision(name, f"communities/{community}", base_model, digest, location, demonstration_set=f"of-{community}")


async def activate_all(registry: Registry, *digests: str) -> None:
    """Stage revisions of the oaks on the active base model, and activate one after another."""
    await registry.add_base_model(BaseModel(name="base-models/a"), "inputs")
    for digest in digests:
        await registry.stage(revision("oak", digest))
        await registry.activate(f"revisions/oak.{digest}")


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


async def test_what_becomes_active_says_when(registry: Registry) -> None:
    await activate_all(registry, "1", "2")
    first, second = [await registry.revision(f"revisions/oak.{digest}") for digest in ("1", "2")]
    assert first.activate_time
    assert second.activate_time
    assert first.activate_time < second.activate_time
    assert await registry.activate(first.name) != first
    again = await registry.revision(first.name)
    assert again.activate_time
    assert again.activate_time > second.activate_time


async def test_activating_the_active_revision_changes_nothing(registry: Registry) -> None:
    await activate_all(registry, "1")
    active = await registry.revision("revisions/oak.1")
    assert await registry.activate(active.name) == active


async def test_of_promotions_at_the_same_moment_one_remains(registry: Registry) -> None:
    names = [f"revisions/oak.{number}" for number in range(8)]
    for number in range(8):
        await registry.stage(revision("oak", str(number)))
    await asyncio.gather(*(registry.activate(name) for name in names))
    found = list((await states(registry)).values())
    assert found.count(RevisionState.ACTIVE) == 1
    assert found.count(RevisionState.RETIRED) == 7


async def test_roll_back_walks_back_through_the_activations(registry: Registry) -> None:
    await activate_all(registry, "1", "2", "3")
    assert (await registry.roll_back(OAK)).name == "revisions/oak.2"
    assert await states(registry) == {
        "revisions/oak.1": RevisionState.RETIRED,
        "revisions/oak.2": RevisionState.ACTIVE,
        "revisions/oak.3": RevisionState.RETIRED,
    }
    assert (await registry.roll_back(OAK)).name == "revisions/oak.1"
    with pytest.raises(FailedPrecondition, match="no earlier revision"):
        await registry.roll_back(OAK)
    assert (await states(registry))["revisions/oak.1"] is RevisionState.ACTIVE


async def test_roll_back_never_returns_to_what_was_rolled_back_from(registry: Registry) -> None:
    await activate_all(registry, "1", "2")
    await registry.roll_back(OAK)
    await activate_all(registry, "3")
    assert (await registry.roll_back(OAK)).name == "revisions/oak.1"


async def test_promotion_moves_forward_again_after_a_roll_back(registry: Registry) -> None:
    await activate_all(registry, "1", "2")
    await registry.roll_back(OAK)
    assert (await registry.activate("revisions/oak.2")).state is RevisionState.ACTIVE
    assert (await registry.roll_back(OAK)).name == "revisions/oak.1"


async def test_roll_back_passes_over_what_cannot_be_served(registry: Registry) -> None:
    await activate_all(registry, "1", "2", "3", "4")
    await registry.quarantine("revisions/oak.3", "it insults people")
    await registry.forget_weights(OAK, lambda known: [each for each in known if each.weights_digest == "2"])
    assert (await registry.roll_back(OAK)).name == "revisions/oak.1"


async def test_roll_back_keeps_to_the_active_base_model(registry: Registry) -> None:
    await registry.stage(revision("oak", "9", base_model="base-models/b"))
    await registry.stage(revision("oak", "8", base_model="base-models/b"))
    await registry.activate("revisions/oak.9")
    await registry.activate("revisions/oak.8")
    await activate_all(registry, "1")
    with pytest.raises(FailedPrecondition, match="base-models/a"):
        await registry.roll_back(OAK)
    assert (await states(registry))["revisions/oak.8"] is RevisionState.ACTIVE


async def test_nothing_takes_the_place_of_a_quarantined_revision_until_somebody_rolls_back(registry: Registry) -> None:
    await activate_all(registry, "1", "2")
    found = await registry.quarantine("revisions/oak.2", "  it\ninsults people ")
    assert (found.state, found.quarantine_reason) == (RevisionState.QUARANTINED, "it insults people")
    assert RevisionState.ACTIVE not in (await states(registry)).values()
    assert (await registry.roll_back(OAK)).name == "revisions/oak.1"
    assert (await registry.revision("revisions/oak.2")) == found


async def test_a_quarantined_revision_never_becomes_active_again(registry: Registry) -> None:
    await activate_all(registry, "1")
    await registry.quarantine("revisions/oak.1", "it insults people")
    await registry.stage(revision("oak", "1"))
    with pytest.raises(FailedPrecondition, match="quarantined: it insults people"):
        await registry.activate("revisions/oak.1")
    assert await states(registry) == {"revisions/oak.1": RevisionState.QUARANTINED}


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 2000])
async def test_a_quarantine_has_a_reason_that_can_be_read(registry: Registry, reason: str) -> None:
    await activate_all(registry, "1")
    with pytest.raises(InvalidArgument, match=r"reason|say why"):
        await registry.quarantine("revisions/oak.1", reason)
    assert await states(registry) == {"revisions/oak.1": RevisionState.ACTIVE}


async def test_a_revision_without_weights_is_not_promoted_until_they_are_back(registry: Registry) -> None:
    await registry.stage(revision("oak", "1"))
    await registry.forget_weights(OAK, lambda known: known)
    with pytest.raises(FailedPrecondition, match="collected"):
        await registry.activate("revisions/oak.1")
    back = replace(revision("oak", "1"), location="artifact:" + "f" * 64)
    assert (await registry.stage(back)).location == back.location
    assert (await registry.activate(back.name)).state is RevisionState.ACTIVE


async def test_what_is_not_there_is_neither_promoted_nor_quarantined(registry: Registry) -> None:
    with pytest.raises(NotFound):
        await registry.activate("revisions/oak.1")
    with pytest.raises(NotFound):
        await registry.quarantine("revisions/oak.1", "it insults people")


async def test_the_same_weights_are_no_adapter_of_a_second_base_model(registry: Registry) -> None:
    await registry.stage(revision("oak", "1"))
    with pytest.raises(FailedPrecondition, match="base-models/a"):
        await registry.stage(revision("oak", "1", base_model="base-models/b"))


async def test_reports_and_sweeps_are_kept_once(registry: Registry) -> None:
    report = FinetuningReport("finetuning-reports/1", losses=(CrossLosses(OAK, 3, 2.0, (1.0,)),))
    await registry.add_report(report)
    await registry.add_report(replace(report, losses=()))
    await registry.add_report(FinetuningReport("finetuning-reports/2"))
    assert await registry.report(report.name) == report
    page = await registry.reports(page_size=1)
    assert [each.name for each in page.items] == ["finetuning-reports/2"]
    assert (await registry.reports(1, page.next_page_token)).items == (report,)
    sweep = FinetuningSweep("finetuning-sweeps/1", trials=(Trial(OAK, 0.1),))
    await registry.add_sweep(sweep)
    assert await registry.sweep(sweep.name) == sweep
    with pytest.raises(NotFound):
        await registry.report(sweep.name)


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
