"""Which part of a store a page is about: names that people type, made into the rows they mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from kg.errors import DataError
from kg.facts import Facts, subset

__all__ = ["part"]


def part(  # noqa: PLR0913 - each names a part that one may ask for
    facts: Facts,
    *,
    about: str | None = None,
    meeting: str | None = None,
    issue: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Facts:
    """Return the part of the rows that a page is asked to be about; all of them when nothing is asked.

    Parameters
    ----------
    about
        An actor, by name or IRI.
    meeting, issue
        A meeting by IRI, an issue by label, key or IRI.
    since, until
        ISO dates, both included.

    Raises
    ------
    DataError
        Nothing has that name; the message offers what comes nearest.

    Examples
    --------
    >>> part(Facts()) == Facts()
    True
    """
    if not any((about, meeting, issue, since, until)):
        return facts
    actors = [(a.iri, a.name) for a in facts.actors.values()]
    issues = [pair for p in facts.positions.values() for pair in p.issues]
    return subset(
        facts,
        about=_find(about, actors, "actor") if about else (),
        meetings=_find(meeting, [(m, m) for m in facts.meetings], "meeting") if meeting else (),
        issues=_find(issue, issues, "issue") if issue else (),
        since=since,
        until=until,
    )


def _find(wanted: str, known: Iterable[tuple[str, str]], what: str) -> list[str]:
    known = sorted(set(known))
    low = wanted.casefold()
    for found in (
        [iri for iri, label in known if wanted in {iri, label}],
        [iri for iri, label in known if low in {label.casefold(), iri.rsplit("#", 1)[-1].casefold()}],
        [iri for iri, label in known if low in label.casefold().split()],
    ):
        if found:
            return found
    near = difflib.get_close_matches(wanted, [label for _, label in known], n=3, cutoff=0.5)
    hint = f"the nearest are {', '.join(near)}" if near else "nothing comes near; try the name as a document writes it"
    raise DataError(f"no {what} is called {wanted!r}: {hint}")
