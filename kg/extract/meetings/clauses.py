"""What a parse says of a clause: its subject, what governs a noun, and whether a thing happened or is to happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kg.extract.meetings.meeting_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "PLACES",
    "SUBJECTS",
    "VERBAL",
    "Governor",
    "Status",
    "capital",
    "chain",
    "clauses_on",
    "disputed",
    "foretold",
    "governor",
    "in_name",
    "received",
    "status_of",
    "subjects",
    "took_place",
]

Status = Literal["held", "scheduled", "cancelled", "irrealis"]

FAR = 8
"""Steps up a parse: beyond them a word has nothing to do with the clause."""

VERBAL = frozenset({"VERB", "AUX"})
FORETELLING = frozenset({"be", "set", "schedule", "expect", "plan", "slate"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
OBJECT_CONTROL = frozenset(
    {"invite", "ask", "urge", "send", "allow", "enable", "tell", "order", "instruct", "appoint", "expect"}
)
WHO = frozenset({"who", "which", "that", "whom"})

# Nouns before a meeting that do not change what holds of it: "the second round of talks", "on the sidelines of".
PART_OF = frozenset(
    {*("round", "series", "set", "day", "start", "beginning", "end", "conclusion", "close", "course", "occasion")}
    | {*("framework", "eve", "part", "margin", "sideline", "fringe", "opening", "invitation", "format", "venue")}
    | {"site", "hour", "day", "week", "month", "year", "morning", "afternoon", "evening", "night"}
)
SPEECH = frozenset(
    {"speech", "address", "remark", "comment", "statement", "keynote", "intervention", "toast", "message"}
)

DENIAL = frozenset({"deny", "dismiss", "refute", "reject", "disavow"})
DIRECT = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "dative", "oprd"})

PLACES = frozenset({"GPE", "LOC", "FAC"})
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})
IN_NAMES = frozenset({"for", "of", "on"})
NEVER = frozenset({"never", "not"})
NON_FINITE = frozenset({"VB", "VBN", "VBG"})
OPEN = frozenset({"would", "could", "should", "may", "might", "must", "can", "ca"})


@dataclass(frozen=True, slots=True)
class Governor:
    """The word that says what becomes of a noun: "hold" for the talks in "held a second round of talks".

    ``relation`` is the noun's dependency ("dobj", "nsubj", "nsubjpass", "attr", "pobj"), ``prepositions`` those passed
    on the way up, innermost first, ``through`` the nouns passed.
    """

    word: Token
    relation: str
    prepositions: tuple[str, ...]
    through: tuple[Token, ...]

    @property
    def verbal(self) -> bool:
        """Whether the noun hangs on a verb."""
        return self.word.pos_ in VERBAL


def chain(token: Token) -> Iterator[Token]:
    """Yield a token and those coordinated with it, in order."""
    waiting = [token]
    for _ in range(40):
        if not waiting:
            return
        token = waiting.pop(0)
        yield token
        waiting += [
            child for child in token.rights if child.dep_ == "conj" or (child.dep_ == "appos" and child.pos_ == "PROPN")
        ]


def governor(noun: Token) -> Governor | None:
    """Return what a noun depends on, through coordination and through nouns that name a part of it."""
    token = noun
    relation = ""
    prepositions: list[str] = []
    through: list[Token] = []
    for _ in range(FAR):
        dep, head = token.dep_, token.head
        if head == token:
            return None
        if dep in ("pobj", "pcomp", "dobj") and head.dep_ == "prep":
            relation = relation or "pobj"
            passed: list[str] = []
            above = _above(head, passed)
            if above is None:
                return None
            if above.pos_ == "PROPN" and token.dep_ == "pobj" and passed[0] in IN_NAMES:
                token, relation = above, relation if prepositions else ""
                continue
            prepositions += passed
            if _verbal(above) or not _passed(above.lemma_.lower()):
                return Governor(above, relation, tuple(prepositions), tuple(through))
            through.append(above)
            token = above
        elif dep in DIRECT:
            return Governor(head, relation or dep, tuple(prepositions), tuple(through)) if _verbal(head) else None
        elif dep == "conj" and head.pos_ in ("NOUN", "PROPN"):
            token = head
        else:
            return None
    return None


def _above(preposition: Token, passed: list[str]) -> Token | None:
    """Return what a preposition depends on, and note it and those passed."""
    for _ in range(FAR):
        passed.append(preposition.lower_)
        above = preposition.head
        if above == preposition:
            return None
        if above.pos_ != "ADP" and above.dep_ != "prep":
            return above
        preposition = above
    return None


def _passed(lemma: str) -> bool:
    """Whether a noun is part of a meeting, speech at it or another one: what governs it governs what hangs on it."""
    return lemma in PART_OF or lemma in SPEECH or lemma in words().meetings


def _verbal(token: Token) -> bool:
    return token.pos_ in VERBAL or token.tag_.startswith("VB")


def subjects(verb: Token) -> list[Token]:
    """Return the heads of the phrases that name who does what a verb says, the nearest clause that names them.

    Examples
    --------
    >>> from kg.extract.model import load
    >>> doc = load()("The minister flew to Oslo to meet her colleague.")
    >>> [token.text for token in subjects(doc[6])]
    ['minister']
    """
    token = verb
    for _ in range(FAR):
        passive = any(child.dep_ == "auxpass" for child in token.lefts)
        if passive:
            found = [t for child in token.rights if child.dep_ == "agent" for t in child.rights if t.dep_ == "pobj"]
            if token != verb and not found:
                found = [child for child in token.lefts if child.dep_ == "nsubjpass"]
            if found or token == verb or token.dep_ != "conj":
                return found
        found = [child for child in token.children if child.dep_ in SUBJECTS]
        found = found or _visiting(token)
        if found:
            return [_antecedent(token) or child if child.lower_ in WHO else child for child in found]
        head = token.head
        if head == token:
            return []
        if token.dep_ in ("acl", "relcl"):
            return [head] if token.tag_ == "VBG" else [child for child in head.lefts if child.dep_ == "poss"]
        controlled = _controlled(token)
        if controlled:
            return controlled
        if token.dep_ in ("pcomp", "prep") or head.pos_ in ("ADP", "SCONJ"):
            head = head.head
        token = head
    return []


def _visiting(verb: Token) -> list[Token]:
    """Return the subject that the parser took for an object: "Visiting Foreign Minister Rosa Paz met"."""
    clauses = [c for c in verb.lefts if c.dep_ == "csubj" and c.tag_ == "VBG" and c.left_edge == c]
    return [t for c in clauses for t in c.rights if t.dep_ == "dobj" and t.pos_ == "PROPN"]


def disputed(token: Token) -> bool:
    """Whether what a word tells is what somebody denies: "denied reports that they met"."""
    for _ in range(FAR):
        head = token.head
        if token.dep_ in ("dobj", "ccomp") and head.lemma_ in DENIAL:
            return True
        inside = token.dep_ in ("dobj", "ccomp", "acl", "nsubj", "nsubjpass", "conj")
        of = token.dep_ in ("pobj", "prep") and "of" in (head.lower_, token.lower_)
        if head == token or not (inside or of):
            return False
        token = head
    return False


def _controlled(token: Token) -> list[Token]:
    """Return the object above that does what a verb says: "asked X to host", "thanked X for hosting"."""
    head = token.head
    if token.dep_ == "xcomp" and head.lemma_ in OBJECT_CONTROL:
        return [child for child in head.rights if child.dep_ in ("dobj", "nsubj")]
    if token.dep_ == "pcomp" and head.lower_ == "for":
        return [child for child in head.head.rights if child.dep_ == "dobj" and child.i < head.i]
    return []


def received(visit: Token) -> list[Token]:
    """Return those with whom somebody met "during their visit to our country": the visit is the guests'."""
    above = governor(visit)
    if above is None or above.word.lemma_ != "meet" or above.prepositions[-1:] != ("during",):
        return []
    here = any(t.lower_ == "our" for p in visit.rights if p.lower_ == "to" for o in p.rights for t in o.lefts)
    return [c for c in above.word.rights if c.i < visit.i and (c.dep_ == "dobj" or c.lower_ == "with")] if here else []


