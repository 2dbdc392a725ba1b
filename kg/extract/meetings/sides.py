"""Who is on which side of a meeting: the actors that subjects, objects, "with X and Y" and lists of guests name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import offices
from kg.extract.meetings.clauses import chain
from kg.extract.meetings.meeting_words import words

if TYPE_CHECKING:
    from spacy.tokens import Span as Words
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph

__all__ = ["BROUGHT", "PLURAL", "Sides", "first_of", "last_of"]

BROUGHT = frozenset({"with", "between", "among", "alongside"})
PLURAL = frozenset({"NNS", "NNPS"})
STOPS = frozenset(
    {
        "who",
        "which",
        "whom",
        "about",
        "regarding",
        "concerning",
        "while",
        "after",
        "before",
        "ahead",
        "amid",
        "during",
        ";",
        "—",
    }
)
GATHERED = frozenset(
    [
        "attend",
        "join",
        "host",
        "chair",
        "lead",
        "convene",
        "hold",
        "co-chair",
        "moderate",
        "organize",
        "organise",
        "make",
        "pay",
        "conduct",
    ]
)
LEADING = frozenset({"lead", "chair", "co-chair", "moderate", "conduct"})
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
SORTS = {
    **dict.fromkeys(("country", "nation", "state", "neighbor", "neighbour", "republic", "power", "ally"), "Country"),
    **dict.fromkeys(("leader", "president", "minister", "premier", "diplomat", "official", "man", "woman"), "Person"),
}
"""Words for so many states or people, who are those that met."""
REMEMBERED = 6
KIN = frozenset({"wife", "husband", "spouse", "son", "daughter", "child", "family"})
"""Who goes along and does not take part."""
JOINS = frozenset({",", "and", "as", "well"})
"""What stands between the items of a list."""
OPENERS = frozenset({"IN", "RB", "WRB", "VBG", "VBN", "TO", "CC"})
DETERMINERS = frozenset({"a", "an", "the", "his", "her", "their", "its", "whose"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
CLAUSAL = FINITE | {"TO", "VB", "VBG", "PRP"}
LONGEST_TITLE = 24
MODIFIERS = frozenset({"nmod", "compound", "amod", "npadvmod"})
AFTER = 24
"""Tokens after a noun or verb in which its guests may be named."""
LONGEST_BEFORE = 30
LONGEST_LIST = 160
"""Tokens before a noun, and of a list of guests: bounds on the search, not on any real phrase."""


def first_of(token: Token) -> int:
    """Return the index of the first token of a phrase, within reach of its head."""
    return max(int(token.left_edge.i), token.i - LONGEST_BEFORE)


def last_of(token: Token) -> int:
    """Return the index of the last token of a phrase, within reach of its head."""
    return min(int(token.right_edge.i), token.i + LONGEST_LIST)


class Sides:
    """Finds the actors of one text that stand in a given place of a clause.

    Parameters
    ----------
    cast
        Who acts in the text.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.audience = words().audience
        self.met: deque[list[str]] = deque(maxlen=REMEMBERED)

    def people(self, paragraph: Paragraph, head: Token, *, named: bool = False) -> list[str]:
        """Return those whom a noun phrase and what is coordinated with it name; the members of a group for the group.

        A description that nobody is known by ("a senior rebel leader", "the militaries of Norway and Chile") gives the
        person, else the organisation, else the states that it names; not with ``named``.
        """
        found = self._beforehand(paragraph, head)
        for token in chain(head):
            vague = bool(found) and any(t.lower_ == "other" for t in token.lefts)
            if token != head and (vague or token.lemma_.lower() in KIN):
                continue
            actor = self.cast.at(paragraph, token)
            if actor is None and (token == head or token.dep_ != "appos") and not self._called(paragraph, token):
                actor = self._meant(paragraph, token)
            counted = self._counted(token) if token == head and self._vague(actor) else []
            if counted:
                found += counted
                continue
            if actor is not None and token.dep_ == "appos" and token != head and self.type(actor) != "Person":
                continue
            if actor is not None:
                heads = self._heads(paragraph, token)
                if not heads or any(self._of_others(head, actor) for head in heads):
                    found += self.cast.figures[actor].members or (actor,)
                found += heads
                found += self._titled(paragraph, token)
            elif (
                not named
                and token.pos_ != "PRON"
                and (token == head or token.dep_ != "appos")
                and not any(c.dep_ == "appos" and c.pos_ == "PROPN" for c in token.rights)
            ):
                found += self._described(paragraph, token)
        return list(dict.fromkeys(found))

    def _heads(self, paragraph: Paragraph, token: Token) -> list[str]:
        """Return who leads a delegation, where its phrase says so."""
        for child in token.rights:
            if child.dep_ == "acl" and child.lemma_ in ("lead", "head"):
                for agent in child.rights:
                    if agent.dep_ == "agent":
                        return [a for a in self.phrase(paragraph, agent) if self.type(a) == "Person"][:1]
        return []

    def _beforehand(self, paragraph: Paragraph, head: Token) -> list[str]:
        """Return persons before "and", whom the parser took for part of the second one's title."""
        doc, start = head.doc, first_of(head)
        found = self._before_subject(paragraph, head)
        for token in doc[start : head.i]:
            actor = self.cast.at(paragraph, token) if doc[token.i + 1].lower_ == "and" else None
            if actor is not None and self.type(actor) == "Person":
                leads = token.dep_ in MODIFIERS or self.cast.at(paragraph, doc[start]) == actor
                found += [actor] if leads else []
        return found

    def _before_subject(self, paragraph: Paragraph, head: Token) -> list[str]:
        """Return those with whom a sentence begins that the parser did not coordinate with its subject."""
        first = head.sent.start
        if head.dep_ != "nsubj" or not first < head.i <= first + LONGEST_BEFORE or first_of(head) == first:
            return []
        found = self.run(paragraph, first, joined=True) if head.doc[first].tag_ not in OPENERS else []
        return [a for a in found if a != self.cast.at(paragraph, head)]

    def _titled(self, paragraph: Paragraph, token: Token) -> list[str]:
        """Return persons with titles whom the parser coordinated with a word inside the first one's title."""
        found: list[str] = []
        inside = token
        for _ in range(4):
            following = next((t for p in inside.rights if p.dep_ == "prep" for t in p.rights if t.dep_ == "pobj"), None)
            if following is None:
                break
            inside = following
            for other in inside.rights:
                actor = self.cast.at(paragraph, other) if other.dep_ == "conj" and other.pos_ == "PROPN" else None
                if (
                    actor is not None
                    and self.type(actor) == "Person"
                    and other.text not in self.cast.figures[actor].name
                ):
                    found.append(actor)
        return found

    def _vague(self, actor: str | None) -> bool:
        """Whether a phrase means nobody known, or several without saying whom."""
        return actor is None or (self.type(actor) != "Person" and not self.cast.figures[actor].members)

    def _counted(self, noun: Token) -> list[str]:
        """Return those whom "the three countries" means: the three that met, as told last."""
        number = next((NUMBERS[t.lower_] for t in noun.lefts if t.lower_ in NUMBERS), 0)
        kind = SORTS.get(noun.lemma_.lower())
        definite = any(t.lower_ in ("the", "all", "both") for t in noun.lefts)
        for met in reversed(self.met) if number and kind and definite and noun.tag_ in PLURAL else ():
            if len(met) == number and all(self.type(a) == kind for a in met):
                return met
        return []

    def _called(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a name in apposition says who a description is: "her colleague, Foreign Minister Rosa Paz"."""
        names = [c for c in token.rights if c.dep_ == "appos" and c.pos_ == "PROPN"]
        found = [actor for name in names if (actor := self.cast.at(paragraph, name)) is not None]
        return any(self.type(actor) == "Person" for actor in found)

    def _meant(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return whom a noun or pronoun without a name means; an unknown name means nobody known."""
        if self._several(paragraph, token):
            return None
        actor = self.cast.referents.resolve(paragraph, token, frozenset())
        if actor is None or (token.pos_ == "PROPN" and self.type(actor) == "Group"):
            return None
        members = self.cast.figures[actor].members
        return None if token.tag_ in PLURAL and self.type(actor) == "Person" and not members else actor

    def _several(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a plural stands for states that its own phrase names: "the presidents of Norway and Chile"."""
        if token.tag_ not in PLURAL:
            return False
        inside = self.inside(paragraph, token.doc[token.i : last_of(token) + 1])
        return sum(self.type(a) == "Country" for a in inside) > 1 and all(self.type(a) != "Person" for a in inside)

    def _described(self, paragraph: Paragraph, token: Token) -> list[str]:
        doc = paragraph.doc
        inside = self.inside(paragraph, doc[first_of(token) : self._end(token)])
        types = {a: self.type(a) for a in inside}
        if token.tag_ in PLURAL:
            return inside or self.collective(paragraph, doc[first_of(token) : token.i])
        persons = [a for a in inside if types[a] == "Person"]
        bodies = [a for a in inside if types[a] not in ("Person", "Country")]
        return (
            persons[:1] or bodies[-1:] or inside[:1] or self.collective(paragraph, doc[first_of(token) : token.i])[:1]
        )

    def _end(self, token: Token) -> int:
        """Return where a noun phrase ends that is not to run into what is coordinated with it."""
        following = next(
            (child.left_edge.i for child in token.rights if child.dep_ in ("cc", "conj")), last_of(token) + 1
        )
        return max(token.i + 1, following)

    def type(self, actor: str) -> str:
        """Return an actor's type."""
        return self.cast.figures[actor].type

    def party(self, actor: str) -> str:
        """Return for whom an actor acts, itself if for nobody else."""
        figures = self.cast.figures
        for _ in range(8):
            represents = figures[actor].represents
            if represents is None:
                break
            actor = represents
        return actor

    def inside(self, paragraph: Paragraph, span: Words) -> list[str]:
        """Return the actors named in a stretch of a paragraph."""
        return self.cast.within(paragraph, paragraph.span(span[0], span[-1])) if len(span) else []

    def collective(self, paragraph: Paragraph, span: Words) -> list[str]:
        """Return the states and organisations in the words before a noun: "Russian-American", "EU-China", "Chinese"."""
        if not len(span):
            return []
        found = self.cast.within(paragraph, paragraph.span(span[0], span[-1]), adjectives=True)
        return [a for a in found if self.type(a) != "Person"]

    def phrase(self, paragraph: Paragraph, preposition: Token) -> list[str]:
        """Return those whom a prepositional phrase names."""
        found: list[str] = []
        for noun in preposition.rights:
            if noun.dep_ in ("pobj", "pcomp"):
                found += self.people(paragraph, noun)
        if preposition.lower_ in BROUGHT:
            found += self.run(paragraph, preposition.i + 1)
        if preposition.lower_ in BROUGHT or preposition.lower_ == "of":
            end = self.stop(paragraph, preposition.i + 1, last_of(preposition) + 1)
            persons = self.inside(paragraph, paragraph.doc[preposition.i + 1 : end])
            found += [a for a in persons if self.type(a) == "Person"]
        inside = self._in_title(paragraph, preposition.i + 1, found) if len(found) > 1 else ()
        return [a for a in dict.fromkeys(found) if a not in inside]

    def _in_title(self, paragraph: Paragraph, start: int, found: list[str]) -> set[str]:
        """Return what only the title of the first person names: "Minister of Trade and the Union Rosa Paz"."""
        doc = paragraph.doc
        lowers = [t.lower_ for t in doc[start : start + LONGEST_TITLE]]
        if not lowers or offices().match(lowers, 0) is None:
            return set()
        for n, token in enumerate(doc[start : start + len(lowers)]):
            actor = self.cast.at(paragraph, token)
            if actor is not None and self.type(actor) == "Person":
                joined = {*lowers[1:n]} & JOINS and not any(offices().match(lowers, i) for i in range(1, n))
                rest = self.inside(paragraph, doc[token.i : min(token.sent.end, token.i + LONGEST_LIST)])
                return {*found} - {actor, *rest} if joined else set()
            if token.tag_ in CLAUSAL or token.lower_ in STOPS:
                break
        return set()

    def run(self, paragraph: Paragraph, start: int, *, joined: bool = False) -> list[str]:
        """Return the persons of a list from a token on, each with title and name, however it was parsed.

        With ``joined`` only those after whom the list goes on.

        "National Security Adviser to the Prime Minister of Norway Kari Holm, head of the agency Ana Soto and Jan Moe".
        """
        doc, found, first = paragraph.doc, [], start
        end = min(len(doc), start + LONGEST_LIST)
        for i in range(start, end):
            token = doc[i]
            actor = self.cast.at(paragraph, token)
            following = doc[i + 1] if i + 1 < len(doc) else None
            if actor is not None and self.type(actor) == "Person":
                if following is not None and (self.cast.at(paragraph, following) == actor or following.tag_ == "POS"):
                    continue
                if not self._item(paragraph, first, i) or (following is not None and following.tag_ in FINITE):
                    break
                ends = following is None or following.lower_ not in JOINS
                found += [] if ends and joined else [actor]
                if ends:
                    break
                first = i + 1
            elif self._closes(token, first) or (token.is_sent_start and i > start):
                break
        return found

    def _closes(self, token: Token, first: int) -> bool:
        """Whether a word ends a list of titles and names."""
        apart = token.lower_ in JOINS - {"and"} and token.i > first + 1
        return apart or token.tag_ in CLAUSAL or token.lower_ in STOPS or token.i - first > LONGEST_TITLE

    def _item(self, paragraph: Paragraph, first: int, last: int) -> bool:
        """Whether words are a title with its name: not "a friend of President Jan Moe"."""
        item = [t for t in paragraph.doc[first:last] if t.lower_ not in JOINS and t.is_alpha]
        return not item or item[0].lower_ not in DETERMINERS or all(t.tag_ != "IN" for t in item)

    def listed(self, paragraph: Paragraph, start: int, preposition: Token | None) -> list[str]:
        """Return the persons of a list that runs on to the end of its clause, else what the phrase names."""
        doc = paragraph.doc
        end = min(len(doc), start + LONGEST_LIST)
        for i in range(start + 1, end):
            if doc[i].is_sent_start:
                end = i
                break
        inside = self.inside(paragraph, doc[start : self.stop(paragraph, start, end)])
        persons = [a for a in inside if self.type(a) == "Person"]
        return persons or (self.phrase(paragraph, preposition) if preposition is not None else inside)

    def guests(self, paragraph: Paragraph, start: int) -> list[str]:
        """Return those whom "attended by" or "hosted by" names from a token on, wherever the parser hung it."""
        doc = paragraph.doc
        for i in range(start, min(len(doc) - 1, start + AFTER)):
            token = doc[i]
            if token.is_sent_start or token.tag_ in ("VBZ", "VBP", "MD"):
                break
            if token.tag_ in ("VBN", "VBD") and token.lemma_ in GATHERED and doc[i + 1].lower_ == "by":
                found = self.listed(paragraph, i + 2, doc[i + 1])
                return [a for a in found if not self._officials(a)] if token.lemma_ in LEADING else found
            if token.tag_ == "VBD" and token.lemma_ != "be":
                break
        return []

    def _of_others(self, head: str, delegation: str) -> bool:
        """Whether the leader of a delegation is told to act for somebody, and not for whom the delegation does."""
        return self.party(head) != head and self.cast.country(head) != self.cast.country(delegation)

    def _officials(self, actor: str) -> bool:
        """Whether an actor is some people of no state that is told: the sides' own, where they lead a meeting."""
        return self.type(actor) == "Group" and self.cast.country(actor) is None

    def stop(self, paragraph: Paragraph, start: int, end: int) -> int:
        """Return where a list of people ends: at a finite verb, a relative or a topic."""
        doc = paragraph.doc
        for i in range(start, end):
            token = doc[i]
            if self.cast.at(paragraph, token) is not None:
                continue
            if token.tag_ in ("VBD", "VBZ", "VBP", "MD", "TO") or token.lower_ in STOPS:
                return i
        return end

    # -- the press

    def reporting(self, actor: str) -> bool:
        """Whether an actor is one of those who report: an agency, a paper, a channel."""
        term = self.cast.figures[actor].term
        return term is not None and term.class_.lower() == "media"

    def press(self, noun: Token) -> bool:
        """Whether a noun phrase names those who report: "foreign journalists", "representatives of the media"."""
        of = [t for c in noun.rights if c.dep_ == "prep" and c.lower_ == "of" for t in c.rights if t.dep_ == "pobj"]
        names = [t for t in noun.lefts if t.dep_ in ("compound", "amod", "nmod")]
        return self._reports(noun) or any(self._reports(t) for t in (*names, *of))

    def _reports(self, token: Token) -> bool:
        return token.lemma_.lower() in self.audience or token.lower_ in self.audience

    def pressed(self, preposition: Token) -> bool:
        """Whether a prepositional phrase names those who report."""
        return any(self.press(token) for noun in preposition.rights if noun.dep_ == "pobj" for token in chain(noun))

    def asked(self, verb: Token, objects: Iterable[Token]) -> bool:
        """Whether the questions that somebody answers come from the press."""
        objects = list(objects)
        holders = [*verb.rights, *(child for t in objects for child in t.rights)]
        return any(p.dep_ == "prep" and p.lower_ in ("from", "of", "by") and self.pressed(p) for p in holders) or any(
            self._reports(t) for noun in objects for t in noun.lefts
        )
