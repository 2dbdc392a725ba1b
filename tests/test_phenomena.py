"""Every passage of the suite gives the records that it must, or is listed as a known gap."""

from collections import Counter

import phenomena_suite
import pytest
from phenomena_suite import Case, cases, extractions, faults

GROUPS = {"statements": 100, "who": 45, "actors": 45, "meetings": 45, "positions": 55, "nothing": 25}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_passage_gives_its_records(case: Case) -> None:
    found = faults(case, extractions()[case.id])
    if case.gap and found:
        pytest.xfail(case.gap)
    assert not case.gap, f"{case.id} passes now: take its line `gap = …` out of the file"
    assert not found, "\n".join([f"{case.construct}: {case.document.text}", *found])


def test_suite_is_wide() -> None:
    count = Counter(case.group for case in cases())
    assert all(count[group] >= least for group, least in GROUPS.items()), count


def test_every_case_is_named_once_and_explained() -> None:
    names = Counter(case.id for case in cases())
    assert [name for name, n in names.items() if n > 1] == []
    assert [case.id for case in cases() if not case.construct.strip()] == []
    texts = Counter((case.group, case.document.text) for case in cases())
    assert [text for text, n in texts.items() if n > 1] == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_quoted_words_stand_in_the_passage(case: Case) -> None:
    for records in case.expected.values():
        for record in records:
            for field in ("cue", "content", "evidence", "mentions"):
                quoted = record.get(field, ())
                for words in [quoted] if isinstance(quoted, str) else quoted:
                    case.locate(words)


def test_words_that_are_missing_or_ambiguous_are_refused() -> None:
    text = "He said that she said so."
    assert phenomena_suite.locate(text, "said (2)").start == text.rindex("said")
    assert phenomena_suite.locate(text, "that ... so").end == len(text) - 1
    with pytest.raises(ValueError, match="2 times"):
        phenomena_suite.locate(text, "said")
    with pytest.raises(ValueError, match="not in the passage"):
        phenomena_suite.locate(text, "denied")
    with pytest.raises(ValueError, match="not in the passage"):
        phenomena_suite.locate(text, "sai")


def test_passages_are_not_copied_from_the_shared_texts() -> None:
    shared = phenomena_suite.FOLDER.parents[2] / "shared"
    if not shared.is_dir():
        pytest.skip("the shared texts are not on this machine")
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(shared.glob("*/*.txt")))
    flat = " ".join(texts.split())
    assert [
        case.id for case in cases() if " ".join(case.document.text.split()) in flat and len(case.document.text) > 20
    ] == []
