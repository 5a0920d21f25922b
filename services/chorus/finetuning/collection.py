"""Garbage collection: weights that nobody will be served from again are deleted; what is known of them stays.

Of a community and base model the ACTIVE revision keeps its weights, and so do the newest others, whatever their state. Weights
are nearly all of an adapter's folder, and all that goes: the other files, a kilobyte or two, are often the same in every folder,
and a run that has stored its folder but not yet registered it may stand on them.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from chorus.errors import InvalidArgument, NotFound
from chorus.finetuning.collected import Collected
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import Revision, RevisionState
from chorus.storage.artifacts import SCHEME, Artifacts

KEEP = 2
"""Revisions that keep their weights beside the ACTIVE one, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Collector:
    """Deletes weights."""

    registry: Registry
    artifacts: Artifacts

    async def collect(self, keep: int | None = None, dry_run: bool = False) -> Collected:
        """Delete the weights of every revision that is neither ACTIVE nor among the ``keep`` newest others of its community and
        base model; a dry run only says whose.

        A record lets go of its weights before they are deleted: wherever this is interrupted, no record names bytes that went.
        """
        kept = KEEP if keep is None else keep
        if kept < 0:
            raise InvalidArgument(f"keep = {kept} is out of range; 0 keeps the ACTIVE ones only", field="keep")
        known = await self.registry.all_revisions()
        communities = sorted({each.community for each in known})
        if dry_run:
            chosen = [each for name in communities for each in superfluous(_of(name, known), kept)]
            num_bytes = await asyncio.to_thread(self._free, _unneeded(chosen, known), delete=False)
            return Collected(tuple(each.name for each in chosen), num_bytes)
        names: tuple[str, ...] = ()
        num_bytes = 0
        for community in communities:
            forgotten = await self.registry.forget_weights(community, lambda known: superfluous(known, kept))
            unneeded = _unneeded(forgotten, await self.registry.all_revisions())
            names += tuple(each.name for each in forgotten)
            num_bytes += await asyncio.to_thread(self._free, unneeded, delete=True)
        return Collected(names, num_bytes)

    def _free(self, digests: Iterable[str], *, delete: bool) -> int:
        """How many bytes the weights of these digests have; those that are not there have none."""
        num_bytes = 0
        for digest in digests:
            with suppress(NotFound):
                num_bytes += self.artifacts.size(SCHEME + digest)
                if delete:
                    self.artifacts.delete(SCHEME + digest)
        return num_bytes


def superfluous(revisions: Sequence[Revision], keep: int) -> list[Revision]:
    """Those of a community's revisions, newest first, that lose their weights."""
    chosen = []
    others: Counter[str] = Counter()
    for each in revisions:
        if each.location and each.state is not RevisionState.ACTIVE:
            others[each.base_model] += 1
            if others[each.base_model] > keep:
                chosen.append(each)
    return chosen


def _of(community: str, revisions: Iterable[Revision]) -> list[Revision]:
    return [each for each in revisions if each.community == community]


def _unneeded(chosen: Iterable[Revision], known: Iterable[Revision]) -> set[str]:
    """Digests of chosen revisions' weights that no other revision has: the same weights may be an adapter of two communities."""
    gone = {each.name: each.weights_digest for each in chosen}
    needed = {each.weights_digest for each in known if each.location and each.name not in gone}
    return set(gone.values()) - needed
