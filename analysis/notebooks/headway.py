"""Reads what headway writes: folders of `headway run -o`, `headway spacing -o` and `headway recommend -o`.

    results = headway.read_results("results/hourly-and-daily")
    results.operations              # a pandas data frame; `headway schema results` describes its columns
    results.summary["failures"]     # summary.json, manifest.json and scenario.json are dicts
    results.metric("backups.lost_share").ci_high

Types are those that manifest.json states: instants become datetime64[ns, UTC], integers Int64 (nullable), numbers
float64, truth values bool, text category. Times in columns that end in `_s` stay float seconds: the unit is in the name,
and a figure is the one that the forecast prints. Tables are read when first asked for, and then kept.

What is wrong with a folder is a HeadwayError that says which file, what was found and what was expected. Needs Python 3.9
and pandas 1.5 or later.
"""

import dataclasses
import functools
import os
import pathlib
import typing

import pandas

from headway_files import HeadwayError, folder_of, frame_of, near, need, read_csv, read_json

SERIES = "0"  # folders of headway 0.x
TABLES = ("runs", "operations", "locks", "messages", "schedules", "volumes", "utilisation", "metrics")
SPACING_COLUMNS = {"gap_s": "number", "replications": "integer", "nights": "integer", "nights_with_loss": "integer",
                   "loss_probability": "number", "ci_low": "number", "ci_high": "number"}


class Figure(typing.NamedTuple):
    """A figure with its 95 % interval; an end that the data do not bound is nan. n: observations behind it."""

    value: float
    ci_low: float
    ci_high: float
    n: int
    method: str


# --- headway run ----------------------------------------------------------------------------------


def read_results(folder):
    """The results folder that `headway run SCENARIO -o FOLDER` wrote."""
    return Results(folder)


class Results:
    """One results folder. Attributes: folder, manifest, summary, scenario, and a data frame for each of TABLES."""

    def __init__(self, folder):
        self.folder = folder_of("headway run SCENARIO -o", folder, "manifest.json")
        self.manifest = read_json(self.folder / "manifest.json")
        need(self.manifest, ("headway", "scenario", "replications", "files"), self.folder / "manifest.json")
        version = str(self.manifest["headway"])
        if version.split(".")[0] != SERIES:
            raise HeadwayError(f"{self.folder} was written by headway {version}; this reader knows folders of headway "
                               f"{SERIES}.x. Use the headway.py that belongs to that version.")

    summary = functools.cached_property(lambda self: read_json(self.folder / "summary.json"))
    scenario = functools.cached_property(lambda self: read_json(self.folder / "scenario.json"))
    runs = functools.cached_property(lambda self: self.table("runs"))
    operations = functools.cached_property(lambda self: self.table("operations"))
    locks = functools.cached_property(lambda self: self.table("locks"))
    messages = functools.cached_property(lambda self: self.table("messages"))
    schedules = functools.cached_property(lambda self: self.table("schedules"))
    volumes = functools.cached_property(lambda self: self.table("volumes"))
    utilisation = functools.cached_property(lambda self: self.table("utilisation"))
    metrics = functools.cached_property(lambda self: self.table("metrics"))

    def __repr__(self):
        return f"<headway results of {self.manifest['scenario']}, {self.manifest['replications']} replications, in {self.folder}>"

    def table(self, name, columns=None):
        """A table, read anew; `columns` gives only those."""
        if name not in TABLES:
            raise HeadwayError(f"there is no table '{name}'{near(name, TABLES)}; there are {', '.join(TABLES)}")
        path = self.folder / f"{name}.csv"
        for entry in self.manifest["files"]:
            if entry.get("name") == path.name:
                types = {column["name"]: column["type"] for column in entry.get("columns", [])}
                return read_csv(path, types, columns, entry.get("rows"))
        raise HeadwayError(f"{self.folder / 'manifest.json'} does not list {path.name}: the folder is not complete")

    def metric(self, name):
        """The Figure of that name in metrics.csv, for instance "backups.lost_share"."""
        row = self.metrics[self.metrics["metric"] == name]
        if row.empty:
            raise HeadwayError(f"there is no metric '{name}'{near(name, self.metrics['metric'])}; results.metrics lists them")
        return Figure(*(row.iloc[0][field] for field in Figure._fields))


# --- headway spacing ------------------------------------------------------------------------------


