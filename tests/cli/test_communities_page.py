"""The page of a partition says all that was found, whatever strangers wrote in it, and asks nothing of anybody."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from chorus.cli.findings import Findings
from chorus.cli.report import render_communities
from chorus.cli.report.stability import MODULARITY
from chorus.graph.client import (
    Algorithm,
    CentralMember,
    Change,
    Community,
    Curation,
    Dataset,
    DetectionConfig,
    Distribution,
    Exclude,
    Flow,
    ImportSummary,
    LanguageCount,
    LineageEvent,
    Merge,
    NetworkConfig,
    NetworkSummary,
    Overlap,
    Partition,
    Period,
    Profile,
    ProfilePost,
    RejectedLine,
    Rename,
    Restriction,
    Stability,
    Sweep,
    SweepPoint,
    Term,
    TieCount,
)
from html_page import Page

NAMES = ("communities/soup-0a", "communities/gym-1b", "communities/trail-2c")
TITLES = ("Soup & broth", "barbell, squats, gym", "trail, hiking, boots")
HIDDEN = Community("communities/prizes-3d", "partitions/ab12", "win, prizes", 60, 90, excluded=True, num_members=60)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOW = datetime(2026, 11, 25, 3, 11, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}\'"</section></style>'


def community(place: int) -> Community:
    return Community(
        name=NAMES[place],
        partition="partitions/ab12",
        display_name=TITLES[place],
        num_authors=210 - 90 * place,
        num_posts=1_204 - 173 * place,
        terms=(Term(f"term{place}a", 1.0), Term(f"term{place}b", 0.5)),
        cohesion=0.91 - 0.2 * place,
        num_members=211 - 90 * place,
        hashtags=(Term(f"#tag{place}", 1.0),),
        stability=(0.99, 0.8, 0.4)[place],
        persona_allowed=place < 2,
        summary="They talk of soup." if place == 0 else "",
    )


def profile(place: int) -> Profile:
    others = [other for other in range(3) if other != place]
    return Profile(
        community=community(place),
        languages=(LanguageCount("en", 150), LanguageCount("", 50)),
        activity=tuple(Period(f"2016-05-{day:02}", 7, number) for day, number in ((1, 3), (8, 0), (15, 12))),
        flows=(
            Flow(NAMES[place], TITLES[place], 0.6),
            *(Flow(NAMES[other], TITLES[other], 0.125) for other in others),
            Flow(HIDDEN.name, HIDDEN.display_name, 0.1),
            Flow("", "elsewhere", 0.05),
        ),
        representative=tuple(ProfilePost(str(n), f"author{n % 2}", f"typical {place}.{n}") for n in range(6)),
        diverse=(ProfilePost("9", "author9", f"unlike the others {place}"),),
        central=(CentralMember(f"pseudonym{place}", 31.0),),
    )


@pytest.fixture
def findings() -> Findings:
    counts = ImportSummary(7021, 3974, 2951, 61, 22, 5, 702, (RejectedLine(288, "no author"),), 7016, 3, 5, 17)
    network = NetworkSummary(
        412,
        2417,
        2951.0,
        3,
        0.97,
        histogram(3, 100, 309),
        histogram(2_000, 417),
        (TieCount("used", 2_900), TieCount("of oneself", 51)),
    )
    return Findings(
        dataset=Dataset("datasets/cd34", "0f" * 32, "posts.jsonl", counts, NOW),
        partition=Partition(
            name="partitions/ab12",
            dataset="datasets/cd34",
            config=DetectionConfig(
                seed=4, min_members=20, resolution=0.5, network=NetworkConfig(restriction=Restriction.ALL)
            ),
            num_found=9,
            modularity=0.6427,
            coverage=0.89,
            communities=(*NAMES, HIDDEN.name),
            create_time=NOW,
            network=network,
            stability=Stability(5, 0.912, 0.861, 0.934, 0.902, 0.641, 0.63, 0.65),
            kept_share=0.934,
        ),
        profiles=tuple(profile(place) for place in range(3)),
        hidden=(HIDDEN,),
        network_svg=SVG,
        communities_svg=SVG.replace("1", "2"),
        version="0.1.0",
    )


def histogram(*numbers: int) -> Distribution:
    return Distribution(1, 2, 3.25, 5, 9, 12, numbers)


def words(html: str) -> str:
    return Page(html).text.strip()


def part(html: str, id_: str) -> str:
    """One section of the page, or one card."""
    found = re.search(rf'<(section|article)[^>]* id="{id_}".*?</\1>', html, re.DOTALL)
    assert found, f"no {id_}"
    return found[0]


def card(html: str, place: int) -> str:
    return part(html, NAMES[place].replace("/", "-"))


def test_page_is_well_formed_and_its_links_lead_somewhere(findings: Findings) -> None:
    page = Page(render_communities(findings))
    assert not page.open
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    links = {attributes["href"] for tag, attributes in page.elements if tag == "a"}
    assert len(ids) == len(set(ids))
    assert links <= {f"#{id_}" for id_ in ids}
    assert {f"#{name.replace('/', '-')}" for name in NAMES} <= links


def test_page_asks_nothing_of_anybody(findings: Findings) -> None:
    html = render_communities(replace(findings, sweep=Sweep("sweeps/ef56"), sweep_svg=SVG))
    page = Page(html)
    assert not re.search(r"https?://|url\(|@import", html)
    assert page.tags.isdisjoint({"script", "link", "iframe", "object", "embed", "base", "form"})
    sources = [attributes["src"] for _, attributes in page.elements if "src" in attributes]
    assert len(sources) == 3
    assert all(source and source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert "default-src 'none'" in html


def test_pictures_say_what_they_show(findings: Findings) -> None:
    page = Page(render_communities(findings))
    images = [attributes["alt"] or "" for tag, attributes in page.elements if tag == "img"]
    assert "412 members" in images[0]
    assert "Soup & broth, 211 members" in images[0]
    charts = [attributes["aria-label"] or "" for tag, attributes in page.elements if tag == "svg"]
    assert len(charts) == 2 + len(NAMES)
    assert charts[0] == "Members by their number of ties: 3 at 1, 100 at 2–3, 309 at 4–7"
    assert charts[2] == "Posts over time, from 1 May 2016 to 21 May 2016; the most, 12, in the 7 days from 15 May 2016"


def test_hostile_text_is_shown_and_not_obeyed(findings: Findings) -> None:
    bad = (ProfilePost("1", HOSTILE, HOSTILE),)
    hostile = replace(
        findings,
        dataset=replace(findings.dataset, file_name=HOSTILE),
        profiles=tuple(
            replace(
                each,
                community=replace(
                    each.community,
                    display_name=HOSTILE,
                    summary=HOSTILE,
                    terms=(Term(HOSTILE),),
                    hashtags=(Term(HOSTILE),),
                ),
                languages=(LanguageCount(HOSTILE, 1),),
                flows=(Flow("communities/unknown", HOSTILE, 1.0),),
                representative=bad,
                diverse=bad,
                central=(CentralMember(HOSTILE, 1.0),),
            )
            for each in findings.profiles
        ),
        curations=(Curation(rename=Rename(NAMES[0], HOSTILE), note=HOSTILE, display_name_before=HOSTILE),),
        version=HOSTILE,
    )
    html = render_communities(hostile)
    page = Page(html)
    assert "script" not in page.tags
    assert [tag for tag, _ in page.elements].count("img") == 2
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert page.text.count(HOSTILE) > 25


def test_every_record_and_every_repost_is_accounted_for(findings: Findings) -> None:
    html = render_communities(findings)
    rows = re.findall(r'</i>([^<]+)</th><td class="num">([\d,]+)<', part(html, "posts"))
    numbers = {unescape(title): int(number.replace(",", "")) for title, number in rows}
    assert numbers == {
        "Posts of an author's own": 3974,
        "Reposts of another's post": 2951,
        "Shares": 3,
        "Duplicates": 61,
        "Malformed": 22,
        "Unmatched": 5,
    }
    assert "All records 7,016 on 7,021 lines, 5 of them blank" in words(part(html, "posts"))
    assert sum(numbers.values()) == 7016
    assert '17 told by "RT @name:" alone' in words(part(html, "posts"))
    assert "used 2,900 of oneself 51 All 2,951" in words(part(html, "network"))


def test_summary_is_the_figures_in_sentences(findings: Findings) -> None:
    html = render_communities(findings)
    summary = words(re.findall(r'<p class="summary".*?</p>', html, re.DOTALL)[0])
    assert "From 3,974 posts, 2,951 reposts and 3 shares of links by 702 authors" in summary
    assert (
        "a network of 412 members. It found 9 communities in it and kept 4: the largest, of at least 20 members."
        in summary
    )
    assert "They hold 93% of the members. 5 runs that differ only in their seed agree for the most part" in summary
    assert "Fragile, and not to be built upon: “trail, hiking, boots” (0.40)." in summary
    assert summary.endswith("As people curated them, 3 are shown.")


@pytest.mark.parametrize(
    ("nmi", "ari", "verdict"),
    [
        (0.99, 0.97, "agree almost entirely"),
        (0.99, 0.85, "agree for the most part"),
        (0.6, 0.9, "agree in part"),
        (0.6, 0.1, "disagree on much"),
    ],
)
def test_stability_claims_no_more_than_both_measures(findings: Findings, nmi: float, ari: float, verdict: str) -> None:
    changed = replace(findings.partition, stability=Stability(5, nmi, nmi, ari, ari, 0.6, 0.6, 0.6))
    assert verdict in words(part(render_communities(replace(findings, partition=changed)), "stability"))


def test_modularity_stands_with_its_caveat_and_stability_with_its_figures(findings: Findings) -> None:
    text = words(part(render_communities(findings), "stability"))
    assert MODULARITY in text
    assert "Modularity 0.643 Over 5 seeds 0.630 to 0.650" in text
    assert "NMI 0.912 0.861" in text
    assert "ARI 0.934 0.902" in text


def test_stability_that_was_not_measured_is_said(findings: Findings) -> None:
    bare = replace(findings, partition=replace(findings.partition, stability=None))
    assert "Stability was not measured" in words(part(render_communities(bare), "stability"))
    config = replace(findings.partition.config, algorithm=Algorithm.GIVEN)
    given = replace(bare, partition=replace(bare.partition, config=config))
    text = words(part(render_communities(given), "stability"))
    assert "nothing depends on chance" in text
    assert "Modularity" not in text


def test_every_community_has_a_row_and_a_card(findings: Findings) -> None:
    html = render_communities(findings)
    rows = words(part(html, "communities"))
    assert "1 Soup & broth 211 210 1,204 0.99 91% term0a term0b" in rows
    assert "3 trail, hiking, boots fragile no persona 31 30 858 0.40 51% term2a" in rows
    for place, title in enumerate(TITLES):
        text = words(card(html, place))
        assert text.startswith(f"{place + 1} {title}")
        figures = f"Authors {210 - 90 * place} Posts {1_204 - 173 * place:,}"
        assert figures in text
        assert f"Terms that set it apart term{place}a term{place}b Hashtags #tag{place}" in text
        assert "Languages en 75%, not stated 25%" in text
        assert f"pseudonym{place} 31" in text
        assert NAMES[place] in text
    assert html.count("<article") == len(TITLES)


def test_marks_stand_where_they_belong_and_nowhere_else(findings: Findings) -> None:
    html = render_communities(findings)
    heads = [words(re.findall(r"<h3>.*?</h3>", card(html, place), re.DOTALL)[0]) for place in range(3)]
    assert heads == ["1 Soup & broth", "2 barbell, squats, gym", "3 trail, hiking, boots fragile no persona"]
    assert "They talk of soup." in words(card(html, 0))
    assert "Persona no: too few authors" in words(card(html, 2))


def test_posts_are_quoted_with_how_many_wrote_them(findings: Findings) -> None:
    text = words(card(render_communities(findings), 1))
    assert "6 posts by 2 authors." in text
    assert "1 post by 1 author." in text
    assert all(f"typical 1.{number}" in text for number in range(6))
    assert "unlike the others 1" in text


def test_flows_are_bars_with_their_share(findings: Findings) -> None:
    html = card(render_communities(findings), 0)
    text = words(html)
    assert "Where its ties go 1 Soup & broth itself 60% 2 barbell, squats, gym 12%" in text
    assert "– win, prizes excluded 10% – elsewhere 5%" in text
    assert re.findall(r"width:([\d.]+)%", html) == ["60.0", "12.5", "12.5", "10.0", "5.0"]


def test_flows_to_nobody_are_left_out(findings: Findings) -> None:
    first, *others = findings.profiles
    rounded = replace(first, flows=(*first.flows[:-1], Flow("", "elsewhere", 5.6e-17)))
    html = render_communities(replace(findings, profiles=(rounded, *others)))
    assert "elsewhere" not in words(card(html, 0))
    assert "elsewhere" in words(card(html, 1))


def test_activity_is_as_high_as_its_counts(findings: Findings) -> None:
    html = card(render_communities(findings), 0)
    heights = [float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', html)]
    assert heights == [13.0, 0.0, 52.0]
    assert "<title>from 15 May 2016: 12 posts</title>" in html


def test_lineage_in_words(findings: Findings) -> None:
    earlier = (
        Community("communities/gym-1b", display_name="Gym"),
        Community("communities/bread-9z", display_name="Bread"),
    )
    events = (
        LineageEvent(Change.CONTINUED, (NAMES[1],), (NAMES[1],), (Overlap(NAMES[1], NAMES[1], 80, 0.8, 0.66, 0.6),)),
        LineageEvent(Change.ENDED, ("communities/bread-9z",)),
        LineageEvent(Change.APPEARED, (), (NAMES[2],)),
        LineageEvent(
            Change.SPLIT,
            ("communities/bread-9z",),
            NAMES[:2],
            tuple(
                Overlap("communities/bread-9z", name, 8, share, 0.5, 0.4)
                for name, share in zip(NAMES, (0.6, 0.3), strict=False)
            ),
        ),
        LineageEvent(
            Change.MERGED,
            ("communities/bread-9z", NAMES[1]),
            (NAMES[0],),
            tuple(Overlap(name, NAMES[0], 8, 0.9, 0.5, 0.4) for name in ("communities/bread-9z", NAMES[1])),
        ),
    )
    partition = replace(findings.partition, lineage=events)
    text = words(part(render_communities(replace(findings, partition=partition, earlier=earlier)), "stability"))
    assert (
        "“Gym” goes on as “barbell, squats, gym”: 80 members in common, 80% of the earlier ones and 66% of the present ones."
        in text
    )
    assert "“Bread” is gone" in text
    assert "“trail, hiking, boots” is new" in text
    assert "“Bread” split: 60% of it is in “Soup & broth” and 30% of it is in “barbell, squats, gym”." in text
    assert "“Bread” (90% of it) and “Gym” (90% of it) merged into “Soup & broth”." in text
    assert 'id="lineage"' not in render_communities(findings)


def test_curation_history_with_its_reasons(findings: Findings) -> None:
    curations = (
        Curation(
            "curations/2", exclude=Exclude(HIDDEN.name), note="bots", display_name_before="win, prizes", create_time=NOW
        ),
        Curation("curations/1", merge=Merge(NAMES[1:]), community=NAMES[0], create_time=NOW),
        Curation(
            "curations/0", rename=Rename(NAMES[0], "Soup & broth"), display_name_before="soup, broth", create_time=NOW
        ),
    )
    text = words(part(render_communities(replace(findings, curations=curations)), "curation"))
    assert (
        "25 November 2026, 03:11 UTC “win, prizes” was excluded: it is in no list, and no study takes it up. bots"
        in text
    )
    assert "“barbell, squats, gym” and “trail, hiking, boots” were merged into “Soup & broth”. –" in text
    assert "“soup, broth” was named “Soup & broth”." in text
    assert "In no list now: win, prizes" in text
    assert "Nobody decided anything" in words(part(render_communities(findings), "curation"))


def test_a_sweep_is_a_picture_beside_its_figures(findings: Findings) -> None:
    sweep = Sweep(
        "sweeps/ef56", points=(SweepPoint(0.5, 3.5, 99, 0.9, 0.61, 0.93), SweepPoint(2.0, 8, 44.5, 0.8, 0.55, 0.71))
    )
    html = part(render_communities(replace(findings, sweep=sweep, sweep_svg=SVG)), "stability")
    assert "0.5 3.5 99 90% 0.93 2 8 44.5 80% 0.71" in words(html)
    assert '<tr class="control"><th scope="row" class="num">0.5<' in html
    assert "Over the resolution" not in render_communities(findings)


def test_provenance_is_enough_to_run_it_again(findings: Findings) -> None:
    text = words(part(render_communities(findings), "provenance"))
    for fact in (
        "0f" * 32,
        "datasets/cd34",
        "partitions/ab12",
        "Leiden, resolution 0.5, seed 4, at least 20 members, at most 30 communities",
        "reposts between all authors",
        "Seeds 4 to 8",
        "Chorus 0.1.0",
    ):
        assert fact in text


def test_findings_without_anything_have_a_page() -> None:
    text = words(render_communities(Findings()))
    assert "No posts were imported." in text
    assert "No community is listed." in text


def test_the_same_findings_give_the_same_page(findings: Findings) -> None:
    assert render_communities(findings) == render_communities(findings)
