"""The files of headway's folders as typed data: JSON objects to dicts, CSV to data frames, with errors that say where.

A column's type is a word of manifest.json (CONVERT has them all). Conversion is exact or an error: a whole number never
passes through a float, an instant keeps its nanoseconds, and only an empty field is a missing value, so that a volume may
be called "NA". Cost: some 40 microseconds for a row of operations.csv.
"""

import difflib
import io
import json
import pathlib

import pandas


class HeadwayError(Exception):
    """A folder is missing, incomplete, of another version, or something was asked for that it does not hold."""


MARKS = {"manifest.json": "read_results", "spacing.json": "read_spacing", "recommendation.json": "read_recommendation"}


def near(name, known):
    """" (did you mean 'x'?)" when something of that kind has a similar name, else ""."""
    found = difflib.get_close_matches(str(name), [str(k) for k in known], 1)
    return f" (did you mean '{found[0]}'?)" if found else ""


def folder_of(command, folder, mark):
    """`folder` as a path, once it is sure that `command` wrote it: it holds the file `mark`."""
    folder = pathlib.Path(folder)
    if not folder.exists():
        raise HeadwayError(f"there is no folder {folder}; `{command} {folder}` makes it")
    if not folder.is_dir():
        raise HeadwayError(f"{folder} is a file; give the folder that `{command}` wrote")
    if not (folder / mark).is_file():
        other = [f"; it holds {name}, which {reader}() reads" for name, reader in MARKS.items() if (folder / name).is_file()]
        raise HeadwayError(f"{folder} holds no {mark}: it is not a folder of `{command}`{''.join(other[:1])}")
    return folder


def read_text(path):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        raise HeadwayError(f"{path} is missing: the folder is not complete. Copy it again, or write it anew with "
                           "--force.") from None
    except UnicodeDecodeError as error:
        raise HeadwayError(f"{path} is not UTF-8 text: {error}") from None


def read_json(path):
    try:
        document = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise HeadwayError(f"{path}, line {error.lineno}: not JSON: {error.msg}") from None
    if not isinstance(document, dict):
        raise HeadwayError(f"{path} holds no JSON object")
    return document


def need(document, keys, where):
    """The keys that an object of a JSON file must have."""
    for key in keys:
        if not isinstance(document, dict) or key not in document:
            raise HeadwayError(f"{where} has no '{key}'; expected are {', '.join(keys)}")


def frame_of(rows, types, where):
    """A data frame of a list of JSON objects that have at least the keys of `types`; further keys stay as they are."""
    for row in rows:
        need(row, types, where)
    frame = pandas.DataFrame(rows) if rows else pandas.DataFrame(columns=list(types))
    try:
        return frame.astype(types)
    except (ValueError, TypeError) as error:
        raise HeadwayError(f"{where}: {error}") from None


def read_csv(path, types, columns=None, rows=None):
    """A CSV file whose columns are those of `types`, typed; only `columns` of them, if given. rows: how many are expected."""
    for column in columns or ():
        if column not in types:
            raise HeadwayError(f"{path.name} has no column '{column}'{near(column, types)}; it has {', '.join(types)}")
    try:
        text = pandas.read_csv(io.StringIO(read_text(path)), dtype=str, keep_default_na=False, na_values=[""])
    except ValueError as error:  # what the parser raises are ValueErrors
        raise HeadwayError(f"{path} is not a table: {str(error).strip()}") from None
    if list(text.columns) != list(types):
        odd = [f"'{c}' is missing" for c in types if c not in text.columns]
        odd += [f"'{c}' is not expected" for c in text.columns if c not in types]
        raise HeadwayError(f"{path} has other columns than expected: {'; '.join(odd) or 'their order differs'}")
    if rows is not None and len(text) != rows:
        raise HeadwayError(f"{path} has {len(text)} rows where manifest.json says {rows}: the folder is not complete")
    return pandas.DataFrame({column: _typed(text[column], types[column], path) for column in columns or types})


def _typed(text, kind, path):
    """A column of texts as what manifest.json calls `kind`."""
    if kind not in CONVERT:
        raise HeadwayError(f"{path}, column {text.name}: this reader does not know the type '{kind}'; it knows "
                           f"{', '.join(CONVERT)}")
    try:
        return CONVERT[kind](text)
    except (ValueError, TypeError):
        pass
    for i in range(len(text)):  # which one was it?
        try:
            CONVERT[kind](text.iloc[i : i + 1])
        except (ValueError, TypeError):
            found = "empty" if pandas.isna(text.iloc[i]) else f"'{text.iloc[i]}'"
            raise HeadwayError(f"{path}, line {i + 2}, column {text.name}: {found}, expected {EXPECTED[kind]}") from None
    raise HeadwayError(f"{path}, column {text.name}: not {EXPECTED[kind]}")


def _integers(text):
    present = pandas.to_numeric(text.dropna())
    if len(present) and present.dtype != "int64":
        raise ValueError
    return present.astype("int64").astype("Int64").reindex(text.index)


def _numbers(text):
    return pandas.to_numeric(text).astype("float64")


def _instants(text):
    if not text.dropna().str.endswith("Z").all():
        raise ValueError
    form = {"format": "ISO8601"} if int(pandas.__version__.split(".")[0]) >= 2 else {}
    return pandas.to_datetime(text, utc=True, **form).astype("datetime64[ns, UTC]")


def _truths(text):
    if not text.isin(["true", "false"]).all():
        raise ValueError
    return text == "true"


def _texts(text):
    return text.astype(str).where(text.notna()).astype("category")


CONVERT = {"integer": _integers, "number": _numbers, "instant": _instants, "boolean": _truths, "text": _texts}
EXPECTED = {"integer": "a whole number", "number": "a number", "instant": "an instant such as 2026-01-05T02:00:00Z",
            "boolean": "true or false", "text": "text"}
