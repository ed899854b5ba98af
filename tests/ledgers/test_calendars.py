"""工作日历: who says what of a day is kept, changes are weighed, journalled, proved and undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_past
from models.broken_rules import NotYourTurn
from models.calendar import DayWord, published_calendar
from models.calendar_notice import read_notice
from models.errors import BadNotice, NoSuchOverride
from models.terms import Happened, Scope
from models.words import Speaker
from tests.conftest import Office, day
from tests.ledgers.spies import contents
from tests.ledgers.steps import ROAD
from tests.makers import MONDAY, MORNING
from tests.notices import LENGTHENED, notice, works

SEPTEMBER_7 = day("09-07")


def forget(book: Book, year: int) -> None:
    """Make the book one that was begun before a year's notice came out."""
    book.db.tell("DELETE FROM calendar_day WHERE day >= :on", {"on": date(year, 1, 1)})
    book.set_fact("calendar_until", f"{year - 1}-12-31")
    book.__dict__.pop("calendar", None)


def told(book: Book) -> tuple[Any, dict[str, Any]]:
    """The last event of the book, and its changes."""
    sql = "SELECT * FROM event WHERE chain = 'book' ORDER BY place DESC LIMIT 1"
    last = book.db.ask(sql)[0]
    return last, json.loads(last.changes)


def every_day(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365)]


# -- the published table ------------------------------------------------------------------


def test_a_book_is_begun_with_the_published_table(book: Book) -> None:
    assert book.calendar.published_until == published_calendar().published_until
    for year in range(2018, 2027):
        assert [on for on in every_day(year) if book.calendar.is_working(on) != works(on)] == []


def test_a_table_that_is_known_changes_nothing(book: Book) -> None:
    before = contents(book.db)
    assert book.calendars.refresh(on=MONDAY).is_none
    assert contents(book.db) == before


def test_a_published_year_that_arrives_is_weighed_and_journalled(page: Book) -> None:
    """
    2025-001  2026-03-20  transport  人民路改造
    2025-002  2025-12-30  transport  过街天桥
      · 2026-02-27  桥面
    2025-003  2025-12-30  water  清淤
    2025-004  -  water  防汛值守
    """
    forget(page, 2026)
    assert page.calendar.is_provisional(date(2026, 1, 1))
    on = date(2025, 11, 10)
    page.rounds.look(on)
    change = page.calendars.refresh(on=on)
    assert (change.open, change.moved) == (3, 2)
    assert change.until == date(2026, 12, 31) and page.calendars.until == change.until
    assert {one.day for one in change.days} == {
        one for one in every_day(2026) if works(one) != (one.weekday() < 5)
    }
    last, changes = told(page)
    assert (last.happened, last.actor_id) == (Happened.CALENDAR_CHANGED, None)
    assert last.note.startswith("chinesecalendar ")
    assert changes["calendar_until"] == ["2025-12-31", "2026-12-31"]
    assert changes["distances"] == [None, {"open": 3, "changed": 2}]
    before, after = changes["calendar"]
    assert before["2026-02-16"] is True and before["2026-02-14"] is False
    assert after["days"]["2026-02-16"] == [False, "春节", last.note]
    looks = page.db.ask("SELECT look_on FROM commitment WHERE closed_on IS NULL")
    assert {row.look_on for row in looks} == {on}


def test_what_is_looked_at_again_is_never_put_off(page: Book) -> None:
    """
    2020-001  2020-09-24  transport  人民路改造
    """
    office = page.directory.actor_named("陆清和")
    before = page.commitments.row(ROAD).look_on
    page.calendars.set_days([day("12-07")], False, reason="x", by=office, on=day("12-01"))
    assert page.commitments.row(ROAD).look_on == before


