"""What the commands print of how each adapter predicts each community."""

from rich.text import Text

from chorus.cli.finetune.people import Titles
from chorus.cli.report.gains import CAPTION, LEAD_CAPTION, Gain, GainRow, gains, in_interval, in_words, signed
from chorus.cli.report.text import counted, decimal, moment
from chorus.cli.session import short
from chorus.cli.terminal import out, put, put_text, readable
from chorus.finetuning.client import FinetuningReport

CELL = 10
NAME_WIDTH = 30
"""Of a community in its row; a longer one is cut, for its number tells it."""


def print_report(report: FinetuningReport, titles: Titles) -> None:
    """A finished run: what it was, and its matrix."""
    put(f"{report.name}: {counted(len(report.revisions), 'adapter')} on {report.base_model}", "bold")
    if report.create_time is not None:
        put(f"finished {moment(report.create_time)}", "dim")
    put()
    print_matrix(report, titles)
    put()
    for place, (community, revision) in enumerate(zip(report.communities, report.revisions, strict=True), start=1):
        put(f"{place:>3} {short(community)}: {revision}", "dim")


def print_matrix(report: FinetuningReport, titles: Titles) -> None:
    """A row for each community, a column for each adapter; the own one in brackets, the best with a star."""
    rows = gains(report)
    put("Gains over the base model, by community (rows) and adapter (columns)", "bold")
    if not rows:
        put_text("Nothing was measured: no community has held-out authors.")
        return
    width = len(report.revisions)
    room = max(1, (out.width - NAME_WIDTH - 12) // CELL)
    for first in range(0, width, room):
        put()
        _print_columns(rows, titles, range(first, min(first + room, width)))
    _print_leads(rows, titles)
    put()
    put_text(in_words(report), style="bold")
    put_text("[ ] the community's own adapter; * the best of its row; base: the loss that is subtracted.", style="dim")
    put_text(CAPTION, style="dim")
    if any(row.lead for row in rows):
        put_text(LEAD_CAPTION, style="dim")


def _print_leads(rows: tuple[GainRow, ...], titles: Titles) -> None:
    """How far each own adapter is ahead, where that is known."""
    if not any(row.lead for row in rows):
        return
    put()
    put("Lead of the own adapter over the best of the others", "bold")
    for place, row in enumerate(rows, start=1):
        authors = f"  {counted(row.lead.num_authors, 'author')}" if row.lead else ""
        style = "bold green" if row.lead and row.lead.is_clear else ""
        out.print(Text(_name(place, row, titles)).append(f" {in_interval(row.lead)}", style).append(authors, "dim"))


def _name(place: int, row: GainRow, titles: Titles) -> str:
    title = readable(titles.get(row.community) or short(row.community)).replace("\n", " ")[:NAME_WIDTH]
    return f"{place:>3} {title:<{NAME_WIDTH}}"


def _print_columns(rows: tuple[GainRow, ...], titles: Titles, columns: range) -> None:
    put(f"{'':{NAME_WIDTH + 4}}{'base':>7} " + "".join(f"{column + 1:>{CELL - 3}}   " for column in columns), "dim")
    for place, row in enumerate(rows, start=1):
        line = Text(f"{_name(place, row, titles)}{decimal(row.base, 3):>7} ")
        for column in columns:
            line.append(_figure(row.cells[column]), "bold green" if row.cells[column].is_best else "")
        line.rstrip()
        out.print(line, soft_wrap=True)


def _figure(cell: Gain) -> str:
    figure = f"[{signed(cell.value)}]" if cell.is_own else f" {signed(cell.value)}"
    return f"{figure}{'*' if cell.is_best else ''}".ljust(CELL)
