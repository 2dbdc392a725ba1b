"""A text cut into blocks: what stands around an article told apart from the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from kg.read.metadata import iso_date
from kg.records import Block, BlockKind, Span
from kg.resources import table

__all__ = ["Layout", "lay_out", "paragraphs"]

LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
WRAPPED_FROM, WRAPPED_AT_MOST = 50, 120  # the margins at which people and programs wrap lines
CAPTION = 1500  # characters, the longest caption that may run together with the text
HEAD = 6  # paragraphs among which a header is looked for

NAME = r"[A-Z][\w’'.\-]*(?: (?:[A-Z][\w’'.\-]*|van|von|de|der|di|da|del|la|bin|al|el|ben|du|le|den|ter))*"
NAMES = re.compile(rf"(?:By|BY)[: ] ?(?P<names>{NAME}(?:(?:, and |, | and | & ){NAME})*?)(?: in (?P<place>{NAME}))?")
SEPARATOR = re.compile(r", and |, | and | & ")
REPORTED = re.compile(rf"[Rr]eporting by (?P<names>{NAME}(?:(?:, and |, | and | & ){NAME})*)")
SENTENCE_END = re.compile(r"[.!?…:;,][\"”’'»)\]]*$")


@dataclass(slots=True)
class Layout:
    """What a text says of itself, found while cutting it up."""

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    header: re.Pattern[str]
    label: re.Pattern[str]
    updated: re.Pattern[str]
    date: re.Pattern[str]
    credit: re.Pattern[str]
    sole_credit: re.Pattern[str]
    dateline: re.Pattern[str]
    closing: tuple[tuple[BlockKind, re.Pattern[str]], ...]
    inline_closing: tuple[tuple[BlockKind, re.Pattern[str]], ...]


@cache
def _patterns() -> _Patterns:
    t = table("layout.toml")
    date, day = f"(?x:{_body(t['date'])})", f"(?x:{_body(t['day'])})"
    agency = "|".join(re.escape(a) for a in sorted(t["agencies"], key=len, reverse=True))
    caps = r"[A-Z][A-Z’'.\-]+(?:[ /,]+(?:[A-Z][A-Z’'.\-]*))*"
    word = r"[A-Z][\w’'.\-]*(?: [A-Z][\w’'.\-]*){0,3}"
    place = rf"(?:{caps}(?:, {word})?|{word})(?: /[^/\n]{{2,40}}/)?"
    both = rf"(?:{agency})\s*/\s*[^()/]{{2,40}}|[^()/]{{2,40}}/\s*(?:{agency})|[A-Z][A-Z .’'-]+/[A-Z .’'-]+ [A-Z .’'-]+"
    other = r"\([A-Z][\w’'. ]+\)"
    opens = '(?=["“‘A-Z])'
    closing = (("contact", t["contact"]), ("note", t["note"]))
    return _Patterns(
        header=re.compile(rf"(?i:(?:{t['published']}|{t['updated']})(?: on| at)?\s*:?\s*)?(?:{date})\s*"),
        label=re.compile(rf"(?i:{t['published']}|{t['updated']})\s*:"),
        updated=re.compile(rf"(?i:{t['updated']})"),
        date=re.compile(date),
        credit=re.compile(rf"\((?:[^()]{{0,200}}\b{t['credit']}[^()]{{0,200}}|{both})\)[.\s]*$"),
        sole_credit=re.compile(rf"\((?:{agency})\)[.\s]*$"),
        dateline=re.compile(
            rf"(?:(?P<place>{place})(?:,\s+(?P<day>{day}))?\.?\s*)?[(/](?:{agency})(?:/[\w ]+)?[)/]\s*(?:--|[—–:.-])\s*"
            rf"|(?P<capitals>{caps}(?:, {word})?)(?:,\s+(?P<on>{day}))?\s+(?:{other}\s+)?(?:--|[—–])\s+{opens}"
            rf"|(?P<town>{caps})(?:,\s+(?P<at>{day}))?\s+{other}\s+-\s+{opens}"
        ),
        closing=tuple((_kind(k), re.compile(p)) for k, ps in closing for p in ps),
        inline_closing=tuple(
            (_kind(k), re.compile(rf"(?<=[.!?”\"])\s+(?P<rest>{p}.*)$".replace("(?i)", ""), re.DOTALL | _flags(p)))
            for k, ps in closing
            for p in ps
        ),
    )


def _kind(kind: str) -> BlockKind:
    return "contact" if kind == "contact" else "note"


def _flags(pattern: str) -> re.RegexFlag:
    return re.IGNORECASE if pattern.startswith("(?i)") else re.RegexFlag(0)


def _body(pattern: str) -> str:
    return pattern.strip().removeprefix("(?x)")


def paragraphs(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the paragraphs of a plain text without the white space around them.

    A blank line ends a paragraph. So does the end of a line, unless the text is wrapped by hand: its lines are short
    and each breaks where the next word would have gone over the margin.
    """
    lines = [
        Span(m.start() + len(m[0]) - len(m[0].lstrip()), m.start() + len(m[0].rstrip()))
        for m in LINE.finditer(text, start)
        if m[0].strip()
    ]
    margin = _margin(text, lines)
    current: Span | None = None
    for line in lines:
        if current and margin and _continues(text, current, line, margin):
            current = Span(current.start, line.end)
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def _blank_between(text: str, a: Span, b: Span) -> bool:
    return len(re.findall(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text[a.end : b.start])) > 1


