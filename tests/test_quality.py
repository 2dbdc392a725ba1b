"""The quality gate as tests: floors hold, and neither they nor the readings were swapped."""

import pytest
import quality_gate
from quality_gate import SETS

from kg.evaluation import MEASURES, score

PINNED = quality_gate.floors()
FLOORS = [(name, measure) for name in SETS for measure in PINNED.get(name, {}).get("f1", {})]


def skip_if_absent(name: str) -> None:
    if not quality_gate.present(name):
        pytest.skip(f"{name} is not on this machine")


@pytest.mark.parametrize("name", SETS)
def test_set_is_pinned(name: str) -> None:
    skip_if_absent(name)
    assert PINNED[name]["digest"] == quality_gate.digest(name), (
        f"the readings of {name} changed: run python tests/quality_gate.py --update"
    )


def test_floors_were_written_by_the_gate() -> None:
    assert PINNED["seal"] == quality_gate.seal(PINNED), (
        "floors.toml was edited by hand: run python tests/quality_gate.py --update, with --lower and a reason to lower"
    )


@pytest.mark.parametrize(("name", "measure"), FLOORS)
def test_floor_holds(name: str, measure: str) -> None:
    skip_if_absent(name)
    measured = SETS[name][0]()
    falls = [fall for fall in quality_gate.under(PINNED, name, measured) if fall[0] == measure]
    assert not falls, f"{name} {measure}: F1 {measured.get(measure, 0):.4f} is under its floor {falls[0][1]}"


def test_floor_is_not_lowered_without_a_reason(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(quality_gate, "FLOORS", tmp_path / "floors.toml")
    pinned = {"seed": {"digest": "", "f1": {"speech": 0.9}}}
    assert quality_gate.update(pinned, {"seed": {"speech": 0.8}}, None) == [
        "seed speech: 0.8000 is under its floor 0.900"
    ]
    assert quality_gate.floors()["seed"]["f1"]["speech"] == 0.9
    assert quality_gate.update(pinned, {"seed": {"speech": 0.95}}, None) == []
    assert quality_gate.floors()["seed"]["f1"]["speech"] == 0.95
    assert quality_gate.update(pinned, {"seed": {"speech": 0.8}}, "the reading was corrected") == []
    written = quality_gate.floors()
    assert written["seed"]["f1"]["speech"] == 0.8
    assert written["lowered"] == [
        {"set": "seed", "measure": "speech", "from": 0.95, "to": 0.8, "why": "the reading was corrected"}
    ]
    assert written["seal"] == quality_gate.seal(written)


def test_scores_equal_those_of_the_shared_scorer() -> None:
    skip_if_absent("dev-set")
    theirs = quality_gate.shared_module("score_extraction")
    tally = theirs.Tally()
    for gold, found in quality_gate.dev_readings():
        alone = theirs.Tally()
        theirs.score_article(gold, found, alone)
        theirs.score_article(gold, found, tally)
        ours = score(gold, found).scores
        for measure in MEASURES:
            counts = tuple(alone.n[measure, key] for key in ("tp", "gold", "pred"))
            assert (ours[measure].right, ours[measure].gold, ours[measure].found) == counts, (gold["id"], measure)
    total = quality_gate.dev_set().scores
    for measure in MEASURES:
        assert (total[measure].precision, total[measure].recall, total[measure].f1) == pytest.approx(tally.f1(measure))
