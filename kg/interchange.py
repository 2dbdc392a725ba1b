"""The JSON form of an extraction: what ``kg extract --format json`` writes.

It is the form of a gold reading as well, so that one can be scored against the other. A gold
reading may use an actor's name as its id; reading it back maps names to ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, cast

from kg.errors import DataError
from kg.records import Actor, Document, Extraction, Meeting, Participation, Position, Span, Statement, Tenure

__all__ = ["from_json", "to_json"]


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def to_json(extraction: Extraction) -> dict[str, Any]:
    """Return an extraction as plain lists and dictionaries, ready for :func:`json.dumps`.

    An unresolved speaker is the empty string, since the form wants a string there.

    Examples
    --------
    >>> from kg.records import Document, Extraction
    >>> to_json(Extraction(Document(id="d", text="Hello.")))["article"]["id"]
    'd'
    """
    d = extraction.document
    return {
        "article": {
            "id": d.id,
            "title": d.title,
            "publisher": d.publisher,
            "published": d.published,
            "authors": list(d.authors),
            "dateline": d.dateline,
            "url": d.url,
            "language": d.language,
            "sha256": hashlib.sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "text": d.text,
        },
        "actors": [
            {
                "id": a.id,
                "name": a.name,
                "type": a.type,
                "role": a.role,
                "country": a.country,
                "represents": a.represents,
                "wikidata": a.wikidata,
                "mentions": _spans(a.mentions),
                "members": list(a.members),
            }
            for a in extraction.actors
        ],
        "tenures": [
            {
                "id": t.id,
                "person": t.person,
                "role": t.role,
                "organization": t.organization,
                "represents": t.represents,
                "accredited_to": t.accredited_to,
                "attested": t.attested,
                "evidence": _spans(t.evidence),
            }
            for t in extraction.tenures
        ],
        "meetings": [
            {
                "id": m.id,
                "type": m.type,
                "date": m.date,
                "date_basis": m.date_basis if m.date else None,
                "place": m.place,
                "status": m.status,
                "participants": [p.actor for p in m.participants],
                "evidence": _spans(m.evidence),
                "confidence": m.confidence,
            }
            for m in extraction.meetings
        ],
        "statements": [
            {
                "id": s.id,
                "speaker": s.speaker or "",
                **({"speaker_span": _span(s.speaker_span)} if s.speaker_span else {}),
                "cue": _span(s.cue),
                "content": _spans(s.content),
                "quote_type": s.quote_type,
                "date": s.date,
                "meeting": s.meeting,
                "on_behalf_of": s.on_behalf_of,
                "addressees": list(s.addressees),
                "attributed_by": s.attributed_by,
                "reports": list(s.reports),
                "cue_lemma": s.cue_lemma,
                "modality": s.modality,
                "confidence": s.confidence,
            }
            for s in extraction.statements
        ],
        "positions": [
            {
                "id": p.id,
                "holder": p.holder,
                "speaker": p.speaker,
                "stance": p.stance,
                "target": p.target,
                "target_actors": list(p.target_actors),
                "issues": list(p.issues),
                "evidence": _span(p.evidence),
                "statement": p.statement,
                "modality": p.modality,
                "confidence": p.confidence,
            }
            for p in extraction.positions
        ],
        "notes": dict(extraction.notes),
    }


def _read_spans(value: Any) -> tuple[Span, ...]:
    if not value:
        return ()
    pairs = [value] if isinstance(value[0], int) else value
    return tuple(Span(int(start), int(end)) for start, end in pairs)


def _read_span(value: Any) -> Span | None:
    return _read_spans(value)[0] if value else None


def from_json(data: Mapping[str, Any], *, document: Document | None = None) -> Extraction:
    """Return the extraction that a dictionary in the JSON form describes.

    Parameters
    ----------
    data
        The dictionary; a gold reading (actors referred to by name, no ``article``) will do.
    document
        The document that the offsets point into, where ``data`` does not carry its text.

    Raises
    ------
    DataError
        A field is missing or of the wrong kind; the message names the record.
    """
    document = document or _read_document(data)
    ids = {ref: f"a{n}" for n, a in enumerate(data.get("actors", ()), 1) for ref in (a.get("id"), a.get("name")) if ref}
    ids |= {a["id"]: a["id"] for a in data.get("actors", ()) if a.get("id")}
    ids |= {a["name"]: a.get("id") or ids[a["name"]] for a in data.get("actors", ())}
    try:
        return Extraction(
            document=document,
            actors=tuple(_read_actor(a, ids) for a in data.get("actors", ())),
            tenures=tuple(_read_tenure(t, ids) for t in data.get("tenures", ())),
            meetings=tuple(_read_meeting(m, n, ids) for n, m in enumerate(data.get("meetings", ()), 1)),
            statements=tuple(_read_statement(s, n, ids) for n, s in enumerate(data.get("statements", ()), 1)),
            positions=tuple(_read_position(p, n, ids) for n, p in enumerate(data.get("positions", ()), 1)),
            notes=dict(data.get("notes", {})),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise DataError(f"{document.id}: not an extraction in the JSON form: {error!r}") from error


def _read_document(data: Mapping[str, Any]) -> Document:
    article = data.get("article")
    if not isinstance(article, Mapping) or not isinstance(article.get("text"), str):
        raise DataError("the extraction carries no article text: pass the document that it was made from")
    return Document(
        id=str(article["id"]),
        text=article["text"],
        title=article.get("title"),
        publisher=article.get("publisher"),
        published=article.get("published"),
        authors=tuple(article.get("authors") or ()),
        dateline=article.get("dateline"),
        url=article.get("url"),
        language=article.get("language") or "en",
    )


def _reference(ids: Mapping[str, str], value: Any) -> str | None:
    return ids.get(value, value) if value else None


def _read_actor(a: Mapping[str, Any], ids: Mapping[str, str]) -> Actor:
    return Actor(
        id=ids[a["name"]],
        name=a["name"],
        type=a["type"],
        mentions=_read_spans(a.get("mentions")),
        role=a.get("role"),
        country=a.get("country"),
        represents=_reference(ids, a.get("represents")),
        wikidata=a.get("wikidata"),
        members=tuple(ids.get(m, m) for m in a.get("members") or ()),
    )


def _read_tenure(t: Mapping[str, Any], ids: Mapping[str, str]) -> Tenure:
    return Tenure(
        id=t["id"],
        person=ids.get(t["person"], t["person"]),
        role=t["role"],
        evidence=_read_spans(t["evidence"]),
        organization=_reference(ids, t.get("organization")),
        represents=_reference(ids, t.get("represents")),
        accredited_to=_reference(ids, t.get("accredited_to")),
        attested=t.get("attested"),
    )


def _read_meeting(m: Mapping[str, Any], n: int, ids: Mapping[str, str]) -> Meeting:
    return Meeting(
        id=m.get("id") or f"m{n}",
        type=m["type"],
        evidence=_read_spans(m["evidence"]),
        participants=tuple(Participation(ids.get(p, p)) for p in m["participants"]),
        date=m.get("date"),
        place=m.get("place"),
        status=m.get("status") or "held",
        confidence=float(m.get("confidence", 1.0)),
        date_basis=m.get("date_basis") or "text",
    )


def _read_statement(s: Mapping[str, Any], n: int, ids: Mapping[str, str]) -> Statement:
    return Statement(
        id=s.get("id") or f"s{n:02}",
        speaker=_reference(ids, s["speaker"]),
        cue=cast("Span", _read_span(s["cue"])),
        content=_read_spans(s["content"]),
        quote_type=s["quote_type"],
        cue_lemma=s.get("cue_lemma") or "",
        speaker_span=_read_span(s.get("speaker_span")),
        on_behalf_of=_reference(ids, s.get("on_behalf_of")),
        addressees=tuple(ids.get(a, a) for a in s.get("addressees") or ()),
        attributed_by=_reference(ids, s.get("attributed_by")),
        date=s.get("date"),
        meeting=s.get("meeting"),
        reports=tuple(s.get("reports") or ()),
        modality=s.get("modality") or "asserted",
        confidence=float(s.get("confidence", 1.0)),
    )


def _read_position(p: Mapping[str, Any], n: int, ids: Mapping[str, str]) -> Position:
    return Position(
        id=p.get("id") or f"p{n:02}",
        holder=ids.get(p["holder"], p["holder"]),
        stance=p["stance"],
        target=p["target"],
        evidence=cast("Span", _read_span(p["evidence"])),
        speaker=_reference(ids, p.get("speaker")),
        target_actors=tuple(ids.get(a, a) for a in p.get("target_actors") or ()),
        issues=tuple(p.get("issues") or ()),
        statement=p.get("statement"),
        modality=p.get("modality") or "asserted",
        confidence=float(p.get("confidence", 1.0)),
    )
