"""Pictures of what headway writes, for a notebook or a meeting: each function draws one and returns its matplotlib axes.

Colours are those of Okabe and Ito, which people with any colour vision tell apart: blue for backups, orange for deletes,
black for what was refused or lost. A light shade is a second schedule. Where a figure has an interval, it is drawn.
"""

import math

import matplotlib.dates
import matplotlib.patches
import matplotlib.pyplot as plt
import matplotlib.ticker
import pandas

from headway_files import HeadwayError
from headway_refusals import lost_backups, refusals

BACKUP = ("#0072B2", "#7FC4EC", "#004B76")
DELETE = ("#D55E00", "#F3B65C", "#8A3D00")
GREY, INK = "#8C8C8C", "#222222"
HOLDER_COLOURS = {"delete": DELETE[0], "waiting-delete": DELETE[1], "backup": BACKUP[0], "waiting-backup": BACKUP[1],
                    "stale": "#CC79A7", "": GREY}
HOLDER_WORDS = {"delete": "a delete held the lock", "waiting-delete": "a delete was asking", "backup": "a backup held the lock",
                "waiting-backup": "a backup was asking", "stale": "a lock left behind", "": "no lock involved"}
SMALL, SIZE = 9.5, 10.5


def _axes(width, height, left=1.0, right=0.3, below=0.65):
    """Axes of that size in inches, with room on the sides and above for _titled()."""
    above = 0.62
    # No rc_context: up to matplotlib 3.6 it resets the backend when it ends, and a notebook then shows no second picture.
    figure = plt.figure(figsize=(left + width + right, below + height + above), dpi=110, facecolor="white")
    whole_width, whole_height = figure.get_size_inches()
    axes = figure.add_axes([left / whole_width, below / whole_height, width / whole_width, height / whole_height])
    for side, spine in axes.spines.items():
        spine.set(visible=side in ("left", "bottom"), edgecolor=GREY)
    axes.tick_params(labelsize=SIZE, color=GREY, labelcolor=INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(size=SIZE, color=INK)
    axes.set_axisbelow(True)
    return axes


def _titled(axes, title, below):
    """A title that says what is seen, and a line below it that says what was looked at."""
    above = {"xy": (0, 1), "xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate(title, xytext=(0, 23), fontsize=13.5, fontweight="bold", color=INK, **above)
    axes.annotate(below, xytext=(0, 7), fontsize=SMALL, color="#555555", **above)


def share_text(share):
    """0.00108 as "0.11 %"."""
    if math.isnan(share):
        return "unknown"
    percent = 100 * abs(share)
    digits = f"{percent:.2g}" if percent < 10 else f"{percent:.1f}"
    return f"{'−' if share < 0 else ''}{digits[:-2] if digits.endswith('.0') else digits} %"


def duration_text(seconds):
    """100.4 as "1 min 40 s"."""
    if seconds is None or pandas.isna(seconds):
        return "-"
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    if left < 10:
        return f"{sign}{left:.2g} s"
    left = round(left)
    parts = [(left // 3600, "h"), (left % 3600 // 60, "min"), (left % 60, "s")]
    return sign + (" ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s")


# --- one night ------------------------------------------------------------------------------------


def timeline(results, start, end, replication=0, volumes=None, most=12):
    """Who held which lock between two instants of a replication: a row for each volume, with a lane for each schedule.

    Bars are locks held; a cross is an attempt that was refused, a ring a refused delete (which tries again); a row's lost
    backups are named at its end. volumes: which to show, else the `most` with most refusals.
    """
    start, end = (pandas.Timestamp(t) if pandas.Timestamp(t).tzinfo else pandas.Timestamp(t, tz="UTC") for t in (start, end))
    if replication not in set(results.runs["replication"]):
        raise HeadwayError(f"{results.folder} has no rows of replication {replication}; write it with --replication-detail "
                           f"{replication + 1}")
    locks, operations = results.locks, results.operations
    held = locks[(locks["replication"] == replication) & locks["granted"] & (locks["decided_utc"] < end)
                 & ~(locks["released_utc"] <= start)]
    named = operations[["replication", "id", "schedule"]].rename(columns={"id": "operation"})
    held = held.merge(named, on=["replication", "operation"], how="left")
    refused = refusals(results, replication)
    refused = refused[refused["decided_utc"].between(start, end)]
    lost = lost_backups(results, replication)
    lost = lost[lost["scheduled_utc"].between(start, end)]

    if volumes is None:
        counts = refused["volume"].value_counts().reindex(held["volume"].unique(), fill_value=0).sort_index()
        volumes = sorted(counts.sort_values(ascending=False, kind="stable").index[:most])
    held, refused, lost = (frame[frame["volume"].isin(volumes)] for frame in (held, refused, lost))
    seen = set(held["schedule"].dropna()) | set(refused["schedule"].dropna())
    schedules = [name for name in results.schedules["schedule"] if name in seen]
    axes = _axes(10.5, 0.46 * max(len(volumes), 2), left=0.9, right=1.5, below=0.95)
    lane = 0.8 / max(len(schedules), 1)

    def place(volume, schedule):
        """The upper edge of a lane: rows go down from 0, lanes within."""
        return volumes.index(volume) - 0.4 + lane * (schedules.index(schedule) if schedule in schedules else 0)

    for lock in held.itertuples():
        shades = DELETE if lock.type == 2 else BACKUP
        colour = shades[schedules.index(lock.schedule) % len(shades)] if lock.schedule in schedules else GREY
        left, right = max(lock.decided_utc, start), end if pandas.isna(lock.released_utc) else min(lock.released_utc, end)
        axes.barh(place(lock.volume, lock.schedule), right - left, left=left, height=lane * 0.9, align="edge", color=colour,
                  linewidth=0)
    for look in refused.itertuples():
        middle = place(look.volume, look.schedule) + lane * 0.45
        if look.refused == "delete":
            axes.plot(look.decided_utc, middle, "o", mfc="white", mec=INK, mew=1.2, ms=5.5, zorder=4)
        else:
            row = volumes.index(look.volume)
            axes.plot([look.decided_utc] * 2, [row - 0.4, row + 0.4], color=INK, lw=0.8, zorder=3)
            axes.plot(look.decided_utc, middle, "X", color=INK, mec="white", mew=0.8, ms=9, zorder=5)
    for row, volume in enumerate(volumes):
        names = lost.loc[lost["volume"] == volume, "schedule"].astype(str)
        if len(names):
            axes.annotate(f"{' and '.join(names)} lost", (1.005, row), xycoords=("axes fraction", "data"), va="center",
                          fontsize=SMALL, fontweight="bold", annotation_clip=False)
        if row:
            axes.axhline(row - 0.5, color="#E6E6E6", lw=0.8, zorder=0)

    axes.set(yticks=range(len(volumes)), yticklabels=volumes, xlim=(start, end), ylim=(max(len(volumes), 1) - 0.45, -0.55))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#EEEEEE", lw=0.8)
    axes.xaxis.set_major_locator(matplotlib.dates.AutoDateLocator(minticks=5, maxticks=11))
    axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%H:%M" if end - start > pandas.Timedelta("5min") else "%H:%M:%S",
                                                                  tz=start.tz))
    axes.set_xlabel(f"{start:%A %d %B %Y}, {start.tz}")
    handles = [matplotlib.patches.Patch(color=shades[i % len(shades)], label=f"{word} of {name}")
               for word, shades in (("backup", BACKUP), ("delete", DELETE)) for i, name in enumerate(schedules)]
    handles += [plt.Line2D([], [], color=INK, marker="X", mec="white", ms=9, lw=0.8, label="backup refused"),
                plt.Line2D([], [], mfc="white", mec=INK, mew=1.2, marker="o", ms=5.5, lw=0, label="delete refused, tries again")]
    axes.figure.legend(handles=handles, loc="lower center", ncol=min(len(handles), 6), fontsize=SMALL, handlelength=1.4,
                       columnspacing=1.4, frameon=False)
    backups = int((refused["refused"] == "backup").sum())
    _titled(axes, f"{_count(backups, 'backup')} refused, {_count(len(lost), 'backup')} lost",
            f"{len(volumes)} of {_count(locks['volume'].nunique(), 'volume')} of {results.manifest['scenario']}, replication "
            f"{replication}. Bars are locks held; a line through a row marks the instant of a refusal.")
    return axes


def _count(number, noun):
    return f"{_number(number)} {noun}{'' if number == 1 else 's'}"


def _number(number):
    return f"{number:,}".replace(",", "\u202f")


# --- failures by cause ----------------------------------------------------------------------------


def failures_by_cause(results):
    """Failed attempts per replication by operation and cause, with intervals, parted by what held the lock."""
    failures = sorted(results.summary["failures"], key=lambda f: -f["count"])
    axes = _axes(8.5, 0.75 * max(len(failures), 2), left=1.9)
    shown = {}
    for row, failure in enumerate(failures):
        mean, left = failure["per_replication"]["mean"], 0.0
        holders = {h: n for h, n in failure["blocked_by"].items() if n}
        holders[""] = failure["count"] - sum(holders.values())
        for holder, count in holders.items():
            if count <= 0:
                continue
            width = mean * count / failure["count"]
            axes.barh(row, width, left=left, height=0.55, color=HOLDER_COLOURS.get(holder, GREY))
            left += width
            shown[holder] = shown.get(holder, 0) + count
        low, high = (mean if end is None else end for end in failure["per_replication"]["ci95"])
        axes.plot([low, high], [row, row], color=INK, lw=1.4, solid_capstyle="butt")
        axes.plot([low, high], [row, row], "|", color=INK, ms=9, mew=1.4)
        share = failure["share_of_attempts"]
        axes.annotate(f"  {share_text(share['value'])} of {failure['operation']} attempts ({_interval(*share['ci95'])})",
                      (max(high, mean), row), va="center", fontsize=SMALL)
    if failures:
        axes.set(yticks=range(len(failures)), yticklabels=[f"{f['operation']}: {f['cause']}" for f in failures],
                 ylim=(len(failures) - 0.5, -0.5), xlabel="failed attempts in one replication (mean, 95 % interval)")
        axes.set_xlim(0, axes.get_xlim()[1] * 1.45)
        order = [h for h in HOLDER_COLOURS if h in shown]
        axes.legend(handles=[matplotlib.patches.Patch(color=HOLDER_COLOURS[h], label=f"{HOLDER_WORDS[h]}: {_number(shown[h])}")
                             for h in order], loc="lower right", fontsize=SMALL, frameon=False)
    else:
        axes.text(0.5, 0.5, "No attempt failed.", transform=axes.transAxes, ha="center", va="center")
        axes.set(xticks=[], yticks=[])
    axes.tick_params(axis="y", length=0)
    total = sum(f["count"] for f in failures)
    _titled(axes, f"Why {_count(total, 'attempt')} failed" if total else "No attempt failed",
            f"{results.summary['scenario']}, {results.summary['replications']} replications of "
            f"{results.summary['horizon_s'] / 86400:g} days")
    return axes


def _interval(low, high):
    ends = ["?" if end is None else share_text(end) for end in (low, high)]
    return "–".join([ends[0].replace(" %", ""), ends[1]])


# --- shares with intervals ------------------------------------------------------------------------


def shares(names, estimates, title, below, xlabel):
    """A dot and a 95 % interval for each name, top down; estimates are Figures or anything with value, ci_low and ci_high.

    Where nothing was seen, the interval is only what so many replications can show: a dashed line, and words.
    """
    names, estimates = list(names), list(estimates)
    axes = _axes(8, 0.34 * max(len(names), 3), left=1.3)
    ends = [e.ci_high for e in estimates if e.value > 0] or [e.ci_high for e in estimates]
    edge = max([e.value for e in estimates] + [end for end in ends if not pandas.isna(end)] + [0.0]) * 1.08 or 1.0
    for row, e in enumerate(estimates):
        high = edge if pandas.isna(e.ci_high) else min(e.ci_high, edge)
        if e.value > 0:
            axes.plot([0 if pandas.isna(e.ci_low) else e.ci_low, high], [row, row], color=BACKUP[1], lw=5, solid_capstyle="butt")
        else:
            axes.plot([0, high], [row, row], color=BACKUP[1], lw=1.6, ls=(0, (4, 3)))
            axes.annotate(f"none seen, at most {share_text(e.ci_high)}", (0, row), xytext=(10, 4), textcoords="offset points",
                          fontsize=SMALL)
        axes.plot(e.value, row, "o", color=BACKUP[2], ms=6, clip_on=False, zorder=4)
    axes.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6), xlim=(0, edge), xlabel=xlabel)
    axes.xaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda x, _: f"{100 * x:.3g} %"))
    axes.grid(axis="x", color="#EEEEEE", lw=0.8)
    axes.tick_params(axis="y", length=0)
    _titled(axes, title, below)
    return axes


