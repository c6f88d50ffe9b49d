"""The words of a diagram in English, Russian and Kazakh."""

from __future__ import annotations

from collections.abc import Mapping

from commands.output import text_in
from commands.vocabulary import FACTS
from commands.wording import rung_words, who_words
from notifier.wording import span
from workflow.directory import Texts
from workflow.durations import Duration, Length
from workflow.model import Level
from workflow.noun import dataclass
from workflow.periods import PeriodDay

_WORDS: Mapping[str, Texts] = {
    "national": {"en": "National measure", "ru": "Республиканское мероприятие", "kk": "Республикалық іс-шара"},
    "regional": {"en": "Regional variant", "ru": "Региональный вариант", "kk": "Өңірлік нұсқа"},
    "version": {"en": "version {n}", "ru": "версия {n}", "kk": "{n}-нұсқа"},
    "everywhere": {"en": "From every open state", "ru": "Из любого состояния", "kk": "Кез келген күйден"},
    "variants": {"en": "one variant per region", "ru": "вариант для каждого региона", "kk": "әр өңірге бір нұсқа"},
    "four_eyes": {"en": "by somebody else", "ru": "другим лицом", "kk": "басқа адам"},
    "evidence": {"en": "evidence: {n}", "ru": "подтверждений: {n}", "kk": "растау құжаттары: {n}"},
    "waits": {"en": "not before {span}", "ru": "не ранее чем через {span}", "kk": "кемінде {span} өткен соң"},
    "before_due": {
        "en": "{span} before the deadline",
        "ru": "не позже чем {span} до срока",
        "kk": "мерзімге {span} қалғанға дейін",
    },
    "at_most": {"en": "at most {n}×", "ru": "не более {n} раз", "kk": "ең көбі {n} рет"},
    "join": {"en": "{share} regions: {states}", "ru": "{share} регионы: {states}", "kk": "{share} өңір: {states}"},
    "all": {"en": "all", "ru": "все", "kk": "барлық"},
    "any": {"en": "any", "ru": "любой", "kk": "кез келген"},
    "given": {"en": "given: {approval}", "ru": "получено: {approval}", "kk": "алынды: {approval}"},
    "refused": {"en": "refused: {approval}", "ru": "отказано: {approval}", "kk": "бас тартылды: {approval}"},
    "asks_anew": {"en": "asked anew: {approval}", "ru": "заново: {approval}", "kk": "қайтадан: {approval}"},
    "answers": {"en": "answers: {approval}", "ru": "ответ: {approval}", "kk": "жауап: {approval}"},
    "asks": {"en": "asked ({share}): {who}", "ru": "запрашиваются ({share}): {who}", "kk": "сұралады ({share}): {who}"},
    "mandatory": {"en": "mandatory: {who}", "ru": "обязательно: {who}", "kk": "міндетті: {who}"},
    "veto": {"en": "may veto: {who}", "ru": "право вето: {who}", "kk": "вето құқығы: {who}"},
    "ladders": {
        "en": "Deadlines and ladders",
        "ru": "Сроки и напоминания",
        "kk": "Мерзімдер мен ескертулер",
    },
    "people": {"en": "done by people", "ru": "выполняют люди", "kk": "адамдар орындайды"},
    "joins": {"en": "follows the regions", "ru": "следует за регионами", "kk": "өңірлердің соңынан жүреді"},
    "initial": {"en": "beginning", "ru": "начало", "kk": "басы"},
    "final": {"en": "end", "ru": "конец", "kk": "соңы"},
    "paused": {"en": "clocks stand still", "ru": "сроки приостановлены", "kk": "мерзімдер тоқтатылған"},
    "path": {"en": "the way gone, step by step", "ru": "пройденный путь по шагам", "kk": "жүріп өткен жол"},
    "here": {"en": "stands here", "ru": "находится здесь", "kk": "осы жерде тұр"},
}


@dataclass(frozen=True)
class Words:
    """Everything a diagram says, in one language."""

    language: str

    def text(self, texts: Texts) -> str:
        return text_in(texts, self.language)

    def level(self, level: Level) -> str:
        return self._word(level)

    def version(self, number: int) -> str:
        return self._word("version").format(n=number)

    def role(self, name: str) -> str:
        """A role, or what somebody is to the measure."""
        return who_words(name, self.language)

    def rung(self, key: str) -> str:
        return rung_words(key, self.language)

    def field(self, name: str) -> str:
        return self.text(FACTS[name]) if name in FACTS else name

    def span(self, duration: Length) -> str:
        if isinstance(duration, PeriodDay):
            return str(duration)
        return span(duration.amount, duration.unit.value, self.language) or str(duration)

    def evidence(self, number: int) -> str:
        return self._word("evidence").format(n=number)

    def waits(self, duration: Duration) -> str:
        return self._word("waits").format(span=self.span(duration))

    def before_due(self, duration: Duration) -> str:
        return self._word("before_due").format(span=self.span(duration))

    def at_most(self, number: int) -> str:
        return self._word("at_most").format(n=number)

    def join(self, share: int | str, states: str) -> str:
        return self._word("join").format(share=self._share(share), states=states)

    def approval(self, how: str, title: str) -> str:
        return self._word(how).format(approval=title)

    def voices(self, how: str, who: str, share: object) -> str:
        return self._word(how).format(who=who, share=self._share(share))

    def _share(self, share: object) -> str:
        return self._word(str(share)) if share in ("all", "any") else str(share)

    @property
    def system(self) -> str:
        return who_words("system", self.language)

    @property
    def from_everywhere(self) -> str:
        return self._word("everywhere")

    @property
    def variants(self) -> str:
        return self._word("variants")

    @property
    def four_eyes(self) -> str:
        return self._word("four_eyes")

    def said(self, key: str) -> str:
        """A word of the legend."""
        return self._word(key)

    def _word(self, key: str | int) -> str:
        return _WORDS[str(key)][self.language]
