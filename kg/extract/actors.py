"""Who acts in a document: the cast, and what a noun phrase of the document refers to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.coreference import Referents
from kg.extract.gazetteer import country_name
from kg.extract.mentions import Mention, Title, scan
from kg.records import Actor, ActorType, Span, Tenure

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph, Text

__all__ = ["Cast", "Figure", "cast_of"]

SURNAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM", "HUN", "KHM", "SGP"})


@dataclass(slots=True)
class Figure:
    """An actor in the making."""

    id: str
    name: str
    type: ActorType
    mentions: list[tuple[int, int, int]] = field(default_factory=list)
    titles: list[tuple[Title, Mention]] = field(default_factory=list)
    role: str | None = None
    country: str | None = None
    represents: str | None = None
    members: tuple[str, ...] = ()
    gender: str = ""
    listed: bool = True


def tokens_of(name: str) -> list[str]:
    return [part for part in name.lower().replace("’", "'").replace("-", " ").replace(".", "").replace(",", " ").split() if part not in ("jr", "sr")]


class Cast:
    """The actors of one document, found by :func:`cast_of`."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.figures: dict[str, Figure] = {}
        self.by_name: dict[str, Figure] = {}
        self.by_part: dict[str, list[Figure]] = {}
        self.notes: dict[str, int] = {}
        self.mentions: list[list[Mention]] = [[] for _ in text.paragraphs]
        self.cover: list[dict[int, Mention]] = [{} for _ in text.paragraphs]
        for paragraph in text.paragraphs:
            if paragraph.kind in ("body", "title", "heading"):
                self.mentions[paragraph.index] = scan(paragraph.index, paragraph.doc)
        self.persons()
        self.others()
        self.roles()
        self.referents = Referents(self)

    # -- building

    def new(self, name: str, kind: ActorType, **more: object) -> Figure:
        figure = Figure(f"a{len(self.figures) + 1}", name, kind, **more)  # type: ignore[arg-type]
        self.figures[figure.id] = figure
        return figure

    def place(self, figure: Figure, mention: Mention) -> None:
        mention.actor = figure.id
        figure.mentions.append((mention.paragraph, mention.start, mention.end))
        cover = self.cover[mention.paragraph]
        for i in range(mention.start, mention.end):
            if i not in cover or mention.kind == "person":
                cover[i] = mention

    def every(self, *kinds: str) -> Iterable[Mention]:
        for mentions in self.mentions:
            for mention in mentions:
                if mention.kind in kinds:
                    yield mention

    def persons(self) -> None:
        """Full names first, then surnames; a name that the recogniser missed once is known by its other mentions."""
        full = [m for m in self.every("person") if len(tokens_of(m.name)) > 1]
        for mention in full:
            self.place(self.full_name(mention), mention)
        for mention in self.every("person", "other", "organization"):
            if not mention.actor and mention.term is None:
                figure = self.surname(mention)
                if figure is None and mention.kind == "person":
                    figure = self.new(mention.name, "Person")
                    self.enter(figure)
                if figure is not None:
                    mention.kind = "person"
                    self.place(figure, mention)

    def enter(self, figure: Figure) -> None:
        for part in tokens_of(figure.name):
            self.by_part.setdefault(part, []).append(figure)

    def full_name(self, mention: Mention) -> Figure:
        parts = tokens_of(mention.name)
        for figure in self.by_part.get(parts[-1], []):
            known = tokens_of(figure.name)
            if known == parts or set(parts) <= set(known) or set(known) <= set(parts) or (known[-1] == parts[-1] and known[0][:3] == parts[0][:3]):
                if len(mention.name) > len(figure.name):
                    figure.name = mention.name
                    self.enter(figure)
                return figure
        figure = self.new(mention.name, "Person")
        self.enter(figure)
        return figure

    def surname(self, mention: Mention) -> Figure | None:
        parts = tokens_of(mention.name)
        options = self.by_part.get(parts[-1], []) if parts else []
        options = [f for f in options if set(parts) <= set(tokens_of(f.name))]
        here = (mention.paragraph, mention.start)
        best: Figure | None = None
        latest = (-1, -1)
        for figure in options:
            before = [m[:2] for m in figure.mentions[:1] if m[:2] <= here]
            if before and before[-1] > latest:
                best, latest = figure, before[-1]
        return best or (options[0] if options else None)

    def others(self) -> None:
        for mention in self.every("state", "seat", "adjective", "organization"):
            if mention.actor or mention.term is None:
                continue
            if mention.kind == "seat" and self.locative(mention):
                continue
            self.place(self.named(mention), mention)

    def locative(self, mention: Mention) -> bool:
        token = self.text.paragraphs[mention.paragraph].doc[mention.head]
        return bool(token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "near", "from", "around", "outside", "to"))

    def named(self, mention: Mention) -> Figure:
        term = mention.term
        name = term.name if term is not None else mention.name
        name = name.removeprefix("the ").removeprefix("The ")
        figure = self.by_name.get(name.lower())
        if figure is None:
            kind: ActorType = term.type if term is not None else "Organization"
            figure = self.new(name, kind, country=mention.country)
            self.by_name[name.lower()] = figure
        return figure

    def state(self, code: str) -> Figure:
        name = country_name(code)
        figure = self.by_name.get(name.lower())
        if figure is None:
            figure = self.new(name, "Country", country=code, listed=False)
            self.by_name[name.lower()] = figure
        return figure

    def roles(self) -> None:
        for mention in self.every("person"):
            figure = self.figures[mention.actor]
            for title in (*([mention.title] if mention.title else []), *mention.later):
                if title.office.kind == "title":
                    figure.gender = figure.gender or title.office.gender
                    continue
                figure.titles.append((title, mention))
                figure.role = figure.role or title.role
                figure.country = figure.country or title.country
                figure.gender = figure.gender or title.office.gender
        for figure in list(self.figures.values()):
            if figure.type != "Country" and figure.country:
                figure.represents = self.state(figure.country).id

    # -- the interface of the other stages

    def at(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the actor whose mention covers a token."""
        mention = self.cover[paragraph.index].get(token.i)
        return mention.actor if mention is not None else None

    def resolve(self, paragraph: Paragraph, token: Token, *, exclude: frozenset[str] = frozenset()) -> str | None:
        """Return what the noun phrase headed by a token refers to, ``None`` where that is open."""
        found = self.referents.resolve(paragraph, token, exclude)
        if found is None:
            self.notes["references that stay open"] = self.notes.get("references that stay open", 0) + 1
        return found

    def within(self, paragraph: Paragraph, span: Span, *, adjectives: bool = False) -> list[str]:
        """Return the actors that are mentioned inside a span of the file, in text order."""
        doc = paragraph.doc
        found: dict[str, None] = {}
        mentions = self.mentions[paragraph.index]
        for mention in mentions[bisect_left(mentions, span.start, key=lambda m: paragraph.start + doc[m.start].idx) :]:
            place = paragraph.span(doc[mention.start], doc[mention.end - 1])
            if place.start >= span.end:
                break
            if mention.actor and place.end <= span.end and (adjectives or mention.kind != "adjective"):
                found[mention.actor] = None
        return list(found)

    def party(self, actor_id: str) -> str | None:
        """Return the state or organisation for which an actor speaks."""
        seen = set()
        figure = self.figures[actor_id]
        while figure.represents is not None and figure.id not in seen:
            seen.add(figure.id)
            figure = self.figures[figure.represents]
        figure.listed = True
        return figure.id

    def country(self, actor_id: str) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of the state that an actor is or acts for."""
        return self.figures[actor_id].country

    def record(self, actor_id: str) -> Actor:
        """Return an actor as it stands in the extraction."""
        figure = self.figures[actor_id]
        spans = []
        for index, start, end in sorted(set(figure.mentions)):
            paragraph = self.text.paragraphs[index]
            spans.append(paragraph.span(paragraph.doc[start], paragraph.doc[end - 1]))
        return Actor(
            figure.id, figure.name, figure.type, tuple(spans), figure.role, figure.country, figure.represents, None, figure.members
        )

    def actors(self) -> tuple[Actor, ...]:
        """Return all actors; call it when the other stages have asked what they have to ask."""
        needed = {f.represents for f in self.figures.values() if f.listed}
        for figure in self.figures.values():
            if figure.id in needed:
                figure.listed = True
        return tuple(self.record(f.id) for f in self.figures.values() if f.listed)

    def tenures(self) -> tuple[Tenure, ...]:
        """Return the offices that persons hold according to the text."""
        found = []
        for figure in self.figures.values():
            seen = set()
            for title, mention in figure.titles:
                if title.role.lower() in seen or not title.role:
                    continue
                seen.add(title.role.lower())
                paragraph = self.text.paragraphs[mention.paragraph]
                evidence = (paragraph.span(paragraph.doc[title.start], paragraph.doc[title.end - 1]),)
                accredited = self.state(title.accredited) if title.accredited else None
                found.append(
                    Tenure(
                        f"t{len(found) + 1}",
                        figure.id,
                        title.role,
                        evidence,
                        represents=figure.represents,
                        accredited_to=accredited.id if accredited else None,
                    )
                )
                if accredited:
                    accredited.listed = True
        return tuple(found)


def cast_of(text: Text) -> Cast:
    """Find who is named in a document."""
    return Cast(text)
