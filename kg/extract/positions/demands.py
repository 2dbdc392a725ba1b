"""What a speaker wants, promises or denies without a word of the lexicon: modal verbs, hopes, aims, denials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.phrases import pronoun_of
from kg.extract.positions.predicates import (
    first_conjunct,
    is_asked,
    is_infinitive,
    is_negated,
    modal_of,
    modality_of,
    owner_of,
    passive_subject,
)
from kg.extract.positions.stances import Claim, Frame, entry_of, lemma_of, words
from kg.extract.statements.sources import SUBJECTS, is_passive, own_subject, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.positions.voices import Voices
    from kg.records import Stance

__all__ = ["denial", "goal", "hope", "imperative", "modal"]

MISDEEDS: frozenset[Frame] = frozenset({"misdeed"})
ACTS: frozenset[Frame] = frozenset({"act", "ask"})
VERBAL = frozenset({"VERB", "AUX"})
ENDS = frozenset({".", "!", "?", ":", ";", "…"})
PAST = frozenset({"VBD", "VBN"})


def modal(token: Token, voices: Voices) -> Claim | None:
    """Read "must" and "should" as asking for what they govern, one's own side's "will" as promising it."""
    number = voices.at.get(token.i)
    governed = _governed(token)
    if governed is None or number is None:
        return _wished(*governed) if governed is not None else None
    verb, mode = governed
    if "relcl" in {verb.dep_, token.dep_} or is_asked(verb) or number in voices.hoped or _opens_with_question(verb):
        return None
    if _is_no_deed(verb, mode):
        return None
    if token.tag_ == "VBD" and voices.spoken[number].statement.quote_type == "direct":
        return None  # "we had to" tells what was; only in reported speech may it stand for "have to"
    if mode in {"must", "should"}:
        return Claim(verb, "demand" if mode == "must" else "urge", mode, statement=number, whole=True)
    return _promise(verb, mode, voices, number) if mode in {"will", "would"} else None


def _is_no_deed(verb: Token, mode: str) -> bool:
    """Whether what a modal verb governs is only said, or arranged: "I must say", "he should be received at noon"."""
    if lemma_of(verb) in words("courtesies") and is_passive(verb):
        return True
    return lemma_of(verb) in words("no_deeds") and (
        mode in {"will", "would"} or is_passive(verb) or _first_person(verb)
    )


def _wished(verb: Token, mode: str) -> Claim | None:
    """Read "he would like them to join" in the document's own voice."""
    subject = own_subject(verb)
    asks = mode == "would" and lemma_of(verb) == "like" and not is_negated(verb) and _asks(verb)
    return Claim(verb, "urge", "hope of other", holder=subject, whole=True) if asks and subject is not None else None


def _opens_with_question(verb: Token) -> bool:
    """Whether a clause tells what, how or where: "what we must do"."""
    return any(c.tag_ in {"WP", "WRB"} for c in verb.lefts)


def _first_person(verb: Token) -> bool:
    subject = own_subject(verb)
    return subject is not None and subject.lower_ in {"i", "we"}


def _governed(token: Token) -> tuple[Token, str] | None:
    """Return the verb that a modal verb governs, and which modal it is: "have to" and "need to" are "must"."""
    if token.dep_ in {"aux", "auxpass"}:
        mode = modal_of(token.head)
        return (token.head, mode) if mode is not None else None
    if lemma_of(token) in {"have", "need", "ought"}:
        verb = next((c for c in token.rights if c.dep_ == "xcomp"), None)
        if verb is not None and is_infinitive(verb):
            return verb, "must" if lemma_of(token) != "ought" else "should"
    return None


def _promise(verb: Token, mode: str, voices: Voices, number: int) -> Claim | None:
    if lemma_of(verb) == "like" and _asks(verb):
        return Claim(verb, "urge", "hope", statement=number, whole=True)
    negated = is_negated(verb)
    subject = passive_subject(verb) if is_passive(verb) and negated else subject_of(verb)
    if subject is None or (_promises_nothing(verb, subject) and not (negated and is_passive(verb))):
        return None
    if negated and any(t.lower_ in words("answers") for c in verb.rights for t in (c, *c.rights)):
        return Claim(verb, "warn", mode, statement=number, whole=True)
    if voices.own(subject, number):
        return Claim(verb, "reject" if negated else "pledge", mode, statement=number, modality=modality_of(verb))
    if mode == "will" and not negated and voices.unplaced(number):
        return Claim(verb, "pledge", mode, holder=subject, statement=number)
    return None


def _promises_nothing(verb: Token, subject: Token) -> bool:
    """Whether "will" tells of what befalls a subject, or of another's appointments."""
    if is_passive(verb) or lemma_of(verb) in words("happenings"):
        return True
    return not _likes_to_act(verb) if lemma_of(verb) == "like" else _is_appointment(verb, subject)


def _likes_to_act(verb: Token) -> bool:
    """Whether "would like" has a deed of the subject's: "would like to join"."""
    wish = next((c for c in verb.rights if c.dep_ == "xcomp"), None)
    return wish is not None and lemma_of(wish) not in words("no_deeds") and entry_of(wish, ACTS) is None


def _is_appointment(verb: Token, subject: Token) -> bool:
    """Whether "will" tells of another's appointments: "the minister will visit"."""
    return lemma_of(verb) in words("engagements") and subject.lower_ not in {"i", "we"}


def _asks(verb: Token) -> bool:
    """Whether "would like" has another who is to act: "would like the neighbours to join"."""
    wish = next((c for c in verb.rights if c.dep_ in {"xcomp", "ccomp"} and is_infinitive(c)), None)
    if wish is None:
        return False
    doers = [*verb.rights, *wish.lefts]
    return any(c.dep_ in {"dobj", "nsubj"} and c.i < wish.i and c.lower_ != "it" for c in doers)


