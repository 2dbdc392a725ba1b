"""Which syntax an answer is written in: what a client accepts, and what there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["DATASETS", "GRAPHS", "HTML", "OFFERS", "best"]

HTML = "text/html"
_BOOLEANS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
_SOLUTIONS = {**_BOOLEANS, "text/csv": "csv", "text/tab-separated-values": "tsv"}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "n-triples",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "rdf-xml",
}
DATASETS = {"application/trig": "trig", "application/n-quads": "n-quads", "application/ld+json": "json-ld"}
OFFERS: dict[str, dict[str, str]] = {
    "boolean": _BOOLEANS,
    "solutions": _SOLUTIONS,
    "graph": GRAPHS,
    "dataset": DATASETS,
}
"""By the form of an answer: media types, the preferred one first, and the syntax each stands for."""


def best(accept: str, offers: Iterable[str]) -> str | None:
    """Return the media type that the client likes most, ``None`` where it likes none.

    Parameters
    ----------
    accept
        The header; an empty one accepts anything.
    offers
        Media types, the one that we like most first.

    Examples
    --------
    >>> best("text/html, text/*;q=0.5, */*;q=0.1", ["application/json", "text/csv"])
    'text/csv'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    ranges = _ranges(accept) or {"*/*": 1.0}
    rated = [(_quality(offer, ranges), offer) for offer in offers]
    quality, offer = max(rated, key=lambda pair: pair[0], default=(0.0, ""))
    return offer if quality > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not media:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        found[media] = max(quality, found.get(media, 0.0)) if quality == quality else 0.0  # noqa: PLR0124 - not a NaN
    return found


def _quality(offer: str, ranges: Mapping[str, float]) -> float:
    for media in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if media in ranges:
            return ranges[media]
    return 0.0
