"""The policy file an office writes: read with its line numbers, checked value by value."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from models.errors import BadPolicy, FileMissing, NotText
from models.mistakes import allowed, mistake
from models.policy import CONSENT, EVERY_KIND, SCREEN, Policy
from models.terms import Check, Kind, Proof, Reader, Step
from models.words import N_, Word


class ExtensionStep(StrEnum):
    """A step of an extension before it is decided."""

    CONSENT = CONSENT
    SCREEN = SCREEN


KEY = "[key]"  # how pydantic says that it means the key, not what stands behind it
KindOrDefault = Kind | Literal["default"]
assert EVERY_KIND == "default"


class RungForm(BaseModel):
    """One rung as written."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(ge=-250, le=250)
    step: Step
    to: list[Reader] = Field(min_length=1)


class PolicyForm(BaseModel):
    """The whole file; what is left out follows the default policy."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    yellow_points: int = Field(default=Policy.yellow_points, ge=1, le=100)
    red_points: int = Field(default=Policy.red_points, ge=1, le=100)
    yellow_overdue: int = Field(default=Policy.yellow_overdue, ge=1, le=250)
    red_overdue: int = Field(default=Policy.red_overdue, ge=1, le=250)
    silent_days: int = Field(default=Policy.silent_days, ge=1, le=366)
    due_soon_days: int = Field(default=Policy.due_soon_days, ge=1, le=60)
    accept_days: int = Field(default=Policy.accept_days, ge=1, le=30)
    max_extensions: int = Field(default=Policy.max_extensions, ge=0, le=12)
    extension_steps: list[ExtensionStep] | None = None
    checks: dict[KindOrDefault, Annotated[list[Check], Field(min_length=1)]] | None = None
    proofs: dict[KindOrDefault, list[Proof]] | None = None
    objection_days: int = Field(default=Policy.objection_days, ge=1, le=366)
    lookback_percent: int = Field(default=Policy.lookback_percent, ge=1, le=100)
    lookback_months: int = Field(default=Policy.lookback_months, ge=1, le=24)
    ladder: list[RungForm] | None = None
    milestone_ladder: list[RungForm] | None = None


def read_policy(path: Path) -> tuple[Policy, str]:
    """Read and check a policy file; returns the rules and the file's text.

    Raises FileMissing, NotText or BadPolicy, each with the line.
    """
    if not path.is_file():
        raise FileMissing(path=str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise NotText(
            path=str(path), line="?", problem=Word(N_("this is not UTF-8 text"))
        ) from trouble
    data = _load(path, text)
    try:
        form = PolicyForm.model_validate(data)
    except ValidationError as trouble:
        raise _refusal(path, data, trouble) from trouble
    _in_order(path, data, form)
    plain = form.model_dump(mode="json", exclude_none=True)
    return Policy.from_json(plain), text


def _load(path: Path, text: str) -> Any:
    try:
        return YAML(typ="rt").load(text) or {}
    except MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        raise NotText(
            path=str(path), line=mark.line + 1 if mark else "?", problem=str(trouble.problem)
        ) from trouble


def _refusal(path: Path, data: Any, trouble: ValidationError) -> BadPolicy:
    first = trouble.errors()[0]
    where = [str(step) for step in first["loc"]]
    if KEY in where:  # a wrong kind: pydantic's own words for it end here
        where = where[: where.index(KEY)]
    return BadPolicy(
        path=str(path),
        line=_line(data, first["loc"]),
        where=".".join(where),
        problem=mistake(first),
        given=str(first["input"]),
        allowed=_allowed(first),
    )


def _allowed(error: Any) -> str:
    if words := allowed(error):
        return ", ".join((*words, EVERY_KIND) if KEY in error["loc"] else words)
    if error["type"] == "extra_forbidden":
        return ", ".join(
            PolicyForm.model_fields if len(error["loc"]) == 1 else RungForm.model_fields
        )
    limits = {"greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}"}
    limit = limits.get(error["type"])
    return limit.format(**error["ctx"]) if limit else Word(N_("see docs/policy.md"))


def _line(data: Any, where: Iterable[int | str]) -> int:
    """Find the line of a wrong value: the deepest part of its path that the file has."""
    line, node = 1, data
    for step in where:
        marks = getattr(node, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.key(step) if isinstance(step, str) else marks.item(step))[0] + 1
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return line


def _in_order(path: Path, data: Any, form: PolicyForm) -> None:
    """Refuse thresholds that contradict each other: red may not come before yellow."""
    for lower, upper in (("yellow_points", "red_points"), ("yellow_overdue", "red_overdue")):
        if getattr(form, lower) > getattr(form, upper):
            raise BadPolicy(
                path=str(path),
                line=_line(data, [upper if upper in data else lower]),
                where=upper,
                problem=f"{upper} < {lower}",
                given=str(getattr(form, upper)),
                allowed=f"≥ {getattr(form, lower)}",
            )
    _checks_in_order(path, data, form)
    for name in ("ladder", "milestone_ladder"):
        days = [rung.days for rung in getattr(form, name) or []]
        if len(set(days)) < len(days):
            twice = next(n for n, day in enumerate(days) if day in days[:n])
            raise BadPolicy(
                path=str(path),
                line=_line(data, [name, twice]),
                where=f"{name}.{twice}.days",
                problem=Word(N_("the same day twice")),
                given=str(days[twice]),
                allowed=Word(N_("one rung a day")),
            )


def _checks_in_order(path: Path, data: Any, form: PolicyForm) -> None:
    """Refuse checks in another order than a matter's way up, or one of them twice."""
    for kind, checks in (form.checks or {}).items():
        if checks != [one for one in Check if one in checks]:
            raise BadPolicy(
                path=str(path),
                line=_line(data, ["checks", str(kind)]),
                where=f"checks.{kind}",
                problem=Word(N_("out of its order, or twice")),
                given=", ".join(checks),
                allowed=", ".join(Check),
            )
