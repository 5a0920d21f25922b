"""How far communities can be trusted to be there with another seed, in plain words."""

from math import floor

from chorus.cli.report.text import decimal
from chorus.graph.client import Algorithm, Community, Partition, Stability

FRAGILE = 0.6
"""Below this stability a community is fragile (Hennig 2007, doi:10.1016/j.csda.2006.11.025)."""
MODULARITY = (
    "A higher modularity is not a better partition: a network of stars around a few members scores high. "
    "Read the terms and the posts."
)
FRAGILITY = f"A community is fragile where its stability is below {FRAGILE}: other seeds find another one in its place."
NO_PERSONA = "No persona is made of a community with fewer authors than the operator's minimum."

_VERDICTS = (
    (0.95, "agree almost entirely: little of this depends on chance"),
    (0.8, "agree for the most part: most communities hold, and their edges depend on chance"),
    (0.5, "agree in part: which members are together depends on chance for many of them"),
    (-1.0, "disagree on much: this is one of several ways to cut the network, and chance chose it"),
)


def is_fragile(community: Community) -> bool:
    """Whether other seeds do not find it."""
    return community.stability is not None and community.stability < FRAGILE


def figure(community: Community) -> str:
    """Its stability in two digits, cut and not rounded, so that what is below the line does not look as if it were on it.

    >>> figure(Community(stability=0.5987)), figure(Community())
    ('0.59', '–')
    """
    return decimal(None if community.stability is None else floor(community.stability * 100 + 1e-9) / 100)


def in_words(partition: Partition) -> str:
    """What the stability of a partition means."""
    stability = partition.stability
    if stability is None:
        if partition.config.algorithm is Algorithm.GIVEN:
            return "The communities are those that the source gave: nothing depends on chance."
        return "Stability was not measured: there was one run. Ask for several seeds before you trust a community."
    return f"{stability.num_seeds} runs that differ only in their seed {_verdict(stability)}."


def figures(stability: Stability) -> list[tuple[str, str]]:
    """Names and values."""
    over = f"{decimal(stability.min_modularity, 3)} to {decimal(stability.max_modularity, 3)}"
    return [
        ("NMI", f"{decimal(stability.mean_nmi)} (lowest {decimal(stability.min_nmi)})"),
        ("ARI", f"{decimal(stability.mean_ari)} (lowest {decimal(stability.min_ari)})"),
        ("modularity over the runs", over),
    ]


def _verdict(stability: Stability) -> str:
    agreement = min(stability.mean_nmi, stability.mean_ari)
    return next(words for least, words in _VERDICTS if agreement >= least)
