"""Who says what: one construct to a sentence, all sentences invented."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from kg.extract.model import load
from kg.extract.statements import Utterance, find_utterances
from kg.extract.statements.quotations import quotations
from kg.extract.text import Paragraph, Text, parse
from kg.records import Block, Document, Span


def read(words: str) -> Text:
    blocks, at = [], 0
    for line in words.split("\n"):
        if line:
            blocks.append(Block("body", Span(at, at + len(line))))
        at += len(line) + 1
    [text] = parse([Document("d", words, tuple(blocks))], load())
    return text


def told(words: str) -> list[tuple[str | None, str, str]]:
    """Return source, cue and content of each utterance, a content's spans joined by " / "."""
    text = read(words)
    return [
        (
            text.words(u.source_span) if u.source_span else None,
            text.words(u.cue_span),
            " / ".join(text.words(span) for span in u.content),
        )
        for u in find_utterances(text)
    ]


def one(words: str) -> Utterance:
    [utterance] = find_utterances(read(words))
    return utterance


SINGLE = {
    "finite clause": (
        "The minister said that Norway supports the talks.",
        ("The minister", "said", "Norway supports the talks"),
    ),
    "cue after": (
        "Norway supports the talks, the minister said.",
        ("the minister", "said", "Norway supports the talks"),
    ),
    "cue inside": (
        "Norway, the minister said, supports the talks.",
        ("the minister", "said", "Norway / supports the talks"),
    ),
    "inverted": (
        "“We support the talks,” said Kari Holm, foreign minister of Norway.",
        ("Kari Holm, foreign minister of Norway", "said", "“We support the talks,”"),
    ),
    "resumed": (
        "“We support the talks,” Holm said. “They must not fail.”",
        ("Holm", "said", "“We support the talks,” / “They must not fail.”"),
    ),
    "resumed after indirect": (
        "Norway may wait, Holm said. “Time is short. We know it.”",
        ("Holm", "said", "Norway may wait / “Time is short. We know it.”"),
    ),
    "interrupted": ("“The truce,” Holm said, “will not hold.”", ("Holm", "said", "“The truce,” / “will not hold.”")),
    "introduced": ("Holm said: “We support the talks.”", ("Holm", "said", "“We support the talks.”")),
    "introduced and inverted": ("Said Holm: “We are not naive.”", ("Holm", "Said", "“We are not naive.”")),
    "partly quoted": ("The truce “will not hold,” Holm said.", ("Holm", "said", "The truce “will not hold,”")),
    "infinitive": (
        "The two leaders agreed to meet again in May.",
        ("The two leaders", "agreed", "to meet again in May"),
    ),
    "quoted infinitive": ("Holm vowed “never to yield.”", ("Holm", "vowed", "“never to yield.”")),
    "gerund": ("Norway denied selling the missiles.", ("Norway", "denied", "selling the missiles")),
    "object": ("Norway condemned the attack on the convoy.", ("Norway", "condemned", "the attack on the convoy")),
    "object and preposition": (
        "Holm accused the rebels of breaking the truce.",
        ("Holm", "accused", "the rebels of breaking the truce"),
    ),
    "thanks": (
        "Holm thanked the hosts for their hospitality.",
        ("Holm", "thanked", "the hosts for their hospitality"),
    ),
    "preposition": ("Holm objected to the plan.", ("Holm", "objected", "the plan")),
    "particle": (
        "Norway called on the parties to lay down their arms.",
        ("Norway", "called on", "the parties to lay down their arms"),
    ),
    "call for": ("Norway called for an end to the blockade.", ("Norway", "called for", "an end to the blockade")),
    "addressee": (
        "Holm told reporters that the embassy would reopen.",
        ("Holm", "told", "the embassy would reopen"),
    ),
    "addressee and preposition": ("Holm informed the council about the talks.", ("Holm", "informed", "the talks")),
    "naming": ("Holm called the plan “a dead letter.”", ("Holm", "called", "the plan “a dead letter.”")),
    "naming with as": (
        "Holm described the border as a line in the sand.",
        ("Holm", "described", "the border as a line in the sand"),
    ),
    "according to, before": (
        "According to the ministry, the talks will resume on Monday.",
        ("the ministry", "According", "the talks will resume on Monday"),
    ),
    "according to, after": (
        "The talks will resume on Monday, according to the ministry.",
        ("the ministry", "according", "The talks will resume on Monday"),
    ),
    "according to, inside": (
        "The talks, according to the ministry, will resume on Monday.",
        ("the ministry", "according", "The talks / will resume on Monday"),
    ),
    "comment clause": ("As Holm said, the embassy will reopen.", ("Holm", "said", "the embassy will reopen")),
    "possessed noun": (
        "The ministry's warning that the bridge is unsafe came late.",
        ("The ministry's", "warning", "the bridge is unsafe"),
    ),
    "noun with a light verb": (
        "The envoy issued a warning that the truce is fragile.",
        ("The envoy", "warning", "the truce is fragile"),
    ),
    "hope expressed": (
        "The ministers expressed hope that the ceasefire will hold.",
        ("The ministers", "expressed", "the ceasefire will hold"),
    ),
    "passive": ("The attack was condemned by Norway.", ("Norway", "condemned", "The attack")),
    "passive pointing back": (
        "The dam is safe. This was stated by Holm at a briefing.",
        ("Holm", "stated", "The dam is safe"),
    ),
    "asked": ("Asked whether Norway would pay, Holm denied it.", ("Holm", "denied", "it")),
    "purpose": (
        "Holm phoned her Danish counterpart to congratulate him on his election.",
        ("Holm", "congratulate", "him on his election"),
    ),
    "relative clause": ("Holm, who said the talks had failed, left early.", ("Holm", "said", "the talks had failed")),
    "document": ("The statement said the embassy would reopen.", ("The statement", "said", "the embassy would reopen")),
    "capital": ("Oslo denies that it sold the missiles.", ("Oslo", "denies", "it sold the missiles")),
    "said twice": (
        "Holm said Norway objects to the plan, she said.",
        ("Holm", "said", "Norway objects to the plan"),
    ),
    "coordinated content": (
        "Holm said the truce was fragile and would not hold.",
        ("Holm", "said", "the truce was fragile and would not hold"),
    ),
    "list of infinitives": (
        "Holm underscored her desire to end the war, rebuild the region, and keep the peace.",
        ("Holm", "underscored", "her desire to end the war, rebuild the region, and keep the peace"),
    ),
    "turn": (
        "Kari Holm: We support the talks. They must go on.",
        ("Kari Holm", ":", "We support the talks. They must go on."),
    ),
    "signed": ("“The talks must go on.” — Kari Holm", ("Kari Holm", "—", "“The talks must go on.”")),
}


