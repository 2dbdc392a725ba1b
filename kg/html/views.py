"""What each picture shows: networks of a store made into cards and lines, then laid out."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kg import network
from kg.facts import Facts
from kg.html import force, layered
from kg.html.picture import Card, Line, Picture, card
from kg.resources import folder

if TYPE_CHECKING:
    import networkx as nx

    from kg.facts import MeetingRow, PositionRow, StatementRow

__all__ = [
    "LABELLED",
    "bundled",
    "countries",
    "country_names",
    "day_words",
    "meetings",
    "positions",
    "sizes",
    "span_words",
    "when",
]

LABELLED = 60
"""A picture with more cards than this writes words on the most connected ones only."""

SHARED = 150
"""Up to so many cards, meetings share the cards of what they were about."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ORDER = {"for": 0, "asks": 1, "against": 2}


def day_words(date: str | None) -> str:
    """Return an ISO date, or a reduced one, in words.

    Examples
    --------
    >>> day_words("2021-08-25"), day_words("2021-08"), day_words(None)
    ('25 Aug 2021', 'Aug 2021', '')
    """
    parts = (date or "")[:10].split("-")
    if not all(p.isdigit() for p in parts) or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12):
        return date or ""
    words = [parts[0]] if len(parts) == 1 else [MONTHS[int(parts[1]) - 1], parts[0]]
    return " ".join([str(int(parts[2])), *words] if len(parts) == 3 else words)


def when(facts: Facts, row: StatementRow | PositionRow | MeetingRow) -> str:
    """Return the day of a record in words, and that it is no more than the day of publication where it is.

    Examples
    --------
    >>> from kg.facts import MeetingRow
    >>> when(Facts(), MeetingRow("m", "visit", "2021-12-07", basis="published"))
    '7 Dec 2021 (day of publication)'
    """
    return day_words(facts.day(row)) + (" (day of publication)" if facts.by_publication(row) else "")


def span_words(first: str, last: str) -> str:
    """Return a range of days in words, no part said twice.

    Examples
    --------
    >>> span_words("2021-08-24", "2021-08-25"), span_words("2021-08-24", "2022-01-02")
    ('24–25 Aug 2021', '24 Aug 2021 – 2 Jan 2022')
    """
    begin, end = day_words(first), day_words(last)
    if begin == end:
        return end
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        return f"{begin.split()[0]}–{end}"
    return f"{begin} – {end}"


@dataclass(slots=True)
class _Bundle:
    """The positions that one line stands for."""

    items: list[str] = field(default_factory=list)
    verbs: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0

    def add(self, edge: dict[str, Any]) -> None:
        self.items.append(edge["position"])
        self.verbs[edge["verb"] + (f" ({edge['modality']})" if edge["modality"] != "asserted" else "")] += 1
        self.weight = max(self.weight, edge["confidence"])

    def words(self) -> str:
        return ", ".join(f"{verb} ×{n}" if n > 1 else verb for verb, n in self.verbs.items())


def _line_id(*parts: str) -> str:
    return "l" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def bundled(edges: Iterable[tuple[str, str, dict[str, Any]]]) -> list[Line]:
    """Return a line for each pair of ends and tone; a line keeps the list of what it bundles."""
    bundles: dict[tuple[str, str, str], _Bundle] = defaultdict(_Bundle)
    for source, target, edge in edges:
        bundles[source, target, edge["tone"]].add(edge)
    return [
        Line(_line_id(a, b, tone), a, b, tone, bundle.words(), tuple(bundle.items), bundle.weight)
        for (a, b, tone), bundle in sorted(bundles.items(), key=lambda i: (i[0][0], i[0][1], ORDER[i[0][2]]))
    ]


def sizes(facts: Facts) -> tuple[int, int]:
    """Return how many cards the Meetings picture and the Network picture would have."""
    return network.speakers(facts).number_of_nodes(), network.positions(facts).number_of_nodes()


def meetings(facts: Facts) -> Picture:
    """Return the Meetings picture: meeting → who spoke there → what or whom it was about.

    Above :data:`SHARED` cards every meeting has cards of its own for what it was about, so that lines stay short and
    the picture reads downwards, meeting by meeting.
    """
    graph = network.speakers(facts)
    nodes: dict[int, list[str]] = defaultdict(list)
    for name, layer in graph.nodes(data="layer"):
        nodes[layer].append(name)
    hosts = sorted(nodes[0], key=lambda n: (graph.nodes[n]["date"] or "9999", n.startswith("urn:"), n))
    seats = {n: _seat(n, graph.nodes[n]) for n in nodes[1]}
    groups = [(_meeting_card(facts, h, graph.nodes[h]), [seats[s] for s in graph.successors(h)]) for h in hosts]
    shared = len(graph) <= SHARED
    host_of = {seat: host for host in hosts for seat in graph.successors(host)}

    def place(seat: str, topic: str) -> str:
        return topic if shared else f"{host_of[seat]}>{topic}"

    said = [(a, place(a, b), b, e) for a, b, e in graph.edges(data=True) if "position" in e]
    topics = {name: _topic(b, graph.nodes[b], name=name) for _, name, b, _ in said}
    lines = _attendance(facts, graph, hosts)
    lines += bundled((a, name, e) for a, name, _, e in said)
    layered.arrange(groups, [topics[name] for name in sorted(topics)], lines, apart=not shared)
    cards = [m for m, _ in groups] + [s for _, members in groups for s in members] + list(topics.values())
    return Picture("meetings", cards, lines, _unnamed(facts))


def _unnamed(facts: Facts) -> str:
    """Say which statements have no place in the Meetings picture: those of sources that a text does not name."""
    held = {p.statement for p in facts.positions.values()}
    n = sum(s.speaker is None and s.iri not in held for s in facts.statements.values())
    if not n:
        return ""
    what = "statement of a source" if n == 1 else "statements of sources"
    return f"{n} {what} that the text does not name: in the Timeline."


