"""Stores for the tests of networks and pages: the gold reading of the seed article, and invented ones of any size."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import kg.store
from kg.facts import (
    ActorRow,
    Facts,
    MeetingRow,
    Passage,
    PositionRow,
    SourceRow,
    StatementRow,
    facts_of,
)
from kg.interchange import from_json
from kg.records import Document
from kg.store import Store

ROOT = Path(__file__).parents[1]


def seed_store() -> Store:
    """Return a store that holds the reading by hand of the seed article."""
    text = (ROOT / "sources" / "china-russia-united-stance.txt").read_text("utf-8")
    gold = json.loads((ROOT / "tests" / "gold" / "china-russia-united-stance.gold.json").read_text("utf-8"))
    document = Document(
        id="china-russia-united-stance",
        text=text,
        title=gold["title"],
        publisher=gold["publisher"],
        published=gold["published"],
    )
    store = kg.store.open()
    store.add(from_json(gold, document=document))
    return store


@cache
def seed_facts() -> Facts:
    return facts_of(seed_store())


COUNTRIES = ("FRA", "DEU", "BRA", "IND", "JPN", "KEN", "CAN", "EGY", "NOR", "PER", "VNM", "MAR")


def invented(actors: int, issues: int, positions: int, *, seed: int = 1) -> Facts:
    """Return rows of any size: actors of a dozen countries at meetings, on issues and on each other."""
    dice = random.Random(seed)  # noqa: S311 - a seeded test
    lines, at = [], 0
    rows: dict[str, dict[str, object]] = {k: {} for k in ("actors", "meetings", "statements", "positions")}
    names = [f"a{n:04}" for n in range(actors)]
    for n, name in enumerate(names):
        kind = ("Country", "Person", "Organization", "Group")[0 if n < len(COUNTRIES) else 1 + n % 3]
        rows["actors"][name] = ActorRow(name, f"{kind} number {n}", kind, COUNTRIES[n % len(COUNTRIES)])
    for n in range(max(1, positions // 8)):
        people = sorted(dice.sample(names, min(4, actors)))
        day = f"2021-{1 + n % 12:02}-{1 + n % 28:02}"
        rows["meetings"][f"m{n:04}"] = MeetingRow(
            f"m{n:04}", "summit", day, f"Town {n}", participants=tuple((p, None) for p in people)
        )
    venues = sorted(rows["meetings"])
    for n in range(positions):
        sentence = f"Speaker number {n} said that the matter of item {n} was of great weight to everybody 🕊 there.\n"
        content = Passage(
            "d", at + sentence.index("that"), at + len(sentence) - 2, sentence[sentence.index("that") : -2]
        )
        cue = Passage("d", at + sentence.index("said"), at + sentence.index("said") + 4, "said")
        lines.append(sentence)
        at += len(sentence)
        holder, venue = names[n] if n < actors else dice.choice(names), dice.choice(venues)
        rows["statements"][f"s{n:05}"] = StatementRow(
            f"s{n:05}", "d", (content,), cue, "say", holder, None, meeting=venue, quote_type="indirect", confidence=0.8
        )
        issue = dice.randrange(issues) if n >= issues else n
        about = (dice.choice(names),) if n % 3 == 0 else ()
        rows["positions"][f"p{n:05}"] = PositionRow(
            f"p{n:05}",
            holder,
            dice.choice(("support", "oppose", "urge", "accuse", "pledge")),
            f"item {n}",
            "d",
            (content,),
            holder,
            about,
            ((f"i{issue:04}", f"topic number {issue}"),),
            f"s{n:05}" if n % 9 else None,  # every ninth in the document's own voice
            confidence=round(dice.uniform(0.4, 1), 2),
        )
    source = SourceRow("d", "Invented", "A publisher", "2021-12-01", "https://example.org/d", "".join(lines))
    return Facts(documents={"d": source}, **rows)  # type: ignore[arg-type]
