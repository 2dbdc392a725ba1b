"""The suite of phenomena: reads tests/phenomena/*.toml, runs the extraction once, tells what differs.

    python tests/phenomena_suite.py [GROUP[/CASE] ...]    print what differs, and which gaps are closed
    python tests/phenomena_suite.py --close-gaps          take out the lines `gap = …` of cases that pass
    python tests/phenomena_suite.py --note-gaps           and add one to cases that fail, with what differs as reason

tests/phenomena/README.md explains the files.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.evaluation import Evaluation, same_name, score
from kg.extract import extract_all
from kg.interchange import to_json
from kg.records import Block, Document, Extraction, Span

FOLDER = Path(__file__).parent / "phenomena"
PUBLISHED = "2023-03-15"
AGREEMENT = 0.9  # of the words of a content

CASE_FIELDS = {"id", "construct", "text", "published", "dateline", "gap", "absent"}
RECORD_FIELDS = {
    "statements": {"speaker", "cue", "content", "quote", "modality", "date", "meeting", "addressees", "attributed_by"},
    "actors": {"name", "name_alt", "type", "type_alt", "role", "country", "mentions"},
    "tenures": {"person", "role", "organization", "represents", "accredited_to"},
    "meetings": {"type", "type_alt", "participants", "date", "date_basis", "place", "status"},
    "positions": {
        "holder", "stance", "stance_alt", "evidence", "speaker", "target", "target_actors", "issue", "modality"
    },
}  # fmt: skip

Record = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One passage and what must be found in it."""

    id: str
    group: str
    construct: str
    document: Document
    expected: dict[str, list[Record]]
    absent: tuple[str, ...]
    gap: str | None

    def locate(self, words: str) -> Span:
        """Return where quoted words stand; they must be in the passage, once or with their number."""
        return locate(self.document.text, words, self.id)


def locate(text: str, words: str, where: str = "") -> Span:
    numbered = re.fullmatch(r"(.*) \((\d+)\)", words, re.DOTALL)
    quoted, number = (numbered[1], int(numbered[2])) if numbered else (words, None)
    first, elided, last = quoted.partition(" ... ")
    pattern = _whole(first) + (".*?" + _whole(last) if elided else "")
    found = [Span(*m.span()) for m in re.finditer(pattern, text, re.DOTALL)]
    if not found:
        raise ValueError(f"{where}: {quoted!r} is not in the passage")
    if number is None and len(found) > 1:
        raise ValueError(
            f"{where}: {quoted!r} is {len(found)} times in the passage: write {quoted + ' (1)'!r} and so on"
        )
    return found[(number or 1) - 1]


def _whole(words: str) -> str:
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return before + re.escape(words) + after


@cache
def cases() -> tuple[Case, ...]:
    """Return every case of every file."""
    return tuple(_case(path.stem, raw) for path in sorted(FOLDER.glob("*.toml")) for raw in _raw(path))


def _raw(path: Path) -> list[Record]:
    with path.open("rb") as file:
        contents = tomllib.load(file)
    if contents.keys() != {"case"}:
        raise ValueError(f"{path.name}: every table is a [[case]], not {', '.join(contents)}")
    return contents["case"]


def _case(group: str, raw: Record) -> Case:
    name = f"{group}/{raw['id']}"
    unknown = raw.keys() - CASE_FIELDS - RECORD_FIELDS.keys()
    for section, records in raw.items():
        for record in records if section in RECORD_FIELDS else ():
            unknown |= record.keys() - RECORD_FIELDS[section] - {"optional"}
    if unknown:
        raise ValueError(f"{name}: unknown fields {', '.join(sorted(unknown))}")
    text = raw["text"].strip("\n")
    blocks, start = [], 0
    for gap in [*re.finditer(r"\n\s*\n", text), None]:
        end = gap.start() if gap else len(text)
        blocks.append(Block("body", Span(start, end)))
        start = gap.end() if gap else end
    document = Document(
        id=name,
        text=text,
        blocks=tuple(blocks),
        published=raw.get("published", PUBLISHED),
        dateline=raw.get("dateline"),
    )
    expected = {section: raw[section] for section in RECORD_FIELDS if section in raw}
    return Case(name, group, raw["construct"], document, expected, tuple(raw.get("absent", ())), raw.get("gap"))


