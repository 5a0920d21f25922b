"""A persona: a voice that can be asked. One is finetuned, one is given posts to read, one is the control."""

from dataclasses import dataclass
from enum import StrEnum

from chorus.types import names

COLLECTION = "personas"
BASE = "personas/base"


class PersonaKind(StrEnum):
    """How a persona comes by its voice."""

    UNSPECIFIED = "PERSONA_KIND_UNSPECIFIED"
    FINETUNED = "PERSONA_KIND_FINETUNED"
    CONTEXT = "PERSONA_KIND_CONTEXT"
    BASE = "PERSONA_KIND_BASE"
    STAGED = "PERSONA_KIND_STAGED"


_SUFFIXES = {PersonaKind.CONTEXT: ".context", PersonaKind.STAGED: ".staged"}


@dataclass(frozen=True, slots=True)
class Persona:
    """A voice that can be asked. Mirrors ``chorus.serving.v1.Persona``."""

    name: str = ""
    """``personas/<community id>``, the same with ``.context`` or ``.staged``, or ``personas/base``."""
    kind: PersonaKind = PersonaKind.UNSPECIFIED
    """Base model and adapter, base model and posts, base model alone, or base model and an adapter that is not ACTIVE yet."""
    community: str = ""
    """Empty for the base persona."""
    display_name: str = ""
    """For people."""
    revision: str = ""
    """The adapter revision that answers; empty for context and base."""
    base_model_digest: str = ""
    """Digest of the base model that answers."""
    limits: str = ""
    """What answers of this persona can and cannot show."""
    pinned: bool = False
    """Its adapter is kept in the memory of every replica."""


def kind_of(name: str) -> tuple[PersonaKind, str]:
    """The kind and the community that a persona's name stands for; ``InvalidName`` if it is no such name.

    >>> kind_of("personas/keto.context")
    (<PersonaKind.CONTEXT: 'PERSONA_KIND_CONTEXT'>, 'communities/keto')
    """
    id_ = names.parse(name, COLLECTION, field="persona")
    if name == BASE:
        return PersonaKind.BASE, ""
    for kind, suffix in _SUFFIXES.items():
        if id_.endswith(suffix):
            return kind, f"communities/{id_.removesuffix(suffix)}"
    return PersonaKind.FINETUNED, f"communities/{id_}"


def name_of(kind: PersonaKind, community: str) -> str:
    """The name of a community's persona of a kind."""
    if kind is PersonaKind.BASE:
        return BASE
    return f"{COLLECTION}/{names.parse(community, 'communities')}{_SUFFIXES.get(kind, '')}"


def is_staged(name: str) -> bool:
    """Whether a name, which may be none, is that of a persona that speaks with a STAGED adapter."""
    return name.startswith(f"{COLLECTION}/") and name.endswith(_SUFFIXES[PersonaKind.STAGED])
