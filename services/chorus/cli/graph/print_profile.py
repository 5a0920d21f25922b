"""What the commands print of a community."""

from collections.abc import Sequence
from datetime import date, timedelta

from chorus.cli.bars import bar, sparkline
from chorus.cli.report.stability import FRAGILITY, NO_PERSONA, figure, is_fragile
from chorus.cli.report.text import count, day, number, percent
from chorus.cli.terminal import out, put, put_text, readable
from chorus.graph.client import CentralMember, Community, Flow, Period, Profile, ProfilePost

NEGLIGIBLE = 0.0005
"""A smaller share of tie weight is not worth a line."""


def print_profile(profile: Profile) -> None:
    """What one reads to trust and name a community."""
    community = profile.community
    put(community.display_name, "bold")
    put(f"{community.name} in {community.partition}", "dim")
    put_text(
        f"{count(community.num_members)} members, {count(community.num_authors)} authors, {count(community.num_posts)} posts; "
        f"stability {figure(community)}; {percent(community.cohesion)} of its tie weight stays inside"
    )
    if is_fragile(community):
        put_text(FRAGILITY, style="yellow")
    if not community.persona_allowed:
        put("excluded" if community.excluded else NO_PERSONA, "yellow")
    if community.merged_from:
        put_text(f"Merged from {', '.join(community.merged_from)}")
    if community.summary:
        _section("In a sentence", community.summary)
    _section("Terms that set it apart", ", ".join(term.text for term in community.terms))
    _section("Hashtags", "  ".join(term.text for term in community.hashtags))
    total = sum(each.num_posts for each in profile.languages) or 1
    languages = [f"{each.language or 'not stated'} {percent(each.num_posts / total)}" for each in profile.languages]
    _section("Languages", ", ".join(languages))
    _print_activity(profile.activity)
    _print_flows(profile.flows)
    _print_posts("Representative posts", profile.representative)
    _print_posts("Diverse posts", profile.diverse)
    _print_central(profile.central)


def print_summaries(communities: Sequence[Community]) -> None:
    """The sentence on each community."""
    for community in communities:
        put(f"{community.name}  {community.display_name}", "bold")
        put_text(community.summary or "no sentence", 4)


def _section(title: str, text: str) -> None:
    if text:
        put()
        put(title, "bold")
        put_text(text, 2)


def _print_activity(activity: Sequence[Period]) -> None:
    if not activity:
        return
    put()
    put(f"Posts over time, in periods of {activity[0].num_days} days", "bold")
    last = date.fromisoformat(activity[-1].start) + timedelta(days=activity[-1].num_days - 1)
    most = max(period.num_posts for period in activity)
    put(f"  {sparkline([period.num_posts for period in activity])}")
    put(f"  {day(date.fromisoformat(activity[0].start))} to {day(last)}; the most are {count(most)}", "dim")


def _print_flows(flows: Sequence[Flow]) -> None:
    shown = [flow for flow in flows if flow.share >= NEGLIGIBLE]
    if not shown:
        return
    put()
    put("Where its ties go, by weight", "bold")
    for place, flow in enumerate(shown):
        name = "inside" if place == 0 else flow.display_name
        put(f"  {percent(flow.share):>4} {bar(flow.share, 20):<20} {name}")


def _print_posts(title: str, posts: Sequence[ProfilePost]) -> None:
    if not posts:
        return
    put()
    put(title, "bold")
    for post in posts:
        put_text(" ".join(readable(post.text).split()), 2)
        put(f"    {post.author}", "dim")


def _print_central(central: Sequence[CentralMember]) -> None:
    if not central:
        return
    put()
    put("Members with the most tie weight inside", "bold")
    width = max(len(each.member) for each in central) + 8
    per_row = max(1, (out.width - 2) // (width + 2))
    cells = [f"{each.member} {number(each.weight):>6}" for each in central]
    for start in range(0, len(cells), per_row):
        put("  " + "  ".join(cell.ljust(width) for cell in cells[start : start + per_row]))
