"""What `qadam doctor` finds, and the cures, in Russian and Kazakh: see told.py."""

from __future__ import annotations

FINDINGS: dict[str, tuple[str, str]] = {
    "broken": ("неисправность", "ақау"),
    "warning": ("предупреждение", "ескерту"),
    "all well": ("всё в порядке", "бәрі дұрыс"),
    "{} of {} findings are broken": ("неисправностей: {0} из {1} замечаний", "{1} ескертпеден ақау саны: {0}"),
    "the clock says {}, but history already has an entry of {}: the clock went back, or it ran ahead before": (
        "на часах {0}, а в истории уже есть запись за {1}: часы отстали или раньше спешили",
        "сағат {0} көрсетеді, ал тарихта {1} жазбасы бар: сағат артқа кеткен немесе бұрын озып тұрған",
    ),
    "set the clock (NTP); nothing fires twice meanwhile, but deadlines wait": (
        "поправьте часы (NTP); дважды ничего не сработает, но контроль сроков пока стоит",
        "сағатты түзетіңіз (NTP); ештеңе екі рет іске қосылмайды, бірақ мерзім бақылауы күтіп тұр",
    ),
    "this machine's time zones are old: they put Almaty at UTC+{}, it is UTC+5 since March 2024": (
        "часовые пояса этой машины устарели: Алматы в них UTC+{0}, а с марта 2024 года это UTC+5",
        "осы машинаның уақыт белдеулері ескі: Алматы UTC+{0} деп тұр, ал 2024 жылғы наурыздан бері UTC+5",
    ),
    "{} rungs are due and have not fired, the oldest since {}: nothing beats": (
        "не сработало ступеней контроля: {0}, самая давняя с {1}: службу никто не запускает",
        "іске қосылмаған бақылау сатылары: {0}, ең ескісі {1} бері: қызметті ешкім іске қосып тұрған жоқ",
    ),
    "qadam run (docs/deploy has a service for it), or qadam tick from cron": (
        "qadam run (служба для него в docs/deploy) или qadam tick из cron",
        "qadam run (оның қызметі docs/deploy ішінде) немесе cron арқылы qadam tick",
    ),
    "{} deadlines run to a date to come with no rung before or at it, e.g. {}": (
        "сроков, о которых никто не напомнит ни до, ни в срок: {0}, например у {1}",
        "мерзіміне дейін де, мерзімінде де ескертілмейтін мерзімдер: {0}, мысалы {1}",
    ),
    "give their definition a rung at `due`, raise its version: qadam definitions check FILE": (
        "добавьте в определение ступень `due` и поднимите версию: qadam definitions check FILE",
        "анықтамаға `due` сатысын қосып, нұсқасын көтеріңіз: qadam definitions check FILE",
    ),
    "{} measures stand in states their type does not have, e.g. {} of {}: nothing can be done with them": (
        "мер в статусах, которых у их вида нет: {0}, например {1} вида {2}: с ними ничего нельзя сделать",
        "түрінде жоқ мәртебеде тұрған шаралар: {0}, мысалы {2} түрінің {1}: олармен ештеңе істеуге болмайды",
    ),
    "qadam definitions migrate {} --to VERSION, or restore a backup": (
        "qadam definitions migrate {0} --to VERSION или восстановите резервную копию",
        "qadam definitions migrate {0} --to VERSION немесе сақтық көшірмені қалпына келтіріңіз",
    ),
    "a mail has been due since {} and is not sent": (
        "письмо должно было уйти ещё {0} и не отправлено",
        "хат {0} жіберілуі керек еді, әлі жіберілген жоқ",
    ),
    "qadam mail list --status pending tells why; qadam tick sends what it can": (
        "причину покажет qadam mail list --status pending; qadam tick отправит, что можно",
        "себебін qadam mail list --status pending айтады; qadam tick мүмкін болғанын жібереді",
    ),
    "{} mails could not be delivered and are given up": (
        "писем не доставлено, попытки прекращены: {0}",
        "жеткізілмеген, әрекет тоқтатылған хаттар: {0}",
    ),
    "qadam mail list --status dead, then qadam mail retry ID": (
        "qadam mail list --status dead, затем qadam mail retry ID",
        "qadam mail list --status dead, содан кейін qadam mail retry ID",
    ),
    "{} addresses get no mail since one came back, e.g. {}": (
        "адресов, на которые после возврата письма ничего не отправляется: {0}, например {1}",
        "хат қайтарылғаннан кейін ештеңе жіберілмейтін мекенжайлар: {0}, мысалы {1}",
    ),
    "qadam mail paused tells why; once the address is right: qadam mail resume ADDRESS": (
        "причину покажет qadam mail paused; когда адрес исправен: qadam mail resume ADDRESS",
        "себебін qadam mail paused айтады; мекенжай дұрыс болғанда: qadam mail resume ADDRESS",
    ),
    "mail cannot go out: {}": ("почта не уходит: {0}", "пошта жіберілмейді: {0}"),
    "the setting `mail` (qadam config show); mails wait and lose nothing": (
        "настройка `mail` (qadam config show); письма ждут и не теряются",
        "`mail` баптауы (qadam config show); хаттар күтеді, жоғалмайды",
    ),
    "nobody holds {}: their steps wait and their mails reach nobody": (
        "роли никому не даны: {0}; их шаги стоят, их письма ни до кого не доходят",
        "ешкімге берілмеген рөлдер: {0}; олардың қадамдары тоқтап тұр, хаттары ешкімге жетпейді",
    ),
    "qadam people add NAME --role ROLE …, or qadam people load FILE": (
        "qadam people add NAME --role ROLE … или qadam people load FILE",
        "qadam people add NAME --role ROLE … немесе qadam people load FILE",
    ),
    "{} regions have no regional.coordinator: {}": (
        "регионов без regional.coordinator — {0}: {1}",
        "regional.coordinator жоқ өңірлер — {0}: {1}",
    ),
    "{} measures have no date yet and cannot be approved: {}": (
        "мер без срока, их нельзя утвердить — {0}: {1}",
        "мерзімі жоқ, бекітуге болмайтын шаралар — {0}: {1}",
    ),
    "the calendar is known until {}; what lies beyond is reckoned by weekdays alone": (
        "календарь известен до {0}; дальше счёт идёт только по дням недели",
        "күнтізбе {0} дейін белгілі; одан әрі тек апта күндері бойынша есептеледі",
    ),
    "qadam calendar load FILE with the decree of the coming year, then qadam calendar recompute": (
        "qadam calendar load FILE с постановлением на будущий год, затем qadam calendar recompute",
        "келер жылғы қаулымен qadam calendar load FILE, содан кейін qadam calendar recompute",
    ),
    "evidence cannot be kept: {} is not writable": (
        "подтверждения негде хранить: в {0} нельзя записать",
        "растауларды сақтау мүмкін емес: {0} ішіне жазуға болмайды",
    ),
    "the setting `evidence`, or the folder's permissions": (
        "настройка `evidence` или права на папку",
        "`evidence` баптауы немесе қалта құқықтары",
    ),
    "{} MB are free where the database lies": (
        "там, где лежит база, свободно {0} МБ",
        "база жатқан жерде {0} МБ бос орын қалды",
    ),
    "make room, or move the database": (
        "освободите место или перенесите базу",
        "орын босатыңыз немесе базаны көшіріңіз",
    ),
}
