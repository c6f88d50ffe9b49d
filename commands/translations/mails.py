"""Refusals about mail, in Russian and Kazakh: see told.py."""

from __future__ import annotations

MAILS: dict[str, tuple[str, str]] = {
    "the mail to {} was not taken: {}": ("письмо для {0} не принято: {1}", "{0} мекенжайына хат қабылданбады: {1}"),
    "check the setting `mail`": ("проверьте настройку `mail`", "`mail` баптауын тексеріңіз"),
    "mail_templates: there is no folder {}": ("mail_templates: папки {0} нет", "mail_templates: {0} қалтасы жоқ"),
    "a folder of templates, or leave it out": (
        "папка шаблонов, или уберите настройку",
        "үлгілер қалтасы, немесе баптауды алып тастаңыз",
    ),
    "mails of the kind {} cannot be switched off": (
        "письма вида {0} не отключаются",
        "{0} түріндегі хаттар өшірілмейді",
    ),
    "at-once or daily": ("at-once или daily", "at-once немесе daily"),
    "{} comes when it comes": ("{0} приходит по своему времени", "{0} өз уақытымен келеді"),
    "at-once (to get it) or off": ("at-once (получать) или off", "at-once (алу) немесе off"),
    "mail_bounces: {} is no place for delivery reports": (
        "mail_bounces: {0} — не место для отчётов о доставке",
        "mail_bounces: {0} жеткізу есептеріне орын емес",
    ),
    "maildir:PATH or mbox:PATH": ("maildir:ПУТЬ или mbox:ПУТЬ", "maildir:ЖОЛ немесе mbox:ЖОЛ"),
    "mail_bounces: there is no {}": ("mail_bounces: {0} нет", "mail_bounces: {0} жоқ"),
    "make it, or leave the setting out": ("создайте или уберите настройку", "жасаңыз немесе баптауды алып тастаңыз"),
    "mail_bounces: {} cannot be read: {}": ("mail_bounces: {0} не читается: {1}", "mail_bounces: {0} оқылмайды: {1}"),
    "check the folder": ("проверьте папку", "қалтаны тексеріңіз"),
    "mail_quiet: {} are no hours": ("mail_quiet: {0} — не часы", "mail_quiet: {0} сағат емес"),
    "e.g. 20:00-08:00, or nothing": ("например 20:00-08:00, или пусто", "мысалы 20:00-08:00, немесе бос"),
    "mail_quiet: {} leaves no time at all": (
        "mail_quiet: {0} не оставляет времени вовсе",
        "mail_quiet: {0} мүлде уақыт қалдырмайды",
    ),
    "mail cannot go to {}": ("почта не может идти в {0}", "пошта {0} жіберілмейді"),
    "delivery reports cannot go to {}": ("отчёты о доставке не могут идти на {0}", "жеткізу есептері {0} жіберілмейді"),
    "the mail server's address names no host": (
        "в адресе почтового сервера нет узла",
        "пошта серверінің мекенжайында хост жоқ",
    ),
    "the mail server's user and password must be ASCII": (
        "имя и пароль почтового сервера должны быть в ASCII",
        "пошта серверінің аты мен құпиясөзі ASCII болуы керек",
    ),
    "a mail server's address takes no {}": (
        "в адресе почтового сервера не бывает {0}",
        "пошта серверінің мекенжайында {0} болмайды",
    ),
    "starttls cannot be {}": ("starttls не может быть {0}", "starttls {0} бола алмайды"),
    "verify cannot be {}": ("verify не может быть {0}", "verify {0} бола алмайды"),
    "timeout cannot be {}": ("timeout не может быть {0}", "timeout {0} бола алмайды"),
    "a number of seconds, e.g. 20": ("число секунд, например 20", "секунд саны, мысалы 20"),
    "helo cannot be {}": ("helo не может быть {0}", "helo {0} бола алмайды"),
    "this machine's name, e.g. qadam.example.kz": (
        "имя этой машины, например qadam.example.kz",
        "осы машинаның аты, мысалы qadam.example.kz",
    ),
    "the mail server's address cannot be read": (
        "адрес почтового сервера не читается",
        "пошта серверінің мекенжайы оқылмайды",
    ),
    "{} is not a mail address": ("{0} — не адрес почты", "{0} пошта мекенжайы емес"),
    "mail_pace: {} is no pace": ("mail_pace: {0} — не темп", "mail_pace: {0} қарқын емес"),
    "mails in a minute, e.g. *=60 gov.kz=20": (
        "писем в минуту, например *=60 gov.kz=20",
        "минутына хат саны, мысалы *=60 gov.kz=20",
    ),
    "there is no mail template {}": ("шаблона письма {0} нет", "{0} хат үлгісі жоқ"),
    "the mail template cannot be read: {}: {}": (
        "шаблон письма не читается: {0}: {1}",
        "хат үлгісі оқылмайды: {0}: {1}",
    ),
    "the mail template {} cannot be filled in: {}: {}": (
        "шаблон письма {0} не заполняется: {1}: {2}",
        "{0} хат үлгісі толтырылмайды: {1}: {2}",
    ),
    "the facts of the mail cannot be read: {}: {}": (
        "сведения письма не читаются: {0}: {1}",
        "хат деректері оқылмайды: {0}: {1}",
    ),
    "the editor failed: {}": ("редактор не сработал: {0}", "редактор іске аспады: {0}"),
    "VISUAL=EDITOR, or --set and --comment instead": (
        "VISUAL=РЕДАКТОР, или вместо него --set и --comment",
        "VISUAL=РЕДАКТОР, немесе оның орнына --set пен --comment",
    ),
}
