"""The commands: what they print, where they print it, how they end."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.queries import questions

ROOT = Path(__file__).parents[1]
SEED = ROOT / "sources" / "china-russia-united-stance.txt"
SCHEMA = ROOT.parent / "shared" / "eval" / "extraction.schema.json"


def kg(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    result = kg("build", SEED, "--out", out, "--store", out / "store")
    assert result.exit_code == 0, result.output
    assert "1 document → 15 files" in result.stdout
    return out


@pytest.fixture(scope="module")
def broken(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the dataset with one offset moved by one."""
    data = (built / "graph.nq").read_text("utf-8")
    moved, count = re.subn(r'(#start> ")(\d+)(")', lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}", data, count=1)
    assert count == 1
    path = tmp_path_factory.mktemp("broken") / "moved.nq"
    path.write_text(moved, "utf-8")
    return path


def test_build_writes_everything_and_leaves_standard_error_to_what_a_reader_should_know(built: Path) -> None:
    names = {p.name for p in built.iterdir() if p.is_file()}
    assert {"graph.trig", "graph.ttl", "graph.jsonld", "graph.nq", "index.html", "actors.csv", "positions.csv"} <= names
    assert {f"{n}.{s}" for n in ("meetings", "positions", "speakers") for s in ("gexf", "graphml")} <= names


def test_extract_prints_one_document_in_the_form_of_the_schema() -> None:
    result = kg("extract", SEED)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["article"]["id"] == SEED.stem
    assert found["article"]["text"] == SEED.read_text("utf-8")
    assert found["meetings"]
    assert found["statements"]
    if SCHEMA.is_file():
        import jsonschema

        jsonschema.validate(found, json.loads(SCHEMA.read_text("utf-8")))


def test_many_documents_are_lines_and_one_that_fails_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Norway's foreign minister said that Norway supports the talks.", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_text("Chile's president said that Chile opposes the plan.", "utf-8")
    (tmp_path / "c.meta.json").write_text('{"id": "named", "published": "2020-02-03"}', "utf-8")
    result = kg("extract", tmp_path, "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["article"]["id"] for line in result.stdout.splitlines()] == ["a", "named"]
    assert "b.txt: is empty" in result.stderr
    assert "warning: 1 × no publication date" in result.stderr
    assert kg("extract", tmp_path).exit_code == 2
    assert "@prefix" in kg("extract", tmp_path / "a.txt", "--format", "trig").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("extract", "no-such.txt"), "no such file"),
        (("extract",), "Missing argument"),
        (("extract", SEED, "--model", "no_such_pipeline"), "no_such_pipeline"),
        (("build", "no-such-folder", "--out", "unused"), "no document could be read"),
        (("query", "1", "--data", "no-such-folder"), "run `kg build` first"),
        (("check", "--data", SEED), "cannot be read as RDF"),
        (("export", "--data", SEED), "either --out FOLDER or --format SYNTAX"),
        (("nonsense",), "No such command"),
    ],
)
def test_bad_input_ends_in_a_message_with_the_remedy(arguments: tuple[object, ...], says: str) -> None:
    result = kg(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_question_is_answered_in_each_form(built: Path) -> None:
    data = ("--data", built)
    table = kg("query", "who-met-whom", *data)
    assert table.exit_code == 0
    assert "phone_call" in table.stdout
    assert "https://" not in table.stdout
    rows = list(csv.DictReader(io.StringIO(kg("query", "12", "--format", "csv", *data).stdout)))
    assert {r["type"] for r in rows} >= {"phone_call"}
    assert len(json.loads(kg("query", "12", "--format", "json", *data).stdout)) == len(rows)
    narrowed = kg("query", "12", "--param", f"person={rows[0]['participantName']}", "--format", "csv", *data)
    assert 1 < narrowed.stdout.count("\n") <= len(rows) + 1


def test_sparql_is_answered_from_the_line_and_from_a_file(built: Path, tmp_path: Path) -> None:
    data = ("--data", built / "graph.nq")
    counted = kg("query", "SELECT (COUNT(?d) AS ?n) WHERE { ?d a dkg:Document }", "--format", "csv", *data)
    assert counted.stdout == "n\n1\n"
    assert kg("query", "ASK { ?d a dkg:Document }", *data).stdout == "true\n"
    assert "dkg:Document" in kg("query", "CONSTRUCT { ?d a dkg:Document } WHERE { ?d a dkg:Document }", *data).stdout
    file = tmp_path / "mine.rq"
    file.write_text("SELECT ?t WHERE { ?d a dkg:Document ; dcterms:title ?t }", "utf-8")
    assert "China, Russia show united stance" in kg("query", file, *data).stdout
    file.write_text("SELECT ?t WHERE {", "utf-8")
    assert kg("query", file, *data).exit_code == 2
    assert kg("query", tmp_path / "missing.rq", *data).exit_code == 2
    assert kg("query", "no-such-question", *data).exit_code == 2
    assert kg("query", "12", "--param", "nobody=1", *data).exit_code == 2
    assert kg("query", "12", "--param", "person", *data).exit_code == 2


def test_every_question_is_listed_and_can_be_asked(built: Path) -> None:
    listed = kg("questions").stdout
    for question in questions():
        assert f"{question.name}: {question.text}" in listed
        assert kg("query", question.name, "--format", "csv", "--data", built).exit_code == 0


def test_a_kept_dataset_answers_as_its_exports_do(built: Path) -> None:
    ask = ("query", "who-said-what", "--format", "csv", "--data")
    assert kg(*ask, built / "store").stdout == kg(*ask, built).stdout


def test_exports_are_made_again_from_the_graph_alone(built: Path, tmp_path: Path) -> None:
    assert kg("export", "--data", built, "--out", tmp_path / "again").exit_code == 0
    for path in (tmp_path / "again").iterdir():
        assert path.read_bytes() == (built / path.name).read_bytes(), path.name
    assert kg("export", "--data", built, "--format", "n-quads").stdout == (built / "graph.nq").read_text("utf-8")


def test_view_writes_the_page(built: Path, tmp_path: Path) -> None:
    result = kg("view", "--data", built, "--out", tmp_path / "page.html", "--no-browser")
    assert result.exit_code == 0
    assert (tmp_path / "page.html").read_bytes() == (built / "index.html").read_bytes()
    some = kg("view", "--data", built, "--out", tmp_path / "some.html", "--no-browser", "--about", "Russia")
    assert some.exit_code == 0
    assert (tmp_path / "some.html").stat().st_size < (built / "index.html").stat().st_size
    none = kg("view", "--data", built, "--out", tmp_path / "none.html", "--no-browser", "--about", "Atlantis")
    assert none.exit_code == 2
    assert "Atlantis" in none.stderr


def test_check_names_the_passage_whose_offset_moved(built: Path, broken: Path) -> None:
    good = kg("check", "--data", built)
    assert (good.exit_code, good.stdout) == (0, "")
    bad = kg("check", "--data", broken)
    assert bad.exit_code == 1
    assert re.search(r"#char=\d+,\d+", bad.stdout)


def test_the_program_starts_without_its_heavy_parts() -> None:
    heavy = "spacy rdflib networkx pyoxigraph pandas pyshacl trafilatura"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, kg.cli; print([m for m in {heavy.split()!r} if m in sys.modules])"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
