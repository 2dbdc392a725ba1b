"""The wheel that people install: complete, and its main job works from it."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "sources" / "china-russia-united-stance.txt"


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # it would hide the wheel
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of a new environment that holds the wheel and sees our dependencies."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=False)
    binaries = place / "bin"
    site = run(
        binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place
    ).stdout.strip()
    Path(site, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    done = run(
        *(sys.executable, "-m", "pip", "--python", binaries / "python"),
        *("install", "--no-deps", "--no-index", "--force-reinstall", wheel),
        cwd=place,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return binaries


def test_the_wheel_holds_every_file_of_the_package_and_the_ontology(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "kg", "ontology"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    if not tracked:
        pytest.skip("not a git checkout")
    expected = {n if n.startswith("kg/") else f"kg/{n}" for n in tracked if (ROOT / n).is_file()}
    assert expected - names == set()
    assert not [n for n in names if "tests/" in n or n.endswith(".pyc")]


def test_the_installed_program_does_its_main_job(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import kg; print(kg.__file__)", cwd=tmp_path).stdout
    assert str(installed.parent) in where
    usage = run(installed / "kg", "--help", cwd=tmp_path)
    assert usage.returncode == 0
    assert "build" in usage.stdout
    built = run(installed / "kg", "build", SOURCE.parent, cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "exports" / "graph.trig").read_bytes() == (ROOT / "exports" / "graph.trig").read_bytes()
    asked = run(installed / "kg", "query", "who-met-whom", "--format", "csv", cwd=tmp_path)
    assert asked.returncode == 0
    assert asked.stdout.count("\n") > 1
