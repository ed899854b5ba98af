"""Why a phrase means its day, in words an officer can check."""

from __future__ import annotations

from datetime import date

from models.calendar import WorkCalendar
from models.deadline.meaning import Found, Year
from models.words import N_, Speaker

COUNTING = N_("counting starts the day after the document ({issued_on})")

# The key of a rule, and the rule in words.
RULES = {
    "day": N_("the day itself counts"),
    "before_month": N_("“before a month” ends with the month before"),
    "part_of_month": N_("the first third ends on the 10th, the second on the 20th, “mid” on the "
                        "15th, the last with the month"),
    "month_end": N_("the last day of the month counts"),
    "this_month": N_("counted from the month of the document ({issued_on})"),
    "day_of_month": N_("the nearest such day not before the document ({issued_on})"),
    "before_quarter": N_("“before a quarter” ends with the quarter before"),
    "quarter": N_("the last day of the quarter counts"),
    "first_quarters": N_("the last day of the last of these quarters counts"),
    "this_quarter": N_("counted from the quarter of the document ({issued_on})"),
    "before_half": N_("“before the second half-year” ends with the first"),
    "half_year": N_("the last day of the half-year counts"),
    "before_year": N_("“before a year” ends with the year before"),
    "year_end": N_("the last day of the year counts"),
    "festival": N_("the day before the festival counts"),
    "festival_day": N_("the day of the festival counts"),
    "weekday": N_("counted from the week of the document ({issued_on}), which begins on Monday"),
    "this_day": N_("counted from the day of the document ({issued_on})"),
    "working_days": N_("working days only; counting starts the day after the document "
                       "({issued_on})"),
    "hours": N_("every 24 hours begun are a day; counting starts the day after the document "
                "({issued_on})"),
    "days": COUNTING,
    "weeks": COUNTING,
    "months": N_("the same day that many months after the document ({issued_on}), or the last of "
                 "that month"),
    "quarters": N_("a quarter is three months, counted from the document ({issued_on})"),
    "years": N_("the same day that many years after the document ({issued_on})"),
    "coming_years": N_("calendar years; that of the document ({issued_on}) counts if it is from "
                       "the first half-year"),
    "plan": N_("the last year of the five-year plan, or the first where it says so"),
    "range": N_("the end of the range is the deadline"),
}  # fmt: skip

YEARS = {
    Year.SAID: N_("the year is written"),
    Year.RELATIVE: N_("the year is counted from that of the document ({issued_on})"),
    Year.THIS: N_("no year is written, and this year's day is not before the document "
                  "({issued_on})"),
    Year.NEXT: N_("no year is written, and this year's day was past when the document was issued "
                  "({issued_on}), so next year's is meant"),
}  # fmt: skip
AIM = N_("it is an aim (力争, 争取, 原则上), not a firm deadline")
GOVERNS = N_("a period: it holds for all that stands under it and names no day of its own")
PROVISIONAL = N_("the holidays up to then are not all published yet, so the day is provisional")

DATED = N_("“{phrase}” is {due}: {why}.")
FROM = N_("“{phrase}” is {start} to {due}: {why}.")
ASK = N_("“{phrase}” leaves the day open: a person has to decide it. Agree on a day with the unit.")
OPEN_PERIOD = N_("“{phrase}” is a period whose end a person has to write: no day follows from it.")
STANDING = N_("“{phrase}” is kept up without an end: no day, but a reporting rhythm.")
NONE = N_("“{phrase}” is no deadline: it tells of what is past, or when something begins.")
WITHOUT_A_DAY = {"ask": ASK, "standing": STANDING, "none": NONE}
QUOTED = str.maketrans("“”", "‘’")  # inside our own quotation marks
SHOWS_ITS_START = {"range", "coming_years", "plan"}


def explained(
    one: Found, issued_on: date, speaker: Speaker, calendar: WorkCalendar | None = None
) -> str:
    """Say in one sentence which day a phrase means and by which rule, and whence the year."""
    found, phrase = one.deadline, one.phrase.translate(QUOTED)
    if found.due is None:
        sentence = OPEN_PERIOD if one.governs else WITHOUT_A_DAY[found.rule]
        return speaker.say(sentence, phrase=phrase)
    parts = [RULES[found.rule], YEARS.get(found.year, ""), AIM if found.aim else ""]
    parts.append(GOVERNS if one.governs else "")
    if calendar and found.rule == "working_days" and calendar.is_provisional(found.due):
        parts.append(PROVISIONAL)
    why = speaker.joined(speaker.say(part, issued_on=issued_on) for part in parts if part)
    sentence = FROM if found.start and found.rule in SHOWS_ITS_START else DATED
    return speaker.say(sentence, phrase=phrase, start=found.start, due=found.due, why=why)
