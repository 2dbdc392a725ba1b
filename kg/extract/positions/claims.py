"""Where a paragraph takes a stance, clause by clause: by a statement's cue, or by who does what in its predicate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.positions.demands import denial, goal, hope, imperative, modal
from kg.extract.positions.judgements import effect, held_noun, misdeed, shown_noun, value
from kg.extract.positions.predicates import (
    clause_of,
    holder_of,
    is_asked,
    is_asserted,
    is_doubted,
    is_infinitive,
    is_misread,
    is_negated,
    modal_of,
    modality_of,
    owner_of,
)
from kg.extract.positions.stances import Claim, Entry, Frame, entry_of, kind_of, lemma_of, lemmas, stance_of, words
from kg.extract.statements.sources import is_passive, own_subject, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.positions.voices import Voices
    from kg.records import Stance

__all__ = ["claims_in"]

HELD: frozenset[Frame] = frozenset({"act", "ask", "attitude"})
ASKS: frozenset[Frame] = frozenset({"ask"})
SAID: frozenset[Frame] = frozenset({"act", "ask", "held", "attitude"})
HELD_NOUNS: frozenset[Frame] = frozenset({"held"})
WRONGS: frozenset[Frame] = frozenset({"charge", "harm"})
EFFECTS: frozenset[Frame] = frozenset({"charge", "harm", "benefit"})
VALUES: frozenset[Frame] = frozenset({"value"})

MODAL = frozenset({"must", "should", "will", "'ll", "’ll", "would", "shall", "need", "have", "ought"})
NOT = frozenset({"not", "n't", "n’t", "never", "no"})
POSSESSIVES = frozenset({"his", "her", "its", "their"})
RANKS = {"must": 0, "should": 0, "cue": 0, "calling": 0, "will": 2, "would": 2, "denial": 3}
"""Which of several readings of one clause counts: the lowest; those not named here have 1."""


def claims_in(doc: Doc, voices: Voices) -> list[Claim]:
    """Return the claims of a paragraph in text order, one to a clause."""
    found: dict[int, Claim] = {}
    for token in doc:
        lemma = lemma_of(token)
        claim = _by_words(token, lemma, voices) or _by_mood(token, lemma, voices)
        if claim is not None:
            clause = clause_of(claim.token).i
            other = found.get(clause)
            if other is None or RANKS.get(claim.rule, 1) < RANKS.get(other.rule, 1):
                found[clause] = claim
    return sorted(found.values(), key=lambda claim: claim.token.i)


def _by_words(token: Token, lemma: str, voices: Voices) -> Claim | None:
    if token.i in voices.cues:
        return _by_cue(token, voices)
    known = lemmas()
    if lemma in known or token.lower_ in known or lemma.removesuffix("s") in known:
        return _by_lexicon(token, voices) or (_calling(token, voices) if lemma in words("calling") else None)
    return None


def _by_mood(token: Token, lemma: str, voices: Voices) -> Claim | None:
    claim = None
    if lemma in MODAL:
        claim = modal(token, voices)
    elif token.lower_ in NOT:
        claim = denial(token, voices)
    elif lemma == "be":
        claim = goal(token, voices)
    elif lemma in words("calling"):
        claim = _calling(token, voices)
    elif token.tag_ == "VB" and token.dep_ in {"ROOT", "ccomp"}:
        claim = imperative(token, voices)
    return hope(token, voices) if claim is None and lemma in words("hoping") else claim


def _by_cue(cue: Token, voices: Voices) -> Claim | None:
    """Read the stance of a statement off its own cue: urged, condemned, "expressed concern"."""
    if is_asked(cue):
        return None
    number = voices.cues[cue.i]
    entry = entry_of(cue, SAID) or _carried(cue)
    if entry is None or _asks_others(cue, entry):
        return _by_calling(cue, number)
    if _keeps_quiet(cue) or _is_for_others(cue) or _greets(cue, voices):
        return None
    stance = stance_of(entry, negated=is_negated(cue))
    if stance is None or (stance == "agree" and cue.dep_ == "relcl"):
        return None
    return Claim(cue, stance, "cue", statement=number)


def _carried(verb: Token) -> Entry | None:
    """Return the entry of the attitude that a verb voices: "expressed misgivings about"."""
    if lemma_of(verb) not in words("carriers") or lemma_of(verb) == "raise":
        return None  # what "raised fears" did not fear; "raised concerns" has an entry
    for noun in verb.rights:
        owner = owner_of(noun) if noun.dep_ == "dobj" else noun
        if owner is None or owner.lower_ in POSSESSIVES:
            return entry_of(noun, HELD_NOUNS)
    return None


def _keeps_quiet(verb: Token) -> bool:
    """Whether only words are refused: "declined to comment", "was not ready to answer"."""
    if lemma_of(verb) not in words("refusing") and not is_negated(verb):
        return False
    return any(c.dep_ in {"xcomp", "dobj"} and lemma_of(c) in words("withheld") for c in verb.rights)


def _greets(verb: Token, voices: Voices) -> bool:
    """Whether a verb has a guest or a subordinate for its object: "welcomed the minister", "dismissed the general"."""
    if lemma_of(verb) not in {"welcome", "dismiss"}:
        return False
    guest = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    return guest is not None and voices.is_person(guest)


def _is_for_others(verb: Token) -> bool:
    """Whether another is to do what a verb with "to" says, or nobody: "persuade them to condemn", "failed to agree"."""
    if not is_infinitive(verb):
        return False
    head = verb.head
    if own_subject(verb) is not None or (verb.dep_ == "xcomp" and lemma_of(head) in words("failing")):
        return True
    led = verb.dep_ in {"xcomp", "ccomp"} and any(c.dep_ in {"dobj", "nsubj"} for c in head.rights if c.i < verb.i)
    return led and (lemma_of(head) in words("causing") or entry_of(head, ASKS) is not None)


def _by_calling(cue: Token, number: int) -> Claim | None:
    """Read what a thing is called: "called the vote a farce", "described the law as unacceptable"."""
    stance = _called(cue)
    return Claim(cue, stance, "calling", statement=number) if stance is not None else None


def _called(verb: Token) -> Stance | None:
    if lemma_of(verb) not in words("calling"):
        return None
    for child in verb.rights:
        after = (child.nbor(),) if child.lower_ == "as" and child.i + 1 < len(child.doc) else ()
        named = (c for c in child.children if c.dep_ in {"pobj", "amod"})
        for word in (child, *child.children, *after, *(c for noun in named for c in noun.lefts if c.dep_ == "amod")):
            entry = entry_of(word, VALUES)
            stance = stance_of(entry, negated=is_negated(word)) if entry is not None else None
            if stance:
                return "support" if stance == "affirm" else stance
            if lemma_of(word) in words("plans") and any(_is_wrong(c) for c in word.rights):
                return "accuse"
    return None


def _is_wrong(verb: Token) -> bool:
    """Whether a verb with "to" names a wrong: "an attempt to destabilise"."""
    return is_infinitive(verb) and entry_of(verb, WRONGS) is not None


def _calling(verb: Token, voices: Voices) -> Claim | None:
    """Read what somebody calls a thing in passing: "expressed anger over the drill, calling it a provocation"."""
    subject = subject_of(verb)
    stance = _called(verb) if subject is not None else None
    if subject is None or stance in {None, "support"} or is_passive(verb) or is_asked(verb) or is_negated(verb):
        return None
    joined = verb.tag_ == "VBG" and verb.dep_ in {"advcl", "conj"}
    if stance is None or not (joined or (verb.tag_ != "VBG" and is_asserted(verb))):
        return None
    number = voices.at.get(verb.i)
    holder = None if number is not None and voices.own(subject, number) else subject
    return Claim(verb, stance, "calling", holder=holder, statement=number, whole=True)


def _asks_others(verb: Token, entry: Entry) -> bool:
    """Whether a verb of wishing has another subject in what it governs: "wants them to leave"."""
    if entry.stance != "express_willingness" or entry.needs != "infinitive":
        return False
    clauses = [c for c in verb.rights if c.dep_ in {"ccomp", "xcomp"}]
    if any(c.dep_ == "xcomp" and (lemma_of(c) in words("no_deeds") or entry_of(c, ASKS) is not None) for c in clauses):
        return True  # "I want to ask you to stay" is read at "ask"
    return any(c.dep_ in {"nsubj", "nsubjpass"} for clause in clauses for c in clause.lefts)


def _by_lexicon(token: Token, voices: Voices) -> Claim | None:
    number = voices.at.get(token.i)
    kind = kind_of(token)
    if kind == "noun":
        if number is None:
            return shown_noun(token)
        return value(token, number, voices) or held_noun(token, number, voices) or misdeed(token, number, voices)
    entry = entry_of(token, HELD)
    if entry is not None and not _asks_others(token, entry):
        claim = _by_document(token, entry, voices) or _by_holder(token, entry, voices, number)
        if claim is not None:
            return claim
    if number is None:
        return None
    if kind == "verb":
        entry = entry_of(token, EFFECTS)
        if entry is not None:
            return effect(token, entry, voices, number)
    return value(token, number, voices)


def _by_holder(token: Token, entry: Entry, voices: Voices, number: int | None) -> Claim | None:
    """Read the stance of a predicate whose subject holds it: "Ruritania supports", "we are ready to"."""
    verb = clause_of(token)
    subject = holder_of(token, entry)
    stance = stance_of(entry, negated=is_negated(token))
    if subject is None or stance is None or _holds_nothing(token, verb):
        return None
    if number is not None and voices.own(subject, number):
        joint = subject if stance == "agree" and subject.pos_ != "PRON" else None
        claim = Claim(token, stance, "own", holder=joint, statement=number, modality=modality_of(verb))
        # "how we can work together" takes no stance
        return None if entry.strength < 2 and claim.modality == "hypothetical" and not is_negated(token) else claim
    if (entry.strength < 2 and not is_negated(token)) or not is_asserted(verb) or is_doubted(verb):
        return None
    return _by_other(Claim(token, stance, "other", holder=subject, statement=number), entry, verb)


def _holds_nothing(token: Token, verb: Token) -> bool:
    """Whether a predicate stands where its subject takes no stance with it."""
    if is_asked(token) or is_misread(token) or _polite(token) or _keeps_quiet(token):
        return True
    if verb.dep_ == "xcomp" and lemma_of(verb.head) in words("failing"):
        return True
    if verb.dep_ == "conj" and modal_of(verb) in {"must", "should"}:
        return True  # what is asked of somebody is read at the modal verb
    if verb.dep_ == "acl" and lemma_of(verb.head) in words("assertions"):
        return True  # "accusations that they want to leave" tells what others say of them
    if verb.dep_ == "ccomp" and verb.pos_ == "ADJ":
        return True  # "declared the nation ready"
    return verb.tag_ == "VBG" and verb.dep_ in {"pcomp", "csubj", "amod"}


def _by_document(token: Token, entry: Entry, voices: Voices) -> Claim | None:
    """Read what a document of somebody's says: "issued a statement condemning the attack"."""
    noun = token.head
    if entry.kind != "verb" or token.tag_ != "VBG" or token.dep_ != "acl" or lemma_of(noun) not in words("documents"):
        return None
    if noun.dep_ != "dobj" or not is_asserted(noun.head) or is_passive(noun.head):
        return None
    subject, stance = subject_of(noun.head), stance_of(entry, negated=False)
    if subject is None or stance is None:
        return None
    return Claim(token, stance, "narrated", holder=subject, statement=voices.at.get(token.i))


def _by_other(claim: Claim, entry: Entry, verb: Token) -> Claim | None:
    """Keep what is told of another than the speaker where it is told as that one's stance."""
    if claim.statement is None:
        passive = entry.kind == "verb" and is_passive(verb)
        deal = claim.stance == "agree" and verb.dep_ == "relcl"
        return None if passive or deal else replace(claim, rule="narrated")
    if entry.kind == "verb" and is_passive(verb) and verb.dep_ in {"relcl", "acl"}:
        return None  # "the militia that is backed by the army" tells which one is meant
    wrong = entry.kind == "verb" and entry_of(claim.token, EFFECTS) is not None
    return None if wrong else claim


def _polite(verb: Token) -> bool:
    """Whether "thank you" and the like is all that is said."""
    return any(c.dep_ == "dobj" and c.lower_ == "you" for c in verb.rights) and not any(
        c.dep_ in {"prep", "dative"} for c in verb.rights
    )
