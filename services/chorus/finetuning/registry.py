"""The registry: base models and adapter revisions, which of them are active, and what runs reported.

What changes the states of revisions sees all of a community's at once, and nobody else writes them meanwhile.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from chorus.errors import NoBaseModel, NotFound
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.finetuning_report import FinetuningReport
from chorus.finetuning.promotion import activated, judged, kept_out, pinned, quarantined, rolled_back, staged
from chorus.finetuning.revision import Revision, RevisionState, Verdict
from chorus.finetuning.trial import FinetuningSweep
from chorus.storage.records import Records
from chorus.types.page import MAX_PAGE_SIZE, Page

ACTIVE = "base-models/active"
_INPUTS = "base-model-inputs/"


class Registry:
    """Base models, revisions and reports over a service's records."""

    def __init__(self, records: Records, *, verdict_required: bool = False) -> None:
        """``verdict_required``: no revision becomes ACTIVE that was never evaluated."""
        self._records = records
        self._verdict_required = verdict_required

    async def active_base_model(self) -> BaseModel:
        """The base model that personas are served from; ``NoBaseModel`` while there is none."""
        try:
            return await self._records.get(BaseModel, ACTIVE)
        except NotFound:
            raise NoBaseModel(
                "there is no base model yet; CreateBaseModel, `chorus run` and `chorus finetune train` make one"
            ) from None

    async def base_model(self, name: str) -> BaseModel:
        """The base model of that name."""
        return await self._records.get(BaseModel, name)

    async def base_model_from(self, inputs_digest: str) -> BaseModel | None:
        """The base model that was made from these inputs before."""
        try:
            return await self._records.get(BaseModel, _INPUTS + inputs_digest)
        except NotFound:
            return None

    async def base_models(self, page_size: int = 50, page_token: str = "") -> Page[BaseModel]:
        """Base models, newest first."""
        return await self._records.list(BaseModel, page_size=page_size, page_token=page_token)

    async def add_base_model(self, base_model: BaseModel, inputs_digest: str) -> None:
        """Record a base model, remember what it was made from, and make it the active one."""
        await self._add(base_model)
        await self._records.point(_INPUTS + inputs_digest, base_model.name)
        await self.activate_base_model(base_model.name)

    async def activate_base_model(self, name: str) -> None:
        """Make a base model the one that personas are served from."""
        await self._records.point(ACTIVE, name)

    async def revision(self, name: str) -> Revision:
        """The revision of that name."""
        return await self._records.get(Revision, name)

    async def revisions(
        self,
        community: str = "",
        state: RevisionState = RevisionState.UNSPECIFIED,
        page_size: int = 50,
        page_token: str = "",
    ) -> Page[Revision]:
        """Revisions, newest first, of one community or all, in one state or any."""
        wanted = min(page_size or 50, MAX_PAGE_SIZE)
        found: tuple[Revision, ...] = ()
        while True:
            page = await self._records.list(
                Revision, parent=community, page_size=wanted - len(found), page_token=page_token
            )
            found += tuple(revision for revision in page.items if state in (revision.state, RevisionState.UNSPECIFIED))
            page_token = page.next_page_token
            if not page_token or len(found) == wanted:
                return Page(found, page_token)

    async def revisions_from(self, community: str, base_model: str, demonstration_set: str) -> tuple[Revision, ...]:
        """A community's revisions on a base model that learned from these demonstrations, newest first."""
        made_of = (base_model, demonstration_set)
        revisions = await self.all_revisions(community)
        return tuple(each for each in revisions if (each.base_model, each.demonstration_set) == made_of)

    async def all_revisions(self, community: str = "") -> tuple[Revision, ...]:
        """Every revision, newest first, of one community or all."""
        page = await self.revisions(community, page_size=MAX_PAGE_SIZE)
        found = page.items
        while page.next_page_token:
            page = await self.revisions(community, page_size=MAX_PAGE_SIZE, page_token=page.next_page_token)
            found += page.items
        return found

    async def stage(self, revision: Revision) -> Revision:
        """Record a revision nobody is served from; one that is there keeps its state, but gets collected weights back."""
        await self._records.change(Revision, revision.community, lambda known: staged(known, revision))
        return await self.revision(revision.name)

    async def activate(self, name: str, override_reason: str = "") -> Revision:
        """Make a revision the ACTIVE one of its community and base model; the one before it is RETIRED with it.

        ``FailedPrecondition`` for one that is QUARANTINED, whose weights were collected, or that the gate keeps out and no
        ``override_reason`` lets in; the ACTIVE one stays as it is.
        """
        community = (await self.revision(name)).community
        now, required = datetime.now(UTC), self._verdict_required
        await self._records.change(
            Revision,
            community,
            lambda known: activated(known, name, now, verdict_required=required, override_reason=override_reason),
        )
        return await self.revision(name)

    async def activate_unless_kept_out(self, name: str) -> Revision:
        """Make a revision the ACTIVE one, unless the gate keeps it out; then it stays as it is."""
        revision = await self.revision(name)
        if kept_out(revision, verdict_required=self._verdict_required):
            return revision
        return await self.activate(name)

    async def judge(self, name: str, verdict: Verdict) -> Revision:
        """Keep what an evaluation found of a revision, in place of what one found before."""
        community = (await self.revision(name)).community
        return (await self._records.change(Revision, community, lambda known: judged(known, name, verdict)))[0]

    async def roll_back(self, community: str) -> Revision:
        """Make the revision ACTIVE that was so before the present one, on the active base model; each call goes one further back.

        ``FailedPrecondition`` if there is none.
        """
        base_model = (await self.active_base_model()).name
        changed = await self._records.change(
            Revision, community, lambda known: rolled_back(known, community, base_model)
        )
        return changed[0]

    async def quarantine(self, name: str, reason: str) -> Revision:
        """Take a revision out of use for good; nothing takes its place."""
        community = (await self.revision(name)).community
        return (await self._records.change(Revision, community, lambda known: quarantined(known, name, reason)))[0]

    async def pin(self, name: str, *, pin: bool) -> Revision:
        """Say whether an ACTIVE revision is to stay in the memory of whoever serves it."""
        community = (await self.revision(name)).community
        return (await self._records.change(Revision, community, lambda known: pinned(known, name, pin=pin)))[0]

    async def forget_weights(
        self, community: str, choose: Callable[[Sequence[Revision]], Sequence[Revision]]
    ) -> tuple[Revision, ...]:
        """Take the location from those of a community's revisions that ``choose`` picks; they are the result."""
        return await self._records.change(
            Revision, community, lambda known: [replace(each, location="") for each in choose(known)]
        )

    async def add_report(self, report: FinetuningReport) -> None:
        """Keep the report of a finetuning; one of the same name stays as it is."""
        await self._add(report)

    async def report(self, name: str) -> FinetuningReport:
        """The report of that name."""
        return await self._records.get(FinetuningReport, name)

    async def reports(self, page_size: int = 50, page_token: str = "") -> Page[FinetuningReport]:
        """Reports, newest first."""
        return await self._records.list(FinetuningReport, page_size=page_size, page_token=page_token)

    async def add_sweep(self, sweep: FinetuningSweep) -> None:
        """Keep a sweep; one of the same name stays as it is."""
        await self._add(sweep)

    async def sweep(self, name: str) -> FinetuningSweep:
        """The sweep of that name."""
        return await self._records.get(FinetuningSweep, name)

    async def _add(self, value: BaseModel | FinetuningReport | FinetuningSweep) -> None:
        try:
            await self._records.get(type(value), value.name)
        except NotFound:
            await self._records.put(value)
