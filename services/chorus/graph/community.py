"""A community: a set of members with its posts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Term:
    """A word or hashtag that sets a community apart. Mirrors ``chorus.graph.v1.Term``."""

    text: str = ""
    weight: float = 0.0
    """Class-based TF-IDF; comparable within one community only."""


@dataclass(frozen=True, slots=True)
class Community:
    """A set of members with its posts. Mirrors ``chorus.graph.v1.Community``."""

    name: str = ""
    """``communities/<id>``; the id stays when a later detection continues the community."""
    partition: str = ""
    display_name: str = ""
    """For people; its leading terms until somebody names it."""
    num_authors: int = 0
    """Distinct authors of its posts; of posts kept without an author, each counts as one."""
    num_posts: int = 0
    """Posts of its authors' own."""
    terms: tuple[Term, ...] = ()
    """Strongest first."""
    cohesion: float = 0.0
    """Share of the tie weight of its members that stays inside, in [0, 1]."""
    num_members: int = 0
    """Nodes of the network."""
    hashtags: tuple[Term, ...] = ()
    """Strongest first."""
    stability: float | None = None
    """Mean Jaccard index with the most similar community of the other seeds; below 0.6 it is fragile. None: not measured."""
    persona_allowed: bool = False
    """Whether the operator's minimum of authors lets a persona be made of it."""
    merged_from: tuple[str, ...] = ()
    """Communities that were merged into this one."""
    excluded: bool = False
    """Set aside by a curator."""
    summary: str = ""
    """One sentence by a capable base model; empty until one was asked for."""


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many posts are in a language. Mirrors ``chorus.graph.v1.LanguageCount``."""

    language: str = ""
    """Empty: not stated."""
    num_posts: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """How many posts a span of time saw. Mirrors ``chorus.graph.v1.Period``."""

    start: str = ""
    """First day, ISO 8601."""
    num_days: int = 0
    num_posts: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """Where some of a community's tie weight goes. Mirrors ``chorus.graph.v1.Flow``."""

    community: str = ""
    """Empty for all members of no community that was kept."""
    display_name: str = ""
    share: float = 0.0
    """Of the community's tie weight, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class ProfilePost:
    """A post quoted in a profile. Mirrors ``chorus.graph.v1.ProfilePost``."""

    id: str = ""
    author: str = ""
    """Pseudonym."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CentralMember:
    """A member with much tie weight inside. Mirrors ``chorus.graph.v1.CentralMember``."""

    member: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a researcher reads to trust and name a community. Mirrors ``chorus.graph.v1.Profile``."""

    community: Community = field(default_factory=Community)
    languages: tuple[LanguageCount, ...] = ()
    """As the source states them, most used first."""
    activity: tuple[Period, ...] = ()
    """Posts over time, in equal periods; empty where posts have no time."""
    flows: tuple[Flow, ...] = ()
    """Itself first, then the strongest."""
    representative: tuple[ProfilePost, ...] = ()
    """Posts nearest to what sets it apart, near-duplicates left out."""
    diverse: tuple[ProfilePost, ...] = ()
    """Posts as different from each other as its range allows."""
    central: tuple[CentralMember, ...] = ()
    """Members with the most tie weight inside."""
