"""Sources become documents: the layout told apart, offsets kept, nothing guessed silently."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.read import read, read_all, sources
from kg.read.decode import decode
from kg.read.metadata import UNDATED, iso_date
from kg.records import Document

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SEED = ROOT / "sources" / "china-russia-united-stance.txt"


def put(folder: Path, name: str, content: str | bytes, **meta: object) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if meta:
        path.with_name(path.stem + ".meta.json").write_text(json.dumps(meta), "utf-8")
    return path


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.span.start : b.span.end]) for b in document.blocks]


def test_the_seed_article_is_told_apart() -> None:
    d = read(SEED)
    assert (d.id, d.title, d.publisher) == (SEED.stem, "China, Russia show united stance", "China Daily")
    assert (d.published, d.updated, d.dateline) == ("2021-08-30", "2021-08-30", "Beijing")
    assert d.authors == ("Mo Jingxi", "Liu Xuan", "Zhou Jin")
    assert d.text == SEED.read_bytes().decode("utf-8")
    assert Counter(b.kind for b in d.blocks) == Counter(body=18, published=1, title=1, byline=1, caption=1, contact=1)
    assert d.warnings == ()


@pytest.mark.parametrize(
    ("line", "dateline", "first"),
    [
        ("BEIJING, Oct. 29 (Xinhua) -- The two sides met.", "BEIJING, Oct. 29", "The two sides met."),
        ("LONDON (Reuters) - Britain said so.", "LONDON", "Britain said so."),
        ("(Reuters) - Britain said so.", None, "Britain said so."),
        ("OSLO, December 26. /TASS/. The US left.", "OSLO, December 26", "The US left."),
        (
            "IGORA /Leningrad Region/, May 6. /TASS/. “We will,” he said.",
            "IGORA /Leningrad Region/, May 6",
            "“We will,” he said.",
        ),
        ("NEW DELHI, 5 May (PTI) India agreed.", None, None),
        ("DOHA, Qatar (AP) — Talks began.", "DOHA, Qatar", "Talks began."),
        ("GENEVA — Talks began.", "GENEVA", "Talks began."),
        ("WASHINGTON/PARIS (Reuters) - Talks began.", "WASHINGTON/PARIS", "Talks began."),
        ("Hanoi (AFP) – Talks began.", "Hanoi", "Talks began."),
        ("KYIV. May 5 said nothing.", None, None),
        ("NATO said that (in short) - it would.", None, None),
    ],
)
def test_datelines_are_metadata(tmp_path: Path, line: str, dateline: str | None, first: str | None) -> None:
    d = read(
        put(
            tmp_path,
            "a.txt",
            line + " And more of it.\n\nThen something else happened.\n",
            title="T",
            published="2020-01-01",
        )
    )
    body = next(text for kind, text in kinds(d) if kind == "body")
    assert d.dateline == dateline
    assert body == (first or line) + " And more of it."


def test_one_paragraph_that_runs_all_together(tmp_path: Path) -> None:
    text = (
        "08:39, November 13, 2020 A minister arrives for talks in Quito, capital of Ecuador, Nov. 12, 2020. (Xinhua/Jo Doe) "
        "QUITO, Nov. 12 (Xinhua) -- The minister said yes. He left. Reporting by Ann Ray and Bo Lind; Editing by C. Cox"
    )
    d = read(put(tmp_path, "a.txt", text))
    assert [k for k, _ in kinds(d)] == ["published", "caption", "dateline", "body", "contact"]
    assert kinds(d)[3][1] == "The minister said yes. He left."
    assert (d.published, d.dateline, d.authors) == ("2020-11-13", "QUITO, Nov. 12", ("Ann Ray", "Bo Lind"))


def test_a_subtitle_before_the_dateline_is_read_and_a_date_that_opens_a_sentence_stays(tmp_path: Path) -> None:
    d = read(
        put(
            tmp_path,
            "a.txt",
            "The minister saw no end to it\n\nLIMA, May 6. /TASS/. It went on.",
            title="Other",
            published="2020-05-06",
        )
    )
    assert kinds(d)[0] == ("body", "The minister saw no end to it")
    d = read(put(tmp_path, "b.txt", "August 21, 2013, was the day. It rained in Oslo.\n\nMore.", title="Other"))
    assert kinds(d)[0][0] == "body"
    assert d.published is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Leaders agree on water", "title"),
        ("Will the leaders agree?", "title"),
        ("Leaders Agree on Water, Minister Says.", "title"),
        ("The leaders agreed on water on Friday.", "body"),
        ("President Ana Ray Met Kim Lo. They Agreed.", "body"),
    ],
)
def test_a_headline_is_told_from_a_sentence(tmp_path: Path, line: str, kind: str) -> None:
    d = read(put(tmp_path, "a.txt", f"{line}\n\nThe leaders agreed to share the water of the river.\n"))
    assert kinds(d)[0] == (kind, line)


def test_header_lines_of_other_papers(tmp_path: Path) -> None:
    text = (
        "Leaders agree on water\r\nBy Ana Díaz | Some Paper | Updated: 2021-08-30 09:12\r\n\r\nThe leaders agreed.\r\n\r\n"
        "Background\r\n\r\nThey had met before, a spokesman said.\r\n\r\nE-mail: desk@example.org\r\n"
    )
    d = read(put(tmp_path, "a.txt", text))
    assert [k for k, _ in kinds(d)] == ["title", "byline", "body", "heading", "body", "contact"] or [
        k for k, _ in kinds(d)
    ] == ["title", "published", "body", "heading", "body", "contact"]
    assert (d.title, d.updated, d.authors) == ("Leaders agree on water", "2021-08-30", ("Ana Díaz",))
    assert d.text == text
    assert d.published is None
    assert d.warnings == (UNDATED,)


def test_wrapped_lines_are_one_paragraph_and_short_lines_are_several(tmp_path: Path) -> None:
    wrapped = (
        "The president met today with the prime minister of a neighbouring\ncountry and congratulated her on thirty years of service to her\n"
        "people. They discussed efforts to keep the peace along the river and\nto share its water.\n\nThey agreed to go on.\n"
    )
    assert [t.count("\n") for k, t in kinds(read(put(tmp_path, "w.txt", wrapped, title="T")))] == [3, 0]
    lines = (
        "The president met the prime minister today.\nThey discussed the river, and at great length.\nThey agreed.\n"
    )
    assert len(kinds(read(put(tmp_path, "l.txt", lines, title="T")))) == 3
    two = (
        "A short first sentence says who met whom on that very day, and where it was.\n"
        + "And then a long paragraph follows. " * 9
    )
    assert len(kinds(read(put(tmp_path, "t.txt", two, title="T")))) == 2


def test_markdown_keeps_the_offsets_of_the_file(tmp_path: Path) -> None:
    text = (
        "---\ntitle: \"Readout of a\\_Call\"\ndate: '2021-10-24'\nmodified_time: 2021-10-25 17:30:40-04:00\n"
        "source_url: https://example.org/a/\nauthor: [Ann Ray]\n---\n \n# Readout of a Call\n\nThe President spoke with\nthe Premier.\n\n"
        "**Participants:**\n\n-   Minister One\n-   Minister Two\n\n> He said yes.\n\n\\###\n"
    )
    d = read(put(tmp_path, "a.md", text, publisher="Office"))
    assert (d.title, d.published, d.updated, d.url) == (
        "Readout of a Call",
        "2021-10-24",
        "2021-10-25",
        "https://example.org/a/",
    )
    assert (d.authors, d.publisher, d.text) == (("Ann Ray",), "Office", text)
    assert kinds(d) == [
        ("title", "Readout of a Call"),
        ("body", "The President spoke with\nthe Premier."),
        ("body", "Participants:"),
        ("body", "Minister One"),
        ("body", "Minister Two"),
        ("body", "He said yes."),
        ("note", "\\###"),
    ]


def test_corpora_yield_their_rows_and_say_which_they_cannot_read(tmp_path: Path) -> None:
    rows = (
        "link,headline,date,location,summary,body\n"
        'http://example.org/news/12,"A call, by phone",2022-06-24T17:30:00Z,NA,They spoke.,"The line\nwas good."\n'
        "http://example.org/news/13,Nothing,2022-06-25,Oslo,,\n"
        ",No date,,,,Words were said.\n"
        ",Too much,,,,Words,and,more\n"
    )
    path = put(tmp_path, "office.csv", rows, publisher="Office")
    found = list(read_all([path]))
    first = found[0]
    assert isinstance(first, Document)
    assert (first.id, first.title, first.publisher, first.published) == (
        "office-12",
        "A call, by phone",
        "Office",
        "2022-06-24",
    )
    assert (first.text, first.dateline) == ("They spoke.\n\nThe line\nwas good.", None)
    assert "row 2: holds no text" in str(found[1])
    assert isinstance(found[2], Document)
    assert found[2].id == "office-3"
    assert found[2].warnings == (UNDATED,)
    assert "row 4: has more cells" in str(found[3])
    lines = put(
        tmp_path,
        "b.jsonl",
        '{"id": "x", "text": "One.", "author": "A. B."}\n[1]\n{oops\n\n{"id": "x", "body": "Two."}\n',
    )
    again = list(read_all([lines]))
    assert [isinstance(d, Document) for d in again] == [True, False, False, False]
    assert "another “id”" in str(again[3])


def test_html_is_read_without_its_surroundings(tmp_path: Path) -> None:
    words = "The minister said that the talks had gone well and that they would go on in the spring. " * 4
    page = (
        "<html lang=en><head><meta charset=windows-1252><title>Talks go on</title>"
        '<meta property="article:published_time" content="2020-02-03T10:00:00Z"></head><body><nav>Home</nav>'
        f"<article><h1>Talks go on</h1><p>{words}</p><p>“It is a café,” he said of the place where they had met before.</p></article></body></html>"
    )
    d = read(put(tmp_path, "a.html", page.encode("cp1252")))
    assert (d.title, d.published) == ("Talks go on", "2020-02-03")
    assert "café" in d.text
    assert "Home" not in d.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n ", "is empty"),
        ("a.txt", b"%PDF-1.4 ...", "is a PDF"),
        ("a.txt", bytes(range(256)) * 4, "binary"),
        ("a.txt", b"abc\0def" * 10, "binary"),
        ("a.txt", b"Published: August 30, 2021", "no article text"),
        ("a.docx", b"PK\x03\x04", ".docx files are not read"),
        ("a.csv", b"a,b\n1,2\n", "read_all"),
        ("a.md", b"---\na: b: c\n---\nText.\n", "line 2: the front matter is not YAML"),
        ("a.txt", b"\xff\xfe\xff", "save it as UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_remedy(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = put(tmp_path, name, content)
    with pytest.raises(ReadError, match=says) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_missing_files_and_bad_sidecars(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read(tmp_path / "no.txt")
    path = put(tmp_path, "a.txt", "The two met.")
    beside = tmp_path / "a.meta.json"
    for bad, says in (
        ("{", "not JSON"),
        ("[]", "is a list"),
        ('{"title": {}}', "title"),
        ('{"authors": 3}', "authors"),
    ):
        beside.write_text(bad)
        with pytest.raises(ReadError, match=says):
            read(path)
    beside.write_text('{"published": "03/04/2021", "encoding": "no-such"}')
    with pytest.raises(ReadError, match="no such encoding"):
        read(path)


def test_encodings_in_their_order(tmp_path: Path) -> None:
    words = "Le ministre a déclaré : « C’est décidé. »"
    assert read(put(tmp_path, "a.txt", words.encode("cp1252"), encoding="cp1252")).text == words
    assert read(put(tmp_path, "b.txt", words.encode("utf-16"))).text == words
    marked = read(put(tmp_path, "c.txt", b"\xef\xbb\xbf" + words.encode()))
    assert marked.text == words
    guessed = read(put(tmp_path, "d.txt", (words * 20).encode("cp1252")))
    assert any("encoding guessed" in w for w in guessed.warnings)
    with pytest.raises(ReadError, match="not in the encoding declared"):
        read(put(tmp_path, "e.txt", b"\xff\xff", encoding="utf-8"))


def test_dates_are_read_or_left_out_never_invented(tmp_path: Path) -> None:
    assert iso_date("30.08.2021") == "2021-08-30"
    assert iso_date("25/12/2020") == "2020-12-25"
    assert iso_date("2021-13-01") is None
    d = read(put(tmp_path, "a.txt", "The two met.", published="03/04/2021"))
    assert d.published is None
    assert any("03/04/2021" in w for w in d.warnings)
    d = read(put(tmp_path, "b.txt", "Published: May 3, 2021\n\nThe two met.", published="2021-05-04", title="T"))
    assert d.published == "2021-05-04"
    assert any("metadata are believed" in w for w in d.warnings)


def test_folders_are_read_in_order_without_sidecars_and_hidden_files(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "B.", title="B")
    put(tmp_path, "a.md", "A.")
    put(tmp_path, ".hidden.txt", "H.")
    put(tmp_path, "notes.docx", "N.")
    assert [p.name for p in sources([tmp_path])] == ["a.md", "b.txt"]


@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda s: s.encode("utf-8", "replace"))))
@settings(max_examples=300, deadline=None)
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        text, _ = decode(data, "x.txt")
    except ReadError as error:
        assert str(error).startswith("x.txt: ")  # noqa: PT017
    else:
        assert "\0" not in text


PIECE = st.sampled_from(
    ["BEIJING, Oct. 29 (Xinhua) -- ", "By Ann Ray in Rome", "Published: May 3, 2021", "(Xinhua/A B)", "\n", "\n\n", "\r\n", " ", "A title",
     "He said “yes”. ", "---\n", "# ", "- ", "Contact us at", "(This story is old)", "\u2028", "A-A-A-A-", "GENEVA — ", "x: y\n", "> ", "**b**"]
)  # fmt: skip


@pytest.mark.parametrize("suffix", ["txt", "md", "csv", "jsonl", "html"])
@given(text=st.lists(PIECE | st.text(max_size=20), max_size=12).map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_blocks_in_order_or_a_clear_error(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(text.encode("utf-8", "replace"))
    for found in read_all([path]):
        if isinstance(found, ReadError):
            assert str(path) in str(found)
            continue
        position = 0
        for block in found.blocks:
            assert position <= block.span.start < block.span.end <= len(found.text)
            assert not found.text[position : block.span.start].strip() or suffix == "md"
            assert found.text[block.span.start : block.span.end].strip()
            position = block.span.end
        assert not found.text[position:].strip() or suffix == "md"


@pytest.mark.parametrize(
    "text", ["A-" * 5000, "(photo " * 5000, "Abc D. " * 5000, ") A" * 5000, "By " + "Abc and " * 3000, "A, " * 5000]
)
def test_hostile_layouts_take_no_more_than_their_length(tmp_path: Path, text: str) -> None:
    read(put(tmp_path, "x.txt", text))  # would not end if a pattern went back over what it has read


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not beside this checkout")
def test_every_shared_document_is_read() -> None:
    found = list(read_all([SHARED / "dev-set", SHARED / "corpus"]))
    assert [e for e in found if isinstance(e, ReadError)] == []
    documents = [d for d in found if isinstance(d, Document)]
    assert all(d.publisher for d in documents)
    assert len(documents) == 38 + 264 + 577 + 734
    assert all(d.published for d in documents)