def test_a_light_follows_the_calendar_that_arrives(page: Book) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for word in ("10-01", "10-02", "10-05", "10-06", "10-07", "10-08"):
        page.db.tell("DELETE FROM calendar_day WHERE day = :on", {"on": day(word)})
    page.__dict__.pop("calendar", None)
    assert page.lists.one(ROAD, day("10-09")).days_left == -7
    page.calendars.refresh(on=day("10-09"))
    assert page.lists.one(ROAD, day("10-09")).days_left == -1


def test_days_told_as_the_second_version_told_them_are_proved_and_brought_up_to_date(
    book: Book,
) -> None:
    """It told only whether a day is worked: neither occasion nor document."""
    old = {"calendar": [None, {"2020-09-07": False, "2020-10-01": False}]}
    event = book.journal.write_book_event(
        Happened.CALENDAR_CHANGED, by=None, on=MONDAY, changes=old
    )
    book.db.tell_many(
        "INSERT INTO calendar_day (day, works, source, reason, document, event_id)"
        " VALUES (:day, :works, 'state council', '', '', :event)",
        [{"day": one, "works": False, "event": event} for one in (SEPTEMBER_7, day("10-01"))],
    )
    assert audit(book).findings == []
    assert book.calendars.published()[day("10-01")].reason == ""
    change = book.calendars.refresh(on=MONDAY)
    assert [(one.day, one.after) for one in change.days] == [(SEPTEMBER_7, True)]
    assert book.calendars.published()[day("10-01")].reason == "国庆节"
    assert audit(book).findings == []


# -- a notice -----------------------------------------------------------------------------


def test_a_year_the_package_lacks_is_taken_from_its_notice(page: Book, office: Office) -> None:
    """
    2025-001  2026-03-20  transport  人民路改造
    """
    forget(page, 2026)
    read = read_notice(notice(2026))
    assert page.lists.one("2025-001", date(2025, 11, 10)).provisional
    change = page.calendars.take(read, by=office.officer, on=date(2025, 11, 10))
    assert (change.until, change.moved) == (date(2026, 12, 31), 1)
    assert [on for on in every_day(2026) if page.calendar.is_working(on) != works(on)] == []
    assert not page.lists.one("2025-001", date(2025, 11, 10)).provisional
    last, changes = told(page)
    assert (last.note, last.actor_id) == (read.title, office.officer.person_id)
    assert changes["calendar"][1]["days"]["2026-02-14"] == [True, "春节", read.title]


def test_the_same_notice_again_changes_nothing(page: Book, office: Office) -> None:
    who = {"by": office.officer, "on": MONDAY}
    page.calendars.take(read_notice(notice(2026)), **who)
    before = contents(page.db)
    assert page.calendars.take(read_notice(notice(2026)), **who).is_none
    assert contents(page.db) == before


def test_a_year_of_an_imported_notice_stands_against_the_table(book: Book, office: Office) -> None:
    """The document outranks the package, which may be wrong or late."""
    text = notice(2026).replace("5月9日（周六）上班", "5月10日（周日）上班")
    book.calendars.take(read_notice(text), by=office.chief, on=MONDAY)
    assert book.calendars.refresh(on=MONDAY).is_none
    assert book.calendar.is_working(date(2026, 5, 10))
    assert not book.calendar.is_working(date(2026, 5, 9))


def test_a_notice_that_leaves_out_a_year_is_refused(book: Book, office: Office) -> None:
    forget(book, 2025)
    before = contents(book.db)
    with pytest.raises(BadNotice) as refused:
        book.calendars.take(read_notice(notice(2026)), by=office.chief, on=MONDAY)
    assert "须先导入2025年的通知" in refused.value.said(Speaker("zh"))
    assert contents(book.db) == before


def test_an_amendment_moves_days_and_not_the_coverage(book: Book, office: Office) -> None:
    who = {"by": office.chief, "on": MONDAY}
    until = book.calendars.until
    book.calendars.take(read_notice(notice(2020)), **who)
    assert book.calendar.is_working(date(2020, 2, 1))
    change = book.calendars.take(read_notice(LENGTHENED), **who)
    moved = [(date(2020, 1, 31), False), (date(2020, 2, 1), False)]
    assert [(one.day, one.after) for one in change.days] == moved
    assert book.calendars.until == until


