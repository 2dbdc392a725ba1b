"""Where a paragraph takes a stance: predicates, held nouns and modal verbs, and whose stance each is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.sources import agent_of, is_passive, own_subject, subject_of
from kg.extract.stances import (
    Entry,
    Frame,
    clause_of,
    entry_of,
    is_hidden_verb,
    is_negated,
    kind_of,
    lemma_of,
    lemmas,
    modal_of,
    words,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.records import Modality, Stance

__all__ = ["Claim", "Side", "Voices", "claims_in", "parallel"]

Side = Callable[["Token", int], bool]
"""Whether a noun phrase means the side for which the speaker of a statement speaks."""

HELD: frozenset[Frame] = frozenset({"act", "ask", "attitude"})
ACTS: frozenset[Frame] = frozenset({"act", "ask"})
NOUNS: frozenset[Frame] = frozenset({"held"})
EFFECTS: frozenset[Frame] = frozenset({"charge", "harm", "benefit"})
VALUES: frozenset[Frame] = frozenset({"value"})
MISDEEDS: frozenset[Frame] = frozenset({"misdeed"})
MODAL = frozenset({"must", "should", "will", "'ll", "’ll", "would", "shall", "need", "have", "ought", "let"})
CALLING = frozenset({"call", "describe", "deem", "consider", "brand", "label", "dub", "term", "regard", "characterise", "characterize", "view", "declare", "find"})
NOT = frozenset({"not", "n't", "n’t", "never", "no"})
GOALS = frozenset({"thing", "task", "goal", "priority", "objective", "aim", "challenge", "step"})
NO_DENIAL = frozenset({"doubt", "need", "alternative", "way", "reason", "place", "question", "one", "choice", "time", "wonder"})
CONDITIONS = frozenset({"if", "unless", "whether", "provided"})
GOING_ON = frozenset({"continue", "begin", "start", "keep", "remain", "decide", "choose"})
PLANS = frozenset({"effort", "attempt", "bid", "campaign", "plan", "plot", "policy", "scheme", "goal", "aim", "design"})
TENDING = frozenset({"threaten", "continue", "attempt", "try", "seek", "aim", "begin", "start", "dare", "tend", "manage", "likely", "bind", "intend", "design", "mean", "want", "set"})
POSSESSIVES = frozenset({"his", "her", "its", "their"})
CARRIERS = frozenset(
    {"express", "voice", "convey", "reiterate", "reaffirm", "have", "show", "demonstrate", "declare", "confirm", "extend",
     "share", "stress", "underscore", "underline", "emphasise", "emphasize", "highlight", "note", "state", "announce",
     "raise", "offer", "lend", "maintain", "retain", "affirm", "renew", "restate", "signal"}
)
HOPES = frozenset({"hope", "want", "expect", "wish", "need"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A stance that the words at ``token`` take.

    ``holder`` is the head of the noun phrase that names who holds it, ``None`` where the speaker of the statement
    does; ``statement`` is the index of the statement in which, or by whose cue, it is taken.
    """

    token: Token
    stance: Stance
    rule: str
    holder: Token | None = None
    statement: int | None = None
    modality: Modality = "asserted"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks where in a paragraph: the statement around each token, and the statements' cues.

    ``own`` tells whether a noun phrase means the speaker's side, ``loose`` whether a speaker in office is not known to
    stand for any state, ``hoped`` are the statements that tell what is hoped for.
    """

    at: dict[int, int]
    cues: dict[int, int]
    own: Side
    loose: Callable[[int], bool]
    hoped: frozenset[int]


RANKS = {"must": 0, "should": 0, "cue": 0, "calling": 0, "will": 2, "would": 2, "denial": 3}
"""Which of several readings of one clause counts: the lowest; those not named here have 1."""


def claims_in(doc: Doc, voices: Voices) -> list[Claim]:
    """Return the claims of a paragraph in text order, one to a clause."""
    known = lemmas()
    found: dict[int, Claim] = {}
    for token in doc:
        claim = _claim(token, lemma_of(token), known, voices)
        if claim is None:
            continue
        clause = clause_of(claim.token).i
        other = found.get(clause)
        if other is None or RANKS.get(claim.rule, 1) < RANKS.get(other.rule, 1):
            found[clause] = claim
    return sorted(found.values(), key=lambda claim: claim.token.i)


def _claim(token: Token, lemma: str, known: frozenset[str], voices: Voices) -> Claim | None:
    claim = None
    if token.i in voices.cues:
        claim = _by_cue(token, voices)
    elif lemma in known or token.lower_ in known or lemma.removesuffix("s") in known:
        claim = _by_lexicon(token, voices)
    if claim is None and lemma in MODAL:
        claim = _by_modal(token, voices)
    if claim is None and lemma in HOPES:
        claim = _by_hope(token, voices)
    if claim is None and token.lower_ in NOT:
        claim = _by_denial(token, voices)
    if claim is None and lemma == "be":
        claim = _by_goal(token, voices)
    return claim


def _stance(entry: Entry, *, negated: bool) -> Stance | None:
    if negated:
        return entry.negated
    return entry.stance if entry.strength else None


def _by_cue(cue: Token, voices: Voices) -> Claim | None:
    """Read the stance of a statement off its own cue: urged, condemned, "expressed concern"."""
    number = voices.cues[cue.i]
    entry = entry_of(cue, ACTS | NOUNS)
    if _asked(cue):
        return None
    if entry is not None and not _asks_others(cue, entry):
        stance = _stance(entry, negated=is_negated(cue))
        if stance == "agree" and cue.dep_ == "relcl":
            return None
        return Claim(cue, stance, "cue", statement=number) if stance else None
    if lemma_of(cue) in CALLING:
        for child in cue.rights:
            for word in (child, *child.children):
                value = entry_of(word, VALUES)
                stance = _stance(value, negated=is_negated(word)) if value is not None else None
                if stance:
                    return Claim(cue, "support" if stance == "affirm" else stance, "calling", statement=number)
    return None


def _asks_others(verb: Token, entry: Entry) -> bool:
    """Whether a verb of wishing has another subject in what it governs: "wants them to leave"."""
    if entry.stance != "express_willingness" or entry.needs != "infinitive":
        return False
    clauses = (c for c in verb.rights if c.dep_ in {"ccomp", "xcomp"})
    return any(c.dep_ in {"nsubj", "nsubjpass"} for clause in clauses for c in clause.lefts)


def _by_lexicon(token: Token, voices: Voices) -> Claim | None:
    number = voices.at.get(token.i)
    kind = kind_of(token)
    if kind == "noun":
        return _by_noun(token, voices, number)
    entry = entry_of(token, HELD)
    if entry is not None and not _asks_others(token, entry):
        claim = _held_by_subject(token, entry, voices, number)
        if claim is not None:
            return claim
    if number is None:
        return None
    if kind == "verb":
        entry = entry_of(token, EFFECTS)
        if entry is not None:
            return _effect(token, entry, voices, number)
    entry = entry_of(token, VALUES) if number not in voices.hoped else None
    if entry is not None and _predicative(token) and not _asked(token):
        stance = _stance(entry, negated=is_negated(token))
        if stance:
            return Claim(token, stance, "value", statement=number, whole=True)
    return None


def _held_by_subject(token: Token, entry: Entry, voices: Voices, number: int | None) -> Claim | None:
    verb = clause_of(token)
    subject = _holder_of(token, verb, entry)
    if subject is None:
        return None
    stance = _stance(entry, negated=is_negated(token))
    if stance is None or _asked(token) or _polite(token):
        return None
    if verb.tag_ == "VBG" and verb.dep_ in {"pcomp", "csubj", "amod"}:
        return None
    if number is not None and voices.own(subject, number):
        joint = subject if stance == "agree" and any(c.dep_ == "conj" for c in subject.rights) else None
        if _misread(token):
            return None
        return Claim(token, stance, "own", holder=joint, statement=number, modality=_modality(verb))
    if (entry.strength < 2 and not is_negated(token)) or _misread(token) or not _asserted(verb):
        return None
    if number is None and (is_passive(verb) or (verb.dep_ == "relcl" and stance == "agree")):
        return None
    if number is not None and entry.kind == "verb" and entry_of(token, EFFECTS) is not None:
        return None
    return Claim(token, stance, "other" if number is not None else "narrated", holder=subject, statement=number)


def _holder_of(token: Token, verb: Token, entry: Entry) -> Token | None:
    if entry.kind == "adjective":
        return _passive_subject(verb) or subject_of(verb)
    if is_passive(verb):
        return agent_of(verb)
    if token.dep_ == "conj":
        at = token.head
        for _ in range(8):
            if parallel(token, at):
                return subject_of(at)
            if at.head.i == at.i:
                break
            at = at.head
    hidden = token if is_hidden_verb(token) else token.head if token.dep_ == "conj" else None
    if hidden is not None and is_hidden_verb(hidden):
        named = next((c for c in hidden.lefts if c.dep_ in {"compound", "nmod"}), None)
        return named if hidden.dep_ == "ROOT" else subject_of(_verb_above(hidden))
    return subject_of(verb)


def parallel(one: Token, other: Token) -> bool:
    """Whether two words are the same form of the same verb: "supports ... and firmly supports"."""
    return one.lower_ == other.lower_ and one.tag_ == other.tag_ and one.pos_ == "VERB"


def _verb_above(token: Token) -> Token:
    for _ in range(8):
        if token.pos_ == "VERB" or token.head.i == token.i:
            break
        token = token.head
    return token


def _misread(verb: Token) -> bool:
    """Whether a verb cannot be what the parser takes it for: a bare infinitive joined to a finite verb."""
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VB"
        and verb.head.tag_ in {"VBZ", "VBD", "VBP"}
        and modal_of(verb) is None
        and not any(c.dep_ == "aux" for c in verb.lefts)
    )


def _polite(verb: Token) -> bool:
    """Whether "thank you" and the like is all that is said."""
    return any(c.dep_ == "dobj" and c.lower_ == "you" for c in verb.rights) and not any(
        c.dep_ in {"prep", "dative"} for c in verb.rights
    )


def _asserted(verb: Token) -> bool:
    """Whether a clause tells what somebody does, not what somebody might do or is asked to do."""
    modal = modal_of(verb)
    if modal in {"might", "can", "would"}:
        return False
    if any(c.dep_ in {"aux", "auxpass"} and c.lower_ != "to" for c in verb.lefts):
        return True
    if verb.tag_ == "VBG":
        return False
    if any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts):
        return verb.dep_ == "xcomp" and lemma_of(verb.head) in GOING_ON
    return True


def _predicative(word: Token) -> bool:
    for _ in range(4):
        if word.dep_ != "conj":
            break
        word = word.head
    return word.dep_ in {"acomp", "attr", "oprd", "ROOT", "ccomp"}


def _asked(word: Token) -> bool:
    """Whether a word stands in a question or in a condition."""
    verb = clause_of(word)
    for _ in range(4):
        if verb.dep_ == "advcl" and any(c.lower_ in CONDITIONS for c in verb.lefts):
            return True
        if verb.head.i == verb.i:
            break
        verb = verb.head
    return any(c.text == "?" for c in verb.rights)


def _effect(verb: Token, entry: Entry, voices: Voices, number: int) -> Claim | None:
    """Read what a verb says that others do, or that something does, as the speaker's judgement."""
    if number in voices.hoped or verb.dep_ in {"amod", "csubj", "pcomp"} or _asked(verb) or _misread(verb):
        return None
    if verb.tag_ == "VBG" and not any(c.dep_ == "aux" for c in verb.lefts) and verb.dep_ not in {"conj", "acl", "advcl"}:
        return None
    if any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts):
        return _intended(verb, entry, voices, number)
    passive = is_passive(verb)
    if verb.tag_ == "VBN" and not passive and not any(c.dep_ == "aux" for c in verb.lefts):
        if entry.frame != "charge" or agent_of(verb) is None:
            return None
    subject = agent_of(verb) if passive else subject_of(verb)
    negated = is_negated(verb)
    stance = _stance(entry, negated=negated)
    own = subject is not None and voices.own(subject, number)
    if stance is None or (own and entry.frame != "benefit" and not negated):
        return None
    if subject is None and not passive:
        return None
    return Claim(verb, stance, entry.frame, statement=number, whole=True)


