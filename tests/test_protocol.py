"""The SPARQL 1.1 Protocol over HTTP: a test for each of the 34 that the W3C lists for it, under its name there.

The cases are the W3C's (https://www.w3.org/TR/sparql11-protocol/ and its test suite's manifest); the words are ours.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from serving import TOKEN, serving

DATA = [f"http://example.net/data{number}" for number in range(4)]
QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
FOAF = "http://xmlns.com/foaf/0.1/"
RDF_TYPES = {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("protocol") / "data"
    store = ox.Store(str(folder))
    for name in DATA[1:]:
        store.add(
            ox.Quad(
                ox.NamedNode(name),
                ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                ox.NamedNode(f"{FOAF}Document"),
                ox.NamedNode(name),
            )
        )
    store.flush()
    del store
    with serving(folder, token=TOKEN) as running, running.client(Authorization=f"Bearer {TOKEN}") as client:
        yield client


def fields(**values: str | list[str]) -> str:
    pairs = [(name, v) for name, value in values.items() for v in (value if isinstance(value, list) else [value])]
    return "&".join(f"{name.replace('_', '-')}={quote(value, safe='')}" for name, value in pairs)


def post(
    client: httpx.Client, body: str | bytes, content_type: str | None, parameters: str = "", **headers: str
) -> httpx.Response:
    given = {"Content-Type": content_type} if content_type else {}
    return client.post(f"/sparql?{parameters}" if parameters else "/sparql", content=body, headers={**given, **headers})


def boolean(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/sparql-results+json"
    return bool(response.json()["boolean"])


def asks(client: httpx.Client, query: str) -> bool:
    return boolean(post(client, query, QUERY))


TYPED = " . ".join(f"<{name}> a ?type" for name in DATA[1:3])
IN_NAMED = " ".join(f"GRAPH ?g{n} {{ <{DATA[n]}> a ?type }}" for n in (1, 2))


def test_query_get(client: httpx.Client) -> None:
    assert boolean(client.get(f"/sparql?{fields(query='ASK {}', default_graph_uri=DATA[0])}"))


def test_query_post_form(client: httpx.Client) -> None:
    assert boolean(post(client, fields(query="ASK {}"), FORM, fields(default_graph_uri=DATA[0])))


def test_query_post_direct(client: httpx.Client) -> None:
    assert boolean(post(client, "ASK {}", QUERY))


def test_query_dataset_default_graphs_get(client: httpx.Client) -> None:
    query = f"ASK {{ {TYPED} }}"
    assert boolean(client.get(f"/sparql?{fields(query=query, default_graph_uri=DATA[1:3])}"))
    assert not boolean(client.get(f"/sparql?{fields(query=query, default_graph_uri=DATA[1])}"))


def test_query_dataset_default_graphs_post(client: httpx.Client) -> None:
    assert boolean(post(client, f"ASK {{ {TYPED} }}", QUERY, fields(default_graph_uri=DATA[1:3])))
    assert not boolean(post(client, f"ASK {{ {TYPED} }}", QUERY, fields(default_graph_uri=DATA[2:4])))


def test_query_dataset_named_graphs_post(client: httpx.Client) -> None:
    assert boolean(post(client, f"ASK {{ {IN_NAMED} }}", QUERY, fields(named_graph_uri=DATA[1:3])))
    assert not boolean(post(client, f"ASK {{ {IN_NAMED} }}", QUERY, fields(named_graph_uri=DATA[1])))
    assert not boolean(post(client, f"ASK {{ {TYPED} }}", QUERY, fields(named_graph_uri=DATA[1:3])))


def test_query_dataset_named_graphs_get(client: httpx.Client) -> None:
    assert boolean(client.get(f"/sparql?{fields(query=f'ASK {{ {IN_NAMED} }}', named_graph_uri=DATA[1:3])}"))


def test_query_dataset_full(client: httpx.Client) -> None:
    query = f"ASK {{ <{DATA[3]}> a ?type {IN_NAMED} }}"
    assert boolean(post(client, query, QUERY, fields(default_graph_uri=DATA[3], named_graph_uri=DATA[1:3])))
    assert not boolean(post(client, query, QUERY, fields(default_graph_uri=DATA[1], named_graph_uri=DATA[1:3])))


def test_query_multiple_dataset(client: httpx.Client) -> None:
    # The request's graphs count, not the query's.
    query = f"ASK FROM <{DATA[3]}> {{ {IN_NAMED} FILTER NOT EXISTS {{ <{DATA[3]}> a ?type }} }}"
    assert boolean(post(client, query, QUERY, fields(named_graph_uri=DATA[1:3])))


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/csv", "text/tab-separated-values", "application/sparql-results+xml"]
)
def test_query_content_type_select(client: httpx.Client, accept: str) -> None:
    response = post(client, "SELECT (1 AS ?value) {}", QUERY, fields(default_graph_uri=DATA[0]), Accept=accept)
    assert response.status_code == 200
    wanted = accept if accept not in {"", "*/*"} else "application/sparql-results+json"
    assert response.headers["content-type"].split(";")[0] == wanted


@pytest.mark.parametrize("accept", ["", "*/*", "application/sparql-results+json", "application/sparql-results+xml"])
def test_query_content_type_ask(client: httpx.Client, accept: str) -> None:
    response = post(client, "ASK {}", QUERY, fields(default_graph_uri=DATA[0]), Accept=accept)
    assert response.status_code == 200
    wanted = accept if accept not in {"", "*/*"} else "application/sparql-results+json"
    assert response.headers["content-type"] == wanted


def test_query_content_type_describe(client: httpx.Client) -> None:
    response = post(client, "DESCRIBE <http://example.org/>", QUERY, fields(default_graph_uri=DATA[0]))
    assert response.headers["content-type"].split(";")[0] in RDF_TYPES


def test_query_content_type_construct(client: httpx.Client) -> None:
    response = post(client, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY, fields(default_graph_uri=DATA[0]))
    assert response.headers["content-type"].split(";")[0] in RDF_TYPES
    assert len(list(ox.parse(response.content, format=ox.RdfFormat.TURTLE))) == 1


def test_bad_query_method(client: httpx.Client) -> None:
    assert client.put(f"/sparql?{fields(query='ASK {}')}", headers={"Content-Type": FORM}).status_code == 405


def test_bad_multiple_queries(client: httpx.Client) -> None:
    assert client.get(f"/sparql?{fields(query=['ASK {}', 'SELECT * {}'])}").status_code == 400


def test_bad_query_wrong_media_type(client: httpx.Client) -> None:
    assert post(client, "ASK {}", "text/plain").status_code == 415


def test_bad_query_missing_form_type(client: httpx.Client) -> None:
    assert post(client, fields(query="ASK {}"), None).status_code == 415


def test_bad_query_missing_direct_type(client: httpx.Client) -> None:
    assert post(client, "ASK {}", None).status_code == 415


def test_bad_query_non_utf8(client: httpx.Client) -> None:
    assert post(client, "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16").status_code == 415
    assert post(client, "ASK {}".encode("utf-16"), QUERY).status_code == 400


def test_bad_query_syntax(client: httpx.Client) -> None:
    assert client.get(f"/sparql?{fields(query='ASK {')}").status_code == 400


DOCUMENTS = " ".join(f"GRAPH <{name}> {{ <{name}> a foaf:Document }}" for name in DATA[1:])


def update(client: httpx.Client, name: str, where: str, parameters: str, what: str = "?s a dct:Found") -> str:
    """Make an update on the graphs that a request names; return the graph it writes to."""
    graph = f"http://example.org/{name}/"
    text = (
        f"PREFIX foaf: <{FOAF}> PREFIX dct: <http://purl.org/dc/terms/> DROP ALL ; INSERT DATA {{ {DOCUMENTS} }} ; "
        f"INSERT {{ GRAPH <{graph}> {{ {what} }} }} WHERE {{ {where} }}"
    )
    response = post(client, text, UPDATE, parameters)
    assert response.status_code == 204, response.text
    return graph


def found(client: httpx.Client, graph: str) -> set[str]:
    response = post(client, f"SELECT ?s {{ GRAPH <{graph}> {{ ?s a ?type }} }}", QUERY)
    return {row["s"]["value"] for row in response.json()["results"]["bindings"]}


def test_update_dataset_default_graph(client: httpx.Client) -> None:
    graph = update(client, "default", "?s a foaf:Document", fields(using_graph_uri=DATA[1]))
    assert found(client, graph) == {DATA[1]}


def test_update_dataset_default_graphs(client: httpx.Client) -> None:
    graph = update(client, "defaults", "?s a foaf:Document", fields(using_graph_uri=DATA[1:3]))
    assert found(client, graph) == set(DATA[1:3])


def test_update_dataset_named_graphs(client: httpx.Client) -> None:
    where = "GRAPH ?g { ?s a foaf:Document }"
    graph = update(client, "named", where, fields(using_named_graph_uri=DATA[1:3]))
    assert found(client, graph) == set(DATA[1:3])


def test_update_dataset_full(client: httpx.Client) -> None:
    where = "{ GRAPH ?g { ?s a foaf:Document } BIND(?g AS ?in) } UNION { ?s a foaf:Document BIND('default' AS ?in) }"
    parameters = fields(using_graph_uri=DATA[1], using_named_graph_uri=DATA[2])
    graph = update(client, "full", where, parameters, "?s <urn:in> ?in")
    response = post(client, f"SELECT ?s ?in {{ GRAPH <{graph}> {{ ?s <urn:in> ?in }} }}", QUERY)
    rows = {(row["s"]["value"], row["in"]["value"]) for row in response.json()["results"]["bindings"]}
    assert rows == {(DATA[1], "default"), (DATA[2], DATA[2])}


def test_update_post_form(client: httpx.Client) -> None:
    assert post(client, fields(update="INSERT DATA { <urn:a> <urn:b> 1 }"), FORM).status_code == 204
    # The default graph of a query is the union, the one of an update is its own.
    assert post(client, fields(update="DELETE DATA { <urn:a> <urn:b> 1 }"), FORM).status_code == 204


def test_update_post_direct(client: httpx.Client) -> None:
    assert post(client, "INSERT DATA { GRAPH <urn:direct> { <urn:a> <urn:b> 1 } }", UPDATE).status_code == 204
    assert asks(client, "ASK { GRAPH <urn:direct> { <urn:a> <urn:b> 1 } }")


def test_update_base_uri(client: httpx.Client) -> None:
    text = "CLEAR SILENT GRAPH <urn:base> ; INSERT DATA { GRAPH <urn:base> { <urn:s> <urn:p> <test> } }"
    assert post(client, text, UPDATE).status_code == 204
    rows = post(client, "SELECT ?o { GRAPH <urn:base> { <urn:s> <urn:p> ?o } }", QUERY).json()["results"]["bindings"]
    assert [row["o"]["type"] for row in rows] == ["uri"]
    assert rows[0]["o"]["value"] == str(client.base_url.join("/test"))


def test_bad_update_get(client: httpx.Client) -> None:
    assert client.get(f"/sparql?{fields(update='CLEAR ALL')}").status_code == 400


def test_bad_multiple_updates(client: httpx.Client) -> None:
    assert post(client, fields(update=["CLEAR NAMED", "CLEAR DEFAULT"]), FORM).status_code == 400


def test_bad_update_wrong_media_type(client: httpx.Client) -> None:
    assert post(client, "CLEAR NAMED", "text/plain").status_code == 415


def test_bad_update_missing_form_type(client: httpx.Client) -> None:
    assert post(client, fields(update="CLEAR NAMED"), None).status_code == 415


def test_bad_update_non_utf8(client: httpx.Client) -> None:
    assert post(client, "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16").status_code == 415


def test_bad_update_syntax(client: httpx.Client) -> None:
    assert post(client, fields(update="CLEAR XYZ"), FORM).status_code == 400


def test_bad_update_dataset_conflict(client: httpx.Client) -> None:
    text = f"DELETE {{ ?s ?p ?o }} USING <{DATA[1]}> WHERE {{ ?s ?p ?o }}"
    response = post(client, fields(update=text, using_named_graph_uri=DATA[2]), FORM)
    assert response.status_code == 400, response.text


def test_there_are_as_many_cases_as_the_w3c_has() -> None:
    names: dict[str, Any] = {
        k: v for k, v in globals().items() if k.startswith(("test_query", "test_update", "test_bad"))
    }
    assert len(names) == 34
    assert sum("update" not in name for name in names) == 20
    assert Path(__file__).name == "test_protocol.py"
