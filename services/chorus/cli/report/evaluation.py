"""The page of an evaluation: how faithful each voice is, by every measure, printed as one HTML file."""

from collections.abc import Iterable

from chorus.cli.report import fidelity, readings, repeats, windows
from chorus.cli.report.environment import environment
from chorus.cli.report.labels import Labels
from chorus.evaluation.client import FidelityReport
from chorus.graph.client import Community


def render_evaluation(report: FidelityReport, communities: Iterable[Community] = ()) -> str:
    """A fidelity report as an HTML document; ``communities`` say what communities are called."""
    titles = {community.name: community for community in communities}
    labels = Labels(titles.get(name, Community(name=name)) for name in report.communities)
    return (
        environment()
        .get_template("evaluation_page.html.j2")
        .render(
            report=report,
            labels=labels,
            fidelity=fidelity.arrange(report, labels),
            kinds=fidelity.TITLES,
            repeats=repeats.arrange(report, labels, fidelity.TITLES),
            windows=windows.arrange(report, labels),
            readings=readings.arrange(report, labels, fidelity.TITLES),
            findings=report.findings,
            notes=report.notes,
            num_topics=len(report.config.topics),
            notice="",
        )
    )
