"""The ontology falls into none of the known pitfalls that can be tested without a network.

The numbers are those of the catalogue of OOPS! (P01 to P41) and of the checks of FOOPS! (OM1, VOC3 …). Not tested, and why:
P09, P15, P16, P18 need an understanding of the domain; P13 (a property without a declared inverse) is a choice: SPARQL reads
every property backwards, and inverses would double their number; P14 and P33 speak of constructs that we do not use, which is
tested in their place; P30 (equivalent classes not declared) needs a dictionary; P37, URI1, CN1, HTTP1, VER2, FIND1 to FIND3 and
the DOI and logo of OM3 need publication: nothing is published at the namespace, and ontology/README.md says so.
"""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import BNode, Node

import kg
from kg.resources import folder
from kg.vocab import ONTOLOGY

ROOT = Path(__file__).parents[1]
IRI = URIRef(ONTOLOGY.rstrip("#"))
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)

# Terms of vocabularies that rdflib has no closed list of, looked up where they are defined.
ELSEWHERE = {
    # gaf.rdf of cltl/GRaSP; integration.ttl of leolani/cltl-knowledgerepresentation; sem.rdf; nif-core.ttl
    "http://groundedannotationframework.org/gaf#": {"Mention", "denotedBy", "denotes"},
    "http://groundedannotationframework.org/grasp#": {"Attribution", "wasAttributedTo"},
    "http://semanticweb.cs.vu.nl/2009/11/sem/": {"Actor", "Event", "Role", "eventProperty", "eventType", "roleType"},
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#": {
        *("String", "anchorOf", "beginIndex", "confidence", "endIndex", "lemma", "referenceContext")
    },
}
CLOSED = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, XSD)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(folder("ontology") / "kg.ttl")


@pytest.fixture(scope="module")
def data() -> Graph:
    """Return what the ontology describes: the exports, the worked examples and the concept schemes."""
    graph = Graph().parse(ROOT / "exports" / "graph.ttl")
    for path in sorted((folder("ontology") / "examples").glob("*.ttl")):
        graph.parse(path)
    for name in ("schemes.ttl", "issues.ttl", "formulas.ttl"):
        graph.parse(folder("ontology") / name)
    return graph


