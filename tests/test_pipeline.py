"""The extraction as a whole: which model, what any text may do to it, what it costs to be long."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ModelError
from kg.extract import extract, extract_all, model
from kg.records import Block, Document, Extraction, Span

# Of the files in en_core_web_sm 3.8.0 that decide what it finds; another model gives another graph.
WEIGHTS = {
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
}


def document(text: str, name: str = "d") -> Document:
    return Document(name, text, (Block("body", Span(0, len(text))),) if text else (), published="2024-05-14")


def spans(extraction: Extraction) -> list[Span]:
    found = [m for a in extraction.actors for m in a.mentions]
    found += [e for r in (*extraction.meetings, *extraction.tenures) for e in r.evidence]
    for s in extraction.statements:
        found += [s.cue, *s.content, *([s.speaker_span] if s.speaker_span else [])]
    for p in extraction.positions:
        found += [p.evidence, *([p.cue] if p.cue else [])]
    return found


def references(extraction: Extraction) -> list[str]:
    found = [r for a in extraction.actors for r in (a.represents, *a.members)]
    found += [p.actor for m in extraction.meetings for p in m.participants]
    found += [r for s in extraction.statements for r in (s.speaker, s.on_behalf_of, s.attributed_by, *s.addressees)]
    found += [r for p in extraction.positions for r in (p.holder, p.speaker, *p.target_actors)]
    return [r for r in found if r]


def test_the_default_model_has_the_weights_that_the_numbers_were_measured_with() -> None:
    folder = model.load().path
    assert folder is not None
    found = {name: hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest() for name in WEIGHTS}
    assert found == WEIGHTS


def test_another_pipeline_plugs_in_by_name(tmp_path: Path) -> None:
    other = spacy.load(model.DEFAULT_MODEL)
    other.meta["name"] = "mine"
    other.to_disk(tmp_path / "mine")
    text = "Norway's foreign minister, Kari Holm, said that Norway supports the talks."
    by_name, default = extract(document(text), model=str(tmp_path / "mine")), extract(document(text))
    assert by_name.statements == default.statements
    assert by_name.run is not None
    assert by_name.run.model == "en_mine"


def test_a_pipeline_that_lacks_a_part_is_refused_by_name(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(ModelError, match=r"bare: not usable.*parser, ner, lemmatizer"):
        extract(document("Norway spoke."), model=str(tmp_path / "bare"))


def test_a_pipeline_for_another_language_is_refused(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "fremd")
    with pytest.raises(ModelError, match="it is for 'de'"):
        extract(document("Norway spoke."), model=str(tmp_path / "fremd"))


PIECES = st.sampled_from(
    [
        "President Kari Holm of Norway ",
        "he said ",
        "the two sides ",
        "“",
        "”",
        '"',
        "'",
        "Chile's foreign ministry ",
        "warned that ",
        "according to ",
        ", ",
        ". ",
        "\n\n",
        ": ",
        "met ",
        "on Tuesday ",
        "does not support ",
        "the talks ",
        "\U0001f1f3\U0001f1f4",
        "\ud800",
        "\u202e",
        "\x00",
    ]
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=30).map("".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_records_that_lie_inside_it(text: str) -> None:
    extraction = extract(document(text))
    assert all(0 <= s.start < s.end <= len(text) for s in spans(extraction))
    known = {a.id for a in extraction.actors}
    assert known.issuperset(references(extraction))
    statements = {s.id for s in extraction.statements}
    assert all(p.statement in statements for p in extraction.positions if p.statement)
    meetings = {m.id for m in extraction.meetings}
    assert all(s.meeting in meetings for s in extraction.statements if s.meeting)


def test_documents_do_not_touch_each_other() -> None:
    texts = [
        "Kari Holm, Norway's prime minister, said that Norway supports the talks. She will visit Chile on Friday.",
        "She said that the talks had failed.",
        "Holm rejected the plan.",
    ]
    documents = [document(t, f"d{n}") for n, t in enumerate(texts)]
    together = list(extract_all(documents))
    assert together == [extract(d) for d in documents]
    assert together == [*extract_all(reversed(documents))][::-1]


LONG = {
    "one sentence": "and the minister of Norway said that Chile supports the talks ",
    "quotation marks": "” “",
    "straight marks": '"he said" ',
    "nesting": "said that Norway said that Chile ",
    "brackets": "((([",
    "names": "Kari Holm, Ola Moe, Per Lie and ",
    "meetings": "Kari Holm met Ola Moe on Tuesday. ",
}


def seconds(text: str) -> float:
    start = time.process_time()
    extract(document(text))
    return time.process_time() - start


@pytest.mark.parametrize("kind", LONG)
def test_four_times_the_length_takes_about_four_times_as_long(kind: str) -> None:
    unit = LONG[kind]
    seconds(unit * (2_000 // len(unit)))
    short = seconds(unit * (8_000 // len(unit)))
    # Four times as long, with room for a machine that does other things as well; quadratic work would take sixteen.
    assert seconds(unit * (32_000 // len(unit))) < 9 * short + 0.5