def foretold(above: Governor) -> Governor:
    """Return what governs a subject through "are to", "is due to": "held" in "talks are to be held"."""
    verb = above.word
    if verb.lemma_ in FORETELLING:
        for child in verb.rights:
            if child.dep_ == "xcomp" and child.pos_ in VERBAL and any(c.lower_ == "to" for c in child.lefts):
                passive = any(c.dep_ == "auxpass" for c in child.lefts)
                return replace(above, word=child, relation="nsubjpass" if passive else "nsubj")
    return above


def clauses_on(noun: Token) -> list[Token]:
    """Return the verbs of the clauses on a noun, those that the parser hung on the last noun of its phrase included."""
    found = []
    waiting = [noun]
    for _ in range(FAR):
        if not waiting:
            break
        for child in waiting.pop(0).rights:
            if child.dep_ in ("acl", "relcl"):
                found.append(child)
            elif child.dep_ in ("prep", "pobj"):
                waiting.append(child)
    return found


def _antecedent(verb: Token) -> Token | None:
    """Return the noun that a relative clause belongs to: the last of those coordinated before it."""
    if verb.dep_ != "relcl" or verb.head.i > verb.i:
        return None
    noun = verb.head
    for _ in range(FAR):
        following = [c for c in noun.rights if c.dep_ == "conj" and c.i < verb.i]
        if not following:
            break
        noun = following[-1]
    return noun


def _past(verb: Token) -> bool:
    if verb.tag_ == "VBD":
        return True
    return any(
        child.lower_ in ("was", "were", "had", "did") for child in verb.lefts if child.dep_ in ("aux", "auxpass")
    )


