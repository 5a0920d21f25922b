"""Which personas stand for which communities."""

from chorus.evaluation.report import Voice
from chorus.serving.client import PersonaKind, name_of

KINDS = {
    Voice.FINETUNED: PersonaKind.FINETUNED,
    Voice.CONTEXT: PersonaKind.CONTEXT,
    Voice.BASE: PersonaKind.BASE,
}


def persona_of(voice: Voice, community: str) -> str:
    """The persona that speaks with a voice for a community; the base persona speaks for all.

    >>> persona_of(Voice.CONTEXT, "communities/keto")
    'personas/keto.context'
    """
    return name_of(KINDS[voice], community)


def staged_of(community: str) -> str:
    """The persona that speaks with a community's newest STAGED revision.

    >>> staged_of("communities/keto")
    'personas/keto.staged'
    """
    return name_of(PersonaKind.STAGED, community)
