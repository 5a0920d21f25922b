"""The page of a study: what one run of the pipeline found, printed as one HTML file that asks nothing of anybody else."""

from chorus.cli.report import fidelity, gains, methods, readings, records, repeats, screening, stability, training
from chorus.cli.report.curves import HEIGHT, WIDTH
from chorus.cli.report.environment import environment, image
from chorus.cli.report.labels import Labels
from chorus.cli.report.summary import summarise
from chorus.cli.study import Study


def render_report(study: Study) -> str:
    """The report of a study as an HTML document; parts that the study lacks are named as missing."""
    labels = Labels(study.communities, study.fidelity.communities)
    measured = fidelity.arrange(study.fidelity, labels)
    screened = screening.arrange(study, labels)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            study=study,
            dataset=study.dataset,
            records=records,
            methods=methods,
            stability=stability,
            labels=labels,
            summary=summarise(study, measured, screened),
            training=training.arrange(study, labels),
            fidelity=measured,
            kinds=fidelity.TITLES,
            repeats=repeats.arrange(study.fidelity, labels, fidelity.TITLES),
            readings=readings.arrange(study.fidelity, labels, fidelity.TITLES),
            findings=study.fidelity.findings,
            notes=study.fidelity.notes,
            num_topics=len(study.fidelity.config.topics),
            notice=study.notice,
            screening=screened,
            network=image(study.network_svg),
            own_revisions={revision.community: revision.name for revision in study.revisions},
            curve_size=(WIDTH, HEIGHT),
            gain_caption=gains.CAPTION,
            lead_caption=gains.LEAD_CAPTION,
        )
    )
