"""The policy file an office writes: read with its line numbers, checked value by value.

What a file leaves out follows the preset it names, and that the default policy; what a
category leaves out follows its own preset, and that the office's own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from models.bad_files import BadPolicy, FileMissing, NotText
from models.limits import LIMITS
from models.mistakes import allowed, mistake
from models.policy import EVERY_KIND, Policy
from models.policy_form import OFFICE_WIDE, NamesForm, PolicyForm, RulesForm, RungForm
from models.policy_order import Disorder, disorders
from models.presets import PRESETS, preset_path
from models.scoring_form import PointsForm, ScoresForm
from models.words import N_, Word

KEY = "[key]"  # how pydantic says that it means the key, not what stands behind it
# These are put together word by word: an office that renames one light keeps the others.
MERGED = ("names", "colours", "scores")
Where = tuple[int | str, ...]
Plain = dict[str, Any]


@dataclass(frozen=True)
class PolicyFile:
    """A file as read: its rules, its text, and which line says what."""

    path: Path
    text: str
    policy: Policy
    data: Any

    def line(self, where: Iterable[int | str]) -> int:
        """Find the line of a value, or of the preset that brought it in its stead."""
        where = tuple(where)
        if _has(self.data, where):
            return _line(self.data, where)
        presets = ((*where[:length], "preset") for length in range(len(where) - 1, -1, -1))
        return _line(self.data, next((one for one in presets if _has(self.data, one)), where))


def read_policy(path: Path) -> tuple[Policy, str]:
    """Read and check a policy file; returns the rules and the file's text.

    Raises FileMissing, NotText or BadPolicy, each with the line.
    """
    found = open_policy(path)
    return found.policy, found.text


def open_policy(path: Path) -> PolicyFile:
    """Read a policy file with its lines; raises what ``read_policy`` raises."""
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
    for where, given in _presets_named(data):
        if given not in PRESETS:
            raise _no_preset(path, data, where, given)
    policy = Policy.from_json(_whole(_plain(form)))
    found = PolicyFile(path, text, policy, data)
    for wrong in _disorders(policy):
        raise _disordered(found, wrong)
    return found


def read_preset(name: str) -> Policy:
    """Read one of the presets that come with duban."""
    return replace(open_policy(preset_path(name)).policy, preset=name)


# -- inheritance ------------------------------------------------------------------------


def _plain(form: PolicyForm) -> Plain:
    """Return what was written, as plain data; a score without a cap says so by nothing."""
    plain: Plain = form.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {**plain, "scores": form.scores.plain()} if "scores" in plain else plain


def _preset(name: str) -> Plain:
    """Return what a preset writes; the default policy writes nothing."""
    if name == "default":
        return {}
    path = preset_path(name)
    return _plain(PolicyForm.model_validate(_load(path, path.read_text("utf-8"))))


def _whole(own: Plain) -> Plain:
    """Put the rules of the file together with those it inherits."""
    base = _preset(own.get("preset", "default"))
    categories = _categories(base.pop("categories", {}), own.pop("categories", {}))
    office = {**base, **own, **{name: _merged(base, own, name) for name in MERGED}}
    rules = {name: value for name, value in office.items() if name != "name"}
    inside = {
        name: {"name": office["name"], **rules, **_inherited(one), **one}
        for name, one in categories.items()
    }
    names, colours = (_flat(office.pop(one)) for one in ("names", "colours"))
    every = {"names": names, "colours": colours}
    return {
        **office,
        **every,
        "categories": {name: {**one, **every} for name, one in inside.items()},
    }


def _categories(base: Plain, own: Plain) -> Plain:
    """Put the categories of a preset and of the file together, key by key."""
    names = dict.fromkeys([*base, *own])
    return {name: {**base.get(name, {}), **own.get(name, {})} for name in names}


def _inherited(category: Plain) -> Plain:
    """Return what a category's own preset says of it; the whole office's keys are not its."""
    preset = _preset(category.get("preset", "default"))
    return {name: value for name, value in preset.items() if name not in OFFICE_WIDE}


def _merged(base: Plain, own: Plain, name: str) -> Plain:
    first, second = base.get(name, {}), own.get(name, {})
    if name == "scores":
        return {**first, **second}
    parts = NamesForm.model_fields
    return {part: {**first.get(part, {}), **second.get(part, {})} for part in parts}


def _flat(parts: Mapping[str, Plain]) -> Plain:
    """Write {lights: {red: …}} as {light.red: …}."""
    return {
        f"{part.removesuffix('s')}.{name}": value
        for part, values in parts.items()
        for name, value in values.items()
    }


# -- refusing, with the line -------------------------------------------------------------


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
        problem=_problem(first),
        given=_given(first["input"]),
        allowed=_allowed(first),
    )


def _given(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, Mapping | list) else str(value)


def _problem(error: Any) -> Word:
    place: Where = error["loc"] or ("",)
    inside = place[0] == "categories" and len(place) == 3
    if error["type"] == "extra_forbidden" and inside and place[2] in OFFICE_WIDE:
        return Word(N_("this holds for the whole office; write it outside the categories"))
    if error["type"].startswith(("dict_", "model_")) and place[0] not in ("checks", "proofs"):
        return Word(N_("keys with values are expected here"))
    return mistake(error)


def _allowed(error: Any) -> str:
    if words := allowed(error):
        by_kind = KEY in error["loc"] and error["loc"][0] in ("checks", "proofs")
        return ", ".join((*words, EVERY_KIND) if by_kind else words)
    if error["type"] == "extra_forbidden":
        return ", ".join(_form_at(error["loc"]).model_fields)
    limits = {"greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}"}
    limit = limits.get(error["type"])
    if limit:
        return limit.format(**error["ctx"])
    return _examples(error)


def _form_at(where: Where) -> type[BaseModel]:
    """Find the form a key was written into."""
    inside = [one for one in where[:-1] if isinstance(one, str)]
    if not inside:
        return PolicyForm
    if inside[0] == "scores":
        return PointsForm if len(inside) > 1 else ScoresForm
    if inside[-1].endswith("ladder"):
        return RungForm
    if inside[0] == "scores":
        return PointsForm if len(inside) > 1 else ScoresForm
    return RulesForm if inside[0] == "categories" else NamesForm


def _examples(error: Any) -> str:
    """Say by examples what a pattern of ours takes."""
    names = [one for one in error["loc"] if isinstance(one, str)]
    examples = {
        "quiet_from": "21:00",
        "quiet_until": "07:30",
        "due_within": ", ".join(LIMITS),
        "colours": "#a31d1d, #7a4f00, #1c6137",
    }
    found = [examples[name] for name in names if name in examples]
    return found[0] if found else Word(N_("see docs/policy.md"))


def _has(data: Any, where: Where) -> bool:
    for step in where:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


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


def _presets_named(data: Any) -> Iterator[tuple[Where, str]]:
    if "preset" in data:
        yield ("preset",), str(data["preset"])
    for name, one in (data.get("categories") or {}).items():
        if "preset" in one:
            yield ("categories", name, "preset"), str(one["preset"])


def _no_preset(path: Path, data: Any, where: Where, given: str) -> BadPolicy:
    return BadPolicy(
        path=str(path),
        line=_line(data, where),
        where=".".join(map(str, where)),
        problem=Word(N_("there is no such preset")),
        given=given,
        allowed=", ".join(PRESETS),
    )


def _disorders(policy: Policy) -> Iterator[Disorder]:
    yield from disorders(policy)
    for name, one in policy.categories.items():
        for wrong in disorders(one):
            yield replace(wrong, where=("categories", name, *wrong.where))


def _written(data: Any, wrong: Disorder) -> Where:
    """Of two values that contradict each other take the one the file itself has."""
    other = (*wrong.where[:-1], wrong.against)
    return other if wrong.against and not _has(data, wrong.where) else wrong.where


def _disordered(found: PolicyFile, wrong: Disorder) -> BadPolicy:
    return BadPolicy(
        path=str(found.path),
        line=found.line(_written(found.data, wrong)),
        where=".".join(map(str, wrong.where)),
        problem=wrong.problem,
        given=wrong.given,
        allowed=wrong.allowed,
    )
