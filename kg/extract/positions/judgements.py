"""What a speaker makes of things: wrongs that others do, effects, values, and attitudes named by nouns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.positions.predicates import (
    clause_of,
    first_conjunct,
    has_auxiliary,
    is_asked,
    is_asserted,
    is_infinitive,
    is_misread,
    is_negated,
    modal_of,
    owner_of,
    passive_subject,
)
from kg.extract.positions.stances import Claim, Entry, Frame, entry_of, lemma_of, stance_of, words
from kg.extract.statements.sources import agent_of, is_passive, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.positions.voices import Voices

__all__ = ["effect", "held_noun", "misdeed", "shown_noun", "value"]

HELD_NOUNS: frozenset[Frame] = frozenset({"held"})
ASKS: frozenset[Frame] = frozenset({"ask"})
VALUES: frozenset[Frame] = frozenset({"value"})
MISDEEDS: frozenset[Frame] = frozenset({"misdeed"})

PREDICATIVE = frozenset({"acomp", "attr", "oprd", "ROOT", "ccomp"})
ATTRIBUTIVE = frozenset({"amod", "csubj", "pcomp"})
JOINED = frozenset({"conj", "acl", "advcl"})
POSSESSIVES = frozenset({"his", "her", "its", "their"})


def effect(verb: Token, entry: Entry, voices: Voices, number: int) -> Claim | None:
    """Read what a verb says that others do, or that something does, as the speaker's judgement."""
    described = verb.dep_ in ATTRIBUTIVE or (verb.dep_ == "relcl" and entry.frame == "harm")
    if number in voices.hoped or described or is_asked(verb) or is_misread(verb):
        return None  # "a riot that led to deaths" tells which one is meant
    if is_infinitive(verb):
        return _intended(verb, entry, voices, number)
    passive = is_passive(verb)
    if not passive and not _finite(verb, entry):
        return None
    exists = any(c.dep_ == "expl" for c in verb.lefts)
    subject = agent_of(verb) if passive else None if exists else subject_of(verb)
    negated = is_negated(verb)
    stance = stance_of(entry, negated=negated)
    if stance is None or (subject is None and not passive and not exists):
        return None
    if entry.frame != "benefit" and not negated and _accuses_nobody(verb, subject, voices, number):
        return None
    if stance == "accuse" and modal_of(verb) in {"might", "can"}:
        stance = "warn"
    return Claim(verb, stance, entry.frame, statement=number, whole=True)


def _accuses_nobody(verb: Token, subject: Token | None, voices: Voices, number: int) -> bool:
    """Whether a wrong is nobody's, or one's own: "killed by the flood", "12 people were killed"."""
    if lemma_of(verb) in words("violence"):
        pronoun = subject is not None and subject.pos_ == "PRON" and voices.side(subject) is None
        if pronoun and voices.spoken[number].statement.quote_type == "indirect":
            return True
        if subject is None or not voices.is_somebodys(subject):
            return True
    return subject is not None and voices.own(subject, number)


def _finite(verb: Token, entry: Entry) -> bool:
    """Whether a verb says that something is so: a participle does only where it is joined to what does."""
    if has_auxiliary(verb):
        return True
    if verb.tag_ == "VBG":
        return verb.dep_ in JOINED and entry.frame == "charge"
    return verb.tag_ != "VBN" or (entry.frame == "charge" and agent_of(verb) is not None)


def _intended(verb: Token, entry: Entry, voices: Voices, number: int) -> Claim | None:
    """Read a wrong that somebody is said to attempt: "a deliberate effort to undermine", "is likely to lead to war"."""
    head = verb.head
    if entry.frame == "benefit" or entry.polarity > 0 or is_negated(verb) or is_negated(head):
        return None
    if verb.dep_ == "xcomp" and not words("tending").isdisjoint((lemma_of(head), head.lower_)):
        clause = clause_of(head)
        subject = passive_subject(clause) or subject_of(clause)
        if subject is None or voices.own(subject, number):
            return None
        foretold = not words("foretelling").isdisjoint((lemma_of(head), head.lower_))
        return Claim(verb, "warn" if foretold else "accuse", entry.frame, statement=number, whole=True)
    owner = owner_of(head)
    if verb.dep_ not in {"acl", "relcl"} or lemma_of(head) not in words("plans"):
        return None
    if (owner is None and head.dep_ != "attr") or (owner is not None and voices.own(owner, number)):
        return None
    return Claim(verb, "accuse", "charge", statement=number, whole=True)


def value(word: Token, number: int, voices: Voices) -> Claim | None:
    """Read what a speaker says that something is: unacceptable, a mistake, of importance."""
    only = _is_only(word)
    if first_conjunct(word).dep_ == "amod":
        return _before_noun(word, number, voices)
    if number in voices.hoped or (first_conjunct(word).dep_ not in PREDICATIVE and not only):
        return None
    if (
        word.pos_ in {"NOUN", "PROPN"}
        and not only
        and (word.dep_ != "attr" or any(c.dep_ == "expl" for c in word.head.lefts))
    ):
        return None
    entry = entry_of(word, VALUES)
    if entry is None or is_asked(word):
        return None
    stance = stance_of(entry, negated=is_negated(word))
    if stance in {"affirm", "urge"} and (
        modal_of(clause_of(word)) == "might" or any(c.lower_ == "less" for c in word.lefts)
    ):
        return None  # "may be necessary", "less important than"
    return Claim(word, stance, "value", statement=number, whole=True) if stance else None