def _intended(verb: Token, entry: Entry, voices: Voices, number: int) -> Claim | None:
    """Read a wrong that somebody is said to attempt: "a deliberate effort to undermine", "is likely to lead to war"."""
    head = verb.head
    if entry.stance in {"affirm", "urge"} or is_negated(verb) or is_negated(head):
        return None
    if verb.dep_ == "xcomp" and (lemma_of(head) in TENDING or head.lower_ in TENDING):
        subject = _passive_subject(clause_of(head)) or subject_of(clause_of(head))
        if subject is None or voices.own(subject, number):
            return None
        return Claim(verb, entry.stance, entry.frame, statement=number, whole=True)
    if verb.dep_ in {"acl", "relcl"} and lemma_of(head) in PLANS and (head.dep_ == "attr" or _owner(head) is not None):
        owner = _owner(head)
        if owner is not None and voices.own(owner, number):
            return None
        return Claim(verb, "accuse", "charge", statement=number, whole=True)
    return None


def _by_noun(noun: Token, voices: Voices, number: int | None) -> Claim | None:
    if noun.dep_ == "attr" and number is not None:
        value = entry_of(noun, VALUES)
        if value is not None:
            stance = _stance(value, negated=is_negated(noun))
            return Claim(noun, stance, "value", statement=number, whole=True) if stance else None
    held = entry_of(noun, NOUNS)
    if held is not None:
        claim = _held_noun(noun, held, voices, number)
        if claim is not None:
            return claim
    if number is not None:
        misdeed = entry_of(noun, MISDEEDS)
        if misdeed is not None and noun.dep_ in {"nsubj", "ROOT"}:
            negated = is_negated(noun)
            return None if negated else Claim(noun, misdeed.stance, "misdeed", statement=number, whole=True)
    return None


