"""Bytes to text: which encoding a source is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadError

__all__ = ["GUESSED", "decode"]

GUESSED = "encoding guessed as {}: say it in the sidecar (“encoding”) if words look wrong"

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
}
CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, name: str, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""Return the text of a file and what had to be guessed about it.

    The declared encoding comes first, then a byte order mark, then UTF-8; only what is none of them is guessed, with
    a warning. A byte order mark belongs to the encoding: it is not part of the text and is not counted by offsets. Line
    ends stay as they are.

    Raises
    ------
    ReadError
        The bytes are not text, or not in the declared encoding.

    Examples
    --------
    >>> decode(b"caf\xc3\xa9", "menu.txt")
    ('café', ())
    """
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"{name}: is {kind}, not text: save its words as plain text (UTF-8) and give that")
    text, warnings = _decode(data, name, declared)
    if "\0" in text or len(CONTROL.findall(text)) > len(text) / 100:
        raise ReadError(f"{name}: is binary data, not text: save its words as plain text (UTF-8) and give that")
    return text, warnings


def _decode(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    mark = next((encoding for bom, encoding in BYTE_ORDER_MARKS if data.startswith(bom)), None)
    if declared:
        return _declared(data, name, declared, mark), ()
    try:
        return data.decode(mark or "utf-8"), ()
    except UnicodeDecodeError as error:
        if mark:
            raise ReadError(
                f"{name}: starts like {mark} but is not ({error.reason} at byte {error.start}): save it as UTF-8"
            ) from error
    if b"\0" in data:
        raise ReadError(f"{name}: is binary data, not text: save its words as plain text (UTF-8) and give that")
    return _guess(data, name)


def _declared(data: bytes, name: str, declared: str, mark: str | None) -> str:
    try:
        codec = codecs.lookup(declared)
        same = mark and codecs.lookup(mark).name.removesuffix("-sig").startswith(codec.name.removesuffix("-sig"))
        text = data.decode(mark if mark and same else declared)
    except LookupError as error:
        raise ReadError(
            f"{name}: no such encoding as {declared!r}: declare one that Python knows (utf-8, cp1252, koi8-r)"
        ) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise ReadError(f"{name}: is not in the encoding declared for it, {declared} ({error})") from error
    return text


def _guess(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise ReadError(
            f"{name}: is in an unknown encoding: declare it in the sidecar (“encoding”), or save it as UTF-8"
        )
    return str(best), (GUESSED.format(best.encoding),)
