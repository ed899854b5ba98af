"""What a document promises waits as drafts until an officer dockets, edits or drops each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_past
from ledgers.draft_lines import DraftLines
from ledgers.kept_promises import promise_of
from models.broken_rules import DraftDecided, DraftLacks, DraftRepeats, NotYourTurn
from models.errors import (
    DeadlineBeforeDocketing,
    NoSuchDocument,
    NoSuchDraft,
    NoSuchUnit,
    UnreadableDeadline,
)
from models.intake.draft_terms import DraftState
from models.intake.likeness import Likeness
from models.intake.proposing import Lack
from models.intake.reader import promises_in
from models.intake.source import Source
from models.policy import Policy
from models.terms import Kind
from models.words import Speaker
from tests.conftest import Office
from tests.ledgers.spies import contents
from tests.makers import MONDAY, MORNING
from tests.papers import ISSUED, REPORT, a_promise, keep, promises_of

PARKING, PARKS, LAKE, AIR, AGAIN = range(1, 6)


@pytest.fixture
def by(office: Office) -> dict[str, Any]:
    return {"by": office.officer, "on": MONDAY}


@pytest.fixture
def kept(book: Book, by: dict[str, Any]) -> Book:
    """A book with the report and its five drafts."""
    keep(book, **by)
    return book


def state(book: Book, draft: int) -> str:
    return str(book.drafts.row(draft).state)


# -- a document is kept ------------------------------------------------------------------


def test_a_document_is_kept_with_its_promises(book: Book, by: dict[str, Any]) -> None:
    made = keep(book, **by)
    assert (made.again, len(made.new), made.known) == (False, 5, 0)
    document = DraftLines(book).documents()[0]
    assert (document.title, document.reader, document.waiting) == (
        "2020年政府工作报告",
        "陆清和",
        4,
    )
    row = book.drafts.row(made.new[PARKING - 1])
    assert REPORT[row.begins : row.ends] == row.quote
    assert (row.place, book.drafts.row(AIR).place) == ("第1页", "第2页")
    assert (row.deadline, row.quantity) == (date(2020, 9, 30), "12")


def test_without_pages_a_draft_stands_on_its_line(book: Book, by: dict[str, Any]) -> None:
    keep(book, places=(), **by)
    assert [book.drafts.row(one).place for one in (PARKING, PARKS)] == ["第3行", "第4行"]


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"name": "副本.docx", "title": "又一份"},
        {"text": REPORT.replace("\n", "\r\n\u3000"), "name": "副本.txt"},
    ],
    ids=["same bytes", "other name", "same words, other white space"],
)
def test_the_same_document_again_changes_nothing(
    kept: Book, by: dict[str, Any], again: dict[str, Any]
) -> None:
    before = contents(kept.db)
    made = keep(kept, **by, **again)
    assert (made.document, made.again, made.new, made.known) == (1, True, (), 5)
    assert contents(kept.db) == before


def test_better_rules_add_what_is_new_and_leave_what_is_decided(
    kept: Book, by: dict[str, Any]
) -> None:
    kept.drafts.drop(LAKE, reason="已完成", **by)
    text = REPORT.replace("\n", "\r\n")
    jobs = a_promise(text, "新增城镇就业5.2万人", aim=True, quantity=Decimal(52000), unit="人")
    longer = a_promise(text, "9月底前开工建设12个停车场项目，由交通局牵头")
    promises = [longer, *promises_of(text)[1:], jobs]
    made = keep(kept, text, promises=promises, **by)
    assert (made.known, made.new, made.again) == (5, (6,), True)
    assert state(kept, LAKE) == DraftState.DROPPED
    row = kept.drafts.row(6)
    assert kept.drafts.document(1).text[row.begins : row.ends] == "新增城镇就业5.2万人"
    assert audit(kept).findings == []


def test_what_the_reader_finds_is_kept_once(book: Book, by: dict[str, Any]) -> None:
    found = promises_in(REPORT, ISSUED)
    made = keep(book, promises=found, **by)
    assert len(made.new) == len(found) >= 4
    for draft, promise in zip(made.new, found, strict=True):
        assert promise_of(book.drafts.row(draft)) == replace(promise, duplicate_of=None)
    assert keep(book, promises=promises_in(REPORT, ISSUED), **by).new == ()


def test_two_promises_of_one_passage_stay_two(book: Book, by: dict[str, Any]) -> None:
    quote = "年底前建成30个公园"
    twice = [a_promise(REPORT, quote, title=title) for title in ("公园", "公园绿地")]
    assert len(keep(book, promises=twice, **by).new) == 2
    assert keep(book, promises=twice, **by).new == ()


def test_characters_no_database_takes_are_replaced_where_they_stand(
    book: Book, by: dict[str, Any]
) -> None:
    text = "甲\0\ud800乙。年底前建成30个公园。"
    keep(book, text=text, sha256="x", places=(),
         promises=[a_promise(text, "年底前建成30个公园")], **by)  # fmt: skip
    row = book.drafts.row(1)
    assert book.drafts.document(1).text[row.begins : row.ends] == "年底前建成30个公园"


def test_a_watched_inbox_keeps_documents_in_nobodys_name(book: Book) -> None:
    keep(book, by=None, on=MONDAY)
    assert DraftLines(book).documents()[0].reader == ""


def test_only_the_office_keeps_and_decides(kept: Book, office: Office) -> None:
    for act in (
        lambda by: keep(kept, by=by, on=MONDAY),
        lambda by: kept.drafts.edit(PARKS, {"title": "公园"}, by=by, on=MONDAY),
        lambda by: kept.drafts.approve(PARKING, by=by, on=MONDAY),
        lambda by: kept.drafts.drop(PARKS, reason="x", by=by, on=MONDAY),
    ):
        for person in (office.transport, office.leader, office.auditor):
            with pytest.raises(NotYourTurn):
                act(person)


# -- approved ----------------------------------------------------------------------------


def test_a_whole_draft_is_docketed_with_its_source(kept: Book, by: dict[str, Any]) -> None:
    made = kept.drafts.approve(PARKING, **by)
    assert (made.number, made.title, made.left_out) == ("2020-001", "开工建设停车场项目", ())
    row = kept.commitments.row("2020-001")
    assert (row.kind, row.target, row.measure, row.due) == ("start", "12", "个", date(2020, 9, 30))
    assert (row.due_text, row.due_rule) == ("9月底前", "month_end")
    assert row.source_document == "2020年政府工作报告"
    assert (row.source_passage, row.source_place) == ("9月底前开工建设12个停车场项目", "第1页")
    shown = kept.lists.show("2020-001", MONDAY)
    assert shown.line.lead_unit == "交通运输局"  # the directory's own name
    support = kept.db.ask("SELECT u.name FROM support_unit s JOIN unit u ON u.id = s.unit_id")
    assert [one.name for one in support] == ["水利局"]
    draft = kept.drafts.row(PARKING)
    assert (draft.state, draft.commitment_id, draft.decided_on) == ("docketed", row.id, MONDAY)


def test_kinds_follow_action_and_figure(kept: Book, by: dict[str, Any]) -> None:
    kinds = {one.draft: one.kind for one in DraftLines(kept).drafts()}
    assert kinds == {
        PARKING: Kind.START, PARKS: Kind.COUNT, LAKE: Kind.OPEN, AIR: Kind.RATIO,
        AGAIN: Kind.COUNT,
    }  # fmt: skip


def test_what_is_missing_is_refused_with_the_option(kept: Book, by: dict[str, Any]) -> None:
    with pytest.raises(DraftLacks) as refusal:
        kept.drafts.approve(LAKE, **by)
    assert refusal.value.facts["lacks"] == (Lack.UNIT, Lack.DUE)
    said = refusal.value.said(Speaker("zh"))
    assert "--unit" in said and "--due" in said
    assert state(kept, LAKE) == DraftState.WAITING


def test_a_unit_is_suggested_and_never_guessed(kept: Book, by: dict[str, Any]) -> None:
    near = a_promise(REPORT, "新增城镇就业5.2万人", responsible=("交通运输管理局",), aim=True)
    keep(kept, promises=[near], **by)
    line = DraftLines(kept).page(6).line
    assert (line.lead_unit, line.near_units) == ("", ("交通运输局",))
    with pytest.raises(DraftLacks) as refusal:
        kept.drafts.approve(6, **by)
    assert refusal.value.facts["near"] == ("交通运输局",)


def test_options_fill_in_what_is_missing(kept: Book, by: dict[str, Any]) -> None:
    given = {"lead_unit": "parks", "due_phrase": "8月底前", "title": "西流湖公园开园"}
    made = kept.drafts.approve(LAKE, given, **by)
    row = kept.commitments.row(made.number)
    assert (row.title, row.due, row.due_text) == ("西流湖公园开园", date(2020, 8, 31), "8月底前")
    assert made.left_out == ()
    page = DraftLines(kept).page(LAKE)
    assert (page.read.title, page.line.title) == ("西流湖公园对外开放", "西流湖公园开园")


def test_units_the_directory_does_not_know_are_named(kept: Book, by: dict[str, Any]) -> None:
    found = a_promise(
        REPORT, "新增城镇就业5.2万人", responsible=("water",), cooperating=("各街道",)
    )
    keep(kept, promises=[found], **by)
    assert kept.drafts.approve(6, {"due_phrase": "2020-12-31"}, **by).left_out == ("各街道",)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"lead_unit": "交通管理所"}, NoSuchUnit),
        ({"due_phrase": "尽快"}, UnreadableDeadline),
        ({"lead_unit": "parks", "due_phrase": "2020-07-01"}, DeadlineBeforeDocketing),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    turn_page: Any, office: Office, given: dict[str, Any], refusal: type[Exception]
) -> None:
    with turn_page() as book:
        keep(book, by=office.officer, on=MONDAY)
    with turn_page(write=False) as book:
        before = contents(book.db)
    with pytest.raises(refusal), turn_page() as book:
        book.drafts.approve(LAKE, given, by=office.officer, on=MONDAY)
    with turn_page(write=False) as book:
        assert contents(book.db) == before


def test_a_fuzzy_goal_needs_its_closing_standard(kept: Book, by: dict[str, Any]) -> None:
    given = {"title": "违建整治大头落地", "lead_unit": "parks", "due_phrase": "年底前",
             "kind": Kind.FINISH, "target": None}  # fmt: skip
    with pytest.raises(DraftLacks) as refusal:
        kept.drafts.approve(LAKE, given, **by)
    assert refusal.value.facts["lacks"] == (Lack.STANDARD,)
    kept.drafts.approve(LAKE, {**given, "standard": "完成90%"}, **by)


def test_the_policys_limit_is_for_what_states_no_day_at_all(
    kept: Book, by: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.__dict__["policy"] = Policy(due_within="1 month")
    silent = a_promise(REPORT, "新增城镇就业5.2万人", responsible=("water",))
    keep(kept, promises=[silent], **by)
    assert kept.drafts.approve(6, **by).due == date(2020, 9, 3)
    with pytest.raises(DraftLacks):  # a flood season is for a person to date
        kept.drafts.approve(LAKE, {"lead_unit": "parks"}, **by)


def test_what_is_decided_stays_decided(kept: Book, by: dict[str, Any]) -> None:
    kept.drafts.approve(PARKING, **by)
    kept.drafts.drop(PARKS, reason="上年已完成", **by)
    for draft, what in ((PARKING, "2020-001"), (PARKS, "不予立项")):
        for act in (kept.drafts.approve, lambda one, **by: kept.drafts.drop(one, reason="x", **by)):
            with pytest.raises(DraftDecided) as refusal:
                act(draft, **by)
            assert what in refusal.value.said(Speaker("zh"))
        with pytest.raises(DraftDecided):
            kept.drafts.edit(draft, {"title": "x"}, **by)


def test_there_is_no_such_draft_or_document(kept: Book, by: dict[str, Any]) -> None:
    with pytest.raises(NoSuchDraft):
        kept.drafts.approve(99, **by)
    with pytest.raises(NoSuchDocument):
        DraftLines(kept).drafts(document=99)


# -- edited, dropped, repeated -----------------------------------------------------------


def test_an_edit_is_kept_beside_what_was_read(kept: Book, by: dict[str, Any]) -> None:
    kept.drafts.edit(LAKE, {"lead_unit": "parks", "due_phrase": "2020-08-31"}, **by)
    row = kept.drafts.row(LAKE)
    assert (row.title, row.deadline, row.responsible) == (
        "西流湖公园对外开放", None, "市政设施管理处",
    )  # fmt: skip
    line = DraftLines(kept).page(LAKE).line
    assert (line.lead_unit, line.due, line.due_text) == ("园林中心", date(2020, 8, 31), "汛期前")
    assert line.lacks == ()
    events = len(kept.db.ask("SELECT id FROM event"))
    kept.drafts.edit(LAKE, {"lead_unit": "园林中心"}, **by)  # nothing new
    assert len(kept.db.ask("SELECT id FROM event")) == events
    assert kept.drafts.approve(LAKE, **by).due == date(2020, 8, 31)


def test_an_edit_back_to_what_was_read_leaves_no_edit(kept: Book, by: dict[str, Any]) -> None:
    kept.drafts.edit(PARKING, {"title": "停车场"}, **by)
    kept.drafts.edit(PARKING, {"title": "开工建设停车场项目"}, **by)
    assert kept.drafts.row(PARKING).edits == "{}"


def test_repeats_are_shown_beneath_and_dropped_with_their_fuller_statement(
    kept: Book, by: dict[str, Any]
) -> None:
    order = [one.draft for one in DraftLines(kept).drafts()]
    assert order == [PARKING, PARKS, AGAIN, LAKE, AIR]
    with pytest.raises(DraftRepeats):
        kept.drafts.approve(AGAIN, **by)
    assert kept.drafts.drop(PARKS, reason="上年已完成", **by) == (PARKS, AGAIN)
    assert state(kept, AGAIN) == DraftState.DROPPED
    assert [one.draft for one in DraftLines(kept).drafts()] == [PARKING, LAKE, AIR]


def test_what_repeats_a_repeat_repeats_the_fullest_statement(
    book: Book, by: dict[str, Any]
) -> None:
    quotes = ("年底前建成30个公园", "年底前建成公园30个", "建成30个公园")
    text = "，".join(quotes)
    spans = [a_promise(text, one, duplicate_of=again) for one, again in
             zip(quotes, (None, 3, 1), strict=True)]  # fmt: skip
    keep(book, text, promises=spans[:2], places=(), **by)
    assert [book.drafts.row(one).repeats_id for one in (1, 2)] == [None, None]
    other = text + "。再次：30个公园建成，公园建成30个"
    again = [*spans, a_promise(other, "30个公园建成", duplicate_of=4)]
    keep(book, other, sha256="x", promises=[*again[:3], *again[3:]], places=(), **by)
    last = book.db.ask("SELECT id, repeats_id FROM draft WHERE document_id = 2 ORDER BY id")
    first = last[0].id
    assert [one.repeats_id for one in last] == [None, first, first, None]  # 4 names itself


def test_what_was_taken_for_a_repeat_can_be_docketed_apart(kept: Book, by: dict[str, Any]) -> None:
    made = kept.drafts.approve(AGAIN, {"lead_unit": "parks"}, apart=True, **by)
    assert made.number == "2020-001" and state(kept, PARKS) == DraftState.WAITING


# -- likeness ----------------------------------------------------------------------------


def test_what_the_ledger_or_another_document_says_already_is_shown(
    page: Book, office: Office
) -> None:
    """
    2020-007  2020-12-31  parks  新建公园30个
    2020-008  2020-10-31  parks  西流湖公园开园
    2020-009  2020-10-31  parks  道路绿化
    """
    by = {"by": office.officer, "on": MONDAY}
    keep(page, **by)
    quote = "空气优良天数比率达到80%"
    other = f"另一份通知。{quote}。"
    keep(page, other, places=(), promises=[
        a_promise(other, quote, title="空气优良天数比率", quantity=Decimal(80), unit="%",
                  deadline=date(2021, 12, 31))], **by)  # fmt: skip
    alike = {
        one.draft: [(like.number or like.draft, like.how) for like in one.alike]
        for one in DraftLines(page).drafts()
        if one.alike
    }
    assert alike == {
        PARKS: [("2020-007", Likeness.SAME)],
        LAKE: [("2020-008", Likeness.SAME)],
        AIR: [(6, Likeness.BOTH)],
        6: [(AIR, Likeness.BOTH)],
    }


# -- proved, and past days ---------------------------------------------------------------


def test_all_of_it_is_proved(kept: Book, by: dict[str, Any]) -> None:
    kept.drafts.edit(LAKE, {"title": "西流湖"}, **by)
    kept.drafts.approve(PARKING, **by)
    kept.drafts.drop(PARKS, reason="重复", **by)
    assert kept.seals.seal(MONDAY) is not None
    assert audit(kept).findings == []


def test_a_text_altered_by_a_space_is_found(kept: Book) -> None:
    kept.db.tell("UPDATE document SET text = text || ' '")
    found = [one.said(Speaker("en")) for one in audit(kept).findings]
    assert len(found) == 1 and "document:1, text is" in found[0] and len(found[0]) < 250


def test_a_past_day_knows_no_later_draft_or_decision(
    turn_page: Any, office: Office, book_url: str
) -> None:
    tuesday = MORNING.replace(day=4)
    with turn_page() as book:
        keep(book, by=office.officer, on=MONDAY)
    with turn_page(tuesday) as book:
        book.drafts.edit(LAKE, {"title": "西流湖"}, by=office.officer, on=tuesday.date())
        book.drafts.approve(PARKING, by=office.officer, on=tuesday.date())
    for day, waiting, title in ((date(2020, 8, 2), 0, ""), (MONDAY, 4, "西流湖公园对外开放"),
                                (tuesday.date(), 3, "西流湖")):  # fmt: skip
        with open_past(book_url, day, at=tuesday) as book:
            lines = DraftLines(book).waiting()
            assert len(lines) == waiting, day
            assert [one.title for one in lines if one.draft == LAKE] == [title] * bool(title)


def test_two_scans_without_text_are_two_documents(book: Book, by: dict[str, Any]) -> None:
    for name in ("a.pdf", "b.pdf", "b.pdf"):
        book.drafts.keep(Source(" \n"), [], name=name, sha256=name, issued_on=MONDAY, **by)
    assert [one.name for one in DraftLines(book).documents()] == ["a.pdf", "b.pdf"]


def test_a_source_without_promises_is_kept_too(book: Book, by: dict[str, Any]) -> None:
    made = book.drafts.keep(Source("只有口号。"), [], name="a.txt", sha256="x",
                            issued_on=MONDAY, **by)  # fmt: skip
    assert made.new == () and len(DraftLines(book).documents()) == 1
