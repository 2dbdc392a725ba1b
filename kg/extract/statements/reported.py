"""Indirect speech: what each cue verb that no quotation has claimed reports, after it, before it or around it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.statements.clauses import (
    goes_on,
    is_comment,
    is_complementizer,
    is_date,
    is_person,
    is_purpose,
    is_silent,
    is_unsaid,
    narrated,
    says_nothing,
    set_beside,
)
from kg.extract.statements.cues import documents, words
from kg.extract.statements.frames import OBJECTS, bounds, is_circumstance
from kg.extract.statements.participles import beside, cited
from kg.extract.statements.quoted import FINITE, SUBORDINATORS, Speech
from kg.extract.statements.sources import (
    agent_of,
    is_passive,
    noun_before,
    own_subject,
    passive_subject,
    subject_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from kg.extract.statements.cues import VerbCue
    from kg.extract.statements.quoted import Pairing
    from kg.extract.statements.reading import Reading

__all__ = ["Reporting"]

STARTERS = frozenset(
    {"as", "after", "when", "while", "because", "since", "before", "although", "though", "if", "whereas", "until"}
)
HYPHENS = frozenset({"-", "–"})
PUNCTUATION = frozenset({",", ";", ":", "—", "–", "--", "-", ".", "!", "?", "(", ")", "…"})
ASIDE_MARKS = frozenset({",", "”", '"', "''", "—", "-", "–", "--", "’", ":"})
NARRATING = frozenset({"as", "while", "when"})
"""Tags that a further infinitive of a list gets: "to promote trade, tackle crime, and keep the peace"."""
ANYBODY = frozenset({"you", "one", "anyone", "anybody", "everyone", "everybody", "nobody", "people"})
"""Sources whose thoughts are the author's own or nobody's in particular."""
CAUSING = frozenset({"help", "let", "make"})
RELATIVE = frozenset({"which", "that"})
TRAILING = 6
"""Tokens that a report at the end of a sentence may have after its verb: "..., Xinhua reported on Monday"."""
POINTING = frozenset({"this", "that"})
MOST = 40
"""Cues inside a content that are looked at for the one that ends it."""
LONGEST = 80
"""Tokens that are looked through for the end or the verb of a clause."""

Stretch = tuple["Reading", int, int]


class Reporting:
    """One pass over the cue verbs of a paragraph that no quotation has claimed.

    ``owner`` holds, for a cue that the parser put inside another cue's content where it begins a statement of
    its own ("said that ..., adding that ..."), the cue whose source it shares.
    """

    def __init__(self, reading: Reading, pairing: Pairing, before: Reading | None) -> None:
        self.reading = reading
        self.before = before
        self.sources: dict[int, Token | None] = {speech.cue.i: speech.source for speech in pairing.found}
        self.used = frozenset(self.sources)
        self.resumed = pairing.resumed
        self.owner: dict[int, int] = {}
        self.told: tuple[int, int, Token | None] = (-1, -1, None)

    def run(self) -> Iterator[Speech]:
        """Yield the indirect speech of the paragraph, in the order of its cues."""
        for i, cue in self.reading.cues.items():
            verb = self.reading.tokens[i]
            if i in self.used or verb.dep_ in {"amod", "compound"}:
                continue
            if (is_purpose(verb) and not self._says_purpose(verb)) or is_unsaid(verb):
                continue
            speech = self._of_passive(verb, cue) if is_passive(verb) else self._of_active(verb, cue)
            if i in self.resumed:
                speech = speech or Speech(verb, [], self._source(verb), "resumed", self.reading)
                speech.content += self.resumed[i]
            if speech is not None and speech.content:
                self.sources[i] = speech.source
                if cue.kind == "speech" and "quote" in cue.frames and speech.content[-1][0] is self.reading:
                    end = speech.content[-1][2]
                    self.told = max(self.told, (i, end, speech.source), key=lambda told: told[1])
                yield speech

    def _says_purpose(self, verb: Token) -> bool:
        """Whether an infinitive of purpose tells what was said: "phoned him to thank him", "went on to say"."""
        return verb.head.i in self.reading.cues or verb.head.lemma_.lower() in words("contact_verbs.tsv")

    def _of_active(self, verb: Token, cue: VerbCue) -> Speech | None:
        source = self._speaker(verb, cue)
        if source is None:
            return None
        construct = "participial" if verb.tag_ == "VBG" and own_subject(verb) is None else "verbal"
        if cue.kind == "act":
            construct = "communicative_act"
        content = self._relative(verb, cue) or self._governed(verb, cue)
        if content:
            content = self._completed(verb, source, content)
            if says_nothing(verb, self.reading.words[content[0][1] : content[0][1] + 9]):
                return None
        elif "after" in cue.frames and is_comment(verb):
            return Speech(verb, self._commented(verb), source, "as_clause", self.reading)
        elif "after" in cue.frames:
            source = set_beside(verb) or source
            content = self._cited_before(verb) if verb.i in self.reading.cited else self._around(verb, source)
            if content and source.i > verb.i:
                construct = "inverted"
        if not content and "that" in cue.frames:
            content = self._rest_of_sentence(verb)
        return Speech(verb, content, source, construct, self.reading) if content else None

    def _speaker(self, verb: Token, cue: VerbCue) -> Token | None:
        """Return the source of a cue, None where it has none that speaks."""
        source = self._source(verb)
        if source is None or (cue.kind == "mind" and source.lower_ in ANYBODY) or self._asks(verb):
            return None
        if verb.tag_ == "VB" and verb.head.lemma_.lower() in CAUSING and own_subject(verb) is not None:
            return None  # "to help Ukraine defend its territory"
        if is_silent(source):
            return None  # "the visit underlined their friendship"
        if verb.dep_ != "acl" or verb.tag_ != "VBG" or source.i != verb.head.i or cue.kind not in {"act", "mind"}:
            return source
        if source.lower_ not in documents():
            return None  # "citizens defending their land" are described, not quoted
        issued = source.dep_ in OBJECTS and source.head.lemma_.lower() in words("light_verbs.tsv")
        return subject_of(source.head) if issued else source

    def _asks(self, verb: Token) -> bool:
        """Whether a verb stands in a question: "Will Norway condemn the attack?"."""
        end = self.reading.sentence_end[verb.i] - 1
        subject = own_subject(verb)
        if subject is None or self.reading.tokens[end].text != "?":
            return False
        return any(c.dep_ in {"aux", "auxpass"} and c.i < subject.i for c in islice(verb.lefts, MOST))

    def _source(self, verb: Token) -> Token | None:
        if verb.i in self.reading.cited:
            return self.reading.cited[verb.i]
        own = own_subject(verb)
        if own is None and verb.i in self.owner:
            return self.sources.get(self.owner[verb.i])
        source = beside(verb, self.reading.cues) or narrated(verb) or subject_of(verb)
        return noun_before(verb) if source is None and verb.tag_ in FINITE else source

    def _cited_before(self, verb: Token) -> list[Stretch]:
        """Return the clause before a report that cites it: "It will help, Interfax quoted him as saying"."""
        reading, citation = self.reading, cited(verb)
        if citation is None:
            return []
        subject = own_subject(citation[0]) or citation[1]
        left = min(subject.left_edge.i, citation[1].left_edge.i)
        span = reading.span_of(reading.sentence_start[verb.i], left - 1)
        return [(reading, *reading.snapped(*span, verb.i))] if span and reading.tokens[left - 1].text == "," else []

    def _of_passive(self, verb: Token, cue: VerbCue) -> Speech | None:
        """Read "was condemned by X", and "This was stated by X" as being about the sentence before."""
        source, subject = agent_of(verb), passive_subject(verb)
        if source is not None and subject is None and "after" in cue.frames and is_comment(verb):
            return Speech(verb, self._commented(verb), source, "as_clause", self.reading)
        if source is None or subject is None:
            return None
        if subject.lower_ in POINTING and cue.frames & {"that", "quote"}:
            content = self._sentence_before(verb)
        elif cue.frames & {"obj", "rest", "name"}:
            content = self._stretch(verb, subject.left_edge.i, subject.right_edge.i)
        else:
            content = []
        return Speech(verb, content, source, "passive", self.reading) if content else None

    def _sentence_before(self, verb: Token) -> list[Stretch]:
        start = self.reading.sentence_start[verb.i]
        reading = self.reading if start > 0 else self.before
        if reading is None or not reading.tokens:
            return []
        last = start - 1 if start > 0 else len(reading.tokens) - 1
        span = reading.span_of(reading.sentence_start[last], last)
        return [(reading, *span)] if span else []

    def _governed(self, verb: Token, cue: VerbCue) -> list[Stretch]:
        """Return what stands after the verb as its content, by the verb's frames."""
        found = bounds(verb, cue)
        if found is None:
            return []
        first, last = found
        circumstance = self._circumstance_in(first, last)
        return self._stretch(verb, first, self._extended(verb, last) if circumstance is None else circumstance)

    def _completed(self, verb: Token, source: Token, content: list[Stretch]) -> list[Stretch]:
        """Give a clause its subject, from before the cue: "Chad, he said on Monday, had lied"."""
        reading = self.reading
        first = reading.tokens[reading.token_at(content[0][1])]
        if verb.dep_ == "relcl" and first.i == verb.i + 1 and first.tag_ in FINITE and verb.head.i < verb.i:
            head = reading.span_of(verb.head.left_edge.i, verb.head.i)  # "donations, which he said were illegal"
            return [(reading, *reading.snapped(*head, verb.i)), *content] if head else content
        left, start = min(source.left_edge.i, verb.i), reading.sentence_start[verb.i]
        opening = reading.tokens[start]
        if opening.lower_ == "if" and left - start > 2 and reading.tokens[left - 1].text == "," and first.i > verb.i:
            span = reading.span_of(start, left - 1)  # "If it comes to that, Norway said, ..."
            return [(reading, *reading.snapped(*span, verb.i)), *content] if span else content
        if first.tag_ not in FINITE or first.i <= verb.i or first.nbor(-1).text != "," or left - start < 2:
            return content
        if reading.tokens[left - 1].text != "," or not self._is_open(start, left):
            return content
        span = reading.span_of(start, left - 1)
        return [(reading, *reading.snapped(*span, verb.i)), *content] if span else content

    def _relative(self, verb: Token, cue: VerbCue) -> list[Stretch]:
        """Read "a step that Norway condemned", "a border that Norway calls illegal"."""
        subject = own_subject(verb)
        told = {"rest", "name"} if verb.head.pos_ == "PROPN" else {"obj", "rest", "name"}
        if verb.dep_ != "relcl" or subject is None or not cue.frames & told:
            return []
        pronoun = next((c for c in islice(verb.lefts, MOST) if c.dep_ in OBJECTS and c.lower_ in RELATIVE), None)
        if pronoun is None or verb.head.i >= pronoun.i or pronoun.i >= subject.left_edge.i:
            return []
        stretches = self._stretch(verb, verb.head.left_edge.i, pronoun.i - 1)
        if cue.frames & {"rest", "name"}:
            rest = [c for c in islice(verb.rights, MOST) if c.dep_ in {"oprd", "prep", "xcomp", "acomp"}]
            if rest and not (rest[0].dep_ == "prep" and is_date(rest[0])):
                stretches += self._stretch(verb, rest[0].left_edge.i, rest[-1].right_edge.i)
        return stretches

    def _circumstance_in(self, first: int, last: int) -> int | None:
        """Return where content without a finite verb ends before the narrator's clause: "to meet, as talks began"."""
        tokens = self.reading.tokens
        for i in range(first, min(last, first + LONGEST)):
            token = tokens[i]
            if token.tag_ in FINITE:
                return None
            if token.lower_ in NARRATING and i > first and token.head.i > i and token.head.tag_ == "VBD":
                return i - 1 if token.head.dep_ == "advcl" and own_subject(token.head) is not None else None
        return None

    def _extended(self, verb: Token, last: int) -> int:
        """Return where content ends that the parser cut short: at the next mark, conjunction or circumstance."""
        end = min(self.reading.sentence_end[verb.i], last + LONGEST)
        i = last + 1
        while i < end and not self._is_boundary(i):
            i += 1
        last = max(last, i - 1)
        for child in islice(verb.rights, MOST):
            if child.right_edge.i > last and child.dep_ in {"conj", "advcl"} and goes_on(verb, child):
                last = max(last, min(child.right_edge.i, self.reading.sentence_end[verb.i] - 1))
        return last

    def _is_boundary(self, i: int) -> bool:
        reading = self.reading
        token = reading.tokens[i]
        if token.text in HYPHENS and not reading.tokens[i - 1].whitespace_ and not token.whitespace_:
            return False  # a hyphen inside a word that the tokenizer split
        if token.text in PUNCTUATION or token.dep_ == "cc" or token.lower_ in STARTERS or reading.quoted[i] >= 0:
            return True
        if token.ent_type_ in {"DATE", "TIME"} or (i in reading.cues and token.tag_ in {"VBG", "VBD", "VBZ"}):
            return True
        if token.dep_ != "prep":
            return False
        noun = next((c for c in islice(token.rights, MOST) if c.dep_ == "pobj"), None)
        return noun is not None and is_circumstance(token, noun)

    def _stretch(self, cue: Token, start: int, end: int) -> list[Stretch]:
        reading = self.reading
        if start <= cue.i <= end:
            return []
        token = reading.tokens[start]
        if token.lower_ == "that" and is_complementizer(token):
            start += 1
        while end > start and reading.tokens[end].dep_ == "cc":
            end -= 1
        span = reading.span_of(start, self._cut(cue, start, end))
        return [(reading, *reading.snapped(*span, cue.i))] if span else []

    def _cut(self, cue: Token, start: int, end: int) -> int:
        """Return where content ends: before a cue inside it that begins a statement of the same source."""
        reading = self.reading
        place = bisect_left(reading.cue_order, start + 2)
        for i in reading.cue_order[place : place + MOST]:
            if i > end:
                break
            if reading.quoted[i] >= 0:
                continue
            last = (
                self._last_before(cue, i)
                if i + TRAILING < end
                else self._before_comment(i) or self._last_before(cue, i)
            )
            if last is not None and last >= start:
                if own_subject(reading.tokens[i]) is None and narrated(reading.tokens[i]) is None:
                    self.owner[i] = cue.i
                return last
        following = reading.tokens[end + 1] if end + 1 in reading.cues else None
        narrator = narrated(following) if following is not None else None
        return narrator.head.i - 1 if narrator is not None and narrator.head.i > start else end

    def _last_before(self, cue: Token, i: int) -> int | None:
        """Return the last token before a cue that begins a statement of its own, or None if it does not begin one."""
        token = self.reading.tokens[i]
        if token.tag_ == "VBG":
            return self._before_participle(cue, i)
        narrator = narrated(token)
        if narrator is not None:
            return narrator.head.i - 1
        if token.dep_ == "relcl" and self.reading.cues[cue.i].kind == "act" and own_subject(token) is not None:
            first = token.left_edge.i
            return first - 2 if self.reading.tokens[first - 1].text == "," else None  # "the remarks, in which he said"
        told = self.reading.cues[i].kind in {"speech", "act"}
        return self._before_joined(token) if told and token.tag_ == cue.tag_ == "VBD" and token.dep_ == "conj" else None

    def _before_participle(self, cue: Token, i: int) -> int | None:
        """Return the last token before ", adding that ..." and "by saying that ..."."""
        tokens = self.reading.tokens
        token = tokens[i]
        if tokens[i - 1].dep_ == "advmod" and tokens[i - 2].text in {",", '"', "”"}:
            i -= 1  # "further saying that"
        if tokens[i - 1].text == "," or (tokens[i - 1].text in {'"', "”"} and tokens[i - 2].text == ","):
            return i - 1 if token.dep_ in {"advcl", "acl", "conj", "dep"} else None
        means = token.dep_ == "pcomp" and token.head.head.i == cue.i and token.head.lower_ == "by"
        return token.head.i - 1 if means else None

    def _before_joined(self, token: Token) -> int | None:
        """Return the last token before "and warned that ...", "and Norway warned that ..."."""
        tokens = self.reading.tokens
        subject = own_subject(token)
        if subject is None:
            return next((j - 1 for j in range(token.i - 1, max(0, token.i - 4), -1) if tokens[j].dep_ == "cc"), None)
        first = subject.left_edge.i
        if first < 2 or tokens[first - 1].dep_ != "cc":
            return None
        return first - 2 if subject.pos_ != "PRON" or tokens[first - 2].text == "," else None

    def _before_comment(self, i: int) -> int | None:
        """Return the last token before another's report that ends the sentence: "Holm said it helped, Xinhua said"."""
        tokens = self.reading.tokens
        subject = own_subject(tokens[i])
        if subject is None or subject.pos_ == "PRON" or tokens[i].tag_ not in FINITE or subject.i > i:
            return None
        first, end = subject.left_edge.i, self.reading.sentence_end[i]
        alone = "after" in self.reading.cues[i].frames and all(tokens[j].pos_ != "VERB" for j in range(i + 1, end))
        return first - 2 if alone and first > 1 and tokens[first - 1].text == "," else None

    def _commented(self, verb: Token) -> list[Stretch]:
        """Return the sentence around a comment clause: "Russia, as he said, will help"."""
        reading = self.reading
        start, end = reading.sentence_start[verb.i], reading.sentence_end[verb.i]
        first, last = verb.left_edge.i, min(verb.right_edge.i, end - 1)
        near = range(verb.i + 1, min(last, verb.i + LONGEST))
        last = next((i for i in near if reading.tokens[i].text == ","), last)
        spans = (reading.span_of(start, first - 1), reading.span_of(last + 1, end - 1))
        return [(reading, *reading.snapped(*span, verb.i)) for span in spans if span is not None]

    def _around(self, verb: Token, subject: Token) -> list[Stretch]:
        """Return the clause before or around a cue clause: "It will help, he said", "Russia, he said, will help"."""
        reading = self.reading
        beside = own_subject(verb) is not None or subject.right_edge.i < verb.i <= subject.right_edge.i + 2
        if verb.tag_ not in FINITE | {"VBN"} or not beside:
            return []
        if any(child.dep_ == "xcomp" for child in islice(verb.rights, MOST)) or self._has_object(verb):
            return []
        left = min(subject.left_edge.i, verb.i)
        start, end = self._bounds(verb)
        before = reading.span_of(start, left - 1) if left - start >= 2 else None
        if before is None or reading.tokens[left - 1].text not in ASIDE_MARKS or self._is_told(subject, start, left):
            return []
        content = [(reading, *reading.snapped(*before, verb.i))]
        inside = verb.head.i > verb.i and verb.dep_ in {"parataxis", "ccomp"}
        if inside or self._is_open(start, left):
            near = range(verb.i + 1, min(end, verb.i + LONGEST))
            comma = next((i for i in near if reading.tokens[i].text == ","), None)
            alone = comma is not None and not self._reports(comma + 1, end)
            after = reading.span_of(comma + 1, end - 1) if comma is not None and alone else None
            if after is not None:
                content.append((reading, *reading.snapped(*after, verb.i)))
        return content

    def _has_object(self, verb: Token) -> bool:
        """Whether a verb that tells nobody something has an object, other than a name after it that speaks."""
        subject = own_subject(verb)
        if "addr" in self.reading.cues[verb.i].frames or subject is None or subject.i > verb.i:
            return False
        return any(c.dep_ == "dobj" and c.pos_ == "NOUN" for c in islice(verb.rights, MOST))

    def _bounds(self, verb: Token) -> tuple[int, int]:
        """Return the first token of a verb's sentence and the one after its last, inside the quotation it stands in."""
        reading = self.reading
        start, end, number = reading.sentence_start[verb.i], reading.sentence_end[verb.i], reading.quoted[verb.i]
        if number < 0:
            return start, end
        quotation = reading.quotations[number]
        return max(start, reading.token_at(quotation.start + 1)), min(end, reading.token_at(quotation.end - 1))

    def _reports(self, start: int, end: int) -> bool:
        """Whether words that end a sentence are another's report: "..., Holm said, Xinhua reported on Monday"."""
        cues = self.reading.cue_order
        place = bisect_left(cues, start)
        return place < len(cues) and cues[place] < end and self._before_comment(cues[place]) == start - 2

    def _is_told(self, subject: Token, start: int, end: int) -> bool:
        """Whether the cue says twice what another has said: "Holm said Norway objects to it, she said"."""
        cue, told, source = self.told
        if subject.pos_ != "PRON" or (subject.lower_ == "it" and source is not None and is_person(source)):
            return False
        return cue >= start and told >= self.reading.tokens[end - 1].idx - 2

    def _is_open(self, start: int, end: int) -> bool:
        """Whether the words from ``start`` to ``end`` need what follows to be a sentence."""
        tokens = self.reading.tokens
        if tokens[start].lower_ in SUBORDINATORS:
            return True
        return not any(tokens[i].tag_ in FINITE for i in range(start, min(end, start + LONGEST)))

    def _rest_of_sentence(self, verb: Token) -> list[Stretch]:
        """Return all that follows a cue whose clause the parser did not recognise."""
        reading = self.reading
        if verb.tag_ not in FINITE or verb.i + 2 >= len(reading.tokens):
            return []
        following = reading.tokens[verb.i + 1]
        if any(child.dep_ in OBJECTS for child in islice(verb.rights, MOST)) and following.lower_ != "that":
            return []
        outside = following.pos_ in {"PROPN", "PRON", "DET", "NOUN", "ADJ", "NUM"} and following.head.i != verb.i
        if following.lower_ == "that" or outside:
            return self._stretch(verb, verb.i + 1, reading.sentence_end[verb.i] - 1)
        return []
