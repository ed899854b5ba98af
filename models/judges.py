"""Judges: each looks at one thing, gives its light and reason, and says when to ask it again."""

from __future__ import annotations

from datetime import date, timedelta

from models.calendar import WorkCalendar
from models.facts import NOTHING, Facts, Finding, Reason, earliest
from models.months import end_of, first_of, months_between, months_later
from models.policy import Policy
from models.reds import last_red
from models.terms import Kind, Light, Stage
from models.words import N_

OVERDUE = N_("{days} working days overdue")
JUST_PASSED = N_("deadline passed, no working day since")
DUE_TODAY = N_("due today")
DUE_IN = N_("due in {days} working days")
MILESTONE_MISSED = N_("milestone {position} “{title}” missed by {days} working days")
SILENT = N_("nothing reported for {days} days")
PARTS_BEHIND = N_("of its {total} parts {red} red, {yellow} yellow")
REPORT_MISSED = N_("the report due on {due} has not come")
STANDING = N_("standing duty, no deadline")
NOT_STARTED = N_("planned to start by {start} and not started, {months} calendar months running")
NO_FIRST_REPORT = N_("no first report, more than {months} months after the start on {start}")
CANNOT_BE_MET = N_("cannot be met at the present pace: done about {day}, {early} at the earliest")
YELLOW_TOO_LONG = N_("yellow since {since}, {months} months running")
RED_MADE_GOOD = N_("red until {until}: yellow until a report of a later month")
A_DAY = timedelta(days=1)
WHOLE = 100