def hope(verb: Token, voices: Voices) -> Claim | None:
    """Read "we hope that they will ..." and "it wants them to ..." as asking them to."""
    subject = subject_of(verb) if verb.pos_ == "VERB" else None
    if subject is None:
        return None
    needs = lemma_of(verb) == "need" and any(c.dep_ == "dobj" for c in verb.rights)
    clause = next((c for c in verb.rights if c.dep_ in {"ccomp", "xcomp"}), None)
    if clause is None and not needs:
        return None
    if clause is not None and not _is_to_come(clause):
        return None
    number = voices.cues.get(verb.i, voices.at.get(verb.i))
    if number is None:
        return None
    if verb.i in voices.cues or voices.own(subject, number):
        return Claim(verb, "demand" if needs else "urge", "hope", statement=number)
    return None if needs else Claim(verb, "urge", "hope of other", holder=subject, statement=number)


def _is_to_come(clause: Token) -> bool:
    """Whether a clause has a subject and tells what may yet happen: "that it was useful" asks for nothing."""
    past = clause.tag_ == "VBD" or any(c.dep_ in {"aux", "auxpass"} and c.tag_ == "VBD" for c in clause.lefts)
    return any(c.dep_ in {"nsubj", "nsubjpass"} for c in clause.lefts) and (not past or modal_of(clause) is not None)


def imperative(verb: Token, voices: Voices) -> Claim | None:
    """Read "Stop the attacks" and "Let us work together" in somebody's own words as asking for it."""
    number = voices.at.get(verb.i)
    if number is None or voices.spoken[number].statement.quote_type == "indirect":
        return None
    if lemma_of(verb) == "let":
        deed = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
        subject = own_subject(deed) if deed is not None else None
        if subject is None or deed is None or pronoun_of(subject) not in {"us", "’s", "'s"}:
            return None
    else:
        deed = verb
    first = verb.left_edge
    begins = first.i == 0 or first.nbor(-1).is_quote or first.nbor(-1).text in ENDS or first.is_quote
    if not begins or any(c.dep_ in SUBJECTS or c.dep_ in {"mark", "aux"} for c in verb.lefts if c.lemma_ != "do"):
        return None
    if not any(c.dep_ in {"dobj", "xcomp", "ccomp", "prep", "acomp"} for c in verb.rights):
        return None
    for listed in ("no_deeds", "withheld", "courtesies"):
        if lemma_of(deed) in words(listed):
            return None
    return Claim(verb, "urge", "imperative", statement=number, whole=True)


def denial(negation: Token, voices: Voices) -> Claim | None:
    """Read "there is no ..." and one's own side's "had not ..." as denying it."""
    number = voices.at.get(negation.i)
    if number is None or lemma_of(voices.spoken[number].utterance.cue) in words("admitting"):
        return None
    if negation.lower_ == "no":
        return _absence(negation.head, voices, number)
    verb = negation.head
    deed = negation.lower_ != "never" and negation.dep_ == "neg" and verb.pos_ in VERBAL
    if not deed or verb.dep_ in {"relcl", "advcl"} or modal_of(verb) is not None:
        return None
    past = verb.tag_ == "VBD" or any(c.dep_ in {"aux", "auxpass"} and c.tag_ in PAST for c in verb.lefts)
    first = first_conjunct(verb)
    subject = own_subject(verb) or passive_subject(verb) or own_subject(first) or passive_subject(first)
    if not past or subject is None or not voices.own(subject, number):
        return None
    return Claim(verb, "deny", "denial", statement=number, whole=True)


def _absence(noun: Token, voices: Voices, number: int) -> Claim | None:
    """Read "there is no ...": "no plan" denies it, "no excuse" rejects it, "no alternative" affirms it."""
    verb = _missing(noun)
    if verb is None or voices.at.get(verb.i) != number or is_asked(verb):
        return None
    stance: Stance = "reject" if lemma_of(noun) in words("ruled_out") else "deny"
    stance = "affirm" if lemma_of(noun) in words("without_equal") else stance
    return Claim(verb, stance, "denial", statement=number, whole=True)


def _missing(noun: Token) -> Token | None:
    """Return the verb of "there is no ..."."""
    verb = noun.head
    exists = noun.dep_ == "attr" and any(c.dep_ == "expl" for c in verb.lefts)
    return verb if exists and _is_deniable(noun) and modal_of(verb) in {None, "can"} else None


def _is_deniable(noun: Token) -> bool:
    """Whether a noun names what somebody may say does not exist, rather than miss: plans, proof, wrongs, doings."""
    if lemma_of(noun) in words("deniable") | words("ruled_out") | words("without_equal"):
        return True
    return noun.lower_.endswith("ing") or entry_of(noun, MISDEEDS) is not None


def goal(verb: Token, voices: Voices) -> Claim | None:
    """Read "the main task is to ..." as asking for it, "our task is to ..." as promising it."""
    number = voices.at.get(verb.i)
    subject = own_subject(verb) if number is not None else None
    if number is None or subject is None or is_negated(verb) or verb.dep_ == "relcl":
        return None
    if any(c.lower_ == "only" for c in subject.lefts) and lemma_of(subject) in words("ways") and not is_asked(verb):
        return Claim(verb, "urge", "goal", statement=number, whole=True)
    if lemma_of(subject) not in words("goals"):
        return None
    aim = next((c for c in verb.rights if c.dep_ in {"xcomp", "ccomp", "acomp"} and c.pos_ == "VERB"), None)
    if aim is None or not is_infinitive(aim):
        return None
    owner = owner_of(subject)
    own = owner is not None and voices.own(owner, number)
    return Claim(verb, "pledge" if own else "urge", "goal", statement=number, whole=True)
