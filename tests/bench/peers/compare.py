#!/usr/bin/env python3
"""headway against SimGrid on the same lists of flows: first that both say the same, then how fast each says it.

Each list is played in turn by headway_player and by each way of driving simgrid_player, several rounds of it. The
end of each flow must agree within a microsecond between the two, and with the recorded end where the list has one;
a disagreement fails before any time is looked at. Then the ratio of flows per second is printed and checked, of
medians over the rounds, against the fastest way of driving SimGrid.

  compare.py --headway build/bench/tests/bench/peers/headway_player --simgrid build/bench/tests/bench/peers/simgrid_player

Times are processor time of the simulation alone: see the head of each player for what is set up before. "in flight" is
the mean number of flows under way, over the time in which any is and as an event (a start or an end) finds it.

Exit status: 0 all agree and all ratios hold, 1 not, 2 a player could not be run.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

REFERENCE = pathlib.Path(__file__).resolve().parents[2] / "data" / "reference"
TOLERANCE_S = 1e-6
# SimGrid's fastest way here, its default way of working out rates, and an actor a flow instead of one for all.
DRIVES = ["dispatcher", "dispatcher-lazy"]
ACTORS = ["actors"]
# How often a list whose ratio does not hold is measured again: neighbours disturb a shared machine for a while.
MORE_RUNS = 3

# (list, how much larger than recorded, least ratio, rounds, repetitions of headway in a round)
CLAIMS = [
    ("node_target-1e4", None, 20, 5, 25),
    ("node_target-1e5", "node_target-1e4", 60, 3, 5),
    ("burst_single-1e4", None, 1000, 3, 25),
]
COPIES, PERIODS = 5, 2


def read(path):
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return lines[0], lines[1:]


def enlarged(head, flows):
    """Ten times the flows: five for each recorded one, at its start and over its path, with other flows' sizes; and
    all of it twice, the second time a day after the last start. Whole numbers only: the same list everywhere."""
    period = 86400 * (1 + int(max(flow["at_s"] for flow in flows)) // 86400)
    out = []
    for again in range(PERIODS):
        for i, flow in enumerate(flows):
            for copy in range(COPIES):
                size = flows[(i + 1999 * (copy + COPIES * again)) % len(flows)]["bytes"]
                out.append({"id": len(out), "at_s": flow["at_s"] + again * period, "bytes": size, "path": flow["path"]})
    return {**head, "flows": "node_target-1e5"}, out


def in_flight(flows, ends):
    """Mean number under way over the time in which any is, mean as an event finds it, maximum."""
    changes = sorted([(flow["at_s"], 1) for flow in flows] + [(end, -1) for end in ends])
    now, under_way, busy, area, found, most = 0.0, 0, 0.0, 0.0, 0, 0
    for at, change in changes:
        if under_way:
            busy += at - now
            area += under_way * (at - now)
        now = at
        under_way += change
        found += under_way
        most = max(most, under_way)
    return area / busy, found / len(changes), most


def largest_difference(ends, others):
    return max(abs(a - b) for a, b in zip(ends, others))


def play(player, path, folder, options):
    ends = folder / "ends"
    done = subprocess.run([player, path, ends, *options], stdout=subprocess.PIPE, check=True, text=True)
    seconds = statistics.median(json.loads(done.stdout)["seconds"])
    return seconds, [float(line) for line in ends.read_text().split()]


def measure(arguments, path, flows, drives, rounds, repetitions, folder):
    """Medians of seconds by drive ("headway" is ours), the ends of headway, and how far any two lie apart."""
    times, ours, apart = {}, None, 0.0
    recorded = [flow["finish_s"] for flow in flows] if "finish_s" in flows[0] else None
    for _ in range(rounds):
        seconds, ours = play(arguments.headway, path, folder, ["--repetitions", str(repetitions)])
        times.setdefault("headway", []).append(seconds)
        if recorded:
            apart = max(apart, largest_difference(ours, recorded))
        for drive in drives:
            seconds, theirs = play(arguments.simgrid, path, folder, ["--drive", drive])
            times.setdefault(drive, []).append(seconds)
            if len(theirs) != len(ours):
                raise ValueError(f"{path}: {len(ours)} ends against {len(theirs)}")
            apart = max(apart, largest_difference(ours, theirs))
    return {drive: statistics.median(of_drive) for drive, of_drive in times.items()}, ours, apart


def verdict(times, apart, bound):
    """(ratio, whether the list's claim holds)."""
    fastest = min(seconds for drive, seconds in times.items() if drive != "headway")
    ratio = fastest / times["headway"]
    return ratio, apart <= TOLERANCE_S and ratio >= bound


def compare(arguments, claim, folder):
    name, source, bound, rounds, repetitions = claim
    path = REFERENCE / f"flows-{source or name}-a.jsonl"
    head, flows = read(path)
    if source:
        head, flows = enlarged(head, flows)
        path = folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in [head, *flows]))
    drives = DRIVES + (ACTORS if arguments.actors and len(flows) <= 10000 else [])
    for again in range(1 + MORE_RUNS):
        if again:
            print("measured again")
        times, ends, apart = measure(arguments, path, flows, drives, arguments.rounds or rounds, repetitions, folder)
        ratio, holds = verdict(times, apart, bound)
        over_time, at_event, most = in_flight(flows, ends)
        print(f"{name}: {len(flows)} flows, in flight {over_time:.0f} over time, {at_event:.0f} at an event, {most} at most")
        agree = "agree" if apart <= TOLERANCE_S else "DISAGREE"
        print(f"  ends {agree}: at most {1e9 * apart:.1f} ns apart (tolerance {1e9 * TOLERANCE_S:.0f} ns)")
        for drive, seconds in times.items():
            label = drive if drive == "headway" else f"SimGrid, {drive}"
            of_ours = "" if drive == "headway" else f", {seconds / times['headway']:.1f} times headway's"
            print(f"  {label:<26} {1e6 * seconds / len(flows):>9.3f} us a flow{of_ours}")
        print(f"  ratio {ratio:.1f}, at least {bound}{'' if holds else '  FAILED'}", flush=True)
        if holds or apart > TOLERANCE_S:  # what is wrong is wrong, however often it is measured
            break
    return holds


