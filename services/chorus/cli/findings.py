"""Findings: all that the graph service knows of one partition, in one value. It is what the page of its communities shows."""

from dataclasses import dataclass, field

from chorus.graph.client import Community, Curation, Dataset, Partition, Profile, Sweep


@dataclass(frozen=True, slots=True)
class Findings:
    """What ``chorus graph report`` has read."""

    dataset: Dataset = field(default_factory=Dataset)
    partition: Partition = field(default_factory=Partition)
    profiles: tuple[Profile, ...] = ()
    """Of the communities as curated, largest first."""
    hidden: tuple[Community, ...] = ()
    """Communities that lists leave out: excluded, merged into another, or dissolved."""
    earlier: tuple[Community, ...] = ()
    """Those of the partition that this one continues, hidden ones included."""
    curations: tuple[Curation, ...] = ()
    """Newest first."""
    network_svg: str = ""
    """The network drawn, as an SVG document; empty where it is too large."""
    communities_svg: str = ""
    """The communities and the ties between them drawn."""
    sweep: Sweep | None = None
    sweep_svg: str = ""
    version: str = ""
    """Version of Chorus."""

    @property
    def communities(self) -> tuple[Community, ...]:
        """The communities as curated, largest first."""
        return tuple(profile.community for profile in self.profiles)
