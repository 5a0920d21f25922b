"""A post: one message of a dataset, its author pseudonymised."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """One message; never a repost. Mirrors ``chorus.types.v1.Post``."""

    id: str = ""
    """The platform's id, unique within a dataset."""
    author: str = ""
    """Pseudonym: 16 hexadecimal digits of a keyed hash."""
    text: str = ""
    """As imported, mentions masked as ``@user`` and links as ``URL``."""
    create_time: datetime | None = None
    """When it was posted, where the source says."""
    language: str = ""
    """BCP 47 code as the source stated it; empty when unknown."""
