"""``chorus finetune`` as people use it: real commands and a real gateway, and a finetuning service that is played."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import service
from tests.cli.finetuning_double import (
    BASE,
    COMMUNITIES,
    MARKS,
    REPORT,
    REVISIONS,
    SET,
    SHEET,
    SMALL,
    SWEEP,
    WEIGHTS,
    FinetuningDouble,
    finetuning_double,
)
from typer.testing import CliRunner, Result

from chorus.cli.finetune.folder import write_folder
from chorus.cli.finetune.print_matrix import print_matrix
from chorus.cli.main import app
from chorus.cli.report.gains import CAPTION
from chorus.cli.terminal import out as terminal
from chorus.errors import DataLoss
from chorus.finetuning.client import (
    Cleaning,
    CrossLosses,
    DemonstrationConfig,
    FinetuningConfig,
    FinetuningReport,
    Selection,
    SweepConfig,
)
from chorus.jobs.client import JobError
from chorus.rpc.wire import decode

COMMANDS = [
    "base",
    "train",
    "matrix",
    "demonstrations",
    "sheet",
    "marks",
    "revisions",
    "show",
    "promote",
    "roll-back",
    "quarantine",
    "collect",
    "import",
    "export",
    "sweep",
]
KETO = COMMUNITIES[0]
ACTIVE = REVISIONS[0].name
DIGEST = sha256(WEIGHTS).hexdigest()


class Terminal:
    """Runs ``chorus finetune`` against a gateway."""

    def __init__(self, gateway: str, service: FinetuningDouble) -> None:
        self.gateway = gateway
        self.service = service

    def run(self, *arguments: str | Path) -> Result:
        command = ["finetune", *map(str, arguments), "--gateway", self.gateway]
        return CliRunner().invoke(app, command, catch_exceptions=False)

    def text(self, *arguments: str | Path) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    def json(self, *arguments: str | Path) -> Any:
        return json.loads(self.text(*arguments, "--json"))

    def error(self, *arguments: str | Path, status: int) -> str:
        """What a command says that fails, in one line but for the steps that went before."""
        result = self.run(*arguments)
        assert result.exit_code == status, result.output
        assert not result.stdout
        assert "Traceback" not in result.stderr
        return next(line for line in result.stderr.splitlines() if not line.endswith("…"))


@pytest.fixture(scope="module")
def site() -> Iterator[Terminal]:
    with finetuning_double() as (double, address):
        elsewhere = {f"CHORUS_{name}_ADDRESS": "127.0.0.1:1" for name in ("SERVING", "EVALUATION")}
        behind = {"CHORUS_FINETUNING_ADDRESS": address, "CHORUS_GRAPH_ADDRESS": address}
        with service("gateway", {**elsewhere, **behind}) as gateway:
            yield Terminal(gateway, double)


@pytest.fixture
def chorus(site: Terminal) -> Terminal:
    site.service.begin()
    return site


def short(name: str) -> str:
    return name.rpartition("/")[2]


def flat(text: str) -> str:
    """A text without the breaks of its lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_json(command: str) -> None:
    result = CliRunner().invoke(app, ["finetune", command, "--help"])
    assert result.exit_code == 0
    assert f"Example:  chorus finetune {command}" in flat(result.stdout).replace("Example: ", "Example:  ")
    assert {"--json", "--gateway"} <= set(re.findall(r"--[a-z-]+", result.stdout))


# Demonstrations


def test_demonstrations_say_where_every_post_went_and_the_counts_add_up(chorus: Terminal) -> None:
    result = chorus.run("demonstrations", short(KETO), "--seed", "7")
    counts = [int(number.replace(",", "")) for number in re.findall(r"^ *([\d,]+)  \S", result.stdout, re.MULTILINE)]
    *went, total = counts
    assert len(went) == 11
    assert sum(went) == total == SET.summary.num_posts
    assert "2 Other languages: left out: not en" in flat(result.stdout)
    assert "7 Not selected: left out: beyond 1,500 posts, taken by lowest perplexity" in flat(result.stdout)
    assert (
        "Learned from 61 authors, measured on 20 others, whom a draw of 25% held out. Mixed in: 150 general instructions."
        in flat(result.stdout)
    )
    assert f"Chosen by the perplexity of {BASE}." in flat(result.stdout)
    assert f"chorus finetune sheet {short(SET.name)}" in result.stdout
    assert "demonstrate: 1,500 of 3,000 posts to learn from" in result.stderr
    (asked,) = chorus.service.asked
    assert (asked.community, asked.seed) == (KETO, 7)
    assert chorus.json("demonstrations", KETO)["summary"]["num_training"] == 1500


def test_options_of_demonstrations_arrive(chorus: Terminal) -> None:
    options = (
        "--keep-links --keep-mentions --keep-hashtags --keep-emojis --keep-replies --language en --language de "
        "--max-similarity 0.5 --max-posts 9 --selection random --templates 3 --name-community --general-ratio 0 "
        "--instructions instruction-sets/x1 --since 2030-01-02 --until 2031-01-02 --held-out-from 2030-10-01"
    )
    chorus.json("demonstrations", KETO, *options.split())
    config = decode(chorus.service.asked[-1].config, DemonstrationConfig)
    assert config.cleaning == Cleaning(True, True, True, True, True)
    assert (config.languages, config.max_similarity, config.max_posts) == (("en", "de"), 0.5, 9)
    assert (config.selection, config.num_templates, config.name_community) == (Selection.RANDOM, 3, True)
    assert (config.general_ratio, config.instruction_set) == (0.0, "instruction-sets/x1")
    times = (config.start_time, config.end_time, config.held_out_from)
    assert [time and time.isoformat() for time in times] == [
        "2030-01-02T00:00:00+00:00",
        "2031-01-02T00:00:00+00:00",
        "2030-10-01T00:00:00+00:00",
    ]


@pytest.mark.parametrize("kept", ["links", "mentions", "hashtags", "emojis", "replies"])
def test_each_thing_is_kept_by_its_own_option(chorus: Terminal, kept: str) -> None:
    chorus.json("demonstrations", KETO, f"--keep-{kept}")
    cleaning = decode(chorus.service.asked[-1].config, DemonstrationConfig).cleaning
    assert cleaning == Cleaning(**{f"keep_{kept}": True})


def test_what_is_not_said_is_the_method(chorus: Terminal) -> None:
    chorus.json("demonstrations", KETO)
    assert decode(chorus.service.asked[-1].config, DemonstrationConfig) == DemonstrationConfig()
    chorus.json("train", KETO)
    assert decode(chorus.service.asked[-1].config, FinetuningConfig) == FinetuningConfig()


