"""Which room may import which, read from the code itself."""

import ast
from functools import cache
from pathlib import Path

import pytest

KG = Path(__file__).parents[1] / "kg"
FILES = {
    ".".join(["kg", *path.relative_to(KG).with_suffix("").parts]).removesuffix(".__init__"): path
    for path in KG.rglob("*.py")
}
MODULES = sorted(FILES)
LEAVES = {"kg.records", "kg.errors", "kg.ids", "kg.vocab"}


def _is_typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _names(node: ast.AST, module: str) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parts = module.split(".") if FILES[module].name == "__init__.py" else module.split(".")[:-1]
            base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
        return {f"{base}.{alias.name}" if f"{base}.{alias.name}" in FILES else base for alias in node.names}
    return set()


@cache
def imports(module: str, *, at_load: bool = False, typing: bool = False) -> frozenset[str]:
    """Return what a module imports: anywhere, or only while it loads; with what only type checkers read."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if (not typing and _is_typing_only(node)) or (
            at_load and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            return
        found.update(_names(node, module))
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(FILES[module].read_text(encoding="utf-8")))
    return frozenset(found)


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def third_parties(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


@pytest.mark.parametrize("module", sorted(LEAVES))
def test_what_all_share_imports_nothing_of_ours_but_each_other(module: str) -> None:
    ours = {name for name in imports(module) if room(name) != "kg" and name.startswith("kg.")}
    assert ours <= LEAVES


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) in {"kg.extract", "kg.resolve"}])
def test_extract_and_resolve_know_no_rdf(module: str) -> None:
    assert not third_parties(module) & {"rdflib", "pyoxigraph", "pyshacl"}
    assert not {room(name) for name in imports(module)} & {"kg.vocab", "kg.graph", "kg.store", "kg.queries", "kg.check"}


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) not in {"kg.extract", "kg.cli"}])
def test_spacy_lives_in_extract_and_nowhere_else(module: str) -> None:
    assert "spacy" not in third_parties(module)


@pytest.mark.parametrize(
    "module", [m for m in MODULES if room(m) in {"kg.graph", "kg.store", "kg.queries", "kg.analysis"}]
)
def test_what_reads_the_store_does_not_know_extraction(module: str) -> None:
    assert not {room(name) for name in imports(module)} & {"kg.extract", "kg.read", "kg.resolve"}


@pytest.mark.parametrize("module", [m for m in MODULES if m not in {"kg.cli", "kg.__main__"}])
def test_nothing_imports_the_command_line(module: str) -> None:
    assert "kg.cli" not in imports(module)


def test_there_is_no_circle_of_imports() -> None:
    edges = {
        m: {name for name in imports(m, at_load=True, typing=True) if name in FILES and name != m} for m in MODULES
    }
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join([*path[path.index(module) :], module])
        if module not in done:
            for name in sorted(edges[module]):
                if not module.startswith(f"{name}."):  # a room's own parts load after the room has begun to
                    walk(name, (*path, module))
            done.add(module)

    for module in MODULES:
        walk(module, ())


def test_the_library_never_prints_and_never_exits() -> None:
    for module in MODULES:
        if room(module) in {"kg.cli", "kg.__main__"}:
            continue
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        }
        assert not calls & {"print", "exit", "quit", "sys.exit", "os._exit", "breakpoint"}, module
