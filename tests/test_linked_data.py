"""``/resource/…``: what an IRI names, as RDF and as a page; the pages in a real browser."""

import re
from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from browser import launched
from gold_reading import gold
from serving import DOCUMENT, Running, serving

import kg.store
from kg.graph import to_graph
from kg.ids import BASE
from kg.queries import questions
from kg.records import Document, Extraction
from kg.vocab import DKG, SCHEMA

HOSTILE = "<script>alert(1)</script>\"'&\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("linked") / "data"
    with kg.store.open(folder) as store:
        store.add(gold())
        store.add(Extraction(Document(id=HOSTILE, text=f"{HOSTILE}\n\nMore.", title=HOSTILE, publisher=HOSTILE)))
    with serving(folder) as server:
        yield server


@pytest.fixture
def client(running: Running) -> Iterator[httpx.Client]:
    with running.client() as client:
        yield client


def names(client: httpx.Client, cls: str) -> list[str]:
    query = f"SELECT ?s {{ ?s a {cls} }} ORDER BY ?s"
    rows = client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
    return [row["s"]["value"] for row in rows]


def at(client: httpx.Client, iri: str, accept: str = "") -> httpx.Response:
    return client.get(iri.replace(BASE, "/resource/"), headers={"Accept": accept})


@pytest.mark.parametrize(
    "cls", ["dkg:Statement", "dkg:Position", "dkg:Meeting", "dkg:Person", "dkg:Document", "dkg:Tenure"]
)
def test_every_kind_of_thing_has_rdf_and_a_page(client: httpx.Client, cls: str) -> None:
    for iri in names(client, cls)[:4]:
        turtle = at(client, iri)
        assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
        graph = rdflib.Graph().parse(data=turtle.content, format="turtle")
        assert list(graph.predicate_objects(rdflib.URIRef(iri)))
        page = at(client, iri, "text/html")
        assert page.headers["content-type"].startswith("text/html")
        assert iri in page.text


def test_a_statement_stands_in_its_sentence(client: httpx.Client) -> None:
    statement = next(s for s in gold().statements if s.quote_type == "direct")
    text = gold().document.text
    words = text[statement.content[0].start : statement.content[0].end]
    query = f"SELECT ?s {{ ?s dcterms:identifier '{DOCUMENT}/{statement.id}' }}"
    iri = client.post("/sparql", data={"query": query}).json()["results"]["bindings"][0]["s"]["value"]
    page = at(client, iri, "text/html").text
    assert f'<mark class="q">{words}</mark>' in page
    assert f'<mark class="c">{text[statement.cue.start : statement.cue.end]}</mark>' in page
    link = re.findall(r'href="(/resource/document/[^"#]+)#(char=\d+,\d+)"', page)[0]
    assert f'id="{link[1]}"' in client.get(link[0], headers={"Accept": "text/html"}).text
    graph = rdflib.Graph().parse(data=at(client, iri).content, format="turtle")
    assert rdflib.Literal(words) in set(graph.objects(None, DKG.exact))
    assert list(graph.subjects(DKG.ascribes, rdflib.URIRef(iri)))


def test_a_documents_page_has_its_text(client: httpx.Client) -> None:
    document = next(iri for iri in names(client, "dkg:Document") if DOCUMENT in iri)
    page = at(client, document, "text/html").text
    plain = re.sub(r"<[^>]+>", "", page.split('<div class="text">')[1].split("</div>")[0])
    assert plain == gold().document.text.replace("&", "&amp;")


@pytest.mark.parametrize(("name", "content_type"), [("ttl", "text/turtle"), ("jsonld", "application/ld+json")])
def test_a_link_can_name_the_syntax(client: httpx.Client, name: str, content_type: str) -> None:
    response = client.get(f"/resource/country/CHN?format={name}", headers={"Accept": "text/html"})
    assert response.headers["content-type"].split(";")[0] == content_type


def test_a_named_graph_resolves(client: httpx.Client) -> None:
    name = at(client, str(to_graph(gold()).identifier), "application/n-triples")
    assert len(list(ox.parse(name.content, format=ox.RdfFormat.N_TRIPLES))) == len(to_graph(gold()))


