"""What is wrong with a value of a form, in our words: pydantic's own are English only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.errors import BadDraft, BadlyMatched, NotAChoice, Refusal
from models.words import N_, Word

# By the beginning of pydantic's name for the kind of mistake; the first that fits is said.
MISTAKES = (
    ("missing", N_("this is missing")),
    ("extra_forbidden", N_("this name is not known here")),
    ("enum", N_("none of the words allowed")),
    ("string_too_short", N_("nothing is filled in")),
    ("too_short", N_("nothing is filled in")),
    ("string_too_long", N_("the text is too long")),
    ("string_", N_("this is no text")),
    ("greater_than", N_("the figure is too small")),
    ("less_than", N_("the figure is too large")),
    ("int_", N_("this is no whole number")),
    ("decimal_", N_("this is no figure, or one too long")),
    ("float_", N_("this is no figure")),
    ("date", N_("this is no date")),
    ("bool_", N_("this is neither yes nor no")),
    ("list_", N_("this is no list")),
    ("tuple_", N_("this is no list")),
    ("dict_", N_("a kind of commitment or default is missing before it")),
)
# What a form calls its fields, where the command line calls them otherwise.
TYPED = {
    "title": N_("TITLE"),
    "name": N_("NAME"),
    "lead_unit": "--unit",
    "support_units": "--support",
    "next_steps": "--next",
    "milestones_done": "--milestone",
    "milestones": "--milestone",
}
OTHER = N_("the value does not fit here")


def typed(field: str) -> Word:
    """Name a field as whoever typed it knows it."""
    return Word(TYPED.get(field, f"--{field}"))


def allowed(error: Mapping[str, Any]) -> tuple[str, ...]:
    """List the words one of ``ValidationError.errors()`` would have taken; none for other kinds."""
    if error["type"] != "enum":
        return ()
    return tuple(str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", "))


def mistake(error: Mapping[str, Any]) -> Word:
    """Say what one of ``ValidationError.errors()`` means; translated when it is said."""
    kind = str(error["type"])
    if kind == "value_error":  # our own validators say what is wrong themselves
        return Word(str(error["ctx"]["error"]))
    return Word(next((said for start, said in MISTAKES if kind.startswith(start)), OTHER))


def wrong_fields(trouble: Any) -> list[Refusal]:
    """Say what is wrong with a form, one refusal a field; nothing where it was no form."""
    errors = trouble.errors() if hasattr(trouble, "errors") else ()
    return [_wrong_field(one) for one in errors]


def _wrong_field(error: Mapping[str, Any]) -> Refusal:
    """Say of one field, or of fields that do not go together, what is wrong."""
    if not error["loc"]:
        return BadlyMatched(problem=mistake(error))
    option, given = typed(str(error["loc"][0])), str(error["input"])
    if words := allowed(error):
        return NotAChoice(option=option, given=given, allowed=words)
    return BadDraft(field=option, problem=mistake(error), given=given)
