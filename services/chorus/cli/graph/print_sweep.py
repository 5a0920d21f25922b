"""What the commands print of a sweep."""

from pathlib import Path

from chorus.cli.bars import bar
from chorus.cli.report import methods
from chorus.cli.report.stability import MODULARITY
from chorus.cli.report.text import decimal, number, percent
from chorus.cli.terminal import put, put_text, say
from chorus.graph.client import Sweep

HINT = "Look for a range of resolutions where stability is high and the number of communities stays the same."


def print_sweep(sweep: Sweep, out: Path | None) -> None:
    """A row for each resolution."""
    detection = sweep.config.detection
    put(f"{sweep.name} of {sweep.dataset}", "bold")
    put_text(
        f"{methods.algorithm(detection)}, {detection.num_seeds} seeds from {detection.seed}, communities of at least "
        f"{detection.min_members} members",
        2,
        "dim",
    )
    put_text(methods.network(detection.network), 2, "dim")
    put()
    put("resolution  communities  largest  coverage  modularity  stability (NMI)", "bold")
    for point in sweep.points:
        stability = f"{decimal(point.stability)} {bar(point.stability, 16)}"
        put(
            f"{point.resolution:>10g}  {number(point.num_communities):>11}  {number(point.largest):>7}  "
            f"{percent(point.coverage):>8}  {decimal(point.modularity, 3):>10}  {stability}"
        )
    put()
    put_text("Means over the seeds. Coverage is the share of members in those communities.")
    put_text(HINT)
    put_text(MODULARITY)
    if out is not None:
        say(f"drawn in {out}")