@cache
def extractions() -> dict[str, Extraction]:
    """Return what the pipeline finds, all passages in one go."""
    return {e.document.id: e for e in extract_all(case.document for case in cases())}


class Found:
    """An extraction with its ids turned into names."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self._actors = {a.id: a for a in extraction.actors}

    def name(self, actor: str | None) -> str:
        return self._actors[actor].name if actor in self._actors else (actor or "")

    def is_actor(self, actor: str | None, wanted: str | list[str]) -> bool:
        """Tell whether an actor is the one that is wanted; a list wants a group with these members."""
        if not wanted or not actor:
            return not wanted and not actor
        if isinstance(wanted, str):
            return same_name(self.name(actor), wanted)
        record = self._actors.get(actor)
        members = [self.name(m) for m in record.members] if record else []
        if members:
            return paired(members, wanted)
        return all(same_name(self.name(actor), w) for w in wanted)


def paired(names: list[str], wanted: list[str]) -> bool:
    """Tell whether the names are those wanted, all of them and no others."""
    left = list(names)
    for want in wanted:
        match = next((n for n in left if same_name(n, want)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def faults(case: Case, extraction: Extraction) -> list[str]:
    """Return what differs from what is expected, in words; nothing if the case passes."""
    found = Found(extraction)
    out: list[str] = []
    for section, check in CHECKS.items():
        if section in case.expected:
            out += _compare(case, found, section, check)
    for name in case.absent:
        if any(_same_words(a.name, name) for a in extraction.actors):
            out.append(f"actor {name!r} must not be found")
    return out


def _same_words(a: str, b: str) -> bool:
    return re.findall(r"\w+", a.casefold()) == re.findall(r"\w+", b.casefold())


Check = Callable[[Case, Found, Record, Any], Iterator[str]]


def _compare(case: Case, found: Found, section: str, check: Check) -> list[str]:
    left = list(getattr(found.extraction, section))
    out = []
    for want in sorted(case.expected[section], key=lambda w: bool(w.get("optional"))):
        differences = [(list(check(case, found, want, record)), n) for n, record in enumerate(left)]
        fewest, best = min(differences, key=lambda d: len(d[0]), default=([""], -1))
        if best >= 0 and not fewest:
            del left[best]
        elif not want.get("optional"):
            nearest = f"the nearest has {'; '.join(fewest)}" if best >= 0 else "nor anything like it"
            out.append(f"{section}: {_short(want)} not found, {nearest}")
    if section in ("statements", "meetings", "positions"):
        out += [f"{section}: unexpected {_shown(found, record)}" for record in left]
    return out


def _short(want: Record) -> str:
    return " ".join(
        f"{k}={v!r}" for k, v in want.items() if k in ("speaker", "cue", "name", "person", "type", "stance")
    )


def _shown(found: Found, record: Any) -> str:
    text = found.extraction.document.text
    for field in ("content", "evidence"):
        spans = getattr(record, field, None)
        if spans is not None:
            words = " … ".join(text[s.start : s.end] for s in ([spans] if isinstance(spans, Span) else spans))
            who = found.name(getattr(record, "speaker", None) or getattr(record, "holder", None))
            kind = getattr(record, "stance", None) or getattr(record, "type", None) or ""
            return f"{who} {kind} {words!r}"
    return repr(record)


def _differs(name: str, got: object, want: object) -> Iterator[str]:
    if (got or "") != (want or ""):
        yield f"{name} {got!r}, not {want!r}"


def _overlap(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _word_places(text: str, spans: list[Span]) -> set[int]:
    return {s.start + m.start() for s in spans for m in re.finditer(r"\w+", text[s.start : s.end])}


def _statement(case: Case, found: Found, want: Record, got: Any) -> Iterator[str]:
    text = case.document.text
    if not _overlap(case.locate(want["cue"]), got.cue):
        yield f"cue {text[got.cue.start : got.cue.end]!r}"
    if "content" in want:
        a = _word_places(text, [case.locate(w) for w in want["content"]])
        b = _word_places(text, list(got.content))
        if len(a & b) < AGREEMENT * len(a | b):
            yield f"content {' … '.join(text[s.start : s.end] for s in got.content)!r}"
    for field in ("speaker", "attributed_by"):
        if field in want and not found.is_actor(getattr(got, field), want[field]):
            yield f"{field} {found.name(getattr(got, field))!r}"
    if "addressees" in want and not paired([found.name(a) for a in got.addressees], want["addressees"]):
        yield f"addressees {[found.name(a) for a in got.addressees]}"
    if "meeting" in want:
        types = [m.type for m in found.extraction.meetings if m.id == got.meeting]
        yield from _differs("meeting", types[0] if types else None, want["meeting"])
    for field, name in (("quote_type", "quote"), ("modality", "modality"), ("date", "date")):
        if name in want:
            yield from _differs(name, getattr(got, field), want[name])


def _actor(case: Case, found: Found, want: Record, got: Any) -> Iterator[str]:
    if not any(same_name(got.name, n) for n in (want["name"], *want.get("name_alt", ()))):
        yield f"name {got.name!r}"
    if "type" in want and got.type not in (want["type"], *want.get("type_alt", ())):
        yield f"type {got.type}"
    if "role" in want:
        yield from _role(got.role, want["role"])
    if "country" in want:
        yield from _differs("country", got.country, want["country"])
    for words in want.get("mentions", ()):
        if not any(_overlap(case.locate(words), mention) for mention in got.mentions):
            yield f"mention {words!r} is missing"


def _role(got: str | None, want: str) -> Iterator[str]:
    a, b = (set(re.findall(r"\w+", (r or "").casefold())) - {"the", "of"} for r in (got, want))
    if not b <= a or (a and not b):
        yield f"role {got!r}, not {want!r}"


def _tenure(case: Case, found: Found, want: Record, got: Any) -> Iterator[str]:
    for field in ("person", "organization", "represents", "accredited_to"):
        if field in want and not found.is_actor(getattr(got, field), want[field]):
            yield f"{field} {found.name(getattr(got, field))!r}"
    if "role" in want:
        yield from _role(got.role, want["role"])


def _meeting(case: Case, found: Found, want: Record, got: Any) -> Iterator[str]:
    if got.type not in (want["type"], *want.get("type_alt", ())):
        yield f"type {got.type}"
    if "participants" in want:
        names = [found.name(p.actor) for p in got.participants]
        if not paired(names, want["participants"]):
            yield f"participants {names}"
    for field in ("date", "date_basis", "status"):
        if field in want:
            yield from _differs(field, getattr(got, field), want[field])
    if "place" in want and not same_name(got.place or "", want["place"]):
        yield f"place {got.place!r}"


def _position(case: Case, found: Found, want: Record, got: Any) -> Iterator[str]:
    if got.stance not in (want["stance"], *want.get("stance_alt", ())):
        yield f"stance {got.stance}"
    evidence = case.locate(want["evidence"])
    shorter = min(evidence.end - evidence.start, got.evidence.end - got.evidence.start)
    if _overlap(evidence, got.evidence) < 0.5 * shorter:
        yield f"evidence {case.document.text[got.evidence.start : got.evidence.end]!r}"
    for field in ("holder", "speaker"):
        if field in want and not found.is_actor(getattr(got, field), want[field]):
            yield f"{field} {found.name(getattr(got, field))!r}"
    if want.get("target", "").casefold() not in got.target.casefold():
        yield f"target {got.target!r}"
    targets = [found.name(a) for a in got.target_actors]
    if not all(any(same_name(t, w) for t in targets) for w in want.get("target_actors", ())):
        yield f"target actors {targets}"
    if "issue" in want and not any(want["issue"] in issue for issue in got.issues):
        yield f"issues {list(got.issues)}"
    if "modality" in want:
        yield from _differs("modality", got.modality, want["modality"])


CHECKS: dict[str, Check] = {
    "actors": _actor,
    "tenures": _tenure,
    "meetings": _meeting,
    "statements": _statement,
    "positions": _position,
}


def evaluation() -> Evaluation:
    """Score the whole suite like a set of articles, each case on what its expectations say in full."""
    total = Evaluation()
    for case in cases():
        result = score(_reading(case), to_json(extractions()[case.id]), article=case.id)
        total += Evaluation({m: result.scores[m] for m in _measures(case)})
    return total


def _measures(case: Case) -> Iterator[str]:
    statements = case.expected.get("statements")
    if statements is not None and all("content" in s for s in statements):
        yield "speech"
        if all(s.get("speaker") for s in statements):
            yield "statements"
    if "meetings" in case.expected:
        yield "meetings"
    if "positions" in case.expected:
        yield "holding"
        yield "positions"


def _reading(case: Case) -> Record:
    """Return what a case expects in the JSON form of a reading."""
    groups: list[Record] = []

    def one(names: str | list[str]) -> str:
        if isinstance(names, str):
            return names
        groups.append({"name": " and ".join(names), "type": "Group", "members": names})
        return str(groups[-1]["name"])

    def pair(words: str) -> list[int]:
        span = case.locate(words)
        return [span.start, span.end]

    statements = case.expected.get("statements", ())
    positions = case.expected.get("positions", ())
    meetings = case.expected.get("meetings", ())
    return {
        "statements": [
            {**s, "speaker": one(s.get("speaker", "")), "content": [pair(w) for w in s.get("content", ())]}
            for s in statements
        ],
        "meetings": [{"participants": [], **m} for m in meetings],
        "positions": [{**p, "holder": one(p["holder"]), "evidence": pair(p["evidence"])} for p in positions],
        "actors": groups,
    }


def report(wanted: list[str]) -> Iterator[str]:
    """Yield what differs case by case, then how many pass by group, then the scores."""
    passing, total = Counter[str](), Counter[str]()
    for case in cases():
        if wanted and not {case.id, case.group} & set(wanted):
            continue
        found = faults(case, extractions()[case.id])
        total[case.group] += 1
        passing[case.group] += not found
        if found:
            yield f"{case.id}{' (gap)' if case.gap else ''}: {' '.join(case.document.text.split())}"
            yield from (f"    {fault}" for fault in found)
        elif case.gap:
            yield f"{case.id} passes now: take its line `gap = …` out of the file"
    yield ", ".join(f"{group} {passing[group]}/{n}" for group, n in total.items())
    yield str(evaluation())


def update_gaps(*, note: bool) -> None:
    """Take out the gaps of cases that pass; with ``note`` add those of cases that fail. Reasons that are there stay."""
    for path in sorted(FOLDER.glob("*.toml")):
        head, *tables = re.split(r"(?m)^(?=\[\[case\]\]$)", path.read_text(encoding="utf-8"))
        own = [case for case in cases() if case.group == path.stem]
        updated = [_with_gap(table, case, note=note) for table, case in zip(tables, own, strict=True)]
        path.write_text("".join([head, *updated]), encoding="utf-8")


def _with_gap(table: str, case: Case, *, note: bool) -> str:
    found = faults(case, extractions()[case.id])
    if not found:
        return re.sub(r"(?m)^gap = .*\n", "", table)
    if case.gap or not note:
        return table
    reason = json.dumps(found[0], ensure_ascii=False)
    return re.sub(r"(?m)^construct = .*\n", lambda m: f"{m[0]}gap = {reason}\n", table, count=1)


if __name__ == "__main__":
    if sys.argv[1:] in (["--close-gaps"], ["--note-gaps"]):
        update_gaps(note=sys.argv[1] == "--note-gaps")
    else:
        sys.stdout.writelines(f"{line}\n" for line in report(sys.argv[1:]))
