"""How well the extraction reads: its records against readings by hand.

A reading is a file in the JSON form (:mod:`kg.interchange`), ``NAME.gold.json`` beside its ``NAME.txt``. In it, actors
may be referred to by name, and three more fields say what else is right: ``optional`` (right when found, not owed),
``type_alt``, ``date_alt`` and ``stance_alt`` (equally right values).

========== ===========================================================================================
measure    what counts as right
========== ===========================================================================================
actors     the same name (the words of one contain the words of the other, or it is its acronym), once
           each; a country that the reading leaves out may be a mere place and is not counted
actor ...  type, role, country: the share of matched actors of which the reading gives it
meetings   type, date (where the reading has one) and at least half of the participants in common
speech     contents with a Jaccard index of at least 0.5 over their characters
statements the same, and the same speaker; a joint speaker is met by any of its members
holding    evidence that overlaps (at least 0.3 of the shorter) and the same holder
positions  the same, and the same stance
========== ===========================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import DataError

__all__ = ["MEASURES", "Evaluation", "Miss", "Score", "evaluate", "same_name", "score"]

MEASURES = (
    "actors",
    "actor type",
    "actor role",
    "actor country",
    "meetings",
    "speech",
    "statements",
    "holding",
    "positions",
)

Record = Mapping[str, Any]
Stretches = tuple[tuple[int, int], ...]
"""Disjoint stretches of text in order, ends exclusive."""

SILENT_WORDS = frozenset({"the", "of", "and", "mr", "ms", "mrs"})
SHORT_FOR = {
    "un": "united nations",
    "us": "united states",
    "usa": "united states",
    "uk": "united kingdom",
    "eu": "european union",
}


@dataclass(frozen=True, slots=True)
class Score:
    """How many records are right, how many the reading owes and how many were found."""

    right: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.gold + other.gold, self.found + other.found)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of what is owed that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A record that only one side has: ``kind`` is "missed meeting", "spurious statement" and so on."""

    article: str
    kind: str
    what: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.article}: {self.kind}: {self.what}" + (f": {self.words!r}" if self.words else "")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one article or of many, and what went wrong.

    Examples
    --------
    >>> one = Evaluation({"speech": Score(3, 4, 5)})
    >>> print(one + one)
    measure        precision recall    F1  right   gold  found
    speech             0.600  0.750 0.667      6      8     10
    """

    scores: Mapping[str, Score] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()
    articles: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)

    def __add__(self, other: Evaluation) -> Evaluation:
        measures = [m for m in MEASURES if m in self.scores or m in other.scores]
        total = {m: self.scores.get(m, Score()) + other.scores.get(m, Score()) for m in measures}
        return Evaluation(total, self.misses + other.misses, {**self.articles, **other.articles})

    def __str__(self) -> str:
        lines = [f"{'measure':<15}precision recall    F1  right   gold  found"]
        lines += [
            f"{m:<15}    {s.precision:.3f}  {s.recall:.3f} {s.f1:.3f} {s.right:>6} {s.gold:>6} {s.found:>6}"
            for m, s in self.scores.items()
        ]
        return "\n".join(lines)


def evaluate(paths: Iterable[str | Path], *, texts: str | Path | None = None, model: str | None = None) -> Evaluation:
    """Extract the texts of hand-made readings and score the result against the readings.

    Parameters
    ----------
    paths
        Files ``NAME.gold.json``, or folders that hold some.
    texts
        The folder of the texts ``NAME.txt``, where they do not lie beside the readings.
    model
        The name of an installed spaCy pipeline; the default one if left out.

    Raises
    ------
    DataError
        A reading is missing, malformed or without its text; the message names the file.

    Examples
    --------
    >>> evaluation = evaluate(["tests/gold"], texts="sources")
    >>> evaluation.scores["statements"].gold
    23
    """
    from kg.extract import extract_all
    from kg.interchange import to_json
    from kg.read import read

    readings = list(_readings(paths, None if texts is None else Path(texts)))
    documents = (read(text) for _, text in readings)
    extractions = extract_all(documents) if model is None else extract_all(documents, model=model)
    total = Evaluation()
    for (path, _), extraction in zip(readings, extractions, strict=True):
        total += _scored(path, to_json(extraction))
    return total


def _readings(paths: Iterable[str | Path], texts: Path | None) -> Iterator[tuple[Path, Path]]:
    for path in map(Path, paths):
        files = sorted(path.glob("*.gold.json")) if path.is_dir() else [path]
        if not files:
            raise DataError(f"{path}: holds no reading: a reading is a file NAME.gold.json")
        for file in files:
            text = (texts or file.parent) / (_name(file) + ".txt")
            if not file.is_file():
                raise DataError(f"{file}: no such file: a reading is a file NAME.gold.json")
            if not text.is_file():
                raise DataError(f"{file}: its text {text} is missing: put it there or name the folder of the texts")
            yield file, text


def _name(file: Path) -> str:
    return file.name.removesuffix(".json").removesuffix(".gold")


def _scored(path: Path, found: Record) -> Evaluation:
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
        return score(gold, found, article=_name(path))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: not a reading in the JSON form: {error!r}: compare kg.interchange") from error


def score(gold: Record, found: Record, *, article: str | None = None) -> Evaluation:
    """Score one article's records against its reading, both in the JSON form.

    Parameters
    ----------
    gold
        The reading.
    found
        What :func:`kg.interchange.to_json` gives.
    article
        What to call the article in the result; the reading's own ``id`` if left out.

    Examples
    --------
    >>> gold = {"actors": [{"name": "Kari Holm", "type": "Person"}, {"name": "Norway", "type": "Country"}]}
    >>> found = {"actors": [{"id": "a1", "name": "Holm", "type": "Person", "country": "NOR"}]}
    >>> score(gold, found).scores["actors"]
    Score(right=1, gold=2, found=1)
    """
    article = str(article or gold.get("id") or "")
    sheet = _Sheet(article, str((found.get("article") or {}).get("text") or ""), _Names(gold, found))
    _score_actors(sheet, gold.get("actors", []), found.get("actors", []))
    _score_meetings(sheet, gold.get("meetings", []), found.get("meetings", []))
    _score_statements(sheet, gold.get("statements", []), found.get("statements", []))
    _score_positions(sheet, gold.get("positions", []), found.get("positions", []))
    scores = {m: sheet.scores[m] for m in MEASURES}
    return Evaluation(scores, tuple(sheet.misses), {article: scores})


class _Names:
    """Whom the references of both sides mean."""

    def __init__(self, gold: Record, found: Record) -> None:
        self._gold = _names_by_reference(gold)
        self._found = _names_by_reference(found)
        self._members = {a["name"]: a.get("members") or [] for a in gold.get("actors", [])}

    def of_found(self, reference: str | None) -> str:
        return self._found.get(reference or "", reference or "")

    def same(self, gold: str | None, found: str | None) -> bool:
        """Tell whether the actor found is the one in the reading, or a member of that group."""
        name = self._gold.get(gold or "", gold or "")
        other = self.of_found(found)
        return any(same_name(n, other) for n in (name, *self._members.get(name, ())))


def _names_by_reference(records: Record) -> dict[str, str]:
    return {ref: a["name"] for a in records.get("actors", []) for ref in (a.get("id"), a["name"]) if ref}


def _words(name: str | None) -> frozenset[str]:
    letters = "".join(c if c.isalnum() else " " for c in (name or "").replace(".", "").lower())
    return frozenset(part for w in letters.split() if w not in SILENT_WORDS for part in SHORT_FOR.get(w, w).split())


def _stands_for(acronym: str, name: str) -> bool:
    return len(acronym) > 2 and acronym.isupper() and acronym == "".join(w[0] for w in name.split() if w[0].isupper())


def same_name(a: str, b: str) -> bool:
    """Tell whether two names are taken for one: the words of one contain the other's, or it is its acronym.

    Examples
    --------
    >>> same_name("Holm", "Kari Holm"), same_name("SADC", "Southern African Development Community")
    (True, True)
    >>> same_name("South Korea", "North Korea")
    False
    """
    x, y = _words(a), _words(b)
    return bool(x and y) and (x <= y or y <= x or _stands_for(a, b) or _stands_for(b, a))


def _stretches(spans: Any) -> Stretches:
    """Return spans, or a single one, as disjoint stretches."""
    if not spans:
        return ()
    merged: list[tuple[int, int]] = []
    for start, end in sorted([spans] if isinstance(spans[0], int) else spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _length(stretches: Stretches) -> int:
    return sum(end - start for start, end in stretches)


def _common(a: Stretches, b: Stretches) -> int:
    i = j = total = 0
    while i < len(a) and j < len(b):
        total += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return total


def _jaccard(common: int, a: int, b: int) -> float:
    return common / (a + b - common) if common else 0.0


def _share_of_shorter(a: Stretches, b: Stretches) -> float:
    return _common(a, b) / min(_length(a), _length(b)) if a and b else 0.0


def _accepted(record: Record, name: str) -> set[Any]:
    return {record.get(name), *record.get(name + "_alt", ())}


def _pair(golds: int, founds: int, likeness: Callable[[int, int], float]) -> dict[int, int]:
    """Match one to one, best first, ties in the order of the text; what is not alike at all never matches."""
    alike = [(-s, g, f) for g in range(golds) for f in range(founds) if (s := likeness(g, f)) > 0]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, f in sorted(alike):
        if g not in pairs and f not in taken:
            pairs[g] = f
            taken.add(f)
    return pairs


@dataclass(slots=True)
class _Sheet:
    """The scores of one article while they are added up."""

    article: str
    text: str
    names: _Names
    scores: dict[str, Score] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def count(self, measure: str, pairs: Mapping[int, int], gold: Sequence[Record], found: int) -> None:
        """Count the matches; an optional record of the reading is neither owed nor, when matched, counted."""
        optional = {g for g, record in enumerate(gold) if record.get("optional")}
        met = len(optional & pairs.keys())
        self.scores[measure] = Score(len(pairs) - met, len(gold) - len(optional), found - met)

    def note(self, kind: str, records: Iterable[Record], name: Callable[[Record], str], where: str = "") -> None:
        """Write down records of a kind ("missed meeting"), with the words that the field ``where`` points to."""
        for r in records:
            words = " … ".join(self.text[a:b] for a, b in _stretches(r.get(where))) if where else ""
            self.misses.append(Miss(self.article, kind, name(r), words))


def _missed(gold: Sequence[Record], pairs: Mapping[int, int]) -> list[Record]:
    return [r for g, r in enumerate(gold) if g not in pairs and not r.get("optional")]


def _spurious(found: Sequence[Record], pairs: Mapping[int, int]) -> list[Record]:
    matched = set(pairs.values())
    return [r for f, r in enumerate(found) if f not in matched]


def _score_actors(sheet: _Sheet, gold: Sequence[Record], found: Sequence[Record]) -> None:
    def likeness(g: int, f: int) -> float:
        a, b = gold[g], found[f]
        if not same_name(a["name"], b["name"]):
            return 0.0
        x, y = _words(a["name"]), _words(b["name"])
        return _jaccard(len(x & y), len(x), len(y)) + (0.1 if a["type"] == b.get("type") else 0.0)

    pairs = _pair(len(gold), len(found), likeness)
    extra = [a for a in _spurious(found, pairs) if a.get("type") != "Country"]
    sheet.count("actors", pairs, gold, len(pairs) + len(extra))
    both = [(gold[g], found[f]) for g, f in pairs.items()]
    agreement = {
        "actor type": [b.get("type") in _accepted(a, "type") for a, b in both],
        "actor role": [bool(_words(a["role"]) & _words(b.get("role"))) for a, b in both if a.get("role")],
        "actor country": [a["country"] == b.get("country") for a, b in both if a.get("country")],
    }
    for measure, verdicts in agreement.items():
        sheet.scores[measure] = Score(sum(verdicts), len(verdicts), len(verdicts))

    def name(a: Record) -> str:
        return str(a["name"])

    sheet.note("missed actor", _missed(gold, pairs), name)
    sheet.note("spurious actor", extra, name)


def _score_meetings(sheet: _Sheet, gold: Sequence[Record], found: Sequence[Record]) -> None:
    def likeness(g: int, f: int) -> float:
        a, b = gold[g], found[f]
        if b.get("type") not in _accepted(a, "type"):
            return 0.0
        if a.get("date") and (b.get("date") or "")[:10] not in _accepted(a, "date"):
            return 0.0
        want, have = a["participants"], b.get("participants", [])
        if not want:
            return 0.5 + _share_of_shorter(_stretches(a.get("evidence")), _stretches(b.get("evidence")))
        shared = len(_pair(len(want), len(have), lambda i, j: float(sheet.names.same(want[i], have[j]))))
        likeness = _jaccard(shared, len(want), len(have))
        return likeness if likeness >= 0.5 else 0.0

    def name(m: Record) -> str:
        return f"{m.get('type')} {m.get('date') or ''}".rstrip()

    pairs = _pair(len(gold), len(found), likeness)
    sheet.count("meetings", pairs, gold, len(found))
    sheet.note("missed meeting", _missed(gold, pairs), name, "evidence")
    sheet.note("spurious meeting", _spurious(found, pairs), name, "evidence")


def _score_statements(sheet: _Sheet, gold: Sequence[Record], found: Sequence[Record]) -> None:
    wanted = [_stretches(s["content"]) for s in gold]
    had = [_stretches(s.get("content")) for s in found]

    def speech(g: int, f: int) -> float:
        likeness = _jaccard(_common(wanted[g], had[f]), _length(wanted[g]), _length(had[f]))
        return likeness if likeness >= 0.5 else 0.0

    def statement(g: int, f: int) -> float:
        return speech(g, f) if sheet.names.same(gold[g]["speaker"], found[f].get("speaker")) else 0.0

    def by(s: Record) -> str:
        return f"by {sheet.names.of_found(s.get('speaker')) or 'nobody'}"

    sheet.count("speech", _pair(len(gold), len(found), speech), gold, len(found))
    pairs = _pair(len(gold), len(found), statement)
    sheet.count("statements", pairs, gold, len(found))
    sheet.note("missed statement", _missed(gold, pairs), lambda s: f"by {s['speaker']}", "content")
    sheet.note("spurious statement", _spurious(found, pairs), by, "content")


def _score_positions(sheet: _Sheet, gold: Sequence[Record], found: Sequence[Record]) -> None:
    wanted = [_stretches(p["evidence"]) for p in gold]
    had = [_stretches(p.get("evidence")) for p in found]

    def holding(g: int, f: int) -> float:
        likeness = _share_of_shorter(wanted[g], had[f])
        held = likeness >= 0.3 and sheet.names.same(gold[g]["holder"], found[f].get("holder"))
        return likeness if held else 0.0

    def position(g: int, f: int) -> float:
        return holding(g, f) if found[f].get("stance") in _accepted(gold[g], "stance") else 0.0

    def name(p: Record) -> str:
        return f"{sheet.names.of_found(p.get('holder'))} {p.get('stance')}"

    sheet.count("holding", _pair(len(gold), len(found), holding), gold, len(found))
    pairs = _pair(len(gold), len(found), position)
    sheet.count("positions", pairs, gold, len(found))
    sheet.note("missed position", _missed(gold, pairs), lambda p: f"{p['holder']} {p['stance']}", "evidence")
    sheet.note("spurious position", _spurious(found, pairs), name, "evidence")
