"""The quality gate: how well the extraction reads must not fall under the floors of tests/floors.toml.

    python tests/quality_gate.py            measure and compare
    python tests/quality_gate.py --update   raise the floors to what is measured and pin the readings again
    python tests/quality_gate.py --update --lower "why"    lower them, and keep the reason

The readings are pinned by digest, so that none can be swapped unnoticed, and the floors are sealed, so that none can be
lowered without a reason that stays in the file. Sets under ``../shared`` are measured only where they are present.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import phenomena_suite

from kg.evaluation import Evaluation, evaluate, score
from kg.extract import extract_all
from kg.interchange import to_json
from kg.read import read

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
FLOORS = HERE / "floors.toml"
NOISE = 0.0005

MEASURED = ("actors", "actor type", "actor country", "meetings", "speech", "statements", "holding", "positions")


@cache
def seed() -> Evaluation:
    """Score the seed article."""
    return evaluate([HERE / "gold"], texts=HERE.parent / "sources")


@cache
def phenomena() -> dict[str, float]:
    """Score the suite of phenomena, and tell how much of it is no known gap."""
    cases = phenomena_suite.cases()
    return _f1(phenomena_suite.evaluation()) | {"cases without a gap": sum(not c.gap for c in cases) / len(cases)}


@cache
def dev_readings() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each article read by hand that the project's machines share: its reading, and what is found in it."""
    golds = sorted((SHARED / "dev-set").glob("*.gold.json"))
    texts = (gold.with_name(gold.name.replace(".gold.json", ".txt")) for gold in golds)
    found = map(to_json, extract_all(map(read, texts)))
    return list(zip((json.loads(gold.read_text(encoding="utf-8")) for gold in golds), found, strict=True))


@cache
def dev_set() -> Evaluation:
    """Score the articles read by hand that the project's machines share."""
    return sum((score(gold, found) for gold, found in dev_readings()), Evaluation())


@cache
def polnear() -> dict[str, float]:
    """Score attributions on another genre, US election news, with the corpus's own measures."""
    scorer = shared_module("attribution_eval")
    folder = SHARED / "polnear-dev"
    found = {}
    for extraction in extract_all(map(read, sorted((folder / "text").glob("*.txt")))):
        found[extraction.document.id] = [
            {
                "source": [[s.speaker_span.start, s.speaker_span.end]] if s.speaker_span else [],
                "cue": [[s.cue.start, s.cue.end]],
                "content": [[c.start, c.end] for c in s.content],
            }
            for s in extraction.statements
        ]
    total = scorer.summarise(scorer.evaluate(folder, found))["all"]
    return {name: total[name]["F1"] for name in ("attribution", "content overlap")}


def shared_module(name: str) -> ModuleType:
    """Load one of the scorers that are shared among the project's machines."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "eval" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _f1(evaluation: Evaluation) -> dict[str, float]:
    return {m: s.f1 for m, s in evaluation.scores.items() if m in MEASURED}


SETS: Mapping[str, tuple[Callable[[], dict[str, float]], Callable[[], list[Path]]]] = {
    "seed": (
        lambda: _f1(seed()),
        lambda: [*(HERE / "gold").glob("*.json"), HERE.parent / "sources" / "china-russia-united-stance.txt"],
    ),
    "phenomena": (phenomena, lambda: [*phenomena_suite.FOLDER.glob("*.toml")]),
    "dev-set": (lambda: _f1(dev_set()), lambda: [*(SHARED / "dev-set").glob("*")]),
    "polnear-dev": (polnear, lambda: [*(SHARED / "polnear-dev").glob("*/*")]),
}


def present(name: str) -> bool:
    """Tell whether the readings of a set are on this machine."""
    return name in ("seed", "phenomena") or (SHARED / name).is_dir()


def digest(name: str) -> str:
    """Return the digest of a set's readings and texts, names included."""
    total = hashlib.sha256()
    for path in sorted(SETS[name][1](), key=lambda p: p.name):
        data = path.read_bytes()
        if name == "phenomena":  # a gap that is closed or noted changes no expectation
            data = b"\n".join(line for line in data.splitlines() if not line.startswith(b"gap = "))
        total.update(path.name.encode() + b"\0" + hashlib.sha256(data).digest())
    return total.hexdigest()


def floors() -> dict[str, Any]:
    """Return what is pinned: per set a digest and the floors; the seal; what was lowered and why."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def seal(pinned: Mapping[str, Any]) -> str:
    """Return the digest of everything that is pinned."""
    words = repr([(name, sorted(pinned[name].items())) for name in SETS if name in pinned])
    return hashlib.sha256((words + repr(pinned.get("lowered", []))).encode()).hexdigest()


def under(pinned: Mapping[str, Any], name: str, measured: Mapping[str, float]) -> Iterator[tuple[str, float, float]]:
    """Yield each measure of a set that fell under its floor, with the floor and what it is now."""
    for measure, floor in pinned.get(name, {}).get("f1", {}).items():
        if measured.get(measure, 0.0) < floor - NOISE:
            yield measure, floor, measured.get(measure, 0.0)


def update(pinned: dict[str, Any], measured: Mapping[str, Mapping[str, float]], why: str | None) -> list[str]:
    """Pin what is measured. Floors rise; they fall only if a reason is given, else those that would are returned."""
    falls = [(name, *fall) for name in measured for fall in under(pinned, name, measured[name])]
    lowered = pinned.setdefault("lowered", [])
    for name, scores in measured.items():
        old = pinned.get(name, {}).get("f1", {})
        new = {measure: math.floor(f1 * 1000) / 1000 for measure, f1 in scores.items()}
        kept = {measure: max(f1, 0.0 if why else old.get(measure, 0.0)) for measure, f1 in new.items()}
        pinned[name] = {"digest": digest(name), "f1": kept}
        if why:
            fallen = [fall[1:] for fall in falls if fall[0] == name]
            lowered += [{"set": name, "measure": m, "from": a, "to": new[m], "why": why} for m, a, _ in fallen]
    pinned["seal"] = seal(pinned)
    FLOORS.write_text(_toml(pinned), encoding="utf-8")
    return [] if why else [f"{n} {m}: {now:.4f} is under its floor {floor:.3f}" for n, m, floor, now in falls]


def _toml(pinned: Mapping[str, Any]) -> str:
    lines = [
        "# F1 under which the extraction must not fall. Written by tests/quality_gate.py --update, which says how.",
        f'seal = "{pinned["seal"]}"',
    ]
    for name in SETS:
        if name in pinned:
            lines += ["", f"[{name}]", f'digest = "{pinned[name]["digest"]}"', "", f"[{name}.f1]"]
            lines += [f'"{measure}" = {floor:.3f}' for measure, floor in pinned[name]["f1"].items()]
    for fall in pinned["lowered"]:
        lines += ["", "[[lowered]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in fall.items()]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the gate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="raise the floors and pin the readings again")
    parser.add_argument("--lower", metavar="WHY", help="with --update: lower floors, and keep the reason")
    options = parser.parse_args()
    pinned = floors()
    measured = {name: measure() for name, (measure, _) in SETS.items() if present(name)}
    for name, scores in measured.items():
        for measure, f1 in scores.items():
            floor = pinned.get(name, {}).get("f1", {}).get(measure, 0.0)
            sys.stdout.write(f"{name:<12} {measure:<16} {f1:.3f}  (floor {floor:.3f})\n")
    if options.update:
        problems = update(pinned, measured, options.lower)
    else:
        problems = [
            f"{n} {m}: {now:.4f} < {floor:.3f}" for n in measured for m, floor, now in under(pinned, n, measured[n])
        ]
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
