"""How communities were found, in plain words: the network, the algorithm and its parameters."""

from chorus.cli.report.text import count, day, listed, plain
from chorus.graph.client import Algorithm, DetectionConfig, Member, NetworkConfig, Restriction, Tie

_NAMES = {
    Algorithm.LEIDEN: "Leiden",
    Algorithm.LOUVAIN: "Louvain",
    Algorithm.GIVEN: "labels of the source",
    Algorithm.LOUVAIN_REFERENCE: "Louvain (NetworkX, the reference)",
}


def detection(config: DetectionConfig) -> str:
    """The algorithm and its parameters.

    >>> detection(DetectionConfig(min_members=30))
    'Leiden, resolution 1, seed 0, at least 30 members, at most 30 communities'
    """
    least = f"at least {count(config.min_members)} {'authors' if config.algorithm is Algorithm.GIVEN else 'members'}"
    most = f"at most {count(config.top_k)} communities"
    if config.algorithm is Algorithm.GIVEN:
        return f"{_NAMES[config.algorithm]}, {least}, {most}"
    return f"{algorithm(config)}, resolution {config.resolution:g}, seed {config.seed}, {least}, {most}"


def algorithm(config: DetectionConfig) -> str:
    """The algorithm's name."""
    return _NAMES.get(config.algorithm) or plain(config.algorithm)


def network(config: NetworkConfig, *, given: bool = False) -> str:
    """What the members are, what ties them, and what was left out.

    >>> network(NetworkConfig(min_weight=2))
    'reposts between authors with posts of their own; ties of weight 2 or more'
    """
    parts = [f"{_ties(config, given)} {_members(config, given)}"]
    if config.tie is Tie.SHARED_LINKS or given:
        parts.append(f"links of at most {count(config.max_sharers)} sharers")
    if config.min_weight > 0:
        parts.append(f"ties of weight {config.min_weight:g} or more")
    if config.largest_component:
        parts.append("largest component only")
    window = [
        f"{word} {day(time)}" for word, time in (("from", config.start_time), ("before", config.end_time)) if time
    ]
    if window:
        parts.append(listed(window))
    return "; ".join(parts)


def _ties(config: NetworkConfig, given: bool) -> str:
    return "links shared" if config.tie is Tie.SHARED_LINKS or given else "reposts"


def _members(config: NetworkConfig, given: bool) -> str:
    if config.member is Member.LABELS or given:
        return "between labels of the source"
    return {
        Restriction.AUTHORS_WITH_POSTS: "between authors with posts of their own",
        Restriction.ALL: "between all authors",
        Restriction.REPOSTED: (
            f"between authors with posts of their own, and authors whom at least {config.min_reposters} of those reposted"
        ),
    }[config.restriction]
