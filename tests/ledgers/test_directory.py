"""Units, posts and people: any name finds the one meant, and no name means two."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from ledgers.book import Book
from ledgers.digest_lines import LetterText
from models.broken_rules import AmbiguousName, CircularUnits, NameTaken
from models.errors import NoSuchPerson, NoSuchUnit
from models.not_ready import Stranger
from models.people import PersonDraft, UnitDraft
from models.terms import Language, Role
from tests.conftest import Office
from tests.makers import MONDAY, MORNING, a_reader


def add(book: Book, office: Office, name: str, **more: Any) -> int:
    return book.directory.add_unit(UnitDraft(name=name, **more), by=office.chief, on=MONDAY)


def hire(book: Book, office: Office, name: str, unit: str, **more: Any) -> int:
    draft = PersonDraft(name=name, unit=unit, **more)
    return book.directory.add_person(draft, by=office.chief, on=MONDAY)


def found(book: Book, name: str) -> Any:
    return next(one for one in book.directory.people() if one.name == name)


@pytest.mark.parametrize("name", ["交通运输局", "交通局", "transport", " 交通 运输局 "])
def test_a_unit_is_found_by_any_of_its_names(book: Book, name: str) -> None:
    assert book.directory.unit_id(name) == book.directory.unit_id("交通运输局")


def test_a_name_nobody_has_is_refused_with_the_nearest(book: Book) -> None:
    with pytest.raises(NoSuchUnit) as refusal:
        book.directory.unit_id("交通运输委员会")
    assert "交通运输局" in refusal.value.facts["near"]


def test_a_name_like_no_other_is_refused_without_guessing(book: Book) -> None:
    with pytest.raises(NoSuchUnit) as refusal:
        book.directory.unit_id("鑫")
    assert refusal.value.facts["near"] == ()


def test_one_alias_cannot_mean_two_units(book: Book, office: Office) -> None:
    for taken in ("transport", "交通运输局"):
        with pytest.raises(NameTaken) as refusal:
            add(book, office, "水利局", aliases=(taken,))
        assert refusal.value.facts["holder"] == "交通运输局"


def test_adding_a_unit_again_adds_its_aliases(book: Book, office: Office) -> None:
    before = len(book.directory.units())
    unit_id = add(book, office, "水利局", aliases=("水务局", "water"))
    assert book.directory.unit_id("水务局") == unit_id == book.directory.unit_id("water")
    assert len(book.directory.units()) == before


def test_a_circle_of_units_is_refused_and_named(book: Book, office: Office) -> None:
    add(book, office, "办公室", parent="水利局")
    add(book, office, "文书科", parent="办公室")
    with pytest.raises(CircularUnits) as refusal:
        add(book, office, "水利局", parent="文书科")
    assert refusal.value.facts["circle"] == "水利局 → 文书科 → 办公室 → 水利局"


def test_a_unit_does_not_stand_under_itself(book: Book, office: Office) -> None:
    with pytest.raises(CircularUnits):
        add(book, office, "水利局", parent="water")


def test_everything_under_a_unit_is_found(book: Book, office: Office) -> None:
    top = book.directory.unit_id("水利局")
    first = add(book, office, "办公室", parent="水利局")
    second = add(book, office, "文书科", parent="办公室")
    assert set(book.directory.below(top)) == {top, first, second}


def test_an_alias_is_trimmed_like_a_name(book: Book, office: Office) -> None:
    unit_id = add(book, office, "发展改革委", aliases=(" 发改 委 ",))
    assert book.directory.unit_id("发改委") == unit_id


def test_two_people_of_one_name_are_told_apart_by_their_unit(book: Book, office: Office) -> None:
    one = hire(book, office, "王伟", "water")
    two = hire(book, office, "王伟", "transport")
    with pytest.raises(AmbiguousName) as refusal:
        book.directory.person_id("王伟")
    assert set(refusal.value.facts["units"]) == {"水利局", "交通运输局"}
    assert book.directory.person_id("王伟@water") == one
    assert book.directory.person_id("王伟@交通局") == two


def test_an_unknown_person_is_refused_with_the_nearest_names(book: Book) -> None:
    with pytest.raises(NoSuchPerson) as refusal:
        book.directory.person_id("林小")
    assert refusal.value.facts["near"][0] == "林小满"


def test_a_person_entered_again_is_brought_up_to_date(book: Book, office: Office) -> None:
    again = hire(book, office, "林小满", "transport", email="new@jt.example.org")
    assert again == office.transport.person_id
    assert found(book, "林小满").email == "new@jt.example.org"


def test_what_is_not_said_again_about_a_person_stays(book: Book, office: Office) -> None:
    hire(book, office, "Li", "water", role=Role.UNIT_HEAD, language=Language.EN, login="li")
    hire(book, office, "Li", "water", email="li@sl.example.org")
    line = found(book, "Li")
    assert (line.role, line.login, line.email) == (Role.UNIT_HEAD, "li", "li@sl.example.org")
    assert line.language == "en"


def test_a_new_title_does_not_take_a_role_away(book: Book, office: Office) -> None:
    hire(book, office, "田守义", "transport", title="党组书记、局长")
    assert found(book, "田守义").role == Role.UNIT_HEAD


def test_one_login_belongs_to_one_person(book: Book, office: Office) -> None:
    with pytest.raises(NameTaken):
        hire(book, office, "新人", "water", login="fang")
    assert book.directory.actor_of_login("fang").name == "方砚秋"


def test_a_login_nobody_has_is_a_stranger(book: Book) -> None:
    with pytest.raises(Stranger) as refusal:
        book.directory.actor_of_login("guest")
    assert refusal.value.facts == {"login": "guest"}


def test_an_actor_has_the_roles_and_posts_of_the_person(book: Book, office: Office) -> None:
    assert office.transport.roles == {Role.LIAISON}
    assert office.transport.units == {book.directory.unit_id("transport")}
    assert len(office.transport.posts) == 1


def test_acting_for_oneself_is_nothing_special(office: Office) -> None:
    assert office.chief.on_behalf_of(office.chief) == office.chief
    both = office.officer.on_behalf_of(office.transport)
    assert (both.person_id, both.behalf_id) == (
        office.officer.person_id,
        office.transport.person_id,
    )
    assert both.counts_for == office.transport.person_id


def test_the_first_person_of_a_book_is_its_chief_officer(office: Office) -> None:
    assert (office.chief.name, office.chief.roles) == ("方砚秋", {Role.CHIEF})


def test_every_change_of_the_directory_is_told(book: Book, office: Office) -> None:
    def last() -> Any:
        return book.db.ask(
            "SELECT happened, actor_id, changes FROM event WHERE chain = 'book'"
            " ORDER BY place DESC LIMIT 1"
        )[0]

    unit = add(book, office, "统计局", aliases=("统计",))
    made = json.loads(last().changes)
    assert last().actor_id == office.chief.person_id
    assert made[f"unit:{unit}"][1]["name"] == "统计局"
    assert made["unit_alias:统计"] == [None, {"alias": "统计", "unit_id": unit}]
    person = hire(book, office, "数清", "统计局")
    made = json.loads(last().changes)
    assert made[f"person:{person}"][1]["name"] == "数清"
    assert {key.partition(":")[0] for key in made} == {"person", "post", "tenure"}
    book.directory.set_leader("统计局", "江远舟", by=office.chief, on=MONDAY)
    (leader,) = office.leader.posts
    assert json.loads(last().changes) == {
        f"unit:{unit}": [{"leader_post_id": None}, {"leader_post_id": leader}]
    }


def test_what_is_said_again_of_the_directory_is_no_event(book: Book, office: Office) -> None:
    for _ in range(2):
        add(book, office, "统计局", aliases=("统计",), parent="区政府")
        hire(book, office, "数清", "统计局", email="shu@tj.example.org")
        before = book.journal.last_id()
    add(book, office, "统计局", aliases=("统计",))
    assert book.journal.last_id() == before


def test_a_tenure_begins_with_the_post(book: Book, office: Office) -> None:
    person = hire(book, office, "数清", "water")
    rows = book.db.ask("SELECT since, until FROM tenure WHERE person_id = :id", {"id": person})
    assert [(row.since, row.until) for row in rows] == [(date(2020, 8, 3), None)]


def test_the_leader_in_charge_is_listed_with_the_unit(book: Book) -> None:
    lines = {one.name: one for one in book.directory.units()}
    assert lines["交通运输局"].leader == "江远舟"
    assert lines["交通运输局"].aliases == ("transport", "交通局")
    assert lines["园林中心"].leader == ""


def test_letters_that_wait_follow_their_reader_to_a_new_address(book: Book, office: Office) -> None:
    person = hire(book, office, "周敏", "交通局", email="wrong@qu.example.org")
    reader = a_reader(person_id=person, name="周敏", email="wrong@qu.example.org")
    text = LetterText("摘要", "<p>一</p>", "一")
    book.outbox.put([(reader, text)], kind="digest", on=MONDAY, written_at=MORNING.isoformat())
    hire(book, office, "周敏", "交通局", email="right@qu.example.org")
    assert [one.to_address for one in book.outbox.lines()] == ["right@qu.example.org"]
