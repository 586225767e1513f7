"""analysis/notebooks/headway.py: types, every error's message, empty tables, spacing and recommendation folders.

Run from the root: /usr/bin/python3 -m unittest discover -s tests/notebooks
"""

import json
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import pandas

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "analysis" / "notebooks"), str(HERE)]

import headway  # noqa: E402
import small_folder  # noqa: E402
from headway_files import HeadwayError, read_csv  # noqa: E402

FIXTURES = ROOT / "tests" / "data" / "notebooks"


class Folders(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = pathlib.Path(temporary.name)
        self.folder = small_folder.write(self.root / "results")

    def says(self, expected, call, *arguments, **named):
        """`call` ends with a HeadwayError that holds each of the expected texts."""
        with self.assertRaises(HeadwayError) as caught:
            call(*arguments, **named)
        for text in [expected] if isinstance(expected, str) else expected:
            self.assertIn(text, str(caught.exception))

    def edit(self, name, old, new):
        text = (self.folder / name).read_bytes().decode()
        self.assertIn(old, text)
        (self.folder / name).write_bytes(text.replace(old, new, 1).encode())

    def edit_manifest(self, change):
        manifest = json.loads((self.folder / "manifest.json").read_text())
        change(manifest)
        (self.folder / "manifest.json").write_text(json.dumps(manifest))


class Types(Folders):
    KINDS = {"integer": "Int64", "number": "float64", "instant": "datetime64[ns, UTC]", "boolean": "bool", "text": "category"}

    def test_each_column_has_the_type_that_the_manifest_states(self):
        results = headway.read_results(self.folder)
        for name in headway.TABLES:
            frame = getattr(results, name)
            found = {column: str(frame.dtypes[column]) for column in frame}
            self.assertEqual(found, {column: self.KINDS[kind] for column, kind in small_folder.TYPES[name].items()}, name)
            self.assertEqual(len(frame), len(small_folder.TABLES[name]), name)

    def test_empty_tables_have_the_same_types(self):
        full = headway.read_results(self.folder)
        empty = headway.read_results(small_folder.write(self.root / "empty", tables={}))
        for name in headway.TABLES:
            self.assertEqual(len(empty.table(name)), 0)
            for column, kind in full.table(name).dtypes.items():
                self.assertEqual(str(empty.table(name).dtypes[column]), str(kind), f"{name}.{column}")

    def test_values_are_exact(self):
        operations = headway.read_results(self.folder).operations
        self.assertEqual(operations["bytes"][0], 2**53 + 1)  # a double would have made it 2**53
        self.assertEqual(operations["requested_utc"][0], pandas.Timestamp("2026-01-05T00:00:08.000000001Z"))
        self.assertEqual(operations["requested_s"][0], 8.000000001)

    def test_only_an_empty_field_is_missing(self):
        operations = headway.read_results(self.folder).operations
        self.assertEqual(list(operations["node"]), ["NA"] * 5)  # a node of that name
        self.assertTrue(operations["vm"].isna().all())
        self.assertIs(operations["parent"][4], pandas.NA)
        self.assertTrue(pandas.isna(operations["lock_decided_utc"][0]))
        self.assertEqual(list(operations["counted"]), [True] * 5)

    def test_numbers_as_names_stay_text(self):
        tables = {"schedules": [{"schedule": "007", "runs": 1}]}
        self.assertEqual(headway.read_results(small_folder.write(self.root / "n", tables)).schedules["schedule"][0], "007")

    def test_documents_are_dicts(self):
        results = headway.read_results(str(self.folder))
        self.assertEqual(results.summary["failures"][0]["cause"], "lock-denied")
        self.assertEqual(results.manifest["longhorn"], "1.8.2")
        self.assertEqual(results.scenario, {"name": "small"})
        self.assertIn("small, 1 replications", repr(results))

    def test_a_table_is_read_once_and_some_columns_on_request(self):
        results = headway.read_results(self.folder)
        self.assertIs(results.locks, results.locks)
        self.assertEqual(list(results.table("locks", ["type", "operation"])), ["type", "operation"])

    def test_a_metric_with_open_interval(self):
        figure = headway.read_results(self.folder).metric("backups.lost_share")
        self.assertEqual((figure.value, figure.ci_low, figure.n, figure.method), (0.3333333333, 0, 1, "one replication"))
        self.assertTrue(pandas.isna(figure.ci_high))


class Errors(Folders):
    def test_no_folder(self):
        self.says(["there is no folder", "nowhere", "`headway run SCENARIO -o"], headway.read_results, self.root / "nowhere")

    def test_a_file(self):
        self.says("is a file; give the folder", headway.read_results, self.folder / "manifest.json")

    def test_another_folder(self):
        self.says("holds no manifest.json: it is not a folder of `headway run", headway.read_results, self.root)
        self.says(["holds no spacing.json", "it holds manifest.json, which read_results() reads"], headway.read_spacing, self.folder)
        self.says("it holds spacing.json, which read_spacing() reads", headway.read_results, FIXTURES / "spacing")
        self.says("holds no recommendation.json", headway.read_recommendation, self.folder)

    def test_another_version(self):
        small_folder.write(self.folder, headway="2.1.0")
        self.says(["written by headway 2.1.0", "knows folders of headway 0.x"], headway.read_results, self.folder)

    def test_a_manifest_of_something_else(self):
        (self.folder / "manifest.json").write_text("{}")
        self.says("manifest.json has no 'headway'; expected are headway, scenario", headway.read_results, self.folder)
        (self.folder / "manifest.json").write_text("[1]")
        self.says("manifest.json holds no JSON object", headway.read_results, self.folder)
        (self.folder / "manifest.json").write_text('{\n"headway": oh')
        self.says("manifest.json, line 2: not JSON", headway.read_results, self.folder)

    def test_missing_files(self):
        results = headway.read_results(self.folder)
        (self.folder / "locks.csv").unlink()
        self.says(["locks.csv is missing: the folder is not complete", "--force"], lambda: results.locks)
        (self.folder / "summary.json").unlink()
        self.says("summary.json is missing", lambda: results.summary)

    def test_a_file_that_the_manifest_does_not_list(self):
        self.edit_manifest(lambda manifest: manifest["files"].pop(0))
        self.says("manifest.json does not list runs.csv", lambda: headway.read_results(self.folder).runs)

    def test_unknown_names(self):
        results = headway.read_results(self.folder)
        self.says(["no table 'operation' (did you mean 'operations'?)", "there are runs, "], results.table, "operation")
        self.says("locks.csv has no column 'relesed_s' (did you mean 'released_s'?); it has replication", results.table, "locks", ["relesed_s"])
        self.says("no metric 'backups.lost' (did you mean 'backups.lost_share'?)", results.metric, "backups.lost")
        self.assertRaises(AttributeError, lambda: results.operation)

    def test_columns_that_do_not_fit_the_manifest(self):
        self.edit("locks.csv", "granted,", "given,")
        self.says("other columns than expected: 'granted' is missing; 'given' is not expected", lambda: headway.read_results(self.folder).locks)
        self.edit("volumes.csv", "volume,vm", "vm,volume")
        self.says("their order differs", lambda: headway.read_results(self.folder).volumes)

    def test_a_type_from_the_future(self):
        self.edit_manifest(lambda manifest: manifest["files"][0]["columns"][2].update(type="colour"))
        self.says(["runs.csv, column schedule", "does not know the type 'colour'"], lambda: headway.read_results(self.folder).runs)

    def test_too_few_rows(self):
        text = (self.folder / "runs.csv").read_text()
        (self.folder / "runs.csv").write_text("".join(text.splitlines(True)[:-1]))
        self.says("runs.csv has 2 rows where manifest.json says 3", lambda: headway.read_results(self.folder).runs)

    def test_values_that_are_not_of_their_type(self):
        for name, old, new, expected in (
            ("runs", "0,2,daily", "0,two,daily", "runs.csv, line 3, column id: 'two', expected a whole number"),
            ("runs", "0,2,daily", "0,2.5,daily", "line 3, column id: '2.5', expected a whole number"),
            ("runs", "0,2,daily", "0,99999999999999999999,daily", "expected a whole number"),
            ("runs", ",0.1,", ",soon,", "line 2, column fired_s: 'soon', expected a number"),
            ("runs", "T01:00:00Z", "T01:00:00", "line 4, column due_utc: '2026-01-05T01:00:00', expected an instant"),
            ("runs", "T01:00:00Z", "T25:00:00Z", "expected an instant such as 2026-01-05T02:00:00Z"),
            ("runs", "true", "yes", "line 2, column counted: 'yes', expected true or false"),
            ("runs", "true", "", "line 2, column counted: empty, expected true or false"),
        ):
            small_folder.write(self.folder)
            self.edit(f"{name}.csv", old, new)
            self.says(expected, headway.read_results(self.folder).table, name)

    def test_no_table_at_all(self):
        (self.folder / "runs.csv").write_text("")
        self.says("runs.csv is not a table", lambda: headway.read_results(self.folder).runs)
        (self.folder / "runs.csv").write_bytes(b"replication\xff\n")
        self.says("runs.csv is not UTF-8 text", lambda: headway.read_results(self.folder).runs)
        (self.folder / "runs.csv").write_text('a,b\n1,2\n1,2,3\n')
        self.says("runs.csv is not a table", lambda: headway.read_results(self.folder).runs)

    def test_input_folder(self):
        with mock.patch.dict(os.environ):
            os.environ.pop("HEADWAY_RESULTS", None)
            self.says(["HEADWAY_RESULTS is not set", "    headway run x -o y\n", "scripts/notebooks"], headway.input_folder,
                      "HEADWAY_RESULTS", "headway run x -o y")
            os.environ["HEADWAY_RESULTS"] = str(self.folder)
            self.assertEqual(headway.input_folder("HEADWAY_RESULTS", ""), str(self.folder))
            os.environ["HEADWAY_RESULTS"] = "tests/data/notebooks/spacing"  # from the root of the repository, wherever we are
            with mock.patch.object(os, "getcwd", return_value="/"):
                self.assertTrue(headway.input_folder("HEADWAY_RESULTS", "").endswith("tests/data/notebooks/spacing"))
            os.environ["HEADWAY_RESULTS"] = "nowhere/at/all"
            self.assertEqual(headway.input_folder("HEADWAY_RESULTS", ""), "nowhere/at/all")  # for read_results to complain about


class Spacing(Folders):
    def setUp(self):
        super().setUp()
        self.folder = self.root / "spacing"
        self.folder.mkdir()
        (self.folder / "spacing.csv").write_text(",".join(headway.SPACING_COLUMNS) + "\n60,40,560,0,0,0,0.07\n0,40,560,155,0.276,0.24,0.31\n")
        self.document = {"first": "a", "second": "b", "knee_s": None,
                         "gaps": [{"no_loss": 0.95, "gap_s": 60, "shown": False}, {"no_loss": 0.99, "gap_s": None, "shown": False}]}
        self.write()

    def write(self):
        (self.folder / "spacing.json").write_text(json.dumps(self.document))

    def test_types_and_order(self):
        spacing = headway.read_spacing(self.folder)
        self.assertEqual((spacing.first, spacing.second, spacing.knee_s), ("a", "b", None))
        self.assertEqual(list(spacing.curve["gap_s"]), [0, 60])  # ascending
        self.assertEqual(str(spacing.curve["nights"].dtype), "Int64")
        self.assertEqual(str(spacing.gaps["shown"].dtype), "boolean")
        self.assertTrue(pandas.isna(spacing.gaps["gap_s"][1]))

    def test_what_headway_wrote(self):
        spacing = headway.read_spacing(FIXTURES / "spacing")
        self.assertEqual((spacing.first, spacing.second), ("hourly", "daily"))
        self.assertEqual(list(spacing.gaps["no_loss"]), [0.5, 0.9, 0.95, 0.99])
        self.assertIn("replications_needed", spacing.gaps)  # keys beyond the needed ones are kept

    def test_errors(self):
        del self.document["gaps"][0]["shown"]
        self.write()
        self.says("spacing.json: gaps has no 'shown'; expected are no_loss, gap_s, shown", headway.read_spacing, self.folder)
        self.document["gaps"] = [{"no_loss": "much", "gap_s": 0, "shown": True}]
        self.write()
        self.says("spacing.json: gaps: ", headway.read_spacing, self.folder)
        del self.document["knee_s"]
        self.write()
        self.says("spacing.json has no 'knee_s'", headway.read_spacing, self.folder)
        self.document.update(gaps=[], knee_s=60)
        self.write()
        self.assertEqual(len(headway.read_spacing(self.folder).gaps), 0)
        (self.folder / "spacing.csv").unlink()
        self.says("spacing.csv is missing", headway.read_spacing, self.folder)


class Recommendations(Folders):
    def test_a_folder(self):
        found = headway.read_recommendation(FIXTURES / "recommendation")
        self.assertTrue(found.feasible)
        self.assertEqual(list(found.schedules["cron_after"]), ["0 * * * *", "5 2 * * *"])
        self.assertEqual(list(found.spacing["needed_s"]), [180, 180])
        self.assertEqual(list(found.spacing["needed_ci_high"]), [240, 240])
        self.assertEqual(found.verified["lost_after"], headway.Figure(0.0, 0.0, 0.01486703923, 200, ""))
        self.assertEqual(found.document["proved_optimal"], False)

    def write(self, **change):
        document = json.loads((FIXTURES / "recommendation" / "recommendation.json").read_text())
        document.update(change)
        (self.root / "recommendation.json").write_text(json.dumps({k: v for k, v in document.items() if v != "gone"}))
        return self.root

    def test_infeasible_and_unverified(self):
        found = headway.read_recommendation(self.write(feasible=False, schedules=[], spacing=[], verified_by=None, bounds=[]))
        self.assertEqual((found.feasible, len(found.schedules), len(found.spacing), found.verified), (False, 0, 0, None))
        self.assertIn("cron_after", found.schedules)
        self.assertIn("needed_s", found.spacing)

    def test_intervals_may_be_open(self):
        by = {"replications": 1, "lost_before": {"value": 0, "ci95": []}, "lost_after": {"value": 0, "ci95": [0, None]}}
        found = headway.read_recommendation(self.write(verified_by=by)).verified
        self.assertTrue(all(pandas.isna(end) for end in (found["lost_before"].ci_low, found["lost_after"].ci_high)))
        pair = {"first": "a", "second": "b", "on": "target s3", "today_s": 0, "needed_s": None, "after_s": None}
        self.assertTrue(pandas.isna(headway.read_recommendation(self.write(spacing=[pair])).spacing["needed_s"][0]))

    def test_errors(self):
        self.says("recommendation.json has no 'spacing'", headway.read_recommendation, self.write(spacing="gone"))
        self.says("schedules has no 'cron_after'", headway.read_recommendation,
                  self.write(schedules=[{"name": "a", "cron_before": "", "moved_s": 0}]))
        self.says("verified_by has no 'lost_after'", headway.read_recommendation,
                  self.write(verified_by={"replications": 1, "lost_before": {"value": 0, "ci95": []}}))


class Files(Folders):
    def test_both_line_ends_and_quoted_fields(self):
        path = self.root / "t.csv"
        path.write_bytes(b'a,b\r\n1,"x, ""y"""\r\n2,z\n')
        self.assertEqual(list(read_csv(path, {"a": "integer", "b": "text"})["b"]), ['x, "y"', "z"])


if __name__ == "__main__":
    unittest.main()
