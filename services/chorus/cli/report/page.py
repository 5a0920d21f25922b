"""The page: a study printed as one HTML file that asks nothing of anybody else and runs nothing.

Posts and names are written by strangers. Everything is escaped; the network's drawing is an image, in which scripts are dead; and
the page's content policy forbids scripts and every request, should either fail.
"""

from base64 import b64encode

from jinja2 import Environment, PackageLoader, StrictUndefined

from chorus.cli.report import fidelity, screening, text, training
from chorus.cli.report.curves import HEIGHT, WIDTH
from chorus.cli.report.labels import Labels
from chorus.cli.report.summary import summarise
from chorus.cli.study import Study


def render_report(study: Study) -> str:
    """The report of a study as an HTML document; parts that the study lacks are named as missing."""
    labels = Labels(study)
    measured = fidelity.arrange(study.fidelity, labels)
    screened = screening.arrange(study, labels)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            study=study,
            labels=labels,
            summary=summarise(study, measured, screened),
            training=training.arrange(study, labels),
            fidelity=measured,
            kinds=fidelity.TITLES,
            screening=screened,
            network=_image(study.network_svg),
            own_revisions={revision.community: revision.name for revision in study.revisions},
            curve_size=(WIDTH, HEIGHT),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("chorus.cli.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in (
        text.count,
        text.decimal,
        text.percent,
        text.magnitude,
        text.short,
        text.plain,
        text.duration,
        text.moment,
        text.listed,
    ):
        environment.filters[filter_.__name__] = filter_
    environment.globals["interval"] = text.interval
    return environment


def _image(svg: str) -> str:
    """An SVG document as a data URI; empty for none."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" if svg else ""
