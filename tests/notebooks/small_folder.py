"""Writes a results folder small enough to be computed by hand, in the form of `headway run -o`.

One volume, v1; an hourly and a daily job; times are seconds after 2026-01-05T00:00:00Z:

  operation 1  hourly backup of tick 0      lock held 10 to 30
  operation 2  the delete after it          asked 38, lock held 40 to 140
  operation 3  daily backup of tick 0       asked 68, looked at 70: refused by 2, which had held for 30 and goes on for 70;
               nobody tries again: lost
  operation 4  hourly backup of tick 3600   lock held 3610 to 3630
  operation 5  a delete                     looked at 3620: refused by 4 (held for 10, 10 more); again at 3650: held to 3700
"""

import copy
import csv
import json

T, N, I, X, B = "text", "integer", "instant", "number", "boolean"
TYPES = {
    "runs": {"replication": N, "id": N, "schedule": T, "due_utc": I, "due_s": X, "fired_utc": I, "fired_s": X, "started_utc": I,
             "started_s": X, "ended_utc": I, "ended_s": X, "outcome": T, "cause": T, "volumes": N, "attempts": N, "lost": N,
             "reruns": N, "counted": B},
    "operations": {"replication": N, "id": N, "parent": N, "kind": T, "schedule": T, "volume": T, "vm": T, "node": T, "target": T,
                   "scheduled_utc": I, "scheduled_s": X, "requested_utc": I, "requested_s": X, "lock": T, "lock_decided_utc": I,
                   "lock_decided_s": X, "tries": N, "started_utc": I, "started_s": X, "transfer_started_utc": I,
                   "transfer_started_s": X, "transfer_ended_utc": I, "transfer_ended_s": X, "ended_utc": I, "ended_s": X,
                   "released_utc": I, "released_s": X, "bytes": N, "blocks": N, "block_size_bytes": N, "outcome": T, "cause": T,
                   "layer": T, "blocked_by": T, "blocked_by_operation": N, "collection_skipped": B, "counted": B},
    "locks": {"replication": N, "operation": N, "kind": T, "volume": T, "target": T, "type": N, "requested_utc": I, "requested_s": X,
              "decided_utc": I, "decided_s": X, "granted": B, "blocked_by": T, "blocked_by_operation": N, "files_seen": N,
              "released_utc": I, "released_s": X, "how": T, "expired": B, "overlaps": B, "failed_open": B, "counted": B},
    "messages": {"replication": N, "at_utc": I, "at_s": X, "operation": N, "kind": T, "schedule": T, "volume": T, "vm": T, "layer": T,
                 "origin": T, "cause": T, "says": T, "again": B, "root": N, "counted": B},
    "schedules": {"schedule": T, "runs": N, "failed": N, "due": N, "lost": N, "duration_p50_s": X},
    "volumes": {"volume": T, "vm": T, "due": N, "lost": N, "loss_per_night": X, "loss_per_night_ci_low": X,
                "loss_per_night_ci_high": X},
    "utilisation": {"replication": N, "resource": T, "name": T, "at_utc": I, "at_s": X, "rate_bytes_per_s": X, "flows": N,
                    "capacity_bytes_per_s": X},
    "metrics": {"metric": T, "value": X, "ci_low": X, "ci_high": X, "n": N, "method": T},
}


def instant(seconds):
    """12.5 as 2026-01-05T00:00:12.5Z, as headway writes it."""
    whole, part = divmod(round(seconds * 1_000_000_000), 1_000_000_000)
    text = f"2026-01-{5 + whole // 86400:02}T{whole % 86400 // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}"
    return text + (f".{part:09}".rstrip("0") if part else "") + "Z"


def both(**seconds):
    """due=0 as due_utc and due_s."""
    return {key: value for name, s in seconds.items() for key, value in ((f"{name}_utc", instant(s)), (f"{name}_s", s))}


def _run(number, schedule, due, outcome, attempts, lost):
    return {"replication": 0, "id": number, "schedule": schedule, **both(due=due, fired=due + 0.1, started=due + 3.1), "volumes": 1,
            **both(ended=due + 60), "outcome": outcome, "attempts": attempts, "lost": lost, "reruns": 0, "counted": "true"}


def _operation(number, kind, schedule, parent, outcome="completed", **more):
    return {"replication": 0, "id": number, "kind": kind, "schedule": schedule, "parent": parent, "volume": "v1", "node": "NA",
            "target": "s3", "outcome": outcome, "collection_skipped": "false", "counted": "true", **more}


