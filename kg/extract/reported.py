"""Indirect speech: what each cue verb governs, before or after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.cues import noun_cues, words
from kg.extract.quoted import SUBORDINATORS, Speech
from kg.extract.sources import agent_of, is_passive, own_subject, passive_subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from kg.extract.cues import VerbCue
    from kg.extract.reading import Reading

__all__ = ["Reporting"]

OBJECTS = frozenset({"dobj", "obj", "attr", "oprd"})
NAMED = frozenset({"dobj", "obj", "attr", "oprd", "nsubj", "ccomp", "xcomp"})
CLAUSES = frozenset({"ccomp"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
STARTERS = frozenset("as after when while because since before although though if whereas until".split())
PUNCTUATION = frozenset({",", ";", ":", "—", "–", "--", "-", ".", "!", "?", "(", ")", "…"})
RELATED = frozenset({"advcl", "conj", "cc", "punct", "parataxis", "npadvmod", "advmod"})


class Reporting:
    """One pass over the cue verbs of a paragraph that no quotation has claimed.

    ``owner`` holds, for a cue that the parser put inside another cue's content where it begins a statement of
    its own ("said that ..., adding that ..."), the cue whose source it shares.
    """

    def __init__(self, reading: Reading, used: dict[int, Token | None]) -> None:
        self.reading = reading
        self.sources: dict[int, Token | None] = dict(used)
        self.used = frozenset(used)
        self.owner: dict[int, int] = {}

    def run(self) -> Iterator[Speech]:
        """Yield the indirect speech of the paragraph, in the order of its cues."""
        for i, cue in self.reading.cues.items():
            verb = self.reading.tokens[i]
            if i in self.used or verb.dep_ in {"amod", "compound"}:
                continue
            speech = self._of(verb, cue)
            if speech is not None:
                self.sources[i] = speech.source
                yield speech

    def _of(self, verb: Token, cue: VerbCue) -> Speech | None:
        passive = is_passive(verb)
        source = self._source(verb)
        if source is None or (passive and agent_of(verb) is None):
            return None
        if verb.tag_ == "VB" and verb.dep_ in {"advcl", "acl", "relcl", "csubj"} and own_subject(verb) is None:
            return None
        construct = "participial" if verb.tag_ == "VBG" and own_subject(verb) is None else "verbal"
        if cue.kind == "act":
            construct = "communicative_act"
        content = self._passive(verb, cue) if passive else self._governed(verb, cue)
        if content is None and "after" in cue.frames and not passive:
            content = self._around(verb)
            own = own_subject(verb)
            if content is not None and own is not None and own.i > verb.i:
                construct = "inverted"
        if content is None and "that" in cue.frames and not passive:
            content = self._rest_of_sentence(verb)
        if not content:
            return None
        return Speech(verb, [(self.reading, *part) for part in content], source, construct, self.reading)

    def _source(self, verb: Token) -> Token | None:
        own = own_subject(verb)
        if own is None and verb.i in self.owner:
            return self.sources.get(self.owner[verb.i])
        return subject_of(verb)

    def _passive(self, verb: Token, cue: VerbCue) -> list[tuple[int, int]] | None:
        subject = passive_subject(verb)
        if subject is None or not cue.frames & {"obj", "rest", "name"}:
            return None
        return self._stretch(verb, subject.left_edge.i, subject.right_edge.i)

    def _governed(self, verb: Token, cue: VerbCue) -> list[tuple[int, int]] | None:
        """Return what stands after the verb as its content, by the verb's frames."""
        bounds = self._bounds(verb, cue)
        if bounds is None:
            return None
        first, last = bounds
        return self._stretch(verb, first, self._extended(verb, last))

    def _bounds(self, verb: Token, cue: VerbCue) -> tuple[int, int] | None:
        frames = cue.frames
        rights = list(verb.rights)
        clause = next((c for c in rights if c.dep_ in CLAUSES), None)
        infinitive = next((c for c in rights if c.dep_ == "xcomp" or (c.dep_ == "advcl" and c.tag_ == "VB")), None)
        objekt = next((c for c in rights if c.dep_ in OBJECTS), None)
        if clause is not None and frames & ({"that", "quote", "objinf"} if clause.tag_ == "VB" else {"that", "quote"}):
            return clause.left_edge.i, clause.right_edge.i
        if "name" in frames and (bounds := _named(verb, rights, loose="obj" in frames)) is not None:
            return bounds
        if infinitive is not None and "objinf" in frames:
            first = objekt or next((c for c in rights if c.dep_ in {"prep", "nsubj"} and c.i < infinitive.i), None)
            if first is not None and first.dep_ == "prep":
                first = next((c for c in first.rights if c.dep_ == "pobj"), first)
            return (first or infinitive).left_edge.i, infinitive.right_edge.i
        if infinitive is not None and frames & {"inf", "ing", "that"}:
            return infinitive.left_edge.i, infinitive.right_edge.i
        if objekt is not None and frames & {"obj", "rest"}:
            proposition = _proposition(objekt)
            if proposition is not None:
                return proposition.left_edge.i, proposition.right_edge.i
            return objekt.left_edge.i, _last_complement(rights, objekt).right_edge.i
        for child in rights:
            if child.dep_ in {"prep", "prt", "agent"} and child.lower_ in cue.prepositions:
                last = next((c for c in child.rights if c.dep_ in {"pobj", "pcomp"}), None)
                if last is not None:
                    return last.left_edge.i, last.right_edge.i
        if "objinf" in frames and cue.kind == "act":
            for child in rights:
                pobj = next((c for c in child.rights if c.dep_ == "pobj"), None) if child.dep_ == "prep" else None
                if pobj is not None:
                    return pobj.left_edge.i, pobj.right_edge.i
        return None

    def _extended(self, verb: Token, last: int) -> int:
        """Return where content ends that the parser cut short: at the next mark, conjunction or circumstance."""
        reading = self.reading
        end = reading.sentence_end[verb.i]
        i = last + 1
        while i < end and not self._is_boundary(i):
            i += 1
        last = i - 1
        joined = next((c for c in verb.rights if c.dep_ == "conj" and c.i > last and _goes_on(verb, c)), None)
        return joined.right_edge.i if joined is not None and joined.right_edge.i < end else last

    def _is_boundary(self, i: int) -> bool:
        token = self.reading.tokens[i]
        if token.text in PUNCTUATION or token.dep_ == "cc" or token.lower_ in STARTERS or self.reading.quoted[i] >= 0:
            return True
        if i in self.reading.cues and token.tag_ in {"VBG", "VBD", "VBZ"}:
            return True
        if token.ent_type_ in {"DATE", "TIME"}:
            return True
        if token.dep_ == "prep":
            noun = next((c for c in token.rights if c.dep_ == "pobj"), None)
            return noun is not None and _is_circumstance(noun)
        return False

    def _stretch(self, cue: Token, start: int, end: int) -> list[tuple[int, int]] | None:
        reading = self.reading
        if start <= cue.i <= end:
            return None
        token = reading.tokens[start]
        if token.lower_ == "that" and token.dep_ == "mark":
            start += 1
        span = reading.span_of(start, self._cut(cue, start, end))
        return [reading.snapped(*span, cue.i)] if span else None

    def _cut(self, cue: Token, start: int, end: int) -> int:
        """Return where content ends: before a cue inside it that begins a statement of the same source."""
        reading = self.reading
        for i in range(start + 2, end + 1):
            if i not in reading.cues or reading.quoted[i] >= 0:
                continue
            token = reading.tokens[i]
            if token.tag_ == "VBG" and reading.tokens[i - 1].text == "," and token.dep_ in {"advcl", "acl", "conj", "dep"}:
                self.owner[i] = cue.i
                return i - 1
            if token.tag_ == cue.tag_ == "VBD" and token.dep_ == "conj" and own_subject(token) is None:
                if reading.cues[i].kind not in {"speech", "act"}:
                    continue
                conjunction = next((j for j in range(i - 1, max(start, i - 4), -1) if reading.tokens[j].dep_ == "cc"), None)
                if conjunction is not None:
                    self.owner[i] = cue.i
                    return conjunction - 1
        return end

    def _around(self, verb: Token) -> list[tuple[int, int]] | None:
        """Return the clause around or before a cue clause: "Russia, he said, will help", "Russia will help, he said"."""
        reading = self.reading
        subject = own_subject(verb)
        if subject is None or verb.tag_ not in FINITE | {"VBN"}:
            return None
        left = min(subject.left_edge.i, verb.i)
        start, end = reading.sentence_start[verb.i], reading.sentence_end[verb.i]
        if left - start < 2 or reading.tokens[left - 1].text not in {",", "”", '"', "''", "—", "-", "–", "--", "’"}:
            return None
        before = reading.span_of(start, left - 1)
        if before is None:
            return None
        content = [reading.snapped(*before, verb.i)]
        if self._is_open(start, left) or (verb.head.i > verb.i and verb.dep_ in {"parataxis", "ccomp"}):
            comma = next((i for i in range(verb.i + 1, end) if reading.tokens[i].text == ","), None)
            after = reading.span_of(comma + 1, end - 1) if comma is not None else None
            if after is not None:
                content.append(reading.snapped(*after, verb.i))
        return content

    def _is_open(self, start: int, end: int) -> bool:
        """Whether the words from ``start`` to ``end`` need what follows to be a sentence."""
        tokens = self.reading.tokens
        if tokens[start].lower_ in SUBORDINATORS - {"and", "but", "so"}:
            return True
        return not any(tokens[i].tag_ in FINITE for i in range(start, end))

    def _rest_of_sentence(self, verb: Token) -> list[tuple[int, int]] | None:
        """Return all that follows a cue whose clause the parser did not recognise."""
        reading = self.reading
        if verb.tag_ not in FINITE or verb.i + 2 >= len(reading.tokens):
            return None
        following = reading.tokens[verb.i + 1]
        if following.lower_ == "that" or (following.pos_ in {"PROPN", "PRON", "DET", "NOUN"} and following.head.i != verb.i):
            return self._stretch(verb, verb.i + 1, reading.sentence_end[verb.i] - 1)
        return None


