"""``chorus graph`` as people use it: real commands, a real graph service behind a real gateway."""

import csv
import json
import re
import shutil
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console
from tests.cli.conftest import SMALL, Site
from typer.testing import CliRunner, Result

from chorus.cli.graph.gathering import gather
from chorus.cli.graph.print_partition import print_communities
from chorus.cli.graph.print_profile import print_profile
from chorus.cli.main import app
from chorus.cli.progress import Steps
from chorus.cli.report.stability import MODULARITY
from chorus.cli.upload import upload
from chorus.graph.client import (
    Community,
    Dataset,
    DetectionConfig,
    Flow,
    GraphClient,
    ImportConfig,
    Profile,
    ProfilePost,
    Term,
)
from chorus.jobs.client import JobsClient, Progress
from chorus.rpc.channel import connect

COMMANDS = [
    "import",
    "datasets",
    "rejected",
    "network",
    "detect",
    "partitions",
    "sweep",
    "communities",
    "profile",
    "summarise",
    "draw",
    "export",
    "report",
    "name",
    "merge",
    "exclude",
    "restore",
    "history",
]


class Terminal:
    """Runs ``chorus graph`` against a site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def run(self, *arguments: str | Path) -> Result:
        command = ["graph", *map(str, arguments), "--gateway", self.site.gateway]
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
        lines = [line for line in result.stderr.splitlines() if not line.endswith("…")]
        return lines[0]


@pytest.fixture
def chorus(site: Site) -> Terminal:
    return Terminal(site)


@pytest.fixture(scope="module")
def dataset(site: Site) -> str:
    """The sample, imported."""
    return str(Terminal(site).json("import", site.posts)["name"])


@pytest.fixture(scope="module")
def partition(site: Site, dataset: str) -> str:
    """Communities found in it."""
    return str(Terminal(site).json("detect", dataset, "--min-members", "10")["partition"]["name"])


def short(name: str) -> str:
    return name.rpartition("/")[2]


def flat(text: str) -> str:
    """A text without the breaks of its lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_json(command: str) -> None:
    result = CliRunner().invoke(app, ["graph", command, "--help"])
    assert result.exit_code == 0
    assert f"Example:  chorus graph {command}" in flat(result.stdout).replace("Example: ", "Example:  ")
    assert {"--json", "--gateway"} <= set(re.findall(r"--[a-z-]+", result.stdout))


# Import


def test_an_import_states_every_count_and_they_add_up(chorus: Terminal) -> None:
    result = chorus.run("import", chorus.site.posts)
    summary = chorus.json("datasets")[0]["summary"]
    counts = [int(number.replace(",", "")) for number in re.findall(r"^ *([\d,]+)  \S", result.stdout, re.MULTILINE)]
    *kinds, total = counts
    assert len(kinds) == 6
    assert sum(kinds) == total == summary["num_records"]
    assert kinds[:2] == [summary["num_posts"], summary["num_reposts"]]
    assert f"{SMALL.malformed}  Malformed" in result.stdout
    assert f"on {summary['num_lines']:,} lines, {summary['num_blank']} of them blank" in flat(result.stdout)
    assert f"line {summary['rejected_lines'][0]['line']:,}: {summary['rejected_lines'][0]['reason']}" in result.stdout
    assert re.search(r"Next: chorus graph detect [0-9a-f]{16}$", result.stdout, re.MULTILINE)
    assert "import: " in result.stderr


def test_a_table_with_columns_keywords_and_labels(chorus: Terminal, tmp_path: Path) -> None:
    table, keywords = tmp_path / "posts.csv", tmp_path / "words.txt"
    rows = [("a", "keto soup", "more", "keto"), ("b", "a run", "", "running"), ("c", "nothing", "here", "keto")]
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([("nr", "title", "selftext", "subreddit"), *rows])
    keywords.write_text('; what we look for\nketo\n"a run"\n#diet\n')
    columns = ["--column", "id=nr", "--column", "text=title,selftext", "--column", "label=subreddit"]
    arguments = ["import", table, "--keywords", keywords, *columns, "--format", "csv", "--keep-unattributed"]
    text, value = chorus.text(*arguments), chorus.json(*arguments)
    assert value["config"]["keywords"] == ["keto", "a run", "#diet"]
    assert value["config"]["columns"]["text"] == ["title", "selftext"]
    assert "2 Posts of an author's own: kept; replies and quotes included; 2 without an author" in flat(text)
    assert "1 Unmatched: left out" in flat(text)
    assert "1 keto 1 a run 0 #diet" in flat(text)
    assert "Labels of the source, by posts (2 in all): 1 keto 1 running" in flat(text)


def test_a_file_without_reposts_is_told_what_ties_its_members(chorus: Terminal, tmp_path: Path) -> None:
    shares = tmp_path / "shares.tsv"
    shares.write_text("url\tsubreddit\nx\tketo\nx\trunning\n")
    text = chorus.text("import", shares, "--column", "link=url", "--column", "label=subreddit")
    own = re.findall(r"datasets/(\S+)", text)[0]
    assert f"Next: chorus graph detect {own} --member labels" in text
    assert chorus.json("network", own, "--member", "labels")["num_ties"] == 1


def test_every_rejected_line_is_listed(chorus: Terminal, dataset: str) -> None:
    lines = chorus.text("rejected", short(dataset)).splitlines()
    assert len(lines) == SMALL.malformed
    assert lines == [f"{line['line']:>12,}  {line['reason']}" for line in chorus.json("rejected", dataset)]


def test_a_file_is_read_in_place_if_the_operator_opened_the_place(chorus: Terminal, dataset: str) -> None:
    shutil.copy(chorus.site.posts, chorus.site.open_folder / "posts.jsonl.gz")
    inside = chorus.site.open_folder / "posts.jsonl.gz"
    assert chorus.json("import", inside, "--in-place")["name"] == dataset
    assert chorus.json("import", f"file://{inside}")["name"] == dataset
    for outside in ((chorus.site.posts, "--in-place"), ("s3://elsewhere/posts.jsonl",)):
        assert "OUTSIDE_IMPORT_ROOTS" in chorus.error("import", *outside, status=1)


class Slow(GraphClient):
    """Takes a file, reads it in two steps, and says so."""

    async def import_posts(
        self,
        source: Path | AsyncIterable[bytes],
        file_name: str = "",
        config: ImportConfig | None = None,
        on_progress: Any = None,
        timeout: float = 0,
    ) -> Dataset:
        assert not isinstance(source, Path)
        async for _ in source:
            pass
        on_progress(Progress(50, 100, "bytes", "read 7 lines"))
        return Dataset(file_name=file_name)


class Noted(Steps):
    """Remembers what was shown."""

    def __init__(self) -> None:
        super().__init__(Console(quiet=True))
        self.shown_so_far: list[tuple[int, int, str]] = []

    def update(self, done: int, total: int, message: str) -> None:
        self.shown_so_far.append((done, total, message))


async def test_progress_is_first_of_the_upload_and_then_of_the_service(tmp_path: Path) -> None:
    posts, steps = tmp_path / "posts.jsonl", Noted()
    posts.write_bytes(b"x" * 2**20)
    async with connect("127.0.0.1:1") as channel:
        await upload(Slow(channel), posts, steps)
    assert steps.shown_so_far == [
        (2**19, 2**20, "sent 0.5 of 1.0 MiB"),
        (2**20, 2**20, "sent 1.0 of 1.0 MiB"),
        (50, 100, "read 7 lines"),
        (1, 1, "0 posts, 0 reposts, 0 malformed"),
    ]


# Networks and detection


def test_a_network_in_figures(chorus: Terminal, dataset: str) -> None:
    text, value = chorus.text("network", dataset), chorus.json("network", dataset)
    assert f"{value['num_members']:,} members with {value['num_ties']:,} ties" in text
    table = [int(number.replace(",", "")) for number in re.findall(r"^ +(?:1|\d+–\d+)  +([\d,]+)", text, re.MULTILINE)]
    assert table == [*value["degree"]["histogram"], *value["weight"]["histogram"]]
    became, total = sum(each["count"] for each in value["counts"]), re.findall(r"([\d,]+)  in all", text)[0]
    reposts = chorus.json("datasets")
    assert became == int(total.replace(",", ""))
    assert became in [each["summary"]["num_reposts"] for each in reposts if each["name"] == dataset]


def test_options_of_network_and_detection_arrive(chorus: Terminal, dataset: str) -> None:
    options = (
        "--algorithm louvain --resolution 0.7 --seed 3 --seeds 2 --min-members 4 --top 2 --tie reposts --member authors "
        "--restriction all --min-reposters 2 --min-weight 0.5 --largest-component --since 2000-01-02 --until 2100-01-02 "
        "--max-sharers 9"
    )
    config = chorus.json("detect", dataset, *options.split())["partition"]["config"]
    assert config == {
        "algorithm": "ALGORITHM_LOUVAIN",
        "resolution": 0.7,
        "seed": 3,
        "min_members": 4,
        "top_k": 2,
        "num_seeds": 2,
        "predecessor": "",
        "network": {
            "tie": "TIE_REPOSTS",
            "member": "MEMBER_AUTHORS",
            "restriction": "RESTRICTION_ALL",
            "min_reposters": 2,
            "min_weight": 0.5,
            "largest_component": True,
            "start_time": "2000-01-02T00:00:00Z",
            "end_time": "2100-01-02T00:00:00Z",
            "max_sharers": 9,
        },
    }


def test_a_detection_says_how_far_it_can_be_trusted(chorus: Terminal, dataset: str, partition: str) -> None:
    text = chorus.text("detect", short(dataset), "--min-members", "10")
    found = chorus.json("detect", dataset, "--min-members", "10")
    assert found["partition"]["name"] == partition
    assert MODULARITY in flat(text)
    assert f"Modularity {found['partition']['modularity']:.3f}" in text
    assert "5 runs that differ only in their seed" in flat(text)
    assert f"NMI {found['partition']['stability']['mean_nmi']:.2f}" in text
    assert len(found["communities"]) > 2
    for community in found["communities"]:
        row = next(line for line in text.splitlines() if short(community["name"]) in line)
        figures = [f"{community[figure]:,}" for figure in ("num_members", "num_authors", "num_posts")]
        assert row.split()[2:5] == figures
        assert f"    {community['display_name']}" in text
        assert ("[no persona]" in text.split(row)[1].splitlines()[1]) is (community["num_authors"] < 25)


def test_fragile_communities_are_marked_and_others_not(capsys: pytest.CaptureFixture[str]) -> None:
    print_communities(
        [
            Community("communities/a", display_name="firm", stability=0.6, persona_allowed=True),
            Community("communities/b", display_name="weak", stability=0.5999, persona_allowed=True),
            Community("communities/c", display_name="unknown", persona_allowed=True),
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["firm"]
    assert lines[3].split()[-2:] == ["0.59", "0%"]
    assert lines[4].split() == ["weak", "[fragile]"]
    assert lines[6].split() == ["unknown"]


def test_lineage_is_told_in_words(chorus: Terminal, dataset: str, partition: str) -> None:
    text = flat(
        chorus.text("detect", dataset, "--min-members", "10", "--resolution", "0.9", "--after", short(partition))
    )
    names = [community["display_name"] for community in chorus.json("communities", partition)]
    assert f"Since {partition}:" in text
    assert f"“{names[0]}”" in text
    assert "members in common" in text


def test_partitions_are_listed_of_one_dataset_or_all(chorus: Terminal, dataset: str, partition: str) -> None:
    of_it = chorus.json("partitions", short(dataset))
    assert partition in [each["name"] for each in of_it]
    assert {each["dataset"] for each in of_it} == {dataset}
    assert partition in chorus.text("partitions")
    assert "Leiden, resolution 1, seed 0, at least 10 members" in flat(chorus.text("partitions", dataset))


def test_a_sweep_is_a_table_and_a_picture(chorus: Terminal, dataset: str, tmp_path: Path) -> None:
    arguments = ["sweep", dataset, "--resolution", "0.5", "--resolution", "2", "--seeds", "2", "--min-members", "10"]
    text = chorus.text(*arguments, "--out", tmp_path / "sweep.svg")
    points = chorus.json(*arguments)["points"]
    rows = [line.split() for line in text.splitlines() if re.match(r" +[\d.]+  ", line)]
    assert [float(row[0]) for row in rows] == [point["resolution"] for point in points] == [0.5, 2.0]
    assert [row[4] for row in rows] == [f"{point['modularity']:.3f}" for point in points]
    assert ElementTree.parse(tmp_path / "sweep.svg").getroot().tag.endswith("svg")


# Reading


def test_a_profile_shows_all_that_one_reads(chorus: Terminal, partition: str) -> None:
    name = chorus.json("communities", partition)[0]["name"]
    text, value = chorus.text("profile", short(name)), chorus.json("profile", name)
    community = value["community"]
    assert all(term["text"] in text for term in [*community["terms"], *community["hashtags"]])
    assert f"en {value['languages'][0]['num_posts'] / community['num_posts']:.0%}" in text
    sparkline = re.findall(r"^  ([▁▂▃▄▅▆▇█·]+)$", text, re.MULTILINE)[0]
    assert len(sparkline) == len(value["activity"])
    assert f"{value['flows'][0]['share']:.0%}" in text
    assert all(flow["display_name"] in text for flow in value["flows"][1:3])
    for post in value["representative"] + value["diverse"]:
        assert flat(post["text"]) in flat(text)
        assert post["author"] in text
    assert all(each["member"] in text for each in value["central"])


def test_nothing_that_strangers_wrote_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    bad = "red \x1b[31m\x07 \u202eback [bold]{x}"
    posts = (ProfilePost("1", bad, bad),)
    print_profile(
        Profile(
            Community(display_name=bad, summary=bad, terms=(Term(bad),)),
            representative=posts,
            flows=(Flow("x", bad, 1.0),),
        )
    )
    out = capsys.readouterr().out
    assert out.count("[bold]{x}") == 5
    assert not set(out) & {"\x1b", "\x07", "\u202e"}


def test_summaries_need_a_model_and_say_so(chorus: Terminal, partition: str) -> None:
    assert "UNREACHABLE" in chorus.error("summarise", partition, status=1)


# Curation


def test_people_name_merge_exclude_and_take_it_back(chorus: Terminal, dataset: str) -> None:
    own = chorus.json("detect", dataset, "--min-members", "10", "--seed", "5")["partition"]["name"]
    first, second, third, *_ = (each["name"] for each in chorus.json("communities", own))
    assert "was named “Soup & <b>co</b>”" in chorus.text(
        "name", short(own), short(first), "Soup & <b>co</b>", "--note", "read 9"
    )
    merged = chorus.json("merge", own, first, short(second), "--name", "Both")["community"]
    assert (merged["display_name"], set(merged["merged_from"])) == ("Both", {first, second})
    said = chorus.text("exclude", own, third, "--note", "bots")
    assert f"chorus graph restore {short(own)} {short(third)}" in said
    listed, hidden = chorus.text("communities", own), flat(chorus.text("communities", own, "--hidden"))
    assert short(third) not in listed
    assert "Both" in listed
    assert "Soup & <b>co</b> [merged into “Both”]" in hidden
    assert hidden.count("[excluded]") == 1
    assert {each["name"] for each in chorus.json("communities", own, "--hidden")} >= {first, second, third}
    chorus.text("restore", own, third)
    chorus.text("restore", own, merged["name"])
    assert [each["name"] for each in chorus.json("communities", own)][:3] == [first, second, third]
    history = chorus.json("history", own)
    assert [next(kind for kind in ("rename", "merge", "exclude", "restore") if each[kind]) for each in history] == [
        "restore",
        "restore",
        "exclude",
        "merge",
        "rename",
    ]
    told = flat(chorus.text("history", own))
    assert told.index("was excluded") < told.index("were merged into “Both”") < told.index("was named")
    assert "bots" in told


# Files


def test_pictures_in_the_format_of_the_suffix(chorus: Terminal, partition: str, tmp_path: Path) -> None:
    chorus.text("draw", short(partition), "--out", tmp_path / "deep" / "network.PNG")
    assert (tmp_path / "deep" / "network.PNG").read_bytes().startswith(b"\x89PNG")
    written = chorus.json("draw", partition, "--communities", "--out", tmp_path / "communities.svg")
    assert written["bytes"] == (tmp_path / "communities.svg").stat().st_size
    assert ElementTree.parse(tmp_path / "communities.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_networks_for_other_programs(chorus: Terminal, partition: str, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"network{suffix}"
    chorus.text("export", partition, "--out", out)
    assert suffix[1:] in ElementTree.parse(out).getroot().tag
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_is_there_stays_when_its_successor_fails(chorus: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "network.gexf"
    out.write_text("before")
    assert "NOT_FOUND" in chorus.error("export", "0123", "--out", out, status=1)
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_the_page_of_a_partition_and_a_sweep(chorus: Terminal, dataset: str, partition: str, tmp_path: Path) -> None:
    sweep = chorus.json(
        "sweep", dataset, "--resolution", "0.5", "--resolution", "2", "--seeds", "2", "--min-members", "10"
    )
    chorus.text("report", short(partition), "--out", tmp_path / "page.html", "--sweep", short(sweep["name"]))
    page = (tmp_path / "page.html").read_text()
    for community in chorus.json("communities", partition):
        assert community["name"] in page
    assert page.count("data:image/svg+xml;base64,") == 3
    assert partition in page
    assert sweep["name"] in page


async def test_the_page_is_of_its_own_partition_though_a_later_one_continues_it(
    site: Site, dataset: str, partition: str
) -> None:
    async with connect(site.gateway) as channel:
        graph, jobs = GraphClient(channel), JobsClient(channel)
        config = DetectionConfig(min_members=10, resolution=0.8, num_seeds=1, predecessor=partition)
        done = await jobs.wait((await graph.create_detection(dataset, config)).name)
        later = await graph.list_communities(done.result)
        findings = await gather(graph, partition, "", Noted())
    assert {each.name for each in later} & {each.name for each in findings.communities}
    assert {each.partition for each in findings.communities} == {partition}


# Wrong input


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["import", "nowhere.jsonl"], 2, "INVALID_ARGUMENT: there is no file nowhere.jsonl"),
        (["import", __file__, "--column", "txt=title"], 2, "a post has no 'txt'; it has id, author"),
        (["import", __file__, "--column", "title"], 2, "'title' is not like text=title"),
        (["import", __file__, "--column", "id=a", "--column", "id=b"], 2, "--column id is given twice"),
        (["import", __file__, "--keywords", "nowhere.txt"], 2, "No such file"),
        (["import", __file__, "--keywords", "/dev/null"], 2, "has no keyword"),
        (["detect", "0123"], 1, "NOT_FOUND"),
        (["detect", "No Such!"], 2, "INVALID_NAME"),
        (["communities", "partitions/0123"], 1, "NOT_FOUND"),
        (["communities", "datasets/0123"], 2, "INVALID_NAME"),
        (["profile", "nobody-0123"], 1, "NOT_FOUND"),
        (["report", "0123", "--sweep", "0123", "--out", "never.html"], 1, "NOT_FOUND"),
        (["draw", "0123", "--out", "picture.jpeg"], 2, "end its name in .svg or .png"),
        (["export", "0123", "--out", "network"], 2, "end its name in .graphml or .gexf"),
        (["sweep", "0123", "--out", "sweep.pdf"], 2, "end its name in .svg or .png"),
    ],
)
def test_wrong_input_is_one_line_and_a_status(chorus: Terminal, arguments: list[str], status: int, says: str) -> None:
    assert says in chorus.error(*arguments, status=status)


def test_what_the_service_refuses_is_said(chorus: Terminal, dataset: str, partition: str, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text("{no post}\n")
    assert "UNREADABLE_FILE" in chorus.error("import", tmp_path / "posts.jsonl", status=2)
    first = chorus.json("communities", partition)[0]["name"]
    assert "NO_COMMUNITIES" in chorus.error("detect", dataset, "--min-members", "9999", status=1)
    assert "NO_TIES" in chorus.error("detect", dataset, "--algorithm", "given", status=1)
    assert "set tie to SHARED_LINKS" in chorus.error(
        "network", dataset, "--member", "labels", "--tie", "reposts", status=2
    )
    assert "at least two" in chorus.error("merge", partition, first, status=2)
    assert "neither excluded nor merged" in chorus.error("restore", partition, first, status=1)
    assert "1 to 100 visible characters" in chorus.error("name", partition, first, " ", status=2)


def test_options_that_do_not_exist_are_refused_before_anything_is_asked(chorus: Terminal) -> None:
    for wrong in (["--algorithm", "magic"], ["--seeds", "51"], ["--since", "yesterday"], ["--top", "0"]):
        result = chorus.run("detect", "0123", *wrong)
        assert result.exit_code == 2
        assert wrong[0] in result.stderr
