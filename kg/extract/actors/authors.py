"""Who speaks in a document that says "I" or "we" outside quotation marks: the one its title names as its author."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.actors.gazetteer import Office, names, offices
from kg.extract.actors.gazetteer import words as closed_list
from kg.extract.actors.registry import Figure, Registry
from kg.extract.actors.titles import Title
from kg.extract.actors.units import SUFFIXES
from kg.extract.phrases import pieces

__all__ = ["FIRST_PERSON", "author_of", "entitle", "quoted"]

FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us", "mine", "ours", "myself", "ourselves"})
BY = re.compile(
    r"\b(?:statements?|remarks?|speech|address|message|greetings|letter|op-ed|article|comments?|briefing|interview"
    r"|testimony|press release|communiqu[eé])\b"
    r"[^:;.]{0,60}?\b(?:by|of|from|with)\s+(?P<who>.+)",
    re.IGNORECASE,
)
QUALIFIERS = closed_list("office_qualifiers")
REACH = 10
"""How many words before a name its office starts at most."""

OPENING, CLOSING = frozenset("“„«"), frozenset("”»")


def author_of(registry: Registry) -> Figure | None:
    """Return the person whom a title like "Statement by National Security Advisor A B on ..." names."""
    found = BY.search(registry.text.document.title or "")
    if found is None:
        return None
    words = [word.replace("’", "'") for word in pieces(found["who"])]
    lowers = [word.lower() for word in words]
    i, country, office = 0, None, None
    while i < len(words):
        if (term := names().match(words, i)) is not None:
            country, i = term[1].country or country, term[0]
        elif (post := offices().match(lowers, i)) is not None:
            office, i = post[1], post[0]
        elif lowers[i] in ("of", "the", "'s", "to", "for", "and", "a", ","):
            i += 1
        else:
            break
    start = i
    while i < len(words) and (words[i][0].isupper() or words[i] in ("-", ".", "'") or lowers[i] in SUFFIXES):
        i += 1
    name = " ".join(words[start:i]).replace(" - ", "-").replace(" .", ".").strip()
    if not name or office is None:
        return None
    title = Title(0, 1, 0, office, office.phrase.title(), country=country)
    return person(registry, name, title)


def person(registry: Registry, name: str, title: Title) -> Figure:
    """Return the figure of an author, a new one where the text itself does not name it."""
    from kg.extract.actors.naming import one_person, parts

    for figure in registry.by_part.get(parts(name)[-1], ()):
        if one_person(figure.name, name) or set(parts(figure.name)) <= set(parts(name)):
            break
    else:
        figure = registry.new(name, "Person", listed=False)
        registry.enter(figure)
    if not figure.role and not any(t.office.kind == title.office.kind for t, _ in figure.titles):
        figure.role, figure.country = title.role, figure.country or title.country
    return figure


def entitle(registry: Registry) -> None:
    """Give persons of the text without an office the one that the title of the document gives them.

    "Telephone conversation with President of Chile A B" stands above a text that only says "A B".
    """
    title = (registry.text.document.title or "").replace("’", "'")
    words = pieces(title)
    lowers = [word.lower() for word in words]
    for figure in list(registry.figures.values()):
        name = pieces(figure.name)
        if figure.type != "Person" or len(name) < 2 or any(t.office.kind != "title" for t, _ in figure.titles):
            continue
        start = next((i for i in range(len(words)) if words[i : i + len(name)] == name), -1)
        found = office_before(lowers, words, start) if start > 0 else None
        if found is not None:
            registry.give(figure, found, 0)


def office_before(lowers: list[str], words: Sequence[str], end: int) -> Title | None:
    """Return the office that leads up to a name in a row of words; it stands nowhere in the text itself."""
    i = end - 1
    while i >= 0 and end - i < REACH:
        post = offices().match(lowers, i)
        inside = words[i][0].isupper() or lowers[i] in ("of", "the", "for", "and", "'s")
        if post is not None and post[0] <= end and not post[1].plural and post[1].kind not in ("title", "family"):
            i, post = whole(lowers, i, post)
            row = list(words[max(0, i - 2) : end])
            states = [term for k in range(len(row)) if (term := names().match(row, k)) is not None]
            country = next((term[1].country for term in states if term[1].country), None)
            role = " ".join(words[i:end]).replace(" 's", "'s").replace(" ,", ",")
            return Title(0, 0, 0, post[1], role, country=country)
        if not inside:
            return None
        i -= 1
    return None


def whole(lowers: list[str], i: int, post: tuple[int, Office]) -> tuple[int, tuple[int, Office]]:
    """Return where the longest office with the same end starts, and that office ("national security adviser")."""
    for k in range(max(0, i - 3), i):
        longer = offices().match(lowers, k)
        if longer is not None and longer[0] == post[0]:
            i, post = k, longer
            break
    while i > 0 and lowers[i - 1] in QUALIFIERS:
        i -= 1
    return i, post


def quoted(words: list[str]) -> list[bool]:
    """Return which tokens of a paragraph stand inside quotation marks; one never closed counts for nothing."""
    inside = [False] * len(words)
    opened = -1
    for i, word in enumerate(words):
        opens = word in OPENING or (word == '"' and opened < 0)
        closes = word in CLOSING or (word == '"' and opened >= 0)
        if closes and opened >= 0:
            inside[opened : i + 1] = [True] * (i + 1 - opened)
            opened = -1
        elif opens:
            opened = i
    return inside
