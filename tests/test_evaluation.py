"""Scoring records against readings by hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import DataError
from kg.evaluation import MEASURES, Evaluation, Score, evaluate, score

ROOT = Path(__file__).parents[1]
SEED = ROOT / "tests" / "gold" / "china-russia-united-stance.gold.json"


def reading() -> dict[str, object]:
    return json.loads(SEED.read_text(encoding="utf-8"))


def test_a_reading_is_right_about_itself() -> None:
    result = score(reading(), reading())
    assert {m: result.scores[m].f1 for m in MEASURES} == dict.fromkeys(MEASURES, 1.0)
    assert result.misses == ()


def test_nothing_found_is_all_missed() -> None:
    result = score(reading(), {})
    assert all(s.right == s.found == 0 for s in result.scores.values())
    assert result.scores["statements"].gold == 23
    assert sum(m.kind == "missed statement" for m in result.misses) == 23


def statement(speaker: str, *content: list[int], **more: object) -> dict[str, object]:
    return {"speaker": speaker, "content": list(content), **more}


def test_content_must_agree_by_half_and_the_speaker_by_name() -> None:
    gold = {"statements": [statement("Kari Holm", [0, 10])]}
    assert score(gold, {"statements": [statement("Holm", [0, 5])]}).scores["statements"] == Score(1, 1, 1)
    assert score(gold, {"statements": [statement("Holm", [0, 4])]}).scores["speech"] == Score(0, 1, 1)
    wrong = score(gold, {"statements": [statement("Lars Brekke", [0, 10])]}).scores
    assert (wrong["speech"], wrong["statements"]) == (Score(1, 1, 1), Score(0, 1, 1))


def test_pieces_of_content_may_overlap_and_be_out_of_order() -> None:
    gold = {"statements": [statement("Holm", [0, 6], [4, 10], [20, 30])]}
    assert score(gold, {"statements": [statement("Holm", [20, 30], [0, 10])]}).scores["speech"].right == 1


def test_optional_records_are_neither_owed_nor_counted() -> None:
    gold = {"statements": [statement("Holm", [0, 10], optional=True)]}
    assert score(gold, {}).scores["statements"] == Score(0, 0, 0)
    assert score(gold, {"statements": [statement("Holm", [0, 10])]}).scores["statements"] == Score(0, 0, 0)


def test_a_joint_speaker_is_met_by_a_member() -> None:
    gold = {
        "actors": [{"name": "The leaders", "type": "Group", "members": ["Kari Holm", "Lars Brekke"]}],
        "statements": [statement("The leaders", [0, 10])],
    }
    assert score(gold, {"statements": [statement("Brekke", [0, 10])]}).scores["statements"].right == 1


def test_a_country_that_the_reading_leaves_out_may_be_a_place() -> None:
    found = {"actors": [{"name": "Norway", "type": "Country"}, {"name": "Holm", "type": "Person"}]}
    assert score({"actors": []}, found).scores["actors"] == Score(0, 0, 1)


def test_meetings_want_type_date_and_half_of_the_participants() -> None:
    gold = {
        "meetings": [{"type": "visit", "type_alt": ["summit"], "date": "2023-03-15", "participants": ["A B", "C D"]}]
    }

    def right(**fields: object) -> int:
        meeting = {"type": "visit", "date": "2023-03-15", "participants": ["A B"], **fields}
        return score(gold, {"meetings": [meeting]}).scores["meetings"].right

    assert right() == 1
    assert right(type="summit") == 1
    assert right(type="session") == 0
    assert right(date="2023-03-15T09:00") == 1
    assert right(date=None) == 0
    assert right(participants=["A B", "E F"]) == 0


def test_positions_want_overlap_holder_and_stance() -> None:
    gold = {"positions": [{"holder": "Norway", "stance": "support", "stance_alt": ["affirm"], "evidence": [0, 10]}]}

    def scores(**fields: object) -> tuple[int, int]:
        position = {"holder": "Norway", "stance": "support", "evidence": [0, 10], **fields}
        result = score(gold, {"positions": [position]}).scores
        return result["holding"].right, result["positions"].right

    assert scores() == (1, 1)
    assert scores(stance="affirm") == (1, 1)
    assert scores(stance="oppose") == (1, 0)
    assert scores(holder="Sweden") == (0, 0)
    assert scores(evidence=[8, 30]) == (0, 0)


def test_evaluations_add_up() -> None:
    one = Evaluation({"speech": Score(1, 2, 3)}, (), {"a": {"speech": Score(1, 2, 3)}})
    two = Evaluation({"speech": Score(1, 1, 1)}, (), {"b": {"speech": Score(1, 1, 1)}})
    both = one + two
    assert both.scores["speech"] == Score(2, 3, 4)
    assert list(both.articles) == ["a", "b"]
    assert "0.571" in str(both)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.gold\.json: no such file"):
        evaluate([tmp_path / "nowhere.gold.json"])
    with pytest.raises(DataError, match="holds no reading"):
        evaluate([tmp_path])
    (tmp_path / "a.gold.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"its text .*a\.txt is missing"):
        evaluate([tmp_path])


def test_a_malformed_reading_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kari Holm said that the ceasefire is holding.", encoding="utf-8")
    for words in ("not json", "[]", '{"statements": [{"speaker": 1}]}'):
        (tmp_path / "a.gold.json").write_text(words, encoding="utf-8")
        with pytest.raises(DataError, match=r"a\.gold\.json: not a reading"):
            evaluate([tmp_path])


def test_command_prints_the_table_and_the_errors(tmp_path: Path) -> None:
    text = "Kari Holm said that the ceasefire is holding."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.gold.json").write_text(
        json.dumps({"id": "a", "statements": [statement("Lars Brekke", [20, 44])]}), encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["evaluate", str(tmp_path), "--errors", "--each"])
    assert result.exit_code == 0, result.output
    assert "a: missed statement: by Lars Brekke: 'the ceasefire is holding'" in result.output
    assert "statements         0.000" in result.output
    assert CliRunner().invoke(main, ["evaluate", str(tmp_path / "none")]).exit_code == 2
