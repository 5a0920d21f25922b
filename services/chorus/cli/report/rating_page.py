"""The page to rate posts in: one file that works without a network and hands the answers over as a CSV."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files

from chorus.cli.report.environment import environment
from chorus.cli.report.labels import Labels
from chorus.evaluation.client import RatingSheet
from chorus.graph.client import Community


def render_rating_page(sheet: RatingSheet, communities: Iterable[Community] = ()) -> str:
    """A sheet as an HTML document; ``communities`` say what communities are called.

    The only script that may run on it is the project's own, which is named by its digest and is handed no text of the sheet's.
    """
    script = files("chorus.cli.report").joinpath("templates", "rating.js").read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    labels = Labels(communities, dict.fromkeys(item.community for item in sheet.items))
    template = environment().get_template("rating_page.html.j2")
    return template.render(
        sheet=sheet,
        id=sheet.name.rpartition("/")[2],
        codebook=sheet.codebook,
        labels=labels,
        script=script,
        script_digest=digest,
    )
