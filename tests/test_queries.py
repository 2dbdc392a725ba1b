"""The questions, each with its actual rows, and how parameters are bound."""

from collections.abc import Callable

import pytest
from diplomacy import diplomacy
from gold_reading import NAME, gold, readout

import kg.store
from kg.errors import QueryError
from kg.ids import Namer
from kg.queries import IRI, Rows, find, questions
from kg.store import Store

QUESTIONS = questions()
NAMES = [question.name for question in QUESTIONS]
PARAMETERS = [(question.name, parameter) for question in QUESTIONS for parameter in question.parameters]
HOSTILE = (
    '"} UNION { ?s ?p ?o } #',
    "' OR 1=1 --",
    "\\",
    '\\" } } #',
    "VALUES ?speaker { UNDEF }",
    "<urn:kg:param>",
    "\n\r\t\x00",
    "?who",
    "’“”𝔘",
)


@pytest.fixture(scope="module")
def store() -> Store:
    store = kg.store.open()
    store.add(gold())
    store.add(readout())
    return store


@pytest.fixture(scope="module")
def small() -> Store:
    return diplomacy()


def cells(rows: Rows, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_who_said_what(store: Store) -> None:
    rows = store.select("who-said-what", speaker="Chen Xu")
    assert cells(rows, "date", "speakerName", "documentName", "at") == [
        ("2021-08-24", "Chen Xu", NAME, at) for at in (3745, 4112, 4551, 4740)
    ]
    rows = store.select("who-said-what", **{"from": "2021-08-26"})
    assert cells(rows, "date", "speakerName", "onBehalfOfName", "addresseeName", "said") == [
        ("2021-08-26", "Ana Lind", "Sylvania", "Otto", "Sylvania could not accept the tariffs")
    ]
    assert len(store.select("1")) == 25
    assert len(store.select("1", until="2021-08-24")) == 4
    assert cells(store.select("1", words="SHOES"), "speakerName") == [("Xi Jinping",)]


def test_exact_words(store: Store) -> None:
    rows = store.select("exact-words", statement=f"{NAME}/s22")
    words = "“Such acts have seriously undermined the sovereignty and territorial integrity of those countries and "
    words += "brought severe disasters to their people. This indeed is a profound lesson,”"
    assert cells(rows, "speakerName", "mode", "documentName", "start", "end", "words", "cueWords") == [
        ("Chen Xu", "direct", NAME, 4558, 4736, words, "added")
    ]
    text = gold().document.text
    rows = store.select("exact-words", document=NAME)
    assert len(rows) == 23
    assert [row["words"] for row in rows] == [text[row["start"] : row["end"]] for row in rows]


def test_issues_in_one_account(store: Store) -> None:
    meeting = IRI(Namer.of(gold()).meetings["wang-yu-taliban-meeting"])
    rows = store.select("issues-in-one-account", meeting=meeting)
    assert cells(rows, "date", "type", "accountName", "otherName", "issueName") == [
        (
            "2021-08-24",
            "bilateral_meeting",
            "Muhammad Naeem",
            "Chinese Foreign Ministry",
            "diplomatic missions and staff",
        ),
        ("2021-08-24", "bilateral_meeting", "Muhammad Naeem", "Chinese Foreign Ministry", "humanitarian aid"),
    ]
    assert rows.values == store.select("5", meeting=f"{NAME}/wang-yu-taliban-meeting").values
    assert not store.select("5", meeting=f"{NAME}/xi-putin-call")


def test_position_matrix(store: Store) -> None:
    assert cells(store.select("position-matrix"), "holderName", "issueName", "stance", "positions") == [
        ("China", "sovereignty", "oppose", 1),
        ("China", "sovereignty", "respect", 1),
        ("China", "sovereignty", "urge", 1),
        ("Russia", "peace and security", "oppose", 1),
    ]
    for russia in ("Russia", "russia", "RUS", IRI("https://w3id.org/dkg/resource/country/RUS")):
        assert cells(store.select("6", holder=russia), "holderName") == [("Russia",)]


def test_latest_position(store: Store) -> None:
    rows = store.select("latest-position", holder="China")
    assert sorted(cells(rows, "issueName", "date", "dated", "stance", "modality")) == [
        ("sovereignty", "2021-08-25", "said", "respect", "asserted"),
        ("sovereignty", "2021-08-25", "said", "urge", "asserted"),
    ]
    rows = store.select("latest-position", until="2021-08-24")
    assert cells(rows, "holderName", "date", "stance", "target") == [
        ("China", "2021-08-24", "oppose", "power politics and military means")
    ]
    assert cells(store.select("7", holder="SYL"), "date", "stance", "modality") == [("2021-08-26", "reject", "negated")]


def test_who_met_whom(store: Store) -> None:
    rows = store.select("who-met-whom", person="Wang Yu")
    assert cells(rows, "date", "type", "status", "place", "participantName", "onBehalfOfName", "capacity") == [
        ("2021-08-24", "bilateral_meeting", "held", "Kabul", *who)
        for who in (
            ("Abdul Salam Hanafi", "Taliban", "deputy head of the Taliban's political office"),
            ("Chinese diplomats", "China", None),
            ("Taliban", None, None),
            ("Wang Yu", "China", "Ambassador to Afghanistan"),
        )
    ]
    rows = store.select("who-met-whom", **{"from": "2021-08-26"})
    assert cells(rows, "status", "participantName", "onBehalfOfName", "capacity") == [
        ("scheduled", "Ana Lind", "Sylvania", "Envoy"),
        ("scheduled", "Otto", "Borduria", "King"),
    ]
    assert len(store.select("12")) == 11


def test_office_of_speaker(store: Store) -> None:
    rows = store.select("office-of-speaker")
    assert cells(rows, "date", "speakerName", "office", "onBehalfOfName", "accreditedToName", "attested") == [
        ("2021-08-24", "Chen Xu", "Ambassador to the UN at Geneva", "China", None, None),
        ("2021-08-25", "Vladimir Putin", "President", "Russia", None, None),
        ("2021-08-25", "Wang Wenbin", "Foreign Ministry spokesman", "Chinese Foreign Ministry", None, None),
        ("2021-08-25", "Xi Jinping", "President", "China", None, None),
        ("2021-08-26", "Ana Lind", "Envoy", "Sylvania", "League", "2021-08-26"),
    ]
    assert cells(store.select("13", speaker="Chen Xu", on="2021-08-24"), "office") == [
        ("Ambassador to the UN at Geneva",)
    ]
    assert not store.select("13", speaker="Chen Xu", on="2021-08-25")


def test_relayed_statements(store: Store) -> None:
    rows = store.select("relayed-statements")
    assert cells(rows, "speakerName", "attributedByName", "publisherName", "said") == [
        ("Ana Lind", "Palace", "Palace Gazette", "Sylvania could not accept the tariffs")
    ]
    assert not store.select("17", attributedBy="Otto")


def test_cue_verbs(store: Store) -> None:
    rows = store.select("cue-verbs")
    assert cells(rows, "manner", "cue", "times") == [
        ("direct", "added", 1),
        ("direct", "said", 1),
        ("direct", "say", 1),
        ("indirect", "said", 11),
        *(
            ("indirect", cue, 1)
            for cue in [
                "agreed",
                "calling on",
                "confirmed",
                "highlighted",
                "noting",
                "saying",
                "stressed",
                "stressing",
                "tell",
                "told",
            ]
        ),
        ("mixed", "adding", 1),
    ]
    assert cells(store.select("18", speaker="Wang Wenbin", mode="mixed"), "cue", "times") == [("adding", 1)]


def test_edges(store: Store) -> None:
    rows = store.select("edges", holder="RUS")
    assert cells(rows, "rung", "kind", "targetName", "weight", "confidence") == [
        ("affirm", "actor", "China", 1, 1.0),
        ("agree", "actor", "China", 1, 1.0),
        ("express_willingness", "actor", "China", 2, 1.0),
        ("pledge", "actor", "China", 1, 1.0),
        ("oppose", "actor", "external forces", 1, 1.0),
        ("oppose", "issue", "peace and security", 1, 1.0),
    ]
    assert cells(store.select("20", stance="accuse"), "holderName", "targetName", "weight") == [
        ("China", "Australia", 1),
        ("China", "United Kingdom", 1),
        ("China", "United States", 3),
    ]
    assert len(store.select("20")) == 28


def test_questions_are_numbered_and_named() -> None:
    numbers = [question.number for question in QUESTIONS]
    assert numbers == sorted(set(numbers))
    assert len(set(NAMES)) == len(NAMES)
    assert all(question.text.endswith("?") for question in QUESTIONS)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS, ids=str)
