"""On which day a meeting took place and a statement was made, as the clauses around them tell it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import TYPE_CHECKING

from kg.extract.meetings.clauses import PLACES, VERBAL, subjects, took_place
from kg.extract.meetings.dates import Dates, DateWords
from kg.extract.meetings.meeting_words import words
from kg.extract.meetings.sides import PLURAL, Sides
from kg.extract.statements.cues import verb_cues
from kg.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Span as Words
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.meetings.told import Told
    from kg.extract.text import Paragraph, Text

__all__ = ["When"]

FAR = 8
NEAR = 600
"""Characters of a sentence, either way, in which a date is looked for."""
NEXT = 40
"""Tokens after a noun in which a date may follow that the parser hung on another word."""
SAME_TIME = frozenset({"as", "while", "when"})
SAME_DAY = frozenset({"earlier", "later"})
PAST = frozenset({"recent", "last", "previous", "earlier", "latest", "past"})
BEFORE_OR_AFTER = frozenset({"ahead", "before", "after", "following", "prior"})
NOMINAL = frozenset({"NOUN", "PROPN"})
FRESH = 3
"""Days back to which news goes."""
STAGED = frozenset({"be", "hold", "schedule", "slate", "plan", "set", "convene"})
SOON = 3
"""Words after a noun within which what is done with it follows."""
UP_TO = frozenset({"since", "through", "until", "till"})
RELATIVE = frozenset({"who", "which", "whose"})
ASIDE = 20
"""Words of a relative clause before the time with which it ends."""
BEGIN = frozenset({"begin", "start"})
ADJACENT = 500
"""Characters within which somebody of no known side is taken to speak on the day named last."""
STEPS = frozenset({"ago", "step"})
DAYS = frozenset({"day", "nth", "weekday", "deictic", "clock"})


class When:
    """Dates the meetings and statements of one text.

    Parameters
    ----------
    text, cast
        The parsed document and who acts in it.
    """

    def __init__(self, text: Text, cast: Cast) -> None:
        self.dates = Dates(text)
        self.today = self.dates.today.isoformat() if self.dates.today else None
        self.sides = Sides(cast)
        self._nouns = words().nouns
        self._starts: dict[int, list[int]] = {}
        self.also: list[tuple[int, str, Span]] = []
        self._said: list[tuple[int, frozenset[str], str]] = []
        self._read_days(text)

    def token(self, paragraph: Paragraph, char: int) -> Token:
        """Return the token at a character of the paragraph's own text."""
        starts = self._starts.get(paragraph.index)
        if starts is None:
            starts = self._starts[paragraph.index] = [token.idx for token in paragraph.doc]
        return paragraph.doc[max(0, bisect_right(starts, char) - 1)]

    def _ends(self, paragraph: Paragraph, expression: DateWords) -> tuple[Token, Token]:
        return self.token(paragraph, expression.start), self.token(paragraph, expression.end - 1)

    # -- days on which somebody spoke or acted

    def _read_days(self, text: Text) -> None:
        """Note who is said to have spoken on which day: later words of theirs without a date belong to it."""
        cues = verb_cues()
        for paragraph in text.body:
            for expression in self.dates.within(paragraph, 0, len(paragraph.doc.text)):
                if expression.kind not in DAYS:
                    continue
                self._read_also(paragraph, expression)
                verb = self._verb(self._ends(paragraph, expression)[1])
                if verb is None or (verb.lemma_, "") not in cues:
                    continue
                day = self.dates.iso(paragraph, expression)
                if day is not None and len(day) == 10:
                    actors = [a for subject in subjects(verb) for a in self.sides.people(paragraph, subject)]
                    self._said.append((paragraph.start + verb.idx, self._parties(actors), day))
        self._said.sort(key=lambda said: said[0])

    def _read_also(self, paragraph: Paragraph, expression: DateWords) -> None:
        """Note a sentence that begins with "Also today": what was told before it was on that day, too."""
        first, last = self._ends(paragraph, expression)
        before = paragraph.doc[first.sent.start : first.i]
        day = self.dates.iso(paragraph, expression)
        if 0 < len(before) < 4 and before[0].lower_ == "also" and day is not None and len(day) == 10:
            self.also.append((paragraph.start + before[0].idx, day, paragraph.span(before[0], last)))

    def _parties(self, actors: list[str]) -> frozenset[str]:
        return frozenset((*actors, *(self.sides.party(a) for a in actors)))

    def _day_of(self, paragraph: Paragraph, char: int, actors: list[str]) -> str | None:
        """Return the latest day on which one of the actors, or who they act for, is said to have spoken."""
        parties = self._parties(actors)
        here = bisect_right(self._said, paragraph.start + char, key=lambda said: said[0])
        unknown = all(self.sides.party(a) == a for a in actors)
        for where, who, day in reversed(self._said[max(0, here - 12) : here]):
            if who & parties or (unknown and paragraph.start + char - where < ADJACENT):
                return day
        return None

    def spoke(self, paragraph: Paragraph, cue: Token, speaker: str) -> str | None:
        """Return the day on which a speaker was last said to have spoken."""
        here = bisect_right(self._said, paragraph.start + cue.idx, key=lambda said: said[0])
        return next((day for _, who, day in reversed(self._said[max(0, here - 12) : here]) if speaker in who), None)

    def clause(self, paragraph: Paragraph, expression: DateWords) -> Token | None:
        """Return the verb that a time expression dates, ``None`` where it stands in the phrase of some noun."""
        token = self._ends(paragraph, expression)[0]
        for _ in range(FAR):
            if token.pos_ in VERBAL:
                return token
            named = expression.start <= token.idx < expression.end
            named |= token.ent_type_ in PLACES
            if token.head == token or not (named or token.dep_ in ("prep", "npadvmod", "advmod")):
                return None
            token = token.head
        return None

    def _verb(self, token: Token) -> Token | None:
        """Return the verb that a time expression hangs on."""
        for _ in range(FAR):
            if token.pos_ in VERBAL:
                return token
            if token.head == token:
                return None
            token = token.head
        return None

    def _around(self, paragraph: Paragraph, token: Token) -> list[DateWords]:
        """Return the time expressions of a token's sentence that are near enough to belong to it."""
        sentence = token.sent
        start, end = max(sentence.start_char, token.idx - NEAR), min(sentence.end_char, token.idx + NEAR)
        return self.dates.within(paragraph, start, end)

    def lately(self, day: str | None) -> bool:
        """Whether a day is one of the last few before the text's own."""
        if day is None or self.today is None or len(day) != len(self.today):
            return False
        return 0 <= (date.fromisoformat(self.today) - date.fromisoformat(day)).days <= FRESH

    # -- meetings

    def set(self, told: Told) -> None:
        """Set the date that the text gives a meeting, and make a meeting on a day to come a scheduled one."""
        paragraph = told.paragraph
        best: DateWords | None = None
        rank = 0
        for expression in self._around(paragraph, told.head):
            first, last = self._ends(paragraph, expression)
            score = 0 if self._apart(told.head, first, last) else self._attached(told, first, last)
            if expression.kind == "clock":
                score = min(score, 1)
            linked = told.verb is not None and told.verb.lemma_ == "be" and score < 6 and not took_place(told.verb)
            if score > rank and not linked:
                best, rank = expression, score
        if best is None:
            told.date = self._by_speaker(told)
            return
        verb = told.verb
        ongoing = any(t.lower_ in ("ongoing", "current") for t in told.head.lefts)
        present = verb is not None and verb.tag_ in ("VBZ", "VBP") and rank > 1
        told.date = self.dates.iso(paragraph, best, ahead=(told.status == "scheduled" or present) and not ongoing)
        first, last = self._ends(paragraph, best)
        told.cover((first, last))
        told.earlier = first.lower_ in PAST or (first.i > 0 and paragraph.doc[first.i - 1].lower_ in PAST)
        if told.date and self.today and told.status == "held" and told.date > self.today[: len(told.date)]:
            told.status = "scheduled"

    def _attached(self, told: Told, first: Token, last: Token) -> int:
        """Return how closely a time expression belongs to a meeting, 0 if it does not."""
        head = told.head
        verb = told.verb if told.staged or told.venue else None
        inside = head.left_edge.i <= first.i <= head.i
        if verb is not None and verb.dep_ in ("relcl", "advcl", "acl") and first.i <= verb.head.i <= last.i:
            return 5
        above = self._climb(last, head, verb)
        if above == head or (inside and head.pos_ != "VERB"):
            return 6
        if verb is not None and above == verb:
            return 5
        other = (above.lemma_.lower(), above.tag_ in PLURAL) in self._nouns
        after = head.i < first.i < head.i + NEXT and self._runs_on(head.doc[head.i + 1 : first.i])
        if after or (inside and not other):
            return 4
        return self._through_clause(verb, above, first) if verb is not None else 0

    def _runs_on(self, between: Words) -> bool:
        """Whether a noun's phrase runs on up to its time: "talks with X on", "the summit to be held in Oslo on"."""
        verbs = [t for t in between if t.pos_ in VERBAL]
        if not verbs:
            return True
        held = verbs[0].i - between[0].i < SOON and all(t.lemma_ in STAGED for t in verbs)
        return held and not any((t.lemma_.lower(), t.tag_ in PLURAL) in self._nouns for t in between)

    def _apart(self, head: Token, first: Token, last: Token) -> bool:
        """Whether a time is that of another meeting, before or after it, or one up to which it lasts."""
        doc = head.doc
        if last.i + 1 < head.i and doc[last.i + 1].lower_ == "that":  # "said on Friday that they would meet"
            return True
        open_end = last.i + 1 < len(doc) and doc[last.i + 1].is_alpha
        after = last.lower_ in ("after", "before") and open_end and head.i < first.i  # "met a day after it opened"
        if after or self._aside(head, first, last):
            return True
        if first.lower_ in UP_TO or (first.i > 0 and doc[first.i - 1].lower_ in UP_TO):
            return True
        between = doc[head.i + 1 : first.i] if 0 < first.i - head.i < NEXT else ()
        aside = next((t.i for t in between if t.lower_ in BEFORE_OR_AFTER and t.pos_ != "VERB"), None)
        return aside is not None and any(
            (t.lemma_.lower(), t.tag_ in PLURAL) in self._nouns for t in doc[aside : first.i] if t.pos_ in NOMINAL
        )

    @staticmethod
    def _aside(head: Token, first: Token, last: Token) -> bool:
        """Whether a time ends a relative clause before a verb or noun: "Soto, who arrived on Sunday, has met"."""
        doc = head.doc
        if last.i + 1 >= head.i or doc[last.i + 1].lower_ != ",":
            return False
        for token in reversed(doc[max(first.sent.start, first.i - ASIDE) : first.i]):
            if token.lower_ == ",":
                return False
            if token.lower_ in RELATIVE:
                return True
        return False

    def _climb(self, token: Token, head: Token, verb: Token | None) -> Token:
        """Return the first word above a time expression that decides what it dates: a meeting or a verb."""
        for _ in range(FAR):
            other = token.pos_ in NOMINAL and (token.lemma_.lower(), token.tag_ in PLURAL) in self._nouns
            inside = token.dep_ in ("acl", "relcl") and head.i <= token.head.i <= head.right_edge.i
            inside |= token.dep_ == "xcomp" and token.head.dep_ in ("acl", "relcl") and head.i < token.head.i
            inside |= token.lemma_ in BEGIN and token.tag_ == "VBG" and token.i > head.i  # "a visit beginning Tuesday"
            decides = other or (token.pos_ in VERBAL and not inside)
            if decides or token in (head, verb, token.head):
                break
            token = token.head
        return token

    def _through_clause(self, verb: Token, above: Token, first: Token) -> int:
        """Return how closely the date of one clause dates another: "on Monday ..., as he met"."""
        for _ in range(3):
            if verb.dep_ == "advcl" and verb.head == above:
                marked = any(c.lower_ in SAME_TIME for c in verb.lefts)
                return 3 if marked or first.i < verb.i else 0
            if verb.dep_ in ("xcomp", "conj", "pcomp") and verb.head != verb:
                verb = verb.head
                if verb == above and first.i < above.i + 6:
                    return 2
                continue
            return 0
        return 0

    def _by_speaker(self, told: Told) -> str | None:
        """Return the day of a meeting that the text dates only through what a participant says there or meanwhile."""
        verb, paragraph = told.verb, told.paragraph
        if (
            verb is None
            or told.status != "held"
            or (told.head != verb and any(t.lower_ in PAST for t in told.head.lefts))
        ):
            return None
        venue = told.venue and told.article == "indefinite" and (verb.lemma_, "") in verb_cues()
        if (told.kind == "press_conference" or venue) and told.actors:
            return self._day_of(paragraph, told.head.idx, told.actors)
        if verb.dep_ == "advcl" and any(c.lower_ in SAME_TIME for c in verb.lefts):
            matrix = [a for subject in subjects(verb.head) for a in self.sides.people(paragraph, subject)]
            return self._day_of(paragraph, told.head.idx, matrix)
        if any(c.lower_ in SAME_DAY and c.dep_ == "advmod" for c in verb.children) or told.preposition == "into":
            return self._day_of(paragraph, told.head.idx, told.actors)
        return None

    # -- statements

    def said(self, paragraph: Paragraph, cue: Token) -> str | None:
        """Return the day that the clause of a cue names."""
        for expression in self._around(paragraph, cue):
            if expression.kind in DAYS or (expression.kind in STEPS and not self.dates.linked(paragraph, expression)):
                verb = self._verb(self._ends(paragraph, expression)[1])
                if verb is not None and (verb == cue or (cue.dep_ in ("conj", "xcomp", "advcl") and verb == cue.head)):
                    return self.dates.iso(paragraph, expression)
        return None
