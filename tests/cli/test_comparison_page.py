"""The page of a comparison shows who stands where, who differs, and what may not be read into it."""

import re
from dataclasses import replace

import pytest
from tests.gateway.test_comparing import HIGH, LOW, MIDDLE, REQUEST, screening

from chorus.cli.report import render_comparison
from chorus.gateway.client import Comparison, CriterionValue, Instrument, Persona
from chorus.gateway.comparing import compare
from chorus.gateway.library import bundled
from chorus.gateway.protocol import AnswerMode, Framing, Protocol
from chorus.serving.client import BASE
from html_page import Page

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}\'"</section></style>'
ATTITUDES = {"personas/keto": HIGH, "personas/trail": LOW, "personas/yoga": MIDDLE, "personas/soup": LOW, BASE: LOW}
KNOWN = tuple(
    CriterionValue(f"personas/{name}", value) for name, value in (("keto", 9), ("trail", 1), ("yoga", 4), ("soup", 2))
)
KETO = Persona("personas/keto", community="communities/keto", display_name="Keto & co")


@pytest.fixture(scope="module")
def short() -> Instrument:
    wcs = bundled().get("instruments/wcs")
    items = tuple(item for item in wcs.items if len(item.options) == 5)
    return replace(
        wcs, items=items, scales=(replace(wcs.scales[0], items=tuple(item.id for item in items)),), criteria=()
    )


@pytest.fixture(scope="module")
def found(short: Instrument) -> Comparison:
    measured = replace(screening(short, ATTITUDES), interpretable=True)
    return compare(replace(REQUEST, criterion=KNOWN), [measured], short)


def section(html: str, id_: str) -> str:
    found = re.search(rf'<section id="{id_}">.*?</section>', html, re.DOTALL)
    assert found
    return found[0]


def test_the_page_is_well_formed_and_asks_nothing_of_anybody(found: Comparison, short: Instrument) -> None:
    html = render_comparison(found, short, [KETO], KNOWN)
    page = Page(html)
    assert not page.open
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert {attributes["href"] for tag, attributes in page.elements if tag == "a"} == {f"#{id_}" for id_ in ids}
    assert not re.search(r"https?://|url\(|@import", html)
    assert page.tags.isdisjoint({"script", "link", "iframe", "object", "embed", "base", "form", "img"})
    assert "It is no diagnosis, and says nothing about any person" in page.text