def _margin(text: str, lines: list[Span]) -> int:
    """Return the width at which a text is wrapped, 0 where every line is a paragraph."""
    breaks = [(a, b) for a, b in pairwise(lines) if not _blank_between(text, a, b)]
    widths = sorted(line.end - line.start for line in lines)
    margin = widths[int(len(widths) * 0.98)] if widths else 0
    if not breaks or not WRAPPED_FROM <= margin <= WRAPPED_AT_MOST:
        return 0
    over = sum(_overflows(text, a, b, margin) for a, b in breaks)
    return margin if over >= 0.8 * len(breaks) else 0


def _overflows(text: str, line: Span, following: Span, margin: int) -> bool:
    first_word = text[following.start : following.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(first_word) > margin


def _continues(text: str, current: Span, line: Span, margin: int) -> bool:
    if _blank_between(text, current, line):
        return False
    last_line = max(text.rfind("\n", current.start, current.end), text.rfind("\r", current.start, current.end)) + 1
    return _overflows(text, Span(max(current.start, last_line), current.end), line, margin)


def lay_out(text: str, pieces: Iterable[tuple[Span, BlockKind | None]], *, title: str | None = None) -> Layout:
    """Tell apart what the paragraphs of a text are there for.

    Parameters
    ----------
    text
        The whole text.
    pieces
        Its paragraphs in order; the kind where the format says it (a Markdown heading), else ``None``.
    title
        The title where it is known from elsewhere: the paragraph that repeats it is the title's block.
    """
    layout = Layout(title=title)
    given = list(pieces)
    position = 0
    while position < len(given) and _header(text, given, position, layout):
        position += 1
    for index in range(position, len(given)):
        span, kind = given[index]
        if kind:
            layout.blocks.append(Block(kind, span))
        else:
            _paragraph(text, span, layout, last=index + 1 == len(given))
    return layout


def _header(text: str, given: list[tuple[Span, BlockKind | None]], position: int, layout: Layout) -> bool:
    """Take one paragraph as part of the header; False where the article has begun."""
    span, kind = given[position]
    words = text[span.start : span.end]
    if position >= HEAD or kind == "body":
        return False
    if kind:
        heads = kind == "heading" and not any(b.kind == "title" for b in layout.blocks)
        if heads and (layout.title is None or _same(words, layout.title)):
            layout.title = layout.title or " ".join(words.split())
            kind = "title"
        layout.blocks.append(Block(kind, span))
        return True
    taken = _header_line(words, layout)
    if taken:
        layout.blocks.append(Block(taken, span))
        return True
    if any(b.kind == "title" for b in layout.blocks) or position + 1 == len(given):
        return _caption(text, span, layout)
    if _same(words, layout.title) if layout.title else _title_like(words):
        layout.title = layout.title or " ".join(words.split())
        layout.blocks.append(Block("title", span))
        return True
    return _caption(text, span, layout)


def _caption(text: str, span: Span, layout: Layout) -> bool:
    p = _patterns()
    if not (p.credit.search(text, span.start, span.end) or p.sole_credit.search(text, span.start, span.end)):
        return False
    layout.blocks.append(Block("caption", span))
    return True


def _same(words: str, title: str) -> bool:
    a, b = (re.sub(r"\W+", " ", w).casefold().strip() for w in (words, title))
    return bool(a) and (
        a == b or (len(a) > 20 and b.startswith(a)) or (len(b) > 20 and a.startswith(b) and len(a) < 2 * len(b))
    )


def _title_like(words: str) -> bool:
    """Tell a headline: short, and without a full stop or With Capitals Throughout."""
    if len(words) > 200 or " " not in words or _patterns().dateline.match(words):
        return False
    long = [word for word in re.findall(r"\w+", words) if len(word) > 3]
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in long)
    in_capitals = len(long) > 3 and capitals >= 0.9 * len(long) and not re.search(r"[.!?]\W", words)
    return in_capitals or SENTENCE_END.search(words) is None or words.endswith(("?", "!"))