def test_what_is_not_there_is_not_found(client: httpx.Client) -> None:
    for path in (
        "/resource/",
        "/resource/country/XXX",
        "/resource/%22%20%3E",
        "/resource/../../etc/passwd",
        "/nothing",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/resource/country/CHN", headers={"Accept": "image/png"}).status_code == 406


def test_iris_made_with_the_servers_base_resolve(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("own") / "data"
    address = "http://data.example.org:8443/"
    with kg.store.open(folder) as store:
        store.add(to_graph(gold(), base=f"{address}resource/"))
    with serving(folder, "--address", address, host="data.example.org:8443") as running:
        with running.client(Host="data.example.org:8443", Accept="text/turtle") as client:
            response = client.get("/resource/country/CHN")
        graph = rdflib.Graph().parse(data=response.content, format="turtle")
        assert (rdflib.URIRef(f"{address}resource/country/CHN"), rdflib.RDF.type, DKG.Country) in graph


def test_passages_are_web_annotations(client: httpx.Client) -> None:
    response = client.get("/annotations", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.content, format="turtle")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    annotations = set(graph.subjects(rdflib.RDF.type, oa.Annotation))
    assert len(annotations) > 100
    for annotation in annotations:
        target = graph.value(annotation, oa.hasTarget)
        selectors = list(graph.objects(target, oa.hasSelector))
        kinds = {graph.value(selector, rdflib.RDF.type) for selector in selectors}
        assert kinds == {oa.TextPositionSelector, oa.TextQuoteSelector}
    text = gold().document.text
    position = next(iter(graph.subjects(rdflib.RDF.type, oa.TextPositionSelector)))
    start, end = (int(str(graph.value(position, p))) for p in (oa.start, oa.end))
    target = graph.value(None, oa.hasSelector, position)
    words = {str(graph.value(s, oa.exact)) for s in graph.objects(target, oa.hasSelector)} - {"None"}
    assert words == {text[start:end]}
    assert client.get("/annotations").headers["content-type"] == "application/ld+json"


def test_what_articles_hold_is_escaped(client: httpx.Client) -> None:
    document = next(iri for iri in names(client, "dkg:Document") if DOCUMENT not in iri)
    for page in (at(client, document, "text/html"), client.get("/", headers={"Accept": "text/html"})):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_the_pages_work_in_a_browser(running: Running) -> None:
    with launched() as browser:
        page = browser.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
        page.on("request", lambda r: None if r.url.startswith((running.address, "data:")) else faults.append(r.url))
        page.goto(running.address)
        page.click("text=China, Russia show united stance")
        assert page.inner_text("h1") == "China, Russia show united stance"
        page.goto(f"{running.address}sparql")
        assert page.locator("#question option").count() == len(questions()) + 1
        page.select_option("#question", "12")
        page.click("button[type=submit]")
        page.wait_for_selector("#answer table tbody tr")
        assert "row" in page.inner_text("#state")
        page.fill("#query", "SELECT ?t { ?d a dkg:Document ; dcterms:title ?t }")
        page.keyboard.press("Control+Enter")
        page.locator("#state", has_text="2 rows").wait_for()
        assert HOSTILE in page.inner_text("#answer")
        with page.expect_download() as download:
            page.click("#save")
        assert download.value.suggested_filename == "answer.csv"
        page.fill("#query", "ASK { bad")
        page.click("button[type=submit]")
        page.wait_for_selector("#words:not([hidden])")
        assert "does not parse" in page.inner_text("#words")
        page.fill("#query", "SELECT ?s { ?s a dkg:Statement } LIMIT 1")
        page.click("button[type=submit]")
        page.wait_for_selector("#answer tbody a")
        page.click("#answer tbody a")
        page.wait_for_selector("blockquote mark")
        assert [fault for fault in faults if "400" not in fault] == []


def test_the_text_of_a_document_is_in_its_rdf(client: httpx.Client) -> None:
    document = next(iri for iri in names(client, "dkg:Document") if DOCUMENT in iri)
    graph = rdflib.Graph().parse(data=at(client, document).content, format="turtle")
    assert str(graph.value(rdflib.URIRef(document), SCHEMA.text)) == gold().document.text