@pytest.mark.parametrize("name", SINGLE)
def test_one_statement(name: str) -> None:
    words, expected = SINGLE[name]
    assert told(words) == [expected]


SEVERAL = {
    "participle before": (
        "Noting that time is short, Holm urged both sides to return to the table.",
        [("Holm", "Noting", "time is short"), ("Holm", "urged", "both sides to return to the table")],
    ),
    "participle after": (
        "“We support the talks,” Holm said in Oslo, adding that they must not fail.",
        [("Holm", "said", "“We support the talks,”"), ("Holm", "adding", "they must not fail")],
    ),
    "participle inside the content": (
        "Holm said that the talks had failed, calling on the two sides to resume them.",
        [("Holm", "said", "the talks had failed"), ("Holm", "calling on", "the two sides to resume them")],
    ),
    "joint source": (
        "Holm and Berg welcomed the agreement, saying it would bring peace.",
        [("Holm and Berg", "welcomed", "the agreement"), ("Holm and Berg", "saying", "it would bring peace")],
    ),
    "coordinated cues": (
        "Holm said the truce was fragile and warned that it might not hold.",
        [("Holm", "said", "the truce was fragile"), ("Holm", "warned", "it might not hold")],
    ),
    "transcript": (
        "President of Norway Kari Holm: Welcome to Oslo.\nWe have much to do.\nOle Berg: Thank you.",
        [
            ("President of Norway Kari Holm", ":", "Welcome to Oslo. / We have much to do."),
            ("Ole Berg", ":", "Thank you."),
        ],
    ),
    "nested, another source": (
        "Holm said the envoy had told her the truce was fragile.",
        [
            ("Holm", "said", "the envoy had told her the truce was fragile"),
            ("the envoy", "told", "the truce was fragile"),
        ],
    ),
    "what it calls": (
        "Norway condemned what it called naked aggression.",
        [("Norway", "condemned", "what it called naked aggression"), ("it", "called", "naked aggression")],
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_several_statements(name: str) -> None:
    words, expected = SEVERAL[name]
    assert told(words) == expected


def test_a_nested_utterance_knows_the_one_around_it() -> None:
    outer, inner = find_utterances(read("Holm said the envoy had told her the truce was fragile."))
    assert (outer.outer, inner.outer) == (None, 0)


def test_a_quotation_over_paragraphs_is_one_content() -> None:
    words = (
        "“We support the talks,” Holm said. “They matter.\n“They must not fail. Time is short.”\nThe embassy is shut."
    )
    [(source, _, content)] = told(words)
    assert source == "Holm"
    assert content == "“We support the talks,” / “They matter. / “They must not fail. Time is short.”"


def test_a_paragraph_that_is_all_quotation_continues_the_one_before() -> None:
    [(source, _, content)] = told("“We support the talks,” Holm told a news conference.\n“They must not fail.”")
    assert (source, content) == ("Holm", "“We support the talks,” / “They must not fail.”")


def test_a_paragraph_that_ends_in_a_colon_announces_the_next() -> None:
    assert told("Holm continued:\n“They must not fail.”") == [("Holm", "continued", "“They must not fail.”")]


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "‘’", "„“", ("``", "''"), ("''", "''")])
def test_marks_of_any_shape(marks: tuple[str, str]) -> None:
    begin, end = marks
    words = f"{begin}We support the talks,{end} Holm said."
    [utterance] = find_utterances(read(words))
    assert utterance.quote_type == "direct"
    assert words[utterance.content[0].start : utterance.content[0].end] == f"{begin}We support the talks,{end}"


