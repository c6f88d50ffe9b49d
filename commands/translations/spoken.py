"""What a command tells, in a language: its sentences, with the numbers, lengths of time and periods they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Self

from commands.translations.demo import DEMO
from commands.translations.reckoning import RECKONING
from commands.translations.remarks import REMARKS
from notifier.wording import span
from workflow.durations import Duration
from workflow.explanation import Said
from workflow.noun import dataclass
from workflow.periods import PeriodDay

SPOKEN: dict[str, tuple[str, str]] = {**RECKONING, **REMARKS, **DEMO}

LONG = 10_000
"""From here on a number is written in groups of three digits."""


class Count(int):
    """A number that brings along the form of its word: `{:row|rows}`.

    >>> [f"{Count(n, 'ru'):строка|строки|строк}" for n in (1, 3, 11, 21)]
    ['1 строка', '3 строки', '11 строк', '21 строка']
    >>> f"{Count(1, 'en'):row|rows}, {Count(0, 'en'):row|rows}, {Count(2, 'kk')} жол"
    '1 row, 0 rows, 2 жол'
    """

    language: str

    def __new__(cls, number: int, language: str) -> Self:
        count = super().__new__(cls, number)
        count.language = language
        return count

    def __format__(self, forms: str) -> str:
        written = f"{int(self):,}" if self >= LONG else str(int(self))
        if self.language != "en":
            written = written.replace(",", "\N{NO-BREAK SPACE}")
        return f"{written} {forms.split('|')[self._form()]}" if forms else written

    def _form(self) -> int:
        """Which form of a word goes with it, as CLDR has it."""
        if self.language == "en":
            return int(self != 1)
        ones, tens = self % 10, self % 100
        if ones == 1 and tens != 11:
            return 0
        return 1 if 2 <= ones <= 4 and not 12 <= tens <= 14 else 2


@dataclass(frozen=True)
class Speaker:
    """
    >>> Speaker("ru").say("{} after {}", Duration.parse("5 working days"), "2024-05-02")
    '5 рабочих дней после 2024-05-02'
    >>> Speaker("kk").say("{:row|rows} in {}", 3, "a.zip")
    'a.zip ішінде 3 жол'
    """

    language: str
    called: Mapping[str, str] = field(default_factory=dict)
    """What names of a definition, which nobody should have to know, are called."""

    def say(self, wording: str, *names: object) -> str:
        """A wording of SPOKEN with what it names, in the language."""
        if self.language != "en":
            wording = SPOKEN[wording][("ru", "kk").index(self.language)]
        return wording.format(*map(self._named, names))

    def _named(self, value: object) -> object:
        return Count(value, self.language) if isinstance(value, int) else self.name(value)

    def name(self, value: object) -> str:
        if isinstance(value, Said):
            return self.say(value.wording, *value.names)
        if isinstance(value, Duration):
            return span(value.amount, str(value.unit), self.language) or str(value)
        if isinstance(value, timedelta):
            return self.length(value)
        if isinstance(value, PeriodDay):
            every = self.name(value.every)
            return self.say("end of {}", every) if value.day is None else self.say("day {} after {}", value.day, every)
        return self.say(value) if isinstance(value, StrEnum) else self.called.get(str(value), str(value))

    def length(self, time: timedelta) -> str:
        """
        >>> Speaker("kk").length(timedelta(hours=27, minutes=5))
        '27 сағ 5 мин'
        """
        minutes, seconds = divmod(round(time.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
        return " ".join(f"{number} {self.say(unit)}" for number, unit in parts if number) or f"0 {self.say('min')}"
