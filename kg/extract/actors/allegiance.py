"""For whom the actors of a document act: countries, organisations, roles and tenures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import Term, bodies, domains, names, words
from kg.extract.actors.naming import parts
from kg.extract.actors.officeholders import holding_of, surname_holding
from kg.extract.actors.registry import Figure, Registry
from kg.extract.actors.titles import Title
from kg.extract.phrases import pieces
from kg.records import Document, Tenure

if TYPE_CHECKING:
    from kg.extract.actors.discourse import Discourse

__all__ = ["home", "settle", "tenures_of"]

PRIVATE = frozenset({"MEDIA", "FIRM", "PARTY", "GROUP", "media", "business", "party", "movement"})
"""Classes of organisations that do not speak for the state they are of."""

NATIONAL = frozenset(
    (
        "state",
        "government",
        "foreign",
        "minister",
        "adviser",
        "spokesperson",
        "diplomat",
        "military",
        "justice",
        "consort",
    )
)
"""Classes of offices that are held for a state."""

SOVEREIGN = frozenset({"state", "government", "foreign"})
DOMESTIC = NATIONAL | {"legislator", "regional", "bloc", "official", "family"}
ACCREDITED = words("accredited")
UNSAID = frozenset({"title", "family", "counterpart"})
"""Classes that are no office."""

OFFICIAL = words("official_labels")
"""Labels of internet addresses that only a government has."""

PAST = ("former ", "ex-", "retired ", "late ", "onetime ", "then ")


def home(document: Document) -> Term | None:
    """Return the state, or the organisation of a state, that publishes a document.

    A paper or a government's page names its own president without a nationality.

    >>> home(Document("d", "", publisher="Ministry of Foreign Affairs of Japan")).country
    'JPN'
    """
    row = pieces(document.publisher or "")
    i = 0
    while i < len(row):
        found = names().match(row, i)
        if found is not None and found[1].country:
            return found[1]
        i = found[0] if found is not None else i + 1
    return address(document.url or "")


def address(url: str) -> Term | None:
    """Return whose page an address is: a government's (``whitehouse.gov``, ``kremlin.ru``) or a national paper's.

    >>> address("http://en.kremlin.ru/events/president/news/1").country
    'RUS'
    """
    host = url.partition("://")[2].partition("/")[0].lower().split(":")[0]
    labels = host.split(".")
    if len(labels) < 2:
        return None
    code = "USA" if labels[-1] in ("gov", "mil") else domains().get(labels[-1])
    if code is None:
        return None
    official = labels[-1] in ("gov", "mil") or any(label in OFFICIAL for label in labels[:-1])
    return Term("organization", host, "Organization", code, "ORG" if official else "MEDIA")


class Settling:
    """Settles the figures of one document."""

    def __init__(self, registry: Registry, referents: Discourse) -> None:
        self.registry, self.referents = registry, referents
        document = registry.text.document
        publisher = home(document)
        self.day = document.published
        self.official = publisher is not None and publisher.class_ != "MEDIA"
        self.native = publisher.country if publisher is not None else None
        if self.native and not self.official and not self.named(self.native):
            self.native = None  # a paper that does not speak of its own state here

    def named(self, code: str) -> bool:
        """Whether the text names a state."""
        return any(f.country == code and f.type == "Country" and f.mentions for f in self.registry.figures.values())

    def settle(self) -> None:
        """Give every figure country, role and whom it represents: what the text says first, what is inferred last."""
        people = [f for f in self.registry.figures.values() if f.type == "Person"]
        for figure in people:
            self.told(figure)
        self.whose(people)
        for code_of in (self.evidence, self.table, self.fronted, self.domestic):
            for figure in people:
                if figure.country is None:
                    figure.country = code_of(figure)
        self.whose(people)
        for figure in people:
            self.finish(figure)
        for figure in list(self.registry.figures.values()):
            if figure.type in ("Organization", "Group"):
                figure.role = figure.role or kind_of(figure)
            if figure.type == "Organization":
                self.body(figure)

    def offices(self, figure: Figure) -> list[Title]:
        """Return the titles of a person that name an office or a relation."""
        return [t for t, _ in figure.titles if t.office.kind != "title"]

    def told(self, figure: Figure) -> None:
        """Take what the titles say."""
        titles = self.offices(figure)
        figure.role = next((t.role for t in titles if t.office.kind not in UNSAID), figure.role)
        figure.country = next((t.country for t in titles if t.country and t.number != "shared"), None) or figure.country
        figure.country = figure.country or next((t.country for t in titles if t.country), None)
        own = [t for t in titles if t.office.kind in SOVEREIGN and t.organization is None and current([t])]
        if own and figure.country is not None:
            return  # a head of state who chairs a bloc as well, a foreign minister who sits in the party's bureau
        first = next((t for t in titles if (t.organization is not None or t.country) and current([t])), None)
        sent = first is not None and first.office.kind == "diplomat" and first.country is not None
        term = first.organization if first is not None and not sent else None  # "Chile's representative at the Fund"
        if term is not None:
            organization = self.registry.organization(term)
            figure.represents = organization.id
            figure.country = figure.country or organization.country

    def whose(self, people: list[Figure]) -> None:
        """Give an aide or a relative the state of the one whose aide or relative it is."""
        for figure in people:
            for title, index in figure.titles:
                if figure.country is not None or title.whose < 0 or title.office.kind in ("counterpart", "title"):
                    continue
                known = self.referents.known.get((index, title.whose))
                cover = self.registry.cover[index].get(title.whose)
                other = self.registry.figures.get(known or (cover.actor if cover is not None else ""))
                if other is not None and other is not figure and other.country:
                    figure.country = other.country

    def evidence(self, figure: Figure) -> str | None:
        """Return the state whose doings a person tells as its own: "X said that China supports ..."."""
        if self.international(figure) or not any(t.office.kind in NATIONAL for t in self.offices(figure)):
            return None
        ranked = self.referents.votes.get(figure.id, Counter[str]()).most_common(2)
        clear = bool(ranked) and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1])
        return ranked[0][0] if clear else None

    def fronted(self, figure: Figure) -> str | None:
        """Return the state that a sentence opens with ("In Chile, Holm met with Defence Minister Luis Soto")."""
        if not figure.mentions or self.international(figure):
            return None
        index, start, _ = figure.mentions[0]
        k = self.referents.sentence_of(index, start)
        line = self.registry.scenes[index].line
        if k < 0 or line is None or not any(t.office.kind in NATIONAL for t in self.offices(figure)):
            return None
        first = self.referents.sentences[k].start
        unit = line.starting.get(first + 1)
        if line.lowers[first] != "in" or unit is None or unit.kind != "C" or unit.term is None or unit.end > start:
            return None
        return unit.term.country if line.words[unit.end] == "," and unit.term.kind == "name" else None

    def international(self, figure: Figure) -> bool:
        """Whether a person speaks for an international organisation."""
        whose = self.registry.figures.get(figure.represents or "")
        return whose is not None and whose.type not in ("Organization", "Country")

    def guest(self, figure: Figure) -> bool:
        """Whether a person is first named as one whom somebody met, in a sentence that names another state."""
        if not figure.mentions:
            return True
        index, start, _ = figure.mentions[0]
        k = self.referents.sentence_of(index, start)
        if k < 0:
            return False
        sentence = self.referents.sentences[k]
        met = any(e.actor == figure.id and e.rank == 2 and e.link in ("with", "to") for e in sentence.entities)
        return met and any(
            m.country not in (None, self.native) and sentence.start <= m.start < sentence.end
            for m in self.registry.scenes[index].mentions
        )

    def table(self, figure: Figure) -> str | None:
        """Look a person up among holders of high office."""
        if self.international(figure):
            return None
        offices = frozenset(t.office.phrase for t in self.offices(figure))
        holding = holding_of(figure.name, self.day, offices)
        if holding is None and len(parts(figure.name)) == 1 and self.day:
            found = [surname_holding(figure.name, code, self.day) for code in self.states()]
            held = [h for h in found if h is not None]
            holding = held[0] if len(held) == 1 else None
        if holding is None:
            return None
        now = self.day is not None and holding.on(self.day)
        if self.day is not None:
            figure.role = figure.role or (holding.office if now else f"former {holding.office}")
        if holding.country is None:
            term = names().match(pieces(holding.of), 0)
            if term is not None and figure.represents is None and now:
                figure.represents = self.registry.organization(term[1]).id
        return holding.country

    def states(self) -> list[str]:
        """Return the states that the text names."""
        return [f.country for f in self.registry.figures.values() if f.type == "Country" and f.country and f.mentions]

    def domestic(self, figure: Figure) -> str | None:
        """Return the publisher's own state for an official without a nationality."""
        if self.native is None or self.guest(figure):
            return None
        titles = self.offices(figure)
        if not titles:
            return self.native if self.official and self.opens(figure) else None
        organization = self.registry.figures[figure.represents] if figure.represents else None
        if organization is not None and (organization.type != "Organization" or organization.country):
            return None
        at_home = [t for t in titles if self.official or t.office.phrase not in ACCREDITED]  # foreigners, in a paper
        return self.native if any(t.office.kind in DOMESTIC and t.number != "shared" for t in at_home) else None

    def opens(self, figure: Figure) -> bool:
        """Whether an official page opens with a person as the one who acts."""
        first = self.referents.sentences[0] if self.referents.sentences else None
        return first is not None and any(e.actor == figure.id and e.rank == 0 for e in first.entities)

    def finish(self, figure: Figure) -> None:
        """Say whom a person represents."""
        titles = self.offices(figure)
        organization = self.registry.figures[figure.represents] if figure.represents else None
        if organization is not None:
            if organization.country is None and organization.type == "Organization" and self.of_state(organization):
                organization.country = figure.country
        elif figure.country and (not titles or current(titles)):
            figure.represents = self.registry.state(figure.country).id

    def of_state(self, organization: Figure) -> bool:
        """Whether an organisation is the kind that belongs to a state."""
        return (
            organization.term is not None
            and organization.term.class_ not in PRIVATE
            and organization.term.owner is None
        )

    def body(self, figure: Figure) -> None:
        """Say of which state an organisation is, and whether it speaks for it."""
        term = figure.term
        if term is None:
            return
        if figure.country is None and term.owner is not None:
            owner = self.registry.by_name.get(term.owner.lower())
            figure.country = owner.country if owner is not None else None
        if figure.country is None and term.class_ == "state":
            figure.country = self.administration(figure) or (self.native if self.official else None)
        if figure.represents is None and term.owner is not None:
            owner = self.registry.organization(Term("body", term.owner, "Organization", None))
            figure.represents = owner.id if owner is not figure else None
        elif (
            figure.represents is None
            and figure.country
            and term.class_ not in PRIVATE
            and term.class_ in ("ORG", "state")
        ):
            figure.represents = self.registry.state(figure.country).id

    def administration(self, figure: Figure) -> str | None:
        """Return the state of the person after whom an administration is named."""
        own = parts(figure.name)
        for other in self.registry.by_part.get(own[0], ()) if own else ():
            if other.country:
                return other.country
        held = (
            [
                h
                for h in (surname_holding(figure.name.split()[0], code, self.day) for code in self.states())
                if h is not None
            ]
            if self.day
            else []
        )
        return held[0].country if len(held) == 1 else None


