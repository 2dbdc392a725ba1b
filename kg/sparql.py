"""What the text of a query or an update says, before anything runs it.

A query must not make the program that answers it call another server. Oxigraph cannot be told so, so the words are
looked for here. It reads keywords without word boundaries (``1SERVICE:x{…}`` calls a service), and ``<`` as an operator
or the beginning of an IRI as the grammar allows; what is looked for errs towards refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import QueryError

__all__ = ["Outline", "Token", "fill", "outline", "refuse", "slots", "tokens", "with_dataset", "words"]

_LOCAL = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])"
_TOKEN = re.compile(
    rf"""
    (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
              |"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')
    |(?P<iri><[^<>"{{}}|^`\x00-\x20]*>)
    |(?P<comment>\#[^\r\n]*)
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<name>(?:_|[^\W\d_](?:[\w.-]*[\w-])?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|[.-])*(?:{_LOCAL}|-))?)?)
    |(?P<word>\w+)
    |(?P<mark>\S)
    """,
    re.DOTALL | re.VERBOSE,
)
_FULL_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_SLOT = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
_FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
_MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: a string, iri, comment, variable, language, name, word or mark, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    def says(self, *keywords: str) -> bool:
        """Tell whether this is one of some keywords, which stand in capitals."""
        return self.kind == "word" and self.text.upper() in keywords


def tokens(sparql: str) -> list[Token]:
    """Cut a query into its pieces; comments are left out.

    Examples
    --------
    >>> [token.text for token in tokens("ASK { ?s ex:p 'a # b' } # ?")]
    ['ASK', '{', '?s', 'ex:p', "'a # b'", '}']
    """
    return [token for token in _scan(sparql) if token.kind != "comment"]


def _scan(sparql: str) -> Iterable[Token]:
    return (Token(match.lastgroup or "", match[0], *match.span()) for match in _TOKEN.finditer(sparql))


def words(sparql: str) -> set[str]:
    """Return the keywords of a query in capitals: not what stands in literals, names or comments.

    Examples
    --------
    >>> sorted(words('SELECT ?from { ?from rdfs:label "SERVICE" } # LOAD'))
    ['SELECT']
    """
    return {token.text.upper() for token in tokens(sparql) if token.kind == "word"}


def refuse(sparql: str, *, update: bool = False) -> None:
    """Raise an error if a query or an update could make the program call another server.

    Examples
    --------
    >>> refuse('ASK { ?s rdfs:label "SERVICE <https://example.org/>" }')
    >>> refuse("ASK { SERVICE <https://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kg.errors.QueryError: SERVICE is refused: a query must not call other servers; load their data instead
    """
    if _may_say("service", sparql):
        raise QueryError("SERVICE is refused: a query must not call other servers; load their data instead")
    if update and _may_say("load", sparql):
        raise QueryError("LOAD is refused: an update must not fetch from other servers; send the data instead")


def _may_say(keyword: str, sparql: str) -> bool:
    if keyword not in sparql.lower():
        return False
    found = tokens(sparql)
    for token, after in zip(found, [*found[1:], None], strict=True):
        text = token.text.lower()
        if token.kind == "iri" and not _FULL_IRI.match(text) and ("'" in text or "#" in text):
            return True  # this may be "less than" and the beginning of a string or a comment
        if token.kind == "word" and keyword in text:
            return True
        # SERVICE:x{…} is read as the keyword and an IRI with the empty prefix.
        if token.kind == "name" and keyword in text.partition(":")[0] and (after is None or after.text == "{"):
            return True
    return False


def slots(sparql: str) -> set[str]:
    """Return the parameters of a query: the variables of its ``VALUES ?name { UNDEF }``.

    Examples
    --------
    >>> slots("SELECT * { VALUES ?who { UNDEF } ?s dkg:speaker ?who }")
    {'who'}
    """
    return set(_SLOT.findall(sparql))


def fill(sparql: str, terms: Mapping[str, object]) -> str:
    r"""Put terms into the slots of a query that another program will run; the others stay "any".

    Parameters
    ----------
    terms
        Terms whose ``str`` is their N-Triples form, as pyoxigraph's are: it escapes what they hold.

    Examples
    --------
    >>> from pyoxigraph import Literal
    >>> fill("ASK { VALUES ?who { UNDEF } }", {"who": Literal('a" } ')})
    'ASK { VALUES ?who { "a\\" } " } }'
    """
    return _SLOT.sub(lambda slot: f"VALUES ?{slot[1]} {{ {terms[slot[1]]} }}" if slot[1] in terms else slot[0], sparql)


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a query.

    ``prologue`` has the prefixes; ``form`` is SELECT, CONSTRUCT, DESCRIBE or ASK; ``head`` goes from there to the
    pattern, ``pattern`` is the group with its braces (empty where there is none), ``tail`` is what follows it;
    ``modifiers`` are the keywords of the tail in capitals.
    """

    prologue: str
    form: str
    head: str
    pattern: str
    tail: str
    modifiers: frozenset[str]


def outline(sparql: str) -> Outline:
    """Find the parts of a query.

    Raises
    ------
    QueryError
        It has none of the four forms.

    Examples
    --------
    >>> parts = outline("PREFIX ex: <https://e.org/> SELECT ?s WHERE { ?s ex:p { ?s ?q 1 } } ORDER BY ?s LIMIT 3")
    >>> parts.form, parts.head, parts.pattern, parts.tail
    ('SELECT', 'SELECT ?s WHERE ', '{ ?s ex:p { ?s ?q 1 } }', ' ORDER BY ?s LIMIT 3')
    """
    found = tokens(sparql)
    first = next((token for token in found if token.says(*_FORMS)), None)
    if first is None:
        raise QueryError(f"this is no query: it has none of {', '.join(sorted(_FORMS))}")
    form = first.text.upper()
    groups = _groups([token for token in found if token.start >= first.start])
    at = 1 if form == "CONSTRUCT" and len(groups) > 1 and not _is_short(found, groups) else 0
    begin, end = groups[at] if groups else (len(sparql), len(sparql))
    modifiers = {token.text.upper() for token in found if token.start >= end and token.says(*_MODIFIERS)}
    head, pattern, tail = sparql[first.start : begin], sparql[begin:end], sparql[end:]
    return Outline(sparql[: first.start], form, head, pattern, tail, frozenset(modifiers))


def _is_short(found: Sequence[Token], groups: Sequence[tuple[int, int]]) -> bool:
    """Tell ``CONSTRUCT WHERE { … } VALUES ?x { … }``, whose only group is its pattern, from the long form."""
    return any(token.says("WHERE") and token.end <= groups[0][0] for token in found)


def _groups(found: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where the outermost braces open and close."""
    out, depth, begin = [], 0, 0
    for token in found:
        if token.text == "{":
            begin = begin if depth else token.start
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0:
                out.append((begin, token.end))
    return out


def with_dataset(update: str, default: Sequence[object], named: Sequence[object]) -> str:
    """Return an update whose operations look at the graphs that the request names.

    Parameters
    ----------
    default, named
        IRIs as pyoxigraph's nodes, for ``USING`` and ``USING NAMED``.

    Raises
    ------
    QueryError
        An operation names its graphs itself, with USING or WITH; the SPARQL protocol forbids both.

    Examples
    --------
    >>> from pyoxigraph import NamedNode
    >>> with_dataset("INSERT { ?s a <urn:c> } WHERE { ?s ?p ?o }", [NamedNode("urn:g")], [])
    'INSERT { ?s a <urn:c> } USING <urn:g> WHERE { ?s ?p ?o }'
    >>> with_dataset("DELETE WHERE { ?s ?p ?o }", [NamedNode("urn:g")], [])
    'DELETE { ?s ?p ?o } USING <urn:g> WHERE { ?s ?p ?o }'
    """
    if not default and not named:
        return update
    found = tokens(update)
    if any(token.says("USING", "WITH") for token in found):
        raise QueryError("the update names its graphs with USING or WITH and the request names others: leave one out")
    clause = "".join([*(f"USING {graph} " for graph in default), *(f"USING NAMED {graph} " for graph in named)])
    out, at, depth = [], 0, 0
    for before, token in zip([None, *found], found, strict=False):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.says("WHERE"):
            short = before is not None and before.says("DELETE")
            pattern = f"{_group_after(update, found, token.end)} " if short else ""
            out += [update[at : token.start], pattern, clause]
            at = token.start
    return "".join([*out, update[at:]])


def _group_after(update: str, found: Sequence[Token], position: int) -> str:
    groups = _groups([token for token in found if token.start >= position])
    return update[slice(*groups[0])] if groups else ""