@pytest.mark.parametrize(
    "words", ["“We support the talks, Holm said. The embassy opened.", 'We support the talks", Holm said.']
)
def test_a_stray_mark_spoils_nothing(words: str) -> None:
    [(source, cue, content)] = told(words)
    assert (source, cue) == ("Holm", "said")
    assert content.strip('“"') == "We support the talks"


@pytest.mark.parametrize(
    ("words", "modality"),
    [
        ("Holm did not say that the embassy would reopen.", "negated"),
        ("Holm will announce that the embassy is to reopen.", "future"),
        ("Holm could say that the embassy is shut.", "conditional"),
        ("Holm said that the embassy is shut.", "asserted"),
    ],
)
def test_modality(words: str, modality: str) -> None:
    assert one(words).modality == modality


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("“We support the talks,” Holm said.", "direct"),
        ("Holm said the talks were “a farce” from the start.", "mixed"),
        ("Holm said the talks were a farce.", "indirect"),
    ],
)
def test_quote_type(words: str, kind: str) -> None:
    assert one(words).quote_type == kind


@pytest.mark.parametrize(
    ("words", "addressee"),
    [
        ("Holm told reporters that the embassy would reopen.", "reporters"),
        ("Holm urged the rebels to leave.", "rebels"),
        ("Norway called on the parties to lay down their arms.", "parties"),
        ("Holm said to reporters that the embassy would reopen.", "reporters"),
    ],
)
def test_addressee(words: str, addressee: str) -> None:
    found = one(words).addressee
    assert found is not None
    assert found.text == addressee


@pytest.mark.parametrize(
    "words",
    [
        "The ministers discussed the border.",
        "The delegations exchanged views on trade.",
        "It was said that the embassy would reopen.",
        "The embassy reopened on Monday.",
        "Holm did not say when the embassy would reopen.",
        "",
    ],
)
def test_no_statement(words: str) -> None:
    assert told(words) == []


