"""Wrong usage in Russian and Kazakh: what click says, and what our own commands ask for. See told.py."""

from __future__ import annotations

CLICK: dict[str, tuple[str, str]] = {
    "No such option {}.": ("нет параметра {0}", "{0} параметрі жоқ"),
    "No such option: {}": ("нет параметра {0}", "{0} параметрі жоқ"),
    "No such option {}. Did you mean {}?": (
        "нет параметра {0}; возможно, вы имели в виду {1}?",
        "{0} параметрі жоқ; мүмкін {1} деп ойладыңыз ба?",
    ),
    "No such option {}. (Did you mean one of: {}?)": (
        "нет параметра {0}; возможно, вы имели в виду один из: {1}?",
        "{0} параметрі жоқ; мүмкін мыналардың бірі: {1}?",
    ),
    "No such command {}.": ("нет команды {0}", "{0} пәрмені жоқ"),
    "No such command {}. Did you mean {}?": (
        "нет команды {0}; возможно, вы имели в виду {1}?",
        "{0} пәрмені жоқ; мүмкін {1} деп ойладыңыз ба?",
    ),
    "No such command {}. (Did you mean one of: {}?)": (
        "нет команды {0}; возможно, вы имели в виду одну из: {1}?",
        "{0} пәрмені жоқ; мүмкін мыналардың бірі: {1}?",
    ),
    "Missing command.": ("не указана команда", "пәрмен көрсетілмеген"),
    "Missing argument {}.": ("не указано: {0}", "көрсетілмеген: {0}"),
    "Missing argument {}. {}": ("не указано: {0}; {1}", "көрсетілмеген: {0}; {1}"),
    "Missing option {}.": ("не указан параметр {0}", "{0} параметрі көрсетілмеген"),
    "Missing option {}. {}": ("не указан параметр {0}; {1}", "{0} параметрі көрсетілмеген; {1}"),
    "Choose from:\n\t{}": ("выберите из:\n\t{0}", "мынадан таңдаңыз:\n\t{0}"),
    "Invalid value: {}": ("неверное значение: {0}", "қате мән: {0}"),
    "Invalid value for {}: {}": ("неверное значение {0}: {1}", "{0} мәні қате: {1}"),
    "{} is not {}.": ("{0} не {1}", "{0} {1} емес"),
    "{} is not one of {}.": ("{0} не из числа: {1}", "{0} мыналардың бірі емес: {1}"),
    "{} is not a valid {}.": ("{0} не подходит: нужно {1}", "{0} жарамайды: {1} керек"),
    "integer": ("целое число", "бүтін сан"),
    "float": ("число", "сан"),
    "integer range": ("целое число", "бүтін сан"),
    "float range": ("число", "сан"),
    "{} is not in the range {}.": ("{0} вне пределов {1}", "{0} {1} аралығында емес"),
    "{} is not a valid boolean. Recognized values: {}": (
        "{0} не да и не нет; можно: {1}",
        "{0} иә де, жоқ та емес: {1}",
    ),
    "{} {} does not exist.": ("{1}: такого файла или папки нет", "{1}: мұндай файл не қалта жоқ"),
    "{} {} is a file.": ("{1} — это файл", "{1} — бұл файл"),
    "{} {} is a directory.": ("{1} — это папка", "{1} — бұл қалта"),
    "{} {} is not readable.": ("{1} не читается", "{1} оқылмайды"),
    "{} {} is not writable.": ("в {1} нельзя записать", "{1} ішіне жазуға болмайды"),
    "{} {} is not executable.": ("{1} нельзя запустить", "{1} іске қосылмайды"),
    "Got unexpected extra argument ({})": ("лишнее слово: {0}", "артық сөз: {0}"),
    "Got unexpected extra arguments ({})": ("лишние слова: {0}", "артық сөздер: {0}"),
    "Argument {} takes {} values.": ("{0}: нужно значений: {1}", "{0}: қажет мәндер саны: {1}"),
    "Takes {} values but 1 was given.": ("нужно значений: {0}, дано 1", "қажет мәндер саны: {0}, берілгені 1"),
    "Takes {} values but {} were given.": ("нужно значений: {0}, дано {1}", "қажет мәндер саны: {0}, берілгені {1}"),
    "Option {} does not take a value.": ("параметр {0} без значения", "{0} параметріне мән берілмейді"),
    "Option {} requires an argument.": ("параметру {0} нужно значение", "{0} параметріне мән керек"),
    "Option {} requires {} arguments.": ("параметру {0} нужно значений: {1}", "{0} параметріне қажет мәндер: {1}"),
    "Could not open file {}: {}": ("файл {0} не открывается: {1}", "{0} файлы ашылмады: {1}"),
    "unknown error": ("неизвестная ошибка", "белгісіз қате"),
}

