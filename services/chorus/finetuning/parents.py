"""The revisions that a finetuning continues from."""

from collections import Counter
from collections.abc import Sequence

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.finetuning.revision import FinetuningConfig, Revision, RevisionState


def check_parents(
    parents: Sequence[Revision], communities: Sequence[str], base_model: str, config: FinetuningConfig
) -> None:
    """Raise unless the weights of each parent fit what is to be trained.

    ``InvalidArgument`` for one of another community, base model or shape, ``FailedPrecondition`` for one whose weights are gone
    or not to be trusted.
    """
    for community, number in Counter(parent.community for parent in parents).items():
        if number > 1:
            raise InvalidArgument(f"{community} has {number} parents; name one", field="parents")
    for parent in parents:
        if parent.community not in communities:
            raise InvalidArgument(
                f"{parent.name} is of {parent.community}, which is not to be trained; leave it out", field="parents"
            )
        if parent.base_model != base_model:
            raise InvalidArgument(
                f"{parent.name} is an adapter of {parent.base_model}, and {base_model} is active", field="parents"
            )
        if parent.state is RevisionState.QUARANTINED:
            raise FailedPrecondition(f"{parent.name} is quarantined: {parent.quarantine_reason}", field="parents")
        if not parent.location:
            raise FailedPrecondition(f"the weights of {parent.name} were collected; name another", field="parents")
        for name, ours, theirs in (
            ("rank", config.rank, parent.config.rank),
            ("alpha", config.alpha or 2 * config.rank, parent.config.alpha),
            ("targets", sorted(config.targets), sorted(parent.config.targets)),
        ):
            if ours != theirs:
                raise InvalidArgument(
                    f"{parent.name} has {name} {theirs}, so what continues it has too; it is {ours} here",
                    field=f"config.{name}",
                )