def test_nested_marks_belong_to_the_quotation_around_them() -> None:
    words = "“He said “no” to us,” and 'so' on"
    assert [words[q.start : q.end] for q in quotations(words)] == ["“He said “no” to us,”", "'so'"]


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("“”\"'‘’«»`:,.—- \n")), max_size=300)
WORDS = "Holm said that Norway , . “ ” \" '' adding told it warned : by according to which and the claim agreed called on as ’ —"
NEWS = st.lists(st.sampled_from([*WORDS.split(" "), "\n"]), max_size=80).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(TEXT, NEWS))
def test_any_text_gives_spans_inside_it(words: str) -> None:
    for number, utterance in enumerate(find_utterances(read(words))):
        assert utterance.content
        spans = [*utterance.content, utterance.cue_span]
        spans += [utterance.source_span] if utterance.source_span else []
        assert all(0 <= span.start < span.end <= len(words) for span in spans)
        assert all(a.end <= b.start for a, b in zip(utterance.content, utterance.content[1:], strict=False))
        assert utterance.outer is None or utterance.outer < number


HOSTILE = {
    "one sentence": "Holm said that the talks about the border in the north and the south",
    "quotation marks": "“",
    "straight marks": "\" '",
    "paired marks": "“ a ”",
    "nested cues": "Holm said that Berg said that",
    "asides": "the talks , Holm said ,",
    "participles": "adding that it failed ,",
    "relative clauses": "who told the man",
    "headings": "Holm : well .",
    "calls": "called on the claim by according to",
}
TAGS = {"said": "VBD", "told": "VBD", "failed": "VBD", "called": "VBD", "adding": "VBG", "that": "IN", "who": "WP"}
SHAPES = {
    "deep": lambda i, _count: max(i - 1, 0),
    "deep to the right": lambda i, count: min(i + 1, count - 1),
    "flat": lambda _i, _count: 0,
    "flat, last": lambda _i, count: count - 1,
}
DEPENDENCIES = [
    "nsubj",
    "ccomp",
    "advcl",
    "conj",
    "dobj",
    "relcl",
    "prep",
    "pobj",
    "xcomp",
    "cc",
    "punct",
    "acl",
    "mark",
]


def fastest(work: Callable[[Any], object], subject: Any) -> float:
    """Return the CPU seconds of the quickest of three runs: a machine that does other things is never faster for it."""
    took = []
    for _ in range(3):
        begin = time.process_time()
        work(subject)
        took.append(time.process_time() - begin)
    return min(took)


def grown(words: list[str], shape: str, paragraphs: int) -> Text:
    """Return a text with trees of the greatest depth or breadth that a parser could make of it."""
    count = len(words)
    tags = [TAGS.get(word, "NNP" if word.isalpha() else ",") for word in words]
    doc = Doc(
        load().vocab,
        words=words,
        tags=tags,
        pos=["VERB" if tag.startswith("V") else "PROPN" if tag == "NNP" else "PUNCT" for tag in tags],
        lemmas=[{"said": "say", "told": "tell", "called": "call", "adding": "add"}.get(word, word) for word in words],
        deps=[DEPENDENCIES[i % len(DEPENDENCIES)] for i in range(count)],
        heads=[SHAPES[shape](i, count) for i in range(count)],
    )
    length = len(doc.text) + 1
    document = Document("d", (doc.text + "\n") * paragraphs)
    return Text(document, tuple(Paragraph(n, n * length, "body", doc) for n in range(paragraphs)))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_length_only(name: str, shape: str) -> None:
    """Paragraphs as long as :mod:`kg.extract.text` lets them grow: four times as many take about four times as long."""
    words = HOSTILE[name].split(" ")
    words *= 2000 // len(words)
    short, long = (fastest(find_utterances, grown(words, shape, paragraphs)) for paragraphs in (2, 8))
    assert long < 8 * max(short, 0.05)


MARKS = ("“ ", "'\" ", "“a”", "word word word ", "„“")


@pytest.mark.parametrize("marks", MARKS)
def test_a_hundred_thousand_marks_and_a_megabyte(marks: str) -> None:
    short, long = (fastest(quotations, marks * (length // len(marks))) for length in (250_000, 1_000_000))
    assert long < 10 * max(short, 0.05)
