"""Whom "he", "her" and "it" refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.actors.discourse import SUBJECTS, Entity, beside, inside

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.actors.descriptions import Describer
    from kg.extract.actors.discourse import Discourse
    from kg.extract.actors.joint import Joint
    from kg.extract.text import Paragraph

__all__ = ["NEUTER", "PLURAL", "SINGULAR", "Pronouns"]

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "both"})
NEUTER = frozenset({"it", "its", "itself"})
BACK = 4
"""How many sentences back a pronoun looks."""


class Pronouns:
    """Resolves the pronouns of one document."""

    def __init__(self, referents: Discourse, joint: Joint, describer: Describer) -> None:
        self.referents = referents
        self.joint, self.describer = joint, describer
        self.figures = referents.registry.figures

    def antecedent(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return the actor that a pronoun refers to."""
        low = token.lower_
        if low in SINGULAR:
            return self.personal(paragraph, token, SINGULAR[low], exclude)
        if low in PLURAL:
            return self.joint.they(paragraph, token, exclude)
        return self.neuter(paragraph, token, exclude)

    def personal(self, paragraph: Paragraph, token: Token, gender: str, exclude: frozenset[str]) -> str | None:
        """Return whom "he" or "her" means: a subject of the same sentence, else the most prominent one before."""
        last_resort: list[Entity] = []
        if token.dep_ not in SUBJECTS and token.dep_ != "poss":
            exclude |= self.doers(paragraph, token)
        for step, entities in self.referents.back(paragraph.index, token.i, BACK, told=True):
            fitting = [e for e in entities if e.actor not in exclude and self.fits(e.actor, gender)]
            if step == 0:
                fitting, last_resort = self.bound(paragraph.doc, token, fitting)
            found = most_prominent(fitting, step)
            if found is not None:
                found = self.surer(found, [*fitting, *last_resort], gender)
                self.learn(found, gender)
                return found
            if fitting and step:
                return self.center(paragraph, token, {e.actor for e in fitting})
        actors = {e.actor for e in last_resort}
        return actors.pop() if len(actors) == 1 else None

    def surer(self, found: str, entities: list[Entity], gender: str) -> str:
        """Return the one woman of its sentence for "she" where the gender of the likeliest is not known."""
        if self.figures[found].gender or gender == "m":
            return found
        sure = {e.actor for e in entities if self.figures[e.actor].gender == gender}
        return sure.pop() if len(sure) == 1 else found

    def doers(self, paragraph: Paragraph, token: Token) -> frozenset[str]:
        """Return the subjects of the clause of which a pronoun is the object: "X thanked him" is not about X."""
        clause = token.head if token.dep_ != "pobj" else token.head.head
        step, entities = next(self.referents.back(paragraph.index, token.i, 0), (0, []))
        doc = paragraph.doc
        return frozenset(e.actor for e in entities if step == 0 and e.rank <= 1 and same_clause(doc, e, clause))

    def bound(self, doc: Doc, token: Token, entities: list[Entity]) -> tuple[list[Entity], list[Entity]]:
        """Tell those of its sentence that a pronoun can mean from those it means only if nobody else is there."""
        free: list[Entity] = []
        rest: list[Entity] = []
        for entity in entities:
            if token.dep_ in SUBJECTS:
                (rest if entity.rank > 1 or inside(doc[entity.token], token.head) else free).append(entity)
            elif token.dep_ == "poss":
                (free if entity.rank <= 1 else rest).append(entity)
            elif entity.rank <= 1:
                free.append(entity)
        if not free and token.dep_ == "poss" and len({e.actor for e in rest}) == 1:
            return rest, rest
        return free, rest

    def center(self, paragraph: Paragraph, token: Token, actors: set[str]) -> str | None:
        """Return the one of several that the text was about before; a tie that it does not settle stays open."""
        for step, entities in self.referents.back(paragraph.index, token.i, BACK + 2):
            if step > 1:
                for entity in entities:
                    if entity.rank == 0 and entity.actor in actors:
                        return entity.actor
        return None

    def fits(self, actor: str, gender: str) -> bool:
        """Whether an actor is a person of that gender, as far as is known."""
        figure = self.figures[actor]
        return figure.type == "Person" and figure.gender in ("", gender)

    def learn(self, actor: str, gender: str) -> None:
        """Remember what a pronoun tells of a person."""
        figure = self.figures[actor]
        figure.gender = figure.gender or gender

    def neuter(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return which state or organisation "it" refers to; much of "it" refers to none."""
        for step, entities in self.referents.back(paragraph.index, token.i, 2):
            fitting = [
                e for e in entities if e.actor not in exclude and self.figures[e.actor].type not in ("Person", "Group")
            ]
            if step == 0 and token.dep_ in SUBJECTS:
                fitting = [e for e in fitting if e.rank <= 1 and not inside(paragraph.doc[e.token], token.head)]
            if step == 1 and (issuer := self.describer.issuer_before(paragraph, token)) is not None:
                return issuer
            subjects = [e for e in fitting if e.rank <= 1]
            if subjects:
                return min(subjects, key=lambda e: (e.rank, -e.token)).actor
            if step and any(e.rank == 0 for e in entities):
                break
        return None


def same_clause(doc: Doc, entity: Entity, clause: Token) -> bool:
    """Whether an actor is the subject of the verb on which a pronoun hangs ("Putin thanked him")."""
    subject = doc[entity.token]
    for _ in range(10):
        if subject.dep_ in SUBJECTS:
            return bool(subject.head.i == clause.i or (clause.dep_ == "conj" and clause.head.i == subject.head.i))
        if subject.head.i == subject.i:
            return False
        subject = subject.head
    return False


def most_prominent(entities: list[Entity], step: int) -> str | None:
    """Return the one most prominent actor; of several subjects the last, of several others none."""
    if not entities:
        return None
    top = min(e.rank for e in entities)
    best = [e for e in entities if e.rank == top]
    if beside(best[-1], best, {e.actor for e in best}):
        return None
    if len({e.actor for e in best}) == 1 or top == 0 or (top == 1 and step == 0):
        return best[-1].actor
    return best[0].actor if top == 1 else None
