"""Refusals in Russian and Kazakh, by their English wording: `{}` stands for what a message names.

The program refuses in English, in one place for each reason; here is what a coordinator reads instead, as gettext
would look it up. A test holds that whatever can be refused to a coordinator is here; what is not is told in English.
In a translation `{0}`, `{1}` stand for what the English names first, second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

RU, KK = 0, 1

REFUSALS: dict[str, tuple[str, str]] = {
    # Who may do what
    "{}: {} may not {} it ({})": (
        "{0}: {1} не может выполнить {2} ({3})",
        "{0}: {1} {2} орындай алмайды ({3})",
    ),
    "ask {}": ("обратитесь: {0}", "мына кісіге жүгініңіз: {0}"),
    "no role": ("нет роли", "рөлі жоқ"),
    "nobody here is called {}": ("здесь нет пользователя {0}", "мұнда {0} деген пайдаланушы жоқ"),
    "{} left on {}: nothing can be done as {}": (
        "{0} не работает с {1}: действовать от имени {2} нельзя",
        "{0} {1} күнінен бері жұмыс істемейді: {2} атынан ештеңе істеуге болмайды",
    ),
    "{} may not change the {} ({})": ("{0} не может изменять {1} ({2})", "{0} {1} өзгерте алмайды ({2})"),
    "{} may not create a {}": ("{0} не может создать меру вида {1}", "{0} {1} түріндегі шараны құра алмайды"),
    "nobody can act as 'system'": ("от имени 'system' действовать нельзя", "'system' атынан әрекет етуге болмайды"),
    "say who you are with --as": ("укажите, кто вы: --as ИМЯ", "кім екеніңізді көрсетіңіз: --as АТЫ"),
    "say who you are: --as ACTOR, or QADAM_ACTOR in the environment": (
        "укажите, кто вы: --as ИМЯ или переменная QADAM_ACTOR",
        "кім екеніңізді көрсетіңіз: --as АТЫ немесе QADAM_ACTOR айнымалысы",
    ),
    "this token is not known here": ("этот токен здесь неизвестен", "бұл токен мұнда белгісіз"),
    "an administrator gives one: qadam people token NAME": (
        "токен выдаёт администратор: qadam people token ИМЯ",
        "токенді әкімші береді: qadam people token АТЫ",
    ),
    "the token of {} {}": ("токен пользователя {0}: {1}", "{0} токені: {1}"),
    "a new one: qadam people token {}": ("новый: qadam people token {0}", "жаңасы: qadam people token {0}"),
    "this token is {}'s: nothing can be done as {} with it": (
        "это токен пользователя {0}: действовать с ним от имени {1} нельзя",
        "бұл {0} токені: онымен {1} атынан ештеңе істеуге болмайды",
    ),
    "{} has left: this token is good no more": (
        "{0} больше не работает: токен недействителен",
        "{0} енді жұмыс істемейді: токен жарамсыз",
    ),
    "this database is live: {} must prove who they are": (
        "это рабочая база: {0} должен подтвердить, кто он",
        "бұл жұмыс базасы: {0} өзін растауы керек",
    ),
    "QADAM_TOKEN or qadam login, with the token an administrator gives: qadam people token {}": (
        "QADAM_TOKEN или qadam login с токеном от администратора: qadam people token {0}",
        "әкімші берген токенмен QADAM_TOKEN немесе qadam login: qadam people token {0}",
    ),
    # What may happen
    "{}: cannot {}: {}": ("{0}: выполнить {1} нельзя: {2}", "{0}: {1} орындауға болмайды: {2}"),
    "{} is {}: cannot {}": (
        "мера {0} в статусе {1}: событие {2} невозможно",
        "{0} шарасы {1} мәртебесінде: {2} оқиғасы мүмкін емес",
    ),
    "possible: {}": ("возможно: {0}", "мүмкін: {0}"),
    "nothing more can happen to it": ("мера завершена, событий больше нет", "шара аяқталған, басқа оқиға жоқ"),
    "did you mean {}?": ("возможно, вы имели в виду {0}?", "мүмкін {0} деп ойладыңыз ба?"),
    "did you mean {}? qadam move {} {}": (
        "возможно, вы имели в виду {0}? qadam move {1} {2}",
        "мүмкін {0} деп ойладыңыз ба? qadam move {1} {2}",
    ),
    "{} must be set": ("нужно заполнить: {0}", "толтыру керек: {0}"),
    "{} must be given for the period": ("нужно указать за этот период: {0}", "осы кезең үшін көрсету керек: {0}"),
    "a {} cannot be created: {} must be set": (
        "меру вида {0} нельзя создать: нужно заполнить {1}",
        "{0} түріндегі шараны құруға болмайды: {1} толтыру керек",
    ),
    "{} sets {}, not {}": ("событие {0} заполняет {1}, но не {2}", "{0} оқиғасы {1} толтырады, {2} емес"),
    "nothing": ("ничего", "ештеңе"),
    "a comment must say why": ("нужен комментарий с причиной", "себебін түсініктемеде жазу керек"),
    "{} piece(s) of evidence must be attached, {} given": (
        "нужно приложить подтверждений: {0}, приложено: {1}",
        "тіркелуі керек растаулар: {0}, тіркелгені: {1}",
    ),
    "{} may happen at most {} time(s), and has": (
        "событие {0} возможно не более {1} раз, и они использованы",
        "{0} оқиғасы ең көбі {1} рет болуы мүмкін, ол таусылды",
    ),
    "it must be asked at least {} before the deadline, by {}": (
        "это нужно запросить не позднее чем за {0} до срока, до {1}",
        "мұны мерзімге кемінде {0} қалғанда, {1} дейін сұрау керек",
    ),
    "{} must pass in {}, until {}": (
        "в статусе {1} должно пройти {0}, до {2}",
        "{1} мәртебесінде {0} өтуі керек, {2} дейін",
    ),
    "it is not refused": ("согласующие не отказали", "келісушілер бас тартқан жоқ"),
    "nothing is approved without {}: it cannot decline": (
        "без {0} ничего не согласуется: отказаться нельзя",
        "{0} болмаса, ештеңе келісілмейді: бас тартуға болмайды",
    ),
    "{} has answered {} for {} already": ("{0} уже ответил {1} за {2}", "{0} {2} үшін {1} деп жауап беріп қойған"),
    "{} is not asked by agreement: it must answer": (
        "{0} участвует не «по согласованию»: ответ обязателен",
        "{0} «келісім бойынша» емес: жауап беруі тиіс",
    ),
    "every region named has its variant already": (
        "у всех названных регионов вариант уже есть",
        "аталған өңірлердің бәрінде нұсқа бар",
    ),
    "name the regions that remain: fewer than now, and none that is new": (
        "назовите остающиеся регионы: меньше, чем сейчас, и без новых",
        "қалатын өңірлерді атаңыз: қазіргіден аз, жаңасыз",
    ),
    "{} would be dropped: name all regions, the new ones as well": (
        "{0} выпадут: назовите все регионы вместе с новыми",
        "{0} түсіп қалады: жаңаларымен бірге барлық өңірді атаңыз",
    ),
    "nothing is in conflict": ("расхождений нет", "қайшылық жоқ"),
    "say what holds for {}": ("решите, что действует для {0}", "{0} үшін не күшінде екенін шешіңіз"),
    "there is none": ("таких нет", "ондай жоқ"),
    "those are {}": ("это {0}", "олар: {0}"),
    "{} of {} is none that {}: {}": ("{0} ({1}): {2}? Нет: {3}", "{0} ({1}): {2}? Жоқ: {3}"),
    "waits for a report": ("ждёт отчёта", "есеп күтуде"),
    "is reported and not accepted": ("с отчётом, но не принят", "есебі бар, қабылданбаған"),
    "is reported": ("с отчётом", "есебі бар"),
    "{} waits for a report": ("{0}: отчёт ожидается", "{0}: есеп күтілуде"),
    "{} is reported and not accepted": ("{0}: отчёт не принят", "{0}: есеп қабылданбаған"),
    "a new {} must be given": ("укажите новое значение: {0}", "жаңа мәнін көрсетіңіз: {0}"),
    "{} must move to a day later than {}, not {}": (
        "{0} можно перенести только на более поздний день, чем {1}, а не на {2}",
        "{0} тек {1} күнінен кейінгі күнге ауыстырылады, {2} емес",
    ),
    "{} {} it, so somebody else must {} it": (
        "{0} уже участвовал ({1}), поэтому {2} выполняет другой человек",
        "{0} бұған қатысқан ({1}), сондықтан {2} басқа адам орындауы керек",
    ),
    "{} of {} regional variants must be {}; {} are ({})": (
        "в статусе {2} должно быть региональных вариантов: {0} из {1}; сейчас {3} ({4})",
        "{2} мәртебесінде {1} өңірлік нұсқаның {0} болуы керек; қазір {3} ({4})",
    ),
    "{} must be {}": ("{0}: должен быть статус {1}", "{0}: мәртебесі {1} болуы керек"),
    "it has no regional variant that counts": (
        "у меры нет региональных вариантов, которые учитываются",
        "шарада есепке алынатын өңірлік нұсқа жоқ",
    ),
    "{} names no region to fan out to": (
        "у меры {0} не указан ни один регион",
        "{0} шарасында бірде-бір өңір көрсетілмеген",
    ),
    "{} is at version {}, not {}: {} did {} meanwhile": (
        "у меры {0} версия {1}, а не {2}: {3} за это время выполнил {4}",
        "{0} шарасының нұсқасы {1}, {2} емес: осы уақытта {3} {4} орындады",
    ),
    "qadam show {}, then decide again": (
        "qadam show {0}, затем решите заново",
        "qadam show {0}, содан кейін қайта шешіңіз",
    ),
    "{}: somebody else moved it first": ("{0}: кто-то изменил меру раньше", "{0}: шараны басқа біреу бұрын өзгертті"),
    "look again, then decide again": ("посмотрите ещё раз и решите заново", "қайта қарап, қайта шешіңіз"),
    "request {} was used to {} {}": (
        "запрос {0} уже использован: {1} {2}",
        "{0} сұранысы бұрын қолданылған: {1} {2}",
    ),
    "request {} is somebody else's": ("запрос {0} принадлежит другому", "{0} сұранысы басқа біреудікі"),
    "give each request an id of its own": ("у каждого запроса должен быть свой id", "әр сұраныстың өз id болуы керек"),
    "{} of {} were refused": ("отказано: {0} из {1}", "бас тартылды: {1} ішінен {0}"),
    "see the reason beside each": ("причина указана у каждой меры", "себебі әр шараның жанында"),
    "no measure fits --where": ("ни одна мера не подходит под --where", "--where шартына ешбір шара сай емес"),
    "the same filters with qadam list": ("те же условия с qadam list", "сол сүзгілерді qadam list-пен байқаңыз"),
    # What is named and is not there
    "there is no measure {}": ("меры {0} нет", "{0} шарасы жоқ"),
    "there is a measure {} already": ("мера {0} уже есть", "{0} шарасы бар"),
    "the next free number is {}": ("следующий свободный номер: {0}", "келесі бос нөмір: {0}"),
    "there is no measure type {}": ("вида мер {0} нет", "{0} деген шара түрі жоқ"),
    "there is no region {}": ("региона {0} нет", "{0} деген өңір жоқ"),
    "there is no agency {}": ("органа {0} нет", "{0} деген орган жоқ"),
    "there is no state {}": ("статуса {0} нет", "{0} деген мәртебе жоқ"),
    "there is no view {}": ("представления {0} нет", "{0} деген көрініс жоқ"),
    "there is no mail {}": ("письма {0} нет", "{0} хаты жоқ"),
    "there is no help on {}": ("справки по теме {0} нет", "{0} тақырыбы бойынша анықтама жоқ"),
    "known: {}": ("известны: {0}", "белгілілері: {0}"),
    "types: {}": ("виды: {0}", "түрлері: {0}"),
    "agencies: {}": ("органы: {0}", "органдар: {0}"),
    "regions: {}": ("регионы: {0}", "өңірлер: {0}"),
    "versions: {}": ("версии: {0}", "нұсқалары: {0}"),
    "topics: {}": ("темы: {0}", "тақырыптар: {0}"),
    "one of: {}": ("одно из: {0}", "мыналардың бірі: {0}"),
    "one of {}": ("одно из: {0}", "мыналардың бірі: {0}"),
    "{} has no version {}": ("у {0} нет версии {1}", "{0} түрінің {1} нұсқасы жоқ"),
    "version {} of {} is not in this database": (
        "версии {0} вида {1} в этой базе нет",
        "бұл базада {1} түрінің {0} нұсқасы жоқ",
    ),
    "{} did not exist at {}": ("меры {0} на {1} ещё не было", "{1} уақытында {0} шарасы болған жоқ"),
    "{} has no history": ("у меры {0} нет истории", "{0} шарасының тарихы жоқ"),
    # Values
    "{} has no field {}": ("у вида {0} нет поля {1}", "{0} түрінде {1} өрісі жоқ"),
    "its fields are: {}": ("его поля: {0}", "оның өрістері: {0}"),
    "{} cannot be a measure's number": ("{0} не может быть номером меры", "{0} шара нөмірі бола алмайды"),
    "up to 24 letters, digits, dots and dashes, e.g. 12, 3.1 or 12а": (
        "до 24 букв, цифр, точек и дефисов, например 12, 3.1 или 12а",
        "24-ке дейін әріп, цифр, нүкте, сызықша, мысалы 12, 3.1 немесе 12а",
    ),
    "{} takes text, not {}": ("в поле {0} нужен текст, а не {1}", "{0} өрісіне {1} емес, мәтін керек"),
    "{} is {} characters long; at most {} are kept": (
        "{0}: знаков {1}, а можно не более {2}",
        "{0}: {1} таңба, ал ең көбі {2}",
    ),
    "{} takes a number of at most 2^53, not {}": (
        "в поле {0} нужно число не больше 2^53, а не {1}",
        "{0} өрісіне 2^53-тен аспайтын сан керек, {1} емес",
    ),
    "{} takes a number, not {}": ("в поле {0} нужно число, а не {1}", "{0} өрісіне {1} емес, сан керек"),
    "{} takes a whole number, not {}": (
        "в поле {0} нужно целое число, а не {1}",
        "{0} өрісіне {1} емес, бүтін сан керек",
    ),
    "{} takes yes or no, not {}": ("в поле {0} нужно yes или no, а не {1}", "{0} өрісіне {1} емес, yes не no керек"),
    "{} takes a list, not {}": ("в поле {0} нужен список, а не {1}", "{0} өрісіне {1} емес, тізім керек"),
    "several, with commas between them": ("несколько значений через запятую", "үтір арқылы бірнеше мән"),
    "{} takes a date such as 2026-12-20, not {}": (
        "в поле {0} нужна дата, например 2026-12-20, а не {1}",
        "{0} өрісіне {1} емес, күн керек, мысалы 2026-12-20",
    ),
    "{} takes notes by name, not {}": (
        "в поле {0} нужны заметки по именам, а не {1}",
        "{0} өрісіне атаулы жазбалар керек, {1} емес",
    ),
    "qadam import sets it": ("его заполняет qadam import", "оны qadam import толтырады"),
    "{} cannot be {}": ("{0} не может быть {1}", "{0} {1} бола алмайды"),
    "{} must be at least {}{}, not {}": ("{0}: не меньше {1}{2}, а не {3}", "{0}: кемінде {1}{2}, {3} емес"),
    "{} must be at most {}{}, not {}": ("{0}: не больше {1}{2}, а не {3}", "{0}: ең көбі {1}{2}, {3} емес"),
    "{} needs words in en, ru or kk": (
        "в поле {0} нужен текст на en, ru или kk",
        "{0} өрісіне en, ru не kk тілінде мәтін керек",
    ),
    "a text, or one text per language": (
        "один текст или по тексту на каждом языке",
        "бір мәтін немесе әр тілде бір мәтін",
    ),
    "{} is no length of time": ("{0} не продолжительность", "{0} уақыт ұзақтығы емес"),
    "a whole number of {}, e.g. 10 working days": (
        "целое число единиц ({0}), например 10 working days",
        "бүтін сан мен өлшем ({0}), мысалы 10 working days",
    ),
    "{} is no moment": ("{0} не момент времени", "{0} уақыт сәті емес"),
    "ISO 8601, e.g. 2026-12-01T09:00 or 2026-12-01": (
        "ISO 8601, например 2026-12-01T09:00 или 2026-12-01",
        "ISO 8601, мысалы 2026-12-01T09:00 немесе 2026-12-01",
    ),
    "{} is beyond what can be reckoned with": ("{0} вне пределов счёта", "{0} есептеу шегінен тыс"),
    "{} is no evidence": ("{0} не может быть подтверждением", "{0} растау бола алмайды"),
    "a file, or a link with https://": ("файл или ссылка https://", "файл немесе https:// сілтемесі"),
    "{} is not a file": ("{0} не файл", "{0} файл емес"),
    "the path of a file, or a link": ("путь к файлу или ссылка", "файл жолы немесе сілтеме"),
    "the path of a file that can be read": ("путь к файлу, который можно прочитать", "оқуға болатын файл жолы"),
    "{} has {} bytes; at most {} are kept": (
        "{0}: {1} байт, а хранится не более {2}",
        "{0}: {1} байт, ең көбі {2} сақталады",
    ),
    "give a link to it": ("дайте ссылку на него", "оған сілтеме беріңіз"),
    # The database
    "{} is a live database: its clock cannot be set": (
        "{0} — рабочая база: её часы не переводятся",
        "{0} — жұмыс базасы: оның сағаты ауыстырылмайды",
    ),
    "leave out --now, or practise on one made with qadam init --sandbox": (
        "без --now, или на учебной базе: qadam init --sandbox",
        "--now болмасын, немесе оқу базасында: qadam init --sandbox",
    ),
    "there is no database {} yet": ("базы {0} ещё нет", "{0} базасы әлі жоқ"),
    "qadam init, or qadam demo to look around": (
        "qadam init, или qadam demo для знакомства",
        "qadam init, немесе танысу үшін qadam demo",
    ),
    "{} is not a Qadam database yet": ("{0} ещё не база Qadam", "{0} әлі Qadam базасы емес"),
    "{} has schema {}, this program works on {}": (
        "у базы {0} схема {1}, а программе нужна {2}",
        "{0} базасының сызбасы {1}, бағдарламаға {2} керек",
    ),
    "{} cannot be opened: {}": ("{0} не открывается: {1}", "{0} ашылмады: {1}"),
    "the database {} cannot be read: {}": ("база {0} не читается: {1}", "{0} базасы оқылмады: {1}"),
    "the database {} cannot be reached: {}": ("база {0} недоступна: {1}", "{0} базасы қолжетімсіз: {1}"),
    "the database {} is busy: somebody else has been writing for {} seconds": (
        "база {0} занята: другая запись идёт уже {1} с",
        "{0} базасы бос емес: басқа жазу {1} с бойы жүріп жатыр",
    ),
    "try again in a moment": ("повторите через минуту", "бір сәттен соң қайталаңыз"),
    "another command used this request id at the same moment": (
        "тот же request id в этот момент использовала другая команда",
        "дәл осы сәтте бұл request id басқа пәрменде қолданылды",
    ),
    "send it again": ("отправьте ещё раз", "қайта жіберіңіз"),
}


def told_in(language: str, message: str) -> str:
    """A message in a language; in English where it is not known in another.

    >>> told_in("ru", "there is no measure 12")
    'меры 12 нет'
    """
    if language == "en":
        return message
    place = RU if language == "ru" else KK
    for pattern, template in _patterns():
        found = pattern.fullmatch(message)
        if found:
            return REFUSALS[template][place].format(*(_part(language, part) for part in found.groups()))
    return message


def _part(language: str, part: str) -> str:
    """What a message names may be reasons of their own, with semicolons between them."""
    return "; ".join(told_in(language, reason) for reason in part.split("; "))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English wordings as patterns, those that say most first."""
    return tuple(sorted(_compiled(), key=lambda pair: -len(pair[1].replace("{}", ""))))


def _compiled() -> Iterator[tuple[re.Pattern[str], str]]:
    for template in REFUSALS:
        parts = [re.escape(part) for part in template.split("{}")]
        last = _REASONS if template.endswith(": {}") else _NAME
        groups = [*[_NAME] * (len(parts) - 2), last][: len(parts) - 1]
        pattern = "".join(part + group for part, group in zip(parts, [*groups, ""], strict=True))
        yield re.compile(pattern, re.DOTALL), template


_NAME = r"((?:(?!: |; ).)+?)"
"""A name never reaches over the marks that part a refusal from its reasons."""
_REASONS = r"(.+)"