def test_a_file_of_instructions_is_sent_first(chorus: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "alpaca.json"
    file.write_bytes(b"[" + b" " * 700_000 + b"]")
    chorus.json("demonstrations", KETO, "--instructions", file)
    first, asked = chorus.service.asked
    assert first.file_name == "alpaca.json"
    assert chorus.service.sent == file.read_bytes()
    assert asked.config.instruction_set == "instruction-sets/i1"
    chorus.json("demonstrations", KETO, "--instructions", "abc1")
    assert chorus.service.asked[-1].config.instruction_set == "instruction-sets/abc1"


def test_a_sheet_goes_out_and_marks_come_back(chorus: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "pairs.csv"
    chorus.text("sheet", short(SET.name), "--out", out, "--pairs", "40", "--seed", "3")
    assert out.read_bytes() == SHEET
    (asked,) = chorus.service.asked
    assert (asked.name, asked.num_pairs, asked.seed) == (SET.name, 40, 3)
    text = chorus.text("marks", short(SET.name), out, "--annotator", "ada")
    assert chorus.service.asked[-1].sheet == SHEET
    assert "ada: 87 of 100 pairs accepted: 87% (95% interval 0.79 to 0.92)" in text
    assert "Kappa" not in text
    both = chorus.text("marks", SET.name, out, "--annotator", "grace")
    assert "grace: 60 of 90 pairs accepted: 67% (95% interval 0.56 to 0.76)" in both
    assert "Kappa 0.71" in both
    assert len(chorus.json("marks", SET.name, out, "--annotator", "grace")["marks"]) == len(MARKS)


# Training


def test_a_training_ends_with_a_table_and_the_matrix(chorus: Terminal) -> None:
    result = chorus.run("train", *map(short, COMMUNITIES))
    assert result.exit_code == 0
    assert "finetune: 3 adapters" in result.stderr
    text = result.stdout
    assert f"{REPORT.name}: 3 adapters on {BASE}" in text
    row = next(line for line in text.splitlines() if line.startswith("  1 Keto cooks"))
    assert row.split()[3:] == ["540", "80/120", "3.000", "4.000", "+1.000", "12,346"]
    for revision in REVISIONS:
        assert f"    active  {revision.name}" in text
    assert "2 of 3 communities are predicted best by their own adapter, 1 of them clearly." in text
    assert flat(CAPTION) in flat(text)
    assert "\x1b" not in text
    found = chorus.json("train", *COMMUNITIES)
    assert found["report"]["name"] == REPORT.name
    assert [each["name"] for each in found["revisions"]] == [each.name for each in REVISIONS]


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_the_base_model_is_made_where_there_is_none(chorus: Terminal, command: str) -> None:
    chorus.text(command, KETO)
    assert "CreateBaseModelRequest" not in {type(request).__name__ for request in chorus.service.asked}
    chorus.service.begin()
    chorus.service.bases.clear()
    result = chorus.run(command, KETO)
    assert result.exit_code == 0
    assert result.stderr.index("base: ") < result.stderr.index(f"{'finetune' if command == 'train' else command}: ")
    assert chorus.service.asked[0].partition == "partitions/p1"


@pytest.mark.parametrize("command", ["train", "sweep"])
@pytest.mark.parametrize(("partition", "told"), [("partitions/other", True), ("partitions/p1", False), ("", False)])
def test_a_base_model_of_other_posts_is_told(chorus: Terminal, command: str, partition: str, told: bool) -> None:
    chorus.service.base_partition = partition
    result = chorus.run(command, KETO)
    assert result.exit_code == 0
    assert (f"{BASE}, made of the posts of partitions/other; `chorus finetune base p1`" in result.stderr) is told


def test_a_base_model_is_made_active_again(chorus: Terminal) -> None:
    chorus.service.bases[:] = ["base-models/another"]
    assert BASE in chorus.text("base", "p1")
    first, again = chorus.service.asked
    assert (first.partition, again.partition) == ("partitions/p1", "partitions/p1")
    assert again.request_id, "the job of the first is done already: only another request changes which one is active"
    assert chorus.json("base", "p1")["name"] == BASE


def test_options_of_training_arrive(chorus: Terminal) -> None:
    options = (
        "--rank 8 --alpha 8 --lr 0.001 --epochs 3 --batch-tokens 512 --seed 4 --targets q_proj,v_proj --patience 5 --workers 2 "
        "--quantize-base --gradient-checkpointing --max-posts 50 --general-ratio 0.5 --stage-only"
    )
    chorus.json("train", KETO, short(KETO), *options.split())
    (asked,) = chorus.service.asked
    assert list(asked.communities) == [KETO]
    assert asked.stage_only
    assert decode(asked.config, FinetuningConfig) == FinetuningConfig(
        rank=8,
        alpha=8,
        learning_rate=0.001,
        epochs=3,
        batch_tokens=512,
        seed=4,
        targets=("q_proj", "v_proj"),
        patience=5,
        demonstrations=DemonstrationConfig(max_posts=50, general_ratio=0.5),
        num_workers=2,
        quantize_base=True,
        gradient_checkpointing=True,
    )


def test_all_communities_of_a_partition_are_meant_but_those_too_small(chorus: Terminal) -> None:
    result = chorus.run("train", "--partition", "p1", "--json")
    assert list(chorus.service.asked[-1].communities) == list(COMMUNITIES)
    assert f"left out: {SMALL} (Few): too few authors for a persona" in result.stderr
    nobody = chorus.run("sweep", "--partition", "partitions/none")
    assert nobody.exit_code == 1
    assert "COMMUNITY_TOO_SMALL: the partition has no community" in nobody.stderr


def test_training_continues_from_what_speaks_on_the_active_base(chorus: Terminal) -> None:
    result = chorus.run("train", *COMMUNITIES, "--continue", "--json")
    assert list(chorus.service.asked[-1].parents) == [REVISIONS[0].name, REVISIONS[2].name]
    assert not chorus.service.asked[-1].stage_only
    assert f"{COMMUNITIES[1]} has no active revision on the active base model: it begins anew" in result.stderr
    chorus.json("train", KETO, "--parent", short(ACTIVE))
    assert list(chorus.service.asked[-1].parents) == [ACTIVE]


def test_the_matrix_marks_the_own_and_the_best(chorus: Terminal) -> None:
    text = chorus.text("matrix")
    matrix, leads = text.split("Lead of the own adapter over the best of the others")
    rows = [line for line in matrix.splitlines() if re.match(r" +\d .*[+-]\d", line)]
    assert [re.findall(r"\[?[+-]\d\S+", row) for row in rows] == [
        ["[+1.000]*", "+0.100", "+0.300"],
        ["-0.100", "[+0.400]*", "+0.000"],
        ["+0.200*", "-0.200", "[+0.100]"],
    ]
    assert [re.findall(r"(\d\.\d+) +\[?[+-]", row)[0] for row in rows] == ["4.000", "3.500", "3.100"]
    assert [re.findall(r"[+–].*", line) for line in leads.splitlines()[1:4]] == [
        ["+0.700 [+0.600, +0.800]  31 authors"],
        ["+0.400 [-0.100, +0.900]  1 author"],
        ["–"],
    ]
    assert "2 of 3 communities are predicted best by their own adapter, 1 of them clearly." in flat(text)
    losses = chorus.json("matrix", short(REPORT.name))["losses"]
    assert losses[0]["base"] == 4.0
    assert losses[0]["lead"] == {"value": 0.7, "low": 0.6, "high": 0.8, "num_authors": 31}
    assert losses[2]["lead"] is None
    chorus.service.reports = ()
    assert "NOT_FOUND: nothing was trained yet" in chorus.error("matrix", status=1)


def test_a_wide_matrix_is_cut_into_columns_that_fit(capsys: pytest.CaptureFixture[str]) -> None:
    names = tuple(f"communities/c{number}" for number in range(12))
    losses = tuple(
        CrossLosses(name, 9, 3.0, tuple(2.0 if place == row else 2.5 for place in range(12)))
        for row, name in enumerate(names)
    )
    report = FinetuningReport("finetuning-reports/wide", BASE, names, names, losses=losses)
    print_matrix(report, {})
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= terminal.width
    assert sum(line.count("[+1.000]*") for line in lines) == 12
    assert sum(line.count("+0.500") for line in lines) == 12 * 11
    assert "12 of 12 communities are predicted best by their own adapter." in flat(" ".join(lines))


def test_a_sweep_is_a_row_for_each_combination(chorus: Terminal) -> None:
    arguments = ["sweep", *COMMUNITIES[:2], "--general-ratio", "0", "--general-ratio", "0.5", "--templates", "1"]
    text = chorus.text(*arguments, "--templates", "0", "--rank", "4", "--max-posts", "30")
    config = decode(chorus.service.asked[-1].config, SweepConfig)
    assert (config.general_ratios, config.template_counts) == ((0.0, 0.5), (1, 0))
    assert (config.finetuning.rank, config.finetuning.demonstrations.max_posts) == (4, 30)
    rows = [line.split() for line in text.splitlines() if re.match(r" +[\d.]+  ", line)]
    assert rows == [
        ["0", "1", "3.051", "+0.949", "1.500", "(1.200)", "25%", "(50%)", "1,000", "0"],
        ["0", "all", "3.050", "+0.950", "1.500", "(1.200)", "25%", "(50%)", "1,000", "0"],
        ["0.50", "1", "3.101", "+0.899", "1.000", "(1.200)", "75%", "(50%)", "1,000", "500"],
        ["0.50", "all", "3.100", "+0.900", "1.000", "(1.200)", "75%", "(50%)", "1,000", "500"],
    ]
    assert "Look at followed and at general loss" in text
    trials = chorus.json(*arguments)["trials"]
    assert len(trials) == len(SWEEP.trials)
    assert {trial["community"] for trial in trials} == set(COMMUNITIES[:2])


# Revisions


def test_revisions_are_listed_whole(chorus: Terminal) -> None:
    text = chorus.text("revisions")
    assert re.findall(r"^revisions/\S+", text, re.MULTILINE) == [each.name for each in REVISIONS]
    assert "active       loss 3.000  gain +1.000  trained 4 May 2031, 12:30 UTC" in text
    assert len(chorus.json("revisions", "--community", short(KETO), "--state", "active")) == 1
    assert (chorus.service.asked[-1].community, chorus.service.asked[-1].state) == (KETO, 2)


def test_a_revision_is_shown_with_all_that_is_known_of_it(chorus: Terminal) -> None:
    text = flat(chorus.text("show", short(ACTIVE)))
    for said in (
        f"active, trained; {KETO} on {BASE}",
        "held-out authors 3.000 4.000 +1.000",
        "later posts 3.200 3.900 +0.700",
        "general instructions 1.250 1.500 +0.250",
        "Followed word for word: 64%; the base 31%",
        "█▁▃ 3.600 to 3.000; step 80 of 120 was kept",
        "rank 16, alpha 32, learning rate 0.01, 6 epochs at most, 1,024 tokens per step",
        "only q_proj and v_proj",
        "540 learned from, 130 measured on",
        "1 min 15 s, 12,346 tokens per second",
        REVISIONS[0].base_model_digest,
        REVISIONS[0].code_version,
        "token 17 0.607 0.135",
    ):
        assert said in text
    assert chorus.json("show", ACTIVE)["metrics"]["best_step"] == 80


def test_people_decide_which_revision_speaks(chorus: Terminal) -> None:
    said = chorus.text("promote", short(ACTIVE))
    assert f"{ACTIVE} is active" in said
    assert f"chorus finetune roll-back {short(KETO)}" in said
    assert chorus.service.asked[-1].name == ACTIVE
    assert chorus.json("roll-back", short(KETO))["name"] == ACTIVE
    assert chorus.service.asked[-1].community == KETO
    taken = chorus.text("quarantine", ACTIVE, "--reason", "it repeats posts")
    assert f"{ACTIVE} is quarantined" in taken
    assert "it repeats posts" in taken
    assert chorus.json("quarantine", ACTIVE, "--reason", "x")["state"] == "REVISION_STATE_QUARANTINED"
    assert "FAILED_PRECONDITION: no revision was active before" in chorus.error("roll-back", COMMUNITIES[1], status=1)


def test_a_revision_that_was_found_unfit_speaks_only_for_a_reason(chorus: Terminal) -> None:
    assert "fit to speak" not in chorus.text("promote", short(ACTIVE))
    said = chorus.text("promote", short(ACTIVE), "--override", "a study of memorising")
    assert chorus.service.asked[-1].override_reason == "a study of memorising"
    assert "found unfit to speak by reports/e1" in said
    assert "memorised: 40% of its posts" in said
    assert "Active all the same: a study of memorising" in said


def test_collection_says_what_goes_and_what_would_go(chorus: Terminal) -> None:
    text = chorus.text("collect", "--dry-run")
    assert text.splitlines() == [REVISIONS[1].name, "Weights of 1 revision would go: 3.0 MiB"]
    assert chorus.service.asked[-1].dry_run
    assert not chorus.service.asked[-1].HasField("keep")
    assert "1 revision went; their records stay" in chorus.text("collect", "--keep", "0")
    assert (chorus.service.asked[-1].keep, chorus.service.asked[-1].HasField("keep")) == (0, True)
    assert chorus.json("collect")["collected"] == {"revisions": [REVISIONS[1].name], "num_bytes": 3 * 2**20}


# Carrying


def test_an_adapter_comes_in(chorus: Terminal, tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text("{}")
    (tmp_path / "adapter_model.safetensors").write_bytes(WEIGHTS)
    text = chorus.text("import", tmp_path, "--community", short(KETO), "--base-model", "b1")
    header, *files = chorus.service.asked
    assert (header.header.community, header.header.base_model) == (KETO, BASE)
    assert [each.file_name for each in files if each.file_name] == ["adapter_config.json", "adapter_model.safetensors"]
    assert chorus.service.sent == b"{}" + WEIGHTS
    assert ACTIVE in text
    assert chorus.json("import", tmp_path, "--community", KETO)["name"] == ACTIVE


def pieces(*extra: tuple[str, bytes]) -> list[tuple[str, bytes]]:
    weights = [("adapter_model.safetensors", WEIGHTS[:5000]), ("", WEIGHTS[5000:])]
    return [("adapter_config.json", b"{}"), *weights, ("README.md", b"# Keto"), *extra]


def test_an_adapter_goes_out_whole(chorus: Terminal, tmp_path: Path) -> None:
    chorus.service.exported = pieces()
    out = tmp_path / "deep" / "keto"
    chorus.text("export", short(ACTIVE), "--out", out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == {
        "adapter_config.json": b"{}",
        "adapter_model.safetensors": WEIGHTS,
        "README.md": b"# Keto",
    }
    assert list(out.parent.iterdir()) == [out]
    assert "has something in it" in chorus.error("export", ACTIVE, "--out", out, status=1)
    (out / "mine.txt").write_text("stays")
    (out / "README.md").unlink()
    (out / "README.md").symlink_to(tmp_path / "elsewhere")
    assert chorus.json("export", ACTIVE, "--out", out, "--force") == {"out": str(out), "bytes": len(WEIGHTS) + 8}
    assert (out / "mine.txt").read_text() == "stays"
    assert (out / "README.md").read_text() == "# Keto"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "name", ["../escaped", "/tmp/escaped", "a/b", "..", ".hidden", "", "a\\b", "x" * 200, "a\x1b[31m"]
)
def test_nothing_is_written_outside_the_folder(chorus: Terminal, tmp_path: Path, name: str) -> None:
    chorus.service.exported = [(name, b"bad"), *pieces()] if not name else pieces((name, b"bad"))
    out = tmp_path / "deep" / "keto"
    assert "DATA_LOSS: the service sent a file named" in chorus.error("export", ACTIVE, "--out", out, status=1)
    assert not out.exists()
    assert not list(out.parent.iterdir())
    assert list(tmp_path.iterdir()) == [out.parent]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (pieces(("adapter_config.json", b"{}")), "twice"),
        ([("adapter_config.json", b"{}")], "no adapter_model.safetensors"),
        ([("adapter_model.safetensors", b"other")], "not those that the revision's name says"),
    ],
)
async def test_what_is_no_adapter_leaves_nothing_behind(
    tmp_path: Path, sent: list[tuple[str, bytes]], says: str
) -> None:
    async def coming() -> AsyncIterator[tuple[str, bytes]]:
        last = ""
        for name, piece in sent:
            last = name or last
            yield last, piece

    with pytest.raises(DataLoss, match=says):
        await write_folder(tmp_path / "keto", coming(), DIGEST, force=False)
    assert not list(tmp_path.iterdir())


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["train"], 2, "name communities, or a partition"),
        (["train", KETO, "--partition", "p1"], 2, "one of the two"),
        (["train", KETO, "--continue", "--parent", ACTIVE], 2, "leave out --parent"),
        (["train", KETO, "--instructions", "nowhere.json"], 2, "there is no file nowhere.json"),
        (["train", KETO, "--instructions", "/dev/null/x"], 2, "there is no file /dev/null/x"),
        (["matrix", "0123"], 1, "NOT_FOUND"),
        (["sheet", "0123", "--out", "never.csv"], 1, "NOT_FOUND"),
        (["marks", "d1", "nowhere.csv", "--annotator", "ada"], 2, "nowhere.csv cannot be read: No such file"),
        (["marks", "d1", "/dev/null", "--annotator", "ada"], 2, "EMPTY_FILE"),
        (["marks", "d1", __file__, "--annotator", "a b"], 2, "sign with letters"),
        (["show", "0123"], 1, "NOT_FOUND"),
        (["import", "nowhere", "--community", KETO], 2, "INVALID_ADAPTER"),
        (["export", ACTIVE, "--out", __file__], 2, "is a file; name a folder"),
        (["export", ACTIVE, "--out", "/proc/never/there"], 2, "cannot be written"),
    ],
)
def test_wrong_input_is_one_line_and_a_status(chorus: Terminal, arguments: list[str], status: int, says: str) -> None:
    chorus.service.exported = pieces()
    assert says in chorus.error(*arguments, status=status)


def test_why_a_job_failed_is_said(chorus: Terminal) -> None:
    chorus.service.job_fails = JobError("TOO_FEW_POSTS", f"{KETO} has 3 posts to learn from; 20 are needed")
    for command in ("train", "sweep", "demonstrations"):
        assert "TOO_FEW_POSTS: communities/keto-soup has 3 posts" in chorus.error(command, KETO, status=1)


def test_options_that_do_not_exist_are_refused_before_anything_is_asked(chorus: Terminal) -> None:
    for wrong in (["--rank", "0"], ["--selection", "magic"], ["--since", "yesterday"], ["--max-similarity", "1.5"]):
        result = chorus.run("train", KETO, *wrong)
        assert result.exit_code == 2
        assert wrong[0] in result.stderr
    assert not chorus.service.asked
