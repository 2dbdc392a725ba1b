"""Dates as news and readouts write them, resolved against the day on which the text speaks.

"Aug 25", "on Wednesday", "the previous day" mean a day only together with another one: the day of the
dateline ("BEIJING, Nov. 12 (Xinhua)"), else that of publication, else a date that opens the text. Where none
of them is known, such words stay unresolved. A date that the text does not name is never supplied.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.extract.text import Paragraph, Text
    from kg.records import Document, Span

__all__ = ["DateWords", "Dates", "date_in", "dates_of", "speaking_day"]

MONTHS = {name: n for n, name in enumerate(calendar.month_name) if name} | {
    name: n for n, name in enumerate(calendar.month_abbr) if name
}
MONTHS["Sept"] = 9
WEEKDAYS = {name: n for n, name in enumerate(calendar.day_name)}

_MONTH = "(?:(?:" + "|".join(name for name in calendar.month_name if name) + ")|(?:"
_MONTH += "|".join(sorted(MONTHS.keys() - set(calendar.month_name), key=len, reverse=True)) + r")\.?)(?![a-z])"
_WEEKDAY = r"(?:" + "|".join(WEEKDAYS) + r")"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:\s?(?:<sup>)?(?:st|nd|rd|th)(?:</sup>)?)?(?!\d|:\d|\.\d)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_TO = r"\s?(?:[-‐-―]|to|and|through|until)\s?"

PATTERN = re.compile(
    rf"""\b(?:
      (?P<y0>{_YEAR})-(?P<m0>0[1-9]|1[0-2])(?:-(?P<d0>0[1-9]|[12]\d|3[01]))?\b
    | (?:{_WEEKDAY},?\s)?(?P<mdy>(?P<m1>{_MONTH})\s(?P<d1>{_DAY})(?:{_TO}{_DAY}\b)?(?:,?\s(?P<y1>{_YEAR})\b)?)
    | (?:{_WEEKDAY},?\s)?(?P<dmy>(?P<d2>{_DAY})(?:{_TO}{_DAY})?\s(?:of\s)?(?P<m2>{_MONTH})(?:,?\s(?P<y2>{_YEAR})\b)?)
    | (?P<my>(?P<m3>{_MONTH}),?\s(?:of\s)?(?P<y3>{_YEAR})\b)
    | (?:(?P<how>last|this|next|past|previous|coming)\s(?:early\s|mid-?\s?|late\s)?
        |(?:in|since|by|until|till|from|during|of|before|after)\s(?:the\s)?(?:early|mid|late|middle\sof|end\sof|beginning\sof|start\sof)?[\s-]?
        |early[\s-]|late[\s-]|mid-?\s?)(?P<month>{_MONTH})(?!\s\d)
    | (?:(?P<which>last|this|next|past|previous|coming)\s)?(?P<weekday>{_WEEKDAY})\b
    | (?P<deictic>today|tonight|yesterday|tomorrow|this\s(?:morning|afternoon|evening)|last\s(?:night|evening)
        |(?:earlier\s|later\s)?(?:this|last|next|past|previous|coming)\s(?:week|month|year)
        |the\sday\s(?:before\syesterday|after\stomorrow))\b
    | (?:on\s)?(?P<nth>the\s(?P<nth_day>[12]?\d|3[01])(?:st|nd|rd|th))
        (?=\s?(?:$|[,.;)]|(?:at|in|with|by|to|and|local)\b))
    | (?P<clock>(?:at\s)?(?:[01]?\d|2[0-4])[:.]?[0-5]\d\s?(?:GMT|UTC))\b
    | (?P<ago>(?P<count>\d{{1,2}}|a|one|two|three|four|five|six|seven|ten)\s(?P<unit>day|week)s?\sago)\b
    | (?P<step>(?:the|a|one)\s(?:(?:previous|preceding|following|next|same)\sday|day\s(?:before|after|earlier|later))
        |that\s(?:same\s)?day)\b
    | (?:in|since|of|by|during)\s(?:early\s|late\s|mid-?)?(?P<year>{_YEAR})(?![\d-])\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Case is checked for names of months and weekdays afterwards: "may", "march" and "sun" are other words."""

CORE = re.compile(
    "|".join(calendar.month_abbr[1:])
    + r"|\d(?:st|nd|rd|th)\b"
    + r"|day|night|ago\b|evening|morning|afternoon|week|month|year|tomorrow|GMT|UTC|\b(?:1[5-9]|20)\d\d\b"
)
"""What every time expression has in it, looked for first: the wide pattern takes ten times as long."""
REACH = 40

DAYS_AWAY = {
    "yesterday": -1,
    "last night": -1,
    "last evening": -1,
    "the day before yesterday": -2,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
UNEXPECTED = 6
"""How much farther a day ahead is for a text in the past tense, one behind for a text of what is to come."""
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}

DATELINE = re.compile(
    rf"\b[A-Z]{{3,}}[^.\n]{{0,50}}?,\s(?P<month>{_MONTH})\s(?P<day>{_DAY})(?:,\s(?P<year>{_YEAR}))?"
    r"\.?\s?(?:\(|/[A-Z]|--|[—–])"
)
HEAD = 1500
"""Characters of the first paragraph in which a dateline is looked for: captions may stand before it."""


@dataclass(frozen=True, slots=True, order=True)
class DateWords:
    """Words that name a time: where they stand in their paragraph, and what they say.

    ``kind`` is "day", "nth" (of a month), "month", "year", "weekday", "deictic", "clock" (no day), "ago" or "step"; the
    numbers that the words give are filled in, the others are ``None``.
    """

    start: int
    end: int
    kind: str
    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None


FORMS = (
    ("day", "m0", "d0", "y0"),
    ("day", "m1", "d1", "y1"),
    ("day", "m2", "d2", "y2"),
    ("month", "m3", "", "y3"),
    ("month", "month", "", ""),
    ("year", "", "", "year"),
)
"""Kinds of expressions with the groups of the pattern that hold month, day and year."""


def _month(word: str) -> int:
    """Return a month's number, 0 for a word in lower case, which is another one."""
    if word.isdigit():
        return int(word)
    name = word.rstrip(".")
    return MONTHS.get(name.title() if name.isupper() else name, 0)


