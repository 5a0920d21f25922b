"""Which replica answers a call: the one that the persona's calls always go to, for it has the adapter and the prompts' prefixes.

A replica that comes or goes moves only its own share of the personas (consistent hashing). A persona that many ask at once
spreads: a replica with a batch more to do than the next in line comes after it. One whose engine does not answer, for it is
starting, comes last.
"""

from collections import Counter
from typing import Any

from ray.serve._private.common import ReplicaID
from ray.serve._private.request_router.common import PendingRequest
from ray.serve._private.request_router.replica_wrapper import RunningReplica
from ray.serve.experimental.consistent_hash_router import ConsistentHashRouter

READY = "ready"
"""Under this name a replica says in its routing statistics whether its engine answers."""


class PersonaRouter(ConsistentHashRouter):
    """Ray Serve's consistent hashing over ``session_id``, with bounded loads.

    It counts calls itself: Ray's count may stand at twenty for ten seconds after a rush, where there is nothing to do any more.
    """

    def initialize_state(self, **kwargs: Any) -> None:
        """``batch``: calls that an engine answers at once; the rest is Ray's."""
        self._batch = int(kwargs.pop("batch"))
        self._calls: Counter[ReplicaID] = Counter()
        super().initialize_state(**kwargs)

    async def choose_replicas(
        self, candidate_replicas: list[RunningReplica], pending_request: PendingRequest | None = None
    ) -> list[list[RunningReplica]]:
        """Replicas to try, in order; among equals as they follow the persona on the ring."""
        ranks = await super().choose_replicas(candidate_replicas, pending_request)
        return sorted(ranks, key=lambda rank: self._burden(rank[0]))

    def on_send_request(self, replica_id: ReplicaID) -> None:
        """A call begins."""
        super().on_send_request(replica_id)
        self._calls[replica_id] += 1

    def on_request_completed(self, replica_id: ReplicaID, internal_request_id: str) -> None:
        """A call has ended, in whatever way."""
        super().on_request_completed(replica_id, internal_request_id)
        self._calls[replica_id] -= 1

    def update_replicas(self, replicas: list[RunningReplica]) -> None:
        """Replicas have come or gone."""
        super().update_replicas(replicas)
        self._calls = Counter({each.replica_id: self._calls[each.replica_id] for each in replicas})

    def _burden(self, replica: RunningReplica) -> tuple[bool, int]:
        """What speaks against a replica: that it is not ready, and whole batches to do."""
        return not replica.routing_stats.get(READY, False), self._calls[replica.replica_id] // self._batch