def _header_line(words: str, layout: Layout) -> BlockKind | None:
    """Read a line of labelled dates, bare dates and bylines, parted by "|"."""
    parts = [part.strip() for part in words.split("|") if part.strip()]
    found: BlockKind | None = None
    for part in parts:
        byline = NAMES.fullmatch(part)
        if byline:
            layout.authors = layout.authors or tuple(SEPARATOR.split(byline["names"]))
            layout.dateline = layout.dateline or byline["place"]
            found = found or "byline"
        elif _patterns().header.fullmatch(part):
            _take_date(part, layout)
            found = "published"
        elif _patterns().label.match(part):
            found = found or "published"
        elif len(part) > 40 or len(parts) == 1:
            return None
    return found


def _take_date(part: str, layout: Layout) -> None:
    match = _patterns().date.search(part)
    date = iso_date(match[0]) if match else None
    if _patterns().updated.match(part):
        layout.updated = layout.updated or date
    else:
        layout.published = layout.published or date


def _paragraph(text: str, span: Span, layout: Layout, *, last: bool) -> None:
    """Add the blocks of one paragraph after the header: usually one, more where a source runs several together."""
    p = _patterns()
    begun = any(b.kind == "body" for b in layout.blocks)
    for kind, pattern in p.closing:
        if pattern.match(text, span.start, span.end):
            layout.blocks.append(Block(kind, span))
            _reported(text, span, layout)
            return
    if not any(b.kind == "dateline" for b in layout.blocks) and sum(b.kind == "body" for b in layout.blocks) < 3:
        if not begun:
            span = _leading_date(text, span, layout)
        span = _dateline(text, span, layout)
    if span.start == span.end:
        return
    if p.credit.search(text, span.start, span.end) and not _patterns().dateline.match(text, span.start, span.end):
        layout.blocks.append(Block("caption", span))
        return
    if begun and not last and _heading_like(text[span.start : span.end]):
        layout.blocks.append(Block("heading", span))
        return
    tail: list[Block] = []
    if last:
        span = _closing(text, span, tail, layout)
    layout.blocks.append(Block("body", span))
    layout.blocks.extend(reversed(tail))


def _heading_like(words: str) -> bool:
    return len(words.split()) <= 10 and "," not in words and SENTENCE_END.search(words) is None and words[0].isupper()


def _leading_date(text: str, span: Span, layout: Layout) -> Span:
    """Cut off a header's date that a source runs together with the text: "08:39, November 13, 2020 BEIJING …"."""
    match = _patterns().date.match(text, span.start, span.end)
    rest = text[match.end() : span.end].lstrip() if match else ""
    if match is None or not rest[:1].isupper() or not text[match.end()].isspace():
        return span
    layout.published = layout.published or iso_date(match[0])
    layout.blocks.append(Block("published", Span(span.start, match.end())))
    return Span(span.end - len(rest), span.end)


def _dateline(text: str, span: Span, layout: Layout) -> Span:
    """Cut off a dateline, and the caption that a source runs together with it."""
    match = _patterns().dateline.match(text, span.start, span.end)
    if match is None:
        match = next(
            (
                m
                for m in re.compile(r"\)\s+(?=[A-Z])").finditer(text, span.start, min(span.start + CAPTION, span.end))
                if _patterns().credit.search(text, span.start, m.start() + 1)
                and _patterns().dateline.match(text, m.end(), span.end)
            ),
            None,
        )
        if match is None:
            return span
        layout.blocks.append(Block("caption", Span(span.start, match.start() + 1)))
        return _dateline(text, Span(match.end(), span.end), layout)
    place = next((match[g] for g in ("place", "capitals", "town") if match[g]), None)
    day = next((match[g] for g in ("day", "on", "at") if match[g]), None)
    if place:
        layout.dateline = f"{place}, {day}" if day else place
    end = match.start() + len(match[0].rstrip())
    layout.blocks.append(Block("dateline", Span(match.start(), end)))
    return Span(min(match.end(), span.end), span.end)


def _closing(text: str, span: Span, tail: list[Block], layout: Layout) -> Span:
    """Cut off the credits and notes that a source runs together with its last paragraph."""
    for _ in range(3):
        found = [
            (m.start("rest"), kind)
            for kind, pattern in _patterns().inline_closing
            if (m := pattern.search(text, max(span.start, span.end - 400), span.end))
        ]
        if not found:
            break
        start, kind = max(found)
        tail.append(Block(kind, Span(start, span.end)))
        _reported(text, Span(start, span.end), layout)
        span = Span(span.start, start - (len(text[span.start : start]) - len(text[span.start : start].rstrip())))
    return span


def _reported(text: str, span: Span, layout: Layout) -> None:
    match = REPORTED.search(text, span.start, span.end)
    if match:
        layout.authors = layout.authors or tuple(SEPARATOR.split(match["names"].rstrip(".")))