def kind_of(figure: Figure) -> str | None:
    """Return the noun in the name of a body that says what it is; well-known names say less ("White House")."""
    row = [piece.lower() for piece in pieces(figure.name)]
    found = [match for i in range(len(row)) if (match := bodies().match(row, i)) is not None]
    whole = max(found, key=lambda match: (match[0], len(match[1].noun)), default=None)
    known = figure.term is not None and figure.term.kind != "body"
    return whole[1].noun if whole is not None and (not known or " " in whole[1].noun) else None


def current(titles: list[Title]) -> bool:
    """Whether a person holds an office now, as far as the text tells."""
    return any(not t.role.lower().startswith(PAST) for t in titles)


def settle(registry: Registry, referents: Discourse) -> None:
    """Give every figure its country, its role and whom it represents."""
    Settling(registry, referents).settle()


def tenures_of(registry: Registry) -> tuple[Tenure, ...]:
    """Return the offices that persons hold according to the text."""
    found: list[Tenure] = []
    number = 0
    for figure in list(registry.figures.values()):
        seen: set[str] = set()
        for title, index in figure.titles:
            key = title.role.lower()
            if not title.role or key in seen or title.office.kind in UNSAID or not title.end:
                continue
            seen.add(key)
            number += 1  # of those not listed too: the meetings refer to offices before it is settled who is
            if figure.listed:
                found.append(tenure(registry, figure, title, index, f"t{number}"))
    return tuple(found)


def tenure(registry: Registry, figure: Figure, title: Title, index: int, name: str) -> Tenure:
    """Return one office as a record."""
    paragraph = registry.text.paragraphs[index]
    evidence = (paragraph.span(paragraph.doc[title.start], paragraph.doc[title.end - 1]),)
    organization = registry.organization(title.organization) if title.organization is not None else None
    accredited = registry.state(title.accredited) if title.accredited else None
    state = registry.state(figure.country) if figure.country else None
    for other in (organization, accredited, state):
        if other is not None:
            other.listed = True
    return Tenure(
        id=name,
        person=figure.id,
        role=title.role,
        evidence=evidence,
        organization=organization.id if organization is not None else None,
        represents=state.id if state is not None else figure.represents,
        accredited_to=accredited.id if accredited is not None else None,
        attested=registry.text.document.published if current([title]) else None,
    )
