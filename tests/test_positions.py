"""Positions: whose, for or against, of what; all sentences are made up."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import extract
from kg.extract.positions.stances import confidences, entries, words
from kg.records import Block, Document, Extraction, Position, Span


def read(text: str) -> Extraction:
    return extract(Document("d", text, (Block("body", Span(0, len(text))),)))


def found(text: str) -> list[tuple[str, str]]:
    extraction = read(text)
    names = {actor.id: actor.name for actor in extraction.actors}
    return [(names[p.holder], p.stance) for p in extraction.positions]


def only(text: str) -> Position:
    [position] = read(text).positions
    return position


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the cue itself
        ("Norway condemned the attack on the port.", [("Norway", "oppose")]),
        ("Norway urged Chad to open the border.", [("Norway", "urge")]),
        ("Norway thanked Chad for its help.", [("Norway", "appreciate")]),
        ("Norway denied that it had sent troops.", [("Norway", "deny")]),
        ("Norway warned against a new round of sanctions.", [("Norway", "warn")]),
        ("Norway expressed concern about the shelling of the port.", [("Norway", "express_concern")]),
        ("Norway threatened to close the strait.", [("Norway", "warn")]),
        # the speaker's own side
        ("Norwegian Foreign Minister Kari Holm said that Norway supports the ceasefire.", [("Norway", "support")]),
        (
            "“We are ready to host the talks,” Norwegian Prime Minister Kari Holm said.",
            [("Norway", "express_willingness")],
        ),
        ("Norwegian Prime Minister Kari Holm said her country will send two ships.", [("Norway", "pledge")]),
        ("Norwegian Prime Minister Kari Holm said Norway is determined to keep the treaty.", [("Norway", "pledge")]),
        # what others do, what things are worth
        ("Norwegian Prime Minister Kari Holm said Chad had violated the truce.", [("Norway", "accuse")]),
        ("Norwegian Prime Minister Kari Holm said the blockade was unacceptable.", [("Norway", "reject")]),
        ("Norwegian Prime Minister Kari Holm called the vote a farce.", [("Norway", "oppose")]),
        ("Norwegian Prime Minister Kari Holm said the new law is likely to lead to war.", [("Norway", "warn")]),
        # asking and promising without a word for it
        ("Norwegian Prime Minister Kari Holm said that Chad must release the sailors.", [("Norway", "demand")]),
        ("Norwegian Prime Minister Kari Holm said that both sides should meet soon.", [("Norway", "urge")]),
        ("Norwegian Prime Minister Kari Holm said she hopes Chad will release the sailors.", [("Norway", "urge")]),
        ("Norwegian Prime Minister Kari Holm said their main task is to end the war.", [("Norway", "pledge")]),
        ("“There is no famine,” Norwegian Prime Minister Kari Holm said.", [("Norway", "deny")]),
        # nouns
        ("Norwegian Prime Minister Kari Holm stressed the need to reopen the port.", [("Norway", "urge")]),
        ("Norwegian Prime Minister Kari Holm reiterated her support for the truce.", [("Norway", "support")]),
        # the document's own voice
        ("Norway is opposed to any base on the island.", [("Norway", "oppose")]),
        ("Norway adheres to the treaty.", [("Norway", "affirm")]),
    ],
)
def test_stance_and_holder(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Norway does not support the embargo.", "oppose"),
        ("Norway no longer supports the embargo.", "oppose"),
        ("Norway does not recognize the annexation.", "reject"),
        ("Norway is not ready to sign the treaty.", "reject"),
        ("Norway never agreed to the plan.", "reject"),
    ],
)
def test_negation_turns_a_stance(text: str, stance: str) -> None:
    assert [s for _, s in found(text)] == [stance]


@pytest.mark.parametrize(
    "text",
    [
        "Norwegian Prime Minister Kari Holm said the delegation arrived on Monday.",
        "Norway and Chad discussed the ceasefire.",
        "Does Norway support the ban?",
        "Norwegian Prime Minister Kari Holm said it must be noted that snow fell.",
        "Norwegian Prime Minister Kari Holm said she would comment later.",
        "“Thank you very much,” Norwegian Prime Minister Kari Holm said.",
    ],
)
def test_what_takes_no_stance(text: str) -> None:
    assert found(text) == []


def test_coordinated_predicates_share_the_holder() -> None:
    text = (
        "Norwegian Foreign Minister Kari Holm said Norway respects the sovereignty of Chad, "
        "adheres to noninterference and supports the new constitution."
    )
    assert found(text) == [("Norway", "respect"), ("Norway", "affirm"), ("Norway", "support")]


def test_states_that_are_named_together_hold_it_each() -> None:
    assert found("Norway and Chad agreed to reopen the border.") == [("Norway", "agree"), ("Chad", "agree")]


def test_a_passive_is_held_by_its_agent() -> None:
    assert found("The plan was rejected by Norway.") == [("Norway", "reject")]


def test_what_one_state_says_of_another_is_the_others() -> None:
    assert found("Norwegian Foreign Minister Kari Holm said Chad opposes the ban.") == [("Chad", "oppose")]


def test_what_others_are_asked_to_do_is_not_theirs() -> None:
    assert found("Norwegian Foreign Minister Kari Holm said Norway hopes that Chad will support the ban.") == [
        ("Norway", "urge")
    ]


def test_narrator_has_no_speaker() -> None:
    position = only("Norway supports a ban on landmines.")
    assert (position.speaker, position.issues) == (None, ("demining",))


def test_record_says_where_what_and_about_whom() -> None:
    text = "Norwegian Foreign Minister Kari Holm said Norway supports the ceasefire in Chad if both sides keep it."
    extraction = read(text)
    [position] = extraction.positions
    names = {actor.id: actor.name for actor in extraction.actors}
    assert text[position.evidence.start : position.evidence.end].startswith("Norway supports the ceasefire")
    assert position.cue is not None
    assert text[position.cue.start : position.cue.end] == "supports"
    assert position.target.startswith("the ceasefire in Chad")
    assert position.issues[0] == "ceasefire"
    assert [names[actor] for actor in position.target_actors] == ["Chad"]
    assert names[position.speaker or ""] == "Kari Holm"
    assert position.statement == extraction.statements[0].id
    assert position.modality == "conditional"
    assert 0.5 < position.confidence < 1


def test_lexicon_lists_an_entry_once_to_a_frame() -> None:
    count = Counter((e.kind, e.lemma, e.with_, e.frame, e.stance) for group in entries().values() for e in group)
    assert [entry for entry, n in count.items() if n > 1] == []


def test_lexicon_is_wide_and_graded() -> None:
    every = [entry for group in entries().values() for entry in group]
    assert len(every) > 900
    assert {entry.strength for entry in every} == {0, 1, 2, 3}
    assert {entry.polarity for entry in every} == {-1, 1}
    assert words("no_deeds")


def test_every_rule_is_measured() -> None:
    assert all(0 < share < 1 for share in confidences().values())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Norway",
                "not",
                "will",
                "must",
                "support",
                "supports",
                "reject",
                "“",
                "”",
                "said",
                "and",
                ",",
                ".",
                "the",
                "we",
                "to",
                "hope",
                "no",
                "ceasefire",
                "is",
                "ready",
                "by",
                "who",
                "\u2028",
                "🙂",
                "’s",
            ]
        ),
        max_size=40,
    )
)
def test_any_row_of_words_gives_positions_inside_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for position in read(text or " ").positions:
        assert 0 <= position.evidence.start < position.evidence.end <= len(text)
        assert position.holder


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        (
            "Norwegian Foreign Minister Kari Holm described as counterproductive the plans of Chad to close the border.",
            [("Norway", "oppose")],
        ),
        (
            "Norway condemned the drill, calling it a declaration of confrontation.",
            [("Norway", "oppose"), ("Norway", "accuse")],
        ),
        (
            "Norwegian Foreign Minister Kari Holm said the move cannot be anything other than a provocation.",
            [("Norway", "accuse")],
        ),
        (
            "Norwegian Foreign Minister Kari Holm said she would like Chad to join the treaty.",
            [("Norway", "urge")],
        ),
        ("Norway issued a statement condemning the attack.", [("Norway", "oppose")]),
        ("A spokesman for Norway said Norwegian Foreign Minister Kari Holm will visit Chad on Monday.", []),
        ("Norwegian Foreign Minister Kari Holm said the vote will not affect Chad's resolve.", []),
    ],
)
def test_what_is_implied_counts_and_what_is_only_announced_does_not(text: str, stances: list[tuple[str, str]]) -> None:
    assert found(text) == stances


def test_issue_of_a_stance_is_what_the_stance_is_true_of() -> None:
    assert only("Norway pledged to work with Chad on terrorism.").issues == ("counter-terrorism",)
    assert only("Norway protested against the occupation.").issues == ("occupation-and-annexation",)


@pytest.mark.parametrize(
    "text",
    ["Norway vowed to rebuild the war-torn region.", "Norway vowed to help those who traded their homes for tents."],
)
def test_issue_is_not_read_off_a_word_with_another_sense(text: str) -> None:
    assert only(text).issues == ()
