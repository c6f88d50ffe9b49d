from __future__ import annotations

from io import BytesIO

from PIL import Image

from notifier.distance import WEEKDAYS, Today
from notifier.heat_picture import picture
from notifier.overview import _BLUES, _REDS, Cell, HeatRow, overview
from notifier.render import Renderer
from notifier.samples import MANY, SAID_AT
from tests.notifier.mail_samples import a_mail

REGIONS = ("KZ-75", "KZ-79", "KZ-71", *(f"KZ-{number}" for number in range(10, 27)))

NONE, SOME, MUCH = Cell(0, None, None), Cell(3, *_BLUES[0]), Cell(120, *_BLUES[3])


def a_row(code: str | None = "KZ-75", *cells: Cell, late: Cell = NONE) -> HeatRow:
    return HeatRow(code, f"{code} in words", cells or (NONE, SOME, MUCH), late, sum(cell.number for cell in cells))


def drawn(*rows: HeatRow) -> Image.Image:
    with Image.open(BytesIO(picture(rows).png)) as image:
        return image.convert("RGB")


def colours(image: Image.Image) -> set[str]:
    found = image.getcolors(image.width * image.height) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in found}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_each_number_stands_on_the_colour_that_says_how_much_it_is() -> None:
    rare = a_row("KZ-10", NONE, NONE, Cell(1, *_BLUES[2]))
    shown = colours(drawn(*(a_row(code, late=Cell(2, *_REDS[3])) for code in REGIONS), rare))

    assert {_BLUES[0][0], _BLUES[2][0], _BLUES[3][0], _REDS[3][0], "#ffffff"} <= shown
    assert _REDS[0][0] not in shown


def test_every_ink_holds_four_and_a_half_to_one_on_its_paper() -> None:
    from notifier.heat_picture import _FAINT, _INK, _NONE, _PAPER

    for paper, ink in (*_BLUES, *_REDS, (_PAPER, _INK), (_PAPER, _FAINT), (_NONE, _FAINT)):
        bright, dark = sorted((luminance(paper), luminance(ink)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (paper, ink)


def test_one_picture_serves_every_language_and_every_reader() -> None:
    today = Today(at=SAID_AT, zone=Renderer().zone, calendar=WEEKDAYS)
    pictures = [
        picture(overview(a_mail("digest", facts=MANY, person=person), language, today).heat.rows)
        for person in ("a", "b")
        for language in ("kk", "ru", "en")
    ]

    assert all(each is pictures[0] for each in pictures)


def test_another_number_is_another_picture() -> None:
    assert picture([a_row("KZ-75", SOME)]).cid != picture([a_row("KZ-75", MUCH)]).cid


def test_it_is_shown_at_half_the_size_it_is_drawn() -> None:
    made = picture([a_row()])

    assert drawn(a_row()).size == (2 * made.width, 2 * made.height)