def test_everybody_stands_where_their_score_is_by_the_name_people_gave(found: Comparison, short: Instrument) -> None:
    html = render_comparison(found, short, [KETO], KNOWN)
    (sampled,) = [one for one in found.scales if one.mode is AnswerMode.SAMPLED]
    rows = re.findall(r"<tr.*?</tr>", section(html, "s2").partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    assert len(rows) == len(ATTITUDES)
    for row, ranked in zip(rows, sampled.ranking, strict=True):
        assert f"left:{ranked.score:.2f}%" in row
        assert f"<b>{ranked.score:.1f}</b>" in row
    assert "Keto &amp; co" in rows[0]
    dots = [re.findall(r'class="dot sampled" style="left:([\d.]+)%"', row) for row in rows]
    assert float(dots[0][1]) == 100, "the first rank stands on the right"
    assert float(dots[-1][1]) == 0
    assert "1 of 4 personas" not in section(html, "s2")
    assert "2 of 4 personas differ clearly from the base control." in Page(section(html, "s2")).text


def test_a_finetuned_persona_is_not_called_a_context_one(found: Comparison, short: Instrument) -> None:
    context = replace(KETO, name="personas/keto.context", display_name="Keto & co (context)")
    assert "(context)" not in render_comparison(found, short, [KETO, context])


def test_a_difference_is_told_from_both_sides_and_bold_where_it_is_clear(found: Comparison, short: Instrument) -> None:
    matrix = re.search(r'<table class="matrix.*?</table>', section(render_comparison(found, short), "s2"), re.DOTALL)
    assert matrix
    cells = re.findall(r'<td class="([^"]*)" style[^>]*title="([^"]*)">([+-][0-9.]+)</td>', matrix[0])
    values = [float(value) for _, _, value in cells]
    number = len(ATTITUDES)
    assert len(cells) == number * (number - 1)
    assert sum(values) == pytest.approx(0.0)
    clear = {value for kind, _, value in cells if "best" in kind}
    assert sum("best" in kind for kind, _, _ in cells) == 2 * sum(pair.clear for pair in found.scales[1].pairs)
    assert all(("loss" in kind) == value.startswith("-") for kind, _, value in cells if float(value))
    assert max(clear, key=float) == f"{max(values):+.1f}"
    assert all(
        re.fullmatch(r"95% -?[\d.]+ to -?[\d.]+; Hedges&#39; g [-\d.e]+; p [\d.e-]+; q [\d.e-]+", title)
        for _, title, _ in cells
    )


def test_exact_scores_are_not_shown_as_tested(found: Comparison, short: Instrument) -> None:
    scored = Page(section(render_comparison(found, short), "s1")).text
    assert "clear" not in scored
    assert "95% interval" not in scored


def test_what_another_framing_does_is_drawn_from_no_shift_on(short: Instrument) -> None:
    framed = replace(screening(short, ATTITUDES, protocol=Protocol(framing=Framing.DESIRABLE)), protocol_hash="d")
    found = compare(REQUEST, [framed], short, [screening(short, {"personas/keto": LOW, "personas/soup": LOW})])
    html = section(render_comparison(found, short, [KETO]), "s2")
    shifts = html[html.index("By the other protocol") :]
    rows = re.findall(r"<tr.*?</tr>", shifts.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    assert ["Keto &amp; co" in row for row in rows] == [True, False]
    line, dot, other = (
        float(re.findall(rf'class="{kind}" style="left:([\d.]+)%"', row)[0])
        for kind, row in (("line", rows[0]), ("dot sampled", rows[0]), ("dot sampled", rows[1]))
    )
    assert dot > line
    assert abs(other - line) < abs(dot - line) / 4
    assert re.search(r"<b>\+\d", rows[0])
    assert "<b>" not in rows[1]
    assert "framing desirable here, neutral there" in shifts
    assert "By the other protocol" not in render_comparison(compare(REQUEST, [framed], short), short)
    upward = compare(REQUEST, [framed], short, [screening(short, {"personas/keto": LOW})])
    drawn = section(render_comparison(upward, short), "s2").partition("By the other protocol")[2]
    assert ">0</i>" in drawn, "no shift is on the axis"


def test_the_criterion_is_a_picture_that_can_be_heard(found: Comparison, short: Instrument) -> None:
    html = render_comparison(found, short, [KETO], KNOWN)
    labels = [attributes["aria-label"] or "" for tag, attributes in Page(html).elements if tag == "svg"]
    assert len(labels) == 2
    assert "Keto & co +9.0 and 87.5" in labels[0]
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', section(html, "s1"))]
    assert len(heights) == len(KNOWN)
    assert heights == sorted(heights), "the highest score stands highest"
    bare = replace(found, scales=tuple(replace(one, criterion=None) for one in found.scales))
    assert "<svg" not in render_comparison(bare, short)


def test_what_is_not_interpretable_says_so_before_any_score(found: Comparison, short: Instrument) -> None:
    assert "Not interpretable" not in render_comparison(found, short)
    html = render_comparison(replace(found, interpretable=False), short)
    assert html.index("Not interpretable.") < html.index('class="dots')


def test_nobodys_score_is_said_and_drawn_as_nothing(short: Instrument) -> None:
    silent = screening(
        short, {"personas/keto": HIGH, BASE: LOW}, refused=1.0, protocol=Protocol(modes=(AnswerMode.SAMPLED,))
    )
    html = render_comparison(compare(REQUEST, [silent], short), short)
    assert "Nobody has a score" in html
    assert "matrix gains" not in html


def test_hostile_names_are_shown_and_not_obeyed(found: Comparison, short: Instrument) -> None:
    hostile = replace(short, title=HOSTILE, source=HOSTILE, scales=(replace(short.scales[0], title=HOSTILE),))
    page = Page(
        render_comparison(replace(found, notes=(HOSTILE,)), hostile, [replace(KETO, display_name=HOSTILE)], KNOWN)
    )
    assert page.tags.isdisjoint({"script", "img"})
    assert page.text.count("{{ 7*7 }}") >= 5
