"""Which communities may be given a voice."""

from chorus.errors import CommunityTooSmall, FailedPrecondition
from chorus.graph.client import Community


def require_allowed(community: Community, field: str = "communities") -> None:
    """Raise unless personas may be made of a community; ``field`` is where the request names it.

    ``FailedPrecondition`` for one that a curator excluded, ``CommunityTooSmall`` for one under the operator's minimum of authors.
    """
    if community.excluded:
        raise FailedPrecondition(f"{community.name} was excluded by a curator; restore it first", field=field)
    if not community.persona_allowed:
        raise CommunityTooSmall(
            f"{community.name} has {community.num_authors:,} authors, too few to be given a voice without exposing them; merge "
            "it with others, or have the operator lower CHORUS_GRAPH_MIN_PERSONA_AUTHORS",
            field=field,
        )
