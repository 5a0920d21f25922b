"""The registry: base models and adapter revisions, and which of them are active."""

from dataclasses import replace

from chorus.errors import NoBaseModel, NotFound
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.revision import Revision, RevisionState
from chorus.storage.records import Records
from chorus.types.page import MAX_PAGE_SIZE, Page

ACTIVE = "base-models/active"
_INPUTS = "base-model-inputs/"


class Registry:
    """Base models and revisions over a service's records."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def active_base_model(self) -> BaseModel:
        """The base model that personas are served from; ``NoBaseModel`` while there is none."""
        try:
            return await self._records.get(BaseModel, ACTIVE)
        except NotFound:
            raise NoBaseModel("there is no base model yet; make one with CreateBaseModel first") from None

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
        try:
            await self._records.get(BaseModel, base_model.name)
        except NotFound:
            await self._records.put(base_model)
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

    async def revisions_from(self, community: str, base_model: str, demonstrations_digest: str) -> tuple[Revision, ...]:
        """A community's revisions on a base model that learned from these demonstrations."""
        revisions = await self._all_revisions(community)
        made_of = (base_model, demonstrations_digest)
        return tuple(each for each in revisions if (each.base_model, each.demonstrations_digest) == made_of)

    async def stage(self, revision: Revision) -> None:
        """Record a revision that nobody is served from yet; one that is there keeps its state."""
        try:
            await self._records.get(Revision, revision.name)
        except NotFound:
            await self._records.put(replace(revision, state=RevisionState.STAGED), parent=revision.community)

    async def activate(self, name: str) -> None:
        """Make a revision the ACTIVE one of its community and base model; the one before it is RETIRED with it."""
        revision = await self.revision(name)
        before = [
            replace(each, state=RevisionState.RETIRED)
            for each in await self._all_revisions(revision.community)
            if each.state is RevisionState.ACTIVE and each.base_model == revision.base_model and each.name != name
        ]
        changed = [replace(revision, state=RevisionState.ACTIVE), *before]
        await self._records.put_all(changed, parent=revision.community)

    async def _all_revisions(self, community: str) -> tuple[Revision, ...]:
        page = await self._records.list(Revision, parent=community, page_size=MAX_PAGE_SIZE)
        found = page.items
        while page.next_page_token:
            page = await self._records.list(
                Revision, parent=community, page_size=MAX_PAGE_SIZE, page_token=page.next_page_token
            )
            found += page.items
        return found
