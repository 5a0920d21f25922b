"""The page of a partition: all that a researcher reads to trust and name its communities, as one HTML file."""

from chorus.cli.findings import Findings
from chorus.cli.report import cards, history, methods, records, stability
from chorus.cli.report.bins import bins
from chorus.cli.report.columns import distribution
from chorus.cli.report.environment import environment, image
from chorus.cli.report.labels import Labels
from chorus.cli.report.text import count, listed, percent
from chorus.graph.client import Algorithm, Member, Tie


def render_communities(findings: Findings) -> str:
    """The communities of a partition as an HTML document."""
    labels = Labels(findings.communities)
    network = findings.partition.network
    now = {community.name: community.display_name for community in (*findings.communities, *findings.hidden)}
    before = {community.name: community.display_name for community in findings.earlier}
    whole = findings.partition.config.network.tie is Tie.REPOSTS and not _is_given(findings)
    return (
        environment()
        .get_template("communities_page.html.j2")
        .render(
            findings=findings,
            dataset=findings.dataset,
            partition=findings.partition,
            records=records,
            methods=methods,
            stability=stability,
            labels=labels,
            summary=_summary(findings),
            degree=distribution(bins(network.degree, whole=True), "Members by their number of ties"),
            weight=distribution(bins(network.weight, whole=whole), "Ties by their weight"),
            cards=cards.arrange(findings.profiles, labels),
            anchor=cards.anchor,
            names=now,
            lineage=[history.lineage(event, before, now) for event in findings.partition.lineage],
            shares=history.SHARES,
            curations=[(entry, history.curation(entry, now)) for entry in findings.curations],
            network_image=image(findings.network_svg),
            communities_image=image(findings.communities_svg),
            sweep_image=image(findings.sweep_svg),
            is_given=_is_given(findings),
            are_labels=_is_given(findings) or findings.partition.config.network.member is Member.LABELS,
        )
    )


def _summary(findings: Findings) -> str:
    """What was found, in sentences that a reader can quote."""
    posts, partition = findings.dataset.summary, findings.partition
    counts = {"posts": posts.num_posts, "reposts": posts.num_reposts, "shares of links": posts.num_shares}
    kept = listed([f"{count(number)} {what}" for what, number in counts.items() if number])
    authors = f" by {count(posts.num_authors)} authors" if posts.num_authors else ""
    return (
        f"From {kept}{authors}, Chorus built a network of {count(partition.network.num_members)} members. {_found(findings)} "
        f"{stability.in_words(partition)}{_fragile(findings)}{_curated(findings)}"
    )


def _found(findings: Findings) -> str:
    partition, config = findings.partition, findings.partition.config
    whom = "authors" if _is_given(findings) else "members"
    return (
        f"It found {count(partition.num_found)} communities in it and kept {count(len(partition.communities))}: the largest, "
        f"of at least {count(config.min_members)} {whom}. They hold {percent(partition.kept_share)} of the members."
    )


def _fragile(findings: Findings) -> str:
    fragile = [community for community in findings.communities if stability.is_fragile(community)]
    if not fragile:
        return ""
    names = ", ".join(f"“{community.display_name}” ({stability.figure(community)})" for community in fragile)
    return f" Fragile, and not to be built upon: {names}."


def _curated(findings: Findings) -> str:
    if not findings.hidden:
        return ""
    return f" As people curated them, {count(len(findings.communities))} are shown."


def _is_given(findings: Findings) -> bool:
    return findings.partition.config.algorithm is Algorithm.GIVEN
