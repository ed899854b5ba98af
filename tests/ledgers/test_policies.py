"""Adoption: an event, a version for each day, and which version an open ladder goes by."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ledgers.audit import Audit
from ledgers.book import Book
from ledgers.policies import in_use
from ledgers.upkeep import adopt
from models.broken_rules import AdoptedSince, NotForYou, PolicyInForce
from models.errors import NoSuchVersion
from models.policy import Policy
from models.policy_file import read_preset
from models.presets import PRESETS
from models.terms import Happened, Reader
from tests.conftest import Office, day
from tests.makers import MONDAY, a_draft

CARDS = read_preset("cards")


def adopted(book: Book) -> list[dict[str, object]]:
    rows = book.db.ask(
        "SELECT changes FROM event WHERE happened = :happened ORDER BY id",
        {"happened": Happened.POLICY_ADOPTED.value},
    )
    return [json.loads(row.changes) for row in rows]


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {"default"}))
def test_every_preset_is_adopted_and_read_back_whole(book: Book, office: Office, name: str) -> None:
    preset = read_preset(name)
    adopt(book, preset, "", on=day("08-05"), by=office.officer)
    assert book.policy == book.policies.current.policy == preset
    assert adopted(book)[-1]["policy"] == [None, json.loads(json.dumps(preset.as_json()))]


def test_the_version_in_force_on_a_day_is_known(book: Book, office: Office) -> None:
    first = book.policies.current.policy
    adopt(book, CARDS, "", on=day("08-20"), by=office.officer)
    adopt(book, replace(CARDS, name="再"), "", on=day("09-01"), by=office.officer)
    known = [book.policies.on(day(one)) for one in ("08-03", "08-19", "08-20", "08-31", "09-01")]
    assert [one.number for one in known] == [1, 1, 2, 2, 3]
    assert known[0].policy == first
    assert [book.policies.until(one) for one in known[1:]] == [
        day("08-20"), day("09-01"), day("09-01"), None,
    ]  # fmt: skip
    assert book.policies.version(2).policy == CARDS
    with pytest.raises(NoSuchVersion):
        book.policies.version(4)


@pytest.mark.parametrize("rebinds", [False, True])
def test_an_open_ladder_goes_on_as_it_began_unless_told_otherwise(
    book: Book, office: Office, rebinds: bool
) -> None:
    began = book.policies.current
    adopt(book, CARDS, "", on=day("08-20"), by=office.officer, rebinds=rebinds)
    assert book.policies.goes_by(began.id).policy == (CARDS if rebinds else began.policy)
    assert adopted(book)[-1].get("rebinds") == ([None, True] if rebinds else None)


@pytest.mark.parametrize("rebinds", [False, True])
def test_an_audit_proves_whether_open_ladders_went_over(
    book: Book, office: Office, rebinds: bool
) -> None:
    from ledgers.audit import audit

    adopt(book, CARDS, "", on=day("08-20"), by=office.officer, rebinds=rebinds)
    sound: Audit = audit(book)
    assert sound.findings == []
    book.db.tell("UPDATE policy_version SET rebinds = :other WHERE id = :id",
                 {"other": not rebinds, "id": book.policies.current.id})  # fmt: skip
    assert audit(book).findings


def test_the_same_policy_is_not_adopted_twice_but_may_take_ladders_along(
    book: Book, office: Office
) -> None:
    adopt(book, CARDS, "", on=day("08-20"), by=office.officer)
    with pytest.raises(PolicyInForce):
        adopt(book, CARDS, "", on=day("08-21"), by=office.officer)
    adopt(book, CARDS, "", on=day("08-21"), by=office.officer, rebinds=True)
    assert len(adopted(book)) == 3


def test_a_day_that_had_a_policy_keeps_it(book: Book, office: Office) -> None:
    adopt(book, CARDS, "", on=day("08-20"), by=office.officer)
    with pytest.raises(AdoptedSince):
        adopt(book, Policy(name="更早"), "", on=day("08-19"), by=office.officer)
    assert book.policies.on(day("08-19")).number == 1


@pytest.mark.parametrize("who", ["transport", "transport_head", "leader", "auditor"])
def test_only_the_office_adopts(book: Book, office: Office, who: str) -> None:
    with pytest.raises(NotForYou):
        adopt(book, CARDS, "", on=day("08-20"), by=getattr(office, who))
    assert book.policy != CARDS


def test_a_book_tells_its_categories_and_whom_no_letter_would_reach(
    book: Book, office: Office
) -> None:
    assert in_use(book).unheld == frozenset()  # a new book has nobody to complain of
    draft = a_draft(number="2020-001", category="民生实事")
    book.commitments.docket(draft, by=office.officer, on=MONDAY)
    told = in_use(book)
    assert told.categories == {"民生实事"}
    assert Reader.SPONSOR in told.unheld
    assert not told.unheld & {Reader.OWNER, Reader.UNIT_HEAD, Reader.OFFICER, Reader.CHIEF}
