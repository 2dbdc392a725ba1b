"""A small dataset by hand: both sides' accounts of a meeting, papers that repeat and contradict, a page in two versions.

Sylvania (SYL), Borduria (BRD) and Ruritania (RUR) are invented. What happens in it, day by day, in 2021:

- 1 March: Ana Lind of Sylvania meets Otto Kar of Borduria. Either side tells of it, in its own words.
- 3 March: a wire relays what Borduria's Palace says that Lind told Kar.
- 4 March: Kar turns against trade (a contradiction); Lind says "shared future" where she said "common destiny" before (a
  formula that changes). Daily One prints it on 5 March, and again on 9 March with a paragraph less.
- 6 March: Daily Two prints Kar's words, and Ruritania's support for human rights; Daily Copy prints the same text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import rdflib

import kg.store
from kg.graph import to_graph
from kg.records import (
    Actor,
    Block,
    Document,
    Extraction,
    Meeting,
    Participation,
    Position,
    Run,
    Span,
    Statement,
    Tenure,
)
from kg.store import Store
from kg.vocab import DKG

RUN = Run("kg", "0.1.0", "en_core_web_sm", "3.8.0")

SYL = Actor("syl", "Sylvania", "Country", (), country="SYL")
BRD = Actor("brd", "Borduria", "Country", (), country="BRD")
RUR = Actor("rur", "Ruritania", "Country", (), country="RUR")
LIND = Actor("lind", "Ana Lind", "Person", (), "Envoy", "SYL", "syl")
KAR = Actor("kar", "Otto Kar", "Person", (), "Minister", "BRD", "brd")
PALACE = Actor("palace", "Palace", "Organization", (), country="BRD")
PRESS = Actor("press", "Royal Press Office", "Organization", (), country="BRD")


KAR_IN_BASEL = (
    "Otto Kar said that Borduria would open its market for trade. He added that Borduria values human rights. "
    "He closed by saying that the talks were frank."
)
KAR_AT_HOME = (
    "Otto Kar, Minister of Borduria, turned against trade on Thursday. “We will never yield to trade,” Otto Kar said, "
    "according to the Royal Press Office."
)


class _Writer:
    """Writes a document's text and finds the words in it."""

    def __init__(self, name: str, paragraphs: Sequence[str], **about: Any) -> None:
        self.name = name
        self.text = "\n\n".join(paragraphs)
        blocks = tuple(Block("body", self.at(paragraph)) for paragraph in paragraphs)
        self.document = Document(name, self.text, blocks, **about)

    def at(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def said(self, record: str, speaker: Actor | None, cue: str, words: str, **more: Any) -> Statement:
        direct = "“" in words
        given: dict[str, Any] = {"on_behalf_of": speaker.represents if speaker else None, "cue_lemma": "say", **more}
        given.setdefault("quote_type", "direct" if direct else "indirect")
        source = self.at(speaker.name) if speaker else None
        speaker_id = speaker.id if speaker else None
        return Statement(record, speaker_id, self.at(cue), (self.at(words),), speaker_span=source, **given)

    def holds(self, record: str, holder: Actor, stance: str, words: str, *issues: str, **more: Any) -> Position:
        return Position(record, holder.id, stance, words, self.at(words), issues=issues, **more)  # type: ignore[arg-type]

    def extraction(self, actors: Sequence[Actor], **records: Any) -> Extraction:
        found = tuple(
            Actor(
                a.id, a.name, a.type, (self.at(a.name),) if a.name in self.text else (), a.role, a.country, a.represents
            )
            for a in actors
        )
        return Extraction(self.document, found, run=RUN, **records)


def _meeting(evidence: Span) -> Meeting:
    parts = (Participation("kar", "brd", None), Participation("lind", "syl", None))
    return Meeting("m1", "bilateral_meeting", (evidence,), parts, "2021-03-01", "Basel")


def sylvanian_account() -> Extraction:
    w = _Writer(
        "sylvania/readout",
        (
            "Envoy Ana Lind met Otto Kar in Basel.",
            "Ana Lind said that Sylvania supports free trade and a community of common destiny.",
            KAR_IN_BASEL,
        ),
        title="Readout",
        publisher="Ministry of Foreign Affairs of Sylvania",
        published="2021-03-02",
        url="https://example.org/sylvania",
    )
    at = {"date": "2021-03-01", "meeting": "m1"}
    return w.extraction(
        (SYL, BRD, LIND, KAR),
        meetings=(_meeting(w.at("met Otto Kar")),),
        tenures=(Tenure("t1", "lind", "Envoy", (w.at("Envoy Ana Lind"),), represents="syl", attested="2021-03-02"),),
        statements=(
            w.said("s1", LIND, "said", "Sylvania supports free trade and a community of common destiny", **at),
            w.said("s2", KAR, "said that Borduria", "Borduria would open its market for trade", **at),
            w.said("s3", KAR, "added", "Borduria values human rights", cue_lemma="add", **at),
            w.said("s4", KAR, "saying", "the talks were frank", **at),
        ),
        positions=(
            w.holds("p1", SYL, "support", "free trade", "trade", statement="s1", speaker="lind"),
            w.holds("p2", BRD, "pledge", "open its market for trade", "trade", statement="s2", speaker="kar"),
            w.holds(
                "p3", BRD, "respect", "values human rights", "human-rights", statement="s3", target_actors=("syl",)
            ),
        ),
    )


def bordurian_account() -> Extraction:
    w = _Writer(
        "borduria/readout",
        (
            "The Palace: Otto Kar received Ana Lind in Basel.",
            "Otto Kar said that human rights are dear to Borduria and that sanctions must end.",
            "Ana Lind said that Sylvania regrets the delay.",
        ),
        publisher="Palace",
        published="2021-03-02",
    )
    at = {"date": "2021-03-01", "meeting": "m1"}
    return w.extraction(
        (SYL, BRD, LIND, KAR, PALACE),
        meetings=(_meeting(w.at("received Ana Lind")),),
        statements=(
            w.said("s1", KAR, "said", "human rights are dear to Borduria and that sanctions must end", **at),
            w.said("s2", LIND, "said that Sylvania", "Sylvania regrets the delay", **at),
        ),
        positions=(w.holds("p1", BRD, "demand", "sanctions must end", "sanctions", statement="s1", speaker="kar"),),
    )


def first_paper(*, later: bool) -> Extraction:
    """Return what Daily One prints: first with a paragraph that is gone later."""
    paragraphs = (
        KAR_AT_HOME,
        "Ana Lind spoke of a community with a shared future.",
        "Nobody was hurt.",
    )
    w = _Writer(
        "daily-one/2" if later else "daily-one/1",
        paragraphs[: 2 if later else 3],
        publisher="Daily One",
        published="2021-03-09" if later else "2021-03-05",
        url="https://example.org/daily-one",
        revision_of="daily-one/1" if later else None,
    )
    return w.extraction(
        (SYL, BRD, LIND, KAR, PRESS),
        tenures=(
            Tenure("t1", "kar", "Minister", (w.at("Minister of Borduria"),), represents="brd", attested="2021-03-04"),
        ),
        statements=(
            w.said("s1", KAR, "said", "“We will never yield to trade,”", attributed_by="press", date="2021-03-04"),
            w.said("s2", LIND, "spoke", "a community with a shared future", cue_lemma="speak", date="2021-03-04"),
        ),
        positions=(
            w.holds("p1", BRD, "oppose", "trade", "trade", statement="s1", speaker="kar", confidence=0.5),
            w.holds("p2", BRD, "support", "yield to trade", "trade", statement="s1", modality="negated"),
        ),
    )


def second_paper(publisher: str = "Daily Two", name: str = "daily-two") -> Extraction:
    w = _Writer(
        name,
        (
            "“We will never yield to trade!” said Otto Kar. Ruritania praised human rights.",
            "“Let us see,” an aide said.",
        ),
        publisher=publisher,
        published="2021-03-06",
    )
    return w.extraction(
        (BRD, KAR, RUR),
        statements=(
            w.said("s1", KAR, "said", "“We will never yield to trade!”"),
            w.said("s2", None, "said.", "“Let us see,”"),
        ),
        positions=(w.holds("p1", RUR, "support", "human rights", "human-rights"),),
    )


def wire() -> Extraction:
    w = _Writer(
        "wire",
        ("According to the Palace, Ana Lind told Otto Kar in Basel that time was short.",),
        publisher="The Wire",
        published="2021-03-03",
    )
    relayed = w.said(
        "s1", LIND, "told", "time was short", cue_lemma="tell", attributed_by="palace", addressees=("kar",)
    )
    return w.extraction(
        (SYL, BRD, LIND, KAR, PALACE),
        meetings=(_meeting(w.at("told Otto Kar")),),
        statements=(replace(relayed, meeting="m1", date="2021-03-01"),),
    )


def graphs() -> Mapping[str, rdflib.Graph]:
    """Return the documents' graphs."""
    documents = (
        sylvanian_account(),
        bordurian_account(),
        first_paper(later=False),
        first_paper(later=True),
        second_paper(),
        second_paper("Daily Copy", "daily-copy"),
        wire(),
    )
    return {extraction.document.id: to_graph(extraction) for extraction in documents}


def diplomacy() -> Store:
    """Return a store with all of it; somebody has looked at one position."""
    store = kg.store.open()
    for graph in graphs().values():
        store.add(graph)
    position = next(store.graph("daily-two").subjects(rdflib.RDF.type, DKG.Position))
    store.reviews.add(str(position), by="https://example.org/reviewer", on=date(2021, 9, 1))
    return store