def _look(operation, kind, requested, decided, released, by=None):
    """A look at the lock; by: (what was in the way, its operation), None when the lock was granted."""
    refused = {"blocked_by": by[0], "blocked_by_operation": by[1]} if by else {}
    return {"replication": 0, "operation": operation, "kind": "delete" if kind == 2 else "backup", "volume": "v1", "target": "s3", "type": kind,
            **both(requested=requested, decided=decided, released=released), "granted": "false" if by else "true",
            "files_seen": 1, "how": "withdrawn" if by else "released", "expired": "false", "overlaps": "false",
            "failed_open": "false", "counted": "true", **refused}


TABLES = {
    "runs": [_run(1, "hourly", 0, "completed", 1, 0), _run(2, "daily", 0, "failed", 1, 1), _run(3, "hourly", 3600, "completed", 1, 0)],
    "operations": [
        _operation(1, "backup", "hourly", 1, bytes=9_007_199_254_740_993, **both(scheduled=0, requested=8.000000001, ended=50)),
        _operation(2, "delete", "hourly", 1, **both(requested=38, ended=60)),
        _operation(3, "backup", "daily", 2, "failed", cause="lock-denied", layer="backupstore", blocked_by="delete",
                   blocked_by_operation=2, **both(scheduled=0, requested=66, ended=70)),
        _operation(4, "backup", "hourly", 3, **both(scheduled=3600, requested=3608, ended=3650)),
        _operation(5, "delete", "hourly", None, blocked_by="backup", blocked_by_operation=4, **both(requested=3618, ended=3680)),
    ],
    "locks": [_look(1, 1, 8, 10, 30), _look(2, 2, 38, 40, 140), _look(3, 1, 68, 70, 70.01, ("delete", 2)), _look(4, 1, 3608, 3610, 3630),
              _look(5, 2, 3618, 3620, 3620.01, ("backup", 4)), _look(5, 2, 3648, 3650, 3700)],
    "messages": [{"replication": 0, **both(at=38.5), "operation": 3, "kind": "snapshot", "schedule": "nightly", "volume": "v1", "vm": "vm1",
                  "layer": "csi-snapshotter", "origin": "csi-plugin", "cause": "sync-timeout", "says": "failed", "again": "true",
                  "counted": "true"}],
    "schedules": [{"schedule": "hourly", "runs": 2, "failed": 0, "due": 2, "lost": 0, "duration_p50_s": 60},
                  {"schedule": "daily", "runs": 1, "failed": 1, "due": 1, "lost": 1}],
    "volumes": [{"volume": "v1", "due": 3, "lost": 1, "loss_per_night": 0.3333333333, "loss_per_night_ci_low": 0}],
    "utilisation": [{"replication": 0, "resource": "target-write", "name": "s3", **both(at=10.25), "rate_bytes_per_s": 1.5, "flows": 1,
                     "capacity_bytes_per_s": 625000000}],
    "metrics": [{"metric": "backups.lost_share", "value": 0.3333333333, "ci_low": 0, "n": 1, "method": "one replication"},
                {"metric": "deletes.hold_p50_s", "value": 75, "ci_low": 50, "ci_high": 100, "n": 2, "method": "order statistics"}],
}
SUMMARY = {"scenario": "small", "replications": 1, "horizon_s": 86400, "warm_up_s": 0, "failures": [
    {"cause": "lock-denied", "operation": "backup", "count": 1, "per_replication": {"mean": 1.0, "ci95": [None, None]},
     "share_of_attempts": {"value": 1 / 3, "ci95": [0.0, None]}, "blocked_by": {"delete": 1, "stale": 0}}]}


def write(folder, tables=None, summary=None, **manifest):
    """Writes the folder; `tables` instead of TABLES, further keys into the manifest."""
    tables = copy.deepcopy(TABLES if tables is None else tables)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, types in TYPES.items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(types), restval="")
            writer.writeheader()
            writer.writerows(tables.get(name, []))
        files.append({"name": f"{name}.csv", "rows": len(tables.get(name, [])),
                      "columns": [{"name": column, "type": kind} for column, kind in types.items()]})
    files += [{"name": "summary.json"}, {"name": "scenario.json"}]
    documents = {"manifest": {"headway": "0.1.0", "scenario": "small", "longhorn": "1.8.2", "replications": 1, "files": files, **manifest},
                 "summary": summary or SUMMARY, "scenario": {"name": "small"}}
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder
