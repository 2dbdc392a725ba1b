"""Indirect speech: what each cue verb, noun and "according to" governs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.cues import VerbCue
from kg.extract.quoted import Speech
from kg.extract.sources import agent_of, is_passive, own_subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

    from kg.extract.reading import Reading

__all__ = ["reported_speech"]

OBJECTS = frozenset({"dobj", "obj", "attr", "oprd"})
VENUES = frozenset(
    "statement conference meeting call conversation interview speech tweet briefing letter report session talk summit "
    "article post message release program programme show address remarks address ceremony event visit dinner".split()
)


def reported_speech(reading: Reading, used: set[int]) -> Iterable[Speech]:
    """Yield the indirect speech of a paragraph, cue by cue."""
    for i, cue in reading.cues.items():
        if i in used or i in reading.cues and reading.tokens[i].dep_ in {"amod", "compound"}:
            continue
        speech = _of_verb(reading, reading.tokens[i], cue)
        if speech is not None:
            yield speech
    for token in reading.tokens:
        if token.lower_ == "according":
            speech = _according(reading, token)
            if speech is not None:
                yield speech


def _of_verb(reading: Reading, verb: Token, cue: VerbCue) -> Speech | None:
    passive = is_passive(verb)
    if passive and agent_of(verb) is None:
        return None
    source = subject_of(verb)
    if source is None:
        return None
    construct = "participial" if verb.tag_ == "VBG" and verb.dep_ in {"advcl", "acl"} else "verbal"
    if cue.kind == "act":
        construct = "communicative_act"
    content = _governed(reading, verb, cue, passive=passive)
    if content is None and "quote" in cue.frames and not passive:
        content = _before(reading, verb)
        own = own_subject(verb)
        if content is not None and own is not None and own.i > verb.i:
            construct = "inverted"
    if not content:
        return None
    return Speech(verb, content, source, construct)


def _governed(reading: Reading, verb: Token, cue: VerbCue, *, passive: bool) -> list[tuple[int, int]] | None:
    """Return what stands after the verb as its content, by the verb's frames."""
    frames = cue.frames
    if passive:
        subject = next((c for c in verb.children if c.dep_ in {"nsubjpass", "nsubj:pass"}), None)
        return _stretch(reading, verb, subject, subject) if subject is not None and frames & {"obj", "rest"} else None
    rights = list(verb.rights)
    clause = next((c for c in rights if c.dep_ == "ccomp"), None)
    infinitive = next((c for c in rights if c.dep_ == "xcomp" or (c.dep_ == "advcl" and c.tag_ == "VB")), None)
    objekt = next((c for c in rights if c.dep_ in OBJECTS), None)
    if clause is not None and clause.tag_ == "VB" and clause.left_edge.i > verb.i and "objinf" in frames:
        return _stretch(reading, verb, clause, clause)
    if clause is not None and frames & {"that", "quote"}:
        return _stretch(reading, verb, clause, clause)
    if "name" in frames:
        first = next((c for c in rights if c.dep_ in {"dobj", "nsubj", "oprd", "ccomp", "xcomp", "obj", "attr"}), None)
        last = next((c for c in reversed(rights) if c.dep_ in {"dobj", "oprd", "ccomp", "xcomp", "prep", "obj", "attr"}), None)
        if first is not None and last is not None and (first is not last or first.dep_ in {"ccomp", "oprd"} or "obj" in frames):
            return _stretch(reading, verb, first, last)
    if infinitive is not None and "objinf" in frames:
        first = objekt or next((c for c in rights if c.dep_ in {"prep", "nsubj"} and c.i < infinitive.i), None)
        if first is not None and first.dep_ == "prep":
            first = next((c for c in first.rights if c.dep_ == "pobj"), first)
        return _stretch(reading, verb, first or infinitive, infinitive)
    if infinitive is not None and ("inf" in frames or ("ing" in frames and infinitive.tag_ == "VBG") or "that" in frames):
        return _stretch(reading, verb, infinitive, infinitive)
    if objekt is not None and "rest" in frames:
        return _stretch(reading, verb, objekt, _last_complement(rights, objekt))
    if objekt is not None and "obj" in frames:
        return _stretch(reading, verb, objekt, _last_complement(rights, objekt))
    for child in rights:
        if child.dep_ in {"prep", "prt"} and child.lower_ in cue.prepositions:
            last = next((c for c in child.rights if c.dep_ in {"pobj", "pcomp"}), None)
            if last is not None:
                return _stretch(reading, verb, last, last)
    if "objinf" in frames and cue.kind == "act":
        for child in rights:
            if child.dep_ == "prep" and (pobj := next((c for c in child.rights if c.dep_ == "pobj"), None)) is not None:
                return _stretch(reading, verb, pobj, pobj)
    if objekt is not None and "that" in frames and "addr" not in frames and "obj" not in frames:
        return _stretch(reading, verb, objekt, rights[-1] if rights[-1].dep_ != "punct" else objekt)
    return None


