"""For whom the actors of a document act: countries, organisations, roles and tenures."""

from __future__ import annotations

from kg.extract.gazetteer import Term, names
from kg.extract.phrases import pieces
from kg.extract.registry import Figure, Registry
from kg.extract.titles import Title
from kg.records import Document, Tenure

__all__ = ["home", "settle", "tenures_of"]

PRIVATE = frozenset({"MEDIA", "FIRM", "PARTY", "GROUP", "media", "business", "party", "movement"})
"""Classes of organisations that do not speak for the state they are of."""

DOMESTIC = frozenset(
    {"state", "government", "foreign", "minister", "diplomat", "spokesperson", "adviser", "legislator", "military", "regional", "justice", "family", "bloc", "official"}
)


def home(document: Document) -> Term | None:
    """Return the state, or the organisation of a state, that publishes a document.

    A paper or a government's page names its own president without a nationality.

    >>> home(Document("d", "", publisher="Ministry of Foreign Affairs of Japan")).country
    'JPN'
    """
    words = pieces(document.publisher or "")
    i = 0
    while i < len(words):
        found = names().match(words, i)
        if found is not None and found[1].country:
            return found[1]
        i = found[0] if found is not None else i + 1
    return None


def settle(registry: Registry) -> None:
    """Give every figure its country, its role and whom it represents."""
    publisher = home(registry.text.document)
    native = publisher.country if publisher is not None else None
    for figure in list(registry.figures.values()):
        if figure.type == "Person":
            person(registry, figure, native)
        elif figure.type == "Organization":
            body(registry, figure, native)


def person(registry: Registry, figure: Figure, native: str | None) -> None:
    """Settle a person from the titles the text gives."""
    titles = [title for title, _ in figure.titles if title.office.kind != "title"]
    figure.role = next((t.role for t in titles if t.office.kind not in ("family", "counterpart")), None)
    figure.country = figure.country or next((t.country for t in titles if t.country), None)
    term = next((t.organization for t in titles if t.organization is not None), None)
    if term is not None and not current(titles):
        term = None
    if term is not None:
        organization = registry.organization(term)
        figure.represents = organization.id
        figure.country = figure.country or organization.country
    international = term is not None and term.type == "InternationalOrganization"
    if figure.country is None and native and not international and any(t.office.kind in DOMESTIC and t.number != "shared" for t in titles):
        figure.country = native
    if figure.represents is None and figure.country and current(titles):
        figure.represents = registry.state(figure.country).id


def current(titles: list[Title]) -> bool:
    """Whether a person holds an office now, as far as the text tells."""
    return not titles or any(not t.role.lower().startswith(("former ", "ex-", "retired ", "late ")) for t in titles)


def body(registry: Registry, figure: Figure, native: str | None) -> None:
    """Settle an organ of a state."""
    if figure.country and figure.represents is None and (figure.term is None or figure.term.class_ not in PRIVATE):
        figure.represents = registry.state(figure.country).id


def tenures_of(registry: Registry) -> tuple[Tenure, ...]:
    """Return the offices that persons hold according to the text."""
    found: list[Tenure] = []
    for figure in registry.figures.values():
        seen: set[str] = set()
        for title, index in figure.titles:
            key = title.role.lower()
            if not figure.listed or not title.role or key in seen or title.office.kind in ("title", "family", "counterpart"):
                continue
            seen.add(key)
            found.append(tenure(registry, figure, title, index, f"t{len(found) + 1}"))
    return tuple(found)


def tenure(registry: Registry, figure: Figure, title: Title, index: int, name: str) -> Tenure:
    """Return one office as a record."""
    paragraph = registry.text.paragraphs[index]
    evidence = (paragraph.span(paragraph.doc[title.start], paragraph.doc[title.end - 1]),)
    organization = registry.organization(title.organization) if title.organization is not None else None
    accredited = registry.state(title.accredited) if title.accredited else None
    for other in (organization, accredited):
        if other is not None:
            other.listed = True
    return Tenure(
        id=name,
        person=figure.id,
        role=title.role,
        evidence=evidence,
        organization=organization.id if organization is not None else None,
        represents=figure.represents,
        accredited_to=accredited.id if accredited is not None else None,
    )
