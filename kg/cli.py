"""The command line: parse, call, print. Nothing imports this room.

Exit codes: 0 done; 1 done with findings, or some documents were skipped; 2 nothing could be done: bad input or usage.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import webbrowser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from kg import __version__
from kg.errors import KgError, StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from kg.queries import Rows
    from kg.remote import Endpoint
    from kg.store import Format, Store

__all__ = ["main"]

DONE, FINDINGS, BAD_INPUT = 0, 1, 2
SHOWN = 10  # of the messages of one kind
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what an article could do to a terminal
SHORT = 18  # characters that a column of a table keeps together


class _Failure(click.ClickException):
    exit_code = BAD_INPUT


class _Group(click.Group):
    """A group whose commands end in a message, not in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            raise _Failure(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Build and question a knowledge graph of diplomatic statements: who said what about whom, and where it is written.

    Exit codes: 0 done, 1 findings or skipped documents, 2 bad input or usage.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")


MODEL = click.option("--model", metavar="NAME", help="Installed spaCy pipeline to use instead of the default one.")
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default="exports",
    show_default=True,
    help="What to read: a folder of exports, an RDF file, or a dataset folder.",
)

ENDPOINT = click.option(
    "--endpoint", metavar="URL", help="Read a SPARQL server instead (KG_TOKEN, or KG_USER and KG_PASSWORD, if it asks)."
)


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="exports",
    show_default=True,
    help="Folder to write into.",
)
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), help="Keep the dataset in this folder, too.")
@MODEL
def build(sources: tuple[Path, ...], out: Path, store: Path | None, model: str | None) -> None:
    """Turn SOURCES (files and folders; default: sources) into a checked graph, tables, networks and a page."""
    from kg.exports import build as build_exports
    from kg.store import open as open_store

    given = sources or (Path("sources"),)
    progress = _Progress()
    with open_store(store) as dataset:
        built = build_exports(given, out, model=model, store=dataset, progress=progress)
    progress.end()
    _report(built.errors, built.warnings, built.notes)
    for finding in built.findings:
        click.echo(f"finding: {finding}", err=True)
    if not built.documents:
        raise _Failure(f"{', '.join(map(str, given))}: no document could be read: give text files or a folder of them")
    click.echo(f"{_count(built.documents, 'document')} → {_count(len(built.files), 'file')} in {out}{os.sep}")
    click.echo(", ".join(f"{number:,} {kind}" for kind, number in built.records.items()))
    sys.exit(FINDINGS if built.errors or built.findings else DONE)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "jsonl", "trig"]), default="json", show_default=True)
@MODEL
def extract(paths: tuple[Path, ...], form: str, model: str | None) -> None:
    """Print what the documents of PATHS say, as records: one JSON document, or with jsonl one a line."""
    from kg.exports import extract_each
    from kg.interchange import to_json
    from kg.read import read_all

    errors: list[KgError] = []
    warnings, notes = Counter[str](), Counter[str]()
    progress, printed = _Progress(), 0
    dataset, only = _empty() if form == "trig" else None, ""
    for found in extract_each(read_all(paths), model=model):
        if isinstance(found, KgError):
            errors.append(found)
            continue
        if form == "json" and printed:
            raise _Failure("more than one document: use --format jsonl, which prints one a line")
        if dataset is not None:
            dataset.add(found)
        elif form == "json":
            only = json.dumps(to_json(found), ensure_ascii=False, indent=2)
        else:
            click.echo(json.dumps(to_json(found), ensure_ascii=False))
        printed += 1
        warnings.update(found.document.warnings)
        notes.update(dict(found.notes))
        progress(found.document.id)
    progress.end()
    if printed and form != "jsonl":
        click.echo(dataset.dump("trig").decode("utf-8").rstrip("\n") if dataset is not None else only)
    _report(errors, warnings, notes)
    sys.exit(BAD_INPUT if not printed else FINDINGS if errors else DONE)


