#!/usr/bin/env python3
"""Where the time of an operation goes: perf's samples of some days of scenarios/scale-10k-year.json, by layer.

  tests/bench/layers.py build/release/bin/headway [DAYS]

Each sample counts for the function it fell into, not for its callers, so that the shares sum to all. Functions are put
into layers by name; `--functions` prints them beside the table. Needs `perf` (Debian: linux-perf). Not a test: shares
depend on the machine.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# The first pattern that a function's name contains decides.
LAYERS = [
    ("what a volume writes: `exp` and the law of dirtied blocks", r"core::exp|cost::dirtied"),
    ("random numbers and request times", r"Luck|normal_quantile|core::log|core::sqrt|Distribution|request_time|world::Chance|random_owner"),
    ("lock requests, step by step", r"lock::|HeldLock|LockFiles|LockFolder|LockTable"),
    ("flows: rates, starts, ends", r"flow::|Bandwidth|upload_law"),
    ("calendar", r"Calendar"),
    ("engine: delays, polls, queues of workers", r"core::"),
    ("backup store: what is kept, indexes, block tree", r"BackupStore|World::set_kept|World::content|occupied_directories|World::forget|adopt_existing|cost::"),
    ("controllers, jobs and replicas", r"longhorn::"),
    ("the rest of the world, records", r"world::|record::|Ledger"),
    ("figures: tally, samples, intervals at the end", r"forecast::|statistics::|boost::math|pow|expl|experiment::"),
    ("schedules and reading the scenario", r"schedule::|io::|model::"),
    ("memory: malloc, free, copies", r"malloc|free|unlink_chunk|memmove|memset|memcpy|operator new|operator delete|realloc|pmr::"),
]
REST = "kernel and unknown"


def main(arguments):
    functions = "--functions" in arguments
    arguments = [a for a in arguments if a != "--functions"]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    headway, days = arguments[0], arguments[1] if len(arguments) > 1 else "20"
    with tempfile.NamedTemporaryFile() as data:
        subprocess.run(["perf", "record", "-q", "-e", "cpu-clock:u", "-F", "2000", "-o", data.name, "--", headway, "run",
                        str(ROOT / "scenarios/scale-10k-year.json"), "-q", "-j", "1", "--set", "expect=[]", "--set",
                        f"time.horizon={days}d"], check=True)
        report = subprocess.run(["perf", "report", "-i", data.name, "--stdio", "--no-children", "-g", "none", "-F",
                                 "sample,sym"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    by_layer, of_layer = collections.Counter(), collections.defaultdict(list)
    for line in report.decode().splitlines():
        match = re.match(r"\s*(\d+)\s+\[(\S)\]\s+(.+?)\s*$", line)
        if not match:
            continue
        samples, name = int(match[1]), match[3]
        layer = next((layer for layer, pattern in LAYERS if match[2] != "k" and re.search(pattern, name)), REST)
        by_layer[layer] += samples
        of_layer[layer].append((samples, name))
    total = sum(by_layer.values())
    if not total:
        sys.exit("perf took no samples")
    print("| layer | share |\n|---|---|")
    for layer, samples in by_layer.most_common():
        print(f"| {layer} | {100 * samples / total:.0f} % |")
        for n, name in sorted(of_layer[layer], reverse=True)[: 8 if functions else 0]:
            print(f"|     {name[:110]} | {100 * n / total:.1f} % |")
    print(f"\n{total} samples of {days} days", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
