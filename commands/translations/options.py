"""What options are for, in Russian and Kazakh, by their English help: shown by `--help`. See told.py."""

from __future__ import annotations

OPTIONS: dict[str, tuple[str, str]] = {
    # Of all commands
    "Database: sqlite:///FILE or postgresql://…": (
        "База: sqlite:///ФАЙЛ или postgresql://…",
        "База: sqlite:///ФАЙЛ немесе postgresql://…",
    ),
    "Who is asking.": ("Кто обращается.", "Кім сұрап отыр."),
    "Language of names and words.": ("Язык названий и слов.", "Атаулар мен сөздердің тілі."),
    "Print one JSON document.": ("Вывести один документ JSON.", "Бір JSON құжатын шығару."),
    "Print CSV.": ("Вывести CSV.", "CSV шығару."),
    "Set the clock of a sandbox ('real' lets it run again).": (
        "Перевести часы учебной базы ('real' снова пустит их).",
        "Оқу базасының сағатын қою ('real' оны қайта жүргізеді).",
    ),
    "Say what would happen, change nothing.": (
        "Сказать, что произойдёт, ничего не меняя.",
        "Не болатынын айту, ештеңені өзгертпеу.",
    ),
    "Do not ask.": ("Не спрашивать.", "Сұрамау."),
    "Log what is done to stderr, a line each, with the whole story of an error.": (
        "Писать в stderr, что делается, построчно, ошибки — со всеми подробностями.",
        "Не істелетінін stderr-ге жолма-жол жазу, қателерді толық мәліметімен.",
    ),
    "Show this message and exit.": ("Показать эту справку и выйти.", "Осы анықтаманы көрсетіп, шығу."),
    "Show the version and exit.": ("Показать версию и выйти.", "Нұсқасын көрсетіп, шығу."),
    "Show these columns, in this order.": (
        "Показать эти столбцы в этом порядке.",
        "Осы бағандарды осы ретпен көрсету.",
    ),
    "In the order of a column; -COLUMN the other way.": (
        "По порядку столбца; -СТОЛБЕЦ — в обратном.",
        "Баған реті бойынша; -БАҒАН кері ретпен.",
    ),
    "Look again every so many seconds (alone: 5) until Ctrl-C.": (
        "Обновлять каждые столько секунд (без числа: 5) до Ctrl-C.",
        "Ctrl-C басылғанша осынша секунд сайын жаңарту (сансыз: 5).",
    ),
    # Which measures
    "In this state, by name or title.": (
        "В этом статусе, по имени или названию.",
        "Осы мәртебеде, аты не атауы бойынша.",
    ),
    "Of this measure type.": ("Этого вида мер.", "Осы шара түрі."),
    "Of this region, by code or name.": ("Этого региона, по коду или названию.", "Осы өңір, коды не атауы бойынша."),
    "Led by this agency, by code or name.": (
        "Где ответственный орган этот, по коду или названию.",
        "Жауапты органы осы, коды не атауы бойынша.",
    ),
    "National measures or regional variants.": (
        "Республиканские меры или региональные варианты.",
        "Республикалық шаралар немесе өңірлік нұсқалар.",
    ),
    "Variants of this national measure.": (
        "Варианты этой республиканской меры.",
        "Осы республикалық шараның нұсқалары.",
    ),
    "Whose deadline has passed.": ("Чей срок прошёл.", "Мерзімі өткендер."),
    "Whose deadline is before this moment.": ("Чей срок раньше этого момента.", "Мерзімі осы сәттен ертерек."),
    "Open ones the plan left without a date or a lead agency.": (
        "Незавершённые, которым план не дал срока или органа.",
        "Жоспар мерзімін не органын бермеген аяқталмағандары.",
    ),
    "With words that begin so in title, data or number.": (
        "С такими началами слов в названии, данных или номере.",
        "Атауында, деректерінде не нөмірінде сөзі осылай басталатындар.",
    ),
    "As it was at this moment, from history.": (
        "Как было в этот момент, по истории.",
        "Осы сәтте қалай болғаны, тарих бойынша.",
    ),
    "Only what follows this measure, for the next page.": (
        "Только то, что идёт после этой меры: следующая страница.",
        "Тек осы шарадан кейінгілер: келесі бет.",
    ),
    "Only this measure type.": ("Только этот вид мер.", "Тек осы шара түрі."),
    "Only measures of this type.": ("Только меры этого вида.", "Тек осы түрдегі шаралар."),
    "Only variants of this region.": ("Только варианты этого региона.", "Тек осы өңірдің нұсқалары."),
    # Acting
    "Instead of measures: state, type, region, agency, level, parent, due_before, needs, search, overdue.": (
        "Вместо мер: state, type, region, agency, level, parent, due_before, needs, search, overdue.",
        "Шаралардың орнына: state, type, region, agency, level, parent, due_before, needs, search, overdue.",
    ),
    "Instead of measures, as in qadam move.": (
        "Вместо мер, как в qadam move.",
        "Шаралардың орнына, qadam move сияқты.",
    ),
    "A field the event sets (repeat).": (
        "Поле, которое заполняет событие (можно повторять).",
        "Оқиға толтыратын өріс (қайталауға болады).",
    ),
    "Fill in the fields and the comment in $EDITOR.": (
        "Заполнить поля и комментарий в $EDITOR.",
        "Өрістер мен түсініктемені $EDITOR ішінде толтыру.",
    ),
    "Why; some events require it.": (
        "Причина; некоторые события её требуют.",
        "Себебі; кейбір оқиғалар оны талап етеді.",
    ),
    "A file or a link that proves it (repeat).": (
        "Файл или ссылка, подтверждающие это (можно повторять).",
        "Мұны растайтын файл не сілтеме (қайталауға болады).",
    ),
    "Repeating a command with the same id does nothing and answers the same.": (
        "Повтор команды с тем же id ничего не делает и отвечает так же.",
        "Сол id бар пәрменді қайталау ештеңе істемейді, жауабы сол.",
    ),
    "Refuse if somebody moved it since this version.": (
        "Отказать, если меру изменили после этой версии.",
        "Осы нұсқадан кейін біреу өзгертсе, бас тарту.",
    ),
    "Why; it stays in the history.": ("Причина; она остаётся в истории.", "Себебі; ол тарихта қалады."),
    "A field to change (repeat).": ("Поле, которое меняется (можно повторять).", "Өзгеретін өріс (қайталауға болады)."),
    "A region that is to do it as well (repeat).": (
        "Регион, который тоже исполняет (можно повторять).",
        "Қосымша орындайтын өңір (қайталауға болады).",
    ),
    "A region that is not to do it (repeat).": (
        "Регион, который не исполняет (можно повторять).",
        "Орындамайтын өңір (қайталауға болады).",
    ),
    "Why; every region is told.": ("Причина; её узнает каждый регион.", "Себебі; әр өңірге айтылады."),
    "Why.": ("Причина.", "Себебі."),
    "Plan number; the next free one when left out.": (
        "Номер по плану; без него — следующий свободный.",
        "Жоспар бойынша нөмірі; көрсетілмесе, келесі бос нөмір.",
    ),
    "Lead agency, by code or name.": (
        "Ответственный орган, по коду или названию.",
        "Жауапты орган, коды не атауы бойынша.",
    ),
    "Last day of execution, e.g. 2026-12-20.": (
        "Последний день исполнения, например 2026-12-20.",
        "Орындаудың соңғы күні, мысалы 2026-12-20.",
    ),
    "Region it will fan out to (repeat); all when left out.": (
        "Регион, куда мера пойдёт (можно повторять); без него — все.",
        "Шара баратын өңір (қайталауға болады); көрсетілмесе, бәрі.",
    ),
    "A field of the type (repeat).": ("Поле вида (можно повторять).", "Түрдің өрісі (қайталауға болады)."),
    "A remark for the history.": ("Замечание для истории.", "Тарихқа ескертпе."),
    # Looking ahead and back
    "How far to look.": ("На сколько дней вперёд.", "Неше күн алға қарау."),
    "What if this calendar were in force?": (
        "Что, если бы действовал этот календарь?",
        "Осы күнтізбе күшінде болса ше?",
    ),
    "What if these measure types were?": (
        "Что, если бы действовали эти виды мер?",
        "Осы шара түрлері күшінде болса ше?",
    ),
    "Per agency and week instead of rung by rung.": (
        "По органам и неделям вместо отдельных ступеней.",
        "Жеке сатылардың орнына орган мен апта бойынша.",
    ),
    "Lines to show.": ("Сколько строк показать.", "Неше жол көрсету."),
    "Tell regions or lead agencies apart.": ("Различать регионы или органы.", "Өңірлерді не органдарды ажырату."),
    "Leave out stays that ended before.": ("Без пребываний, кончившихся раньше.", "Бұрын аяқталғандарын қоспау."),
    "Lines of each list; JSON has all.": ("Строк в каждом списке; в JSON все.", "Әр тізімдегі жол саны; JSON-да бәрі."),
    "By the file's ending; html when it says nothing.": (
        "По окончанию файла; если не ясно — html.",
        "Файл аяғы бойынша; түсініксіз болса, html.",
    ),
    "2026, 2026-H1, 2026-Q2, 2026-05 or DAY..DAY; this year when left out.": (
        "2026, 2026-H1, 2026-Q2, 2026-05 или ДЕНЬ..ДЕНЬ; без него — этот год.",
        "2026, 2026-H1, 2026-Q2, 2026-05 немесе КҮН..КҮН; көрсетілмесе, биылғы жыл.",
    ),
    "The file to write.": ("Какой файл записать.", "Жазылатын файл."),
    # Plans
    "Type of the rows that do not say theirs; else it is told from the section.": (
        "Вид для строк, где он не указан; иначе — по разделу.",
        "Түрі көрсетілмеген жолдарға; әйтпесе бөліміне қарай.",
    ),
    "When the plan was signed, for wordings that count from it.": (
        "Когда подписан план: от этого дня считают некоторые сроки.",
        "Жоспар қашан қол қойылды: кейбір мерзім содан саналады.",
    ),
    "Put before each number, where two plans number their rows alike.": (
        "Ставится перед номерами, если в двух планах они совпадают.",
        "Екі жоспардың нөмірлері бірдей болса, алдына қойылады.",
    ),
    "Write a plan file to fill in, .xlsx or .csv.": (
        "Записать бланк плана для заполнения, .xlsx или .csv.",
        "Толтыруға жоспар үлгісін жазу, .xlsx немесе .csv.",
    ),
    "Import what can be, though some rows are refused.": (
        "Загрузить что можно, хотя часть строк отклонена.",
        "Кей жол қабылданбаса да, мүмкін болғанын жүктеу.",
    ),
    # Running it
    "When cron runs it again, so that downtime is known.": (
        "Через сколько cron запустит снова: так виден простой.",
        "cron қашан қайта іске қосады: тоқтап тұруы содан білінеді.",
    ),
    "Seconds between beats.": ("Секунд между проходами.", "Өтулер арасындағы секунд."),
    "Write the log to this file as well.": ("Писать журнал и в этот файл.", "Журналды осы файлға да жазу."),
    "Answer /health and /metrics on 127.0.0.1:PORT.": (
        "Отвечать на /health и /metrics по 127.0.0.1:PORT.",
        "127.0.0.1:PORT арқылы /health пен /metrics-ке жауап беру.",
    ),
    "What was held back, merged or skipped, and why.": (
        "Что задержано, объединено или пропущено, и почему.",
        "Не кідіртілді, біріктірілді не өткізілді, неге.",
    ),
    "The newest so many.": ("Сколько новейших.", "Ең жаңаларының саны."),
    "What the event sets, as for move.": ("Что заполняет событие, как в move.", "Оқиға не толтырады, move сияқты."),
    "The comment, as for move.": ("Комментарий, как в move.", "Түсініктеме, move сияқты."),
    "Write each as HTML and show the first in the browser.": (
        "Записать каждое как HTML и показать первое в браузере.",
        "Әрқайсысын HTML етіп жазып, біріншісін браузерде көрсету.",
    ),
    "The whole message as the mail server got it.": (
        "Письмо целиком, как его получил сервер.",
        "Пошта сервері алған хаттың өзі.",
    ),
    "Name as mails and history show it; the id when left out.": (
        "Имя для писем и истории; без него — id.",
        "Хаттар мен тарихтағы аты; көрсетілмесе, id.",
    ),
    "Scope of the regional roles, and of agency roles that act in one region.": (
        "Где действуют региональные роли и роли органов одного региона.",
        "Өңірлік рөлдердің және бір өңірдегі орган рөлдерінің аясы.",
    ),
    "Scope of the agency roles.": ("Где действуют роли органов.", "Орган рөлдерінің аясы."),
    "Languages of the person's mails, in order.": ("Языки писем, по порядку.", "Хат тілдері, ретімен."),
    "The first day they are gone.": ("Первый день отсутствия.", "Жоқ болатын алғашқы күні."),
    "Who holds this role.": ("У кого эта роль.", "Осы рөл кімде."),
    "Who is away.": ("Кто отсутствует.", "Кім жоқ."),
    "The last day.": ("Последний день.", "Соңғы күні."),
    "How long it will be good.": ("Сколько дней действует.", "Неше күн жарамды."),
    "Take back all their tokens, or one with --id.": (
        "Отозвать все токены или один, с --id.",
        "Барлық токенін не --id-пен біреуін қайтарып алу.",
    ),
    "Show the tokens they were given, without the secrets.": (
        "Показать выданные токены, без секретов.",
        "Берілген токендерді құпиясыз көрсету.",
    ),
    "Which one to take back.": ("Какой отозвать.", "Қайсысын қайтарып алу."),
    # Definitions
    "As docs/authority.md has it.": ("Как в docs/authority.md.", "docs/authority.md сияқты."),
    "Also against the people in this database: roles held, mails to nobody.": (
        "Ещё и по людям этой базы: у кого роли, письма никому.",
        "Осы базадағы адамдармен де: рөл кімде, ешкімге бармайтын хаттар.",
    ),
    "With --people: more people than this is too many.": (
        "С --people: больше этого — слишком много людей.",
        "--people-мен: бұдан көп адам — тым көп.",
    ),
    "Print SARIF 2.1.0, for continuous integration.": ("Вывести SARIF 2.1.0 для CI.", "CI үшін SARIF 2.1.0 шығару."),
    "Where to; else it is printed.": ("Куда; иначе выводится.", "Қайда; әйтпесе шығарылады."),
    "Else told from the file's name, or mermaid.": (
        "Иначе — по имени файла или mermaid.",
        "Әйтпесе файл атынан, не mermaid.",
    ),
    "The newest when left out.": ("Без него — новейшая.", "Көрсетілмесе, ең жаңасы."),
    "Draw a definition file instead.": ("Нарисовать файл определения.", "Анықтама файлын сызу."),
    "Draw the way of one measure instead.": ("Нарисовать путь одной меры.", "Бір шараның жолын сызу."),
    "The version to bring them to.": ("На какую версию перевести.", "Қай нұсқаға көшіру."),
    "What becomes of an old state (repeat).": (
        "Во что переходит прежний статус (можно повторять).",
        "Ескі мәртебе неге айналады (қайталауға болады).",
    ),
    "A YAML file: states, fields.": ("Файл YAML: states, fields.", "YAML файлы: states, fields."),
    "Leave measures that are not safe on their version.": (
        "Меры, которые переводить опасно, оставить на их версии.",
        "Көшіру қауіпті шараларды өз нұсқасында қалдыру.",
    ),
    "Families per transaction.": ("Семей мер в одной транзакции.", "Бір транзакциядағы шара топтары."),
    "Stop after so many families; --resume goes on.": (
        "Остановиться после стольких семей; --resume продолжит.",
        "Осынша топтан кейін тоқтау; --resume жалғастырады.",
    ),
    "Go on with the migration that was stopped or killed.": (
        "Продолжить остановленный или прерванный перевод.",
        "Тоқтаған не үзілген көшіруді жалғастыру.",
    ),
    "Let a running migration stop after its batch.": (
        "Остановить перевод после текущей порции.",
        "Көшіруді осы бөліктен кейін тоқтату.",
    ),
    "Bring back what nobody has moved since the migration.": (
        "Вернуть то, что после перевода никто не трогал.",
        "Көшірілгеннен кейін ешкім жылжытпағанын қайтару.",
    ),
    "Print the file's text as it was loaded.": (
        "Вывести текст файла, как он загружен.",
        "Файл мәтінін жүктелген күйінде шығару.",
    ),
    "Write it to a file.": ("Записать в файл.", "Файлға жазу."),
    # History, logs, the store
    "A root printed elsewhere, e.g. in a digest.": (
        "Корень, записанный в другом месте, например в сводке.",
        "Басқа жерде, мысалы шолуда, жазылған түбір.",
    ),
    "'-' for stdout; *.gz.": ("'-' — в stdout; *.gz.", "'-' — stdout-қа; *.gz."),
    "The measure type, loaded if it is new.": ("Вид мер; новый загружается.", "Шара түрі; жаңасы жүктеледі."),
    "Instead: a measure type of this database.": (
        "Вместо него: вид мер этой базы.",
        "Оның орнына: осы базадағы шара түрі.",
    ),
    "Column of the case id.": ("Столбец с номером случая.", "Оқиға нөмірінің бағаны."),
    "Column of the event, by its name or title in the definition.": (
        "Столбец с событием, по имени или названию в определении.",
        "Оқиға бағаны, анықтамадағы аты не атауы бойынша.",
    ),
    "Column of the time; without an offset it is local time.": (
        "Столбец времени; без смещения — местное.",
        "Уақыт бағаны; ығысуы болмаса, жергілікті.",
    ),
    "Column of who did it.": ("Столбец с исполнителем.", "Орындаған адам бағаны."),
    "How times are written, as strptime says it; ISO 8601 when left out.": (
        "Как записано время, на языке strptime; без него — ISO 8601.",
        "Уақыт жазылуы, strptime бойынша; көрсетілмесе, ISO 8601.",
    ),
    "Also write the refusals to this CSV.": ("Записать отказы ещё и в этот CSV.", "Бас тартуларды осы CSV-ге де жазу."),
    "A practice database: its clock can be set, nobody has to prove who they are.": (
        "Учебная база: часы переводятся, никому не нужно подтверждать, кто он.",
        "Оқу базасы: сағатын қоюға болады, ешкім өзін растамайды.",
    ),
    "Make the first administrator, whose token is shown once.": (
        "Завести первого администратора; его токен показывается один раз.",
        "Алғашқы әкімшіні енгізу; токені бір рет көрсетіледі.",
    ),
    "The administrator's address.": ("Адрес администратора.", "Әкімшінің мекенжайы."),
    "Keep a loaded definition where the shipped one says something else.": (
        "Оставить загруженное определение, если в поставке другое.",
        "Жеткізілгені өзге болса, жүктелген анықтаманы қалдыру.",
    ),
    "Forget the token kept for this database.": ("Забыть токен для этой базы.", "Осы базаның токенін ұмыту."),
    "Also look whether every file given as evidence is there and unchanged.": (
        "Проверить и то, что все файлы подтверждений на месте и не изменены.",
        "Растау файлдарының бәрі орнында, өзгермегенін де тексеру.",
    ),
}