@main.command()
@click.argument("question")
@click.option(
    "--param", "params", metavar="NAME=VALUE", multiple=True, help="A value for one of the question's parameters."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "sparql-json"]),
    default="table",
    show_default=True,
    help="sparql-json is the W3C's, with datatypes.",
)
@DATA
@ENDPOINT
def query(question: str, params: tuple[str, ...], form: str, data: Path, endpoint: str | None) -> None:
    """Answer QUESTION: its name or number (see `kg questions`), a file of SPARQL, or SPARQL itself."""
    from kg.queries import Rows

    with _dataset(data, endpoint) as store:
        if form == "sparql-json":
            if endpoint:
                raise click.UsageError("--format sparql-json is for --data: ask the server for it")
            click.echo(store.results(_sparql(question), "json", **_parameters(params)))
            return
        answer = store.query(_sparql(question), **_parameters(params))
    if isinstance(answer, bool):
        click.echo(json.dumps(answer))
    elif not isinstance(answer, Rows):
        click.echo(answer.serialize(format="json-ld" if form == "json" else "turtle"), nl=False)
    elif form == "csv":
        click.echo(answer.to_csv(), nl=False)
    elif form == "json":
        click.echo(answer.to_json())
    else:
        _print_table(answer)


@main.command()
def questions() -> None:
    """List the questions that the graph answers, and what each can be narrowed by."""
    from kg.queries import questions as all_questions

    for question in all_questions():
        click.echo(f"{question.number:>2}  {question.name}: {question.text}")
        for parameter in question.parameters:
            click.echo(f"      --param {parameter.name}=“{parameter.example}”  {parameter.meaning}")


@main.command()
@DATA
@ENDPOINT
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write all exports into.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["trig", "turtle", "json-ld", "n-quads", "n-triples", "web-annotation"]),
    help="Print the graph in this syntax instead, or its passages as Web Annotations.",
)
def export(data: Path, endpoint: str | None, out: Path | None, form: str | None) -> None:
    """Write graph, tables, networks and page of a dataset into a folder, or print the graph."""
    from kg.annotations import web_annotations
    from kg.exports import write

    if (out is None) == (form is None):
        raise click.UsageError("give either --out FOLDER or --format SYNTAX")
    with _dataset(data, endpoint) as store:
        if form == "web-annotation":
            click.echo(web_annotations(store), nl=False)
        elif form:
            click.echo(store.dump(cast("Format", form)), nl=False)
        elif out:
            files = write(store, out)
            click.echo(f"{_count(len(files), 'file')} in {out}{os.sep}")


@main.command()
@DATA
@ENDPOINT
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write the page to.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page.")
@click.option("--about", metavar="ACTOR", help="Only what this actor said and what was said about it.")
@click.option("--meeting", metavar="IRI", help="Only one meeting.")
@click.option("--issue", metavar="LABEL", help="Only one issue.")
@click.option("--since", metavar="DATE", help="Only what was said or happened on this day or later.")
@click.option("--until", metavar="DATE", help="Only what was said or happened on this day or earlier.")
@click.option("--everything", is_flag=True, help="Draw the whole network, however large.")
def view(
    data: Path,
    endpoint: str | None,
    out: Path | None,
    browser: bool,  # noqa: FBT001 - click names its options
    **part: Any,
) -> None:
    """Make the page of a dataset, or of a part of it, and open it in the browser."""
    from kg.html import page

    target = out or (data / "index.html" if data.is_dir() else data.with_suffix(".html"))
    with _dataset(data, endpoint) as store:
        words = page(store, **part)
    try:
        target.write_bytes(words.encode("utf-8"))
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror}): name another file with --out") from error
    click.echo(str(target))
    if browser:
        webbrowser.open(target.resolve().as_uri())


@main.command()
@DATA
@ENDPOINT
def check(data: Path, endpoint: str | None) -> None:
    """Check a dataset: shapes, and that every quotation stands in its document where the graph says."""
    from kg.check import check as findings_of

    with _dataset(data, endpoint) as store:
        findings = findings_of(store)
        documents = len(store.documents())
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{_count(documents, 'document')}, {_count(len(findings), 'finding')}", err=True)
    sys.exit(FINDINGS if findings else DONE)