# --- spacing --------------------------------------------------------------------------------------


def spacing_curve(spacing, recommended_s=None, until_s=None):
    """Probability that a night loses a backup against the gap, with its interval, the knee and the wanted gaps.

    recommended_s: a gap to mark too; until_s: where the picture ends, for a close look at the knee.
    """
    curve = spacing.curve if until_s is None else spacing.curve[spacing.curve["gap_s"] <= until_s]
    minutes = curve["gap_s"] / 60
    axes = _axes(9, 3.9, left=0.85, below=1.15)
    seen = curve["loss_probability"] > 0
    if not seen.all():
        axes.fill_between(minutes, curve["ci_low"], curve["ci_high"], color=BACKUP[1], alpha=0.2, lw=0,
                          label="none seen: what the replications leave open")
    axes.fill_between(minutes, curve["ci_low"], curve["ci_high"], where=seen, color=BACKUP[1], alpha=0.55, lw=0,
                      label="95 % interval")
    axes.plot(minutes, curve["loss_probability"], "-o", color=BACKUP[0], lw=1.8, ms=4, label="observed", clip_on=False)
    if spacing.knee_s is not None:
        axes.axvline(spacing.knee_s / 60, color=DELETE[0], lw=1.5, ls="--", label=f"knee: {duration_text(spacing.knee_s)}")
    if recommended_s is not None:
        axes.axvline(recommended_s / 60, color="#009E73", lw=1.8, label=f"recommended: {duration_text(recommended_s)}")
    top = max(curve["ci_high"].max(), 1e-9) * 1.06
    wanted = spacing.gaps[spacing.gaps["gap_s"].between(curve["gap_s"].min(), curve["gap_s"].max())]
    for step, (gap, group) in enumerate(wanted.sort_values("no_loss").groupby("gap_s")):
        nearest = curve.loc[(curve["gap_s"] - gap).abs().idxmin(), "loss_probability"]
        words = " and ".join(f"{100 * row.no_loss:g} %" + ("" if row.shown else " (not shown)") for row in group.itertuples())
        axes.plot(gap / 60, nearest, "D", color=INK, mfc=INK if group["shown"].all() else "white", ms=6.5, zorder=5, clip_on=False,
                  label=None if step else "needed for so many nights without loss")
        axes.annotate(words, (gap / 60, nearest), xytext=(22, max(30 - 6 * step, 12)), textcoords="offset points", fontsize=SMALL,
                      zorder=6, arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.8}, va="center",
                      bbox={"boxstyle": "square,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.85})
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="lower center", ncol=3, fontsize=SMALL, frameon=False,
                       columnspacing=2)
    axes.set(ylim=(0, top), xlim=(minutes.min(), minutes.max()), ylabel="nights that lose a backup",
             xlabel=f"gap: minutes from the start of {spacing.first} to the start of {spacing.second}")
    axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda y, _: f"{100 * y:.3g} %"))
    axes.grid(color="#EEEEEE", lw=0.8)
    _titled(axes, f"How far apart must {spacing.first} and {spacing.second} start?",
            f"{_count(curve['replications'].max(), 'replication')}, {_count(curve['nights'].max(), 'night')} for each gap")
    return axes


# --- a recommendation -----------------------------------------------------------------------------


def before_and_after(recommendation):
    """Share of due backups lost with today's start times and with the recommended ones, verified, with intervals."""
    if recommendation.verified is None:
        raise HeadwayError(f"{recommendation.folder} holds nothing verified: there is no before and after to draw")
    before, after = recommendation.verified["lost_before"], recommendation.verified["lost_after"]
    low, high = recommendation.document["verified_by"].get("difference_ci95") or (None, None)
    paired = "" if low is None else f"; paired difference {share_text(low)} to {share_text(high)} (95 % interval)"
    return shares(["today", "recommended"], [before, after], "Backups lost, before and after",
                  f"{_count(before.n, 'replication')} that the search never saw{paired}", "due backups lost (95 % interval)")
