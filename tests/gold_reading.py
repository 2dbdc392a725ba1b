"""The seed article as read by hand, and a small invented readout: what the rooms right of extraction are tested on."""

import json
from dataclasses import replace
from pathlib import Path

from kg.interchange import from_json
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

ROOT = Path(__file__).parents[1]
NAME = "china-russia-united-stance"
RUN = Run("kg", "0.1.0", "en_core_web_sm", "3.8.0")

# What the JSON form of the gold reading does not carry.
ISSUES = {"p04": ("sovereignty",), "p13": ("peace-and-security",), "p10": ("sovereignty",), "p19": ("sovereignty",)}
REPORTS = dict.fromkeys(("s12", "s13", "s15", "s16"), ("wang-yu-taliban-meeting",))


def gold() -> Extraction:
    """Return the reading by hand in the order in which a graph gives records back."""
    document = Document(
        id=NAME,
        text=(ROOT / "sources" / f"{NAME}.txt").read_text(encoding="utf-8"),
        title="China, Russia show united stance",
        publisher="China Daily",
        published="2021-08-30",
        authors=("Mo Jingxi", "Liu Xuan", "Zhou Jin"),
        dateline="Beijing",
    )
    data = json.loads((ROOT / "tests" / "gold" / f"{NAME}.gold.json").read_text(encoding="utf-8"))
    read = from_json(data, document=document)
    return replace(
        read,
        actors=tuple(replace(actor, mentions=tuple(sorted(actor.mentions))) for actor in read.actors),
        meetings=tuple(
            replace(m, participants=tuple(sorted(m.participants, key=lambda p: int(p.actor[1:]))))
            for m in sorted(read.meetings, key=lambda meeting: meeting.id)
        ),
        statements=tuple(replace(s, reports=REPORTS.get(s.id, ())) for s in read.statements),
        positions=tuple(replace(p, issues=ISSUES.get(p.id, ())) for p in read.positions),
        run=RUN,
        notes={"quotations without a speaker": 3},
    )


def readout() -> Extraction:
    """Return an invented document in which every kind of record and every field is used."""
    text = (
        "Readout\n\nThe Palace said that Ana Lind, Envoy of Sylvania to the League at Basel, told King Otto of Borduria "
        "that Sylvania could not accept the tariffs. “We will never yield,” the Bordurian envoys said.\n"
    )

    def at(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    return Extraction(
        document=Document(
            id="palace/2021 readout",
            text=text,
            blocks=(Block("title", at("Readout")), Block("body", Span(9, len(text) - 1))),
            title="Readout",
            publisher="Palace Gazette",
            published="2021-08-26T10:00:00",
            updated="2021-08",
            url="https://example.org/a b?<q>",
            language="en-GB",
            revision_of="palace/2021 draft",
            warnings=("no byline",),
        ),
        actors=(
            Actor("a1", "Palace", "Organization", (at("The Palace"),), country="BRD"),
            Actor("a2", "Ana Lind", "Person", (at("Ana Lind"),), "Envoy", "SYL", "a3", "Q1"),
            Actor("a3", "Sylvania", "Country", (at("Sylvania"),), country="SYL"),
            Actor("a4", "Otto", "Person", (at("King Otto"),), "King", "BRD", "a5"),
            Actor("a5", "Borduria", "Country", (at("Borduria"),), country="BRD"),
            Actor("a6", "Bordurian envoys", "Group", (at("the Bordurian envoys"),), represents="a5", members=("a4",)),
            Actor("a10", "League", "InternationalOrganization", (at("the League"),)),
        ),
        tenures=(Tenure("t1", "a2", "Envoy", (at("Envoy of Sylvania"),), "a10", "a3", "a10", "2021-08-26"),),
        meetings=(
            Meeting(
                "m1",
                "bilateral_meeting",
                (at("told King Otto"),),
                (Participation("a2", "a3", "t1"), Participation("a4", "a5")),
                "2021-08-26",
                "Basel",
                "scheduled",
                0.75,
            ),
        ),
        statements=(
            Statement(
                "s1",
                "a2",
                at("told"),
                (at("Sylvania could not accept the tariffs"),),
                "indirect",
                "tell",
                at("Ana Lind"),
                "a3",
                ("a4",),
                "a1",
                "2021-08-26",
                "m1",
                ("m1",),
                "conditional",
                0.8,
            ),
            Statement(
                "s2",
                None,
                Span(at("said.").start, at("said.").end - 1),
                (at("“We will never yield,”"),),
                "direct",
                "say",
            ),
        ),
        positions=(
            Position(
                "p1",
                "a3",
                "reject",
                "the tariffs",
                at("could not accept the tariffs"),
                "a2",
                ("a5",),
                ("trade",),
                "s1",
                at("not accept"),
                "negated",
                0.5,
            ),
            Position("p2", "a5", "oppose", "yielding", at("never yield")),
        ),
        run=RUN,
    )
