"""The ``chorus`` command."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from chorus.cli import ask, audit, compare, evaluate, finetune, graph, instruments, ratings, screen, tokens
from chorus.cli.command import ON_ITS_OWN, AsJson, Gateway, Purpose, execute
from chorus.cli.import_options import ImportOptions, import_options
from chorus.cli.pipeline import StudyConfig, run_study
from chorus.cli.progress import Steps
from chorus.cli.protocol_options import protocol_options
from chorus.cli.report import render_report
from chorus.cli.sharing import with_options
from chorus.cli.study import Study
from chorus.cli.supervisor import DEFAULT_PORT, Site, running
from chorus.cli.terminal import aside, print_json, say
from chorus.cli.upload import check_posts
from chorus.client import DEFAULT_ADDRESS, AsyncClient
from chorus.errors import InvalidArgument
from chorus.gateway.client import Protocol
from chorus.serving.client import Structure
from chorus.types.names import parse
from chorus.types.sampling import Sampling

app = typer.Typer(
    help="Ask an online community a question.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(graph.app, name="graph")
app.add_typer(finetune.app, name="finetune")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(tokens.app, name="tokens")
app.add_typer(audit.app, name="audit")
app.add_typer(instruments.app, name="instruments")
app.add_typer(ratings.app, name="ratings")

Home = Annotated[Path, typer.Option(help="Folder where everything is kept.", envvar="CHORUS_HOME")]
Port = Annotated[int, typer.Option(help="Port of the gateway; the other services take the four after it.")]


@app.command(epilog="Example:  chorus sample posts.jsonl.gz")
def sample(path: Path, seed: Annotated[int, typer.Option(help="The same seed writes the same file.")] = 0) -> None:
    """Write an artificial data set of posts and reposts by six planted communities."""
    from chorus.sample import write_sample

    path.parent.mkdir(parents=True, exist_ok=True)
    summary = write_sample(path, seed)
    say(
        f"{path}: {summary.num_posts:,} posts and {summary.num_reposts:,} reposts by {summary.num_authors:,} authors, "
        f"{summary.num_duplicates} lines twice, {summary.num_malformed} malformed"
    )


@app.command(epilog="Example:  chorus up --home /data/chorus")
def up(home: Home = Path(".chorus"), port: Port = DEFAULT_PORT) -> None:
    """Start Ray and the five services on loopback. One Ctrl-C stops them all."""

    async def main() -> None:
        site = Site(home, port)
        async with running(site, say):
            say(f"Chorus is up: ask the gateway on {site.address('gateway')}; logs in {home / 'logs'}; Ctrl-C stops it")
            await asyncio.Event().wait()

    execute(main(), "stopped")


@app.command(epilog="Example:  chorus run posts.jsonl.gz --communities 6 --out reports/diets")
@with_options(options=import_options)
def run(
    posts: Annotated[
        str,
        typer.Argument(
            help="A file of posts: JSON lines, CSV or Parquet; plain, gzip or zstd. Or partitions/<id>: its communities as they "
            "were named, merged and excluded.",
            metavar="FILE_OR_PARTITION",
        ),
    ],
    options: ImportOptions,
    communities: Annotated[
        int, typer.Option(min=2, max=100, help="Largest communities to keep, of those found in a file.")
    ] = 6,
    min_authors: Annotated[int, typer.Option(min=1, help="Smaller ones found in a file get no persona.")] = 50,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    posts_per_persona: Annotated[int, typer.Option(min=10, help="Posts written by each persona to be measured.")] = 120,
    question: Annotated[str, typer.Option(help="Put to every persona.")] = StudyConfig().question,
    instrument: Annotated[str, typer.Option(help="Questionnaire to screen with.")] = "swed",
    out: Annotated[Path | None, typer.Option(help="Folder of the report. Default: in reports, by name.")] = None,
    home: Home = Path(".chorus"),
    port: Port = DEFAULT_PORT,
    as_json: AsJson = False,
) -> None:
    """Run a whole study: posts or a partition in, communities, adapters, personas, fidelity, screening; a report out.

    Uses the gateway that runs on PORT, or starts everything and stops it at the end. Run it again after an interruption
    and it goes on where it stopped.
    """

    async def main() -> None:
        of = _study_of(posts, options)
        config = StudyConfig(
            importing=options.config(),
            num_communities=communities,
            min_authors=min_authors,
            seed=seed,
            posts_per_persona=posts_per_persona,
            question=question,
            instrument=f"instruments/{instrument}",
        )
        steps = Steps(aside)
        site = Site(home, port)
        with steps.shown():
            async with running(site, steps.say), AsyncClient(site.address("gateway")) as client:
                study = await run_study(client, of, config, steps)
        _write(study, out or Path("reports") / Path(posts).name.split(".")[0], as_json)

    execute(main(), "interrupted; run it again to go on where it stopped")


@app.command("personas", epilog="Example:  chorus personas --json")
def personas_command(gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """List the personas that can be asked."""
    execute(ask.list_personas(gateway, as_json))


@app.command("mark", epilog="Example:  chorus mark personas/tea-circle --sensitive")
def mark_command(
    persona: Annotated[str, typer.Argument(help="Any persona of the community.")],
    sensitive: Annotated[
        bool, typer.Option("--sensitive/--not-sensitive", help="Whether whoever asks it must say what for.")
    ],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Mark a persona's community as sensitive, or not; what is marked then is listed."""
    execute(ask.mark(gateway, persona, sensitive, as_json))