def _held_noun(noun: Token, entry: Entry, voices: Voices, number: int | None) -> Claim | None:
    stance = _stance(entry, negated=is_negated(noun))
    if stance is None or number is None:
        return None
    first = _first_conjunct(noun)
    head = first.head
    governed = voices.at.get(head.i) != number or head.i == first.i
    owner = _owner(noun)
    if owner is not None and not (governed and owner.lower_ in POSSESSIVES) and not voices.own(owner, number):
        if entry.strength < 2:
            return None
        return Claim(noun, stance, "noun of other", holder=owner, statement=number)
    if governed and (first.i == noun.i or owner is not None or entry_of(first, NOUNS) is not None):
        return Claim(noun, stance, "noun", statement=number)
    if first.dep_ == "dobj" and lemma_of(head) in CARRIERS:
        subject = subject_of(head)
        if subject is not None and voices.own(subject, number):
            return Claim(noun, stance, "noun", statement=number)
    return None


def _first_conjunct(token: Token) -> Token:
    for _ in range(8):
        if token.dep_ != "conj":
            break
        token = token.head
    return token


def _owner(noun: Token) -> Token | None:
    """Return whose attitude a noun names: "Ruritania's support", "its support"."""
    return next((c for c in noun.lefts if c.dep_ == "poss"), None)


