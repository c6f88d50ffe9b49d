"""Refusals about settings, the database and the command line itself, in Russian and Kazakh: see told.py."""

from __future__ import annotations

INSTALLATION: dict[str, tuple[str, str]] = {
    # Settings
    "lang cannot be {}": ("lang не может быть {0}", "lang {0} бола алмайды"),
    "en, ru or kk": ("en, ru или kk", "en, ru немесе kk"),
    "{} must be at least 1 second, not {}": (
        "{0}: не меньше 1 секунды, а не {1}",
        "{0}: кемінде 1 секунд, {1} емес",
    ),
    "metrics must be a port, not {}": ("metrics: нужен порт, а не {0}", "metrics: {0} емес, порт керек"),
    "e.g. 9464, or 0 for none": ("например 9464, или 0 — без него", "мысалы 9464, немесе 0 — портсыз"),
    "{} must be at least {}, not {}": ("{0}: не меньше {1}, а не {2}", "{0}: кемінде {1}, {2} емес"),
    "{}: {} takes a whole number, not {}": (
        "{0}: для {1} нужно целое число, а не {2}",
        "{0}: {1} үшін {2} емес, бүтін сан керек",
    ),
    "{}: there is no setting {}": ("{0}: настройки {1} нет", "{0}: {1} баптауы жоқ"),
    "{} is no time for cron: {}": ("{0} — не время для cron: {1}", "{0} cron уақыты емес: {1}"),
    "e.g. 0 9 * * mon-fri, or off": ("например 0 9 * * mon-fri или off", "мысалы 0 9 * * mon-fri немесе off"),
    "the log {} cannot be written: {}": ("журнал {0} не записывается: {1}", "{0} журналы жазылмайды: {1}"),
    "port {} cannot be used: {}": ("порт {0} занят или недоступен: {1}", "{0} порты қолжетімсіз: {1}"),
    # The database
    "{} is damaged: {}": ("{0} повреждён: {1}", "{0} бүлінген: {1}"),
    "another backup": ("другая резервная копия", "басқа сақтық көшірме"),
    "the last backup": ("последняя резервная копия", "соңғы сақтық көшірме"),
    "{} cannot be written: {}": ("{0} не записывается: {1}", "{0} жазылмайды: {1}"),
    "another place": ("другое место", "басқа орын"),
    "{} is in the format {}": ("{0} в формате {1}", "{0} пішімі {1}"),
    "a backup in {}": ("копия в формате {0}", "{0} пішіміндегі көшірме"),
    "{} is no backup: {}": ("{0} — не резервная копия: {1}", "{0} сақтық көшірме емес: {1}"),
    "a file made with qadam db backup": ("файл, сделанный qadam db backup", "qadam db backup жасаған файл"),
    "{} cannot be read: {}": ("{0} не читается: {1}", "{0} оқылмайды: {1}"),
    "another file": ("другой файл", "басқа файл"),
    "the database {} failed: {}": ("сбой базы {0}: {1}", "{0} базасының ақауы: {1}"),
    "there is no room left for the database {}": ("для базы {0} не осталось места", "{0} базасына орын қалмады"),
    "make room, then try again": ("освободите место и повторите", "орын босатып, қайталаңыз"),
    "the disk under the database {} is full or fails": (
        "диск под базой {0} заполнен или неисправен",
        "{0} базасының дискісі толған немесе бұзылған",
    ),
    "df -h, then try again": ("df -h, затем повторите", "df -h, содан кейін қайталаңыз"),
    "the database {} is read-only": ("база {0} только для чтения", "{0} базасы тек оқуға арналған"),
    "check the file's permissions": ("проверьте права на файл", "файл құқықтарын тексеріңіз"),
    "check the permissions of the file and its folder": (
        "проверьте права на файл и его папку",
        "файл мен оның қалтасының құқықтарын тексеріңіз",
    ),
    "the database refused it: {}": ("база отказала: {0}", "база бас тартты: {0}"),
    "PostgreSQL needs its driver": ("для PostgreSQL нужен драйвер", "PostgreSQL үшін драйвер керек"),
    "no database is reached by {}://": ("по {0}:// базы не бывает", "{0}:// арқылы база ашылмайды"),
    "sqlite:///FILE or postgresql://…": ("sqlite:///FILE или postgresql://…", "sqlite:///FILE немесе postgresql://…"),
    "a database must be a file": ("база должна быть файлом", "база файл болуы керек"),
    "this is no database URL: {}": ("это не адрес базы: {0}", "бұл база мекенжайы емес: {0}"),
    "there is no folder {}": ("папки {0} нет", "{0} қалтасы жоқ"),
    "schema {} is not known to this program": (
        "схема {0} этой программе неизвестна",
        "{0} сызбасы бағдарламаға белгісіз",
    ),
    "a newer version of Qadam": ("более новая версия Qadam", "Qadam бағдарламасының жаңарақ нұсқасы"),
    "{} is in no checkpoint yet": ("{0} ещё не в контрольной точке", "{0} әлі бақылау нүктесінде жоқ"),
    "{} cannot be restored: {}": ("{0} не восстанавливается: {1}", "{0} қалпына келтірілмейді: {1}"),
    "stop what works on it, then again": (
        "остановите, кто с ней работает, и повторите",
        "онымен жұмысты тоқтатып, қайталаңыз",
    ),
    "this is no backup of ours: there is no table {}": (
        "это не наша резервная копия: нет таблицы {0}",
        "бұл біздің сақтық көшірме емес: {0} кестесі жоқ",
    ),
    "{} difference(s), the first: {}": ("расхождений: {0}, первое: {1}", "айырмашылықтар: {0}, біріншісі: {1}"),
    "{} measures and {} people": ("мер — {0}, людей — {1}", "шаралар — {0}, адамдар — {1}"),
    "what cannot be read": ("что-то, что не читается", "оқылмайтын бірдеңе"),
    "{} holds {}, all of it would be gone": ("в {0} есть {1}, всё это пропадёт", "{0} ішінде {1} бар, бәрі жоғалады"),
    "a new --db, or --yes": ("новая --db или --yes", "жаңа --db немесе --yes"),
    "{} is a live database and stays one": ("{0} — рабочая база и ею остаётся", "{0} — жұмыс базасы, солай қалады"),
    "{} is a live database: what happened elsewhere is not replayed into it": (
        "{0} — рабочая база: чужие события в неё не переносятся",
        "{0} — жұмыс базасы: басқа жердегі оқиғалар оған көшірілмейді",
    ),
    # Ways out, with what is typed in them
    "--db practice.db, made with qadam --db practice.db init --sandbox": (
        "--db practice.db, созданная командой qadam --db practice.db init --sandbox",
        "qadam --db practice.db init --sandbox жасаған --db practice.db",
    ),
    "--from the first day --to the last": ("--from первый день --to последний", "--from алғашқы күн --to соңғы күн"),
    "--map OLD=NEW, a --plan, or --partial to leave them on their version": (
        "--map СТАРОЕ=НОВОЕ, --plan, или --partial, чтобы оставить их на своей версии",
        "--map ЕСКІ=ЖАҢА, --plan, немесе өз нұсқасында қалдыру үшін --partial",
    ),
    "--revert goes on with it": ("--revert продолжит", "--revert жалғастырады"),
    "--signed takes a date, not {}": ("--signed принимает дату, а не {0}", "--signed күн алады, {0} емес"),
    "--{} COLUMN; columns: {}": ("--{0} СТОЛБЕЦ; столбцы: {1}", "--{0} БАҒАН; бағандар: {1}"),
    "qadam definitions migrate {} --resume, --stop or --revert": (
        "qadam definitions migrate {0} --resume, --stop или --revert",
        "qadam definitions migrate {0} --resume, --stop немесе --revert",
    ),
    "qadam init makes a database": ("qadam init создаст базу", "qadam init базаны жасайды"),
    "qadam undo {}, and then this": ("qadam undo {0}, а затем это", "qadam undo {0}, содан кейін осы"),
    "qadam view list, or qadam view save NAME …": (
        "qadam view list или qadam view save ИМЯ …",
        "qadam view list немесе qadam view save АТЫ …",
    ),
    # What nobody expects
    "unexpected {}: {}": ("непредвиденная ошибка {0}: {1}", "күтпеген қате {0}: {1}"),
    "No such file or directory": ("нет такого файла или папки", "мұндай файл не қалта жоқ"),
    "Permission denied": ("нет прав доступа", "рұқсат жоқ"),
    "Is a directory": ("это папка", "бұл қалта"),
    "Not a directory": ("это не папка", "бұл қалта емес"),
    "No space left on device": ("на диске нет места", "дискіде орын жоқ"),
    "the same with -v, and tell us": ("повторите с -v и сообщите нам", "-v қосып қайталап, бізге хабарлаңыз"),
}
