"""Meetings, on sentences written for these tests."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.actors import Cast, cast_of
from kg.extract.meetings import Meetings, find_meetings
from kg.extract.meetings.meeting_words import kind_in_title, words
from kg.extract.model import load
from kg.extract.text import Text, parse
from kg.records import Block, Document, Meeting, Span


def read(body: str, published: str | None = "2022-05-18", title: str | None = None) -> tuple[Text, Cast, Meetings]:
    document = Document("d", body, (Block("body", Span(0, len(body))),), published=published, title=title)
    text = next(parse([document], load()))
    cast = cast_of(text)
    return text, cast, find_meetings(text, cast)


def found(body: str, published: str | None = "2022-05-18", title: str | None = None) -> list[Meeting]:
    return list(read(body, published, title)[2].records())


def only(body: str, published: str | None = "2022-05-18", title: str | None = None) -> tuple[Meeting, list[str]]:
    _, cast, meetings = read(body, published, title)
    (meeting,) = meetings.records()
    return meeting, sorted(cast.record(p.actor).name for p in meeting.participants)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("President Jan Moe of Norway had a telephone conversation with President Rosa Paz of Chile.", "phone_call"),
        ("President Jan Moe of Norway spoke by phone with President Rosa Paz of Chile.", "phone_call"),
        ("President Jan Moe of Norway telephoned President Rosa Paz of Chile.", "phone_call"),
        ("President Jan Moe of Norway held a video call with President Rosa Paz of Chile.", "video_call"),
        ("President Jan Moe of Norway met virtually with President Rosa Paz of Chile.", "video_call"),
        ("President Jan Moe of Norway held talks with President Rosa Paz of Chile in Oslo.", "bilateral_meeting"),
        ("President Jan Moe of Norway met President Rosa Paz of Chile.", "bilateral_meeting"),
        ("President Jan Moe of Norway received President Rosa Paz of Chile in Oslo.", "bilateral_meeting"),
        ("President Jan Moe of Norway had a working lunch with President Rosa Paz of Chile.", "bilateral_meeting"),
        ("President Jan Moe paid a visit to Chile.", "visit"),
        ("President Jan Moe visited Chile in April.", "visit"),
        ("President Jan Moe attended the Nordic Council summit in Oslo.", "summit"),
        ("President Jan Moe told a news conference in Oslo that the talks went well.", "press_conference"),
        ("President Jan Moe said so in an interview with foreign journalists.", "press_conference"),
        ("Answering questions from the media, President Jan Moe said that he was content.", "press_conference"),
        ("Foreign Minister Kari Lie addressed the UN General Assembly in September.", "session"),
    ],
)
def test_the_words_say_what_kind_of_meeting_it_was(body: str, kind: str) -> None:
    assert kind in [m.type for m in found(body)]


def test_participants_come_from_both_sides_of_the_verb() -> None:
    meeting, names = only("President Jan Moe of Norway held talks on Monday with Prime Minister Rosa Paz of Chile.")
    assert names == ["Jan Moe", "Rosa Paz"]
    assert meeting.date == "2022-05-16"


def test_participants_come_from_the_nouns_own_phrase() -> None:
    _, names = only("The ministry confirmed a meeting between President Jan Moe and President Rosa Paz on May 3.")
    assert names == ["Jan Moe", "Rosa Paz"]


def test_guests_are_read_from_lists() -> None:
    _, names = only(
        "Prime Minister Jan Moe chaired a meeting on fishing. "
        "The meeting was attended by Foreign Minister Kari Lie, Trade Minister Ola Berg and Defence Minister Siv Dahl."
    )
    assert {"Jan Moe", "Kari Lie", "Ola Berg", "Siv Dahl"} <= set(names)


def test_states_before_the_noun_take_part() -> None:
    _, names = only("The Norwegian-Chilean summit in Oslo ended on Monday.")
    assert names == ["Chile", "Norway"]


def test_the_subject_of_a_speech_takes_part() -> None:
    _, names = only(
        "Speaking at a session of the UN Human Rights Council on May 3, Ambassador Kari Lie called for calm."
    )
    assert "Kari Lie" in names
    assert len(names) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("President Jan Moe met President Rosa Paz on Monday.", "held"),
        ("President Jan Moe will meet President Rosa Paz on Monday.", "scheduled"),
        ("President Jan Moe and President Rosa Paz agreed to hold talks in June.", "scheduled"),
        ("A meeting between President Jan Moe and President Rosa Paz is planned for June 3.", "scheduled"),
        ("President Jan Moe cancelled his meeting with President Rosa Paz.", "cancelled"),
        ("The talks between Norway and Chile were called off.", "cancelled"),
    ],
)
def test_held_scheduled_and_cancelled_are_told_apart(body: str, status: str) -> None:
    (meeting,) = found(body)
    assert meeting.status == status


@pytest.mark.parametrize(
    "body",
    [
        "President Jan Moe did not meet President Rosa Paz.",
        "President Jan Moe wants to meet President Rosa Paz.",
        "President Jan Moe called for a summit with Chile.",
        "Norway proposed talks with Chile.",
        "President Jan Moe could meet President Rosa Paz.",
        "Norway expressed the hope that the talks with Chile will be held.",
        "Norway met all the conditions of the loan.",
        "President Jan Moe called for restraint.",
        "Talks are better than war, President Jan Moe wrote.",
        "President Jan Moe told reporters that he was content.",
    ],
)
def test_what_did_not_happen_and_is_not_arranged_is_no_meeting(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize("again", ["The call", "Their conversation", "The conversation", "The talks"])
def test_a_meeting_told_of_again_is_one_meeting(again: str) -> None:
    meeting, names = only(
        f"President Jan Moe of Norway had a phone call with President Rosa Paz of Chile on May 3. {again} took an hour."
    )
    assert len(meeting.evidence) == 2
    assert names == ["Jan Moe", "Rosa Paz"]
    assert meeting.type == "phone_call"


def test_two_sides_tell_of_one_meeting() -> None:
    meetings = found(
        "President Jan Moe of Norway met President Rosa Paz of Chile in Oslo on May 3. "
        "President Rosa Paz met with President Jan Moe on May 3, the Chilean ministry said."
    )
    assert len(meetings) == 1
    assert len(meetings[0].evidence) == 2


def test_another_day_is_another_meeting() -> None:
    meetings = found(
        "President Jan Moe of Norway spoke by phone with President Rosa Paz of Chile on May 3. "
        "President Jan Moe spoke by phone with President Rosa Paz again on May 9."
    )
    assert [m.date for m in meetings] == ["2022-05-03", "2022-05-09"]


def test_a_call_is_no_visit() -> None:
    meetings = found(
        "President Jan Moe of Norway spoke by phone with President Rosa Paz of Chile. "
        "They recalled the visit of President Rosa Paz to Norway in March 2021."
    )
    assert [(m.type, m.date) for m in meetings] == [("phone_call", "2022-05-18"), ("visit", "2021-03")]


def test_an_earlier_call_is_between_the_same_two() -> None:
    _, cast, meetings = read(
        "On May 9, President Jan Moe of Norway had a telephone conversation with President Rosa Paz of Chile. "
        "They returned to the agreement reached during the May 3 videoconference."
    )
    second = meetings.records()[1]
    assert (second.type, second.date) == ("video_call", "2022-05-03")
    assert sorted(cast.record(p.actor).name for p in second.participants) == ["Jan Moe", "Rosa Paz"]


CALL = "President Jan Moe of Norway had a telephone conversation with President Rosa Paz of Chile."


def test_what_a_readout_opens_with_has_the_day_of_publication_and_says_so() -> None:
    (meeting,) = found(CALL)
    assert (meeting.date, meeting.date_basis) == ("2022-05-18", "published")
    (dated,) = found(CALL.replace("had", "on Tuesday had"))
    assert (dated.date, dated.date_basis) == ("2022-05-17", "text")
    assert dated.confidence > meeting.confidence


@pytest.mark.parametrize(
    "body",
    [
        CALL.replace("a telephone", "a recent telephone"),
        CALL.replace("had", "last week had").replace(" a telephone", " the telephone"),
        CALL.replace("had", "had had"),
        CALL.replace("had", "has once had"),
        CALL.replace("had", "recalled that he had had"),
        CALL.replace("had", "will have"),
        "Bread is dear. Milk is dear. Eggs are dear. " + CALL,
        "President Jan Moe of Norway, who met President Rosa Paz of Chile, opened a bridge.",
        "Bread is dear, Jan Moe said. Critics spoke of the talks that Jan Moe held with President Rosa Paz of Chile.",
    ],
)
def test_other_meetings_are_not_dated_by_publication(body: str) -> None:
    assert all(m.date_basis == "text" for m in found(body))


def test_what_was_said_at_a_meeting_is_not_dated_by_publication() -> None:
    words = CALL + " Jan Moe said that the border was open."
    text, cast, meetings = read(words)
    (paragraph,) = text.body
    cue = next(token for token in paragraph.doc if token.text == "said")
    ids = {figure.name: figure.id for figure in cast.actors()}
    assert meetings.at(paragraph, paragraph.span(cue), ids["Jan Moe"]) == "m1"
    assert meetings.date_of(paragraph, cue, ids["Jan Moe"]) is None


def test_today_is_the_day_on_which_the_text_speaks() -> None:
    assert only("President Jan Moe met today with President Rosa Paz.")[0].date == "2022-05-18"
    assert only("President Jan Moe met today with President Rosa Paz.", None)[0].date is None


def test_also_today_dates_what_was_told_before() -> None:
    body = "President Jan Moe had a phone call with President Rosa Paz. Also today, the embassy opened its doors again."
    (meeting,) = found(body)
    assert meeting.date == "2022-05-18"
    assert any(body[s.start : s.end].startswith("Also today") for s in meeting.evidence)


def test_a_news_conference_has_the_day_on_which_its_speaker_spoke() -> None:
    meetings = found(
        "The Norwegian Foreign Ministry confirmed the report on Monday. "
        "Norwegian Foreign Ministry spokesman Ola Berg told a daily news conference that the talks went on."
    )
    assert [(m.type, m.date) for m in meetings if m.type == "press_conference"] == [("press_conference", "2022-05-16")]


def test_the_title_says_how_they_spoke() -> None:
    body = "President Jan Moe of Norway spoke with President Rosa Paz of Chile."
    assert only(body)[0].type == "other"
    assert only(body, title="Readout of President Moe's Call with President Paz")[0].type == "phone_call"
    assert kind_in_title("Call for restraint") is None
    assert kind_in_title("Minister talks to counterpart on phone") == "phone_call"
    assert kind_in_title("Nothing of the kind") is None


def test_places_are_read_from_the_meetings_phrase() -> None:
    assert only("President Jan Moe met President Rosa Paz at a hotel in Oslo on Monday.")[0].place == "Oslo"
    assert only("President Jan Moe held talks with President Rosa Paz on Syria.")[0].place is None
    assert only("President Jan Moe visited Chile on Monday.")[0].place == "Chile"


def test_a_statement_belongs_to_the_meeting_of_its_sentence_and_of_its_speaker() -> None:
    body = (
        "President Jan Moe of Norway had a phone call with President Rosa Paz of Chile on May 3. "
        "President Moe said that fish is good. Minister Ola Berg said that he agrees. "
        "Speaking at a session of the UN Human Rights Council on May 4, Ambassador Kari Lie said that fish is bad."
    )
    text, cast, meetings = read(body)
    paragraph = text.paragraphs[0]
    ids = {a.name: a.id for a in cast.actors()}
    cues = [t for t in paragraph.doc if t.lower_ == "said"]
    call, session = meetings.records()
    places = [
        meetings.at(paragraph, paragraph.span(cue), ids[who])
        for cue, who in zip(cues, ("Jan Moe", "Ola Berg", "Kari Lie"), strict=True)
    ]
    assert places == [call.id, None, session.id]
    assert meetings.date_of(paragraph, cues[0], ids["Jan Moe"]) == "2022-05-03"
    assert meetings.date_of(paragraph, cues[1], ids["Ola Berg"]) is None
    assert meetings.reported(call.evidence[0]) == (call.id,)


def test_participation_tells_for_whom() -> None:
    _, cast, meetings = read(
        "Norwegian Foreign Minister Kari Lie met Chilean Foreign Minister Ana Soto in Lima on Monday."
    )
    (meeting,) = meetings.records()
    assert sorted(cast.record(p.on_behalf_of).name for p in meeting.participants if p.on_behalf_of) == [
        "Chile",
        "Norway",
    ]
    assert all(p.capacity for p in meeting.participants)


def test_the_lexicon_is_well_formed() -> None:
    lexicon = words()
    assert lexicon.nouns["meeting", False].kind == "meeting"
    assert {need for noun in lexicon.nouns.values() for need in [noun.need]} == {
        "",
        "weak",
        "process",
        "each",
        "named",
        "anaphor",
    }
    for name in ("nouns", "verbs", "modifiers"):
        head = (Path(__file__).parents[1] / f"kg/data/meeting_{name}.tsv").read_text(encoding="utf-8")
        assert "Where the entries come from" in head


SCRAPS = st.lists(
    st.sampled_from(
        [
            "President Jan Moe",
            "Norway",
            "met",
            "the talks",
            "held",
            "a phone call",
            "with",
            "between",
            "and",
            "on Monday",
            "in Oslo",
            "will",
            "attended by",
            "the summit",
            "said at",
            "their meeting",
            ".",
            ",",
            "“",
            "\u2028",
            "🐟",
        ]
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


@given(SCRAPS | st.text(min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_meetings_inside_it(body: str) -> None:
    text, _, meetings = read(body)
    for meeting in meetings.records():
        assert meeting.evidence
        for span in meeting.evidence:
            assert 0 <= span.start < span.end <= len(body)
    for paragraph in text.paragraphs:
        for token in paragraph.doc:
            meetings.at(paragraph, paragraph.span(token))
            meetings.date_of(paragraph, token)


def test_time_grows_with_the_text() -> None:
    sentence = "President Jan Moe met President Rosa Paz in Oslo on May 3 and the talks took place with Norway. "

    def seconds(times: int) -> float:
        body = sentence * times
        document = Document("d", body, (Block("body", Span(0, len(body))),), published="2022-05-18")
        text = next(parse([document], load()))
        cast = cast_of(text)
        start = time.process_time()
        find_meetings(text, cast)
        return time.process_time() - start

    seconds(5)
    assert seconds(400) < 12 * max(seconds(100), 0.02)