@main.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--texts", type=click.Path(path_type=Path, file_okay=False), help="Folder of the texts.")
@click.option("--each", is_flag=True, help="Print the F1 scores of every article, too.")
@click.option("--errors", is_flag=True, help="Print every record that is missed or spurious, too.")
@MODEL
def evaluate(gold: tuple[Path, ...], texts: Path | None, each: bool, errors: bool, model: str | None) -> None:  # noqa: FBT001 - as above
    """Score the extraction against readings by hand: GOLD is NAME.gold.json with NAME.txt beside it, or a folder."""
    from kg.evaluation import evaluate as evaluate_readings

    evaluation = evaluate_readings(gold, texts=texts, model=model)
    if errors:
        for miss in evaluation.misses:
            click.echo(str(miss))
    if each:
        for article, scores in evaluation.articles.items():
            click.echo("  ".join(f"{measure} {s.f1:.2f}" for measure, s in scores.items()) + f"  {article}")
    click.echo(str(evaluation))


@main.command()
@DATA
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 is the whole network."
)
@click.option("--port", default=8000, show_default=True, help="Port to listen at; 0 takes a free one.")
@click.option("--address", metavar="URL", default="", help="Where clients find the server, if not at host and port.")
@click.option("--base", metavar="IRI", help="What the dataset's resources begin with, if not with kg's own base.")
@click.option("--workers", default=2, show_default=True, help="How many queries run at once.")
@click.option("--seconds", default=30.0, show_default=True, help="Time limit of a query.")
@click.option("--memory", default=1024, show_default=True, help="Memory limit of a query, in MiB.")
@click.option("--updates", is_flag=True, help="Allow updates to who sends the token in the environment's KG_TOKEN.")
@click.option("--origin", "origins", metavar="URL", multiple=True, help="Let web pages of this origin read answers.")
def serve(data: Path, host: str, port: int, updates: bool, **given: Any) -> None:  # noqa: FBT001 - as above
    """Serve a dataset as a SPARQL endpoint and as linked data; a log line for every request goes to standard error."""
    import logging

    from kg.ids import BASE
    from kg.serve import Server
    from kg.serve.settings import Settings

    token = os.environ.get("KG_TOKEN") if updates else None
    if updates and not token:
        raise click.UsageError("--updates needs a token: set KG_TOKEN in the environment")
    logging.basicConfig(format="%(asctime)s %(message)s", stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("kg.serve").setLevel(logging.INFO)
    address = given["address"] if given["address"].endswith("/") or not given["address"] else f"{given['address']}/"
    settings = Settings(
        address,
        base=given["base"] or BASE,
        workers=given["workers"],
        seconds=given["seconds"],
        memory=given["memory"] << 20,
        token=token,
        origins=given["origins"],
    )
    with Server(data, host=host, port=port, settings=settings) as server:
        click.echo(server.listening)
        if server.dataset.note:
            click.echo(f"note: {server.dataset.note}", err=True)
        server.run()


@main.command()
@click.argument("endpoint", metavar="URL")
@DATA
@click.option("--graph-store", metavar="URL", help="Write by the Graph Store Protocol there, not by SPARQL Update.")
def upload(endpoint: str, data: Path, graph_store: str | None) -> None:
    """Put a dataset's documents on the SPARQL server at URL, each in the place of the one with its identifier."""
    with _dataset(data) as store, _server(endpoint, graph_store) as server:
        names = store.documents()
        for name in names:
            server.replace(store.graph(name))
        for graph in store.reviews.graphs():
            server.merge(graph)
    click.echo(f"{_count(len(names), 'document')} → {endpoint}")


@main.command()
@click.argument("items", metavar="IRI...", nargs=-1, required=True)
@click.option("--by", required=True, metavar="NAME", help="Who has looked at it: a name, or an IRI such as an ORCID.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The dataset's folder (kg build --store).",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today, unless told otherwise.")
@click.option("--withdraw", is_flag=True, help="Take the review back.")
def review(items: tuple[str, ...], by: str, store: Path, on: datetime | None, withdraw: bool) -> None:  # noqa: FBT001 - as above
    """Mark what has the IRIs as looked at and confirmed; question 19 lists what nobody has reviewed."""
    from kg.snapshot import is_dataset
    from kg.store import open as open_store

    if not is_dataset(store):
        raise StoreError(f"{store}: is no dataset: make one with `kg build --store`")
    with open_store(store) as dataset:
        if withdraw:
            dataset.reviews.remove(*items, by=by)
        else:
            dataset.reviews.add(*items, by=by, on=on.date() if on else None)
    click.echo(f"{_count(len(items), 'review')} {'withdrawn' if withdraw else 'recorded'}")


class _Progress:
    """Counts documents on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self.done = 0
        self.shown = sys.stderr.isatty()

    def __call__(self, document: str) -> None:
        self.done += 1
        if self.shown:
            click.echo(f"\r\x1b[K{_count(self.done, 'document')}: {_cell(document)[:60]}", nl=False, err=True)

    def end(self) -> None:
        if self.shown and self.done:
            click.echo("\r\x1b[K", nl=False, err=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _report(errors: list[KgError], warnings: Counter[str], notes: Counter[str]) -> None:
    for error in errors[:SHOWN]:
        click.echo(f"skipped: {error}", err=True)
    if len(errors) > SHOWN:
        click.echo(f"skipped: {len(errors) - SHOWN} more", err=True)
    for label, counts in (("warning", warnings), ("note", notes)):
        for words, count in counts.most_common(SHOWN):
            click.echo(f"{label}: {count} × {words}", err=True)


def _dataset(path: Path, endpoint: str | None = None) -> Store:
    """Open what ``--endpoint`` names, else what ``--data`` does: a folder of exports, an RDF file, a dataset folder."""
    from kg.store import open as open_store

    if endpoint:
        return cast("Store", _server(endpoint))
    exported = path / "graph.trig"
    if path.is_dir() and not exported.is_file():
        if not any(path.iterdir()):
            raise StoreError(f"{path}: is empty: run `kg build` first, or name another place with --data")
        return open_store(path, readonly=True)
    file = exported if path.is_dir() else path
    if not file.is_file():
        raise StoreError(f"{path}: no such file or folder: run `kg build` first, or name another place with --data")
    store = _empty()
    store.load(file)
    return store


def _empty() -> Store:
    from kg.store import open as open_store

    return open_store()


def _server(url: str, graph_store: str | None = None) -> Endpoint:
    from kg.remote import connect

    token, user, password = (os.environ.get(f"KG_{name}") for name in ("TOKEN", "USER", "PASSWORD"))
    return connect(url, graph_store=graph_store, token=token, user=user, password=password)


def _sparql(question: str) -> str:
    path = Path(question)
    if path.suffix not in {".rq", ".sparql"}:
        return question
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _Failure(f"{path}: cannot be read as a query: {error}") from error


def _parameters(given: Iterable[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in given]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise click.UsageError(f"--param {name}: write it as NAME=VALUE")
    return {name: value for name, _, value in pairs}


def _print_table(rows: Rows) -> None:
    """Print rows for a reader: without the IRIs, where there are words, and no wider than the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from kg.queries import IRI

    filled = [c for c in rows.columns if any(v is not None for v in rows.column(c))]
    worded = [c for c in filled if not any(isinstance(v, IRI) for v in rows.column(c))]
    columns = worded or filled or list(rows.columns)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        longest = max((len(_cell(v)) for v in rows.column(column)), default=0)
        table.add_column(column.removesuffix("Name"), overflow="fold", min_width=min(longest, SHORT))
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    console = Console(width=shutil.get_terminal_size((110, 24)).columns, markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().strip("\n").splitlines()))
    left_out = sorted(set(filled) - set(columns))
    hint = f" ({', '.join(left_out)}: see --format csv or json)" if left_out else ""
    click.echo(_count(len(rows), "row") + hint, err=True)


def _cell(value: object) -> str:
    from kg.queries import IRI

    if value is None:
        return ""
    if isinstance(value, IRI):
        return value.rpartition("#")[2] if "#" in value else value.rpartition("/")[2]
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))


if __name__ == "__main__":
    main()
