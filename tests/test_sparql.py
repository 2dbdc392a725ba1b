"""What a query says before it runs; nothing that gets through calls another server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql import fill, outline, refuse, slots, tokens, with_dataset, words

HOST = "http://127.0.0.1:{port}/"
PREFIXES = {"": "http://127.0.0.1:{port}/", "ex": "http://127.0.0.1:{port}/"}


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://h/> { ?s ?p ?o } }",
        "ASK { service silent <http://h/> { ?s ?p ?o } }",
        "ASK {SERVICESILENT<http://h/>{?s ?p ?o}}",
        "ASK {SERVICE:x{?s ?p ?o}}",
        "ASK {SERVICESILENT:x{?s ?p ?o}}",
        "ASK {?a ?b 1SERVICE<http://h/>{?s ?p ?o}}",
        "ASK {?a ?b trueSERVICE<http://h/>{?s ?p ?o}}",
        "ASK {?a ?b ex:.SERVICE<http://h/>{?s ?p ?o}}",
        "ASK { # a comment ends here:\r SERVICE <http://h/> {?s ?p ?o} }",
        "ASK { ?s ?p <http://a\\u0041'> SERVICE <http://h/x'> {?s ?p ?o} }",
        "ASK { ?s ?p <http://a/\u00a0'> SERVICE <http://h/x'> {?s ?p ?o} }",
        "ASK { ?a ?b ?c FILTER(?a<'x>'||EXISTS{SERVICE<http://h/>{?s ?p ?o}}||'y'='y') }",
        "ASK { ?a ?b ?c FILTER(?a<?b#>'''\n||EXISTS{SERVICE<http://h/>{?s ?p ?o}})#'''\n}",
        "ASK { FILTER(1<2)SERVICE<http://h/>{?s ?p ?o} }",
        "SELECT * { { SELECT * { SERVICE ?x { ?s ?p ?o } } } }",
    ],
)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is refused"):
        refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s rdfs:label "SERVICE <http://h/>" }',
        "ASK { ?s rdfs:label '''SERVICE ' <http://h/>''' }",
        "ASK { ?s a <http://example.org/service#x> } # SERVICE",
        "SELECT ?service { ?service ex:service ?Service . ?s service:SERVICE _:service }",
        "ASK { ?s ex:o\\'service 'x' }",
        "ASK { ?s <http://example.org/o'service> 'service' }",
        'ASK { ?s ?p "x"@en . ?s ex:a.service ?x }',
    ],
)
def test_the_word_may_stand_where_it_is_no_keyword(query: str) -> None:
    refuse(query)


def test_load_is_refused_in_updates_only() -> None:
    refuse("SELECT * { ?s load:x ?load }")
    refuse("INSERT DATA { <urn:a> <urn:b> 'LOAD <http://h/>' }", update=True)
    for update in (
        "LOAD <http://h/>",
        "CLEAR ALL;LOADSILENT<http://h/>INTO GRAPH<urn:g>",
        "# x\rload <file:///etc/hosts>",
    ):
        with pytest.raises(QueryError, match="LOAD is refused"):
            refuse(update, update=True)


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[object]]]:
    """Listen on loopback and note who calls."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        done = threading.Event()

        def accept() -> None:
            while not done.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                calls.append(connection)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield listening.getsockname()[1], calls
        done.set()
        thread.join()


PIECES = (
    *(
        "SERVICE",
        "service",
        "SILENT",
        "<HOST>",
        "<HOST'>",
        ":x",
        "ex:x",
        "ex:",
        "ex:.",
        "?x",
        "{",
        "}",
        "{?s ?p ?o}",
        ".",
    ),
    *(";", " ", "\n", "\r", "#", "'", '"', "'''", '"""', "\\", "\\u0041", "<", ">", "<a#b>", "<a'b>", "1", "true", "a"),
    *(
        "FILTER(",
        ")",
        "EXISTS",
        "||",
        "&&",
        "BIND(1 AS ?y)",
        "OPTIONAL",
        "UNION",
        "GRAPH",
        "_:b",
        "@en",
        "'x'",
        "\u00a0",
        "%41",
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.sampled_from(PIECES), max_size=8))
def test_what_is_not_refused_calls_nobody(
    listener: tuple[int, list[object]], before: list[str], after: list[str]
) -> None:
    port, calls = listener
    host = HOST.format(port=port)
    body = "".join([*before, "SERVICE<HOST>{?s ?p ?o}", *after]).replace("HOST", host)
    query = f"SELECT * {{ ?s ?p ?o {body} }}"
    try:
        refuse(query)
    except QueryError:
        return
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c")))
    with suppress(SyntaxError, OSError, RuntimeError):
        list(store.query(query, base_iri=host, prefixes={k: v.format(port=port) for k, v in PREFIXES.items()}))
    assert not calls, query


@given(st.text())
def test_any_text_has_tokens_in_order(text: str) -> None:
    found = tokens(text)
    assert all(token.text == text[token.start : token.end] for token in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_words_are_keywords() -> None:
    assert words("SELECT ?from FROM <urn:x> { ?s from:x 'FROM' }") == {"SELECT", "FROM"}


@given(st.text())
def test_what_fills_a_slot_stays_a_value(text: str) -> None:
    try:
        term = ox.Literal(text)
    except ValueError:  # half a surrogate pair
        return
    query = fill("SELECT ?who { VALUES ?who { UNDEF } }", {"who": term})
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["who"] for row in answer] == [term]
    assert slots("SELECT ?who { VALUES ?who { UNDEF } VALUES ?x {UNDEF} }") == {"who", "x"}


@pytest.mark.parametrize(
    ("query", "form", "pattern", "modifiers"),
    [
        ("ASK { ?s ?p '}' }", "ASK", "{ ?s ?p '}' }", set()),
        ("CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o } LIMIT 1", "CONSTRUCT", "{ ?s ?p ?o }", {"LIMIT"}),
        ("CONSTRUCT WHERE { ?s ?p ?o } VALUES ?s { <urn:a> }", "CONSTRUCT", "{ ?s ?p ?o }", {"VALUES"}),
        ("DESCRIBE <urn:a>", "DESCRIBE", "", set()),
        (
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o { ?s a ?o } } GROUP BY ?s",
            "SELECT",
            "{ ?s ?p ?o { ?s a ?o } }",
            {"GROUP"},
        ),
    ],
)
def test_outline(query: str, form: str, pattern: str, modifiers: set[str]) -> None:
    parts = outline(query)
    assert (parts.form, parts.pattern, parts.modifiers) == (form, pattern, modifiers)
    assert parts.prologue + parts.head + parts.pattern + parts.tail == query


def test_an_update_is_no_query() -> None:
    with pytest.raises(QueryError, match="no query"):
        outline("INSERT DATA { <urn:a> <urn:b> 1 }")


def test_an_update_looks_at_the_graphs_that_are_named() -> None:
    graphs = [ox.NamedNode("urn:g")]
    text = (
        "INSERT DATA { <urn:a> <urn:b> 'WHERE' } ; INSERT { ?s ?p 1 } WHERE { { ?s ?p ?o } } ; DELETE WHERE { ?s ?p 2 }"
    )
    assert with_dataset(text, graphs, graphs).count("USING <urn:g> USING NAMED <urn:g> WHERE") == 2
    assert with_dataset(text, [], []) == text
    with pytest.raises(QueryError, match="WITH"):
        with_dataset("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs, [])