def _named(verb: Token, rights: list[Token], *, loose: bool) -> tuple[int, int] | None:
    """Return object and complement of a verb that calls something something."""
    parts = [c for c in rights if c.dep_ in NAMED or (c.dep_ == "prep" and c.lower_ == "as")]
    if not parts:
        return None
    if len(parts) == 1 and not loose and parts[0].dep_ not in {"ccomp", "oprd", "xcomp"} and not _asks_what(verb):
        return None
    return parts[0].left_edge.i, parts[-1].right_edge.i


def _asks_what(verb: Token) -> bool:
    """Whether a verb's object is a "what" before it: "what it called aggression"."""
    return any(child.lower_ in {"what", "which"} for child in verb.lefts)


def _proposition(noun: Token) -> Token | None:
    """Return the clause that says what a hope, view or warning is about."""
    if noun.lemma_.lower() not in noun_cues():
        return None
    for child in noun.rights:
        if child.dep_ in {"acl", "ccomp", "relcl"} and any(c.dep_ == "mark" and c.lower_ == "that" for c in child.lefts):
            return child
    return None


def _goes_on(verb: Token, joined: Token) -> bool:
    """Whether a second verb belongs to the content, not to the cue: another tense, or a "that" of its own."""
    if any(c.dep_ == "mark" and c.lower_ == "that" for c in joined.lefts):
        return True
    if own_subject(joined) is not None:
        return False
    modal = any(c.tag_ == "MD" for c in joined.lefts)
    return modal and not any(c.tag_ == "MD" for c in verb.lefts)


def _is_circumstance(noun: Token) -> bool:
    """Whether a noun names when or where something was said rather than what was said."""
    return noun.lemma_.lower() in words("venues.tsv") or noun.ent_type_ in {"DATE", "TIME"}


def _last_complement(rights: list[Token], objekt: Token) -> Token:
    last = objekt
    for child in rights:
        if child.i <= objekt.i:
            continue
        if child.dep_ in RELATED:
            break
        if child.dep_ == "prep":
            noun = next((c for c in child.rights if c.dep_ == "pobj"), None)
            if noun is not None and _is_circumstance(noun):
                break
        last = child
    return last