def _before_noun(word: Token, number: int, voices: Voices) -> Claim | None:
    """Read an adjective before its noun: "their baseless allegations", "it is a wrong direction"."""
    noun = first_conjunct(word).head
    noun = noun.head if noun.dep_ == "amod" else noun
    said = lemma_of(noun) in words("assertions")
    entry = entry_of(word, VALUES) if said or noun.dep_ == "attr" else None
    owner = owner_of(noun)
    if entry is None or is_asked(noun) or (owner and voices.own(owner, number)):
        return None
    if noun.dep_ == "attr" and entry.polarity < 0 and number not in voices.hoped and entry_of(noun, VALUES) is None:
        stance = stance_of(entry, negated=is_negated(noun))
        return Claim(noun, stance, "value", statement=number, whole=True) if stance is not None else None
    return Claim(noun, "reject", "value", statement=number, whole=True) if said and entry.stance == "reject" else None


def _is_only(word: Token) -> bool:
    """Whether something is said to be this and nothing else: "cannot be anything other than a provocation"."""
    if word.dep_ != "pobj" or word.head.lower_ not in {"than", "but", "except"}:
        return False
    first = word.head.left_edge.i
    return any(t.lower_ in {"anything", "nothing"} for t in word.doc[max(first - 3, 0) : word.head.i])


def misdeed(noun: Token, number: int, voices: Voices) -> Claim | None:
    """Read a noun that names a wrong where a speaker's clause is about it: "the brutality of the army means that"."""
    shown = noun.dep_ == "dobj" and lemma_of(noun.head) in words("showing") and not is_asked(noun.head)
    if shown:
        subject = subject_of(noun.head)
        shown = subject is not None and not voices.own(subject, number)
    entry = entry_of(noun, MISDEEDS) if shown or noun.dep_ in {"nsubj", "ROOT"} else None
    if entry is None or is_negated(noun) or (shown and is_negated(noun.head)):
        return None
    return Claim(noun.head if shown else noun, entry.stance, "misdeed", statement=number, whole=True)


def held_noun(noun: Token, number: int, voices: Voices) -> Claim | None:
    """Read an attitude that a noun names: "their concern about", "voiced support for", "Ruritania's readiness to"."""
    entry = entry_of(noun, HELD_NOUNS)
    stance = stance_of(entry, negated=is_negated(noun)) if entry is not None else None
    if entry is None or stance is None or _is_because_of(noun):
        return None
    first = first_conjunct(noun)
    governed = voices.at.get(first.head.i) != number or first.head.i == first.i
    if governed and _is_asked_for(first, voices.spoken[number].utterance.cue):
        return None
    owner = owner_of(noun)
    if owner is not None and not (governed and owner.lower_ in POSSESSIVES) and not voices.own(owner, number):
        return _noun_of(
            owner,
            Claim(noun, stance, "noun of other", holder=owner, statement=number),
            entry,
            voices,
            governed=governed,
        )
    if entry.stance in {"accuse", "deny"} and owner is None and lemma_of(first.head) not in words("carriers"):
        return None  # "a common accusation" is nobody's
    if governed and (first.i == noun.i or owner is not None or entry_of(first, HELD_NOUNS) is not None):
        return Claim(noun, stance, "noun", statement=number)
    return _shown_by(_shower(noun), Claim(noun, stance, "noun", statement=number), voices, number)


def _noun_of(owner: Token, claim: Claim, entry: Entry, voices: Voices, *, governed: bool) -> Claim | None:
    """Keep what a noun says of its owner, another than the speaker: not "with its support", "without their consent"."""
    first = first_conjunct(claim.token)
    used = first.dep_ == "dobj" and not governed and lemma_of(first.head) not in words("carriers")
    hoped = claim.statement in voices.hoped
    vague = hoped or entry.strength < 2 or owner.lower_ in POSSESSIVES or first.head.lower_ == "without"
    return None if vague or used else claim


def _shown_by(subject: Token | None, claim: Claim, voices: Voices, number: int) -> Claim | None:
    """Keep what the subject of a verb that carries the noun holds: the speaker, or another who is told to show it."""
    if subject is None or voices.own(subject, number):
        return claim if subject is not None else None
    shown = shown_noun(claim.token)
    return replace(shown, rule="noun of other", statement=number) if shown is not None else None


def _is_asked_for(noun: Token, cue: Token) -> bool:
    """Whether the cue asks for what a noun names, or stirs it, or is negated: "never asked for support"."""
    return cue.i != noun.i and (lemma_of(cue) == "raise" or is_negated(cue) or entry_of(cue, ASKS) is not None)


def _is_because_of(noun: Token) -> bool:
    """Whether "thanks to" gives a reason: "it is thanks to the port that"."""
    if noun.lower_ != "thanks" or noun.dep_ == "dobj":
        return False
    after = {c.lower_ for c in noun.rights if c.dep_ == "prep"}
    return "to" in after and "for" not in after


def shown_noun(noun: Token) -> Claim | None:
    """Read an attitude that somebody is told to show: "gave the plan its backing", "voiced misgivings about"."""
    subject = _shower(noun)
    entry = entry_of(noun, HELD_NOUNS) if subject is not None else None
    stance = stance_of(entry, negated=is_negated(noun)) if entry is not None else None
    verb = first_conjunct(noun).head
    if (
        stance is None
        or lemma_of(verb) in {"have", "raise"}
        or is_passive(verb)
        or is_asked(verb)
        or not is_asserted(verb)
    ):
        return None
    return Claim(noun, stance, "narrated", holder=subject)


def _shower(noun: Token) -> Token | None:
    """Return the subject of a verb that carries an attitude's noun: the holder in "the holder voiced concern"."""
    first = first_conjunct(noun)
    verb = first.head
    carried = first.dep_ == "dobj" and lemma_of(verb) in words("carriers") and not is_negated(verb)
    if not carried or (lemma_of(verb) == "have" and lemma_of(noun) in words("received")):
        return None  # "does not show any readiness", "has broad support"
    return subject_of(verb)
