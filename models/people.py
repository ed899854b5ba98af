"""Units, posts and people. Duty is bound to the post; the person in it can change."""

import re
from collections.abc import Iterable
from datetime import date

from pydantic import field_validator
from sqlmodel import Field

from models.tables import Table
from models.terms import Language, Role
from models.words import N_

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class UnitDraft(Table):
    """A unit as it is entered: every name it goes by, and what stands above it."""

    name: str = Field(min_length=1, max_length=80)
    level: str = ""
    aliases: tuple[str, ...] = ()
    parent: str = ""
    peer_group: str = Field(default="", max_length=40)

    @field_validator("name", "parent", mode="before")
    @classmethod
    def _trimmed(cls, name: str) -> str:
        return "".join(name.split())

    @field_validator("level", "peer_group", mode="before")
    @classmethod
    def _as_words(cls, text: str) -> str:
        return " ".join(text.split())

    @field_validator("aliases", mode="before")
    @classmethod
    def _all_trimmed(cls, names: Iterable[str]) -> tuple[str, ...]:
        return tuple("".join(name.split()) for name in names if name.strip())


class PersonDraft(Table):
    """A person as entered, with the post held."""

    name: str = Field(min_length=1, max_length=40)
    unit: str = Field(min_length=1)
    title: str = ""
    role: Role = Role.LIAISON
    email: str = ""
    language: Language = Language.ZH
    login: str = ""

    @field_validator("name", "unit", "title", "email", "login", mode="before")
    @classmethod
    def _trimmed(cls, text: str) -> str:
        return text.strip()

    @field_validator("email")
    @classmethod
    def _an_address(cls, text: str) -> str:
        if text and not ADDRESS.fullmatch(text):
            raise ValueError(N_("this is no e-mail address"))
        return text


class Unit(Table, table=True):
    """单位."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    level: str = ""
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    leader_post_id: int | None = Field(
        default=None, description="the leader in charge (分管领导) of this unit"
    )
    peer_group: str = Field(default="", description="考评分组: the units it is compared with")


class UnitAlias(Table, table=True):
    """Another name of a unit; a name or alias means one unit only."""

    __tablename__ = "unit_alias"

    alias: str = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)


class Person(Table, table=True):
    """A person, with where letters go and the login by which the book knows them."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    email: str = ""
    language: str = Language.ZH.value
    login: str | None = Field(default=None, unique=True)


class Post(Table, table=True):
    """岗位: what duty is bound to, and what its holder may do in the book."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    title: str
    role: str
    holder_id: int | None = Field(default=None, foreign_key="person.id", index=True)


class Tenure(Table, table=True):
    """Who held a post, from when until when."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: date
    until: date | None = None


class Deputy(Table, table=True):
    """代理: who may act for whom, from when until when; every act shows both."""

    id: int | None = Field(default=None, primary_key=True)
    principal_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int = Field(foreign_key="person.id", index=True)
    since: date
    until: date
    reason: str = ""
