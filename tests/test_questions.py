"""All twenty questions on a small dataset by hand: exact rows, and the same rows in rdflib."""

import os
import re
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
import rdflib
from diplomacy import diplomacy, second_paper

import kg.store
import kg.vocab
from kg.queries import IRI, Rows, questions
from kg.store import Store

QUESTIONS = questions()
ROOT = Path(__file__).parents[1]
VIEWS = sorted((ROOT / "kg" / "queries" / "views").glob("*.rq"))
LEAD = "https://w3id.org/dkg/resource/"
MANY = re.compile(
    r"\S+#(?!(trade|human-rights|sanctions|formula-common-destiny|formula-shared-future|formula-(open-)?strategic-autonomy)>)"
)
WORDY = ("<https://w3id.org/dkg/issue#", "<https://w3id.org/dkg/scheme#formula-")
M1 = "2021-03-01"
ACCOUNTS = ("sylvania/readout", "borduria/readout")
MINISTRY = "Ministry of Foreign Affairs of Sylvania"

# Question, parameters, columns and the rows. Statements and positions stand for their identifiers.
CASES: list[tuple[str, Mapping[str, object], str, list[tuple[object, ...]]]] = [
    (
        "1",
        {"speaker": "ana lind"},
        "statement date onBehalfOfName addresseeName said",
        [
            ("borduria/readout/s2", M1, "Sylvania", None, "Sylvania regrets the delay"),
            (
                "sylvania/readout/s1",
                M1,
                "Sylvania",
                None,
                "Sylvania supports free trade and a community of common destiny",
            ),
            ("wire/s1", M1, "Sylvania", "Otto Kar", "time was short"),
            ("daily-one/1/s2", "2021-03-04", "Sylvania", None, "a community with a shared future"),
            ("daily-one/2/s2", "2021-03-04", "Sylvania", None, "a community with a shared future"),
        ],
    ),
    (
        "2",
        {"statement": "daily-two/s1"},
        "speakerName mode documentName start end words cueWords",
        [("Otto Kar", "direct", "daily-two", 0, 31, "“We will never yield to trade!”", "said")],
    ),
    (
        "3",
        {},
        "statement date tellerName tellerSideName speakerName speakerSideName documentName",
        [
            ("sylvania/readout/s3", M1, MINISTRY, "Sylvania", "Otto Kar", "Borduria", "sylvania/readout"),
            ("sylvania/readout/s2", M1, MINISTRY, "Sylvania", "Otto Kar", "Borduria", "sylvania/readout"),
            ("sylvania/readout/s4", M1, MINISTRY, "Sylvania", "Otto Kar", "Borduria", "sylvania/readout"),
            ("borduria/readout/s2", M1, "Palace", "Borduria", "Ana Lind", "Sylvania", "borduria/readout"),
            ("wire/s1", M1, "Palace", "Borduria", "Ana Lind", "Sylvania", "wire"),
        ],
    ),
    (
        "4",
        {},
        "statement tellerSideName speakerName said issueName documentName otherName",
        [
            (
                "sylvania/readout/s2",
                "Sylvania",
                "Otto Kar",
                "Borduria would open its market for trade",
                "trade",
                *ACCOUNTS,
            )
        ],
    ),
    (
        "5",
        {},
        "date type accountName otherName issueName",
        [
            (M1, "bilateral_meeting", "borduria/readout", "sylvania/readout", "sanctions"),
            (M1, "bilateral_meeting", "borduria/readout", "wire", "human rights"),
            (M1, "bilateral_meeting", "borduria/readout", "wire", "sanctions"),
            (M1, "bilateral_meeting", "sylvania/readout", "borduria/readout", "trade"),
            (M1, "bilateral_meeting", "sylvania/readout", "wire", "human rights"),
            (M1, "bilateral_meeting", "sylvania/readout", "wire", "trade"),
        ],
    ),
    (
        "6",
        {},
        "holderName issueName stance positions",
        [
            ("Borduria", "human rights", "respect", 1),
            ("Borduria", "sanctions", "demand", 1),
            ("Borduria", "trade", "oppose", 2),
            ("Borduria", "trade", "pledge", 1),
            ("Ruritania", "human rights", "support", 2),
            ("Sylvania", "trade", "support", 1),
        ],
    ),
    (
        "7",
        {"issue": "trade"},
        "holderName date dated stance modality position",
        [
            ("Borduria", "2021-03-04", "said", "support", "negated", "daily-one/1/p2"),
            ("Borduria", "2021-03-04", "said", "oppose", "asserted", "daily-one/1/p1"),
            ("Borduria", "2021-03-04", "said", "support", "negated", "daily-one/2/p2"),
            ("Borduria", "2021-03-04", "said", "oppose", "asserted", "daily-one/2/p1"),
            ("Sylvania", M1, "said", "support", "asserted", "sylvania/readout/p1"),
        ],
    ),
    (
        "8",
        {},
        "holderName issueName earlier earlierMost earlierLeast later laterMost laterLeast turned",
        [("Borduria", "trade", M1, "pledge", "pledge", "2021-03-04", "oppose", "oppose", True)],
    ),
    (
        "9",
        {},
        "formulaName actorName first last uses firstStatement lastStatement",
        [
            (name, actor, day, day, uses, first, last)
            for name, day, uses, first, last in [
                ("community of common destiny", M1, 1, "sylvania/readout/s1", "sylvania/readout/s1"),
                ("community with a shared future", "2021-03-04", 2, "daily-one/1/s2", "daily-one/2/s2"),
            ]
            for actor in ("Ana Lind", "Sylvania")
        ],
    ),
    (
        "9",
        {"formula": "never yield", "actor": "BRD"},
        "formulaName actorName first last uses",
        [("never yield", "Borduria", "2021-03-04", "2021-03-06", 4)],
    ),
    (
        "10",
        {},
        "oldName newName actorName last first lastStatement firstStatement",
        [
            (
                "community of common destiny",
                "community with a shared future",
                actor,
                M1,
                "2021-03-04",
                "sylvania/readout/s1",
                "daily-one/1/s2",
            )
            for actor in ("Ana Lind", "Sylvania")
        ],
    ),
    (
        "10",
        {"formula": "market for trade", "variant": "yield to trade", "actor": "Borduria"},
        "oldName newName last first",
        [("market for trade", "yield to trade", M1, "2021-03-04")],
    ),
    (
        "11",
        {},
        "issueName forName forPositions forStance forTarget againstName againstPositions againstStance againstTarget",
        [("trade", "Sylvania", 1, "support", "free trade", "Borduria", 2, "oppose", "trade")],
    ),
    (
        "12",
        {},
        "date type status place participantName onBehalfOfName capacity",
        [
            (M1, "bilateral_meeting", "held", "Basel", "Ana Lind", "Sylvania", "Envoy"),
            (M1, "bilateral_meeting", "held", "Basel", "Otto Kar", "Borduria", "Minister"),
        ],
    ),
    (
        "13",
        {"on": "2021-03-04"},
        "speakerName office onBehalfOfName attested",
        [("Ana Lind", "Envoy", "Sylvania", None), ("Otto Kar", "Minister", "Borduria", "2021-03-04")],
    ),
    (
        "14",
        {},
        "holderName issueName documents",
        [("Ruritania", "sanctions", 2), ("Sylvania", "sanctions", 1)],
    ),
    (
        "15",
        {"atLeast": 2},
        "speakerName said independent publishers documents first",
        [("Otto Kar", "“We will never yield to trade!”", 2, 3, 4, "2021-03-05")],
    ),
    (
        "16",
        {},
        "earlierName laterName start end kind words",
        [("daily-one/1", "daily-one/2", 204, 220, "body", "Nobody was hurt.")],
    ),
    (
        "17",
        {},
        "statement attributedByName publisherName date",
        [
            ("wire/s1", "Palace", "The Wire", M1),
            ("daily-one/1/s1", "Royal Press Office", "Daily One", "2021-03-04"),
            ("daily-one/2/s1", "Royal Press Office", "Daily One", "2021-03-04"),
        ],
    ),
    (
        "18",
        {},
        "manner cue times",
        [
            ("direct", "say", 6),
            ("indirect", "say", 5),
            ("indirect", "speak", 2),
            ("indirect", "add", 1),
            ("indirect", "tell", 1),
        ],
    ),
    (
        "19",
        {"kind": "position", "below": 0.9},
        "type identifier documentName confidence program version model modelVersion",
        [
            ("Position", f"daily-one/{n}/p1", f"daily-one/{n}", 0.5, "kg", "0.1.0", "en_core_web_sm", "3.8.0")
            for n in (1, 2)
        ],
    ),
    ("19", {"kind": "Position", "document": "daily-two"}, "identifier", []),
    ("19", {"kind": "Position", "document": "daily-copy"}, "identifier", [("daily-copy/p1",)]),
    (
        "20",
        {"holder": "BRD"},
        "rung kind targetName weight confidence",
        [
            ("respect", "actor", "Sylvania", 1, 1.0),
            ("respect", "issue", "human rights", 1, 1.0),
            ("demand", "issue", "sanctions", 1, 1.0),
            ("oppose", "issue", "trade", 2, 0.5),
            ("pledge", "issue", "trade", 1, 1.0),
        ],
    ),
]