def own(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    return sorted({term for kind in kinds for term in graph.subjects(RDF.type, kind) if term.startswith(ONTOLOGY)})


def name(term: Node) -> str:
    return str(term).removeprefix(ONTOLOGY)


def label(graph: Graph, term: Node) -> str:
    return str(graph.value(term, RDFS.label))


def united(graph: Graph, term: Node) -> list[Node]:
    """Return the classes of a union, or the one class that it is."""
    union = graph.value(term, OWL.unionOf)
    return [term] if union is None else list(Collection(graph, union))


def ancestors(graph: Graph, term: Node) -> set[Node]:
    return set(graph.transitive_objects(term, RDFS.subClassOf)) - {term}


def test_p01_no_word_stands_for_two_things(ontology: Graph) -> None:
    terms = own(ontology, OWL.Class, *PROPERTIES)
    definitions = [str(ontology.value(term, SKOS.definition)) for term in terms]
    assert len(set(definitions)) == len(terms)
    assert not set(own(ontology, OWL.Class)) & set(own(ontology, *PROPERTIES))
    assert not set(own(ontology, OWL.ObjectProperty)) & set(own(ontology, OWL.DatatypeProperty))


def test_p02_p31_no_classes_are_said_to_be_equivalent(ontology: Graph) -> None:
    assert (None, OWL.equivalentClass, None) not in ontology


def test_p03_no_property_is_named_is(ontology: Graph) -> None:
    assert not {name(term) for term in own(ontology, *PROPERTIES)} & {"is", "isA", "has", "type", "subClassOf"}


def test_p04_every_term_is_connected(ontology: Graph, data: Graph) -> None:
    kinds = {node: kind for node, kind in data.subject_objects(RDF.type) if kind.startswith(ONTOLOGY)}
    pairs = {(kinds[one], kinds[other]) for one, other in data.subject_objects() if one in kinds and other in kinds}
    linked = {kind for pair in pairs for kind in pair}
    ends = {
        end
        for predicate in (RDFS.domain, RDFS.range)
        for value in ontology.objects(None, predicate)
        for end in united(ontology, value)
    }
    for term in own(ontology, OWL.Class):
        assert ends & ({term} | ancestors(ontology, term)) or term in linked, term


def test_p05_p25_p26_no_inverse_is_wrong_or_of_itself(ontology: Graph) -> None:
    for one, other in ontology.subject_objects(OWL.inverseOf):
        assert one != other
        assert ontology.value(one, RDFS.domain) == ontology.value(other, RDFS.range)
        assert ontology.value(one, RDFS.range) == ontology.value(other, RDFS.domain)
        assert (one, RDF.type, OWL.SymmetricProperty) not in ontology


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_p06_no_hierarchy_has_a_circle(ontology: Graph, predicate: URIRef) -> None:
    for term in own(ontology, OWL.Class, *PROPERTIES):
        for parent in ontology.objects(term, predicate):
            assert term not in set(ontology.transitive_objects(parent, predicate)), term


def test_p07_no_class_merges_two_concepts(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class):
        assert not re.search(r"And(?=[A-Z])|Or(?=[A-Z])", name(term)), term
        assert not re.search(r"\b(and|or)\b|/", label(ontology, term)), term


def test_p08_voc3_voc4_every_term_has_label_and_definition(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class, *PROPERTIES):
        for predicate in (RDFS.label, SKOS.definition, SKOS.example):
            values = list(ontology.objects(term, predicate))
            assert [value.language for value in values if isinstance(value, Literal)] == ["en"], (term, predicate)


def test_p10_classes_that_share_nothing_are_disjoint(ontology: Graph) -> None:
    apart: set[frozenset[Node]] = set()
    for axiom in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        members = list(Collection(ontology, ontology.value(axiom, OWL.members)))
        apart |= {frozenset((one, other)) for one in members for other in members if one != other}
    classes = own(ontology, OWL.Class)
    for one in classes:
        for other in set(classes) - {one}:
            ones, others = ({c} | ancestors(ontology, c) for c in (one, other))
            related = one in others or other in ones
            assert related or any(frozenset((a, b)) in apart for a in ones for b in others), (one, other)


def test_p11_every_property_has_domain_and_range(ontology: Graph) -> None:
    for term in own(ontology, *PROPERTIES):
        assert ontology.value(term, RDFS.domain) is not None, term
        assert ontology.value(term, RDFS.range) is not None, term


def test_p12_p27_p32_no_two_terms_have_one_label(ontology: Graph) -> None:
    for kinds in ((OWL.Class,), PROPERTIES):
        labels = [label(ontology, term) for term in own(ontology, *kinds)]
        assert len(set(labels)) == len(labels)
    assert (None, OWL.equivalentProperty, None) not in ontology


def test_p14_p33_no_restriction_and_no_chain(ontology: Graph) -> None:
    for predicate in (OWL.allValuesFrom, OWL.someValuesFrom, OWL.propertyChainAxiom):
        assert (None, predicate, None) not in ontology


def test_p17_every_class_and_property_is_used(ontology: Graph, data: Graph) -> None:
    types = set(data.objects(None, RDF.type))
    types |= {parent for term in types for parent in ancestors(ontology, term)}
    assert set(own(ontology, OWL.Class)) <= types
    unused = set(own(ontology, *PROPERTIES)) - set(data.predicates())
    assert {name(term) for term in unused} <= {"reviewedBy"}  # the program never reviews what it found itself


def test_p19_no_property_has_several_domains_or_ranges(ontology: Graph) -> None:
    for term in own(ontology, *PROPERTIES):
        for predicate in (RDFS.domain, RDFS.range):
            assert len(list(ontology.objects(term, predicate))) == 1, term


def test_p20_labels_and_definitions_are_not_swapped(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class, *PROPERTIES):
        text = str(ontology.value(term, SKOS.definition))
        assert len(label(ontology, term)) < len(text)
        assert not label(ontology, term).endswith(".")
        assert text[0].isupper()
        assert text.endswith("."), term


def test_p21_there_is_no_class_for_the_rest(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class):
        assert not re.search(r"Other|Misc|Unknown|Various|General|Thing", name(term))


def test_p22_names_follow_one_convention(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class):
        assert re.fullmatch(r"([A-Z][a-z]+)+", name(term))
    for term in own(ontology, *PROPERTIES):
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name(term))
    for term in own(ontology, OWL.Class):
        assert re.sub(r"(?<!^)(?=[A-Z])", " ", name(term)).lower() == label(ontology, term)


def test_p23_no_class_repeats_a_datatype(ontology: Graph) -> None:
    datatypes = {str(term).rpartition("#")[2].lower() for term in (*dir(XSD), "text", "number", "list")}
    assert not {name(term).lower() for term in own(ontology, OWL.Class)} & datatypes


def test_p24_no_definition_uses_what_it_defines(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class, *PROPERTIES):
        text = str(ontology.value(term, SKOS.definition))
        assert not re.search(rf"\b{label(ontology, term)}s?\b", text, re.IGNORECASE), term
    for union in ontology.subjects(OWL.unionOf, None):
        assert not isinstance(union, URIRef), "a class is defined by a union, which may hold itself"


def test_p28_p29_no_property_is_symmetric_or_transitive(ontology: Graph) -> None:
    for kind in (OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.ReflexiveProperty):
        assert not own(ontology, kind)


