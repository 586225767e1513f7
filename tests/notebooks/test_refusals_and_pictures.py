"""analysis/notebooks/headway_refusals.py against the folder computed by hand in small_folder.py, and what the pictures show."""

import pathlib
import sys
import tempfile
import unittest

import matplotlib
import matplotlib.colors

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import pandas  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "analysis" / "notebooks"), str(HERE)]

import headway  # noqa: E402
import headway_pictures as pictures  # noqa: E402
import small_folder  # noqa: E402
from headway_refusals import lost_backups, refusals  # noqa: E402

NO_FAILURES = {**small_folder.SUMMARY, "failures": []}


def without_failures():
    """The tables of small_folder without the refused backup and the refused look of the delete."""
    tables = {name: list(rows) for name, rows in small_folder.TABLES.items()}
    tables["locks"] = [row for row in tables["locks"] if row["granted"] == "true"]
    tables["operations"] = [row for row in tables["operations"] if row["outcome"] == "completed"]
    tables["runs"] = [{**row, "lost": 0} for row in tables["runs"]]
    return tables


class Small(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.addCleanup(plt.close, "all")
        self.root = pathlib.Path(temporary.name)
        self.results = headway.read_results(small_folder.write(self.root / "a"))

    def changed(self, tables, summary=None):
        return headway.read_results(small_folder.write(self.root / "b", tables, summary))


class Refusals(Small):
    def test_who_was_refused_by_whom(self):
        found = refusals(self.results)
        self.assertEqual(list(found["operation"]), [3, 5])
        self.assertEqual(list(found["refused"]), ["backup", "delete"])
        self.assertEqual(list(found["schedule"]), ["daily", "hourly"])
        self.assertEqual(list(found["holder"]), ["delete", "backup"])
        self.assertEqual(list(found["held_for_s"]), [30, 10])  # 70 - 40, 3620 - 3610
        self.assertEqual(list(found["freed_after_s"]), [70, 10])  # 140 - 70, 3630 - 3620
        self.assertEqual(found["held_since_utc"][0], pandas.Timestamp("2026-01-05T00:00:40Z"))

    def test_a_holder_that_was_itself_asking_held_nothing(self):
        tables = {**small_folder.TABLES, "locks": [dict(row) for row in small_folder.TABLES["locks"]]}
        tables["locks"][1].update(small_folder.both(requested=69, decided=71))  # operation 2 looks after operation 3 did
        found = refusals(self.changed(tables)).iloc[0]
        self.assertEqual((found["holder"], found["freed_after_s"]), ("delete", 70))
        self.assertTrue(pandas.isna(found["held_for_s"]) and pandas.isna(found["held_since_utc"]))

    def test_a_file_that_a_crash_left_is_still_there_after_its_holder(self):
        tables = {**small_folder.TABLES, "locks": [dict(row) for row in small_folder.TABLES["locks"]]}
        for how in ("released", "crashed"):  # operation 2 ends at 65, before operation 3 looks at 70
            tables["locks"][1].update(small_folder.both(released=65), how=how)
            found = refusals(self.changed(tables)).iloc[0]
            self.assertEqual(found["held_for_s"] == 30, how == "crashed")
            self.assertTrue(pandas.isna(found["freed_after_s"]))

    def test_a_request_that_ended_before_it_looked_was_not_refused(self):
        tables = {**small_folder.TABLES, "locks": [dict(row) for row in small_folder.TABLES["locks"]]}
        tables["locks"][4].update(decided_utc="", decided_s="", how="crashed")
        self.assertEqual(list(refusals(self.changed(tables))["operation"]), [3])

    def test_of_several_looks_of_the_holder_the_one_that_was_there_counts(self):
        for times in ({"requested": 20, "decided": 22, "released": 23}, {"requested": 90, "decided": 92, "released": 93}):
            for place in (0, 6):  # before and after the row of the look that counts
                tables = {**small_folder.TABLES, "locks": list(small_folder.TABLES["locks"])}
                tables["locks"].insert(place, {**tables["locks"][1], **small_folder.both(**times), "granted": "false"})
                found = refusals(self.changed(tables)).set_index("operation").loc[3]
                self.assertEqual((found["held_for_s"], found["freed_after_s"]), (30, 70))

    def test_an_unknown_holder_leaves_gaps(self):
        tables = {**small_folder.TABLES, "locks": [dict(row) for row in small_folder.TABLES["locks"]]}
        del tables["locks"][2]["blocked_by_operation"]
        found = refusals(self.changed(tables)).iloc[0]
        self.assertEqual(found["blocked_by"], "delete")
        self.assertTrue(pandas.isna(found["holder"]) and pandas.isna(found["freed_after_s"]))

    def test_lost(self):
        found = lost_backups(self.results)
        self.assertEqual(found[["run", "schedule", "volume", "attempts", "last_cause"]].values.tolist(), [[2, "daily", "v1", 1, "lock-denied"]])

    def test_completed_after_the_next_tick_is_lost_before_it_is_not(self):
        # The hourly backup of tick 0; the next tick is at 3600.
        for ended, lost in ((3599, []), (3601, ["hourly"])):
            tables = {name: [dict(row) for row in rows] for name, rows in without_failures().items()}
            tables["operations"][0].update({"outcome": "completed-late", **small_folder.both(ended=ended)})
            tables["runs"][0]["lost"] = 1
            self.assertEqual(list(lost_backups(self.changed(tables))["schedule"]), lost)

    def test_a_completed_attempt_saves_a_refused_backup(self):
        tables = {**small_folder.TABLES, "operations": list(small_folder.TABLES["operations"])}
        tables["operations"].append({**tables["operations"][2], "id": 6, "outcome": "completed", "cause": "", **small_folder.both(ended=900)})
        self.assertEqual(len(lost_backups(self.changed(tables))), 0)

    def test_no_failures_and_nothing_at_all(self):
        for tables in (without_failures(), {}):
            results = self.changed(tables, NO_FAILURES)
            self.assertEqual(len(refusals(results)), 0)
            self.assertEqual(len(lost_backups(results)), 0)
            self.assertEqual(list(refusals(results)), list(refusals(self.results)))
            self.assertEqual(list(lost_backups(results)), list(lost_backups(self.results)))


def texts(axes):
    return [text.get_text() for text in axes.texts] + [label.get_text() for label in axes.get_yticklabels()]


class Pictures(Small):
    def test_timeline(self):
        axes = pictures.timeline(self.results, "2026-01-05T00:00", "2026-01-05T00:03")
        self.assertIn("1 backup refused, 1 backup lost", texts(axes))
        self.assertIn("daily lost", texts(axes))
        held = sorted(round(bar.get_width() * 86400) for bar in axes.patches)
        self.assertEqual(held, [20, 100])  # operations 1 and 2
        colours = {round(bar.get_width() * 86400): matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in axes.patches}
        self.assertEqual(colours, {20: pictures.BACKUP[0], 100: pictures.DELETE[0]})
        whole = pictures.timeline(self.results, "2026-01-05T00:00", "2026-01-05T02:00")
        self.assertEqual(sorted(round(bar.get_width() * 86400) for bar in whole.patches), [20, 20, 50, 100])

    def test_timeline_of_a_replication_that_was_not_written(self):
        with self.assertRaisesRegex(headway.HeadwayError, "no rows of replication 1; write it with --replication-detail 2"):
            pictures.timeline(self.results, "2026-01-05T00:00", "2026-01-05T00:03", replication=1)

    def test_timeline_without_refusals_or_locks(self):
        results = self.changed(without_failures(), NO_FAILURES)
        self.assertIn("0 backups refused, 0 backups lost", texts(pictures.timeline(results, "2026-01-05T00:00", "2026-01-05T02:00")))
        self.assertIn("0 backups refused, 0 backups lost", texts(pictures.timeline(results, "2026-01-05T10:00", "2026-01-05T11:00")))

    def test_failures_by_cause(self):
        axes = pictures.failures_by_cause(self.results)
        self.assertIn("Why 1 attempt failed", texts(axes))
        self.assertIn("backup: lock-denied", texts(axes))
        self.assertIn("No attempt failed.", texts(pictures.failures_by_cause(self.changed(without_failures(), NO_FAILURES))))

    def test_shares(self):
        axes = pictures.shares(["a", "b"], [headway.Figure(0.5, 0.4, 0.6, 9, ""), headway.Figure(0.0, 0.0, 0.139, 20, "")], "t", "b", "x")
        self.assertIn("none seen, at most 13.9 %", texts(axes))
        pictures.shares(["a"], [headway.Figure(0.0, 0.0, float("nan"), 1, "")], "t", "b", "x")
        pictures.shares([], [], "t", "b", "x")

    def test_spacing_curve(self):
        spacing = headway.read_spacing(ROOT / "tests/data/notebooks/spacing")
        self.assertIn("How far apart must hourly and daily start?", texts(pictures.spacing_curve(spacing)))
        self.assertIn("99 % (not shown)", texts(pictures.spacing_curve(spacing, recommended_s=300, until_s=600)))
        spacing.knee_s, spacing.gaps = None, spacing.gaps.iloc[:0]
        pictures.spacing_curve(spacing)

    def test_before_and_after(self):
        found = headway.read_recommendation(ROOT / "tests/data/notebooks/recommendation")
        self.assertIn("none seen, at most 1.5 %", texts(pictures.before_and_after(found)))
        found.verified = None
        with self.assertRaisesRegex(headway.HeadwayError, "nothing verified"):
            pictures.before_and_after(found)

    def test_words(self):
        for seconds, text in ((0, "0 s"), (1.25, "1.2 s"), (59.7, "1 min"), (100.4, "1 min 40 s"), (3600, "1 h"), (-143.6, "-2 min 24 s"),
                              (None, "-"), (float("nan"), "-")):
            self.assertEqual(pictures.duration_text(seconds), text)
        for share, text in ((0, "0 %"), (0.00107738, "0.11 %"), (0.139, "13.9 %"), (1.0, "100 %"), (0.5, "50 %"), (-0.011, "−1.1 %"),
                            (float("nan"), "unknown")):
            self.assertEqual(pictures.share_text(share), text)


if __name__ == "__main__":
    unittest.main()
