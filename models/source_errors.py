"""Refusals of documents: what was handed in to be read, and cannot be read as it is.

A twig of ``models.bad_files``: workbooks that are ledgers are refused there, documents of every
other kind here. Each says how the office gets a file that can be read.
"""

from __future__ import annotations

from models.bad_files import BadFile
from models.words import N_


class SourceUnknown(BadFile):
    """Neither a text nor any document that can be read, whatever its name ends in."""

    sentence = N_(
        "{path} is none of the documents that can be read ({readable}). Save it as .docx or as PDF "
        "in the program it was made with; have a picture or a scan turned into text first (OCR)."
    )
    exit_code = 112


class SourceEmpty(BadFile):
    """A document without a word."""

    sentence = N_(
        "{path} has no text in it. Check that it is the right file; if it holds only pictures, "
        "have them turned into text first (OCR)."
    )
    exit_code = 113


class SourceScanned(BadFile):
    """A PDF of pictures, or one whose letters cannot be told."""

    sentence = N_(
        "{path} has {pages} pages and no text that can be read: it was scanned, or its letters "
        "are drawn. Have it turned into text first (OCR), or ask whoever sent it for the .docx."
    )
    exit_code = 114


class SourceTooLarge(BadFile):
    """More than a document ever is, as it lies there or once it is unpacked."""

    sentence = N_(
        "{path} is too large to be read as a document: {size} MB, unpacked where it is packed; at "
        "most {most} MB are read. Save the pages with the text as a file of their own, without "
        "pictures."
    )
    exit_code = 115


class SourceHasMacros(BadFile):
    """A document that brings a program along; it is not opened."""

    sentence = N_(
        "{path} contains macros and was not opened. Save it in Word, WPS or Excel as .docx or "
        ".xlsx, which drops them, and read that."
    )
    exit_code = 116


class SourceLocked(BadFile):
    """A document that opens only with a password."""

    sentence = N_(
        "{path} is protected by a password. Open it, save it without one, and read that; "
        "ask whoever sent it for the password."
    )
    exit_code = 117


class SourceBroken(BadFile):
    """A document that is damaged, or not made as its kind has to be."""

    sentence = N_(
        "{path} cannot be read as {kind} ({cause}). Open it in the program it was made with, "
        "save it anew, and read that."
    )
    exit_code = 118


class ConverterNeeded(BadFile):
    """An old document that only another program can open, and that program is not here."""

    sentence = N_(
        "{path} is in the format {kind}, which is read through LibreOffice, and LibreOffice is not "
        "on this machine. Save the file as .docx in Word or WPS and read that, or install "
        "LibreOffice."
    )
    exit_code = 119
