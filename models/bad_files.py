"""Refusals of files: what comes from outside, or should go there, and cannot be used as it is.

A branch of the tree in ``models.errors``, apart because it is a subject of its own: workbooks and
their rows, texts, policies and settings, and what is written for others.
"""

from __future__ import annotations

from models.errors import Refusal
from models.words import N_


class BadFile(Refusal):
    """A file from outside cannot be used."""


class FileMissing(BadFile):
    """There is no such file."""

    sentence = N_("There is no file {path}. Check the name and the folder.")
    exit_code = 50


class UnreadableWorkbook(BadFile):
    """Not a workbook, or one that is damaged or locked."""

    sentence = N_(
        "{path} cannot be read as a workbook ({cause}). "
        "Open it in Excel or WPS, save it as .xlsx without a password, and import that."
    )
    exit_code = 51


class WrongEncoding(BadFile):
    """A text file in no encoding we know."""

    sentence = N_(
        "{path} is neither UTF-8 nor GB18030 text (line {line}). "
        "Save it as UTF-8 text (in Excel: “CSV UTF-8”) and use that."
    )
    exit_code = 52


class NoHeading(BadFile):
    """No sheet with a heading row that can be understood."""

    sentence = N_(
        "{path} has no heading row with {wanted}. Sheets looked at: {sheets}. "
        "Name the columns in one row, for example 序号, 事项名称, 牵头单位, 完成时限."
    )
    exit_code = 53


class RowsRefused(BadFile):
    """Some rows were refused; the good ones went in."""

    sentence = N_(
        "{refused} of {total} rows were refused (listed above). "
        "Correct them in the file and import it again: what is in the book already stays as it is."
    )
    exit_code = 54


class BadPolicy(BadFile):
    """A policy file that is wrong at a line."""

    sentence = N_("{path}, line {line}: {where}: {problem} (given: {given}; allowed: {allowed}).")
    exit_code = 55


class BadSettings(BadFile):
    """A settings file that is wrong."""

    sentence = N_("{path}: {where}: {problem} (given: {given}; allowed: {allowed}).")
    exit_code = 56


class NotText(BadFile):
    """A file that should have been a readable policy or settings file."""

    sentence = N_("{path}, line {line}: {problem}. Mend this line.")
    exit_code = 57


class CannotWrite(BadFile):
    """A file that could not be written where it was wanted."""

    sentence = N_("{path} cannot be written ({cause}). Choose another place.")
    exit_code = 59


class ArchiveIncomplete(BadFile):
    """Something of a year could not be archived; the rest is."""

    sentence = N_(
        "{count} things of this archive are missing or do not fit (listed above); everything "
        "else is archived. Put the files back from a backup, or look closer with “duban audit”, "
        "and run it again."
    )
    exit_code = 58
