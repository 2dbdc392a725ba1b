"""What the README shows is what happens. After a change on purpose: KG_UPDATE_README=1 python -m pytest tests/test_readme.py."""

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [m["body"] for m in BLOCK.finditer(README.read_text("utf-8")) if m["kind"] == kind]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that looks like a fresh checkout to the commands."""
    place = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "sources", place / "sources")
    return place


def answers(session: str) -> str:
    """Run the commands of a session and return it with the output that they gave."""
    lines: list[str] = []
    for line in session.splitlines():
        if not line.startswith("$ "):
            continue
        program, *arguments = shlex.split(line.removeprefix("$ "))
        assert program == "kg"
        result = CliRunner().invoke(main, arguments, env={"COLUMNS": "100"})
        assert result.exit_code == 0, result.output
        lines += [line, *(out.rstrip() for out in result.output.strip("\n").splitlines() if out.strip())]
    return "\n".join(lines) + "\n"


def test_the_sessions_show_the_real_output(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    text = README.read_text("utf-8")
    shown = blocks("console")
    assert shown
    for session in shown:
        real = answers(session)
        if os.environ.get("KG_UPDATE_README"):
            README.write_text(README.read_text("utf-8").replace(session, real), "utf-8")
        else:
            assert session == real
    assert text.count("```console") == len(shown)


def run_again(example: str) -> str:
    """Run an example and return it with the output that it gave."""
    names: dict[str, object] = {}
    text = ""
    for part in doctest.DocTestParser().get_examples(example):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(part.source, "<README>", "single"), names)  # noqa: S102 - our own README
        first, *more = part.source.splitlines()
        text += "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)]) + "\n" + out.getvalue()
    return text


def test_the_code_does_what_it_shows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    examples = blocks("pycon")
    assert examples
    for example in examples:
        real = run_again(example)
        if os.environ.get("KG_UPDATE_README"):
            README.write_text(README.read_text("utf-8").replace(example, real), "utf-8")
        else:
            assert example == real


def test_the_two_command_lines_stand_where_other_tools_look_for_them() -> None:
    (build,), (test,) = blocks("sh build"), blocks("sh test")
    assert build.count("\n") == test.count("\n") == 1
    assert build.strip().endswith("kg build")
    assert "pytest" in test
    assert "```sh test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_an_article_is_added_as_described(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    Path("sources/second.txt").write_text("Norway's foreign minister said that Norway supports the talks.", "utf-8")
    Path("sources/second.meta.json").write_text('{"publisher": "A Paper", "published": "2021-08-30"}', "utf-8")
    result = CliRunner().invoke(main, ["build", "--out", "two"])
    assert result.exit_code == 0, result.output
    assert "2 documents" in result.output
