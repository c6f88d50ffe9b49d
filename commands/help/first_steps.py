"""What `qadam` alone says: the three commands to begin with."""

from __future__ import annotations

from workflow.directory import Texts

FIRST_STEPS: Texts = {
    "en": """\
Qadam carries preventive measures from draft to report, on time, with proof.

  qadam demo           look around: a practice plan, virtual weeks, mails, a board
  qadam init           begin for real, in this folder
  qadam help           read on; qadam --help lists all commands
""",
    "ru": """\
Qadam ведёт профилактические меры от проекта до отчёта, в срок и с доказательствами.

  qadam demo           осмотреться: учебный план, условные недели, письма, доска
  qadam init           начать по-настоящему, в этой папке
  qadam help           читать дальше; qadam --help перечислит все команды
""",
    "kk": """\
Qadam профилактикалық шараларды жобадан есепке дейін, мерзімінде, дәлелімен жүргізеді.

  qadam demo           танысу: оқу жоспары, шартты апталар, хаттар, тақта
  qadam init           осы қалтада шындап бастау
  qadam help           әрі қарай оқу; qadam --help барлық пәрменді тізімдейді
""",
}