def self_test():
    """Each claim must be able to fail, by its ratio and by a single end."""
    for _, _, bound, _, _ in CLAIMS:
        assert verdict({"headway": 1.0, "a": bound * 2.0, "b": bound * 1.0}, 0, bound)[1]
        assert not verdict({"headway": 1.0, "a": bound * 2.0, "b": bound * 0.9}, 0, bound)[1]
        assert not verdict({"headway": 1.0, "a": bound * 2.0}, 2e-6, bound)[1]
    assert largest_difference([1, 2, 3], [1, 2, 3.5]) == 0.5
    # Two flows under way for 1 s each, the second from 0.5 s: (0.5 + 2 * 0.5 + 0.5) / 1.5; after the events 1, 2, 1, 0.
    over_time, at_event, most = in_flight([{"at_s": 0}, {"at_s": 0.5}], [1, 1.5])
    assert (round(over_time, 9), at_event, most) == (round(4 / 3, 9), 1, 2)
    head, flows = read(REFERENCE / "flows-node_target-1e4-a.jsonl")
    _, large = enlarged(head, flows)
    assert len(large) == 10 * len(flows) and sum(f["bytes"] for f in large) == 10 * sum(f["bytes"] for f in flows)
    print("compare: every claim can fail")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--headway", help="headway_player")
    parser.add_argument("--simgrid", help="simgrid_player")
    parser.add_argument("--only", choices=[claim[0] for claim in CLAIMS], help="this list only")
    parser.add_argument("--rounds", type=int, help="rounds for each list")
    parser.add_argument("--actors", action="store_true", help="drive SimGrid with an actor a flow as well")
    parser.add_argument("--self-test", action="store_true", help="show that each claim can fail")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    if not arguments.headway or not arguments.simgrid:
        parser.error("--headway and --simgrid are needed")
    claims = [claim for claim in CLAIMS if arguments.only in (None, claim[0])]
    try:
        with tempfile.TemporaryDirectory() as folder:
            held = sum(compare(arguments, claim, pathlib.Path(folder)) for claim in claims)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as problem:
        print(f"compare: {problem}", file=sys.stderr)
        return 2
    print(f"{held} of {len(claims)} hold")
    return 0 if held == len(claims) else 1


if __name__ == "__main__":
    sys.exit(main())
