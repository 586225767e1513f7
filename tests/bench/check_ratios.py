#!/usr/bin/env python3
"""Runs headway_bench and checks that what we claim about its costs holds, as ratios within one run.

Absolute times depend on the machine; ratios of two things measured side by side hardly do. Each
benchmark is repeated, interleaved with the others, and its median is taken: what others do to a shared
cache slows both sides down, and a minimum would compare moments that were quiet for one of them only.
The year is the exception: a play works on a megabyte, where the hold model beside it has sixteen
kilobytes, so that neighbours slow only the play down; there the least of each side is what it costs.
Time is processor time per item.

  check_ratios.py build/bench/tests/bench/headway_bench
  check_ratios.py --json saved.json          # of an earlier run with --benchmark_format=json

Exit status: 0 all ratios hold, 1 some do not or are missing, 2 the benchmark could not be run.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys

HOLD = {"1e3": "1000", "1e5": "100000", "1e6": "1000000"}


def hold(structure, pending):
    return rf"{structure}/hold/{HOLD[pending]}"


def flow(case):
    """A recorded list of flows, as `flow/<case>-1e4` or under its fixture's name."""
    return rf"(flow/{case}-1e4|BM_Recorded/{case}(-1e4)?)"


def year(volumes):
    """An operation of scenarios/scale-10k-year.json; its time is the difference of two plays."""
    return rf"year/operation/{volumes}/manual_time"


# How often a run in which a claim does not hold is repeated.
MORE_RUNS = 3

# (group, what is claimed, numerator, denominator, "at least" or "at most", bound)
CLAIMS = [
    ("calendar", "calendar beats std::priority_queue, 10^3 pending",
     hold("priority_queue", "1e3"), hold("calendar", "1e3"), "at least", 1.4),
    ("calendar", "calendar beats std::priority_queue, 10^5 pending",
     hold("priority_queue", "1e5"), hold("calendar", "1e5"), "at least", 2.0),
    ("calendar", "calendar beats std::priority_queue, 10^6 pending",
     hold("priority_queue", "1e6"), hold("calendar", "1e6"), "at least", 4.0),
    ("flow", "a flow of node_target-1e4 in priority-queue holds at 10^3",
     flow("node_target"), hold("priority_queue", "1e3"), "at most", 12.0),
    ("flow", "a flow of burst_single-1e4 in priority-queue holds at 10^3",
     flow("burst_single"), hold("priority_queue", "1e3"), "at most", 12.0),
    ("year", "an operation of scale-10k-year in priority-queue holds at 10^3",
     year(10000), hold("priority_queue", "1e3"), "at most", 40.0),
    # 15 times the time for ten times the volumes, which have ten times the operations.
    ("year", "an operation among 10,000 volumes against one among 1,000",
     year(10000), year(1000), "at most", 1.5),
]


