"""What the worked examples of ontology/examples/ show, as records: invented documents of states that do not exist."""

from collections.abc import Callable

from kg.records import Actor, Block, Document, Extraction, Meeting, Participation, Position, Run, Span, Statement

RUN = Run("kg", "0.1.0", "en_core_web_sm", "3.8.0")

SYLVANIAN = """\
Readout of the President's call with King Otto

President Mila Baran of Sylvania spoke by telephone with King Otto Almar of Borduria on August 26, 2021. The President \
urged Borduria to lift the tariffs. The King said that Borduria was ready to discuss them.
"""
BORDURIAN = """\
King speaks with the President of Sylvania

King Otto Almar of Borduria spoke by telephone with President Mila Baran of Sylvania on August 26, 2021. The King said \
that Borduria rejects any interference in its affairs.
"""
JOINT = """\
Joint statement

The Foreign Ministers of Sylvania and Borduria met in Basel on September 3, 2021. The two Ministers reaffirmed their \
support for the ceasefire.
"""


def _at(text: str) -> Callable[..., Span]:
    def find(words: str, after: str = "") -> Span:
        start = text.index(words, text.index(after))
        return Span(start, start + len(words))

    return find


def _document(name: str, text: str, publisher: str, published: str) -> Document:
    title = text.partition("\n")[0]
    body = Span(len(title) + 2, len(text) - 1)
    blocks = (Block("title", Span(0, len(title))), Block("body", body))
    return Document(name, text, blocks, title=title, publisher=publisher, published=published)


def _parties(at: Callable[..., Span]) -> tuple[Actor, ...]:
    return (
        Actor("a1", "Sylvania", "Country", (at("Sylvania"),), country="SYL"),
        Actor("a2", "Borduria", "Country", (at("Borduria"),), country="BRD"),
        Actor("a3", "Mila Baran", "Person", (at("Mila Baran"),), "President", "SYL", "a1"),
        Actor("a4", "Otto Almar", "Person", (at("Otto Almar"),), "King", "BRD", "a2"),
    )


def _call(at: Callable[..., Span]) -> Meeting:
    sides = (Participation("a3", "a1"), Participation("a4", "a2"))
    return Meeting("m1", "phone_call", (at("spoke by telephone"),), sides, "2021-08-26", confidence=0.9)


def sylvanian_account() -> Extraction:
    """Return what Sylvania says of the call: its own request, and words that it puts into the king's mouth."""
    at = _at(SYLVANIAN)
    urged = "urged Borduria to lift the tariffs"
    ready = "Borduria was ready to discuss them"
    return Extraction(
        document=_document("sylvania-readout", SYLVANIAN, "Office of the President of Sylvania", "2021-08-26"),
        actors=_parties(at),
        meetings=(_call(at),),
        statements=(
            Statement(
                *(
                    "s1",
                    "a3",
                    at("urged"),
                    (at("Borduria to lift the tariffs"),),
                    "indirect",
                    "urge",
                    at("The President"),
                ),
                on_behalf_of="a1",
                addressees=("a4",),
                date="2021-08-26",
                meeting="m1",
            ),
            Statement(
                *("s2", "a4", at("said"), (at(ready),), "indirect", "say", at("The King")),
                on_behalf_of="a2",
                addressees=("a3",),
                date="2021-08-26",
                meeting="m1",
            ),
        ),
        positions=(
            Position("p1", "a1", "urge", "the tariffs", at(urged), "a3", ("a2",), ("trade",), "s1", at("urged")),
            Position(
                *(
                    "p2",
                    "a2",
                    "express_willingness",
                    "discuss them",
                    at(ready),
                    "a4",
                    (),
                    ("trade",),
                    "s2",
                    at("ready"),
                ),
            ),
        ),
        run=RUN,
    )


def bordurian_account() -> Extraction:
    """Return what Borduria says of the same call: not a word about tariffs."""
    at = _at(BORDURIAN)
    rejects = "Borduria rejects any interference in its affairs"
    return Extraction(
        document=_document("borduria-readout", BORDURIAN, "Royal Palace of Borduria", "2021-08-27"),
        actors=_parties(at),
        meetings=(_call(at),),
        statements=(
            Statement(
                *("s1", "a4", at("said"), (at(rejects),), "indirect", "say", at("The King")),
                on_behalf_of="a2",
                addressees=("a3",),
                date="2021-08-26",
                meeting="m1",
            ),
        ),
        positions=(
            Position(
                *("p1", "a2", "reject", "any interference in its affairs", at(rejects), "a4", (), ("sovereignty",)),
                *("s1", at("rejects")),
            ),
        ),
        run=RUN,
    )


def joint_statement() -> Extraction:
    """Return a joint statement: a group speaks, and each of the two states holds the position."""
    at = _at(JOINT)
    words = "reaffirmed their support for the ceasefire"
    place = (at("support"), "asserted", 0.9)
    return Extraction(
        document=_document("joint-statement", JOINT, "Foreign Ministry of Sylvania", "2021-09-03"),
        actors=(
            Actor("a1", "Sylvania", "Country", (at("Sylvania"),), country="SYL"),
            Actor("a2", "Borduria", "Country", (at("Borduria"),), country="BRD"),
            Actor("a3", "Foreign Ministers of Sylvania and Borduria", "Group", (at("The two Ministers"),)),
            Actor("a4", "Sylvania and Borduria", "Group", (at("Sylvania and Borduria"),), members=("a1", "a2")),
        ),
        meetings=(
            Meeting(
                *("m1", "bilateral_meeting", (at("met in Basel"),), (Participation("a1"), Participation("a2"))),
                *("2021-09-03", "Basel", "held", 0.9),
            ),
        ),
        statements=(
            Statement(
                *("s1", "a3", at("reaffirmed"), (at("their support for the ceasefire"),), "indirect", "reaffirm"),
                *(at("The two Ministers"), "a4", (), None, "2021-09-03", "m1"),
            ),
        ),
        positions=(
            Position("p1", "a1", "support", "the ceasefire", at(words), "a3", (), ("ceasefire",), "s1", *place),
            Position("p2", "a2", "support", "the ceasefire", at(words), "a3", (), ("ceasefire",), "s1", *place),
        ),
        run=RUN,
    )
