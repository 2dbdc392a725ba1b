"""What pronouns, titles and descriptions refer to; what stays open."""

from __future__ import annotations

import pytest
from test_actors import read


def referent(words: str, noun: str, *, nth: int = -1, **known: str) -> str | None:
    """Return the name of what the ``nth`` token ``noun`` refers to."""
    text, cast = read(words, **known)
    places = [(p, t) for p in text.paragraphs for t in p.doc if t.text == noun]
    found = cast.resolve(*places[nth])
    return cast.record(found).name if found is not None else None


CALL = "Chilean President Luis Soto had a phone call with Norwegian Prime Minister Kari Holm. "


@pytest.mark.parametrize(
    ("words", "noun", "expected"),
    [
        (CALL + "Soto thanked her. He said that it was time.", "He", "Luis Soto"),
        (CALL + "The president said that it was time.", "president", "Luis Soto"),
        (CALL + "The Norwegian leader agreed.", "leader", "Kari Holm"),
        (CALL + "The Prime Minister of Norway agreed.", "Minister", "Kari Holm"),
        (CALL + "They discussed trade. Holm said no.", "They", "Luis Soto and Kari Holm"),
        (CALL + "The two leaders agreed to meet.", "leaders", "Luis Soto and Kari Holm (the two leaders)"),
        (CALL + "Both sides welcomed it.", "sides", "Luis Soto and Kari Holm (both sides)"),
        (CALL + "The Chilean side welcomed it.", "side", "Chile"),
        (CALL + "Soto said his country was ready.", "country", "Chile"),
        (CALL + "Soto said. Soto and Holm welcomed it.", "Soto", "Luis Soto and Kari Holm"),
        ("The White House condemned it in a statement. The statement added more.", "statement", "White House"),
        (
            "The White House condemned it in a statement. The statement added more. It called for calm.",
            "It",
            "White House",
        ),
        ("The Chilean Foreign Ministry denied it. The ministry said more.", "ministry", "Chilean Foreign Ministry"),
        ("Chilean President Luis Soto spoke. One of Soto's tweets read: no.", "One", "Luis Soto"),
        (CALL + "The President and Prime Minister Holm agreed to meet. They left.", "They", "Luis Soto and Kari Holm"),
        (CALL + "The president thanked his counterpart.", "counterpart", "Kari Holm"),
        ("U.S. Secretary of State Ann Field left. The top diplomat said no.", "diplomat", "Ann Field"),
    ],
)
def test_refers_to(words: str, noun: str, expected: str) -> None:
    assert referent(words, noun) == expected


def test_a_pronoun_is_not_what_stands_in_its_own_speech() -> None:
    words = "Chilean President Luis Soto spoke in Oslo. “Luis Diaz must go,” he said."
    assert referent(words, "he") == "Luis Soto"


def test_gender_tells_where_a_title_tells_it() -> None:
    words = "Spokeswoman Ann Field met King Omar of Jordan. She said that he agreed."
    assert referent(words, "She") == "Ann Field"
    assert referent(words, "he") == "King Omar" or referent(words, "he") == "Omar"


def test_given_names_tell_gender() -> None:
    words = "Senator Chris Vale called nominee Susan Moore a disgrace after she attacked the police."
    assert referent(words, "she") == "Susan Moore"


def test_a_tie_stays_open() -> None:
    words = "The room was full of talk about Luis Soto, about Omar Saleh and about trade. He left."
    assert referent(words, "He") is None


def test_an_envoy_told_without_a_name_is_named_in_the_next_sentence() -> None:
    words = "A Chilean envoy said that peace must come. Luis Soto, Ambassador of Chile to the UN, stressed that power leads nowhere."
    assert referent(words, "envoy") == "Luis Soto"


def test_a_spokesperson_told_without_a_name_gives_the_office_to_who_is_named_next() -> None:
    _, cast = read(
        "Chile supports the plan, a spokesperson for Chile's Ministry of Defense said Thursday. Luis Soto said more at a briefing."
    )
    found = next(a for a in cast.actors() if a.name == "Luis Soto")
    assert (found.role or "").startswith("spokesperson")
    assert found.country == "CHL"


def test_a_pronoun_may_mean_a_speaker_without_a_name() -> None:
    words = "Chilean President Luis Soto spoke. A spokesman for the White House said that it was late. “It is late,” he said."
    assert referent(words, "he") == "spokesman for the White House"


def test_an_office_with_a_state_tells_the_state_of_its_only_holder() -> None:
    words = "Deputy Foreign Minister Luis Soto spoke. The Chilean diplomat said no."
    assert referent(words, "diplomat") == "Luis Soto"


def test_own_page_own_president() -> None:
    words = "President Ann Field met with President Luis Soto of Chile. The President thanked Soto."
    assert referent(words, "President", publisher="The White House") == "Ann Field"


def test_a_page_that_never_names_its_president_is_settled_by_the_table_of_holders_only_with_a_day() -> None:
    words = "The President held a briefing."
    assert referent(words, "President", publisher="Élysée Palace", published="2018-03-01") == "Emmanuel Macron"
    assert referent(words, "President", publisher="Élysée Palace") != "Emmanuel Macron"


def test_we_is_the_author_whom_the_title_names() -> None:
    words = "We condemn the attack."
    assert referent(words, "We", title="Statement by National Security Advisor Ann Field on the Attack") == "Ann Field"
    assert referent("“We condemn it,” he said.", "We", title="Statement by Advisor Ann Field on it") is None


@pytest.mark.parametrize(
    ("words", "noun", "name"),
    [
        ("Current officials said that it failed.", "officials", "Current officials"),
        ("A senior administration official said that it failed.", "official", "senior administration official"),
        ("Vietnam's state television said that it failed.", "television", "Vietnam's state television"),
        ("Two retired Chilean diplomats said that it failed.", "diplomats", "retired Chilean diplomats"),
    ],
)
def test_speakers_without_a_name_are_actors_of_their_own(words: str, noun: str, name: str) -> None:
    assert (referent(words, noun) or "").lower() == name.lower()


def test_the_officials_alone_are_nobody() -> None:
    assert referent("Rain fell. The officials said that it failed.", "officials") is None


@pytest.mark.parametrize(
    ("words", "noun", "expected"),
    [
        ("Angela Merkel spoke in Bonn. The prime minister of Norway left.", "minister", "prime minister of Norway"),
        (
            "Angela Merkel met President of the European Council Luis Soto. The President of Chile left.",
            "President",
            "President of Chile",
        ),
    ],
)
def test_an_office_of_a_state_is_not_held_by_an_officer_of_another(words: str, noun: str, expected: str) -> None:
    assert referent(words, noun, published="2020-05-01") == expected


def test_an_official_is_of_the_ministry_from_which_the_official_is() -> None:
    text, cast = read("An official from the Norwegian foreign ministry said no.", publisher="Yonhap")
    paragraph = text.paragraphs[0]
    official = cast.resolve(paragraph, next(t for t in paragraph.doc if t.text == "official"))
    assert official is not None
    assert cast.country(official) == "NOR"


@pytest.mark.parametrize(
    ("words", "noun"),
    [
        (
            "Estonian Foreign Minister Kari Holm and Latvian Foreign Minister Ann Field met. The minister left.",
            "minister",
        ),
        ("President Luis Soto met Governor Juan Soto. Soto left.", "Soto"),
        ("Luis Soto and Juan Perez sat together. He left.", "He"),
    ],
)
def test_a_tie_of_equals_stays_open(words: str, noun: str) -> None:
    assert referent(words, noun) is None