# -- days of one's own --------------------------------------------------------------------


def test_an_offices_own_day_wins_and_outlives_whatever_is_published(
    book: Book, office: Office
) -> None:
    who = {"by": office.officer, "on": MONDAY}
    saturday = date(2026, 5, 9)
    book.calendars.set_days([saturday], False, reason="区庆", document="区政办〔2026〕3号", **who)
    assert not book.calendar.is_working(saturday)
    book.calendars.take(read_notice(notice(2026)), **who)
    book.calendars.refresh(on=MONDAY)
    assert not book.calendar.is_working(saturday)
    book.calendars.unset_days([saturday], reason="改期", **who)
    assert book.calendar.is_working(saturday)


def test_an_own_day_is_told_with_before_after_reason_and_document(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-24  transport  人民路改造
    2020-002  2020-09-04  water  清淤
    """
    change = page.calendars.set_days(
        [SEPTEMBER_7], False, reason="区庆", document="区政办〔2020〕9号", by=office.officer,
        on=MONDAY,
    )  # fmt: skip
    assert [(one.day, one.before, one.after) for one in change.days] == [(SEPTEMBER_7, True, False)]
    assert (change.open, change.moved) == (2, 1)
    last, changes = told(page)
    assert (last.note, last.actor_id) == ("区庆", office.officer.person_id)
    assert changes == {
        "calendar": [
            {"2020-09-07": True},
            {
                "source": "office",
                "days": {"2020-09-07": [False, "区庆", "区政办〔2020〕9号"]},
            },
        ],
        "distances": [None, {"open": 2, "changed": 1}],
    }


@pytest.mark.parametrize("scope", list(Scope)[1:])
def test_of_two_scopes_the_narrower_is_followed_whoever_speaks_last(
    book: Book, office: Office, scope: Scope
) -> None:
    who = {"by": office.officer, "on": MONDAY}
    book.calendars.set_days([SEPTEMBER_7], False, reason="x", scope=scope, **who)
    for wider in list(Scope)[1 : list(Scope).index(scope)]:
        book.calendars.set_days([SEPTEMBER_7], True, reason="y", scope=wider, **who)
    assert not book.calendar.is_working(SEPTEMBER_7)


def test_a_day_said_again_in_the_same_words_is_no_event(book: Book, office: Office) -> None:
    who = {"by": office.officer, "on": MONDAY, "reason": "区庆"}
    book.calendars.set_days([SEPTEMBER_7], False, **who)
    before = contents(book.db)
    assert book.calendars.set_days([SEPTEMBER_7], False, **who).is_none
    assert contents(book.db) == before


def test_only_what_was_set_can_be_taken_back(book: Book, office: Office) -> None:
    who = {"by": office.officer, "on": MONDAY, "reason": "区庆"}
    book.calendars.set_days([SEPTEMBER_7], False, scope=Scope.CITY, **who)
    with pytest.raises(NoSuchOverride):
        book.calendars.unset_days([SEPTEMBER_7], **who)
    with pytest.raises(NoSuchOverride):
        book.calendars.unset_days([day("09-08")], scope=Scope.CITY, **who)
    book.calendars.unset_days([SEPTEMBER_7], scope=Scope.CITY, **who)
    with pytest.raises(NoSuchOverride):
        book.calendars.unset_days([SEPTEMBER_7], scope=Scope.CITY, **who)


@pytest.mark.parametrize("name", ["leader", "transport_head", "transport", "auditor"])
def test_the_calendar_is_the_offices(book: Book, office: Office, name: str) -> None:
    who = {"by": getattr(office, name), "on": MONDAY}
    before = contents(book.db)
    for change in (
        lambda: book.calendars.set_days([SEPTEMBER_7], False, reason="x", **who),
        lambda: book.calendars.unset_days([SEPTEMBER_7], reason="x", **who),
        lambda: book.calendars.take(read_notice(notice(2026)), **who),
    ):
        with pytest.raises(NotYourTurn):
            change()
    assert contents(book.db) == before


# -- the past, and proof -------------------------------------------------------------------


@pytest.fixture
def changed(turn_page: Callable[..., Any], book_url: str, office: Office) -> str:
    """A book whose office took the 7th of September off, then worked it, then said nothing."""
    for days, works_then in ((0, False), (2, True), (4, None)):
        on = MONDAY + timedelta(days=days)
        with turn_page(MORNING + timedelta(days=days)) as book:
            who = {"by": office.officer, "on": on, "reason": f"第{days}天"}
            if works_then is None:
                book.calendars.unset_days([SEPTEMBER_7], **who)
            else:
                book.calendars.set_days([SEPTEMBER_7], works_then, **who)
    return book_url


def test_a_past_day_is_counted_by_the_calendar_of_its_time(
    changed: str, turn_page: Callable[..., Any]
) -> None:
    later = MORNING + timedelta(days=30)
    found = {}
    for days in range(6):
        with open_past(changed, MONDAY + timedelta(days=days), at=later) as book:
            said = book.calendars.words()[-1]
            found[days] = (book.calendar.is_working(SEPTEMBER_7), said.reason)
    assert found == {
        0: (False, "第0天"), 1: (False, "第0天"), 2: (True, "第2天"), 3: (True, "第2天"),
        4: (True, "第4天"), 5: (True, "第4天"),
    }  # fmt: skip
    with turn_page(later, write=False) as book:
        assert audit(book).findings == []
        assert book.calendars.words()[-1] == DayWord(SEPTEMBER_7, None, Scope.OFFICE, "第4天")


def test_coverage_of_a_past_day_is_that_of_its_time(
    turn_page: Callable[..., Any], book_url: str, office: Office
) -> None:
    with turn_page() as book:
        forget(book, 2026)
    with turn_page(MORNING + timedelta(days=3)) as book:
        book.calendars.refresh(on=day("08-06"))
    later = MORNING + timedelta(days=30)
    with open_past(book_url, day("08-05"), at=later) as book:
        assert book.calendar.published_until == date(2025, 12, 31)
        assert book.calendar.is_working(date(2026, 2, 16))
    with open_past(book_url, day("08-06"), at=later) as book:
        assert book.calendar.published_until == date(2026, 12, 31)
        assert not book.calendar.is_working(date(2026, 2, 16))


# -- provisional distances -----------------------------------------------------------------


def test_a_distance_is_provisional_where_it_runs_over_days_not_published(page: Book) -> None:
    """
    2020-001  2026-12-31  transport  人民路改造
    2020-002  2027-01-04  transport  过街天桥
    2020-003  -  water  防汛值守
    """
    lines = {one.number: one.provisional for one in page.lists.open(MONDAY).lines}
    assert lines == {"2020-001": False, "2020-002": True, "2020-003": False}
    assert page.lists.one("2020-001", date(2027, 1, 5)).provisional  # nobody knows how late it is
    found = page.calendars.leaning()
    assert (found.numbers, found.first) == (("2020-002",), date(2027, 1, 4))


def test_what_is_closed_is_not_provisional_any_more(
    page: Book, office: Office, a_file: Callable[..., Any]
) -> None:
    """
    2020-001  2027-01-04  transport  人民路改造
    """
    page.commitments.ask_closure(ROAD, by=office.transport, on=MONDAY, evidence=[a_file()])
    assert page.lists.one(ROAD, MONDAY).provisional
    page.commitments.check(ROAD, passed=True, findings="x", by=office.officer, on=MONDAY)
    page.commitments.confirm(ROAD, by=office.chief, on=MONDAY)
    assert not page.lists.one(ROAD, MONDAY).provisional
    assert page.calendars.leaning().numbers == ()
