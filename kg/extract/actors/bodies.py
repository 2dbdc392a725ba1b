"""Names of organisations that are put together in the text: "Turkish" + "Ministry" + "of" + "Foreign Affairs"."""

from __future__ import annotations

from kg.extract.actors.gazetteer import Body, Term, words
from kg.extract.actors.units import POSSESSIVE, Line, Unit
from kg.records import ActorType

__all__ = ["Organizations"]

LOWER = frozenset({"state", "media", "movement"})
"""The classes of bodies that a nationality is enough to name: "Syrian government", not "Russian partnership"."""

STATIONS = frozenset({"radio", "television"})
GOVERNING = words("seats_of_power") | {"ministry", "embassy"}
"""Bodies whose names never go on with "on" ("between the Ministry of Trade and the Government on Road Transport")."""


class Organizations:
    """Joins "Turkish" + "Ministry" + "of" + "Foreign Affairs", "Foreign" + "Ministry", "Syrian" + "government"."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def join(self) -> None:
        """Replace body nouns and what belongs to them by organisations."""
        units = self.line.units
        out: list[Unit] = []
        k = 0
        while k < len(units):
            unit = units[k]
            if unit.kind == "B" and unit.body is not None:
                k = self.one(k, unit.body, out)
                continue
            if unit.kind == "O" and unit.term is not None and unit.term.class_ in ("ORG", "MEDIA"):
                unit.term = self.longer(unit, unit.term, out)
                self.national(unit, unit.term, out)
                if unit.term.country is None and k + 1 < len(units):
                    self.of_state(unit, unit.term, units[k + 1])
            out.append(unit)
            k += 1
        self.line.units = out
        self.line.index()

    def longer(self, unit: Unit, term: Term, out: list[Unit]) -> Term:
        """Read "National Congress", "Supreme State Council" as another body than the one known by the last word."""
        last = out[-1] if out else None
        if last is not None and last.kind == "N" and last.end == unit.start and not last.person:
            out.pop()
            unit.start = last.start
            return Term("body", self.line.text(unit.start, unit.end), term.type, None, term.class_)
        return term

    def national(self, unit: Unit, term: Term, out: list[Unit]) -> None:
        """Read "Libyan House of Representatives" as Libya's, "Russian news agency TASS" as one name."""
        while out and out[-1].term is not None:
            last, before = out[-1], out[-1].term
            if last.kind == "O" and last.end == unit.start and before.class_ == "media":
                unit.body = last.body
            elif last.kind == "C" and all(word in POSSESSIVE for word in self.line.words[last.end : unit.start]):
                if term.country != before.country and term.class_ == "ORG":
                    joined = self.line.text(last.start, unit.end)
                    name = joined if term.kind == "body" else f"{self.line.text(last.start, last.end)} {term.name}"
                    unit.term = Term("body", name, term.type, before.country, term.class_)
            else:
                return
            unit.start = last.start
            out.pop()

    def of_state(self, unit: Unit, term: Term, after: Unit) -> None:
        """Read "National Assembly of Hungary" as Hungary's."""
        between = self.line.lowers[unit.end : after.start]
        state = after.term
        if after.kind == "C" and state is not None and state.kind == "name" and between in (["of"], ["of", "the"]):
            name = self.line.text(unit.start, after.end)
            unit.term = Term("body", name, term.type, state.country, term.class_)

    def one(self, k: int, body: Body, out: list[Unit]) -> int:
        """Read the name to which one body noun belongs; return the index of the unit after it."""
        line, units = self.line, self.line.units
        unit = units[k]
        named = line.capital(unit.start) or line.capital(unit.end - 1)
        states: list[str] = []
        start, end = self.before(unit, body, out, states, named=named), unit.end
        k += 1
        if named and body.noun in STATIONS and k < len(units) and units[k].start == end and units[k].kind in "CN":
            note_state(units[k], states)  # "Radio Norway"
            end = units[k].end
            k += 1
        while named and k < len(units) and self.goes_on(body, end, units, k):
            note_state(units[k], states)
            end = units[k].end
            k += 1
        if end == unit.end and start == unit.start:
            out.append(unit)
        else:
            out.append(Unit("O", start, end, body=body, term=self.term(start, end, body, states)))
        return k

    def term(self, start: int, end: int, body: Body, states: list[str]) -> Term:
        """Return what a name that was put together means."""
        kind: ActorType = "Group" if body.kind == "movement" else "Organization"
        owner = self.owner(start, end)
        if owner is not None and owner.type == "InternationalOrganization" and not states:
            kind = "InternationalOrganization"
        country = states[0] if len(set(states)) == 1 else None
        return Term("body", self.line.text(start, end), kind, country, body.kind, owner.name if owner else None)

    def owner(self, start: int, end: int) -> Term | None:
        """Return the organisation inside the name of another ("EU Foreign Affairs Council")."""
        for i in range(start, end):
            unit = self.line.starting.get(i)
            if unit is not None and unit.kind == "O" and unit.term is not None and unit.end < end:
                return unit.term
        return None

    def before(self, unit: Unit, body: Body, out: list[Unit], states: list[str], *, named: bool) -> int:
        """Take the units before a body noun that belong to its name off the list; return where the name starts."""
        start = unit.start
        if not named and body.kind not in LOWER:
            return start
        while out and self.leads(out[-1], start, named=named):
            last = out.pop()
            note_state(last, states)
            start = last.start
        return start

    def leads(self, last: Unit, start: int, *, named: bool) -> bool:
        """Whether the unit before belongs to the name of a body."""
        line = self.line
        between = line.words[last.end : start]
        if between == ["and"]:  # "Food and Drug Administration", one name to the recogniser too
            alike = line.labels[last.end] == "ORG" == line.labels[last.start] == line.labels[start]
            return named and last.kind == "N" and alike
        hyphen = between == ["-"] and not line.doc[last.end].whitespace_
        owned = bool(between) and between[0] in POSSESSIVE
        if len(between) > owned and not hyphen and (named or not self.modifiers(last.end, start)):
            return False
        if last.kind == "N":
            alone = last.end - last.start == 1
            return (alone or not last.person) if named else (last.person and not owned)
        if last.kind == "T":
            return named and line.capital(last.start) and not between
        return last.kind in "CP" or (last.kind in "OB" and (named or owned))

    def modifiers(self, start: int, end: int) -> bool:
        """Whether only adjectives stand between a nationality and a body ("the Yemeni interim government")."""
        between = [i for i in range(start, end) if self.line.words[i] not in POSSESSIVE]
        return len(between) <= 2 and all(self.line.pos[i] in ("ADJ", "NOUN") for i in between)

    def goes_on(self, body: Body, end: int, units: list[Unit], k: int) -> bool:
        """Whether the next unit belongs to the name: "of" + "Foreign Affairs", "and" + "Security"."""
        line, after = self.line, units[k]
        between = line.lowers[end : after.start]
        if not 1 <= len(between) <= 2 or not line.capital(after.start) or (after.kind == "N" and after.person):
            return False
        if after.kind == "C" and after.term is not None and after.term.kind == "adjective":
            return False
        if between[0] in ("of", "for", "on"):
            governs = between[0] == "on" and body.noun in GOVERNING
            return between[1:] in ([], ["the"]) and not governs
        last = line.ending.get(end)
        if between == ["and"] and after.kind == "N" and last is not None and last.kind == "N":
            return bool(
                line.doc[after.end - 1].dep_ in ("conj", "pobj", "compound") and line.doc[after.end - 1].dep_ != "nsubj"
            )
        return False


def note_state(unit: Unit, states: list[str]) -> None:
    """Note the state that a unit names."""
    if unit.kind in "CP" and unit.term is not None and unit.term.country:
        states.append(unit.term.country)
