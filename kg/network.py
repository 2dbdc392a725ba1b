"""Networks of a store for NetworkX: who met whom, who takes which position, who spoke where about what.

Every attribute of a node or an edge is a ``str``, ``int`` or ``float``, so that GraphML and GEXF
load back as they were written; what the store does not say is the empty string. Nodes are named by IRI
and carry ``label``, ``kind`` (``Person``, ``Country``, ``Organization``, ``Group``, ``Meeting``,
``Issue``) and ``country`` (ISO 3166-1 alpha-3). An edge of a position carries

================  ==============================================================================
``stance``        the value of the stance scheme: ``support`` … ``deny``
``verb``          the stance in words: "supports"
``tone``          ``for``, ``against`` or ``asks``
``sign``          1, -1 or 0: the tone as a number, for signed networks
``modality``      ``asserted``, ``negated``, ``conditional`` …
``confidence``    how sure the extraction is, 0 to 1; 1.0 where the store does not say
``date``          the day on which it was said
``holder``        whose position it is; ``speaker`` who said so, ``meeting`` where
``position``      the IRI of the position; ``document`` that of the document that says so
================  ==============================================================================

A sign says how a holder stands to what the edge points at. Opposing "interference" is not hostility to anyone.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree import ElementTree as ET

from kg.facts import ActorRow, Facts, MeetingRow, PositionRow, facts_of
from kg.resources import table

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

__all__ = ["Target", "gexf", "graphml", "kind_of", "meeting_label", "meetings", "positions", "speakers", "targets"]

Source: TypeAlias = "Store | Facts"

NO_MEETING = "outside"


@dataclass(frozen=True, slots=True)
class Target:
    """What a position is about: an issue, an actor, or, where it has neither, its own words."""

    iri: str
    label: str
    kind: str
    country: str = ""


def kind_of(actor_type: str) -> str:
    """Return the kind of node that an actor's type is drawn as.

    Examples
    --------
    >>> kind_of("InternationalOrganization")
    'Organization'
    """
    return "Organization" if actor_type == "InternationalOrganization" else actor_type


def targets(facts: Facts, position: PositionRow) -> Iterator[Target]:
    """Yield what a position is about, issues first. There is always at least one."""
    for iri, label in position.issues:
        yield Target(iri, label, "Issue")
    known = [facts.actors[iri] for iri in position.target_actors if iri in facts.actors]
    for actor in known:
        yield Target(actor.iri, actor.name, kind_of(actor.type), actor.country or "")
    if not position.issues and not known:
        words = " ".join(position.target.casefold().split())
        key = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        yield Target(f"urn:words:{key}", position.target, "Issue")


def meeting_label(facts: Facts, meeting: MeetingRow) -> str:
    """Return what a meeting is called: its type and place, the participants where no place is known."""
    name = table("display.toml")["meeting"].get(meeting.type, "Meeting")
    if meeting.status != "held":
        name = f"{name} ({meeting.status})"
    if meeting.place:
        return f"{name} in {meeting.place}"
    people = [facts.name(actor) or "" for actor, _ in meeting.participants]
    return f"{name}: {' – '.join(people[:2])}" if people else name


def _actor_node(actor: ActorRow) -> dict[str, str]:
    return {"label": actor.name, "kind": kind_of(actor.type), "country": actor.country or ""}


def _target_node(target: Target) -> dict[str, str]:
    return {"label": target.label, "kind": target.kind, "country": target.country}


def _position_edge(facts: Facts, position: PositionRow) -> dict[str, str | int | float]:
    display = table("display.toml")
    shown = display["stance"][position.stance]
    return {
        "stance": position.stance,
        "verb": shown["verb"],
        "tone": shown["tone"],
        "sign": display["tone"][shown["tone"]]["sign"],
        "modality": position.modality,
        "confidence": 1.0 if position.confidence is None else position.confidence,
        "date": facts.day(position) or "",
        "holder": position.holder,
        "speaker": position.speaker or "",
        "meeting": facts.venue(position) or "",
        "position": position.iri,
        "document": position.document,
    }


def meetings(source: Source) -> nx.Graph:
    """Return who met whom: an edge between every two participants of a meeting.

    Edges carry ``weight`` (how many meetings), ``first`` and ``last`` (days) and ``meetings`` (IRIs, space
    between). Meetings that were only scheduled, or cancelled, are left out. A session of n participants
    gives n(n-1)/2 edges; :func:`speakers` keeps meetings as nodes where that is too many.

    Examples
    --------
    >>> from kg.facts import Facts
    >>> meetings(Facts()).number_of_nodes()
    0
    """
    import networkx as nx

    facts = facts_of(source)
    graph = nx.Graph(name="who met whom")
    for meeting in facts.meetings.values():
        if meeting.status != "held":
            continue
        present = sorted({actor for actor, _ in meeting.participants if actor in facts.actors})
        for actor in present:
            graph.add_node(actor, **_actor_node(facts.actors[actor]))
        for one, other in combinations(present, 2):
            edge = graph.get_edge_data(one, other)
            if edge is None:
                graph.add_edge(one, other, weight=0, first="", last="", meetings="")
                edge = graph.edges[one, other]
            days = [d for d in (edge["first"], edge["last"], meeting.date) if d]
            edge["weight"] += 1
            edge["first"], edge["last"] = (min(days), max(days)) if days else ("", "")
            edge["meetings"] = f"{edge['meetings']} {meeting.iri}".strip()
    return graph


def positions(source: Source) -> nx.MultiDiGraph:
    """Return holders and what they are for or against: one edge for each position and thing it is about.

    The key of an edge is the position's IRI, so parallel edges stay apart.

    Examples
    --------
    >>> from kg.facts import ActorRow, Facts, PositionRow
    >>> p = PositionRow("p", "a", "oppose", "interference", "d")
    >>> graph = positions(Facts(actors={"a": ActorRow("a", "Ruritania", "Country")}, positions={"p": p}))
    >>> [(graph.nodes[u]["label"], e["verb"], graph.nodes[v]["label"]) for u, v, e in graph.edges(data=True)]
    [('Ruritania', 'opposes', 'interference')]
    """
    import networkx as nx

    facts = facts_of(source)
    graph = nx.MultiDiGraph(name="positions")
    for position in facts.positions.values():
        holder = facts.actors.get(position.holder) or ActorRow(position.holder, position.holder, "Group")
        graph.add_node(holder.iri, **_actor_node(holder))
        for target in targets(facts, position):
            graph.add_node(target.iri, **_target_node(target))
            graph.add_edge(holder.iri, target.iri, key=position.iri, **_position_edge(facts, position))
    return graph


def speakers(source: Source) -> nx.MultiDiGraph:
    """Return meetings, who spoke or took part there, and what it was about.

    Nodes carry ``layer``: 0 for a meeting, 1 for an actor at that meeting (one node for each meeting; ``actor`` is its
    IRI), 2 for what was spoken about. What was said at no meeting that the text names hangs on a node of its own for
    each day. Edges from a meeting carry ``tone`` (``spoke`` or ``attended``) and ``statements`` (how many); edges
    to the third layer are those of positions.

    Examples
    --------
    >>> from kg.facts import Facts
    >>> speakers(Facts()).number_of_edges()
    0
    """
    import networkx as nx

    facts = facts_of(source)
    graph = nx.MultiDiGraph(name="who spoke where about what")
    for meeting in facts.meetings.values():
        _add_meeting(graph, meeting.iri, meeting_label(facts, meeting), meeting.date)
        for actor, behalf in meeting.participants:
            _add_speaker(graph, facts, meeting.iri, actor, behalf)
    for statement in facts.statements.values():
        if statement.speaker is None:
            continue
        venue = _venue(graph, facts, statement.meeting, facts.day(statement))
        seat = _add_speaker(graph, facts, venue, statement.speaker, statement.on_behalf_of)
        edge = graph.edges[venue, seat, "at"]
        edge["tone"], edge["statements"] = "spoke", edge["statements"] + 1
    for position in facts.positions.values():
        venue = _venue(graph, facts, facts.venue(position), facts.day(position))
        source_of = facts.statements.get(position.statement or "")
        speaker = position.speaker or (source_of.speaker if source_of else None) or position.holder
        seat = _add_speaker(graph, facts, venue, speaker, position.holder)
        for target in targets(facts, position):
            graph.add_node(target.iri, layer=2, **_target_node(target))
            graph.add_edge(seat, target.iri, key=position.iri, **_position_edge(facts, position))
    return graph


def _add_meeting(graph: nx.MultiDiGraph, iri: str, label: str, date: str | None) -> None:
    graph.add_node(iri, label=label, kind="Meeting", country="", layer=0, date=date or "")


def _venue(graph: nx.MultiDiGraph, facts: Facts, meeting: str | None, day: str | None) -> str:
    if meeting in facts.meetings:
        return str(meeting)
    iri = f"urn:{NO_MEETING}:{day or 'undated'}"
    if iri not in graph:
        _add_meeting(graph, iri, "Outside a meeting", day)
    return iri


def _add_speaker(graph: nx.MultiDiGraph, facts: Facts, venue: str, actor: str, behalf: str | None) -> str:
    row = facts.actors.get(actor) or ActorRow(actor, actor, "Group")
    seat = f"{venue}|{actor}"
    if seat not in graph:
        graph.add_node(seat, layer=1, actor=actor, behalf="", **_actor_node(row))
        graph.add_edge(venue, seat, key="at", tone="attended", statements=0)
    # "China and Russia" speaks for both: its name says so already.
    name = facts.name(behalf) or ""
    if behalf != actor and name not in row.name and not graph.nodes[seat]["behalf"]:
        graph.nodes[seat]["behalf"] = name
    return seat


ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _clean(graph: nx.Graph) -> nx.Graph:
    """Return a copy whose nodes and edges are sorted, its strings fit for XML."""
    out = graph.__class__(name=graph.name)

    def fit(data: dict[str, Any]) -> dict[str, Any]:
        return {
            k: ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", str(v)) if isinstance(v, str) else v for k, v in data.items()
        }

    out.add_nodes_from((n, fit(d)) for n, d in sorted(graph.nodes(data=True)))
    if graph.is_multigraph():
        out.add_edges_from(
            (u, v, k, fit(d)) for u, v, k, d in sorted(graph.edges(keys=True, data=True), key=_first_three)
        )
    else:
        out.add_edges_from(
            (u, v, fit(d)) for u, v, d in sorted((*sorted((u, v)), d) for u, v, d in graph.edges(data=True))
        )
    return out


def _first_three(edge: tuple[str, str, str, Any]) -> tuple[str, str, str]:
    return edge[:3]


def _xml(tree: ET.Element) -> bytes:
    ET.indent(tree)
    out = io.BytesIO()
    ET.ElementTree(tree).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue() + b"\n"


def graphml(graph: nx.Graph) -> bytes:
    """Return a graph as GraphML, the same bytes for the same graph.

    Examples
    --------
    >>> import io, networkx as nx
    >>> nx.read_graphml(io.BytesIO(graphml(nx.Graph([("a", "b")])))).number_of_edges()
    1
    """
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(graph=_clean(graph), prettyprint=False)
    return _xml(writer.xml)


def gexf(graph: nx.Graph) -> bytes:
    """Return a graph as GEXF 1.2, the same bytes for the same graph (no date of writing).

    Examples
    --------
    >>> import io, networkx as nx
    >>> nx.read_gexf(io.BytesIO(gexf(nx.Graph([("a", "b")])))).number_of_edges()
    1
    """
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(graph=_clean(graph), encoding="utf-8", prettyprint=False, version="1.2draft")
    for meta in writer.xml.findall("{*}meta"):
        writer.xml.remove(meta)
    return _xml(writer.xml)


WRITERS: dict[str, Callable[[nx.Graph], bytes]] = {"graphml": graphml, "gexf": gexf}
"""The formats that a network can be written in, by name."""