def _words(match: re.Match[str]) -> DateWords | None:
    """Return what a match says, or ``None`` where it is another word in lower case ("may", "march")."""
    group = match.groupdict()
    for kind, *keys in FORMS:
        month, day, year = (group[key] if key else None for key in keys)
        if not (month or year):
            continue
        number = _month(month) if month else None
        if number == 0:
            return None
        numbers = int(year) if year else None, number, int(re.sub(r"\D.*", "", day)) if day else None
        return DateWords(*match.span(), kind if day or kind != "day" else "month", match.group(), *numbers)
    if group["weekday"] and group["weekday"] not in WEEKDAYS:
        return None
    if group["nth"]:
        return DateWords(*match.span(), "nth", match.group(), day=int(group["nth_day"]))
    kind = next(kind for kind in ("weekday", "deictic", "clock", "ago", "step") if group[kind])
    return DateWords(*match.span(), kind, match.group())


def scan(words: str) -> Iterator[DateWords]:
    """Yield the time expressions of a stretch of text, in order.

    Examples
    --------
    >>> [w.words for w in scan("They may meet on Friday, as agreed on 3 May.")]
    ['Friday', '3 May']
    """
    for start, end in _windows(words):
        for match in PATTERN.finditer(words, start, end):
            expression = _words(match)
            if expression is not None:
                yield expression


