"""What a cue verb governs: its content by the frames that the lexicon gives it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from kg.extract.statements.cues import documents, noun_cues, words
from kg.extract.statements.sources import own_subject, passive_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.tokens import Token

    from kg.extract.statements.cues import VerbCue

__all__ = ["OBJECTS", "addressee", "bounds", "is_circumstance"]

Bounds: TypeAlias = tuple[int, int] | None

OBJECTS = frozenset({"dobj", "obj", "attr", "oprd"})
NAMED = frozenset({"dobj", "obj", "attr", "oprd", "nsubj", "ccomp", "xcomp"})
GOVERNED = frozenset({"prep", "prt", "agent"})
INFINITIVE = frozenset({"to", "for", "that"})
ENDING = frozenset({"advcl", "conj", "cc", "punct", "parataxis", "npadvmod", "advmod"})
PLACING = frozenset(
    {"at", "in", "during", "on", "by", "via", "through", "after", "before", "following", "over", "ahead"}
)
COMPLETING = frozenset({"of", "for", "over", "about", "on", "upon", "against"})
"""Prepositions that go on with what was said after a word on when or where."""
RELATIVE = frozenset({"who", "which", "that", "whom", "where", "when", "why", "whose"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
MOST = 40
"""Complements of a verb that are looked at: more than any sentence has, and a bound for hostile text."""


def bounds(verb: Token, cue: VerbCue) -> Bounds:
    """Return the first and last token of what stands after the verb as its content."""
    rights = list(islice(verb.rights, MOST))
    for frame in FRAMES:
        found = frame(verb, cue, rights)
        if found is not None:
            return found
    return None


def addressee(verb: Token, cue: VerbCue) -> Token | None:
    """Return the noun that names whom a cue verb speaks to: "told them", "urged both sides", "said to reporters"."""
    rights = list(islice(verb.rights, MOST))
    if cue.frames & {"addr", "objinf", "rest"}:
        objekt = _object(rights)
        if objekt is not None or not cue.particle:
            return objekt
        return next((n for c in rights if c.lower_ == cue.particle and (n := _noun_under(c)) is not None), None)
    to = next((c for c in rights if c.dep_ == "prep" and c.lower_ == "to"), None)
    noun = _noun_under(to) if to is not None and "to" not in cue.prepositions else None
    return noun if noun is not None and noun.dep_ == "pobj" else None


def is_circumstance(preposition: Token, noun: Token) -> bool:
    """Whether a prepositional phrase tells when or where something was said rather than what was said."""
    if noun.ent_type_ in {"DATE", "TIME"}:
        return True
    if preposition.lower_ == "on" and noun.lower_ in documents():
        return False  # "commended them on the release of the prisoners"
    return preposition.lower_ in PLACING and noun.lemma_.lower() in words("venues.tsv")


def _edges(first: Token, last: Token) -> tuple[int, int]:
    return first.left_edge.i, last.right_edge.i


def _object(rights: Sequence[Token]) -> Token | None:
    return next((c for c in rights if c.dep_ in OBJECTS), None)


def _infinitive(rights: Sequence[Token]) -> Token | None:
    return next((c for c in rights if c.dep_ == "xcomp" or (c.dep_ == "advcl" and c.tag_ == "VB" and _bare(c))), None)


def _bare(clause: Token) -> bool:
    """Whether no conjunction opens a clause: "especially as Ruritania will host it" is no infinitive."""
    return not any(c.dep_ == "mark" and c.lower_ not in INFINITIVE for c in islice(clause.lefts, MOST))


def _noun_under(preposition: Token) -> Token | None:
    return next((c for c in islice(preposition.rights, MOST) if c.dep_ in {"pobj", "pcomp"}), None)


def _clause(verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "said (that) it will", "asked whether", "demanded it be"."""
    clause = next((c for c in rights if c.dep_ == "ccomp" and (not cue.particle or c.lower_ != cue.particle)), None)
    if clause is None:
        return None
    if not cue.frames & ({"that", "quote", "objinf"} if clause.tag_ == "VB" else {"that", "quote"}):
        return None
    objekt = _object(rights)
    subjectless = _lacks_subject(clause)
    if objekt is not None and objekt.i < clause.i and clause.tag_ == "VB" and not subjectless and not _owns(clause):
        return None  # a further infinitive under the object, hung too high
    first = clause.left_edge
    if first.i < verb.i < clause.i:
        first = verb.nbor(1)  # "which he said were stolen"
    if objekt is not None and objekt.i < clause.i and subjectless and not cue.frames & {"addr", "objinf"}:
        first = objekt.left_edge  # "said the leader, during a visit, made a promise", its subject taken for an object
    subject = own_subject(clause)
    dated = first.ent_type_ in {"DATE", "TIME"} and not (subject is not None and subject.left_edge.i == first.i)
    while dated and first.ent_type_ in {"DATE", "TIME"} and first.head is not clause and first.i + 1 < clause.i:
        first = first.nbor(1)  # "told them this weekend he would": the day belongs to the cue
    if first.ent_type_ in {"DATE", "TIME"} and first.dep_ == "npadvmod" and first.i + 1 < clause.i:
        first = first.nbor(1)
    return first.i, clause.right_edge.i


