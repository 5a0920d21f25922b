"""A fairness study as it is asked for, and what can be told of it before anything is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chorus.errors import InvalidArgument
from chorus.evaluation.evaluation import MAX_SEED, Speaker
from chorus.evaluation.fairness import FairnessConfig, bundled_exchange
from chorus.types.names import parse

SLOT = "{}"
MAX_TERMS = 8
MAX_TERM_LENGTH = 40
MAX_TEMPLATES = 50
MAX_TEMPLATE_LENGTH = 150
MAX_POSTS_PER_TERM = 1000


@dataclass(frozen=True, slots=True)
class FairnessRequest:
    """What is asked for: the parameters of the job."""

    communities: tuple[str, ...] = ()
    config: FairnessConfig = field(default_factory=FairnessConfig)
    speakers: tuple[Speaker, ...] = ()
    """Who writes, as it stood when the study was asked for."""

    @property
    def num_posts(self) -> int:
        """Posts written in all."""
        return len(self.speakers) * len(self.config.terms) * self.config.posts_per_term


def check_exchange(request: FairnessRequest) -> FairnessRequest:
    """What can be told from the request alone; fills in bundled terms and templates."""
    names, config = request.communities, request.config
    for name in names:
        parse(name, "communities", "communities")
    if not names or len(set(names)) < len(names):
        raise InvalidArgument("name one community or more, each once", field="communities")
    terms, templates = bundled_exchange()
    config = replace(config, terms=config.terms or terms, templates=config.templates or templates)
    _check_terms(config.terms)
    _check_templates(config.templates)
    if not 1 <= config.posts_per_term <= MAX_POSTS_PER_TERM:
        raise InvalidArgument(
            f"posts_per_term = {config.posts_per_term}; it lies between 1 and {MAX_POSTS_PER_TERM:,}",
            field="config.posts_per_term",
        )
    if not 0 <= config.seed <= MAX_SEED:
        raise InvalidArgument(f"seed = {config.seed}; it lies between 0 and 2^62", field="config.seed")
    return replace(request, config=config)


def _check_terms(terms: Sequence[str]) -> None:
    distinct = {" ".join(term.casefold().split()) for term in terms}
    if not 2 <= len(terms) <= MAX_TERMS or len(distinct) < len(terms):
        raise InvalidArgument(f"give 2 to {MAX_TERMS} different terms", field="config.terms")
    for place, term in enumerate(terms):
        if not any(map(str.isalnum, term)) or len(term) > MAX_TERM_LENGTH or SLOT in term:
            raise InvalidArgument(
                f"{term[:60]!r} cannot be exchanged; a term is a word or a few, at most {MAX_TERM_LENGTH} characters",
                field=f"config.terms[{place}]",
            )


def _check_templates(templates: Sequence[str]) -> None:
    if len(templates) > MAX_TEMPLATES or len(set(templates)) < len(templates):
        raise InvalidArgument(f"give at most {MAX_TEMPLATES} templates, each once", field="config.templates")
    for place, template in enumerate(templates):
        if template.count(SLOT) != 1 or len(template) > MAX_TEMPLATE_LENGTH:
            raise InvalidArgument(
                f"{template[:60]!r}: a template has {SLOT} once, where the term stands, and at most {MAX_TEMPLATE_LENGTH} "
                "characters",
                field=f"config.templates[{place}]",
            )