def _windows(words: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches around what may be part of a time expression, each beginning and ending between words."""
    start = end = 0
    for match in CORE.finditer(words):
        if match.start() - REACH > end:
            if end:
                yield start, end
            start = words.rfind(" ", end, match.start() - REACH + 1) + 1 or match.start() - REACH
        if match.end() + REACH > end:
            end = words.find(" ", match.end() + REACH, match.end() + 3 * REACH)
            end = match.end() + REACH if end < 0 else end
    if end:
        yield start, end


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(today: date, month: int, day: int, *, ahead: bool) -> date | None:
    """Return the day of that name nearest to today; on the unexpected side of today it counts as much farther."""
    days = [d for year in (today.year - 1, today.year, today.year + 1) if (d := _day(year, month, day))]

    def distance(candidate: date) -> int:
        gap = (candidate - today).days
        return abs(gap) * (UNEXPECTED if (gap < 0) == ahead and gap != 0 else 1)

    return min(days, key=distance, default=None)


def _of_month(expression: DateWords, today: date | None, *, ahead: bool) -> str | None:
    assert expression.month is not None  # noqa: S101 - what kind "month" means
    if expression.year is not None:
        return f"{expression.year}-{expression.month:02}"
    if today is None:
        return None
    first = expression.words.split()[0].lower()
    year = today.year
    if first in ("last", "past", "previous"):
        year -= expression.month >= today.month
    elif first in ("next", "coming"):
        year += expression.month <= today.month
    elif first != "this":
        near = _nearest(today, expression.month, min(today.day, 28), ahead=ahead)
        year = near.year if near else year
    return f"{year}-{expression.month:02}"


def _of_this_month(day: int, today: date, *, ahead: bool) -> date | None:
    """Return the nearest day of that number: "on the 27th" is the last one, or the next one."""
    months = [divmod(today.year * 12 + today.month - 1 + step, 12) for step in (0, 1 if ahead else -1)]
    days = [found for year, month in months if (found := _day(year, month + 1, day))]
    return next((d for d in days if (d >= today) == ahead or d == today), None)


def _of_weekday(words: str, today: date, *, ahead: bool) -> date:
    *which, name = words.split()
    back = (today.weekday() - WEEKDAYS[name]) % 7
    prefix = which[0].lower() if which else ""
    if prefix in ("last", "past", "previous"):
        return today - timedelta(back or 7)
    if prefix in ("next", "coming") or (ahead and prefix in ("", "this")):
        return today + timedelta((7 - back) if back or prefix == "next" else 0)
    return today - timedelta(back)


def _deictic(words: str, today: date) -> date | str | None:
    """Return what "yesterday", "last week", "this month" mean: a week only where all of it lies in one month."""
    words = " ".join(words.lower().split())
    step = ("next" in words or "coming" in words) - any(w in words for w in ("last", "past", "previous"))
    if "week" in words:
        monday = today + timedelta(7 * step - today.weekday())
        sunday = monday + timedelta(6)
        return monday.isoformat()[:7] if monday.month == sunday.month else None
    if "month" in words:
        months = today.year * 12 + today.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    if "year" in words:
        return str(today.year + step)
    return today + timedelta(DAYS_AWAY.get(words, 0))


def _relative(e: DateWords, today: date, *, ahead: bool) -> date | str | None:
    """Return what words mean that name a day only together with another one."""
    if e.kind == "day":
        return _nearest(today, e.month or 0, e.day or 0, ahead=ahead)
    if e.kind == "nth":
        return _of_this_month(e.day or 0, today, ahead=ahead)
    if e.kind == "weekday":
        return _of_weekday(e.words, today, ahead=ahead)
    if e.kind == "ago":
        count, unit, _ = e.words.split()
        days = COUNTS.get(count.lower()) or int(count)
        return None if unit.startswith("week") else today - timedelta(days)
    return today if e.kind == "clock" else _deictic(e.words, today)


class Dates:
    """The time expressions of one text and the day on which it speaks.

    Parameters
    ----------
    text
        The parsed document.

    Attributes
    ----------
    today
        The day of the dateline, of publication, or of the date that opens the text.
    """

    def __init__(self, text: Text) -> None:
        self.today: date | None = speaking_day(text.document)
        self._found: dict[int, list[DateWords]] = {}
        self._before: dict[int, DateWords | None] = {}
        latest: DateWords | None = None
        for paragraph in text.paragraphs:
            expressions = list(scan(paragraph.doc.text))
            self._found[paragraph.index] = expressions
            self._before[paragraph.index] = latest
            latest = next((e for e in reversed(expressions) if e.kind in ("day", "weekday", "deictic")), latest)

    def within(self, paragraph: Paragraph, start: int, end: int) -> list[DateWords]:
        """Return the expressions between two offsets of the paragraph's own text."""
        found = self._found.get(paragraph.index, [])
        low = bisect_left(found, start, key=lambda e: e.start)
        high = bisect_left(found, end, lo=low, key=lambda e: e.start)
        return found[low:high]

    def iso(self, paragraph: Paragraph, expression: DateWords, *, ahead: bool = False) -> str | None:
        """Return the day, month or year that an expression names, or ``None`` where it cannot be told.

        Parameters
        ----------
        paragraph
            Where the expression stands: "the previous day" is the one before the day named last.
        expression
            One of :meth:`within`.
        ahead
            The text speaks of the future: "on Friday" is the next one.
        """
        e, today = expression, self.today
        found: date | str | None = None
        if e.kind == "step":
            found = self._step(paragraph, e)
        elif e.kind == "year":
            found = str(e.year)
        elif e.kind == "month":
            found = _of_month(e, today, ahead=ahead)
        elif e.kind == "day" and e.year is not None:
            found = _day(e.year, e.month or 0, e.day or 0)
        elif today is not None:
            found = _relative(e, today, ahead=ahead)
        return found.isoformat() if isinstance(found, date) else found

    @staticmethod
    def linked(paragraph: Paragraph, expression: DateWords) -> bool:
        """Whether "a day after" goes on to say after what, whose day it then gives: "a day after they met"."""
        following = paragraph.doc.text[expression.end : expression.end + 2]
        return expression.words.lower().endswith(("after", "before")) and following[1:].isalnum()

    def _step(self, paragraph: Paragraph, expression: DateWords) -> str | None:
        """Return the day before, after or of the last one named, of the text's own day if none was."""
        found = self._found[paragraph.index]
        here = bisect_left(found, expression.start, key=lambda e: e.start)
        earlier = next(
            (e for e in reversed(found[max(0, here - 8) : here]) if e.kind in ("day", "weekday", "deictic")), None
        )
        anchor = earlier or self._before[paragraph.index]
        day = self.iso(paragraph, anchor) if anchor else self.today.isoformat() if self.today else None
        if day is None or len(day) < 10:
            return None
        words = expression.words.lower()
        back = any(w in words for w in ("previous", "preceding", "before", "earlier"))
        back ^= self.linked(paragraph, expression)
        step = -1 if back else 0 if "same" in words or words.startswith("that") else 1
        return (date.fromisoformat(day) + timedelta(step)).isoformat()


def speaking_day(document: Document) -> date | None:
    """Return the day on which a document speaks: its dateline's, else that of its publication, else its first words'.

    Examples
    --------
    >>> from kg.records import Block, Document, Span
    >>> text = "OSLO, Nov. 30 (NTB) -- Norway and Chile met on Monday."
    >>> speaking_day(Document("d", text, (Block("body", Span(0, len(text))),), published="2020-12-01"))
    datetime.date(2020, 11, 30)
    """
    try:
        published: date | None = date.fromisoformat((document.published or "")[:10])
    except ValueError:
        published = None
    if published is not None and not 1000 < published.year < 9999:  # days are counted from it, both ways
        published = None
    first = next((b for b in document.blocks if b.kind == "body"), None)
    heads = [document.dateline or ""]
    heads += [document.text[b.span.start : b.span.end] for b in document.blocks if b.kind == "dateline"][:1]
    if first is not None:
        heads.append(document.text[first.span.start : min(first.span.end, first.span.start + HEAD)])
    for head in heads:
        match = DATELINE.search(head)
        if match and (match["year"] or published):
            month, day = _month(match["month"]), int(re.sub(r"\D.*", "", match["day"]))
            found = _day(int(match["year"]), month, day) if match["year"] else None
            found = found or (_nearest(published, month, day, ahead=False) if published else None)
            if found:
                return found
    return published or _opening_day(document)


def _opening_day(document: Document) -> date | None:
    opening = next(scan(document.text[:80]), None)
    if opening is None or not opening.year or not opening.month or not opening.day or opening.start > 30:
        return None
    return _day(opening.year, opening.month, opening.day)


def dates_of(text: Text) -> Dates:
    """Return the time expressions of a text. See :class:`Dates`."""
    return Dates(text)


def date_in(text: Text, paragraph: Paragraph, span: Span, *, ahead: bool = False) -> str | None:
    """Return the date that the first time expression inside a span of the file names, or ``None``.

    Parameters
    ----------
    text, paragraph, span
        Where to look; the span lies in the paragraph.
    ahead
        The text speaks of the future there.

    Examples
    --------
    >>> from kg.extract.model import load
    >>> from kg.extract.text import parse
    >>> from kg.records import Block, Document, Span
    >>> words = "The ministers met on Tuesday."
    >>> document = Document("d", words, (Block("body", Span(0, len(words))),), published="2022-05-20")
    >>> text = next(parse([document], load()))
    >>> date_in(text, text.paragraphs[0], Span(0, len(words)))
    '2022-05-17'
    """
    dates = dates_of(text)
    found = dates.within(paragraph, span.start - paragraph.start, span.end - paragraph.start)
    return dates.iso(paragraph, found[0], ahead=ahead) if found else None