def _owns(clause: Token) -> bool:
    return own_subject(clause) is not None


def _lacks_subject(clause: Token) -> bool:
    """Whether a finite clause has no subject of its own."""
    finite = clause.tag_ in FINITE or any(c.tag_ in FINITE for c in islice(clause.lefts, MOST))
    return finite and own_subject(clause) is None and passive_subject(clause) is None


def _clause_on_addressee(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "told the leader he wanted ...", which parsers take for a relative clause."""
    objekt = _object(rights)
    if objekt is None or "addr" not in cue.frames:
        return None
    for child in islice(objekt.rights, MOST):
        if child.dep_ == "relcl":
            subject = own_subject(child)
            if subject is not None and subject.lower_ not in RELATIVE and subject.left_edge.i == child.left_edge.i:
                return _edges(child, child)
    return None


def _stray_clause(verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "tweeted in the morning that he won", "told a group of men that it failed", whatever "that" hangs on."""
    objekt = _object(rights)
    if "that" not in cue.frames or (objekt is not None and not {"addr"} & cue.frames and {"obj", "rest"} & cue.frames):
        return None
    doc, last = verb.doc, min(verb.right_edge.i, verb.i + MOST)
    for i in range(verb.i + 1, last):
        if doc[i].text == ",":
            return None
        if doc[i].lower_ == "that" and doc[i].dep_ == "mark" and doc[i].head.i > i:
            governor = doc[i].head.head
            if governor.pos_ == "VERB" and verb.i < governor.i < i:
                return None  # "concluded by warning that ..."
            return i, doc[i].head.right_edge.i
    return None


def _named(verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "called it a mistake", "described him as a friend", "what it called aggression"."""
    if "name" not in cue.frames:
        return None
    parts = [c for c in rights if (c.dep_ in NAMED and not _is_a_clause(c)) or (c.dep_ == "prep" and c.lower_ == "as")]
    if not parts:
        return None
    alone = len(parts) == 1 and parts[0].dep_ not in {"ccomp", "xcomp"}
    asked = any(child.lower_ in {"what", "which"} for child in verb.lefts)
    if alone and "obj" not in cue.frames and not asked and not _holds_quotation(parts[0]):
        return None
    return _edges(parts[0], parts[-1])


def _is_a_clause(verb: Token) -> bool:
    """Whether a complement is an infinitive with "to" or a finite clause rather than a predicate."""
    if verb.tag_ == "VB":
        return _has_to(verb)
    return verb.tag_ in {"VBD", "VBZ", "VBP"}


def _has_to(infinitive: Token) -> bool:
    return any(c.lower_ == "to" for c in islice(infinitive.lefts, MOST))


def _holds_quotation(noun: Token) -> bool:
    return any(child.tag_ in {"``", "''"} for child in islice(noun.rights, MOST))


def _object_and_infinitive(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "urged them to leave", "called on the parties to act"."""
    infinitive = _infinitive(rights)
    if infinitive is None or "objinf" not in cue.frames:
        return None
    first = _object(rights)
    if first is None:
        before = [c for c in rights if c.dep_ in {"prep", "nsubj"} and c.i < infinitive.i]
        first = next((c for c in before if not cue.particle or c.lower_ == cue.particle), None)
        if first is not None and first.dep_ == "prep":
            first = _noun_under(first) or first
    return _edges(first or infinitive, infinitive)


def _own_infinitive(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "agreed to meet", "denied using force"."""
    infinitive = _infinitive(rights)
    if infinitive is None or not cue.frames & ({"inf", "ing"} if _has_to(infinitive) else {"inf", "ing", "that"}):
        return None
    objekt = _object(rights)
    if objekt is not None and objekt.i < infinitive.i:
        return None
    return _edges(infinitive, infinitive)


def _plain_object(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "condemned the attack", "accused them of lying", "expressed hope that it will"."""
    objekt = _object(rights)
    if objekt is None or not cue.frames & {"obj", "rest", "topic"}:
        return None
    proposition = _proposition(objekt)
    if proposition is not None:
        return _edges(proposition, proposition)
    if "topic" in cue.frames and objekt.lemma_.lower() not in words("topics.tsv") | noun_cues().keys():
        return None
    last = _further_object(rights, _last_complement(rights, objekt))
    return objekt.left_edge.i, _before_next_clause(objekt, last.right_edge)


def _before_next_clause(objekt: Token, last: Token) -> int:
    """Return where an object ends whose last conjunct is the next verb's subject: "a visit and Oslo was glad"."""
    doc = last.doc
    if last.i + 1 >= len(doc) or doc[last.i + 1].tag_ not in FINITE or last.pos_ not in {"NOUN", "PROPN", "PRON"}:
        return last.i
    for i in range(last.i - 1, max(objekt.i, last.i - MOST), -1):
        if doc[i].dep_ in {"relcl", "acl", "mark"}:
            break
        if doc[i].dep_ == "cc":
            return i - 1 if doc[i - 1].text != "," else i - 2
    return last.i


def _further_object(rights: Sequence[Token], last: Token) -> Token:
    """Return the last of several objects: "underscored the importance of trade, the potential of it, and the need"."""
    for child in rights:
        end = last.right_edge.i
        joined = child.dep_ in OBJECTS and child.pos_ in {"NOUN", "PROPN"} and child.left_edge.i == end + 2
        if joined and child.doc[end + 1].text == ",":
            last = child
    return last


def _prepositional(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "called for calm", "warned against delay", "informed them about the talks"."""
    objekt = _object(rights) if "addr" in cue.frames else None
    for child in (*rights, *(islice(objekt.rights, MOST) if objekt is not None else ())):
        if child.dep_ in GOVERNED and child.lower_ in cue.prepositions:
            noun = _noun_under(child)
            if noun is not None and not is_circumstance(child, noun):
                return _edges(noun, noun)
    return None


def _for_infinitive(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "called for the troops to leave"."""
    for child in rights:
        mark = child.left_edge
        if child.tag_ == "VB" and mark.dep_ == "mark" and mark.lower_ in cue.prepositions and mark.i + 1 < child.i:
            return mark.i + 1, child.right_edge.i
    return None


def _informed(verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "informed them of the plan to build it", where an infinitive may hang too high."""
    return _prepositional(verb, cue, rights) if "addr" in cue.frames else None


def _object_of_particle(_verb: Token, cue: VerbCue, rights: Sequence[Token]) -> Bounds:
    """Read "called on the parties for restraint", whatever follows the noun."""
    if not cue.particle or "objinf" not in cue.frames:
        return None
    noun = next((n for c in rights if c.lower_ == cue.particle and (n := _noun_under(c)) is not None), None)
    return _edges(noun, noun) if noun is not None else None


FRAMES: tuple[Callable[[Token, VerbCue, Sequence[Token]], Bounds], ...] = (
    _clause,
    _clause_on_addressee,
    _named,
    _for_infinitive,
    _object_and_infinitive,
    _informed,
    _own_infinitive,
    _stray_clause,
    _plain_object,
    _prepositional,
    _object_of_particle,
)


def _proposition(noun: Token) -> Token | None:
    """Return the clause that says what a hope, view or warning is about."""
    if noun.lemma_.lower() not in noun_cues():
        return None
    for child in islice(noun.rights, MOST):
        if child.dep_ in {"acl", "ccomp", "relcl"} and any(
            c.dep_ == "mark" and c.lower_ == "that" for c in child.lefts
        ):
            return child
    return None


def _last_complement(rights: Sequence[Token], objekt: Token) -> Token:
    last = objekt
    aside = False
    for child in rights:
        if child.i <= objekt.i:
            continue
        noun = _noun_under(child) if child.dep_ == "prep" else None
        dated = child.dep_ in {"npadvmod", "advmod"} and child.ent_type_ in {"DATE", "TIME"}
        if dated or (noun is not None and is_circumstance(child, noun)):
            aside = True  # "accused it on Monday of lying"
        elif child.dep_ in ENDING or (aside and (noun is None or child.lower_ not in COMPLETING)):
            break
        else:
            last = child
    return last
