"""How a query runs on an Oxigraph store, its parameters bound and never pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

import pyoxigraph as ox
import rdflib

from kg.errors import QueryError
from kg.queries.questions import Parameter, Question, find
from kg.queries.rows import IRI, Rows, Value
from kg.sparql import refuse, slots, words
from kg.vocab import PREFIXES

__all__ = ["evaluate", "resolve", "to_ox", "to_python", "to_rdflib", "written"]

_PARAM = ox.NamedNode("urn:kg:param")
_SLOT = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
_REALS = ("decimal", "double", "float")
_PLAIN: dict[str, Callable[[str], Value]] = {
    **{_XSD + name: int for name in _INTEGERS},
    **{_XSD + name: float for name in _REALS},
    f"{_XSD}boolean": lambda value: value in {"true", "1"},
}
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
    "rdf-xml": ox.RdfFormat.RDF_XML,
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal


def evaluate(store: ox.Store, question: str, params: Mapping[str, object]) -> Rows | rdflib.Graph | bool:
    """Answer a question by name or number, or a SPARQL query, over the union of all graphs.

    Parameters
    ----------
    store
        The Oxigraph store.
    question
        "who-met-whom", "12", or SPARQL; the prefixes of :data:`kg.vocab.PREFIXES` are set.
    params
        Values for the query's parameters; ``None`` is the same as leaving one out.

    Raises
    ------
    QueryError
        No such question or parameter, a value of the wrong kind, or SPARQL that does not parse.
    """
    return _answer(_asked(store, question, params))


def written(store: ox.Store, question: str, params: Mapping[str, object], syntax: str | None = None) -> bytes:
    """Answer a question in a syntax of the W3C, in which every value keeps its datatype.

    Parameters
    ----------
    store, question, params
        As for :func:`evaluate`.
    syntax
        json, xml, csv or tsv for rows; turtle, n-triples, json-ld or rdf-xml for graphs; json and turtle by default.

    Raises
    ------
    QueryError
        As :func:`evaluate`, or the query's form has no such syntax.
    """
    answer = _asked(store, question, params)
    graph = isinstance(answer, ox.QueryTriples)
    chosen = syntax or ("turtle" if graph else "json")
    known: Mapping[str, object] = _GRAPHS if graph else _RESULTS
    if chosen not in known:
        raise QueryError(f"{chosen!r} is no syntax for the answer to this query: use one of {', '.join(known)}")
    try:
        if isinstance(answer, ox.QueryTriples):
            prefixes = None if chosen in {"n-triples", "json-ld"} else PREFIXES
            return ox.serialize(answer, format=_GRAPHS[chosen], prefixes=prefixes) or b""
        return answer.serialize(format=_RESULTS[chosen]) or b""
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query stopped: {error}") from error


def _asked(
    store: ox.Store, question: str, params: Mapping[str, object]
) -> ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples:
    sparql, terms = resolve(question, params)
    refuse(sparql)
    bound = slots(sparql)
    sparql = _SLOT.sub(lambda slot: f'BIND({_PARAM}("{slot[1]}") AS ?{slot[1]})', sparql)
    rest: dict[ox.Variable, Term | ox.Triple] = {
        ox.Variable(name): term for name, term in terms.items() if name not in bound
    }
    try:
        return store.query(
            sparql,
            prefixes=PREFIXES,
            use_default_graph_as_union="FROM" not in words(sparql),
            substitutions=rest or None,
            custom_functions={_PARAM: lambda name: terms.get(name.value)},
        )
    except SyntaxError as error:
        raise QueryError(f"the SPARQL query does not parse: {error}") from error
    except RuntimeError as error:
        hint = ": write VALUES ?NAME { UNDEF } where the query uses the parameter ?NAME" if rest else ""
        raise QueryError(f"the query cannot run: {error}{hint}") from error


def resolve(question: str, params: Mapping[str, object]) -> tuple[str, dict[str, Term]]:
    """Return the SPARQL of a question and its parameters' values as terms.

    Examples
    --------
    >>> resolve("ASK { ?s ?p ?what }", {"what": 3, "who": None})[1]
    {'what': <Literal value=3 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>}
    """
    given = {name: value for name, value in params.items() if value is not None}
    if re.fullmatch(r"[\w-]+", question.strip()):
        known = find(question.strip())
        return known.sparql, _declared(known, given)
    return question, {name: to_term(value) for name, value in given.items()}


def _declared(question: Question, given: Mapping[str, object]) -> dict[str, Term]:
    parameters = {parameter.name: parameter for parameter in question.parameters}
    unknown = sorted(set(given) - set(parameters))
    if unknown:
        known = ", ".join(parameters) or "none"
        raise QueryError(f"{question.name} has no parameter {', '.join(unknown)}: it has {known}")
    return {name: _declared_term(parameters[name], value) for name, value in given.items()}


def _declared_term(parameter: Parameter, value: object) -> Term:
    text = str(value)
    try:
        if parameter.kind == "integer":
            return ox.Literal(int(text))
        if parameter.kind == "number":
            return ox.Literal(float(text))
    except ValueError as error:
        raise QueryError(f"{parameter.name}: {text!r} is not a number: for instance {parameter.example}") from error
    if parameter.kind == "date" and not _ISO_DATE.fullmatch(text):
        raise QueryError(f"{parameter.name}: {text!r} is not an ISO 8601 date: for instance {parameter.example}")
    return _text_literal(text)


def _text_literal(text: str) -> ox.Literal:
    try:
        return ox.Literal(text)
    except ValueError as error:
        raise QueryError(f"{text!r} holds half of a surrogate pair: give text in Unicode") from error


def to_term(value: object) -> Term:
    """Return a Python value as an RDF term: a string is a plain literal, an :class:`IRI` a node.

    Examples
    --------
    >>> to_term(3)
    <Literal value=3 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    """
    if isinstance(value, ox.NamedNode | ox.Literal | ox.BlankNode):
        return value
    if isinstance(value, rdflib.term.Identifier):
        return to_ox(value)
    if isinstance(value, str):
        return ox.NamedNode(value) if isinstance(value, IRI) else _text_literal(value)
    if isinstance(value, date):
        kind = "dateTime" if isinstance(value, datetime) else "date"
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(_XSD + kind))
    if isinstance(value, bool | int | float):
        return ox.Literal(value)
    raise QueryError(f"a parameter cannot be a {type(value).__name__}: give a string, number, date or IRI")


def _answer(answer: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples) -> Rows | rdflib.Graph | bool:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    try:
        if isinstance(answer, ox.QuerySolutions):
            columns = [variable.value for variable in answer.variables]
            return Rows(columns, [[to_python(cell) for cell in solution] for solution in answer])
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        for triple in answer:
            graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query stopped: {error}") from error
    return graph


def to_python(term: object) -> Value:
    """Return an RDF term as a plain value; dates stay ISO 8601 text.

    Examples
    --------
    >>> to_python(ox.Literal("2021-08-30")), to_python(ox.Literal(3)), to_python(None)
    ('2021-08-30', 3, None)
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    convert = _PLAIN.get(term.datatype.value)
    return convert(term.value) if convert else term.value


def to_ox(term: object) -> Term:
    """Return an rdflib term as Oxigraph's."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    return ox.BlankNode(str(term))


def to_rdflib(term: object) -> rdflib.term.Identifier:
    """Return an Oxigraph term as rdflib's."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise QueryError(f"{term} cannot be shown in rdflib: leave RDF 1.2 triple terms out of the data")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    plain = datatype == f"{_XSD}string"
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(datatype), normalize=False)
