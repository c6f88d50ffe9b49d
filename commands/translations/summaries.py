"""What commands are for, in Russian and Kazakh, by their English summary: shown by `--help`. See told.py."""

from __future__ import annotations

SUMMARIES: dict[str, tuple[str, str]] = {
    "Carries every preventive measure of the national anti-drug headquarters from draft to report.": (
        "Ведёт каждую профилактическую меру Республиканского штаба от проекта до отчёта.",
        "Республикалық штабтың әр профилактикалық шарасын жобадан есепке дейін жүргізеді.",
    ),
    # Headings
    "Usage:": ("Вызов:", "Қолданылуы:"),
    "Example": ("Пример", "Мысал"),
    "Examples": ("Примеры", "Мысалдар"),
    "Options": ("Параметры", "Параметрлер"),
    "Options of all commands": ("Параметры всех команд", "Барлық пәрменнің параметрлері"),
    "Commands": ("Команды", "Пәрмендер"),
    "Every day": ("Каждый день", "Күн сайын"),
    "Running it": ("Обслуживание", "Қызмет көрсету"),
    "Beginning": ("Начало", "Бастау"),
    "required": ("обязательно", "міндетті"),
    "default:": ("по умолчанию:", "әдепкісі:"),
    # Every day
    "List measures; filters combine.": ("Список мер; условия сочетаются.", "Шаралар тізімі; сүзгілер бірігеді."),
    "Show one measure: facts, deadline, children, what may happen next and who may do it, last events.": (
        "Показать меру: сведения, срок, варианты, что возможно дальше и кому, последние события.",
        "Шараны көрсету: мәлімет, мерзім, нұсқалар, әрі қарай не мүмкін және кімге, соңғы оқиғалар.",
    ),
    "Make an event happen to one or several measures; each gets its own result.": (
        "Провести событие с одной или несколькими мерами; у каждой свой результат.",
        "Бір не бірнеше шарамен оқиғаны орындау; әрқайсысының өз нәтижесі бар.",
    ),
    "Take back the last move: the measure and its deadlines are again as they were, and the history shows both.": (
        "Отменить последний шаг: мера и сроки снова как были, в истории видно и то и другое.",
        "Соңғы қадамды қайтару: шара мен мерзімдер бұрынғыдай, тарихта екеуі де көрінеді.",
    ),
    "Change a national measure while its regions are at work: its text, or which regions do it.": (
        "Изменить республиканскую меру, когда регионы уже работают: текст или состав регионов.",
        "Өңірлер жұмыс істеп жатқанда республикалық шараны өзгерту: мәтінін не өңірлерін.",
    ),
    "Decide what holds in a region where a national amendment met what the region had changed.": (
        "Решить, что действует в регионе, где республиканская правка встретила региональную.",
        "Республикалық түзету өңірдікімен қабысқан жерде ненің күшінде екенін шешу.",
    ),
    "Show how far each region has moved from the national text, field by field, and what it still has to decide.": (
        "Показать по полям, насколько регионы отошли от общего текста и что им ещё решить.",
        "Өңірлер жалпы мәтіннен қаншалық алшақ, тағы не шешуі керегін өріс бойынша көрсету.",
    ),
    "Create one national measure in its initial state.": (
        "Создать республиканскую меру в начальном статусе.",
        "Бастапқы мәртебедегі республикалық шараны құру.",
    ),
    "Show everything that ever happened to a measure, in order.": (
        "Показать по порядку всё, что было с мерой.",
        "Шарамен болғанның бәрін ретімен көрсету.",
    ),
    "Explain when a measure is due and why, so that it can be checked by hand.": (
        "Объяснить, когда срок меры и почему, чтобы можно было проверить вручную.",
        "Шара мерзімі қашан және неге екенін қолмен тексерерліктей түсіндіру.",
    ),
    "Show the board: counts per state, what is overdue, what is due within seven days.": (
        "Показать доску: сколько мер в статусах, что просрочено, что в ближайшие семь дней.",
        "Тақтаны көрсету: мәртебелердегі сан, мерзімі өткені, жеті күнде келетіні.",
    ),
    "List late measures, the latest first: how late, whose move it is, which rung fired last.": (
        "Просроченные меры, самые давние первыми: насколько, чей ход, какое напоминание последнее.",
        "Кешіккен шаралар, ең ескісі бірінші: қанша, кімнің кезегі, соңғы ескерту.",
    ),
    "Play the coming weeks: what falls due, which rungs fire, who gets which mail, if nobody acts.": (
        "Проиграть ближайшие недели: что наступит, какие напоминания, кому письма, если бездействовать.",
        "Алдағы апталарды ойнату: ештеңе істелмесе, қай мерзім келеді, қандай ескерту, кімге хат.",
    ),
    "Import a plan: each row becomes a draft, or brings the one it made before up to date.": (
        "Загрузить план: каждая строка станет проектом меры или обновит прежний.",
        "Жоспарды жүктеу: әр жол шара жобасы болады не бұрынғысын жаңартады.",
    ),
    "Report execution discipline: in time, extended, late, on control, overdue; by region, agency and month.": (
        "Отчёт о дисциплине: в срок, продлено, поздно, на контроле, просрочено; по регионам, органам, месяцам.",
        "Тәртіп есебі: мерзімінде, ұзартылған, кеш, бақылауда, өткен; өңір, орган, ай бойынша.",
    ),
    "Show where the time goes: states that hold measures longest, ways back, and hand-overs.": (
        "Показать, куда уходит время: где меры стоят дольше всего, возвраты, передачи.",
        "Уақыт қайда кететінін көрсету: шаралар ұзақ тұратын жер, қайтулар, берулер.",
    ),
    "Saved views: save filters by name, run them with `qadam view NAME`.": (
        "Сохранённые представления: условия под именем, вызов `qadam view ИМЯ`.",
        "Сақталған көріністер: аталған сүзгілер, шақыру `qadam view АТЫ`.",
    ),
    "List the saved views.": ("Список представлений.", "Көріністер тізімі."),
    "Forget a view.": ("Удалить представление.", "Көріністі өшіру."),
    "Keep a reading command with its options under a name; `list` when no command is named.": (
        "Сохранить читающую команду с параметрами под именем; без команды — `list`.",
        "Оқитын пәрменді параметрлерімен атап сақтау; пәрменсіз — `list`.",
    ),
    # Running it
    "Do one pass: fire the rungs that are due, then send the mails that wait. For cron, tests and people.": (
        "Один проход: сработать наступившим ступеням, отправить ждущие письма. Для cron, проверок и людей.",
        "Бір өту: келген сатыларды іске қосу, күткен хаттарды жіберу. cron, сынақ және адамдар үшін.",
    ),
    "Run until stopped: fire what is due and send what waits, at every beat.": (
        "Работать до остановки: на каждом проходе срабатывает наступившее, уходит ждущее.",
        "Тоқтатылғанша жұмыс істеу: әр өтуде мерзімі келгені іске қосылады, күткені жіберіледі.",
    ),
    "The outbox, what people want to get, and whether mail arrives.": (
        "Исходящие письма, кто что хочет получать и доходит ли почта.",
        "Шығыс хаттар, кім не алғысы келеді, пошта жете ме.",
    ),
    "List mails, the newest last.": ("Список писем, новые в конце.", "Хаттар тізімі, жаңасы соңында."),
    "List the addresses that bounced: nothing is sent to them until they are resumed.": (
        "Адреса, которые не приняли почту: до возобновления им ничего не шлют.",
        "Пошта қабылдамаған мекенжайлар: қайта ашылғанша ештеңе жіберілмейді.",
    ),
    "Say how somebody wants a kind of mail: at once, with the daily digest, or not at all.": (
        "Задать, как человек получает письма вида: сразу, в дневной сводке или никак.",
        "Адам хат түрін қалай алатынын белгілеу: бірден, күндік шолумен не мүлде.",
    ),
    "List what people chose; whatever is not listed comes at once.": (
        "Кто что выбрал; чего нет в списке, приходит сразу.",
        "Кім не таңдады; тізімде жоғы бірден келеді.",
    ),
    "Show the mails an event would cause, without causing it.": (
        "Показать письма, которые вызвало бы событие, не проводя его.",
        "Оқиға тудыратын хаттарды оны орындамай көрсету.",
    ),
    "Let mail go to an address again, with what was kept back for it while it was paused.": (
        "Снова слать почту на адрес, вместе с задержанной.",
        "Мекенжайға поштаны, кідіртілгенімен бірге, қайта жіберу.",
    ),
    "Put a dead letter back; it goes out at the next pass.": (
        "Вернуть недоставленное письмо; уйдёт при следующем проходе.",
        "Жеткізілмеген хатты қайтару; келесі өтуде жіберіледі.",
    ),
    "Show one mail: what exactly was said, or, before it has gone, what would be.": (
        "Показать письмо: что именно сказано или будет сказано.",
        "Хатты көрсету: нақты не айтылды не айтылады.",
    ),
    "Send one mail to an address now, past the outbox, and say what the mail server answered.": (
        "Отправить письмо на адрес сейчас, минуя очередь, и показать ответ сервера.",
        "Мекенжайға кезексіз хат жіберіп, сервер жауабын көрсету.",
    ),
    "Actors, their roles and scopes, and their substitutes.": (
        "Люди, их роли и где они действуют, замещения.",
        "Адамдар, рөлдері мен аясы, алмастырулар.",
    ),
    "Add a person, or replace their roles.": (
        "Добавить человека или заменить его роли.",
        "Адам қосу не рөлдерін ауыстыру.",
    ),
    "Record that somebody left: from that day they can do nothing and are written to no more.": (
        "Записать, что человек ушёл: с этого дня он ничего не может и писем не получает.",
        "Адамның кеткенін жазу: сол күннен ештеңе істей алмайды, хат алмайды.",
    ),
    "List people.": ("Список людей.", "Адамдар тізімі."),
    "Load people from a CSV file: id,name,email,role,region,agency,languages; a line for each role.": (
        "Загрузить людей из CSV: id,name,email,role,region,agency,languages; строка на роль.",
        "Адамдарды CSV-ден жүктеу: id,name,email,role,region,agency,languages; рөлге бір жол.",
    ),
    "Fill a sandbox with sample people: one for each role in each region and agency.": (
        "Заполнить учебную базу примерами людей: на каждую роль в каждом регионе и органе.",
        "Оқу базасын үлгі адамдармен толтыру: әр өңір мен органдағы әр рөлге бір.",
    ),
    "Let A act for B between two days; history names both.": (
        "Разрешить A действовать за B между двумя днями; в истории оба.",
        "Екі күн аралығында A адамына B үшін әрекет етуге рұқсат; тарихта екеуі де.",
    ),
    "Give somebody a token, shown once: with it they prove who they are on a live database.": (
        "Выдать токен, он показывается один раз: им подтверждают себя на рабочей базе.",
        "Бір рет көрсетілетін токен беру: жұмыс базасында өзін сонымен растайды.",
    ),
    "Measure types: list, show, check, load, compare, who may do what.": (
        "Виды мер: список, показ, проверка, загрузка, сравнение, кому что можно.",
        "Шара түрлері: тізім, көрсету, тексеру, жүктеу, салыстыру, кімге не мүмкін.",
    ),
    "Say who may do what: every event of every measure type in its newest version, and what is done to no measure.": (
        "Кому что можно: все события всех видов в новейших версиях и то, что не о мерах.",
        "Кімге не мүмкін: барлық түрдің жаңа нұсқасындағы оқиғалар және шараға қатыссыз істер.",
    ),
    "Check definition files: names, and everything that national measures and their variants can come to.": (
        "Проверить файлы определений: имена и всё, к чему могут прийти меры и варианты.",
        "Анықтама файлдарын тексеру: атаулар және шаралар мен нұсқалар жететін күйлер.",
    ),
    "Turn a bare state machine, such as process mining finds, into a measure type.": (
        "Сделать из простого автомата, какой находит анализ процессов, вид мер.",
        "Үдеріс талдауы табатын жай автоматты шара түріне айналдыру.",
    ),
    "Draw states, who leads on from them, deadlines and ladders, in the language asked for.": (
        "Нарисовать статусы, кто ведёт дальше, сроки и напоминания, на выбранном языке.",
        "Мәртебелерді, кім әрі жүргізетінін, мерзімдер мен ескертулерді таңдалған тілде сызу.",
    ),
    "Say in words what differs between two versions of a type, or between the one loaded and a file.": (
        "Словами сказать, чем отличаются две версии вида или загруженная и файл.",
        "Түрдің екі нұсқасының не жүктелгені мен файлдың айырмасын сөзбен айту.",
    ),
    "List the measure types in this database, with their versions.": (
        "Виды мер этой базы с версиями.",
        "Осы базадағы шара түрлері, нұсқаларымен.",
    ),
    "Load new versions; new measures take the newest, running ones stay on theirs.": (
        "Загрузить новые версии; новые меры берут новейшую, идущие остаются на своей.",
        "Жаңа нұсқаларды жүктеу; жаңа шаралар соңғысын алады, жүріп жатқаны өзінікінде қалады.",
    ),
    "Bring running measures of a type to another version, each national measure together with its variants.": (
        "Перевести идущие меры вида на другую версию, каждую вместе с вариантами.",
        "Түрдің жүріп жатқан шараларын нұсқаларымен бірге басқа нұсқаға көшіру.",
    ),
    "Show one measure type: who may do what in which state, and the ladders.": (
        "Показать вид мер: кому что можно в каком статусе и напоминания.",
        "Шара түрін көрсету: қай мәртебеде кімге не мүмкін, ескертулер.",
    ),
    "Working days, days off and moved days.": (
        "Рабочие, нерабочие и перенесённые дни.",
        "Жұмыс, демалыс және ауыстырылған күндер.",
    ),
    "Say when something that starts then is due.": (
        "Сказать, когда срок того, что начинается тогда.",
        "Сол кезде басталғанның мерзімі қашан екенін айту.",
    ),
    "Say whether people work on a day, and why.": ("Рабочий ли день и почему.", "Күн жұмыс күні ме, неге."),
    "Put a calendar file in force. Deadlines that run keep theirs until they are recomputed.": (
        "Ввести календарь в действие. Идущие сроки держатся прежнего до пересчёта.",
        "Күнтізбені күшіне енгізу. Жүріп жатқан мерзімдер қайта есептелгенше бұрынғысымен.",
    ),
    "Move the deadlines that run to the calendar in force: what is due when, before and after.": (
        "Перевести идущие сроки на действующий календарь: что когда, до и после.",
        "Жүріп жатқан мерзімдерді қолданыстағы күнтізбеге көшіру: не қашан, бұрын және кейін.",
    ),
    "Show the days of a year that are not like their weekday: holidays, days moved by decree.": (
        "Особые дни года: праздники и перенесённые постановлением.",
        "Жылдың ерекше күндері: мерекелер мен қаулымен ауыстырылғандар.",
    ),
    "Prove that the history was not touched.": ("Доказать, что история не тронута.", "Тарихқа қол тимегенін дәлелдеу."),
    "Seal what was written since the last checkpoint, and print the root to keep elsewhere.": (
        "Опечатать записанное после прошлой точки и вывести корень для хранения отдельно.",
        "Соңғы нүктеден бергіні мөрлеп, бөлек сақтайтын түбірді шығару.",
    ),
    "Print the proof of one measure, to be checked with docs/verify_proof.py and a root printed elsewhere.": (
        "Вывести доказательство меры; проверяют docs/verify_proof.py и отдельный корень.",
        "Шара дәлелін шығару; docs/verify_proof.py мен бөлек түбір арқылы тексеріледі.",
    ),
    "Check every measure's chain of hashes, what the checkpoints sealed of it, and the checkpoints.": (
        "Проверить цепочки хешей всех мер, опечатанное и сами контрольные точки.",
        "Барлық шараның хеш тізбегін, мөрленгенін, бақылау нүктелерін тексеру.",
    ),
    "Say what is wrong with this installation and what to do about it, the worst first.": (
        "Сказать, что не так с этой установкой и что делать, худшее первым.",
        "Осы орнатымда не дұрыс емес, не істеу керегін айту, ең жаманы бірінші.",
    ),
    "The settings: show what is in force, write a file to edit.": (
        "Настройки: что действует; файл для правки.",
        "Баптаулар: не күшінде; түзететін файл.",
    ),
    "Print a qadam.toml with every setting, its default and its meaning, to edit.": (
        "Вывести qadam.toml со всеми настройками, умолчаниями и смыслом, для правки.",
        "Барлық баптауы, әдепкісі мен мағынасы бар qadam.toml шығару.",
    ),
    "Show every setting, its value, and where the value came from.": (
        "Показать все настройки, значения и откуда они взялись.",
        "Барлық баптауды, мәнін, қайдан алынғанын көрсету.",
    ),
    "Export the event log: who did what to which measure, and when.": (
        "Выгрузить журнал событий: кто, что, с какой мерой и когда сделал.",
        "Оқиғалар журналын шығару: кім, не, қай шарамен, қашан істеді.",
    ),
    "Carry the cases of an event log through a measure type, with the log's own times and people.": (
        "Провести случаи журнала через вид мер, с временем и людьми журнала.",
        "Журнал оқиғаларын шара түрінен, өз уақыты мен адамдарымен өткізу.",
    ),
    # Beginning
    "Show everything once, in a folder of its own: a plan, approvals, regions at work, ladders, mails, the board.": (
        "Показать всё разом в отдельной папке: план, утверждения, работу регионов, напоминания, письма, доску.",
        "Бәрін бөлек қалтада бірден көрсету: жоспар, бекіту, өңірлер жұмысы, ескертулер, хаттар, тақта.",
    ),
    "Make the database, or bring it up to date; load the shipped definitions, regions, agencies and calendar.": (
        "Создать базу или обновить её; загрузить определения, регионы, органы и календарь из поставки.",
        "Базаны жасау не жаңарту; анықтамаларды, өңірлерді, органдарды, күнтізбені жүктеу.",
    ),
    "Keep your token for this database in a file only you can read. It is asked for, never taken from the line.": (
        "Сохранить ваш токен в файле, который читаете только вы. Он спрашивается, а не берётся из строки.",
        "Токенді тек өзіңіз оқитын файлда сақтау. Ол сұралады, жолдан алынбайды.",
    ),
    "The store: migrate, check, back up, restore.": (
        "Хранилище: обновление схемы, проверка, копия, восстановление.",
        "Қойма: сызбаны жаңарту, тексеру, көшірме, қалпына келтіру.",
    ),
    "Write the whole database to a file, while others work; the folder of evidence is copied by itself.": (
        "Записать всю базу в файл, пока другие работают; папка подтверждений копируется отдельно.",
        "Басқалар жұмыс істеп жатқанда бүкіл базаны файлға жазу; растаулар қалтасы бөлек көшіріледі.",
    ),
    "Reckon again everything that is derived: histories, deadlines, ladders, joins, counters; name what differs.": (
        "Пересчитать всё выводимое: историю, сроки, ступени, сведения, счётчики; назвать расхождения.",
        "Туынды деректің бәрін қайта есептеу: тарих, мерзім, саты, бірігу, санауыш; айырмасын атау.",
    ),
    "Bring the schema up to date, whole or not at all.": (
        "Обновить схему целиком или никак.",
        "Сызбаны толық жаңарту не мүлде жаңартпау.",
    ),
    "Fill a database from a backup, whole or not at all. Over one that holds something it needs --yes.": (
        "Наполнить базу из копии целиком или никак. Поверх непустой нужен --yes.",
        "Базаны көшірмеден толық толтыру не мүлде толтырмау. Бос емес болса, --yes керек.",
    ),
    "Explain a topic (states, deadlines, roles, exit-codes, …), or show a command's help.": (
        "Объяснить тему (states, deadlines, roles, exit-codes, …) или показать справку команды.",
        "Тақырыпты түсіндіру (states, deadlines, roles, exit-codes, …) не пәрмен анықтамасын көрсету.",
    ),
    "Print the completion script of a shell: measures, events possible for one, states, regions, agencies, people.": (
        "Вывести сценарий дополнения: меры, возможные события, статусы, регионы, органы, люди.",
        "Толықтыру сценарийін шығару: шаралар, мүмкін оқиғалар, мәртебелер, өңірлер, органдар, адамдар.",
    ),
}