def test_p34_p35_every_term_is_declared(ontology: Graph) -> None:
    """An editor knows of each term what it is, those of other vocabularies included."""
    declared = {kind: set(ontology.subjects(RDF.type, kind)) for kind in (OWL.Class, *PROPERTIES)}
    classes = {
        end
        for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf)
        for value in ontology.objects(None, predicate)
        for end in united(ontology, value)
    }
    literals = {term for term in classes if str(term).startswith(str(XSD)) or term == RDFS.Literal}
    assert classes - literals <= declared[OWL.Class]
    for term in own(ontology, *PROPERTIES):
        kind = ontology.value(term, RDF.type, any=True)
        for parent in ontology.objects(term, RDFS.subPropertyOf):
            assert parent in declared[OWL.ObjectProperty] | declared[OWL.DatatypeProperty]
            assert (parent in declared[OWL.ObjectProperty]) == (term in declared[OWL.ObjectProperty]), (term, kind)
    language = tuple(map(str, (RDF, RDFS, OWL)))
    annotations = {p for p in ontology.predicates() if not str(p).startswith(language)}
    assert annotations <= set(ontology.subjects(RDF.type, OWL.AnnotationProperty))


def test_p36_no_iri_has_a_file_extension() -> None:
    assert not re.search(r"\.(owl|rdf|ttl|n3|rdfxml|jsonld)\b", ONTOLOGY)


def test_p38_p39_it_says_that_it_is_an_ontology_and_what_its_namespace_is(ontology: Graph) -> None:
    assert list(ontology.subjects(RDF.type, OWL.Ontology)) == [IRI]
    assert ontology.value(IRI, VANN.preferredNamespaceUri) == Literal(ONTOLOGY)
    assert ontology.value(IRI, VANN.preferredNamespacePrefix) == Literal("dkg")
    assert dict(ontology.namespaces())["dkg"] == URIRef(ONTOLOGY)
    assert (IRI, OWL.imports, None) not in ontology


def test_p40_no_term_is_put_into_another_namespace(ontology: Graph) -> None:
    for term in {term for triple in ontology for term in triple if isinstance(term, URIRef)}:
        space, local = re.fullmatch(r"(.*[#/])([^#/]*)", term).groups()
        if term == IRI or term.startswith(str(IRI) + "/") or space == ONTOLOGY or not local:
            continue
        closed = next((vocabulary for vocabulary in CLOSED if space == str(Namespace(str(vocabulary)))), None)
        known = local in ELSEWHERE.get(space, ()) if closed is None else term in closed
        assert known or (None, DCTERMS.license, term) in ontology, term


def test_p41_om4_there_is_a_licence_with_an_iri(ontology: Graph) -> None:
    assert isinstance(ontology.value(IRI, DCTERMS.license), URIRef)
    assert "MIT" in str(ontology.value(IRI, DCTERMS.license))


def test_purl1_uri1_ver1_names_are_lasting_and_versioned(ontology: Graph) -> None:
    assert IRI.startswith("https://w3id.org/")
    assert ontology.value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/{kg.__version__}")
    assert ontology.value(IRI, OWL.versionInfo) == Literal(kg.__version__)
    assert kg.__version__ in str(ontology.value(IRI, DCTERMS.bibliographicCitation))


@pytest.mark.parametrize(
    "predicate",
    [
        *(DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, OWL.versionIRI),  # OM1, OM5.1
        *(VANN.preferredNamespaceUri, VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created),  # OM2
        *(DCTERMS.bibliographicCitation, DCTERMS.rights, DCTERMS.references),  # OM2
        *(DCTERMS.publisher, DCTERMS.issued, SDO.creativeWorkStatus),  # OM3, OM5.2
    ],
)
def test_om1_om2_om3_om5_the_header_has_what_a_catalogue_asks_for(ontology: Graph, predicate: URIRef) -> None:
    assert ontology.value(IRI, predicate) is not None


def test_voc1_voc2_it_builds_on_other_vocabularies(ontology: Graph) -> None:
    for term in own(ontology, OWL.Class):
        related = {*ancestors(ontology, term), *ontology.objects(term, RDFS.seeAlso)}
        assert [other for other in related if not other.startswith(ONTOLOGY) and not isinstance(other, BNode)], term


def test_rdf1_it_can_be_read_in_every_usual_syntax(ontology: Graph) -> None:
    syntaxes = {"turtle": ox.RdfFormat.TURTLE, "xml": ox.RdfFormat.RDF_XML, "json-ld": ox.RdfFormat.JSON_LD}
    for syntax, form in syntaxes.items():
        assert len(list(ox.parse(ontology.serialize(format=syntax), format=form))) == len(ontology)