OURS: dict[str, tuple[str, str]] = {
    "stopped": ("остановлено", "тоқтатылды"),
    "name the measures before the event, or choose them with --where": (
        "назовите меры перед событием или выберите их через --where",
        "оқиғаның алдында шараларды атаңыз немесе --where арқылы таңдаңыз",
    ),
    "--edit takes one measure": ("--edit работает с одной мерой", "--edit бір шарамен ғана жұмыс істейді"),
    "--where takes KEY=VALUE with {}, overdue, not {}": (
        "--where принимает КЛЮЧ=ЗНАЧЕНИЕ с ключами {0}, overdue, а не {1}",
        "--where КІЛТ=МӘН түрінде алады, кілттері: {0}, overdue; {1} емес",
    ),
    "--where overdue takes yes": ("--where overdue принимает yes", "--where overdue тек yes алады"),
    "--set takes FIELD=VALUE, not {}": (
        "--set принимает ПОЛЕ=ЗНАЧЕНИЕ, а не {0}",
        "--set ӨРІС=МӘН түрінде алады, {0} емес",
    ),
    "give either title=… or title.kk=…, title.ru=…, title.en=…": (
        "укажите либо title=…, либо title.kk=…, title.ru=…, title.en=…",
        "не title=…, не title.kk=…, title.ru=…, title.en=… көрсетіңіз",
    ),
    "a line sets `field: value`, not {}": (
        "строка задаёт `поле: значение`, а не {0}",
        "жол `өріс: мән` түрінде болады, {0} емес",
    ),
    "say what changes: --set, --add-region or --drop-region": (
        "укажите, что меняется: --set, --add-region или --drop-region",
        "не өзгеретінін көрсетіңіз: --set, --add-region немесе --drop-region",
    ),
    "say FIELD=national, FIELD=regional or FIELD=VALUE, not {}": (
        "укажите ПОЛЕ=national, ПОЛЕ=regional или ПОЛЕ=ЗНАЧЕНИЕ, а не {0}",
        "ӨРІС=national, ӨРІС=regional немесе ӨРІС=МӘН деп көрсетіңіз, {0} емес",
    ),
    "--after goes on in the list as it is now, not in an earlier one": (
        "--after продолжает нынешний список, а не прошлый",
        "--after қазіргі тізімді жалғастырады, бұрынғысын емес",
    ),
    "there is no column {}; columns: {}": ("столбца {0} нет; столбцы: {1}", "{0} бағаны жоқ; бағандар: {1}"),
    "{} is written to a file: -o discipline.{}": (
        "{0} записывается в файл: -o discipline.{1}",
        "{0} файлға жазылады: -o discipline.{1}",
    ),
    "name the plan: PLAN.csv or PLAN.xlsx, or --template FILE for one to fill in": (
        "назовите план: PLAN.csv или PLAN.xlsx; --template FILE создаст бланк для заполнения",
        "жоспарды атаңыз: PLAN.csv немесе PLAN.xlsx; --template FILE толтыратын үлгі жасайды",
    ),
    "an administrator is written to: --email ADDRESS": (
        "администратору пишут: укажите --email ADDRESS",
        "әкімшіге хат жазылады: --email ADDRESS көрсетіңіз",
    ),
    "give --revoke (with --id for one of them), or --list, or neither": (
        "укажите --revoke (с --id для одного из них) или --list, либо ничего",
        "--revoke (біреуі үшін --id-пен) немесе --list көрсетіңіз, не ештеңе көрсетпеңіз",
    ),
    "say what to draw: a measure TYPE, --file FILE or --measure ID": (
        "укажите, что рисовать: вид мер TYPE, --file FILE или --measure ID",
        "не сызылатынын көрсетіңіз: TYPE шара түрі, --file FILE немесе --measure ID",
    ),
    "say which measure type: --definition FILE or --type TYPE": (
        "укажите вид мер: --definition FILE или --type TYPE",
        "шара түрін көрсетіңіз: --definition FILE немесе --type TYPE",
    ),
    "a file is compared with one version: qadam definitions diff FILE [V1]": (
        "файл сравнивается с одной версией: qadam definitions diff FILE [V1]",
        "файл бір нұсқамен салыстырылады: qadam definitions diff FILE [V1]",
    ),
    "--resume, --stop and --revert stand alone: the migration on record has its own plan": (
        "--resume, --stop и --revert указываются отдельно: у начатого перехода свой план",
        "--resume, --stop, --revert жеке көрсетіледі: басталған көшудің өз жоспары бар",
    ),
    "--revert has no dry run: what has moved on since is left where it is and named": (
        "у --revert нет пробного запуска: ушедшее дальше остаётся на месте и называется",
        "--revert сынап көрілмейді: кейін жылжыған шаралар орнында қалып, аталады",
    ),
    "--map takes OLD=NEW, not {}": ("--map принимает СТАРОЕ=НОВОЕ, а не {0}", "--map ЕСКІ=ЖАҢА алады, {0} емес"),
}

USAGE: dict[str, tuple[str, str]] = {**CLICK, **OURS}