def run(executable, claims, repetitions, min_time):
    patterns = sorted({p for claim in claims for p in claim[2:4]})
    command = [
        executable,
        "--benchmark_format=json",
        f"--benchmark_filter=^({'|'.join(patterns)})$",
        f"--benchmark_repetitions={repetitions}",
        f"--benchmark_min_time={min_time}",
        "--benchmark_enable_random_interleaving=true",
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def nanoseconds_per_item(entry):
    """Processor time per item; Google Benchmark's rates count processor seconds."""
    if "items_per_second" in entry:
        return 1e9 / entry["items_per_second"]
    if "per_flow" in entry:
        return 1e9 * entry["per_flow"]
    return entry["cpu_time"] * {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}[entry["time_unit"]]


def summed_up(results, how):
    """`how` (of a list of numbers) over the repetitions of each benchmark: nanoseconds per item by name."""
    times = {}
    for entry in results["benchmarks"]:
        if entry.get("run_type") != "iteration" or entry.get("error_occurred"):
            continue
        name = entry.get("run_name", entry["name"])
        times.setdefault(name, []).append(nanoseconds_per_item(entry))
    return {name: how(of_name) for name, of_name in times.items()}


def times_of(results):
    """By group of claims: what stands for each benchmark's repetitions."""
    median, least = summed_up(results, statistics.median), summed_up(results, min)
    return {"calendar": median, "flow": median, "year": least}


def find(best, pattern):
    return min((ns for name, ns in best.items() if re.fullmatch(pattern, name)), default=None)


def check(times, claims, out=sys.stdout):
    """Prints one line a claim; returns those that do not hold. times: nanoseconds per item by group and name."""
    failed = []
    print(f"{'claim':<62} {'ns':>8} {'ns':>8} {'ratio':>7}  bound", file=out)
    for claim in claims:
        group, text, above, below, sense, bound = claim
        a, b = find(times[group], above), find(times[group], below)
        if not a or not b:
            failed.append(claim)
            print(f"{text:<62} {'missing: ' + (below if a else above)}  FAILED", file=out)
            continue
        ratio = a / b
        holds = ratio >= bound if sense == "at least" else ratio <= bound
        if not holds:
            failed.append(claim)
        print(f"{text:<62} {a:>8.1f} {b:>8.1f} {ratio:>7.2f}  {sense} {bound:g}"
              f"{'' if holds else '  FAILED'}", file=out)
    return failed


def self_test():
    """Each claim must be able to fail: at its bound it holds, a tenth beyond it does not."""
    import io

    for claim in CLAIMS:
        group, _, above, below, sense, bound = claim
        name_above = above.split("|")[0].strip("(")
        for factor, expected in ((1.0, []), (0.9 if sense == "at least" else 1.1, [claim])):
            best = {name_above: 100 * bound * factor, below: 100.0}
            assert check({group: best}, [claim], io.StringIO()) == expected, (claim, factor)
        assert check({group: {}}, [claim], io.StringIO()) == [claim]
    three = {"benchmarks": [{"name": "x", "run_type": "iteration", "cpu_time": t, "time_unit": "ns"} for t in (5, 1, 2)]}
    assert times_of(three) == {"calendar": {"x": 2}, "flow": {"x": 2}, "year": {"x": 1}}
    entry = {"cpu_time": 3.0, "time_unit": "us"}
    assert nanoseconds_per_item(entry) == 3000
    assert nanoseconds_per_item({**entry, "items_per_second": 2e7}) == 50
    assert nanoseconds_per_item({**entry, "per_flow": 4e-7}) == 400
    print("check_ratios: every claim can fail")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executable", nargs="?", help="headway_bench")
    parser.add_argument("--json", help="check the results in this file instead of running anything")
    parser.add_argument("--only", choices=["calendar", "flow", "year"], help="check these claims only")
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--min-time", type=float, default=0.2, help="seconds a repetition (default 0.2)")
    parser.add_argument("--self-test", action="store_true", help="show that each claim can fail")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    claims = [c for c in CLAIMS if arguments.only in (None, c[0])]
    try:
        if arguments.json:
            with open(arguments.json, encoding="utf-8") as file:
                results = json.load(file)
        elif arguments.executable:
            results = run(arguments.executable, claims, arguments.repetitions, arguments.min_time)
        else:
            parser.error("an executable or --json is needed")
    except (OSError, ValueError, subprocess.CalledProcessError) as problem:
        print(f"check_ratios: {problem}", file=sys.stderr)
        return 2
    failed = check(times_of(results), claims)
    print(f"{len(claims) - len(failed)} of {len(claims)} hold")
    # Neighbours on a shared machine disturb a run as a whole: what does not hold is measured anew before it counts.
    for _ in range(0 if arguments.json else MORE_RUNS):
        if not failed:
            break
        print("measured again")
        results = run(arguments.executable, failed, arguments.repetitions, arguments.min_time)
        failed = check(times_of(results), failed)
    print("all hold" if not failed else f"{len(failed)} do not hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
