"""Which of those whom a document names or describes are actors of it: who acts, speaks or is spoken about as a party.

A name alone does not make an actor. A country, an organisation and whoever holds an office count where they are named;
people who are only described ("foreign investors"), several who are only named together, and bearers of a name of whom
nothing is told count where they speak, take part, hold a position or are the target of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import words

if TYPE_CHECKING:
    from kg.extract.actors.registry import Figure, Registry

__all__ = ["close", "standing"]

QUANTITIES = words("quantities")
DOERS = frozenset({"nsubj", "nsubjpass"})


def close(
    registry: Registry,
    speaking: frozenset[str],
    acting: frozenset[str],
    concerned: frozenset[str],
    addressed: frozenset[str],
) -> None:
    """Take off the list whom a document only mentions in passing.

    Parameters
    ----------
    registry
        The figures of the document.
    speaking
        The ids of those who speak, and of those for whom they do.
    acting
        The ids of those who take part in a meeting or hold a position, and of those for whom they do.
    concerned, addressed
        The ids of the targets of positions, and of those to whom something is said.
    """
    for figure in registry.figures.values():
        named = not figure.described and not figure.members
        acts = figure.id in speaking or (figure.id in acting and not bare(figure))
        if figure.listed and not acts and not (named and figure.id in addressed):
            figure.listed = counts(registry, figure, target=figure.id in concerned and not bare(figure))
    for figure in list(registry.figures.values()):
        for member in figure.members if figure.listed else ():
            registry.figures[member].listed = True


def counts(registry: Registry, figure: Figure, *, target: bool) -> bool:
    """Whether one who does not act by any record is an actor all the same."""
    if figure.members or not figure.mentions:
        return False
    if figure.described:
        return target or figure.acted_on
    office = figure.role is not None or any(title.office.kind != "title" for title, _ in figure.titles)
    if figure.type == "Person" and not office:
        known = bool(figure.gender or figure.titles)
        return known if target else known and len(figure.mentions) > 1 and does(registry, figure)
    return True


def bare(figure: Figure) -> bool:
    """Whether people are described by a noun alone, or by one that only a quantity stands with ("many countries")."""
    words = figure.name.lower().split()
    return figure.described and figure.type == "Group" and all(word in QUANTITIES for word in words[:-1])


def does(registry: Registry, figure: Figure) -> bool:
    """Whether a person is the subject of a verb anywhere."""
    for index, _, end in figure.mentions[:20]:
        token = registry.text.paragraphs[index].doc[end - 1]
        if token.dep_ in DOERS and token.head.pos_ in ("VERB", "AUX"):
            return True
    return False


def standing(registry: Registry, actor: str) -> tuple[str, ...]:
    """Return the listed actors for one that other records refer to: itself, or those it consists of, or none."""
    figure = registry.figures[actor]
    if figure.listed:
        return (actor,)
    return tuple(member for member in figure.members if registry.figures[member].listed)
