"""Refusals about measure types, people and what else is loaded, in Russian and Kazakh: see told.py."""

from __future__ import annotations

MEASURE_TYPES: dict[str, tuple[str, str]] = {
    # Definitions, people and what is registered
    "'system' is what acts by itself, not a person": (
        "'system' действует само, это не человек",
        "'system' өздігінен әрекет етеді, ол адам емес",
    ),
    "another name": ("другое имя", "басқа атау"),
    "another person": ("другой человек", "басқа адам"),
    "{} version {} is loaded already, with another text": (
        "{0} версии {1} уже загружен, с другим текстом",
        "{0} түрінің {1} нұсқасы жүктелген, мәтіні басқа",
    ),
    "another text than the shipped one is loaded of {}: nothing was changed": (
        "в базе другой текст, чем в поставке: {0}; ничего не изменено",
        "базадағы мәтін жеткізілгеннен өзге: {0}; ештеңе өзгерген жоқ",
    ),
    "qadam init --keep-definitions goes on with the loaded ones": (
        "qadam init --keep-definitions продолжит с загруженными",
        "qadam init --keep-definitions жүктелгенімен жалғастырады",
    ),
    "give the changed definition version {}": (
        "дайте изменённому определению версию {0}",
        "өзгерген анықтамаға {0} нұсқасын беріңіз",
    ),
    "mail {} is {}, not dead": ("письмо {0}: {1}, а не dead", "{0} хаты: {1}, dead емес"),
    "{}: there is no {} {}": ("{0}: нет {1} {2}", "{0}: {1} {2} жоқ"),
    "there is no {} {}": ("нет {0} {1}", "{0} {1} жоқ"),
    "a {} code, e.g. KZ-75 or MIA": ("код ({0}), например KZ-75 или MIA", "{0} коды, мысалы KZ-75 немесе MIA"),
    "{}: {} is one body in each region": ("{0}: {1} — свой в каждом регионе", "{0}: {1} әр өңірде бөлек"),
    "name the region as well": ("назовите и регион", "өңірін де атаңыз"),
    "a measure cannot need {}": ("мере не может не хватать: {0}", "шараға жетіспейтіні {0} бола алмайды"),
    "{} error(s) in {} file(s)": ("ошибок: {0} в файлах: {1}", "қателер: {0}, файлдар: {1}"),
    "see the lines above": ("см. строки выше", "жоғарыдағы жолдарды қараңыз"),
    "{} has only version {}": ("у {0} только версия {1}", "{0} түрінің тек {1} нұсқасы бар"),
    "compare it with a file: qadam definitions diff {}.yaml": (
        "сравните с файлом: qadam definitions diff {0}.yaml",
        "файлмен салыстырыңыз: qadam definitions diff {0}.yaml",
    ),
    "{}:1: a list called {} is wanted, each entry with its code and names": (
        "{0}:1: нужен список {1}, у каждой записи код и названия",
        "{0}:1: {1} тізімі керек, әр жазбада коды мен атаулары болсын",
    ),
    "{}:{}: this is no text in UTF-8": ("{0}:{1}: это не текст в UTF-8", "{0}:{1}: бұл UTF-8 мәтіні емес"),
    "save the file as UTF-8": ("сохраните файл в UTF-8", "файлды UTF-8 түрінде сақтаңыз"),
    "{}:1: a machine has 'states' (a mapping) and 'transitions' (a list)": (
        "{0}:1: у автомата есть 'states' (отображение) и 'transitions' (список)",
        "{0}:1: автоматта 'states' (сәйкестік) пен 'transitions' (тізім) болады",
    ),
    "{}:{}: there is no state {}": ("{0}:{1}: статуса {2} нет", "{0}:{1}: {2} мәртебесі жоқ"),
    "{}:{}: a transition says 'from' and 'to'": (
        "{0}:{1}: у перехода есть 'from' и 'to'",
        "{0}:{1}: өтуде 'from' және 'to' болады",
    ),
    "{} is no folder with measure types": ("{0} — не папка с видами мер", "{0} — шара түрлері бар қалта емес"),
    "a folder of *.yaml files": ("папка с файлами *.yaml", "*.yaml файлдары бар қалта"),
    "there is no role {}": ("роли {0} нет", "{0} рөлі жоқ"),
    "roles: {}": ("роли: {0}", "рөлдер: {0}"),
    "{} needs its region": ("для {0} нужен регион", "{0} үшін өңірі керек"),
    "{} needs its agency": ("для {0} нужен орган", "{0} үшін органы керек"),
    "{} is no e-mail address": ("{0} — не адрес почты", "{0} пошта мекенжайы емес"),
    "{} are no languages of mails": ("{0} — не языки писем", "{0} хат тілдері емес"),
    "kk, ru, en in the order wanted, e.g. kk,ru": (
        "kk, ru, en в нужном порядке, например kk,ru",
        "kk, ru, en қалаған ретпен, мысалы kk,ru",
    ),
    "{} cannot stand in for themselves": ("{0} не замещает самого себя", "{0} өзін-өзі алмастыра алмайды"),
    "{} is longer than {} bytes": ("{0} длиннее {1} байт", "{0} {1} байттан ұзын"),
    "split it": ("разделите его", "оны бөліңіз"),
    "a CSV file in UTF-8 with id,name,email,role,region,agency": (
        "файл CSV в UTF-8 со столбцами id,name,email,role,region,agency",
        "UTF-8 CSV файлы, бағандары id,name,email,role,region,agency",
    ),
    "sample people belong in a sandbox only": (
        "пример людей — только для учебной базы",
        "үлгі адамдар тек оқу базасына арналған",
    ),
    "{}: there is no column {}": ("{0}: столбца {1} нет", "{0}: {1} бағаны жоқ"),
    "{} left on {}": ("{0} не работает с {1}", "{0} {1} күнінен бері жұмыс істемейді"),
    "{} has no token to take back": ("у {0} нет токена, который можно отозвать", "{0} қайтарып алынатын токені жоқ"),
    "a sandbox asks nobody for a token": ("в учебной базе токены не нужны", "оқу базасы токен сұрамайды"),
    "{} is no login file": ("{0} — не файл входа", "{0} кіру файлы емес"),
    "rm {}, then qadam login": ("rm {0}, затем qadam login", "rm {0}, содан кейін qadam login"),
    "{} can be read by others (mode {}); it is not used": (
        "{0} могут прочитать другие (права {1}); файл не используется",
        "{0} файлын басқалар оқи алады (құқығы {1}); қолданылмайды",
    ),
    # Migrations of measures
    "migration {} of {} to version {} is {}": (
        "перевод {0} вида {1} на версию {2}: {3}",
        "{1} түрін {2} нұсқасына көшіру ({0}): {3}",
    ),
    "there was no migration of {}": ("вид {0} не переводили", "{0} түрі көшірілген жоқ"),
    "migration {} of {} is {}": ("перевод {0} вида {1}: {2}", "{1} түрін көшіру ({0}): {2}"),
    "nothing is left to do": ("делать больше нечего", "істейтін ештеңе қалмады"),
    "migration {} of {} is being reverted": (
        "перевод {0} вида {1} возвращается назад",
        "{1} түрін көшіру ({0}) кері қайтарылуда",
    ),
    "a migration plan has the keys to, states and fields": (
        "ключи плана перевода: to, states и fields",
        "көшіру жоспарының кілттері: to, states, fields",
    ),
    "states: {old: new}": ("states: {{старое: новое}}", "states: {{ескі: жаңа}}"),
    "this plan is for {}, not for {}": ("этот план для {0}, а не для {1}", "бұл жоспар {0} үшін, {1} үшін емес"),
    "the plan does not say to which version": (
        "в плане не сказано, на какую версию",
        "жоспарда қай нұсқаға екені айтылмаған",
    ),
    "a migration plan maps old names to new ones": (
        "план перевода сопоставляет старым именам новые",
        "көшіру жоспары ескі атауларға жаңасын сәйкестендіреді",
    ),
    "{} moved on since, and stay with their families": (
        "с тех пор изменились и остаются со своими семьями: {0}",
        "содан бері жылжып, өз тобында қалады: {0}",
    ),
    "see the reasons": ("причины указаны", "себептері көрсетілген"),
    "{} of {} cannot be brought over like this": (
        "так нельзя перевести: {0} из {1}",
        "бұлай көшіруге болмайды: {1} ішінен {0}",
    ),
    "{} is not paused": ("{0}: пауза не стоит", "{0} тоқтатылмаған"),
}
