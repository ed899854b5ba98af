"""Every sentence we say: gettext catalogues, and the speaker who fills the blanks.

English sentences in the code are the message keys; ``zh/*.po`` hold the Chinese,
one catalogue per subject, compiled together (``make words``).
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


# English has a singular: “1 working days” is said as “1 working day”.
COUNTED = (
    "day|letter|row|digest|rung|commitment|extension|thing|unit|point|target|task|matter|part"
    "|event|chain|seal|file|instruction|report|month|volume"
)
ONE_OF_MANY = re.compile(rf"(?<![\d.,:-])1 ((?:\w+ )?(?:{COUNTED}))s\b")


def N_(sentence: str) -> str:  # noqa: N802 — gettext's own name for it
    """Mark a sentence for translation; it is said later, in the reader's language."""
    return sentence


class Word(str):
    """A marked sentence used as a fact in another one: translated when that is said."""

    __slots__ = ()

    @property
    def label(self) -> str:
        """The sentence to translate."""
        return str(self)


DOMAIN = "duban"


def compiled_path(language: str) -> Path:
    """Where the compiled sentences of a language stand, as gettext expects them."""
    return HERE / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def bind(language: str) -> None:
    """Let libraries that ask gettext (Typer's own words) find our sentences.

    Has to be called before they are imported: they translate some words once.
    """
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(HERE))
    gettext.textdomain(DOMAIN)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Load the compiled sentences of a language; English needs none."""
    compiled = compiled_path(language)
    if language == "en" or not compiled.exists():
        return gettext.NullTranslations()
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def cells(text: str) -> int:
    """Count the screen cells of a text: East Asian wide characters take two."""
    import unicodedata  # two milliseconds that only help pages need

    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


class Speaker:
    """Says a sentence in one language, writing dates and numbers as its readers expect.

    ``names`` are an office's own words for lights, cards and steps, by the label of the term:
    they stand for the term itself and wherever one of our sentences names it.
    """

    def __init__(self, language: str, names: Mapping[str, str] | None = None) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self._catalogue = catalogue(self.language)
        self._names = names or {}
        if names:
            self._common = self._where_sentences_name_them(names)
            # The longest first: “yellow card” is no card called “yellow”. No blank is a word.
            words = "|".join(map(re.escape, sorted(self._common, key=len, reverse=True)))
            self._renamed = re.compile(
                rf"(?<![{{\w])({words})(s?)(?![}}\w])" if self.language == "en" else f"({words})()"
            )

    def _where_sentences_name_them(self, names: Mapping[str, str]) -> dict[str, str]:
        """Map our common words to the office's own, and capitals to capitals."""
        common = {self._catalogue.gettext(label): own for label, own in names.items()}
        capitals = {word[:1].upper() + word[1:]: own for word, own in common.items()}
        return {word: own[:1].upper() + own[1:] for word, own in capitals.items()} | common

    def say(self, sentence: str, /, **facts: Any) -> str:
        """Translate a sentence and fill its blanks with facts, each written by ``word``."""
        said = self._catalogue.gettext(sentence) if sentence else ""
        if self._names:
            said = self._in_own_words(said)
        said = said.format(**{name: self.word(fact) for name, fact in facts.items()})
        return ONE_OF_MANY.sub(r"1 \1", said) if self.language == "en" else said

    def own_word(self, label: str) -> str:
        """Return the office's own word for a term; empty where it has none."""
        return self._names.get(label, "")

    def _in_own_words(self, said: str) -> str:
        """Put the office's words where a sentence names a light, card or step; never in a fact."""
        return self._renamed.sub(lambda found: self._common[found[1]] + found[2], said)

    def word(self, value: Any) -> str:
        """Write one value: a date, a number, a term of the glossary, a list of these."""
        if value is None:
            return "—" if self.language == "en" else "无"
        label = getattr(value, "label", None)
        if label is not None:
            own = None if type(value) is Word else self._names.get(label)
            return own or self._catalogue.gettext(label)
        if isinstance(value, bool):
            return self.say(N_("yes") if value else N_("no"))
        if isinstance(value, datetime):
            return f"{self.word(value.date())} {value:%H:%M}"
        if isinstance(value, date):
            return self._date(value)
        if isinstance(value, Decimal):
            return self._number(value)
        if isinstance(value, str):
            return value
        if isinstance(value, Iterable):
            return ("、" if self.language == "zh" else ", ").join(self.word(one) for one in value)
        return str(value)

    def _date(self, day: date) -> str:
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def _number(self, number: Decimal) -> str:
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    def joined(self, parts: Iterable[str]) -> str:
        """Join half sentences into one."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def month(self, day: date) -> str:
        """Write the month of a day with its year."""
        if self.language == "zh":
            return f"{day.year}年{day.month}月"
        return f"{MONTHS[day.month - 1]} {day.year}"

    def short_date(self, day: date) -> str:
        """Write a date without its year, for tables where the year is plain from the heading."""
        if self.language == "zh":
            return f"{day.month}月{day.day}日"
        return f"{day.day} {MONTHS[day.month - 1][:3]}"
