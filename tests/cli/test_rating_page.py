"""The page to rate in."""

import re
from base64 import b64encode
from hashlib import sha256

from chorus.cli.report import render_rating_page
from chorus.evaluation.client import Answer, Codebook, RatingConfig, RatingItem, RatingSheet
from chorus.graph.client import Community

HOSTILE = "</blockquote><script>alert(1)</script> \" ' & é"
SHEET = RatingSheet(
    "rating-sheets/3f2a9c11d0b1e2f4",
    config=RatingConfig(),
    codebook=Codebook(
        "authenticity",
        "Which post is more like the community?",
        "Which?",
        pairs=True,
        answers=(Answer("a", "Post A"), Answer("b", "Post B", "When it is B."), Answer("neither", "I cannot tell")),
    ),
    items=tuple(RatingItem(f"3f2a9c-00{n}", "communities/apple", (f"left {n}", HOSTILE)) for n in range(1, 4)),
)


def test_every_item_has_its_posts_and_answers() -> None:
    page = render_rating_page(SHEET, [Community(name="communities/apple", display_name="Apple growers")])
    assert page.count("<fieldset") == 3
    assert page.count('type="radio"') == 9
    assert 'name="3f2a9c-002" value="neither"' in page
    assert 'data-sheet="3f2a9c11d0b1e2f4"' in page
    assert "Apple growers" in page
    assert "finetuned" not in page


def test_what_strangers_wrote_is_text_and_only_our_script_may_run() -> None:
    page = render_rating_page(SHEET)
    assert "alert(1)</script>" not in page
    assert page.count("&lt;script&gt;alert(1)") == 3
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
