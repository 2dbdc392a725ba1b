"""Several actors that speak as one: "the two presidents", "they", "Biden and Zelenskyy"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.actors.discourse import Entity, inside
from kg.extract.actors.gazetteer import offices as all_offices

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors.discourse import Discourse
    from kg.extract.actors.registry import Figure
    from kg.extract.actors.titles import Title
    from kg.extract.text import Paragraph

__all__ = ["Joint"]

WITH = frozenset({"with", "between", "and", "by", "to"})
FAR = 12
NUMBERING = frozenset({"the", "both", "these", "those", "two", "three", "four", "all"})
SUFFIX = re.compile(r",? (?:Jr|Sr)\.?$|,? I{2,3}$")
"""What a name in the name of a group does without."""


class Joint:
    """Finds and makes the groups of one document."""

    def __init__(self, referents: Discourse) -> None:
        self.referents = referents
        self.registry = referents.registry
        self.pairs: dict[frozenset[str], str] = {}

    def coordination(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return the group named by a coordination whose first member is ``token``."""
        if token.dep_ == "conj":
            return None
        members = [token]
        while (
            following := next((c for c in members[-1].children if c.dep_ == "conj" and c.i > members[-1].i), None)
        ) is not None:
            members.append(following)
            if len(members) > 20:
                break
        if len(members) < 2:
            return None
        found: list[str] = []
        for member in members:
            cover = self.registry.cover[paragraph.index].get(member.i)
            actor = cover.actor if cover is not None else ""
            if not actor or (cover is not None and cover.kind == "adjective"):
                return None
            found.extend(self.registry.figures[actor].members or (actor,))
        found = [a for a in dict.fromkeys(found) if a not in exclude]
        if not found:
            return None
        words = ""
        if all(self.registry.figures[a].type == "Country" for a in found) and len(found) == len(members):
            words = paragraph.doc[members[0].i : members[-1].i + 1].text
        return self.group(found, (paragraph.index, members[0].i, members[-1].i + 1), words)

    def group(self, members: list[str], place: tuple[int, int, int] | None = None, name: str = "") -> str:
        """Return the group of some actors, the actor itself if it is one; states keep the text's words."""
        members = list(dict.fromkeys(members))
        if len(members) == 1:
            return members[0]
        registry = self.registry
        key = "group " + " ".join(sorted(members))
        figure = registry.by_name.get(key)
        if figure is None:
            names = [SUFFIX.sub("", registry.figures[m].name) for m in members]
            name = name or ", ".join(names[:-1]) + " and " + names[-1]
            figure = registry.new(name, "Group", members=tuple(members), listed=False)
            states = [self.referents.state_of(registry.figures[m]) for m in members]
            if len(members) == 2 and all(states) and all(registry.figures[m].type == "Person" for m in members):
                self.pairs.setdefault(frozenset(code for code in states if code), figure.id)
            registry.by_name[key] = figure
        if place is not None:
            figure.mentions.append(place)
        return figure.id

    def called(self, actor: str | None, paragraph: Paragraph, start: int, end: int) -> str | None:
        """Note by which words a text first refers to a group ("the two leaders"), and return the group."""
        figure = self.registry.figures.get(actor or "")
        if figure is not None and figure.members and not figure.described:
            line = self.registry.scenes[paragraph.index].line
            while start > 0 and line is not None and line.lowers[start - 1] in NUMBERING:
                start -= 1
            words = paragraph.doc[start:end].text
            if figure.called is None or (paragraph.index, start) < figure.called[:2]:
                figure.called = (paragraph.index, start, words[:1].lower() + words[1:])
        return actor

    def they(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return whom "they" refers to: the last plural subject, those who met, or an organisation."""
        for step, entities in self.referents.back(paragraph.index, token.i, 3):
            usable = [e for e in entities if e.actor not in exclude]
            if step == 0:
                usable = [
                    e
                    for e in usable
                    if e.rank <= 1
                    and not (token.dep_ in ("nsubj", "nsubjpass") and inside(paragraph.doc[e.token], token.head))
                ]
            found = self.plural(usable, own=step == 0)
            if found is not None:
                return found
        return None

    def plural(self, entities: list[Entity], *, own: bool) -> str | None:
        """Return the group that a sentence is about."""
        figures = self.registry.figures
        groups = [e for e in entities if figures[e.actor].type == "Group" and e.rank <= 1]
        if groups:
            return min(groups, key=lambda e: (e.rank, -e.token)).actor
        top = [e for e in entities if e.rank == 0] or [e for e in entities if e.rank == 1]
        subjects = list(dict.fromkeys(e.actor for e in top))
        if len(subjects) > 1 and self.alike(subjects):
            return self.group(subjects)
        if own:
            return None
        met = self.met(entities)
        if met is not None:
            return met
        if len(subjects) == 1 and figures[subjects[0]].type == "Organization":
            return subjects[0]
        return None

    def alike(self, actors: list[str]) -> bool:
        """Whether actors are all persons, or none is."""
        return len({self.registry.figures[a].type == "Person" for a in actors}) == 1

    def met(self, entities: list[Entity]) -> str | None:
        """Return the group of those who met in a sentence: its subject and whom it was with."""
        figures = self.registry.figures
        persons = [e for e in entities if figures[e.actor].type in ("Person", "Group")]
        subjects = [e.actor for e in persons if e.rank == 0]
        others = [e.actor for e in persons if e.rank == 2 and (e.link in WITH or not e.link)]
        if subjects and others:
            members = [m for a in (*subjects[:1], *others) for m in (figures[a].members or (a,))]
            if len(set(members)) > 1:
                return self.group(members)
        return None

    def holders(self, paragraph: Paragraph, title: Title) -> str | None:
        """Return the group meant by "the presidents", "both leaders", "the foreign ministers"."""
        noun = title.office.phrase
        return self.persons_of(paragraph, title.start, noun, two=title.number in ("two", "both"))

    def persons_of(self, paragraph: Paragraph, i: int, noun: str, *, two: bool) -> str | None:
        """Return the nearest group of persons to whom a noun applies, as they stand together in a sentence."""
        referents, figures = self.referents, self.registry.figures
        for _, entities in referents.back(paragraph.index, i, FAR):
            found: list[str] = []
            for entity in entities:
                if (
                    entity.rank <= 1
                    and self.group_of(figures[entity.actor], noun)
                    and not (two and len(figures[entity.actor].members) != 2)
                ):
                    return entity.actor
                members = figures[entity.actor].members or (entity.actor,)
                found.extend(actor for actor in members if self.applies(figures[actor], noun))
            found = list(dict.fromkeys(found))
            if two and len(found) > 2:
                found = [a for a in self.partners(entities) if a in found]
            if len(found) > 1 and (not two or len(found) == 2):
                return self.group(found)
        return None

    def partners(self, entities: list[Entity]) -> list[str]:
        """Return the subject of a sentence and the first one it was with ("A spoke with B about C's visit to D")."""
        subject = next((e for e in entities if e.rank == 0), None)
        other = next((e for e in entities if e.rank == 2 and e.link in ("with", "to") and e is not subject), None)
        return [subject.actor, other.actor] if subject is not None and other is not None else []

    def group_of(self, figure: Figure, noun: str) -> bool:
        """Whether a group is one of persons to whom a noun applies."""
        if figure.type != "Group":
            return False
        members = [self.registry.figures[m] for m in figure.members]
        if all(
            m.type == "Country" for m in members
        ):  # "the foreign ministers of Chile and Peru", of whom none is named
            return f"{noun}s" in figure.name.lower() and (not members or figure.described)
        return all(self.applies(m, noun) or self.group_of(m, noun) for m in members)

    def applies(self, figure: Figure, noun: str) -> bool:
        """Whether a noun can refer to a person; of one without a known office only that it is a person is known."""
        if figure.type != "Person":
            return False
        offices = [t.office for t, _ in figure.titles if t.office.kind != "title"]
        row = noun.split()
        known = all_offices().match(row, 0) if row else None
        anybody = known is None or known[0] < len(row)  # "the interlocutors", "the two"
        return anybody or not offices or any(noun == o.phrase or noun in o.referring for o in offices)

    def sided(self, figure: Figure) -> bool:
        """Whether somebody can be one of the sides; who only speaks for others is not."""
        return not any(t.office.kind == "spokesperson" for t, _ in figure.titles)

    def sides(self, paragraph: Paragraph, i: int, *, two: bool) -> str | None:
        """Return the parties that "the two sides" refers to: those who stand together in a sentence."""
        referents, figures = self.referents, self.registry.figures
        for _, entities in referents.back(paragraph.index, i, FAR):
            persons = [m for e in entities if e.rank <= 2 for m in (figures[e.actor].members or (e.actor,))]
            met = self.partners(entities)
            for kinds in (("Person",), ("Country",), ("Country", "Organization", "InternationalOrganization", "Group")):
                found = list(
                    dict.fromkeys(
                        a for a in persons if figures[a].type in kinds and (a in met or self.sided(figures[a]))
                    )
                )
                states = list(dict.fromkeys(c for a in found if (c := referents.state_of(figures[a]))))
                if len(states) == 2 and (known := self.pairs.get(frozenset(states))) is not None:
                    return known
                if kinds == ("Person",) and len(found) > 2 and len(states) == 2:
                    return self.group([self.registry.state(code).id for code in states])
                if len(found) > 1 and (not two or len(found) == 2):
                    return self.group(found)
        return None