def test_every_parameter_has_its_place_and_an_example_that_runs(small: Store, name: str, parameter) -> None:
    assert f"VALUES ?{parameter.name} {{ UNDEF }}" in find(name).sparql
    assert len(small.select(name, **{parameter.name: parameter.example})) <= len(small.select(name))


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(("name", "parameter"), PARAMETERS, ids=str)
def test_nothing_can_be_injected(small: Store, name: str, parameter, value: str) -> None:
    before = small.dump("n-quads")
    try:
        rows = small.select(name, **{parameter.name: value})
    except QueryError:
        assert parameter.kind != "text"
    else:
        assert parameter.kind == "text"
        assert len(rows) == 0
    assert small.dump("n-quads") == before


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda s: s.select("who-sad-what"), "who-said-what"),
        (lambda s: s.select("99"), "kg questions"),
        (lambda s: s.select("who-said-what", spekaer="x"), "speaker"),
        (lambda s: s.select("who-said-what", **{"from": "yesterday"}), "2021-08-01"),
        (lambda s: s.select("SELECT ?x WHERE {"), "parse"),
        (lambda s: s.select("SELECT ?x WHERE { ?x a ?y }", z="1"), "UNDEF"),
        (lambda s: s.select("SELECT ?x WHERE { ?x a ?y }", x=[1]), "list"),
        (lambda s: s.select("SELECT * WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }"), "SERVICE"),
        (lambda s: s.select("SELECT * WHERE { service silent ?x { ?s ?p ?o } }"), "SERVICE"),
        (lambda s: s.select("who-said-what", speaker="\ud800"), "surrogate"),
        (lambda s: s.query("INSERT DATA { <urn:a> <urn:b> <urn:c> }"), "parse"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(store: Store, call: Callable[[Store], object], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        call(store)


@pytest.mark.parametrize(
    "harmless",
    [
        'SELECT * { ?s rdfs:comment "SERVICE <x> {" }',
        "SELECT * { ?service ?p ?o } LIMIT 1",
        "SELECT * { ?s <urn:SERVICE> ?o } # SERVICE",
        "SELECT * { ?s ?p '''it's\nSERVICE''' }",
        "PREFIX service: <urn:x> SELECT * { ?s service:SERVICE ?o }",
    ],
)
def test_the_word_service_may_stand_in_a_literal_or_name(store: Store, harmless: str) -> None:
    store.select(harmless)


def test_parameters_of_a_query_of_ones_own(store: Store) -> None:
    china = IRI("https://w3id.org/dkg/resource/country/CHN")
    assert len(store.select("SELECT ?p ?who { ?p dkg:holder ?who }", who=china)) == 18
    query = "SELECT (COUNT(*) AS ?n) { VALUES ?who { UNDEF } ?p dkg:holder ?who }"
    assert store.select(query, who=china)[0]["n"] == 18
    assert store.select(query)[0]["n"] == 27
    assert store.ask("ASK { ?p dkg:start ?n }", n=408)
    assert not store.ask("ASK { ?p dkg:start ?n }", n=409)


def test_from_fetches_nothing_and_chooses_a_graph(store: Store) -> None:
    assert len(store.select("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }")) == 0
    graph = store.graph(NAME)
    assert len(store.select(f"SELECT * FROM <{graph.identifier}> {{ ?s ?p ?o }}")) == len(graph)  # noqa: S608 - our own IRI
