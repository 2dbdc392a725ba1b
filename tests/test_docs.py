"""Documentation and program say the same: commands, public names, versions, links."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

import kg
from kg.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(main.commands)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_has_help(name: str) -> None:
    command = main.commands[name]
    assert command.help
    assert all(p.help for p in command.params if isinstance(p, click.Option) and p.name != "form")
    assert f"`kg {name}" in README or f"kg {name}" in README


def test_public_names_are_the_documented_ones() -> None:
    section = README.split("## The library")[1].split("\n## ")[0]
    documented = set(re.findall(r"^\| `kg\.(\w+)", section, re.MULTILINE))
    assert set(kg.__all__) - {"__version__"} == documented
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    assert set(dir(kg)) >= set(kg.__all__)


def test_every_name_that_a_room_offers_exists_and_is_documented() -> None:
    for path in sorted((ROOT / "kg").rglob("*.py")):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        assert module.__doc__, path
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{path}: __all__ names {name}, which is not there"


def test_package_changelog_and_ontology_have_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    ontology = (ROOT / "ontology" / "kg.ttl").read_text("utf-8")
    iri = re.search(r"owl:versionIRI\s+<[^>]*?/(\d+\.\d+\.\d+)[/#]?>", ontology)
    assert iri is not None
    assert project["version"] == kg.__version__ == newest[1] == iri[1]


def test_links_in_the_documentation_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_tracked_files_name_no_place_of_one_machine() -> None:
    place = re.compile(r"(?<![\w./-])/(?:work|tmp|root|home)/\w")
    paths = [
        *ROOT.glob("*.*"),
        *(ROOT / "kg").rglob("*.*"),
        *(ROOT / "tests").glob("*.py"),
        *(ROOT / "notebooks").glob("*.ipynb"),
    ]
    for path in paths:
        if path.suffix in {".py", ".md", ".toml", ".tsv", ".rq", ".ipynb"} and path.name != "test_docs.py":
            assert not place.search(path.read_text("utf-8")), path
