"""Who said it: the actor behind the source of an utterance, also where only who met tells who "the leaders" are."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.actors.chain import Chain
from kg.extract.actors.gazetteer import offices, references
from kg.extract.statements import ANSWERING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.meetings import Meetings
    from kg.extract.statements import Utterance
    from kg.extract.text import Paragraph

__all__ = ["Speakers"]

THEY = frozenset({"they", "both"})
DEFINITE = frozenset({"the", "both", "these", "all"})
BARE = frozenset({"det", "predet", "nummod", "cc", "preconj"})
STATES = frozenset({"countries", "nations", "states", "governments"})
SIDES = frozenset({"side", "sides", "parties", "countries", "nations"})
PAIR = frozenset({"two", "both"})
OPENING = 8
"""Paragraphs at the beginning of a transcript that are looked through for whose it is."""
MOST = 20


class Speakers:
    """Resolves the sources of one document's utterances, asked for in the order of the text.

    Parameters
    ----------
    cast
        Who acts in the document.
    meetings
        Who met whom in it.
    """

    def __init__(self, cast: Cast, meetings: Meetings) -> None:
        self.cast, self.meetings = cast, meetings
        self.chain = Chain(cast.referents)
        self._joint: tuple[int, str] | None = None
        self._interviewed: str | None = None
        self._nameless: str | None = None

    def of(self, utterance: Utterance) -> str | None:
        """Return the actor who speaks in an utterance, ``None`` where the text leaves it open."""
        source, paragraph = utterance.source, utterance.source_paragraph
        if source is None or paragraph is None:
            return None
        if utterance.construct == "colon" and source.lower_ in ANSWERING:
            return self._answering(paragraph)
        start = min(span.start for span in utterance.content)
        again = self._again(source, paragraph, start)
        speaker = again or self.cast.resolve(paragraph, source)
        if speaker is not None and again is None and references().get(source.lower_) == "sides" and _joint_noun(source):
            speaker = self._parties(speaker, paragraph.start + source.sent.end_char)
        if speaker is None and (source.lower_ in THEY or _joint_noun(source) or _joint_document(source)):
            speaker = self._together(source, paragraph.index, paragraph.start + source.sent.end_char)
        if speaker is None and _joint_noun(source) and any(c.lower_ in PAIR for c in islice(source.lefts, MOST)):
            speaker = self.cast.described(paragraph, source)
        if speaker is None and source.lower_ == "source" and any(c.lower_ == "the" for c in source.lefts):
            speaker = self._nameless
        self._nameless = speaker if speaker and self.cast.figures[speaker].name.split()[-1].islower() else None
        if speaker is not None and self.cast.figures[speaker].type == "Group":
            self._joint = paragraph.index, speaker
        elif source.lower_ not in THEY:
            self._joint = None
        end = max(utterance.cue_span.end, utterance.content[-1].end, paragraph.start + source.idx)
        self.chain.add(speaker, paragraph.index, end)
        return speaker

    def _again(self, source: Token, paragraph: Paragraph, start: int) -> str | None:
        """Return who spoke before, where the source takes them up: "the ministry", "it", "the Chilean diplomats"."""
        numbered = any(c.lower_ in {*PAIR, "each"} for c in islice(source.lefts, MOST))
        if source.lower_ in SIDES and numbered and self._joint is not None and self._joint[0] == paragraph.index:
            return self._joint[1]
        found = self.chain.taken_up(paragraph, source, start)
        if found is not None:
            self.cast.enlist(found)
        return found

    def _answering(self, turn: Paragraph) -> str | None:
        """Return the one person whom the title, or else what stands before the first question, names."""
        if self._interviewed is None:
            self._interviewed = ""
            for paragraph in self.cast.text.paragraphs[: min(turn.index, OPENING)]:
                everybody = self.cast.within(paragraph, paragraph.chars(0, len(paragraph.doc.text)))
                persons = [actor for actor in everybody if self.cast.figures[actor].type == "Person"]
                if persons:
                    self._interviewed = persons[0] if len(persons) == 1 else ""
                    break
        return self._interviewed or None

    def _parties(self, group: str, end: int) -> str:
        """Return those who met last where a group of sides has others in it: "the parties" to a talk are who talks."""
        there = self.meetings.together(end)
        sides = {party for actor in there for party in (actor, self.cast.party(actor))}
        figure = self.cast.figures[group]
        return self.cast.together(there) if len(there) == 2 and not {*figure.members} <= sides else group

    def _together(self, source: Token, paragraph: int, end: int) -> str | None:
        """Return the group that spoke just before, or those who met last."""
        if source.lower_ in THEY and self._joint is not None and self._joint[0] == paragraph:
            return self._joint[1]
        there = self.meetings.together(end)
        if source.lower_ in STATES:
            there = list(dict.fromkeys(party for a in there if (party := self.cast.party(a)) is not None))
        elif any(self.cast.figures[a].type not in ("Person", "Group") for a in there):
            return None
        pair = source.lower_ == "both" or any(c.lower_ in PAIR for c in islice(source.lefts, MOST))
        if len(there) < 2 or (pair and len(there) != 2):
            return None
        return self.cast.together(there)


def _joint_document(noun: Token) -> bool:
    """Whether a noun is a statement of several: "a joint communique"."""
    joint = any(c.lower_ == "joint" for c in islice(noun.lefts, MOST))
    return joint and references().get(noun.lower_) == "document"


def _joint_noun(noun: Token) -> bool:
    """Whether a noun takes up people without telling which: "the leaders", "both presidents", "participants"."""
    lefts = list(islice(noun.lefts, MOST))
    if any(c.dep_ not in BARE for c in lefts) or any(
        c.dep_ in {"prep", "relcl", "acl"} for c in islice(noun.rights, MOST)
    ):
        return False
    if noun.lower_ in STATES:
        return any(c.lower_ in DEFINITE for c in lefts)
    office = offices().match([noun.lower_], 0)
    plural = references().get(noun.lower_) in ("persons", "sides") or (office is not None and office[1].plural)
    return plural and any(c.lower_ in DEFINITE for c in lefts)