def _by_modal(token: Token, voices: Voices) -> Claim | None:
    number = voices.at.get(token.i)
    if number is None:
        return None
    verb = token.head if token.dep_ in {"aux", "auxpass"} else token
    modal = modal_of(verb) if verb is not token else None
    if verb is token and lemma_of(token) in {"have", "need"}:
        inner = next((c for c in token.rights if c.dep_ == "xcomp"), None)
        if inner is None or not any(c.lower_ == "to" for c in inner.lefts):
            return None
        verb, modal = inner, "must"
    if modal is None or verb.dep_ == "relcl" or _asked(verb):
        return None
    if lemma_of(verb) in words("no_deeds") and (modal in {"will", "would"} or is_passive(verb)):
        return None
    clause = token if verb.dep_ == "xcomp" else verb
    subject = subject_of(clause) or _passive_subject(clause)
    negated = is_negated(verb)
    if modal in {"must", "should"}:
        stance: Stance = "demand" if modal == "must" else "urge"
        return Claim(verb, stance, modal, statement=number, whole=True)
    if lemma_of(verb) == "like":
        wish = next((c for c in verb.rights if c.dep_ == "xcomp"), None)
        if wish is None or lemma_of(wish) in words("no_deeds"):
            return None
    if modal not in {"will", "would"} or subject is None or is_passive(verb):
        return None
    if voices.own(subject, number):
        stance = "reject" if negated else "pledge"
        return Claim(verb, stance, modal, statement=number, modality=_modality(verb))
    if modal == "will" and not negated and voices.loose(number):
        return Claim(verb, "pledge", modal, holder=subject, statement=number)
    return None


