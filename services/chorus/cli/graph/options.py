"""Options that several commands have, and the configurations they make."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from chorus.cli.sharing import with_options
from chorus.graph.client import Algorithm, DetectionConfig, Member, NetworkConfig, Restriction, Tie

DatasetName = Annotated[str, typer.Argument(help="As `chorus graph datasets` lists it.", metavar="DATASET")]
PartitionName = Annotated[str, typer.Argument(help="As `chorus graph partitions` lists it.", metavar="PARTITION")]
CommunityName = Annotated[str, typer.Argument(help="As `chorus graph communities` lists it.", metavar="COMMUNITY")]
Note = Annotated[str, typer.Option(help="Why; it stands in the history.")]

_NETWORK = "Network"
_DETECTION = "Detection"
_NETWORKS = NetworkConfig()
_DETECTIONS = DetectionConfig()


class TieOption(StrEnum):
    """``--tie``."""

    REPOSTS = "reposts"
    SHARED_LINKS = "shared-links"


class MemberOption(StrEnum):
    """``--member``."""

    AUTHORS = "authors"
    LABELS = "labels"


class RestrictionOption(StrEnum):
    """``--restriction``."""

    AUTHORS_WITH_POSTS = "with-posts"
    REPOSTED = "reposted"
    ALL = "all"


class AlgorithmOption(StrEnum):
    """``--algorithm``."""

    LEIDEN = "leiden"
    LOUVAIN = "louvain"
    GIVEN = "given"
    LOUVAIN_REFERENCE = "louvain-reference"


def network_config(
    tie: Annotated[
        TieOption | None,
        typer.Option(
            help="What ties two members. Default: reposts; of labels, shared links.", rich_help_panel=_NETWORK
        ),
    ] = None,
    member: Annotated[
        MemberOption,
        typer.Option(help="What a member is: an author, or a label of the source.", rich_help_panel=_NETWORK),
    ] = MemberOption.AUTHORS,
    restriction: Annotated[
        RestrictionOption,
        typer.Option(
            help="Authors with posts of their own; those and authors whom several of them reposted; or everyone.",
            rich_help_panel=_NETWORK,
        ),
    ] = RestrictionOption.AUTHORS_WITH_POSTS,
    min_reposters: Annotated[
        int, typer.Option(min=1, help="How many those several are.", rich_help_panel=_NETWORK)
    ] = _NETWORKS.min_reposters,
    min_weight: Annotated[
        float, typer.Option(min=0, help="Lighter ties are left out.", rich_help_panel=_NETWORK)
    ] = _NETWORKS.min_weight,
    largest_component: Annotated[
        bool,
        typer.Option(
            "--largest-component", help="Keep the largest connected component only.", rich_help_panel=_NETWORK
        ),
    ] = False,
    since: Annotated[
        datetime | None, typer.Option(help="Reposts and shares from this time on (UTC).", rich_help_panel=_NETWORK)
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(help="And before this time (UTC).", rich_help_panel=_NETWORK)
    ] = None,
    max_sharers: Annotated[
        int,
        typer.Option(
            min=1, help="A link that more members share says nothing of any two of them.", rich_help_panel=_NETWORK
        ),
    ] = _NETWORKS.max_sharers,
) -> NetworkConfig:
    """Which network is built of a dataset."""
    if tie is None:
        tie = TieOption.SHARED_LINKS if member is MemberOption.LABELS else TieOption.REPOSTS
    return NetworkConfig(
        tie=Tie[tie.name],
        member=Member[member.name],
        restriction=Restriction[restriction.name],
        min_reposters=min_reposters,
        min_weight=min_weight,
        largest_component=largest_component,
        start_time=since and since.replace(tzinfo=UTC),
        end_time=until and until.replace(tzinfo=UTC),
        max_sharers=max_sharers,
    )


@with_options(network=network_config)
def detection_config(
    network: NetworkConfig,
    algorithm: Annotated[
        AlgorithmOption,
        typer.Option(help="`given` takes the labels of the source for communities.", rich_help_panel=_DETECTION),
    ] = AlgorithmOption.LEIDEN,
    seed: Annotated[int, typer.Option(min=0, rich_help_panel=_DETECTION)] = 0,
    seeds: Annotated[
        int,
        typer.Option(
            min=1, max=50, help="Runs that stability is measured by; 1 measures none.", rich_help_panel=_DETECTION
        ),
    ] = _DETECTIONS.num_seeds,
    min_members: Annotated[
        int, typer.Option(min=1, help="Smaller communities are not kept.", rich_help_panel=_DETECTION)
    ] = _DETECTIONS.min_members,
) -> DetectionConfig:
    """What a detection and a sweep have in common."""
    return DetectionConfig(
        algorithm=Algorithm[algorithm.name], seed=seed, min_members=min_members, network=network, num_seeds=seeds
    )
