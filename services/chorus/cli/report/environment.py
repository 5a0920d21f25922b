"""The ground of every page: templates that escape all they are given, and pictures as parts of the page.

Posts and names are written by strangers. Everything is escaped; drawings are images, in which scripts are dead; and the page's
content policy forbids scripts and every request, should either fail.
"""

from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from chorus.cli.report import text


@cache
def environment() -> Environment:
    """Templates, with the filters that write figures."""
    made = Environment(
        loader=PackageLoader("chorus.cli.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in (
        text.count,
        text.counted,
        text.decimal,
        text.number,
        text.percent,
        text.magnitude,
        text.short,
        text.plain,
        text.duration,
        text.moment,
        text.sentence,
        text.listed,
    ):
        made.filters[filter_.__name__] = filter_
    made.globals["interval"] = text.interval
    return made


def image(svg: str) -> str:
    """An SVG document as a data URI; empty for none."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" if svg else ""
