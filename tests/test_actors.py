"""Who acts in a text: names, types, offices, states."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract import model
from kg.extract.actors import Cast, cast_of
from kg.extract.actors.allegiance import home
from kg.extract.actors.naming import one_person, parts
from kg.extract.phrases import rows
from kg.extract.text import Text, parse
from kg.records import Actor, Block, Document, Span


def read(words: str, **known: str) -> tuple[Text, Cast]:
    blocks, start = [], 0
    for line in words.split("\n"):
        if line.strip():
            blocks.append(Block("body", Span(start, start + len(line))))
        start += len(line) + 1
    text = next(parse([Document("d", words, tuple(blocks), **known)], model.load()))
    return text, cast_of(text)


def actors(words: str, **known: str) -> dict[str, Actor]:
    return {actor.name: actor for actor in read(words, **known)[1].actors()}


@pytest.mark.parametrize(
    ("words", "name", "role", "country"),
    [
        ("Chilean Ambassador to Norway Luis Soto met the press.", "Luis Soto", "Ambassador to Norway", "CHL"),
        ("Ambassador of Chile to the UN at Geneva Luis Soto spoke.", "Luis Soto", "Ambassador", "CHL"),
        (
            "Luis Soto, Ambassador of Chile to Norway, stressed peace.",
            "Luis Soto",
            "Ambassador of Chile to Norway",
            "CHL",
        ),
        ("U.S. Secretary of State Ann Field said no.", "Ann Field", "Secretary of State", "USA"),
        ("Norway's foreign minister, Kari Holm, said that talks go on.", "Kari Holm", "foreign minister", "NOR"),
        ("Prime Minister Kari Holm of Norway thanked him.", "Kari Holm", "Prime Minister", "NOR"),
        ("President of the Republic of Chile Luis Soto arrived.", "Luis Soto", "President", "CHL"),
        ("Kari Holm, who is the Norwegian defence minister, resigned.", "Kari Holm", "defence minister", "NOR"),
        (
            "Deputy Head of the Security Council Luis Soto agreed.",
            "Luis Soto",
            "Deputy Head of the Security Council",
            None,
        ),
        (
            "Minister for Environmental Protection, Ecology and Transport Luis Soto left.",
            "Luis Soto",
            "Transport",
            None,
        ),
        ("then Chilean ambassador Luis Soto had called.", "Luis Soto", "then Chilean ambassador", "CHL"),
        ("Kansas Governor Ann Field signed the letter.", "Ann Field", "Governor", "USA"),
    ],
)
def test_a_title_tells_office_and_state(words: str, name: str, role: str, country: str | None) -> None:
    found = actors(words)[name]
    assert found.type == "Person"
    assert set(role.lower().split()) & set((found.role or "").lower().split())
    assert found.country == country


def test_two_presidents_share_a_title_but_not_a_state() -> None:
    found = actors("Presidents Luis Soto and Ann Field met.", publisher="The White House")
    assert [found[n].role for n in ("Luis Soto", "Ann Field")] == ["President", "President"]
    assert found["Luis Soto"].country is None


def test_counterparts_are_told_apart_in_order() -> None:
    words = "Chilean foreign minister Luis Soto and his Greek and Cypriot counterparts, Nikos Pappas and Andreas Ioannou, met."
    found = actors(words)
    assert (found["Nikos Pappas"].country, found["Andreas Ioannou"].country) == ("GRC", "CYP")
    assert found["Nikos Pappas"].role == "foreign minister"


def test_ministers_of_several_states_are_told_apart_in_order() -> None:
    found = actors(
        "The foreign ministers of Norway, Chile and Ghana, Kari Holm, Luis Soto and Kofi Mensah, met in Oslo."
    )
    assert [found[n].country for n in ("Kari Holm", "Luis Soto", "Kofi Mensah")] == ["NOR", "CHL", "GHA"]


@pytest.mark.parametrize(
    "name", ["Kim Yong-hyun", "Hossein Amir-Abdollahian", "Ursula von der Leyen", "Abdel Fattah el-Sisi"]
)
def test_names_keep_their_parts(name: str) -> None:
    assert name in actors(f"Foreign Minister {name} told reporters that talks would go on.")


def test_the_state_of_a_president_without_a_nationality_is_told_by_what_he_says() -> None:
    words = (
        "Chile and Norway agreed to talk as President Luis Soto and his Norwegian counterpart Kari Holm met. "
        "Soto said that Chile supports the plan. He said Chile respects the treaty."
    )
    assert actors(words)["Luis Soto"].country == "CHL"


def test_a_state_page_names_its_own_president_without_a_nationality() -> None:
    assert (
        actors("President Luis Soto had a call.", publisher="Office of the President of Chile")["Luis Soto"].country
        == "CHL"
    )
    assert actors("President Luis Soto had a call.")["Luis Soto"].country is None


@pytest.mark.parametrize(
    ("publisher", "url", "country"),
    [
        ("The White House", None, "USA"),
        ("Ministry of Foreign Affairs of Japan", None, "JPN"),
        ("Reuters", None, None),
        (None, "https://www.mfa.gov.cn/x", "CHN"),
        (None, "https://www.example.org/x", None),
    ],
)
def test_whose_page_it_is(publisher: str | None, url: str | None, country: str | None) -> None:
    found = home(Document("d", "", publisher=publisher, url=url))
    assert (found.country if found else None) == country


def test_an_aide_is_of_the_state_of_whose_aide_she_is() -> None:
    words = "U.S. President Luis Soto spoke. Soto's adviser Ann Field left."
    assert actors(words)["Ann Field"].country == "USA"


def test_no_nationality_is_invented_for_a_movement() -> None:
    found = actors("Omar Saleh, a spokesman for the Taliban's political office, said that the Taliban want peace.")
    assert found["Taliban"].country is None
    assert found["Omar Saleh"].country is None
    names = {actor.id: name for name, actor in found.items()}
    assert "Taliban" in names[found["Omar Saleh"].represents or ""]


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("NATO condemned the attack.", "NATO", "InternationalOrganization"),
        (
            "The Turkish Ministry of Foreign Affairs denounced it.",
            "Turkish Ministry of Foreign Affairs",
            "Organization",
        ),
        ("The Chilean government denied it.", "Chilean government", "Organization"),
        ("The Houthis rejected the call.", "Houthis", "Group"),
        ("Kabul rejected the call.", "Afghanistan", "Country"),
        ("The Libyan House of Representatives did not ratify it.", "Libyan House of Representatives", "Organization"),
        ("The Food and Drug Administration approved it.", "Food and Drug Administration", "Organization"),
    ],
)
def test_types(words: str, name: str, kind: str) -> None:
    assert actors(words)[name].type == kind


@pytest.mark.parametrize(
    "words", ["The talks took place in Kabul.", "New Mexico lies in the south.", "They met at King Saud Airport."]
)
def test_places_are_no_actors(words: str) -> None:
    assert not actors(words)


def test_spellings_and_short_forms_are_one_person() -> None:
    assert one_person("Joseph R. Biden, Jr.", "Joseph Biden")
    assert one_person("Recep Tayyip Erdoğan", "Recep Erdogan")
    assert not one_person("Ann Field", "Mark Field")
    assert parts("Zelenskyy") == parts("Zelensky") == parts("Zelenskiy")


def test_surnames_that_come_first_mean_the_one_named_last() -> None:
    words = "Chinese Ambassador Wang Yu spoke. Later ministry spokesman Wang Ning spoke. Wang said no."
    text, cast = read(words)
    token = next(t for t in reversed(text.paragraphs[0].doc) if t.text == "Wang")
    assert cast.record(cast.resolve(text.paragraphs[0], token) or "").name == "Wang Ning"


def test_a_ministry_spokesman_speaks_for_the_ministry_named_before() -> None:
    words = "The Chilean Foreign Ministry confirmed it. Ministry spokesman Luis Soto said so."
    _, cast = read(words)
    person = next(a for a in cast.actors() if a.name == "Luis Soto")
    assert person.country == "CHL"
    assert cast.record(person.represents or "").name == "Chilean Foreign Ministry"
    assert cast.record(cast.party(person.id) or "").name == "Chile"


def test_tenures_name_office_state_and_accreditation() -> None:
    _, cast = read("Ambassador of Chile to Norway Luis Soto spoke.", published="2020-05-01")
    (tenure,) = cast.tenures()
    names = {a.id: a.name for a in cast.actors()}
    assert (names[tenure.person], names[tenure.represents or ""], names[tenure.accredited_to or ""]) == (
        "Luis Soto",
        "Chile",
        "Norway",
    )
    assert tenure.attested == "2020-05-01"


def test_targets_may_be_described_only() -> None:
    words = "Chile urged all factions in Mali to lay down their arms."
    text, cast = read(words)
    found = cast.targets(text.paragraphs[0], Span(words.index("all"), len(words) - 1))
    assert [cast.record(a).name for a in found if cast.record(a).type == "Group"] == ["factions in Mali"]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("countries.tsv", 6),
        ("organizations.tsv", 5),
        ("offices.tsv", 4),
        ("bodies.tsv", 3),
        ("officeholders.tsv", 5),
        ("places.tsv", 3),
        ("references.tsv", 2),
        ("groups.tsv", 2),
    ],
)
def test_tables_have_their_columns_and_no_entry_twice(table: str, columns: int) -> None:
    entries = [row[:1] if table != "officeholders.tsv" else row for row in rows(table, columns)]
    assert len(entries) == len(set(entries))


def test_countries_are_iso_countries() -> None:
    codes = [row[0] for row in rows("countries.tsv", 6)]
    assert len(codes) > 195
    assert all(len(code) == 3 and code.isupper() for code in codes)
    held = {row[2] for row in rows("officeholders.tsv", 5)}
    organizations = {row[0] for row in rows("organizations.tsv", 5)}
    assert held <= set(codes) | organizations


PIECES = [
    "President ",
    "Putin ",
    "'s ",
    "’",
    "“",
    '"',
    "é",
    "😀",
    "-",
    "the ",
    "of ",
    ", ",
    ". ",
    "his ",
    "counterparts ",
    "U.S. ",
    "Ministry ",
    "and ",
    "ß",
    "Mr. ",
    "Jr. ",
    "Wang ",
    "\u3000",
    "said ",
    "they ",
    "it ",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join))
def test_any_text_gives_spans_inside_it(words: str) -> None:
    if not words.strip():
        return
    text = next(parse([Document("d", words, (Block("body", Span(0, len(words))),), publisher="Kremlin")], model.load()))
    cast = cast_of(text)
    for paragraph in text.paragraphs:
        for token in paragraph.doc:
            cast.resolve(paragraph, token)
            cast.at(paragraph, token)
        cast.targets(paragraph, Span(0, len(words)))
    for actor in cast.actors():
        assert all(0 <= span.start < span.end <= len(words) for span in actor.mentions)
    known = {actor.id for actor in cast.actors()}
    assert all(t.person in known and (t.represents is None or t.represents in known) for t in cast.tenures())
