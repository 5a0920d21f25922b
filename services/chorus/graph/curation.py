"""What people decide about communities: names, merges, exclusions. Decisions are never changed; a later one takes an earlier
back."""

from dataclasses import dataclass
from datetime import datetime

from chorus.errors import InvalidArgument

MAX_NAME_LENGTH = 100
MAX_NOTE_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Rename:
    """A community gets a name. Mirrors ``chorus.graph.v1.Rename``."""

    community: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """Several communities become one. Mirrors ``chorus.graph.v1.Merge``."""

    communities: tuple[str, ...] = ()
    display_name: str = ""
    """Empty: that of the largest."""


@dataclass(frozen=True, slots=True)
class Exclude:
    """A community leaves the lists. Mirrors ``chorus.graph.v1.Exclude``."""

    community: str = ""


@dataclass(frozen=True, slots=True)
class Restore:
    """An excluded community comes back; a merged one is dissolved. Mirrors ``chorus.graph.v1.Restore``."""

    community: str = ""


Action = Rename | Merge | Exclude | Restore


@dataclass(frozen=True, slots=True)
class Curation:
    """One decision. Mirrors ``chorus.graph.v1.Curation``; one of the four actions is set."""

    name: str = ""
    partition: str = ""
    rename: Rename | None = None
    merge: Merge | None = None
    exclude: Exclude | None = None
    restore: Restore | None = None
    note: str = ""
    """Why."""
    community: str = ""
    """The community renamed, made by the merge, excluded or restored."""
    display_name_before: str = ""
    create_time: datetime | None = None


def checked_name(display_name: str, field: str) -> str:
    """A name that people can read, without white space around it; ``InvalidArgument`` if it is none."""
    name = display_name.strip()
    if not 1 <= len(name) <= MAX_NAME_LENGTH or not name.isprintable():
        raise InvalidArgument(f"a name has 1 to {MAX_NAME_LENGTH} visible characters", field=field)
    return name
