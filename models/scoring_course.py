"""One matter followed from its docketing to the end of a period: who is credited with what.

Pure: events go in, deeds and counts come out. Only what had happened by the end of the period
is known here, so the score of a closed period comes out the same whenever it is asked for.

A deadline is judged once: when the matter is finished in time, or on the day after it has
passed undone. The deadline that counts is the original one, moved only by an extension that
was granted before it had passed (DESIGN §3) and by working days on which the clock stood
still. While a requested closure is being checked the clock stands still too, unless the
office counts by the day of striking off.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from models.lights import elapsed_percent
from models.measures import Measure, Ratio
from models.scoring import SHARED, Deed, Finished, Sort
from models.scoring_facts import Course, Frame, Matter, Told, reports_due
from models.terms import Happened, Mark, Satisfaction, Step

ONE_DAY = timedelta(days=1)
NEVER = 1 << 60  # a place no event has
MARKS = {
    Mark.PRAISE: Sort.PRAISED,
    Mark.CRITICISM: Sort.CRITICISED,
    Mark.FALSE_REPORT: Sort.FALSE_REPORT,
}
STEPS = {
    Step.CHASE: Sort.CHASED,
    Step.NOTICE: Sort.NOTICED,
    Step.CIRCULAR: Sort.NAMED,
    Step.INTERVIEW: Sort.INTERVIEWED,
    Step.TRANSFER: Sort.TRANSFERRED,
}
# What a unit is told of itself, whether or not the matter was split meanwhile.
SAID_OF_A_WHOLE = frozenset({Happened.MARKED, Happened.CALLED_BACK, Happened.PROPOSAL_CONFIRMED})
ANSWERS = frozenset({Happened.ACCEPTED, Happened.REPORTED, Happened.REJECTED})


def follow(matter: Matter, frame: Frame) -> Course:
    """Follow a matter to the end of the period."""
    return _Follower(matter, frame).followed()


class _Follower:
    """Where a matter stands while its events go by."""

    def __init__(self, matter: Matter, frame: Frame) -> None:
        self.matter, self.frame, self.period = matter, frame, frame.period
        self.between = frame.calendar.between
        self.course = Course()
        self.lead, self.due, self.due_place = matter.lead, matter.due, 1
        self.at = matter.docketed_on
        self.runs, self.closed, self.suspended = True, False, False
        self.judged = self.extended = False
        self.asked_on: date | None = None
        self.assigned_on: date | None = None
        self.rejected_at = 0
        self.paused = 0
        self.overdue: tuple[int, date, int] | None = None
        self.days_overdue = 0
        self.stretch = (matter.docketed_on, 1)
        self.closed_in_period = 0
        self.ended_on: date | None = None
        self.finishes = self._finishes()

    def followed(self) -> Course:
        """Take every event in turn, then the days up to the end of the period."""
        for told in self.matter.told:
            if not self.matter.is_whole:
                self._go_to(told.on, told.place)
            self._take(told)
        if not self.matter.is_whole:
            self._go_to(self.period.last, NEVER)
            self._end_stretch(self.period.last + ONE_DAY)
            self._sum_up()
        self.course.lead, self.course.closed = self.lead, self.closed
        return self.course

    # -- what is credited ---------------------------------------------------------------

    def _deed(self, sort: Sort, on: date, place: int, *, count: int = 1) -> None:
        """Credit the lead unit, and those who work along with their share of the same."""
        if not self.period.has(on):
            return
        self._deed_of(self.lead, sort, on, place, count=count)
        for unit in self.matter.support if sort in SHARED else ():
            self._deed_of(unit, sort, on, place, lead=False, count=count)

    def _deed_of(
        self, unit: int, sort: Sort, on: date, place: int, *, lead: bool = True, count: int = 1
    ) -> None:
        one = self.matter
        deed = Deed(one.number, place, on, sort, lead, count, one.category)
        self.course.deeds.append((unit, deed))

    def _count(self, measure: Measure, good: int, of: int = 1, *, on: date | None = None) -> None:
        if on is None or self.period.has(on):
            self.course.counts.append((self.lead, measure, Ratio(good, of)))

    # -- the clock ----------------------------------------------------------------------

    def _finishes(self) -> list[date | None]:
        """Find for every event the day on which the matter was finished next, where it was."""
        found: list[date | None] = []
        next_one: date | None = None
        for told in reversed(self.matter.told):
            if told.happened == Happened.CLOSED:
                next_one = told.actual_on or told.on
            elif told.happened == Happened.REOPENED and told.place not in self.matter.struck:
                found.append(next_one)
                next_one = None
                continue
            found.append(next_one)
        return found[::-1]

    def _go_to(self, on: date, place: int) -> None:
        """Let days pass up to this one: a deadline may pass, and days overdue add up."""
        if on <= self.at:
            return
        if self.runs and self.due and on > self.due and not self._will_be_in_time(place):
            self._judge_late(max(self.due + ONE_DAY, self.at))
            self._add_overdue(max(self.at, self.due), on)
        self.at = on

    def _will_be_in_time(self, place: int) -> bool:
        """Tell whether the closing that follows says that it had been finished in time."""
        finish = self._finish_after(place)
        return bool(finish and self.due and finish <= self.due)

    def _finish_after(self, place: int) -> date | None:
        if self.frame.finished != Finished.ACTUAL:
            return None
        for told, finish in zip(self.matter.told, self.finishes, strict=True):
            if told.place >= place:
                return finish
        return None

    def _judge_late(self, on: date) -> None:
        if self.judged:
            return
        self.judged = True
        self._deed(Sort.LATE, on, self.due_place)
        self._count(Measure.ON_TIME, 0, on=on)

    def _add_overdue(self, start: date, end: date) -> None:
        finish = self._finish_after(self.due_place)
        start = max(start, self.period.first - ONE_DAY)
        end = min(end, self.period.last, finish or end)
        days = self.between(start, end) if end > start else 0
        if days:
            so_far = self.overdue[2] if self.overdue else 0
            self.overdue = (self.due_place, end, so_far + days)
            self.days_overdue += days

    def _tell_overdue(self) -> None:
        if self.overdue:
            place, on, days = self.overdue
            self._deed(Sort.OVERDUE_DAY, on, place, count=days)
        self.overdue = None

    def _stop(self, on: date) -> None:
        if self.runs:
            self._end_stretch(on)
        self.runs = False

    def _start(self, on: date, place: int) -> None:
        self.runs, self.at = True, on
        self.stretch = (on, place)

    # -- events -------------------------------------------------------------------------

    def _take(self, told: Told) -> None:
        """Take one event; what an objection has overturned never happened."""
        if told.place in self.matter.struck:
            return
        if self.matter.is_whole and told.happened not in SAID_OF_A_WHOLE:
            return
        if told.happened in TAKES:
            TAKES[told.happened](self, told)
        if told.happened in ANSWERS and self.assigned_on:
            days = self.between(self.assigned_on, told.on)
            limit = self.frame.accept_days
            self._answered(told, good=not limit or days <= limit)

    def _assigned(self, told: Told) -> None:
        if told.lead is not None and told.lead != self.lead:
            self._tell_overdue()
            self._end_stretch(told.on)
            self.lead, self.stretch = told.lead, (told.on, told.place)
        elif self.rejected_at and self.period.has(told.on):
            self._deed_of(self.lead, Sort.BAD_REJECTION, told.on, self.rejected_at)
        self.rejected_at, self.assigned_on = 0, told.on

    def _rejected(self, told: Told) -> None:
        self.rejected_at = told.place

    def _accepted_by_silence(self, told: Told) -> None:
        if self.assigned_on:
            self._answered(told, good=False)

    def _answered(self, told: Told, *, good: bool) -> None:
        self.assigned_on = None
        self._count(Measure.SIGNED, int(good), on=told.on)
        if not good and self.period.has(told.on):
            self._deed_of(self.lead, Sort.UNSIGNED, told.on, told.place)

    def _extension_granted(self, told: Told) -> None:
        if self.period.has(told.on):
            self.extended = True
        self._deed(Sort.EXTENDED, told.on, told.place)
        new = told.due[1] if told.due else None
        if new and self.due and told.on <= self.due and not self.judged:
            self._tell_overdue()
            self.due, self.due_place = new, told.place

    def _suspended(self, told: Told) -> None:
        self._stop(told.on)
        self.suspended = True

    def _resumed(self, told: Told) -> None:
        self.suspended = False
        self.paused += told.days
        if self.due and told.days:
            moved = told.due and told.due[0] == self.due and told.due[1]
            self.due = moved or self.frame.calendar.shift(self.due, told.days)
            if not self.judged:
                self.due_place = told.place
        self._start(told.on, told.place)

    def _closure_asked(self, told: Told) -> None:
        self.asked_on = told.on
        if self.frame.finished != Finished.CLOSED:
            self._stop(told.on)

    def _returned(self, told: Told) -> None:
        self._deed(Sort.RETURNED, told.on, told.place)
        self._count(Measure.RETURNED, 1, on=told.on)
        self.closed = False
        if not self.runs:
            self._start(told.on, told.place)

    def _closed(self, told: Told) -> None:
        if self.closed:  # a relapse was struck: it had been closed all the time
            return
        self._end(told.on)
        self.closed_in_period += self.period.has(told.on)
        self._deed(Sort.CLOSED, told.on, told.place)
        self._count(Measure.RETURNED, 0, on=told.on)
        self._judge_finish(told)
        self._tell_overdue()

    def _judge_finish(self, told: Told) -> None:
        finish = {
            Finished.ACTUAL: told.actual_on or self.asked_on or told.on,
            Finished.ASKED: self.asked_on or told.on,
            Finished.CLOSED: told.on,
        }[self.frame.finished]
        if self.judged or not self.due:
            return
        if finish > self.due:
            self._judge_late(told.on)
            return
        self.judged = True
        self._deed(Sort.ON_TIME, told.on, told.place)
        self._count(Measure.ON_TIME, 1, on=told.on)
        if self.between(finish, self.due) >= self.frame.early_days:
            self._deed(Sort.EARLY, told.on, told.place)

    def _end(self, on: date) -> None:
        self._stop(on)
        self.closed, self.ended_on = True, on

    def _ended(self, told: Told) -> None:
        """Take an honest end other than done: nothing is credited, and nothing more is due."""
        self._tell_overdue()
        self._end(told.on)

    def _reopened(self, told: Told) -> None:
        self._deed(Sort.RELAPSED, told.on, told.place)
        if told.sampled:
            self._count(Measure.RELAPSED, 1, on=told.on)
        self.closed, self.judged, self.asked_on = False, False, None
        if told.due and told.due[1]:
            self.due, self.due_place = told.due[1], told.place
        self._start(told.on, told.place)

    def _lookback_held(self, told: Told) -> None:
        self._count(Measure.RELAPSED, 0, on=told.on)

    def _looked(self, told: Told) -> None:
        if told.step in STEPS:
            self._deed(STEPS[told.step], told.on, told.place)

    def _proposal_confirmed(self, told: Told) -> None:
        if told.step in STEPS and self.period.has(told.on):
            self._deed_of(self.lead, STEPS[told.step], told.on, told.place)

    def _marked(self, told: Told) -> None:
        if told.mark and self.period.has(told.on):
            unit = told.unit or self.lead
            lead = unit not in self.matter.support
            self._deed_of(unit, MARKS[told.mark], told.on, told.place, lead=lead)

    def _called_back(self, told: Told) -> None:
        """Count Beijing's three rates; a case left out by rule is in none of them."""
        if not told.valid:
            return
        content = told.satisfied == Satisfaction.SATISFIED or (
            told.satisfied == Satisfaction.BASICALLY and self.frame.basically_counts
        )
        for measure, sort, good in (
            (Measure.CONTACTED, Sort.NOT_CONTACTED, told.contacted),
            (Measure.RESOLVED, Sort.NOT_RESOLVED, told.resolved),
            (Measure.SATISFIED, Sort.NOT_SATISFIED, content),
        ):
            self._count(measure, int(good), on=told.on)
            if not good:
                self._deed(sort, told.on, told.place)

    # -- reports ------------------------------------------------------------------------

    def _end_stretch(self, until: date) -> None:
        """Hold the reports of a stretch of running time against the rhythm agreed."""
        rhythm, (since, place) = self.matter.rhythm, self.stretch
        if rhythm is None or until <= self.period.first:
            return
        days = [on for on, _ in self.matter.reports]
        for due, came in reports_due(rhythm, since, until, days, self.frame.calendar):
            if not self.period.has(due):
                continue
            self._count(Measure.REPORTED, int(came))
            if not came:
                self._deed_of(self.lead, Sort.MISSED_REPORT, due, place)

    # -- the end of the period ----------------------------------------------------------

    def _sum_up(self) -> None:
        last = self.period.last
        open_still = not self.closed
        self._tell_overdue()
        self.course.in_hand = open_still or bool(
            self.closed_in_period or (self.ended_on and self.ended_on >= self.period.first)
        )
        if not self.course.in_hand:
            return
        due_by_now = bool(open_still and not self.suspended and self.due and self.due <= last)
        for _ in range(self.closed_in_period):
            self._count(Measure.CLOSED, 1)
        if due_by_now:
            self._count(Measure.CLOSED, 0)
        self._count(Measure.EXTENDED, int(self.extended))
        if self.days_overdue:
            self._count(Measure.DAYS_OVERDUE, self.days_overdue)
        if open_still and self.due and not self.suspended:
            self._count(Measure.OVERDUE, int(self.judged))
            self._pace(last)

    def _pace(self, last: date) -> None:
        """Count whether it is on pace: what was last reported against working time gone."""
        told = [percent for on, percent in self.matter.reports if percent is not None]
        if not self.runs or not self.due or (not told and not self.judged):
            return
        gone = elapsed_percent(
            self.matter.docketed_on, self.due, last, self.frame.calendar, self.paused
        )
        self._count(Measure.ON_PACE, int(not self.judged and bool(told) and told[-1] >= gone))


TAKES: dict[Happened, Callable[[_Follower, Told], None]] = {
    Happened.ASSIGNED: _Follower._assigned,
    Happened.REJECTED: _Follower._rejected,
    Happened.ACCEPTED_BY_SILENCE: _Follower._accepted_by_silence,
    Happened.EXTENSION_GRANTED: _Follower._extension_granted,
    Happened.SUSPENDED: _Follower._suspended,
    Happened.RESUMED: _Follower._resumed,
    Happened.CLOSURE_ASKED: _Follower._closure_asked,
    Happened.RETURNED: _Follower._returned,
    Happened.CLOSED: _Follower._closed,
    Happened.NOT_PURSUED: _Follower._ended,
    Happened.SUPERSEDED: _Follower._ended,
    Happened.REOPENED: _Follower._reopened,
    Happened.LOOKBACK_HELD: _Follower._lookback_held,
    Happened.LOOKED: _Follower._looked,
    Happened.PROPOSAL_CONFIRMED: _Follower._proposal_confirmed,
    Happened.MARKED: _Follower._marked,
    Happened.CALLED_BACK: _Follower._called_back,
}
