"""Who held which high office when, from ``kg/data/officeholders.tsv``: the last resort where a text does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.extract.actors.naming import one_person, parts, surname_of
from kg.extract.phrases import rows

__all__ = ["Holding", "holder_of", "holding_of"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in an office, for a state (alpha-3) or an organisation, from one day or year to another."""

    name: str
    office: str
    of: str
    first: str
    last: str

    @property
    def country(self) -> str | None:
        """Return the state, ``None`` for an office of an organisation."""
        return self.of if len(self.of) == 3 and self.of.isupper() else None

    def begun(self, day: str) -> bool:
        """Whether the office was held on a day or before it."""
        return self.first <= day[: len(self.first)]

    def on(self, day: str) -> bool:
        """Whether the office was held on a day."""
        return self.begun(day) and (not self.last or day[: len(self.last)] <= self.last)


@cache
def holdings() -> tuple[Holding, ...]:
    """Return every entry of the table, one for every form of a name."""
    found = []
    for names, *rest in rows("officeholders.tsv", 5):
        found += [Holding(name.strip(), *rest) for name in names.split(";")]
    return tuple(found)


@cache
def table() -> dict[str, list[Holding]]:
    """Return the entries by the part of the name by which a person is known."""
    found: dict[str, list[Holding]] = {}
    for holding in holdings():
        for key in {parts(holding.name)[-1], surname_of(holding.name, holding.country)}:
            found.setdefault(key, []).append(holding)
    return found


@cache
def by_office() -> dict[tuple[str, str], list[Holding]]:
    """Return the entries by office and state."""
    found: dict[tuple[str, str], list[Holding]] = {}
    for holding in holdings():
        found.setdefault((holding.office.lower(), holding.of), []).append(holding)
    return found


def holding_of(name: str, day: str | None, offices: frozenset[str] = frozenset()) -> Holding | None:
    """Return the office that a person of this full name held on a day, or else last before it.

    A surname is enough together with an office that one person of this name held that day.

    >>> holding_of("Angela Merkel", "2019-05-01").office
    'Chancellor'
    """
    own = parts(name)
    if not own:
        return None
    options = {h for part in (own[-1], own[0]) for h in table().get(part, ())}
    if len(own) == 1:
        holders = [h for h in options if h.office.lower() in offices and (day is None or h.on(day))]
        return holders[0] if len({(h.office, h.of, h.first) for h in holders}) == 1 else None
    fitting = [
        h
        for h in options
        if one_person(name, h.name, same_office=h.office.lower() in offices) and (day is None or h.begun(day))
    ]
    if len({h.of for h in fitting if day is None}) > 1:
        return None
    return max(fitting, key=lambda h: (day is not None and h.on(day), h.first), default=None)


def holder_of(office: str, country: str, day: str) -> Holding | None:
    """Return who held an office of a state on a day, ``None`` unless it was one person.

    >>> holder_of("president", "FRA", "2020-01-01").name
    'Emmanuel Macron'
    """
    found = [h for h in by_office().get((office, country), ()) if h.on(day)]
    return found[0] if len({h.first for h in found}) == 1 else None


def surname_holding(surname: str, country: str, day: str) -> Holding | None:
    """Return who of this surname holds or has held an office of a state on a day, ``None`` unless it is one person."""
    own = parts(surname)
    found = [h for h in table().get(own[-1], ()) if h.country == country and h.begun(day)] if own else []
    people = {tuple(sorted((h.office, h.first) for h in found if h.name == name)) for name in {h.name for h in found}}
    return max(found, key=lambda h: h.first) if len(people) == 1 else None
