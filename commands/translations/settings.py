"""What the settings mean, in Russian and Kazakh, by the sentence that stands under each in workflow/config.py."""

from __future__ import annotations

SETTINGS: dict[str, tuple[str, str]] = {
    "Where the database is: `sqlite:///FILE` or `postgresql://…`.": (
        "Где находится база: `sqlite:///ФАЙЛ` или `postgresql://…`.",
        "База қайда: `sqlite:///ФАЙЛ` немесе `postgresql://…`.",
    ),
    "Who is asking, when no --as says so.": (
        "От чьего имени, если не указано --as.",
        "--as көрсетілмесе, кімнің атынан.",
    ),
    "Language people are told things in: en, ru or kk.": (
        "Язык сообщений: en, ru или kk.",
        "Хабарламалар тілі: en, ru немесе kk.",
    ),
    "Where mails go: a folder (one .eml file each), `smtp://user:password@host:587` or `smtps://…`.": (
        "Куда уходят письма: папка (по файлу .eml на письмо), `smtp://user:password@host:587` или `smtps://…`.",
        "Хаттар қайда жіберіледі: қалта (әр хатқа бір .eml файлы), `smtp://user:password@host:587` не `smtps://…`.",
    ),
    "Sender of every mail.": ("Отправитель всех писем.", "Барлық хаттың жіберушісі."),
    "Right-hand side of the Message-IDs; choose it once and keep it.": (
        "Правая часть Message-ID; выберите её один раз и не меняйте.",
        "Message-ID-дің оң жағы; бір рет таңдап, өзгертпеңіз.",
    ),
    "Where delivery reports come back to (the envelope's sender); the sender itself when empty.": (
        "Куда возвращаются отчёты о доставке (отправитель конверта); если пусто — сам отправитель.",
        "Жеткізу есептері қайтатын мекенжай (конверт жіберушісі); бос болса — жіберушінің өзі.",
    ),
    "A folder with templates of this installation's own, which go before the shipped ones.": (
        "Папка с собственными шаблонами этой установки; они важнее поставляемых.",
        "Осы орнатудың өз үлгілері бар қалта; олар жеткізілгендерден бұрын алынады.",
    ),
    "Hours in which, and on days off, only urgent mails go out; empty for none.": (
        "Часы, когда, как и в выходные, уходят только срочные письма; пусто — таких часов нет.",
        "Демалыс күндеріндегідей тек шұғыл хаттар жіберілетін сағаттар; бос — ондай сағат жоқ.",
    ),
    "Most mails to one recipient in a day; the rest waits for the digest. 0 for no ceiling.": (
        "Сколько писем в день самое большее получает один адресат; остальное ждёт сводки. 0 — без ограничения.",
        "Бір алушыға күніне ең көбі неше хат; қалғаны жинақты күтеді. 0 — шектеусіз.",
    ),
    "Most mails in a minute to a domain: `*=60 gov.kz=20`; as fast as it goes when empty.": (
        "Сколько писем в минуту самое большее уходит на домен: `*=60 gov.kz=20`; пусто — без ограничения.",
        "Бір доменге минутына ең көбі неше хат: `*=60 gov.kz=20`; бос — шектеусіз.",
    ),
    "Age at which a mail that could not be sent becomes a dead letter.": (
        "Через сколько дней письмо, которое не удалось отправить, признаётся недоставленным.",
        "Жіберілмеген хат неше күннен кейін жеткізілмеген болып танылады.",
    ),
    "Where delivery reports lie: `maildir:PATH` or `mbox:PATH`.": (
        "Где лежат отчёты о доставке: `maildir:ПУТЬ` или `mbox:ПУТЬ`.",
        "Жеткізу есептері қайда: `maildir:ЖОЛ` немесе `mbox:ЖОЛ`.",
    ),
    "When daily digests are written, as cron says it, in local time; `off` for never.": (
        "Когда составляются ежедневные сводки, в записи cron, по местному времени; `off` — никогда.",
        "Күнделікті жинақтар қашан жасалады: cron жазуымен, жергілікті уақытпен; `off` — ешқашан.",
    ),
    "When weekly digests are written.": (
        "Когда составляются еженедельные сводки.",
        "Апталық жинақтар қашан жасалады.",
    ),
    "Folder in which files given as evidence are kept, by their content.": (
        "Папка, где хранятся файлы-подтверждения, по их содержимому.",
        "Растау файлдары мазмұны бойынша сақталатын қалта.",
    ),
    "Seconds between two beats of `qadam run`.": (
        "Сколько секунд между двумя проходами `qadam run`.",
        "`qadam run` екі өтуінің арасы, секунд.",
    ),
    "Seconds after which cron runs `qadam tick` again, at most: after three times as many we were down.": (
        "Через сколько секунд самое большее cron снова запускает `qadam tick`: втрое больше — уже простой.",
        "cron `qadam tick`-ті ең көбі неше секундтан кейін қайта іске қосады: үш есе көбі — тоқтап тұру.",
    ),
    "File `qadam run` writes its log to as well, one line for each thing done; none when empty.": (
        "Файл, куда `qadam run` пишет и журнал, по строке на действие; пусто — не пишет.",
        "`qadam run` журналын қоса жазатын файл, әр әрекетке бір жол; бос — жазбайды.",
    ),
    "Port on this machine's own address where `qadam run` tells its health and metrics; 0 for none.": (
        "Порт на собственном адресе машины, где `qadam run` сообщает о своём состоянии и показатели; 0 — нет.",
        "`qadam run` өз күйі мен көрсеткіштерін айтатын осы машинаның порты; 0 — жоқ.",
    ),
    "Zone in which times are shown.": (
        "Часовой пояс, в котором показано время.",
        "Уақыт көрсетілетін белдеу.",
    ),
}