@pytest.fixture(scope="module")
def store() -> Store:
    return diplomacy()


@cache
def _identifiers(store: Store) -> dict[object, object]:
    rows = store.select(
        "SELECT ?item ?name { ?item a ?class ; dcterms:identifier ?name VALUES ?class { dkg:Statement dkg:Position } }"
    )
    return {row["item"]: row["name"] for row in rows}


def _cells(store: Store, rows: Rows, columns: str) -> list[tuple[object, ...]]:
    names = _identifiers(store)
    return [
        tuple(names.get(row[c], row[c]) if isinstance(row[c], IRI) else row[c] for c in columns.split()) for row in rows
    ]


@pytest.mark.parametrize(
    ("question", "given", "columns", "expected"), CASES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_rows(
    store: Store, question: str, given: Mapping[str, object], columns: str, expected: list[tuple[object, ...]]
) -> None:
    found = _cells(store, store.select(question, **given), columns)
    # Where a question orders by IRIs, which hold hashes, the order says nothing.
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_there_are_twenty_and_each_is_tested() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 21))
    assert {int(number) for number, *_ in CASES} == set(range(1, 21))


def table() -> str:
    """Return the table of the documentation."""
    lines = ["| | question | `kg query` | parameters |", "| --- | --- | --- | --- |"]
    for question in QUESTIONS:
        given = "<br>".join(f"`{p.name}` ({p.kind}): {p.meaning}" for p in question.parameters)
        lines.append(f"| {question.number} | {question.text} | `{question.name}` | {given} |")
    return "\n".join(lines) + "\n"


