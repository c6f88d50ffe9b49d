"""A reckoning told in a language: its sentences, with the lengths of time and periods they name."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from commands.translations.reckoning import RECKONING
from notifier.wording import span
from workflow.durations import Duration
from workflow.explanation import Said
from workflow.noun import dataclass
from workflow.periods import PeriodDay


@dataclass(frozen=True)
class Speaker:
    """
    >>> Speaker("ru").say("{} after {}", Duration.parse("5 working days"), "2024-05-02")
    '5 рабочих дней после 2024-05-02'
    """

    language: str

    def say(self, wording: str, *names: object) -> str:
        """A wording of RECKONING with what it names, in the language."""
        if self.language != "en":
            wording = RECKONING[wording][("ru", "kk").index(self.language)]
        return wording.format(*map(self.name, names))

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
        return self.say(value) if isinstance(value, StrEnum) else str(value)

    def length(self, time: timedelta) -> str:
        """
        >>> Speaker("kk").length(timedelta(hours=27, minutes=5))
        '27 сағ 5 мин'
        """
        minutes, seconds = divmod(round(time.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
        return " ".join(f"{number} {self.say(unit)}" for number, unit in parts if number) or f"0 {self.say('min')}"
