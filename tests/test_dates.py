from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.meetings.dates import Dates, date_in, scan, speaking_day
from kg.extract.model import load
from kg.extract.text import Text, parse
from kg.records import Block, Document, Span


def document(words: str, published: str | None = "2022-05-18") -> Document:
    return Document("d", words, (Block("body", Span(0, len(words))),), published=published)


def parsed(words: str, published: str | None = "2022-05-18") -> Text:
    return next(parse([document(words, published)], load()))


def resolved(words: str, published: str | None = "2022-05-18", *, ahead: bool = False) -> list[str | None]:
    text = parsed(words, published)
    dates = Dates(text)
    paragraph = text.paragraphs[0]
    return [dates.iso(paragraph, e, ahead=ahead) for e in dates.within(paragraph, 0, len(words))]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("They met on 2022-05-03.", "2022-05-03"),
        ("They met on May 3, 2021.", "2021-05-03"),
        ("They met on 3 May 2021.", "2021-05-03"),
        ("They met on the 3rd of May 2021.", "2021-05-03"),
        ("They met on Aug. 25.", "2021-08-25"),
        ("They met on Sept 9.", "2021-09-09"),
        ("They met on Tuesday, May 3.", "2022-05-03"),
        ("They will meet from June 13 to 17.", "2022-06-13"),
        ("They met on April 9–10.", "2022-04-09"),
        ("They met in April.", "2022-04"),
        ("They met last December.", "2021-12"),
        ("They met in June 2019.", "2019-06"),
        ("They met in 2015.", "2015"),
        ("They met on Monday.", "2022-05-16"),
        ("They met on Wednesday.", "2022-05-18"),
        ("They met last Wednesday.", "2022-05-11"),
        ("They met today.", "2022-05-18"),
        ("They met earlier today.", "2022-05-18"),
        ("They met yesterday.", "2022-05-17"),
        ("They met last night.", "2022-05-17"),
        ("They met this morning.", "2022-05-18"),
        ("They meet tomorrow.", "2022-05-19"),
        ("They meet the day after tomorrow.", "2022-05-20"),
        ("They met two days ago.", "2022-05-16"),
        ("They met last week.", "2022-05"),
        ("They met last month.", "2022-04"),
        ("They meet next year.", "2023"),
        ("They meet at 1900 GMT.", "2022-05-18"),
    ],
)
def test_an_expression_names_a_day(words: str, day: str) -> None:
    assert resolved(words) == [day]


def test_a_weekday_ahead_is_the_next_one() -> None:
    assert resolved("They will meet on Friday.", ahead=True) == ["2022-05-20"]
    assert resolved("They will meet on Monday.", ahead=True) == ["2022-05-23"]
    assert resolved("They will meet next Wednesday.", ahead=True) == ["2022-05-25"]


def test_the_year_turns_with_the_publication() -> None:
    assert resolved("They met on December 28.", "2023-01-05") == ["2022-12-28"]
    assert resolved("They will meet on January 9.", "2021-12-31", ahead=True) == ["2022-01-09"]


def test_a_week_that_lies_in_two_months_has_no_date() -> None:
    assert resolved("They met last week.", "2022-05-04") == [None]


def test_steps_count_from_the_day_named_before() -> None:
    assert resolved("On May 3 she spoke of the previous day.") == ["2022-05-03", "2022-05-02"]
    assert resolved("On May 3 she spoke; the following day he did.") == ["2022-05-03", "2022-05-04"]
    assert resolved("He wrote the same day.", "2022-05-18") == ["2022-05-18"]


def test_words_that_are_no_dates_are_left_alone() -> None:
    assert [e.words for e in scan("They may march in the sun, at 12 points, with 3000 men, in section 5.")] == []


def test_nothing_is_supplied_that_is_not_known() -> None:
    assert resolved("They met on Monday, May 3.", None) == [None]
    assert resolved("They met today.", None) == [None]
    assert resolved("They met on May 3, 2021.", None) == ["2021-05-03"]
    assert resolved("They met on February 30, 2021.") == [None]


def test_the_dateline_comes_before_the_publication() -> None:
    words = "OSLO, Nov. 30 (NTB) -- Norway and Chile met on Tuesday."
    assert speaking_day(document(words, "2021-12-01")) == date(2021, 11, 30)
    assert resolved(words, "2021-12-01")[-1] == "2021-11-30"
    tass = "BERGEN, December 26. /ABC/. The minister spoke on Thursday."
    assert speaking_day(document(tass, "2024-12-27")) == date(2024, 12, 26)


def test_a_date_that_opens_the_text_stands_in_for_the_publication() -> None:
    assert speaking_day(document("Thursday, September 12, 2019\n\nOn Tuesday the ministers met.", None)) == date(
        2019, 9, 12
    )
    assert speaking_day(document("The ministers met in a hall built on September 12, 1919.", None)) is None


def test_date_in_reads_the_span_alone() -> None:
    words = "She spoke on May 3. He spoke on May 4."
    text = parsed(words)
    assert date_in(text, text.paragraphs[0], Span(19, len(words))) == "2022-05-04"
    assert date_in(text, text.paragraphs[0], Span(0, 5)) is None


@given(st.text(max_size=200), st.none() | st.dates().map(str) | st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(words: str, published: str | None) -> None:
    for expression in scan(words):
        assert words[expression.start : expression.end] == expression.words
    speaking_day(document(words, published))


PIECES = st.lists(
    st.sampled_from(
        [
            "May",
            "3",
            "31",
            "2022",
            "last",
            "next",
            "Monday",
            "week",
            "month",
            "the previous day",
            "ago",
            "two",
            "days",
            ",",
            "-",
            "of",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(words=PIECES, ahead=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_row_of_date_words_resolves_to_a_date_or_none(words: str, *, ahead: bool) -> None:
    for day in resolved(words, "2022-03-31", ahead=ahead):
        assert day is None or date.fromisoformat((day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10])


def test_a_long_text_is_read_in_one_pass() -> None:
    assert sum(1 for _ in scan("They met on Monday. " * 20_000)) == 20_000
