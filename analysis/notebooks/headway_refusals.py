"""Who was refused a lock by whom, and what was lost: questions that need several tables of a results folder at once.

Rules they rest on: a lock attempt writes its file when `requested`, looks at the other files when `decided`, and is refused
if one of an excluding type lies there (1: backups and restores, 2: deletes; equal types do not exclude each other). The file
lies until `released`, unless its holder's process ended and left it. A request whose process ended before it looked was not
refused. A refused delete tries again, a refused backup does not; whatever tries again is another attempt.
"""

COLUMNS = ["replication", "operation", "refused", "schedule", "volume", "target", "type", "decided_utc", "decided_s", "blocked_by",
           "blocked_by_operation", "holder", "holder_schedule", "held_since_utc", "held_for_s", "freed_after_s", "counted"]


LEFT_BEHIND = ("crashed", "removal-failed")


def refused_looks(locks):
    """The rows of locks.csv that looked at the other files and were refused."""
    return locks[~locks["granted"] & locks["decided_s"].notna()]


def there_at(file, look_s):
    """Whether each lock file (a row of locks.csv) lay on the target at `look_s`: written by then and not yet removed."""
    removed = (file["released_s"] < look_s) & ~file["how"].isin(LEFT_BEHIND)
    return (file["requested_s"] <= look_s) & ~removed


def refusals(results, replication=None):
    """A row for each refused look at a lock, with what was in its way; of one replication, if given.

    refused, schedule: what was refused and whose it was; holder, holder_schedule: the same of the operation in its way
    (missing where it is not known); held_since_utc: when that had got the lock, missing where it was itself still asking;
    held_for_s: how long it had held it by then; freed_after_s: how much later its file was gone, missing where its
    process ended and left it.
    """
    locks, operations = results.locks, results.operations[["replication", "id", "kind", "schedule"]]
    if replication is not None:
        locks = locks[locks["replication"] == replication]
    looks = refused_looks(locks)
    refused = looks[[column for column in COLUMNS if column in looks]]
    refused = _with(refused, operations, "operation", "refused", "schedule").reset_index(drop=True)
    refused["row"] = refused.index
    holder = locks[["replication", "operation", "volume", "target", "requested_s", "granted", "decided_utc", "decided_s",
                    "released_s", "how"]].rename(columns={"operation": "blocked_by_operation", "decided_utc": "held_since_utc",
                                                          "decided_s": "held_since_s"})
    # An operation may have asked several times: what counts is the file that lay there at the look.
    pairs = refused.merge(holder, on=["replication", "blocked_by_operation", "volume", "target"])
    pairs = pairs[there_at(pairs, pairs["decided_s"])]
    pairs = pairs.drop_duplicates("row", keep="last").set_index("row")
    held = pairs["granted"] & (pairs["held_since_s"] <= pairs["decided_s"])
    refused["held_since_utc"] = pairs["held_since_utc"].where(held)
    refused["held_for_s"] = (pairs["decided_s"] - pairs["held_since_s"]).where(held)
    refused["freed_after_s"] = (pairs["released_s"] - pairs["decided_s"]).where(~pairs["how"].isin(LEFT_BEHIND))
    refused = _with(refused, operations, "blocked_by_operation", "holder", "holder_schedule")
    return refused[COLUMNS]


def _with(frame, operations, key, kind, schedule):
    """`frame` with kind and schedule of the operation whose number stands in column `key`."""
    named = operations.rename(columns={"id": key, "kind": kind, "schedule": schedule})
    return frame.merge(named, on=["replication", key], how="left")


def lost_backups(results, replication=None):
    """A row for each due backup that was lost: replication, run, schedule, volume, scheduled_utc, attempts, last_cause.

    Lost: no attempt was completed before the schedule's next tick. Only runs that say they lost some are looked at, so what
    was still open at the horizon is not among them. Backups that nobody ever attempted stand in runs.csv alone, and
    those of virtual machines are no backups of a volume: results.operations has them under the kind "vm-backup".
    """
    runs = results.runs.sort_values(["replication", "schedule", "due_s"])
    next_tick = runs.groupby(["replication", "schedule"], observed=True)["due_s"].shift(-1)
    runs = runs.assign(next_tick_s=next_tick)[["replication", "id", "lost", "next_tick_s"]].rename(columns={"id": "parent"})
    backups = results.operations[(results.operations["kind"] == "backup").to_numpy()]
    tries = backups.merge(runs[runs["lost"] > 0], on=["replication", "parent"])
    if replication is not None:
        tries = tries[tries["replication"] == replication]
    completed = tries["outcome"].isin(["completed", "completed-late"])
    tries = tries.assign(in_time=completed & ~(tries["ended_s"] >= tries["next_tick_s"])).sort_values(["replication", "id"])
    keys = ["replication", "parent", "schedule", "volume", "scheduled_utc"]
    due = tries.groupby(keys, observed=True).agg(in_time=("in_time", "any"), attempts=("id", "size"), last_cause=("cause", "last"))
    lost = due[~due["in_time"].astype(bool)].reset_index().drop(columns="in_time").rename(columns={"parent": "run"})
    return lost.sort_values(["replication", "scheduled_utc", "schedule", "volume"], ignore_index=True)