def test_the_documentation_lists_them_all() -> None:
    page = ROOT / "docs" / "questions.md"
    text = page.read_text("utf-8")
    before, start, rest = text.partition("<!-- questions -->\n")
    _, end, after = rest.partition("<!-- end of questions -->\n")
    new = before + start + table() + end + after
    if os.environ.get("KG_UPDATE_DOCS"):
        page.write_text(new, "utf-8")
    assert new == text


def test_rows_come_in_order(store: Store) -> None:
    for question in QUESTIONS:
        rows = store.select(question.name)
        assert rows.values == store.select(question.name).values
        assert len(set(rows.values)) == len(rows), question.name


@pytest.fixture(scope="module")
def dataset(store: Store) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    # With the words of all issues and formulas, rdflib takes minutes.
    lines = store.dump("n-quads", schemes=True).decode().splitlines(keepends=True)
    kept = [line for line in lines if not (line.startswith(WORDY) and MANY.match(line))]
    dataset.parse(data="".join(kept), format="nquads")
    return dataset


@pytest.mark.filterwarnings("ignore:.*Dataset:DeprecationWarning")  # rdflib's own, about itself
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_rdflib_answers_alike(store: Store, dataset: rdflib.Dataset, question) -> None:
    answer = dataset.query(question.sparql, initNs=kg.vocab.PREFIXES)
    rows = [tuple(None if cell is None else cell.toPython() for cell in row) for row in answer]
    assert rows or question.number not in {int(number) for number, given, _, found in CASES if found and not given}
    ours = store.select(question.name).values
    assert sorted(map(str, _plain(rows))) == sorted(map(str, _plain(ours)))


def _plain(rows) -> list[tuple[str | None, ...]]:
    return [tuple(None if c is None else str(c if isinstance(c, str) else float(c)) for c in row) for row in rows]


@pytest.fixture(scope="module")
def crowd() -> Store:
    """Return sixty documents that all mention the same three actors."""
    store = kg.store.open()
    for number in range(60):
        store.add(second_paper(f"Daily {number % 20}", f"copy-{number}"))
    return store


@pytest.mark.parametrize("query", [*QUESTIONS, *VIEWS], ids=lambda query: query.name)
def test_what_many_documents_share_does_not_multiply(crowd: Store, query) -> None:
    sparql = query.read_text("utf-8") if isinstance(query, Path) else query.sparql
    begin = time.process_time()
    crowd.query(sparql)
    assert time.process_time() - begin < 3