def _modality(verb: Token) -> Modality:
    modal = modal_of(verb)
    if modal == "might":
        return "hypothetical"
    if any(c.dep_ == "advcl" and any(m.lower_ in CONDITIONS for m in c.lefts) for c in verb.children):
        return "conditional"
    return "asserted"


def _passive_subject(verb: Token) -> Token | None:
    return next((c for c in verb.lefts if c.dep_ in {"nsubjpass", "nsubj:pass"}), None)


def _by_hope(verb: Token, voices: Voices) -> Claim | None:
    """Read "we hope that they will ..." and "it wants them to ..." as asking them to."""
    if verb.pos_ != "VERB":
        return None
    number = voices.cues.get(verb.i, voices.at.get(verb.i))
    subject = subject_of(verb)
    if subject is None:
        return None
    clause = next((c for c in verb.rights if c.dep_ in {"ccomp", "xcomp"}), None)
    needs = lemma_of(verb) == "need" and any(c.dep_ == "dobj" for c in verb.rights)
    if clause is None and not needs:
        return None
    if clause is not None:
        inner = next((c for c in clause.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if inner is None:
            return None
    if number is not None and (verb.i in voices.cues or voices.own(subject, number)):
        return Claim(verb, "demand" if needs else "urge", "hope", statement=number)
    if number is None or needs:
        return None
    return Claim(verb, "urge", "hope of other", holder=subject, statement=number)


def _by_denial(negation: Token, voices: Voices) -> Claim | None:
    """Read "there is no ..." and "had not been ..." of one's own side as denying it."""
    number = voices.at.get(negation.i)
    if number is None:
        return None
    head = negation.head
    if negation.lower_ == "no":
        noun = head
        verb = noun.head
        exists = noun.dep_ == "attr" and any(c.dep_ == "expl" for c in verb.lefts)
        if not exists or lemma_of(noun) in NO_DENIAL or voices.at.get(verb.i) != number:
            return None
        return Claim(verb, "deny", "denial", statement=number, whole=True)
    if negation.dep_ != "neg" or head.pos_ not in {"VERB", "AUX"} or modal_of(head) is not None:
        return None
    past = head.tag_ == "VBD" or any(c.dep_ in {"aux", "auxpass"} and c.tag_ in {"VBD", "VBN"} for c in head.lefts)
    subject = own_subject(head) or _passive_subject(head)
    if not past or subject is None or head.dep_ in {"relcl", "advcl"} or not voices.own(subject, number):
        return None
    return Claim(head, "deny", "denial", statement=number, whole=True)


def _by_goal(verb: Token, voices: Voices) -> Claim | None:
    """Read "the main task is to ..." as asking for it."""
    number = voices.at.get(verb.i)
    subject = own_subject(verb)
    if number is None or subject is None or lemma_of(subject) not in GOALS or is_negated(verb):
        return None
    aim = next((c for c in verb.rights if c.dep_ in {"xcomp", "ccomp", "acomp"} and c.pos_ == "VERB"), None)
    if aim is None or not any(c.lower_ == "to" for c in aim.lefts):
        return None
    owner = _owner(subject)
    own = owner is not None and voices.own(owner, number)
    return Claim(verb, "pledge" if own else "urge", "goal", statement=number, whole=True)