@dataclasses.dataclass
class Spacing:
    """What `headway spacing SCENARIO --first FIRST --second SECOND -o FOLDER` found.

    curve: a row for each gap, in ascending order (SPACING_COLUMNS); knee_s: the gap at the curve's knee, or None where it
    has none; gaps: for each wanted probability of a night without loss (`no_loss`) the gap that gives it (`gap_s`, missing
    when none does) and whether the replications are enough to show it with 95 % confidence (`shown`).
    """

    folder: pathlib.Path
    first: str
    second: str
    knee_s: typing.Optional[float]
    curve: pandas.DataFrame
    gaps: pandas.DataFrame


def read_spacing(folder):
    """The folder that `headway spacing SCENARIO --first X --second Y -o FOLDER` wrote."""
    folder = folder_of("headway spacing SCENARIO --first X --second Y -o", folder, "spacing.json")
    path = folder / "spacing.json"
    document = read_json(path)
    need(document, ("first", "second", "knee_s", "gaps"), path)
    curve = read_csv(folder / "spacing.csv", SPACING_COLUMNS).sort_values("gap_s", ignore_index=True)
    gaps = frame_of(document["gaps"], {"no_loss": "float64", "gap_s": "float64", "shown": "boolean"}, f"{path}: gaps")
    return Spacing(folder, document["first"], document["second"], document["knee_s"], curve, gaps)


# --- headway recommend ----------------------------------------------------------------------------


@dataclasses.dataclass
class Recommendation:
    """What `headway recommend SCENARIO -o FOLDER` found. document: all of recommendation.json, as a dict.

    schedules: cron before and after, a row for each schedule; spacing: for each pair today's gap, the needed one with its
    interval, and the recommended one; other_changes and bounds: as in the document; verified: the Figures `lost_before` and
    `lost_after` of replications that the search never saw, or None where nothing was verified.
    """

    folder: pathlib.Path
    feasible: bool
    schedules: pandas.DataFrame
    spacing: pandas.DataFrame
    other_changes: pandas.DataFrame
    bounds: pandas.DataFrame
    verified: typing.Optional[typing.Dict[str, Figure]]
    document: dict


def read_recommendation(folder):
    """The folder that `headway recommend SCENARIO -o FOLDER` wrote."""
    folder = folder_of("headway recommend SCENARIO -o", folder, "recommendation.json")
    path = folder / "recommendation.json"
    document = read_json(path)
    need(document, ("feasible", "schedules", "spacing"), path)
    crons = {"name": "category", "cron_before": "string", "cron_after": "string", "moved_s": "float64"}
    words = dict.fromkeys(("first", "second", "on"), "category")
    seconds = dict.fromkeys(("today_s", "needed_s", "needed_ci_low", "needed_ci_high", "confidence", "after_s"), "float64")
    changes = dict.fromkeys(("lever", "of", "from", "to", "effect"), "object")
    return Recommendation(
        folder, bool(document["feasible"]), frame_of(document["schedules"], crons, f"{path}: schedules"),
        frame_of([_flat(pair) for pair in document["spacing"]], {**words, **seconds}, f"{path}: spacing"),
        frame_of(document.get("other_changes") or [], changes, f"{path}: other_changes"),
        frame_of(document.get("bounds") or [], {"name": "category", "value": "float64"}, f"{path}: bounds"),
        _verified(document.get("verified_by"), f"{path}: verified_by"), document)


def _flat(pair):
    """A pair with the object `needed_s` spread over columns."""
    needed = pair.get("needed_s") or {}
    low, high = needed.get("ci95") or (None, None)
    return {**pair, "needed_s": needed.get("value"), "needed_ci_low": low, "needed_ci_high": high,
            "confidence": needed.get("confidence")}


def _verified(by, where):
    if not by:
        return None
    need(by, ("replications", "lost_before", "lost_after"), where)
    figures = {}
    for name in ("lost_before", "lost_after"):
        need(by[name], ("value", "ci95"), f"{where}.{name}")
        low, high = (float("nan") if end is None else end for end in by[name]["ci95"] or (None, None))
        figures[name] = Figure(by[name]["value"], low, high, by["replications"], by[name].get("method", ""))
    return figures


# --- notebooks ------------------------------------------------------------------------------------


def input_folder(variable, command):
    """The folder that an environment variable names; `command` is what makes such a folder, for the message.

    A relative name is looked for from the working directory, then from the root of the repository.
    """
    value = os.environ.get(variable)
    if not value:
        raise HeadwayError(f"{variable} is not set. Make its folder with\n\n    {command}\n\nand start Jupyter with "
                           f"{variable} set to that folder, or let scripts/notebooks do both.")
    root = pathlib.Path(__file__).resolve().parents[2]
    return next((str(place) for place in (pathlib.Path(value), root / value) if place.exists()), value)
