"""Who is meant by an office without a name: "the president", "the Russian foreign minister", "Head of State"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.actors.discourse import beside
from kg.extract.actors.gazetteer import words
from kg.extract.actors.officeholders import holder_of

if TYPE_CHECKING:
    from kg.extract.actors.discourse import Discourse
    from kg.extract.actors.joint import Joint
    from kg.extract.actors.mentions import Mention
    from kg.extract.actors.registry import Figure
    from kg.extract.actors.titles import Title
    from kg.extract.text import Paragraph

__all__ = ["Holders"]

LONG = 40
"""How many sentences back an office without a name looks for its holder."""

FAR = 3
HIGHEST = frozenset({"state", "government"})
PUBLIC = HIGHEST | {"foreign", "bloc", "diplomat", "minister"}
OWN = HIGHEST | {"adviser", "foreign", "minister", "family", "consort"}
DEPUTIES = words("deputy_words")
BECOMING = words("becoming")
"""Words after which a bare office says what somebody is, not who somebody is ("as President of the Council")."""


class Holders:
    """Finds the persons that the offices of one document mean."""

    def __init__(self, referents: Discourse, joint: Joint) -> None:
        self.referents = referents
        self.joint = joint
        self.registry = referents.registry

    def meant(self, paragraph: Paragraph, mention: Mention) -> str | None:
        """Return the actor meant by an office where it stands, a group for several of them."""
        title = mention.titles[0]
        if title.office.plural:
            return self.joint.called(self.several(paragraph, title), paragraph, title.start, title.end)
        if title.determiner in ("a", "an") or title.office.kind == "counterpart":
            return None
        before = paragraph.doc[title.start - 1].lower_ if title.start else ""
        if not title.determiner and before in BECOMING:
            return None
        return self.holder(paragraph, title, mention.start)

    def several(self, paragraph: Paragraph, title: Title) -> str | None:
        """Return the group meant by "the presidents", "both leaders" or, at the start of a sentence, "Leaders"."""
        if title.number in ("two", "both"):
            return self.joint.holders(paragraph, title)
        plain = not title.determiner and not title.number and title.end - title.start == 1
        opening = plain and title.start == self.referents.start_of(paragraph, title.start)
        if (title.determiner == "the" or opening) and not title.countries:
            return self.joint.holders(paragraph, title)
        return None

    def holder(self, paragraph: Paragraph, title: Title, i: int, exclude: frozenset[str] = frozenset()) -> str | None:
        """Return the latest person whose office a title names, on a state's own page its own first."""
        known = [f for f in self.registry.by_noun.get(title.office.phrase, ()) if f.id not in exclude]
        fitting = {f.id for f in known if self.holds(f, title)}
        if title.organization is not None:  # "the GOP nominee" is rather one who is said to be of that party
            fitting = {f.id for f in known if f.id in fitting and self.of_same(f, title)} or fitting
        if not fitting and (unsure := [f for f in known if self.could_hold(f, title)]) and len(unsure) == 1:
            unsure[0].country = title.country  # "the Chilean diplomat" tells of which state the only diplomat is
            return unsure[0].id
        if not fitting:
            return self.by_table(title) or self.by_elimination(paragraph, title, i, exclude)
        if (
            not title.country
            and title.office.kind in HIGHEST
            and (own := [f for f in known if f.id in fitting and self.own(f)])
        ):
            return self.latest(paragraph, i, {f.id for f in own}) or own[0].id
        return self.latest(paragraph, i, fitting) or (next(iter(fitting)) if len(fitting) == 1 else None)

    def tied(self, title: Title) -> bool:
        """Whether an office is that of several persons of the text, so that nobody new is meant."""
        known = self.registry.by_noun.get(title.office.phrase, ())
        return sum(self.holds(figure, title) for figure in known) > 1

    def latest(self, paragraph: Paragraph, i: int, fitting: set[str]) -> str | None:
        """Return which of some persons was spoken of last."""
        for _, entities in self.referents.back(paragraph.index, i, LONG):
            for entity in reversed(entities):
                if entity.actor in fitting:
                    return None if beside(entity, entities, fitting) else entity.actor
        return None

    def own(self, figure: Figure) -> bool:
        """Whether a person is in the publishing state's own service."""
        native = self.referents.native
        if native is None or self.referents.country_of(figure) not in (native, None):
            return False
        return any(t.office.kind in OWN for t, _ in figure.titles)

    def by_elimination(self, paragraph: Paragraph, title: Title, i: int, exclude: frozenset[str]) -> str | None:
        """Return the one person spoken of just before, as one who acts, whose office the text has not told."""
        narrow = title.organization is not None or title.accredited is not None or title.end > title.head + 1
        if title.determiner != "the" or title.office.kind not in PUBLIC or narrow:
            return None
        figures = self.registry.figures
        for _, entities in self.referents.back(paragraph.index, i, FAR):
            open_ones = {e.actor for e in entities if e.actor not in exclude and self.open(figures[e.actor], title)}
            acting = {e.actor for e in entities if e.rank <= 1}
            if not open_ones <= acting:
                return None
            if len(open_ones) == 1:
                found = open_ones.pop()
                self.registry.give(figures[found], title, paragraph.index)
                return found
            if open_ones:
                return None
        return None

    def open(self, figure: Figure, title: Title) -> bool:
        """Whether a person whose office the text has not told can hold one."""
        if figure.type != "Person" or any(t.office.kind != "title" for t, _ in figure.titles):
            return False
        return not self.elsewhere(figure, title) and (
            title.country is None or self.referents.state_of(figure) == title.country or bool(figure.gender)
        )

    def by_table(self, title: Title) -> str | None:
        """Return the holder whom a state's own page never names ("The President held a briefing")."""
        referents = self.referents
        day = self.registry.text.document.published
        state = referents.native if referents.official else None
        if state is None or day is None or title.determiner != "the" or title.country not in (None, state):
            return None
        phrase = "president" if title.office.phrase == "head of state" else title.office.phrase
        holding = holder_of(phrase, state, day) if title.organization is None else None
        if holding is None:
            return None
        figure = self.registry.known_as(holding.name) or self.registry.new(
            holding.name, "Person", country=state, listed=False
        )
        self.registry.enter(figure)
        return figure.id

    def holds(self, figure: Figure, title: Title) -> bool:
        """Whether a person is known to hold an office that a title can refer to."""
        if title.country:
            country = self.referents.country_of(figure)
            if country is None and self.referents.native == title.country and not self.elsewhere(figure, title):
                country = title.country
            if country != title.country:
                return False
        return any(self.same_office(own, title) for own, _ in figure.titles[:20])

    def could_hold(self, figure: Figure, title: Title) -> bool:
        """Whether a person of no known state holds an office like that of a title which names one."""
        unknown = title.country is not None and self.referents.country_of(figure) is None
        if not unknown or self.elsewhere(figure, title):
            return False
        return any(self.same_office(own, title) for own, _ in figure.titles[:20])

    def elsewhere(self, figure: Figure, title: Title) -> bool:
        """Whether a person cannot hold an office of the state that a title names: one of another, or of none."""
        if title.country is None:
            return False
        of = [t.organization.type for t, _ in figure.titles[:20] if t.organization is not None]
        return "InternationalOrganization" in of or self.referents.state_of(figure) not in (None, title.country)

    def of_same(self, figure: Figure, title: Title) -> bool:
        """Whether a person is said to hold an office in the organisation that a title names."""
        organizations = {own.organization.name for own, _ in figure.titles[:20] if own.organization is not None}
        return title.organization is not None and title.organization.name in organizations

    def same_office(self, own: Title, title: Title) -> bool:
        """Whether one title can refer back to another."""
        noun = title.office.phrase
        if own.office.kind == "title" or noun not in own.office.referring:
            return False
        if noun == own.office.phrase and lesser(own.role) != lesser(title.role):
            return False
        a, b = own.organization, title.organization
        return a is None or b is None or a.name in b.name or b.name in a.name


def lesser(role: str) -> bool:
    """Whether a role is that of a deputy."""
    return any(word in DEPUTIES for word in role.lower().split())
