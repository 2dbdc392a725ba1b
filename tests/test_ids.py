"""IRIs come from content."""

from dataclasses import replace

import pytest
from gold_reading import gold
from hypothesis import given
from hypothesis import strategies as st

from kg import ids
from kg.records import Actor, Document, Extraction, Meeting, Participation, Span


def named(*actors: Actor, meetings: tuple[Meeting, ...] = (), doc: str = "d") -> ids.Namer:
    return ids.Namer.of(Extraction(Document(id=doc, text=f"text of {doc}"), actors=actors, meetings=meetings))


def person(ref: str, name: str, country: str | None = None) -> Actor:
    return Actor(ref, name, "Person", (Span(0, 4),), country=country)


def test_full_names_countries_and_organisations_are_one_node_in_all_documents() -> None:
    actors = (
        person("a1", "Ana Lind", "SYL"),
        Actor("a2", "Sylvania", "Country", (), country="SYL"),
        Actor("a3", "League", "InternationalOrganization", ()),
    )
    assert named(*actors, doc="d").actors == named(*actors, doc="e").actors


@pytest.mark.parametrize("actor", [person("a1", "Lind"), Actor("a1", "two leaders", "Group", (Span(0, 4),))])
def test_surnames_and_groups_belong_to_their_document(actor: Actor) -> None:
    assert named(actor, doc="d").actors["a1"] != named(actor, doc="e").actors["a1"]


def test_country_tells_namesakes_apart() -> None:
    assert named(person("a1", "Ana Lind", "SYL")).actors != named(person("a1", "Ana Lind", "BRD")).actors


def test_two_records_of_one_document_never_share_an_iri() -> None:
    namer = named(person("a1", "Ana Lind"), person("a2", "Ana Lind"))
    assert len(set(namer.actors.values())) == 2


def call(date: str | None, *participants: str) -> Meeting:
    return Meeting("m1", "phone_call", (Span(0, 4),), tuple(map(Participation, participants)), date)


def test_a_meeting_with_day_and_two_named_sides_is_one_node_in_all_documents() -> None:
    actors = (person("a1", "Ana Lind", "SYL"), person("a2", "Otto Berg", "BRD"))
    one, other = call("2021-08-25", "a1", "a2"), call("2021-08-25", "a2", "a1")
    first = named(*actors, meetings=(one,), doc="d").meetings["m1"]
    assert first == named(*actors, meetings=(other,), doc="e").meetings["m1"]
    assert first != named(*actors, meetings=(replace(one, date="2021-08-26"),), doc="e").meetings["m1"]


def test_other_people_of_the_same_states_had_another_meeting() -> None:
    presidents = (person("a1", "Ana Lind", "SYL"), person("a2", "Otto Berg", "BRD"))
    ministers = (person("a1", "Eva Holm", "SYL"), person("a2", "Ulf Dahl", "BRD"))
    meetings = (call("2021-08-25", "a1", "a2"),)
    assert named(*presidents, meetings=meetings).meetings != named(*ministers, meetings=meetings).meetings


@pytest.mark.parametrize("meeting", [call(None, "a1", "a2"), call("2021-08-25", "a1"), call("2021-08-25", "a1", "a3")])
def test_a_meeting_of_which_less_is_known_belongs_to_its_document(meeting: Meeting) -> None:
    actors = (person("a1", "Ana Lind", "SYL"), person("a2", "Otto Berg", "BRD"), person("a3", "Eva Holm", "SYL"))
    one, other = (named(*actors, meetings=(meeting,), doc=doc).meetings["m1"] for doc in "de")
    assert one != other


def test_another_text_is_another_document() -> None:
    assert ids.document(Document(id="d", text="a")) != ids.document(Document(id="d", text="b"))


@given(st.text(), st.text())
def test_two_ids_never_meet(one: str, other: str) -> None:
    same = ids.document(Document(id=one, text="t")) == ids.document(Document(id=other, text="t"))
    assert same == (one == other)


@given(st.text())
def test_iris_are_safe(name: str) -> None:
    iri = named(person("a1", f"{name} x"), doc=name).actors["a1"]
    assert not set(iri) & set(' <>"{}|\\^`\n')
    assert iri.isascii()


def test_the_order_of_records_does_not_matter() -> None:
    one = gold()
    other = replace(one, actors=one.actors[::-1], statements=one.statements[::-1], positions=one.positions[::-1])
    assert ids.Namer.of(one).others == ids.Namer.of(other).others
    assert ids.Namer.of(one).actors == ids.Namer.of(other).actors
