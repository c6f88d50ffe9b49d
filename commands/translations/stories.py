"""What `--help` says of commands beyond their summary, in Russian and Kazakh, by paragraph. See told.py."""

from __future__ import annotations

STORIES: dict[str, tuple[str, str]] = {
    "With --where the filters of `qadam list` choose the measures. Try --dry-run first: it tells what each would do.": (
        "С --where меры выбирают условия `qadam list`. Сначала попробуйте --dry-run: он скажет, что будет с каждой.",
        "--where-мен шараларды `qadam list` сүзгілері таңдайды. Алдымен --dry-run: ол әрқайсысына не болатынын айтады.",
    ),
    "Mails of the move that have not gone are not sent; whoever it told is told of the correction. A national "
    "measure that followed its regions goes back with them unless it has moved on.": (
        "Неотправленные письма шага не уйдут; кому уже сообщили, тем сообщат об исправлении. Республиканская мера, "
        "пошедшая за регионами, вернётся с ними, если не ушла дальше.",
        "Қадамның жіберілмеген хаттары кетпейді; хабар алғандарға түзету айтылады. Өңірлер соңынан жүрген "
        "республикалық шара әрі кетпесе, олармен бірге қайтады.",
    ),
    "A region that left a field as it was follows the new text. One that had changed it keeps its own and decides, "
    "with a deadline: qadam settle. All of it happens, or nothing.": (
        "Регион, не менявший поле, следует новому тексту. Менявший оставляет своё и решает, со сроком: qadam "
        "settle. Происходит всё или ничего.",
        "Өрісті өзгертпеген өңір жаңа мәтінге көшеді. Өзгерткені өзінікін қалдырып, мерзіммен шешеді: qadam settle. "
        "Не бәрі болады, не ештеңе.",
    ),
    "The rule and its line, every step of the reckoning with the days passed over, pauses, earlier dates, the "
    "calendar, whose lateness it is, and the ladder.": (
        "Правило и его строка, каждый шаг счёта с пропущенными днями, паузы, прежние даты, календарь, чьё опоздание "
        "и напоминания.",
        "Ереже мен оның жолы, өткізілген күндерімен есептің әр қадамы, үзілістер, бұрынғы күндер, күнтізбе, кешігу "
        "кімдікі және ескертулер.",
    ),
    "It is the engine itself at work, under a virtual clock and on a private copy: nothing is changed. With "
    "--calendar or --definitions the same portfolio is played under those rules too, and the difference is shown.": (
        "Работает сам движок, по условным часам и на своей копии: ничего не меняется. С --calendar или "
        "--definitions те же меры проигрываются и по тем правилам, и показывается разница.",
        "Шартты сағатпен, өз көшірмесінде қозғалтқыштың өзі жұмыс істейді: ештеңе өзгермейді. --calendar не "
        "--definitions берілсе, сол шаралар сол ережемен де ойнатылып, айырмасы көрсетіледі.",
    ),
    "All or nothing, unless --partial. A wording that names no date is imported as it is and listed, never guessed; "
    "such a measure cannot be approved before somebody sets its date. --dry-run shows how each cell was understood.": (
        "Всё или ничего, кроме --partial. Срок без даты загружается как есть и попадает в список, а не угадывается; "
        "такую меру не утвердить, пока дату не поставят. --dry-run показывает, как понята каждая ячейка.",
        "--partial болмаса, не бәрі, не ештеңе. Күні аталмаған мерзім сол күйі жүктеліп, тізімге түседі, "
        "болжанбайды; күні қойылмай ондай шара бекітілмейді. --dry-run әр ұяшық қалай түсінілгенін көрсетеді.",
    ),
    "HTML is one self-contained page to read and print; XLSX has live formulas and filters; CSV and JSON are for "
    "programs and go to stdout without -o. --lang chooses the language.": (
        "HTML — одна цельная страница для чтения и печати; в XLSX живые формулы и фильтры; CSV и JSON — для "
        "программ, без -o идут в stdout. Язык выбирает --lang.",
        "HTML — оқуға, басып шығаруға бір тұтас бет; XLSX ішінде формула мен сүзгі бар; CSV мен JSON "
        "бағдарламаларға, -o болмаса stdout-қа шығады. Тілді --lang таңдайды.",
    ),
    "Each pass leaves a heartbeat, as those of `qadam run` do; one that comes later than three times --every is "
    "downtime, and told apart from lateness that is somebody's. A sandbox whose clock stands beats only with "
    "--every.": (
        "Каждый проход оставляет отметку, как и `qadam run`; позже чем через три --every — это простой, и он "
        "отличается от чьего-то опоздания. Учебная база со стоящими часами отмечает только с --every.",
        "Әр өту `qadam run` сияқты белгі қалдырады; үш --every мерзімінен кеш болса, ол — тоқтап тұру, біреудің "
        "кешігуінен бөлек саналады. Сағаты тұрған оқу базасы тек --every берілсе белгі қалдырады.",
    ),
    "Any number of them may run on one database. SIGTERM finishes what was begun. The log has one line for each "
    "beat that did something; --metrics tells a monitor of backlog, mail and refusals in Prometheus' format.": (
        "На одной базе их может работать сколько угодно. По SIGTERM начатое доделывается. В журнале строка на "
        "каждый непустой проход; --metrics сообщает об очереди, почте и отказах в формате Prometheus.",
        "Бір базада қаншасы болса да жұмыс істей алады. SIGTERM бастағанын аяқтатады. Журналда бос емес әр өтуге "
        "бір жол; --metrics кезек, пошта, бас тартуларды Prometheus пішімінде айтады.",
    ),
    "Everybody says so for themselves, an administrator for anybody. What is asked of somebody, due or late cannot "
    "be switched off.": (
        "Каждый решает за себя, администратор — за любого. То, что от человека требуется, сроки и просрочки не "
        "отключаются.",
        "Әркім өзі үшін шешеді, әкімші — кез келген үшін. Адамнан талап етілетіні, мерзім мен кешігу өшірілмейді.",
    ),
    "People may renew and take back their own; an administrator anybody's.": (
        "Свой токен может обновить и отозвать каждый, администратор — любой.",
        "Өз токенін әркім жаңарта, қайтара алады, әкімші — кез келгенін.",
    ),
    "Every finding says its file, line and column, and for what is found on the way a shortest example.": (
        "У каждого замечания файл, строка и столбец, а у найденного в пути — кратчайший пример.",
        "Әр ескертпеде файл, жол, баған, ал жолда табылғанына ең қысқа мысал бар.",
    ),
    "Each activity becomes an event and the state it leads into; names of any kind are kept as titles. What may end "
    "in the middle gets an event to close it.": (
        "Каждое действие станет событием и статусом после него; любые имена сохраняются как названия. Для того, что "
        "может кончиться посередине, добавляется завершающее событие.",
        "Әр әрекет оқиға мен одан кейінгі мәртебе болады; кез келген атау сақталады. Ортасында аяқталуы мүмкініне "
        "жабатын оқиға қосылады.",
    ),
    "With --dry-run it says per measure: safe, needs mapping or blocked, with the due dates before and after, the "
    "rungs that would fire at once and the mails they would send. A rung that has fired never fires again.": (
        "С --dry-run о каждой мере: safe, needs mapping или blocked, сроки до и после, какие ступени сработают "
        "сразу и какие письма уйдут. Сработавшая ступень второй раз не срабатывает.",
        "--dry-run әр шара туралы айтады: safe, needs mapping не blocked, бұрынғы және жаңа мерзім, бірден іске "
        "қосылатын сатылар мен хаттар. Іске қосылған саты екінші рет қосылмайды.",
    ),
    "The file adds hours, names and days of its own to Kazakhstan's public holidays; definitions/calendar.yaml is "
    "the one that comes with Qadam, to be copied and changed.": (
        "Файл дополняет праздники Казахстана своими часами, названиями и днями; definitions/calendar.yaml идёт в "
        "поставке, его копируют и меняют.",
        "Файл Қазақстан мерекелеріне өз сағаттарын, атаулары мен күндерін қосады; definitions/calendar.yaml "
        "жеткізіліммен келеді, көшіріп өзгертіңіз.",
    ),
    "What is closed or overdue keeps the verdict of its own calendar; nothing moves into the past, and what fired "
    "does not fire again. Every measure that is moved gets a row of history, and whom its deadline reminds is told "
    "the new date. Stopped half-way, it goes on where it was.": (
        "Закрытое и просроченное остаётся по своему календарю; в прошлое ничего не сдвигается, сработавшее не "
        "повторяется. У каждой сдвинутой меры появляется строка истории, а кому напоминает срок, тому сообщают "
        "новую дату. Прерванное продолжается с того же места.",
        "Жабылғаны мен мерзімі өткені өз күнтізбесінде қалады; өткенге ештеңе жылжымайды, іске қосылғаны "
        "қайталанбайды. Жылжыған әр шараға тарих жолы қосылады, ескерту алатындарға жаңа күн айтылады. Үзілсе, сол "
        "жерінен жалғасады.",
    ),
    "The scheduler does it by itself once a day.": (
        "Планировщик делает это сам раз в день.",
        "Жоспарлаушы мұны күніне бір рет өзі істейді.",
    ),
    "Give a root that was printed elsewhere, and even a database rewritten whole is found out.": (
        "С корнем, записанным в другом месте, видна подмена даже всей базы.",
        "Басқа жерде жазылған түбірмен бүкіл базаның ауыстырылғаны да білінеді.",
    ),
    "Looks at the database and its schema, the clock, deadlines that stay silent, mail and its server, people and "
    "roles, measures without a date, the calendar's horizon and the disk. Exit code 1 when something is broken.": (
        "Смотрит базу и схему, часы, молчащие сроки, почту и её сервер, людей и роли, меры без даты, горизонт "
        "календаря и диск. Код 1, если что-то неисправно.",
        "База мен сызбаны, сағатты, үнсіз мерзімдерді, пошта мен серверін, адамдар мен рөлдерді, күнсіз шараларды, "
        "күнтізбе көкжиегін, дискіні қарайды. Ақау болса, код 1.",
    ),
    "A flag goes before a QADAM_* variable, which goes before qadam.toml, which goes before the default.": (
        "Параметр важнее переменной QADAM_*, она — важнее qadam.toml, тот — важнее умолчания.",
        "Параметр QADAM_* айнымалысынан, ол qadam.toml-дан, ол әдепкісінен басым.",
    ),
    "Only in a sandbox. Each row is a command like any other; what the measure type does not allow is refused, told "
    "with its row, and leaves no trace. People whom the log names and nobody knows are added with the national "
    "roles the measure type asks for. A replay that was stopped goes on where it was when it is started again.": (
        "Только в учебной базе. Каждая строка — обычная команда; что вид мер не допускает, отклоняется с номером "
        "строки и следа не оставляет. Неизвестные люди из журнала добавляются с нужными республиканскими ролями. "
        "Остановленный перенос при новом запуске продолжается.",
        "Тек оқу базасында. Әр жол — кәдімгі пәрмен; шара түрі рұқсат етпегені жол нөмірімен қабылданбайды, із "
        "қалдырмайды. Журналдағы белгісіз адамдар керекті республикалық рөлдермен қосылады. Тоқтаған өткізу қайта "
        "қосқанда жалғасады.",
    ),
    "The plan holds real wordings of public documents and rows marked as samples; the people are invented; the "
    "weeks are those of spring 2024, with their holidays and a working Saturday.": (
        "В плане настоящие формулировки открытых документов и строки-примеры; люди вымышлены; недели — весны 2024 "
        "года, с праздниками и рабочей субботой.",
        "Жоспарда ашық құжаттардың шынайы тұжырымдары мен үлгі жолдар; адамдар ойдан алынған; апталар — 2024 жылғы "
        "көктем, мерекелері мен жұмыс сенбісі бар.",
    ),
    "A live database is brought up to date by its administrators. --admin names the first one, or another one when "
    "none holds a good token any more. A definition once loaded never changes: where the shipped one has another "
    "text under the same version, nothing is done, unless --keep-definitions says to go on with the loaded one.": (
        "Рабочую базу обновляют её администраторы. --admin называет первого или нового, если ни у кого нет годного "
        "токена. Загруженное определение не меняется: если в поставке под той же версией другой текст, ничего не "
        "делается, пока --keep-definitions не велит продолжить с загруженным.",
        "Жұмыс базасын әкімшілері жаңартады. --admin алғашқысын, не ешкімде жарамды токен қалмаса, жаңасын атайды. "
        "Жүктелген анықтама өзгермейді: жеткізілгенінің сол нұсқадағы мәтіні өзге болса, --keep-definitions "
        "жүктелгенімен жалғастыр демейінше ештеңе істелмейді.",
    ),
    "The file holds people's addresses and digests of tokens, so only its owner can read it. It can be restored "
    "into either kind of database.": (
        "В файле адреса людей и отпечатки токенов, поэтому читает его только владелец. Восстановить можно в базу "
        "любого вида.",
        "Файлда адамдар мекенжайлары мен токен іздері бар, сондықтан оны тек иесі оқиды. Кез келген түрдегі базаға "
        "қалпына келтіруге болады.",
    ),
    "Stop `qadam run` first: workers remember definitions of what was there before.": (
        "Сначала остановите `qadam run`: он помнит прежние определения.",
        "Алдымен `qadam run` тоқтатыңыз: ол бұрынғы анықтамаларды есте сақтайды.",
    ),
}
