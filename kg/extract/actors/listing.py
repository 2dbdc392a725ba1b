"""Which of those whom a document names or describes are actors of it: who acts, speaks or is spoken about as a party.

A name alone does not make an actor. A country, an organisation and whoever holds an office count where they are named;
people who are only described ("foreign investors"), several who are only named together, and bearers of a name of whom
nothing is told count where they speak, take part, hold a position or are the target of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.extract.actors.registry import Figure, Registry

__all__ = ["close", "standing"]

DOERS = frozenset({"nsubj", "nsubjpass"})


def close(
    registry: Registry, acting: frozenset[str], concerned: frozenset[str], addressed: frozenset[str] = frozenset()
) -> None:
    """Take off the list whom a document only mentions in passing.

    Parameters
    ----------
    registry
        The figures of the document.
    acting
        The ids of those who speak, take part in a meeting or hold a position, and of those for whom they do.
    concerned
        The ids of the targets of positions.
    addressed
        The ids of those to whom something is said.
    """
    for figure in registry.figures.values():
        named = not figure.described and not figure.members
        if figure.listed and figure.id not in acting and not (named and figure.id in addressed):
            figure.listed = counts(registry, figure, target=figure.id in concerned)
    for figure in list(registry.figures.values()):
        for member in figure.members if figure.listed else ():
            registry.figures[member].listed = True


def counts(registry: Registry, figure: Figure, *, target: bool) -> bool:
    """Whether one who does not act by any record is an actor all the same."""
    if figure.members:
        return False
    if figure.described:
        return target
    if figure.type == "Person" and figure.role is None:
        known = bool(figure.gender or figure.titles)
        return known if target else known and len(figure.mentions) > 1 and does(registry, figure)
    return True


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