def _last_complement(rights: list[Token], objekt: Token) -> Token:
    last = objekt
    for child in rights:
        if child.i <= objekt.i:
            continue
        if child.dep_ in {"advcl", "conj", "cc", "punct", "parataxis", "npadvmod", "advmod"}:
            break
        if child.dep_ == "prep":
            noun = next((c for c in child.rights if c.dep_ == "pobj"), None)
            if noun is not None and (noun.lemma_.lower() in VENUES or noun.ent_type_ in {"DATE", "TIME"}):
                break
        last = child
    return last


def _stretch(reading: Reading, cue: Token, first: Token, last: Token) -> list[tuple[int, int]] | None:
    start, end = first.left_edge.i, last.right_edge.i
    token = reading.tokens[start]
    if token.lower_ == "that" and token.dep_ in {"mark", "det", "nsubj"} and token.dep_ == "mark":
        start += 1
    end = _cut(reading, start, end)
    span = reading.span_of(start, end)
    if span is None:
        return None
    return [reading.snapped(*span, cue.i)]


def _cut(reading: Reading, start: int, end: int) -> int:
    """Return where content ends: before a participial cue that begins a statement of its own."""
    for i in range(start + 2, end + 1):
        cue = reading.cues.get(i)
        if cue is None or reading.quoted[i] >= 0:
            continue
        token = reading.tokens[i]
        if token.tag_ == "VBG" and reading.tokens[i - 1].text == "," and token.dep_ in {"advcl", "acl", "conj", "dep"}:
            return i - 1
    return end


def _before(reading: Reading, verb: Token) -> list[tuple[int, int]] | None:
    """Return the clause that stands before a cue clause: "Russia will help, he said"."""
    subject = own_subject(verb)
    if subject is None:
        return None
    left = min(subject.left_edge.i, verb.i)
    start = reading.sentence_start[verb.i]
    if left - start < 2:
        return None
    if reading.tokens[left - 1].text not in {",", "”", '"', "''", "—", "-", "–"}:
        return None
    span = reading.span_of(start, left - 1)
    return [reading.snapped(*span, verb.i)] if span else None


def _according(reading: Reading, token: Token) -> Speech | None:
    to = reading.tokens[token.i + 1] if token.i + 1 < len(reading.tokens) else None
    if to is None or to.lower_ != "to":
        return None
    source = next((c for c in to.rights if c.dep_ == "pobj"), None) or next((c for c in token.rights if c.dep_ == "pobj"), None)
    if source is None:
        return None
    start, end = reading.sentence_start[token.i], reading.sentence_end[token.i]
    left, right = token.i, source.right_edge.i
    spans = [reading.span_of(start, left - 1) if left > start else None, reading.span_of(right + 1, end - 1)]
    if left - start > 3:
        spans = spans[:1]
    content = [reading.snapped(*s, token.i) for s in spans if s is not None and s[1] - s[0] > 3]
    return Speech(token, content, source, "according_to") if content else None
