"""``kg serve`` over real HTTP: limits that stop a query, negotiation, refusals, pages."""

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import DOCUMENT, ENDLESS, TOKEN, Running, dataset, serving

import kg.store
from kg.errors import StoreError
from kg.queries import questions
from kg.serve import Server
from kg.serve.negotiate import best
from kg.serve.settings import Settings

LIMIT = 1.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = dataset(tmp_path_factory.mktemp("serve") / "data")
    with serving(folder, "--seconds", str(LIMIT), "--memory", "256", "--workers", "2") as server:
        yield server


@pytest.fixture
def client(running: Running) -> Iterator[httpx.Client]:
    with running.client() as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = "*/*") -> httpx.Response:
    return client.post("/sparql", data={"query": query}, headers={"Accept": accept})


def rows(response: httpx.Response) -> list[dict[str, dict[str, str]]]:
    assert response.status_code == 200, response.text
    return list(response.json()["results"]["bindings"])


def workers(running: Running) -> dict[int, int]:
    """Return the memory of the server's worker processes by their ids."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            if f"PPid:\t{running.process.pid}\n" in text and "VmRSS" in text:
                found[int(status.parent.name)] = int(text.split("VmRSS:")[1].split()[0]) << 10
        except OSError:
            continue
    return found


# Limits


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?x ?y ?z } ORDER BY DESC(CONCAT(STR(?c), STR(?f), STR(?z)))",
        "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>)* ?b . ?c (<urn:y>|!<urn:y>)* ?d }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?x ?y ?z FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(x+x+)+y')) }",
        "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?x ?y ?z FILTER(?a = ?z) }",
    ],
    ids=["join", "order", "path", "regex", "construct"],
)
def test_a_query_is_gone_at_its_limit(client: httpx.Client, running: Running, query: str) -> None:
    # The best of three: what is measured is the server, not what else the machine has to do.
    assert any(_until_gone(client, running, query) < LIMIT + 0.5 for _ in range(3))
    assert ask(client, "ASK {}").json()["boolean"]


def _until_gone(client: httpx.Client, running: Running, query: str) -> float:
    """Ask too much; return the seconds until the answer was there or broke off and the worker was gone."""
    before, began = set(workers(running)), time.perf_counter()
    try:
        response = ask(client, query)
        assert response.status_code in {503, 504}, response.text[:200]
        assert "stopped" in response.text
    except httpx.RemoteProtocolError:
        pass  # it had begun to answer; the answer has no end, so nobody takes it for whole
    deadline = time.perf_counter() + 2
    while before <= set(workers(running)) and time.perf_counter() < deadline:
        time.sleep(0.01)
    gone = time.perf_counter() - began
    assert not before <= set(workers(running))
    return gone


def test_memory_is_limited_and_returned(client: httpx.Client, running: Running) -> None:
    ask(client, "ASK {}")
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.is_set():
            most[0] = max(most[0], *workers(running).values(), 0)
            time.sleep(0.02)

    thread = threading.Thread(target=watch)
    thread.start()
    response = ask(client, "SELECT ?a ?b ?c ?d { ?a ?x ?b . ?c ?y ?d } ORDER BY ?a ?b ?c ?d")
    done.set()
    thread.join()
    assert response.status_code in {503, 504}
    assert most[0] < (256 + 128) << 20
    time.sleep(0.5)
    assert max(workers(running).values()) < 128 << 20


def test_other_clients_are_unharmed_by_one_that_asks_too_much(client: httpx.Client, running: Running) -> None:
    with ThreadPoolExecutor(8) as pool:
        bad = pool.submit(lambda: ask(client, ENDLESS).status_code)
        good = [pool.submit(lambda: rows(ask(client, "SELECT ?s { ?s a dkg:Statement } LIMIT 1"))) for _ in range(30)]
        assert all(len(answer.result()) == 1 for answer in good)
        assert bad.result() == 504


def test_a_client_that_leaves_takes_its_query_along(running: Running) -> None:
    with running.client() as other:
        before = set(workers(running))
        with pytest.raises(httpx.ReadTimeout):
            other.post("/sparql", data={"query": ENDLESS}, timeout=0.2)
        deadline = time.perf_counter() + 0.6
        while before <= set(workers(running)) and time.perf_counter() < deadline:
            time.sleep(0.02)
        assert not before <= set(workers(running))


def test_a_query_that_is_nested_too_deeply_harms_nobody(client: httpx.Client) -> None:
    response = ask(client, "ASK " + "{" * 100_000 + "}" * 100_000)
    assert response.status_code in {400, 503, 504}
    assert ask(client, "ASK {}").json()["boolean"]


def test_fifty_clients_at_once(running: Running) -> None:
    texts = [question.sparql for question in questions() if question.number not in {5, 14}]

    def one(number: int) -> set[int]:
        with running.client() as own:
            return {ask(own, texts[(number + turn) % len(texts)]).status_code for turn in range(4)}

    with ThreadPoolExecutor(50) as pool:
        assert set().union(*pool.map(one, range(50))) == {200}
    assert len(workers(running)) == 2


def test_workers_end_with_a_server_that_is_killed(tmp_path: Path) -> None:
    with serving(dataset(tmp_path / "data")) as running:
        threading.Thread(target=_ignore, args=(running,)).start()
        time.sleep(0.3)
        children = set(workers(running))
        assert children
        running.process.kill()
        deadline = time.perf_counter() + 5
        while any(Path(f"/proc/{child}").exists() for child in children) and time.perf_counter() < deadline:
            time.sleep(0.05)
        assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert [entry.name for entry in tmp_path.iterdir() if "serve" in entry.name]  # nobody could remove it
    with serving(tmp_path / "data"):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]


def _ignore(running: Running) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(running.sparql, data={"query": ENDLESS}, timeout=20, trust_env=False)


# Negotiation


@pytest.mark.parametrize(
    ("accept", "content_type", "begins"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", "s\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?s\n"),
        ("application/json", "application/json", '{"head"'),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json", '{"head"'),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml", "<?xml"),
        ("nonsense;;q=x,,", "406", "the answer is of the form solutions"),
        ("image/png", "406", "the answer is of the form solutions"),
    ],
)
def test_rows_come_as_the_client_likes(client: httpx.Client, accept: str, content_type: str, begins: str) -> None:
    response = ask(client, "SELECT ?s { ?s a dkg:Document }", accept)
    if content_type == "406":
        assert response.status_code == 406
    else:
        assert (response.status_code, response.headers["content-type"]) == (200, content_type)
        assert response.headers["vary"] == "Accept"
    assert response.text.startswith(begins)


@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, in its JSON-LD reader
def test_graphs_come_as_the_client_likes(client: httpx.Client, accept: str, syntax: str) -> None:
    response = ask(client, "CONSTRUCT WHERE { ?s a dkg:Statement ; dkg:speaker ?who }", accept)
    assert response.headers["content-type"].split(";")[0] == accept
    graph = rdflib.Graph().parse(data=response.content, format=syntax)
    assert len(graph) > 10


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "a/x"),
        ("*/*", "a/x"),
        ("b/*", "b/y"),
        ("b/y;q=0.5, a/*;q=0.4", "b/y"),
        ("a/x;q=0, */*", "b/y"),
        ("a/x;q=nan", None),
        ("c/z", None),
    ],
)
def test_best(accept: str, chosen: str | None) -> None:
    assert best(accept, ["a/x", "b/y"]) == chosen


def test_a_large_answer_is_sent_while_it_is_written(client: httpx.Client, running: Running) -> None:
    query = "SELECT ?b ?e { { SELECT ?b { ?a ?b ?c } LIMIT 200 } { SELECT ?e { ?d ?e ?f } LIMIT 200 } }"
    with client.stream("POST", "/sparql", data={"query": query}, headers={"Accept": "text/csv"}) as response:
        assert "content-length" not in response.headers
        assert sum(part.count(b"\r\n") for part in response.iter_bytes()) >= 40_000


# The Graph Store Protocol's reading half, and the description


def test_graphs_are_read(client: httpx.Client) -> None:
    name = next(row["g"]["value"] for row in rows(ask(client, "SELECT ?g { GRAPH ?g { ?d a dkg:Document } }")))
    response = client.get("/data", params={"graph": name}, headers={"Accept": "application/n-triples"})
    one = set(ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES))
    everything = client.get("/data?default", headers={"Accept": "application/n-triples"})
    assert one < set(ox.parse(everything.content, format=ox.RdfFormat.N_TRIPLES))
    quads = client.get("/data", headers={"Accept": "application/n-quads"})
    assert {q.graph_name for q in ox.parse(quads.content, format=ox.RdfFormat.N_QUADS)} > {ox.NamedNode(name)}
    assert client.head("/data", params={"graph": name}).status_code == 200
    assert client.get("/data", params={"graph": "urn:none"}).status_code == 404
    assert client.get("/data", params={"graph": "not an IRI"}).status_code == 400
    assert client.get(f"/data?default&graph={quote(name)}").status_code == 400
    assert client.put("/data", params={"graph": name}, content="").status_code == 405
    assert client.get("/data?default", headers={"Accept": "application/trig"}).status_code == 406


def test_the_service_describes_itself(client: httpx.Client, running: Running) -> None:
    for accept in ("", "text/turtle"):
        response = client.get("/sparql", headers={"Accept": accept})
        graph = rdflib.Graph().parse(data=response.content, format="turtle")
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        service = rdflib.URIRef(running.sparql)
        assert (service, rdflib.RDF.type, sd.Service) in graph
        assert set(graph.objects(service, sd.supportedLanguage)) == {sd.SPARQL11Query}
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


# Refusals


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { SERVICE SILENT <file:///etc/hosts> { ?s ?p ?o } }",
        "ASK {1SERVICE:x{?s ?p ?o}}",
    ],
)
def test_service_is_refused(client: httpx.Client, query: str) -> None:
    response = ask(client, query)
    assert response.status_code == 403
    assert "SERVICE is refused" in response.text


def test_a_worker_has_no_network_whatever_a_query_says(client: httpx.Client) -> None:
    if os.uname().machine not in {"x86_64", "aarch64"} or os.uname().sysname != "Linux":
        pytest.skip("the kernel's filter is for Linux on x86_64 and aarch64")
    assert client.get("/health").json()["network_refused_by_kernel"]


def test_from_reads_no_file(client: httpx.Client) -> None:
    for place in ("file:///etc/hosts", "http://127.0.0.1:9/x.ttl"):
        assert not ask(client, f"ASK FROM <{place}> {{ ?s ?p ?o }}").json()["boolean"]
        response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": place})
        assert rows(response) == []


def test_updates_need_the_flag(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"update": "CLEAR ALL"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 403


def test_no_other_origin_reads(client: httpx.Client) -> None:
    for response in (
        client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://evil.example"}),
        client.options("/sparql", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}),
    ):
        assert not [name for name in response.headers if name.startswith("access-control")]
    assert client.get("/health", headers={"Host": "evil.example"}).status_code == 400


def test_a_request_that_is_too_long_is_refused(tmp_path: Path, running: Running) -> None:
    def body() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * (1 << 20)

    with running.client() as client:
        try:
            response = client.post("/sparql", content=body(), headers={"Content-Type": "application/sparql-query"})
            assert response.status_code == 413
        except httpx.WriteError:
            pass  # the server did not wait for the rest
        assert ask(client, "ASK {}").status_code == 200


# Updates


def test_updates(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data")
    with serving(folder, token=TOKEN) as running, running.client() as client:
        insert = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'ü' } }"
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
            response = client.post("/sparql", data={"update": insert}, headers=headers)
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
        allowed = {"Authorization": f"Bearer {TOKEN}"}
        for number in range(5):
            text = insert.replace("urn:a", f"urn:a{number}")
            assert client.post("/sparql", data={"update": text}, headers=allowed).status_code == 204
            found = rows(ask(client, "SELECT ?s { GRAPH <urn:g> { ?s ?p 'ü' } }"))
            assert len(found) == number + 1
        for bad, status in (
            ("LOAD <http://127.0.0.1:9/>", 403),
            ("LOAD SILENT <file:///etc/hosts> INTO GRAPH <urn:g>", 403),
            ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
            ("INSERT DATA {", 400),
        ):
            assert client.post("/sparql", data={"update": bad}, headers=allowed).status_code == status, bad
        assert len([entry for entry in tmp_path.iterdir() if "serve" in entry.name]) == 1
    with kg.store.open(folder) as store:
        assert store.ask("ASK { GRAPH <urn:g> { <urn:a4> <urn:b> 'ü' } }")
        assert DOCUMENT in store.documents()
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]


def test_an_update_is_stopped_at_its_limit(tmp_path: Path) -> None:
    with serving(dataset(tmp_path / "data"), "--seconds", "1", token=TOKEN) as running, running.client() as client:
        endless = ENDLESS.replace("SELECT (COUNT(*) AS ?n)", "INSERT { GRAPH <urn:g> { ?a ?b ?o } } USING <urn:data>")
        named = client.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g { ?d a dkg:Document } } LIMIT 1"})
        endless = endless.replace("urn:data", rows(named)[0]["g"]["value"])
        allowed = {"Authorization": f"Bearer {TOKEN}"}
        began = time.perf_counter()
        assert client.post("/sparql", data={"update": endless}, headers=allowed).status_code in {503, 504}
        assert time.perf_counter() - began < 3
        small = {"update": "INSERT DATA { GRAPH <urn:h> { <urn:a> <urn:b> 1 } }"}
        assert client.post("/sparql", data=small, headers=allowed).status_code == 204
        assert not ask(client, "ASK { GRAPH <urn:g> { ?s ?p ?o } }").json()["boolean"]
        assert ask(client, "ASK { GRAPH <urn:h> { ?s ?p ?o } }").json()["boolean"]


def test_readers_see_one_state_while_another_program_writes(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data")
    with serving(folder) as running, running.client() as client:
        with kg.store.open(folder) as store:
            store.remove(DOCUMENT)
        assert len(rows(ask(client, "SELECT ?d { ?d a dkg:Document }"))) == 2


# What cannot be served


def test_errors_name_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        Server(tmp_path / "none", port=0)
    with pytest.raises(StoreError, match="is no dataset"):
        Server(tmp_path, port=0)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(StoreError, match="--port"):
        Server(dataset(tmp_path / "data"), port=taken.getsockname()[1])
    with pytest.raises(StoreError, match="--host"):
        Server(tmp_path / "data", host="no.such.host.invalid", port=0)
    (tmp_path / "a.trig").write_text("")
    with pytest.raises(StoreError, match="dataset folder"):
        Server(tmp_path / "a.trig", port=0, settings=Settings("", token=TOKEN))


# Pages


def test_the_log_has_a_line_for_a_request_and_no_query(client: httpx.Client, running: Running) -> None:
    client.get("/sparql", params={"query": "ASK { <urn:secret> ?p '\n127.0.0.1 GET /forged 200' }"})
    client.get("/resource/%0aforged")
    deadline = time.perf_counter() + 3
    while not any("%0aforged" in line for line in running.log) and time.perf_counter() < deadline:
        time.sleep(0.05)
    assert any(re.search(r"127\.0\.0\.1 GET /sparql 200 \d+ \d+ms", line) for line in running.log)
    assert not any("secret" in line or line.startswith("forged") for line in running.log)


def test_health(client: httpx.Client) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json()["workers"] >= 1


def test_the_editor_is_a_page_of_its_own(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"].startswith("text/html")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", response.text)
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', response.text)[0])
    assert [q["sparql"] for q in data["questions"]] == [q.sparql for q in questions()]


# Fuzz


METHODS = st.sampled_from(["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"])
PATHS = st.sampled_from(
    [
        "/sparql",
        "/sparql/",
        "/data",
        "/",
        "/health",
        "/annotations",
        "/resource/",
        "/resource/country/CHN",
        "/../etc/hosts",
    ]
)
WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(["ASK {}", "SELECT * {", "DROP ALL", "urn:a", "<", "\x00", "%"])
)
NAMES = st.sampled_from(
    ["query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "graph", "default", "format"]
)
TYPES = st.one_of(
    st.sampled_from(
        [
            "application/sparql-query",
            "application/sparql-update",
            "application/x-www-form-urlencoded",
            "text/plain; charset=utf-16",
            ";;=",
            "",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, PATHS, st.lists(st.tuples(NAMES, WORDS), max_size=3), TYPES, TYPES, st.binary(max_size=60))
def test_no_request_breaks_it(  # noqa: PLR0917
    client: httpx.Client,
    method: str,
    path: str,
    fields: list[tuple[str, str]],
    accept: str,
    content_type: str,
    body: bytes,
) -> None:
    query = "&".join(f"{name}={quote(word.encode('utf-8', 'surrogatepass'), safe='')}" for name, word in fields)
    response = client.request(
        f"{method}", f"{path}?{query}", headers={"Accept": accept, "Content-Type": content_type}, content=body
    )
    assert response.status_code != 500
    assert "Traceback" not in response.text
    assert "site-packages" not in response.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=80),
    st.sampled_from(["", "SELECT * WHERE { ", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ", "ASK { FILTER(", "DESCRIBE <"]),
)
def test_no_query_breaks_it(client: httpx.Client, text: str, start: str) -> None:
    response = client.post(
        "/sparql",
        content=(start + text).encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "application/sparql-query"},
    )
    assert response.status_code < 500, response.text
    assert "Traceback" not in response.text
