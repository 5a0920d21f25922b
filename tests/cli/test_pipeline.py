"""The gate within a study: who passed speaks, and who did not stops it with the reasons."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from chorus.cli.pipeline import promote_fit
from chorus.client import AsyncClient
from chorus.errors import FailedPrecondition
from chorus.finetuning.client import Revision, RevisionState, Verdict

STAGED = RevisionState.STAGED
ACTIVE = Revision("revisions/elm.1", state=RevisionState.ACTIVE)
FIT = Revision("revisions/oak.1", state=STAGED, verdict=Verdict("reports/1", passed=True))
UNFIT = Revision("revisions/ash.1", state=STAGED, verdict=Verdict("reports/1", False, ("memorised: 40%",)))
UNKNOWN = Revision("revisions/yew.1", state=STAGED)


@dataclass
class Finetuning:
    known: dict[str, Revision]
    promoted: list[str] = field(default_factory=list)

    @property
    def finetuning(self) -> "Finetuning":
        return self

    async def get_revision(self, name: str) -> Revision:
        return self.known[name]

    async def promote(self, name: str) -> Revision:
        self.promoted.append(name)
        return replace(self.known[name], state=RevisionState.ACTIVE)


def service(*revisions: Revision) -> Any:
    return Finetuning({revision.name: revision for revision in revisions})


async def test_who_passed_speaks() -> None:
    client = service(ACTIVE, FIT)
    found = await promote_fit(cast("AsyncClient", client), (ACTIVE, replace(FIT, verdict=None)))
    assert [(each.name, each.state) for each in found] == [(each.name, RevisionState.ACTIVE) for each in (ACTIVE, FIT)]
    assert client.promoted == [FIT.name]


@pytest.mark.parametrize(("kept", "why"), [(UNFIT, "revisions/ash.1 .memorised: 40%."), (UNKNOWN, "not evaluated")])
async def test_who_did_not_pass_stops_the_study_and_nobody_else(kept: Revision, why: str) -> None:
    client = service(kept, FIT)
    with pytest.raises(FailedPrecondition, match=f"keeps 1 revision from speaking: .*{why}"):
        await promote_fit(cast("AsyncClient", client), (kept, FIT))
    assert client.promoted == [FIT.name]