def judge_deadline(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge the distance to the deadline; the due day itself is never late."""
    if facts.due is None:
        return Finding(Light.GREEN, Reason(STANDING))
    late = calendar.between(facts.due, on)
    if on <= facts.due:
        left = calendar.between(on, facts.due)
        reason = Reason(DUE_IN, {"days": left}) if on < facts.due else Reason(DUE_TODAY)
        return Finding(Light.GREEN, reason, calendar.shift(facts.due, policy.yellow_overdue))
    reason = Reason(OVERDUE, {"days": late}) if late else Reason(JUST_PASSED)
    if late >= policy.red_overdue:
        return Finding(Light.RED, reason)
    if late >= policy.yellow_overdue:
        return Finding(Light.YELLOW, reason, calendar.shift(facts.due, policy.red_overdue))
    return Finding(Light.GREEN, reason, calendar.shift(facts.due, policy.yellow_overdue))


def judge_milestones(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge the milestones: a missed one is at least yellow, however good the rest looks."""
    open_ones = [one for one in facts.milestones if one.done_on is None and one.due]
    missed = [(calendar.between(one.due, on), one) for one in open_ones if one.due]
    limits = (1, policy.milestone_red) if policy.milestone_red else (1,)
    next_change = earliest(
        calendar.shift(one.due, limit)
        for late, one in missed
        for limit in limits
        if one.due and late < limit
    )
    late, worst = max(missed, key=lambda pair: pair[0], default=(0, None))
    if worst is None or late < 1:
        return Finding(Light.NONE, None, next_change)
    reason = Reason(
        MILESTONE_MISSED, {"position": worst.position, "title": worst.title, "days": late}
    )
    red = 0 < policy.milestone_red <= late
    return Finding(Light.RED if red else Light.YELLOW, reason, next_change)


def judge_parts(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge the parts of a whole: one in trouble is at least yellow, as a missed milestone is.

    A part that is late must not hide under a whole that looks well (PEERS §2.4). What the
    parts show changes by their own looks, never by waiting.
    """
    parts = facts.parts
    if parts is None or not parts.red + parts.yellow:
        return NOTHING
    numbers = {"total": parts.total, "red": parts.red, "yellow": parts.yellow}
    return Finding(Light.YELLOW, Reason(PARTS_BEHIND, numbers))


def judge_forecast(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge what the reports so far lead to: even at the best pace seen, is it too late?

    Guangyuan gives red to what is judged beyond recovery (DOMAIN §3). The forecast is made
    with each report, so no waiting changes it.
    """
    early, due = facts.forecast_from, facts.due
    if policy.forecast_late == Light.NONE or early is None or due is None or early <= due:
        return NOTHING
    if facts.stage == Stage.CLOSURE_REQUESTED:  # its unit says it is done
        return NOTHING
    return Finding(
        policy.forecast_late, Reason(CANNOT_BE_MET, {"day": facts.forecast_on, "early": early})
    )


# -- beginning ----------------------------------------------------------------------------


def planned_start(facts: Facts) -> date | None:
    """Return when it was to begin: the deadline of a start of works, else the first node's start.

    After a suspension the counting begins anew.
    """
    starts = (one.starts for one in facts.milestones)
    start = facts.due if facts.kind == Kind.START else next(filter(None, starts), None)
    return max(start, facts.resumed_on or start) if start else None


def has_started(facts: Facts) -> bool:
    """Tell whether work has begun: there is progress, or a milestone is done."""
    if facts.kind == Kind.START:
        return facts.stage == Stage.CLOSURE_REQUESTED or (facts.percent or 0) >= WHOLE
    return bool(facts.percent) or any(one.done_on for one in facts.milestones)


def judge_start(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge whether it has begun: by calendar months, the planned one being the first (Yinchuan).

    With 1 and 3, what was planned for June turns yellow on 1 July and red on 1 September.
    """
    if not any(policy.start_months):
        return NOTHING
    start = planned_start(facts)
    if start is None or has_started(facts):
        return NOTHING
    months = months_between(start, on)
    reason = Reason(NOT_STARTED, {"start": start, "months": months})
    days = [first_of(start, limit) if limit else None for limit in policy.start_months]
    return _by_days(days, on, reason)


def judge_first_report(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge whether the first report has come, so many months after the start (Yinchuan)."""
    if not any(policy.first_report_months) or facts.last_report_on:
        return NOTHING
    start = planned_start(facts) or facts.docketed_on
    start = max(start, facts.resumed_on or start)
    days = [
        months_later(start, limit) + A_DAY if limit else None
        for limit in policy.first_report_months
    ]
    passed = [
        limit
        for limit, day in zip(policy.first_report_months, days, strict=True)
        if day and day <= on
    ]
    reason = Reason(NO_FIRST_REPORT, {"start": start, "months": max(passed, default=0)})
    return _by_days(days, on, reason)


def _by_days(days: list[date | None], on: date, reason: Reason) -> Finding:
    """Turn yellow on the first of two days, red on the second; either may never come."""
    yellow_on, red_on = days
    changes_on = earliest(day for day in days if day and day > on)
    if red_on and on >= red_on:
        return Finding(Light.RED, reason, changes_on)
    if yellow_on and on >= yellow_on:
        return Finding(Light.YELLOW, reason, changes_on)
    return Finding(Light.NONE, None, changes_on)


# -- what was before ----------------------------------------------------------------------


def judge_past(
    light: Light, facts: Facts, on: date, policy: Policy, calendar: WorkCalendar
) -> Finding:
    """Judge by what was before: yellow for too long is red, a red made good only yellow.

    ``light`` is what it gives reason for by itself. A red month lifts with the first report
    of a later one: nothing looks better for having been waited for.
    """
    if light == Light.YELLOW and policy.yellow_months_red:
        since = facts.yellow_since or on
        red_on = _nth_count(since, policy.yellow_months_red, calendar)
        if on < red_on:
            return Finding(Light.NONE, None, red_on)
        numbers = {"since": since, "months": policy.yellow_months_red}
        return Finding(Light.RED, Reason(YELLOW_TOO_LONG, numbers))
    until = last_red(facts.reds, on)
    if until is None or policy.red_made_good.severity <= light.severity:
        return NOTHING
    if facts.last_report_on and facts.last_report_on > end_of(until):
        return NOTHING
    return Finding(policy.red_made_good, Reason(RED_MADE_GOOD, {"until": until}))


def _nth_count(since: date, months: int, calendar: WorkCalendar) -> date:
    """Find the day on which a month is counted as yellow for the n-th time running.

    A month is counted on the first working day after it (Sanya 2022: its task missed is
    yellow, the next one's too red). The task of July missed shows on that very day of August,
    and is red on that of September; what turned yellow in the middle of August, on October's.
    """
    here = since <= calendar.shift(first_of(since), 0)
    return calendar.shift(first_of(since, months - here), 0)


# -- silence ------------------------------------------------------------------------------


def judge_silence(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge silence; it stands beside the light, not instead of it.

    Where a rhythm is agreed, by its reporting days; else in calendar days.
    """
    heard = facts.heard_on
    if facts.rhythm:
        missed = facts.rhythm.missing(on, heard, calendar)
        due = facts.rhythm.coming(on, heard, calendar).due
        reason = Reason(REPORT_MISSED, {"due": missed.due}) if missed else None
        return Finding(Light.NONE, reason, due + A_DAY)
    silent, limit = (on - heard).days, policy.silent_days
    if silent <= limit:
        return Finding(Light.NONE, None, heard + timedelta(days=limit + 1))
    return Finding(Light.NONE, Reason(SILENT, {"days": silent}))