def _attendance(facts: Facts, graph: nx.MultiDiGraph, hosts: list[str]) -> list[Line]:
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for statement in facts.statements.values():
        venue = statement.meeting
        if venue not in facts.meetings:
            venue = f"urn:{network.NO_MEETING}:{facts.day(statement) or 'undated'}"
        said[str(venue), statement.speaker or ""].append(statement.iri)
    lines = []
    for host in hosts:
        for seat in graph.successors(host):
            edge = graph.edges[host, seat, "at"]
            items = tuple(said.get((host, graph.nodes[seat]["actor"]), ()))
            verb = "spoke" if edge["tone"] == "spoke" else "took part"
            lines.append(Line(_line_id(host, seat, "at"), host, seat, edge["tone"], verb, items))
    return lines


def _meeting_card(facts: Facts, iri: str, node: dict[str, Any]) -> Card:
    row = facts.meetings.get(iri)
    label = node["label"]
    if row is not None and not row.place:
        label = label.split(":", 1)[0]  # the participants stand beside it
    day = when(facts, row) if row is not None else day_words(node["date"])
    return card(iri, "Meeting", label, sub=day or "no date given", date=node["date"], limit=104)


def _seat(iri: str, node: dict[str, Any]) -> Card:
    sub = f"for {node['behalf']}" if node["behalf"] else ""
    return card(iri, node["kind"], node["label"], key=node["actor"], sub=sub, country=node["country"], limit=128)


def _topic(iri: str, node: dict[str, Any], *, name: str = "", bare: bool = False) -> Card:
    limit = 158 if node["kind"] == "Issue" else 140
    return card(name or iri, node["kind"], node["label"], key=iri, country=node["country"], limit=limit, bare=bare)


def positions(facts: Facts) -> Picture:
    """Return the Network picture: holders and what they are for or against, everything at once."""
    return _network("network", network.positions(facts))


def _network(name: str, graph: nx.MultiDiGraph) -> Picture:
    busiest = sorted(graph, key=lambda n: (-graph.degree(n), n))
    labelled = set(busiest[:LABELLED])
    cards = [_topic(n, graph.nodes[n], bare=n not in labelled) for n in sorted(graph)]
    for hub in cards:
        # A hub is larger, so that its lines are apart where they leave it.
        room = min(graph.degree(hub.id), 24)
        hub.box = replace(hub.box, w=max(hub.box.w, 4.0 * room), h=max(hub.box.h, 3.0 * room))
    picture = Picture(name, cards, bundled((a, b, e) for a, b, e in graph.edges(data=True)))
    if len(busiest) > LABELLED:
        picture.note = (
            f"Words stand on the {LABELLED} most connected of {len(busiest)} items; point at another to read its name."
        )
    behind = force.arrange(picture)
    if behind:
        picture.note += f" {behind} lines pass behind items that are not theirs: select one to see where it ends."
    return picture


def countries(facts: Facts, *, issues: bool, most: int = 40) -> Picture:
    """Return a picture with one card for each country: towards each other, or towards issues.

    Intergovernmental organisations stand for themselves. What else acts for no country is drawn together as one card;
    so is what exceeds ``most`` cards. A line bundles all positions between its ends, and opens into them.
    """
    import networkx as nx

    full = network.positions(facts)
    names = country_names(facts)
    unions = {a.iri for a in facts.actors.values() if a.type == "InternationalOrganization"}
    homes = {n: _home(names, n, full.nodes[n], unions) for n in full}
    wanted = {"Country", "Organization", "Issue"} if issues else {"Country", "Organization"}
    ends = Counter(homes[n][0] for edge in full.edges() for n in edge if homes[n][2] in wanted)
    kept = {home for home, _ in sorted(ends.items(), key=lambda i: (-i[1], i[0]))[:most]}
    graph = nx.MultiDiGraph()
    for a, b, edge in full.edges(data=True):
        source, target = homes[a], homes[b]
        if (target[2] == "Issue") != issues:
            continue
        pair = [h if h[0] in kept else _rest(h[2]) for h in (source, target)]
        for iri, label, kind, country in pair:
            graph.add_node(iri, label=label, kind=kind, country=country)
        graph.add_edge(pair[0][0], pair[1][0], **edge)
    return _network("country-issue" if issues else "country", graph)


_Home = tuple[str, str, str, str]


def _home(names: dict[str, str], iri: str, node: dict[str, Any], unions: set[str]) -> _Home:
    """Return what a node counts as in a picture of countries: (id, label, kind, country)."""
    if node["kind"] == "Issue" or iri in unions:
        return iri, node["label"], node["kind"], ""
    code = node["country"]
    return (f"urn:country:{code}", names.get(code, code), "Country", code) if code else _rest("Group")


def _rest(kind: str) -> _Home:
    label = {"Issue": "other topics", "Country": "other countries", "Organization": "other organisations"}
    name = label.get(kind, "others, acting for no country")
    return f"urn:rest:{kind}", name, "Issue" if kind == "Issue" else "Group", ""


def country_names(facts: Facts) -> dict[str, str]:
    """Return the name of each country by its code: the store's own, else the program's table.

    Examples
    --------
    >>> country_names(Facts())["FRA"]
    'France'
    """
    rows = (folder("data") / "countries.tsv").read_text("utf-8").splitlines()
    names = {c[0]: c[1] for c in (r.split("\t") for r in rows if r and not r.startswith("#")) if len(c) > 1}
    return names | {
        a.country: a.name
        for a in sorted(facts.actors.values(), key=lambda a: a.iri, reverse=True)
        if a.type == "Country" and a.country
    }
