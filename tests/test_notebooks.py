"""The notebooks run from a clean kernel and show what they were committed with.

After a change on purpose: ``KG_UPDATE_NOTEBOOKS=1 python -m pytest tests/test_notebooks.py``.
"""

import os
import warnings
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("matplotlib.font_manager")  # finds the fonts; done first in a kernel, it says so on standard error

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
SHOWN = ("text/plain", "image/svg+xml", "text/html")


def shown(notebook: nbformat.NotebookNode) -> list[object]:
    found: list[object] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error", output
            assert output.get("name") != "stderr", output
            found.append(output.get("text") or {k: v for k, v in output.data.items() if k in SHOWN})
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_from_a_clean_kernel_and_shows_what_it_showed(path: Path) -> None:
    committed = nbformat.read(path, as_version=4)
    running = nbformat.read(path, as_version=4)
    for cell in running.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of Jupyter's own client; the kernel's would show as standard error
        nbclient.NotebookClient(
            running, timeout=120, record_timing=False, resources={"metadata": {"path": str(path.parent)}}
        ).execute()
    running.metadata = committed.metadata
    if os.environ.get("KG_UPDATE_NOTEBOOKS"):
        nbformat.write(running, path)
    else:
        assert shown(committed) == shown(running)
    assert shown(running), "a notebook is committed with what it shows"
