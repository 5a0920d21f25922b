"""What finetuning and graph know, asked through their clients."""

from collections.abc import AsyncIterator
from dataclasses import replace

from chorus.finetuning.client import BaseModel, FinetuningClient, Revision, RevisionState, clean
from chorus.graph.client import Community, GraphClient
from chorus.rpc.channel import PLAIN, Security, connect
from chorus.types.page import MAX_PAGE_SIZE
from chorus.types.post import Post

ACTIVE_BASE_MODEL = "base-models/active"
_MAX_POSTS = 10_000


class RemoteCatalogue:
    """The catalogue of ``personas`` and the post source of ``context``, from the services that own them."""

    def __init__(self, finetuning_address: str, graph_address: str, security: Security = PLAIN) -> None:
        self._finetuning_channel = connect(finetuning_address, security)
        self._graph_channel = connect(graph_address, security)
        self._finetuning = FinetuningClient(self._finetuning_channel)
        self._graph = GraphClient(self._graph_channel)

    async def active_base_model(self) -> BaseModel:
        """The base model to serve; ``NotFound`` while there is none."""
        return await self._finetuning.get_base_model(ACTIVE_BASE_MODEL)

    async def active_revisions(self) -> tuple[Revision, ...]:
        """All ACTIVE revisions, on whatever base model."""
        return await self._all_revisions(state=RevisionState.ACTIVE)

    async def revisions(self, community: str) -> tuple[Revision, ...]:
        """A community's revisions in every state, newest first."""
        return await self._all_revisions(community=community)

    async def community(self, name: str) -> Community:
        """A community; ``NotFound`` if there is none."""
        return await self._graph.get_community(name)

    async def posts(self, community: str) -> AsyncIterator[Post]:
        """A community's own posts, at most 10,000, cleaned as those that models are trained on."""
        async for post in self._graph.stream_posts(community, limit=_MAX_POSTS):
            yield replace(post, text=clean(post.text))

    async def quarantine(self, revision: str, reason: str) -> None:
        """Take a revision out of use, for good."""
        await self._finetuning.quarantine(revision, reason)

    async def pin(self, revision: str, *, pin: bool) -> None:
        """Say whether every replica is to keep a revision in memory."""
        await self._finetuning.pin(revision, pin=pin)

    async def close(self) -> None:
        """Close the channels."""
        await self._finetuning_channel.close()
        await self._graph_channel.close()

    async def _all_revisions(
        self, community: str = "", state: RevisionState = RevisionState.UNSPECIFIED
    ) -> tuple[Revision, ...]:
        found: list[Revision] = []
        token = ""
        while True:
            page = await self._finetuning.list_revisions(
                community=community, state=state, page_size=MAX_PAGE_SIZE, page_token=token
            )
            found.extend(page.items)
            token = page.next_page_token
            if not token:
                return tuple(found)