@app.command("pin", epilog="Example:  chorus pin personas/tea-circle")
def pin_command(
    persona: Annotated[list[str], typer.Argument(help="Finetuned personas, as `chorus personas` lists them.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Keep personas' adapters in memory, so that no question to them waits for a load; what is pinned then is listed."""
    execute(ask.pin(gateway, persona, as_json))


@app.command("unpin", epilog="Example:  chorus unpin personas/tea-circle")
def unpin_command(
    persona: Annotated[list[str], typer.Argument(help="Finetuned personas.")],
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Let personas' adapters go when room is needed; what is still pinned is listed."""
    execute(ask.pin(gateway, persona, as_json, keep=False))


@app.command(
    "ask", epilog='Example:  chorus ask personas/base "Tea or coffee?" --choice tea --choice coffee -n 20 --seed 7'
)
@with_options(sampling=ask.sampling, structure=ask.structure)
def ask_command(
    persona: Annotated[str, typer.Argument(help="As `chorus personas` lists it.")],
    prompt: str,
    sampling: Sampling,
    structure: Structure,
    purpose: Purpose = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Ask a persona."""
    execute(ask.ask(gateway, persona, prompt, sampling, structure, as_json, purpose))


@app.command("screen", epilog="Example:  chorus screen personas/base wcs --mode scored")
@with_options(protocol=protocol_options)
def screen_command(
    names: Annotated[
        list[str],
        typer.Argument(help="Personas, and the instruments to give them.", metavar="PERSONA... INSTRUMENT..."),
    ],
    protocol: Protocol,
    preview: Annotated[bool, typer.Option("--preview", help="Say what it would cost, and start nothing.")] = False,
    purpose: Purpose = "",
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Administer instruments to personas; items are shown as they are answered. The base control is always run too.

    What the same weights answered before under the same protocol is not asked again.
    """
    personas, instruments = screen.asked_for(names)
    run = screen.preview if preview else screen.screen
    execute(run(gateway, personas, instruments, protocol, as_json, purpose), ON_ITS_OWN)


@app.command(
    "compare", epilog="Example:  chorus compare screenings/screen-1a2b3c --criterion risk.csv --out comparison.html"
)
def compare_command(
    screenings: Annotated[
        list[str], typer.Argument(help="Of one instrument and protocol, as `chorus screen` names them.")
    ],
    against: Annotated[
        list[str],
        typer.Option(
            help="A screening of the same by another protocol, for example with --framing desirable: each persona is held "
            "against itself there. Once for each.",
            metavar="SCREENING",
            default_factory=list,
        ),
    ],
    criterion: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A CSV of what people know of the communities: columns persona (or community) and value.",
        ),
    ] = None,
    level: Annotated[float, typer.Option(help="Share of false discoveries that is put up with.")] = 0.05,
    seed: Annotated[int, typer.Option(min=0, help="Of resampling.")] = 0,
    page: Annotated[Path | None, typer.Option("--out", help="A file .html: the same as a page with charts.")] = None,
    gateway: Gateway = DEFAULT_ADDRESS,
    as_json: AsJson = False,
) -> None:
    """Hold the personas of screenings against each other, and against the base control."""
    execute(compare.compare(gateway, screenings, against, criterion, level, seed, page, as_json))


@app.command(epilog="Example:  chorus status")
def status(gateway: Gateway = DEFAULT_ADDRESS, as_json: AsJson = False) -> None:
    """What answers behind the gateway."""
    execute(ask.status(gateway, as_json))


def main() -> None:
    """Entry point of the ``chorus`` command."""
    app()


def _study_of(said: str, options: ImportOptions) -> Path | str:
    """The file, once there is something to read in it, or the name of the partition."""
    if not said.startswith("partitions/") or Path(said).exists():
        check_posts(Path(said))
        return Path(said)
    parse(said, "partitions", field="posts")
    if options != ImportOptions():
        raise InvalidArgument("a partition is of posts that were imported before; leave out how a file is read")
    return said


def _write(study: Study, out: Path, as_json: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.html").write_text(render_report(study), encoding="utf-8")
    (out / "study.json").write_bytes(msgspec.json.format(msgspec.json.encode(study), indent=2))
    say(f"report: {out / 'report.html'}  data: {out / 'study.json'}")
    if as_json:
        print_json(replace(study, network_svg=""))