def status_of(verb: Token, steps: int = FAR) -> Status:
    """Return whether what a verb says was done, is to be done, or is neither.

    "Would" in reported speech is the future of what was said; elsewhere, like "could" and "might", it leaves open
    whether anything came of it. What is negated did not happen.

    Examples
    --------
    >>> from kg.extract.model import load
    >>> doc = load()("They agreed to meet in May, but did not meet again.")
    >>> status_of(doc[3]), status_of(doc[10])
    ('scheduled', 'irrealis')
    """
    aux = {child.lower_ for child in verb.lefts if child.dep_ in ("aux", "auxpass")}
    would = "would" in aux and (_reported(verb) or _dated(verb))
    status: Status = "held"
    if _denied(verb) or _hoped(verb) or (aux & OPEN and not would):
        status = "irrealis"
    elif aux & FUTURE or would:
        status = "scheduled"
    elif "to" in aux:
        status = _infinitive(verb, steps)
    elif steps and not aux and _continues(verb):
        status = status_of(verb.head, steps - 1)
    elif verb.tag_ in ("VBG", "VBN") and verb.dep_ in ("pcomp", "xcomp"):
        status = _governed(verb, steps)
    return status


def took_place(verb: Token) -> bool:
    """Whether "be" says where something was ("was in Oslo on May 3"), not what it was ("was the third this year")."""
    inside = [c for c in verb.rights if c.dep_ == "prep" and c.lower_ in ("in", "at")]
    return verb.lemma_ == "be" and any(t.ent_type_ in PLACES for c in inside for t in c.rights)


def _continues(verb: Token) -> bool:
    """Whether a verb shares the auxiliary of the one that it is coordinated with: "will meet and sign"."""
    bare = verb.tag_ in NON_FINITE or (verb.tag_ == "VBP" and not any(c.dep_ in SUBJECTS for c in verb.lefts))
    return verb.dep_ == "conj" and bare and verb.head.pos_ in VERBAL and verb.head.i < verb.i


def _reported(verb: Token) -> bool:
    """Whether a clause is what somebody said in the past."""
    return verb.dep_ == "ccomp" and verb.head.pos_ in VERBAL and _past(verb.head)


def _dated(verb: Token) -> bool:
    """Whether a main clause names its day: "would travel to Oslo on Friday" says what was announced."""
    if verb.dep_ == "relcl":
        above = next((t for t in verb.ancestors if t.pos_ == "VERB"), verb)
        return above.dep_ == "ROOT" and any(c.lower_ == "would" for c in above.lefts) and _dated(above)
    if verb.dep_ != "ROOT" or any(c.dep_ == "advcl" for c in verb.children):
        return False
    times = [t for c in verb.children for t in (c, *(c.rights if c.dep_ == "prep" else ()))]
    return any(t.ent_type_ == "DATE" and t.dep_ in ("npadvmod", "pobj") for t in times)


def _denied(verb: Token) -> bool:
    """Whether a clause is negated, or only a condition."""
    return any(
        c.dep_ == "neg" or c.lower_ in NEVER or (c.dep_ == "mark" and c.lower_ in ("if", "unless")) for c in verb.lefts
    )


def _hoped(verb: Token) -> bool:
    """Whether a clause is what somebody hopes for or proposes: "the hope that talks will be held"."""
    first = verb
    for _ in range(FAR):
        if first.dep_ != "conj":
            break
        first = first.head
    if first.dep_ in ("acl", "ccomp"):
        nouns = [first.head]
    else:
        nouns = [c for c in first.rights if c.dep_ == "dobj" and first != verb]
    return any(words().frame(noun, "govern") == "irrealis" for noun in nouns)


def _infinitive(verb: Token, steps: int) -> Status:
    """Return what "to hold talks" says, by what governs it: agree to, begin to, want to, or a purpose."""
    told = any(c.dep_ in ("acomp", "attr") and c.i < verb.i for c in verb.head.rights)  # "is encouraging to meet"
    if (verb.head.lemma_ == "be" and not told) or verb.dep_ == "ROOT":
        return "scheduled"
    return _governed(verb, steps)


def _governed(verb: Token, steps: int) -> Status:
    head = verb.head.head if verb.head.pos_ == "ADP" else verb.head
    if head.lemma_ == "look" and any(c.lower_ == "forward" for c in head.rights):
        return "irrealis"
    value = words().frame(head, "govern")
    if value == "irrealis" or not steps:
        return "irrealis"
    if head.pos_ in VERBAL and head != verb:
        above = status_of(head, steps - 1)
        return "scheduled" if value == "scheduled" and above == "held" else above
    return "scheduled" if value == "scheduled" else "held" if verb.tag_ == "VBG" else "irrealis"


def capital(noun: Token) -> bool:
    """Whether a noun is written like a name."""
    return noun.tag_ in ("NNP", "NNPS") or (noun.text[:1].isupper() and not noun.is_sent_start)


def in_name(noun: Token) -> bool:
    """Whether a word is part of a body's name: "the Court of Session"."""
    of = noun.head
    return (
        noun.tag_ == "NNP"
        and of.lower_ == "of"
        and of.head.tag_ == "NNP"
        and noun.left_edge == noun
        and of.head.i == of.i - 1
    )
