"""scripts/notebooks: what it calls stripped, that the notebooks in the repository are, and that it sees a missing picture."""

import importlib.machinery
import importlib.util
import json
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOADER = importlib.machinery.SourceFileLoader("notebooks_script", str(ROOT / "scripts" / "notebooks"))
SCRIPT = importlib.util.module_from_spec(importlib.util.spec_from_loader("notebooks_script", LOADER))
LOADER.exec_module(SCRIPT)


def notebook(outputs=(), count=None):
    cell = {"cell_type": "code", "id": "a-picture", "metadata": {}, "source": ["1"], "outputs": list(outputs), "execution_count": count}
    text = {"cell_type": "markdown", "id": "b", "metadata": {"tags": ["x"]}, "source": ["ü"]}
    return json.dumps({"cells": [cell, text], "metadata": {"widgets": {}}, "nbformat": 4, "nbformat_minor": 5})


class Script(unittest.TestCase):
    def test_the_notebooks_are_there_and_stripped(self):
        self.assertEqual([path.stem for path in SCRIPT.NOTEBOOKS], ["choosing-a-spacing", "reading-a-forecast"])
        self.assertEqual(SCRIPT.unstripped(), [])

    def test_stripping(self):
        clean = SCRIPT.stripped(notebook())
        self.assertEqual(SCRIPT.stripped(clean), clean)
        self.assertIn("ü", clean)
        self.assertEqual(SCRIPT.stripped(notebook([{"output_type": "stream", "name": "stdout", "text": ["1"]}], 7)), clean)
        self.assertNotEqual(notebook([], 7), clean)

    def test_cell_names_are_unique(self):
        for path in SCRIPT.NOTEBOOKS:
            names = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
            self.assertEqual(len(names), len(set(names)), path.name)

    def test_missing_pictures_are_seen(self):
        self.assertEqual(SCRIPT.blank_pictures(notebook()), ["a-picture"])
        shown = {"output_type": "display_data", "data": {"image/png": "…"}, "metadata": {}}
        self.assertEqual(SCRIPT.blank_pictures(notebook([shown])), [])


if __name__ == "__main__":
    unittest.main()
