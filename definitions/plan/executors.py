"""Who a plan makes responsible: bodies recognised by their names, abbreviations and old names in three languages.

What is recognised is taken out of the text, the longest spelling first; whatever is left over is listed, so that a
body nobody knows is never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from workflow.directory import Agency, Region
from workflow.noun import dataclass

AKIMAT = "AKIMAT"


@dataclass(frozen=True, kw_only=True)
class Body:
    agency: str
    regions: tuple[str, ...] = ()
    """For the akimats: which regions' - all of them, each by its code, when the text names none."""
    by_agreement: bool = False
    """Marked «(по согласованию)»: asked, not ordered."""
    summary: bool = False
    """Marked «(свод)»: merges what the others report."""


@dataclass(frozen=True, kw_only=True)
class Executors:
    text: str
    bodies: tuple[Body, ...] = ()
    unrecognised: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def lead(self) -> str | None:
        """The one who merges, else the one named first: it coordinates the others."""
        merging = (body.agency for body in self.bodies if body.summary)
        return next(merging, self.bodies[0].agency if self.bodies else None)

    @property
    def co_executors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(body.agency for body in self.bodies if body.agency != self.lead))

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(region for body in self.bodies for region in body.regions))

    @property
    def by_agreement(self) -> tuple[str, ...]:
        return tuple(body.agency for body in self.bodies if body.by_agreement)


def read_executors(text: str, agencies: Mapping[str, Agency], regions: Mapping[str, Region]) -> Executors:
    """The bodies named in a cell, in order, and what could not be recognised."""
    if _NOBODY.fullmatch(text.strip(" .")):
        return Executors(text=text)
    spelled = _spellings(tuple(agencies.values()), tuple(regions.values()))
    oblasts = tuple(code for code, region in regions.items() if region.kind == "oblast")
    bodies: dict[str, Body] = {}
    unrecognised: list[str] = []
    notes: list[str] = []
    for piece in _pieces(_without_commas_of_names(text, agencies)):
        found, rest, remarks = _recognise(piece, spelled, tuple(regions), oblasts)
        for body in found:
            bodies.setdefault(body.agency, body)
        if rest:
            unrecognised.append(rest)
        notes += remarks
    return Executors(text=text, bodies=tuple(bodies.values()), unrecognised=tuple(unrecognised), notes=tuple(notes))


_NOBODY = re.compile(r"|-|–|—|не назван[оы]?|нет|н/д|аталмаған", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;\n]|,(?![^(]*\)))\s*|\s+совместно\s+с(?:о)?\s+|\s+бірлесіп\s+", re.IGNORECASE)
_JOINT = re.compile(r"^\s*(?:совместно\s+с(?:о)?|и|және)\s+", re.IGNORECASE)
_REMARK = re.compile(r"\(([^()]*)\)")
_AGREEMENT = re.compile(r"по согласованию|келісім бойынша|by agreement", re.IGNORECASE)
_SUMMARY = re.compile(r"свод|созыв|жинақтау|жиынтық|summary", re.IGNORECASE)
_ALL_OBLASTS = re.compile(r"\bобластей\b|\bоблыстар", re.IGNORECASE)
_EMPTY_WORDS = re.compile(
    r"^(?:и|а также|республики казахстан|рк|және|мен|област\w*|город\w*|г|гг|облыс\w*|қала\w*)$", re.IGNORECASE
)


def _without_commas_of_names(text: str, agencies: Mapping[str, Agency]) -> str:
    """The text with the commas that belong to a body's own name taken out, before it is cut at the others."""
    for agency in agencies.values():
        for name in (*agency.names.values(), *agency.aliases):
            if "," in name:
                text = re.sub(_spaced(name), lambda found: found[0].replace(",", " "), text, flags=re.IGNORECASE)
    return text


def _pieces(text: str) -> list[str]:
    """The cell cut at what separates bodies; lists of regions stay together with their akimats.

    Russian names the regions after the word for their akimats, Kazakh before it.
    """
    joined: list[str] = []
    regions: list[str] = []
    for piece in filter(str.strip, _BETWEEN.split(text.replace("\u00a0", " "))):
        if joined and not regions and _OF_REGIONS.match(piece) and _AKIMATS.search(joined[-1]):
            joined[-1] += ", " + piece
        elif _ONLY_A_REGION.fullmatch(piece):
            regions.append(piece)
        else:
            together = bool(_AKIMATS.search(piece))
            joined += [", ".join([*regions, piece])] if together else [*regions, piece]
            regions = []
    return joined + regions


_AKIMATS = re.compile(r"\bаким|әкім|\bМИО\b|ЖАО|исполнительн", re.IGNORECASE)
_OF_REGIONS = re.compile(
    r"\s*(?:(?:г\.|гг\.|гор\.|город|област|қала|облыс)|[А-ЯӘҒҚҢӨҰҮҺІ][а-яәғқңөұүһі-]+(?:ской|ская|ск|ы)?\s*(?:и\s|област|облыс|$)"
    r"|[А-ЯӘҒҚҢӨҰҮҺІ][а-яәғқңөұүһі]+ и [А-ЯӘҒҚҢӨҰҮҺІ])"
)


_ONLY_A_REGION = re.compile(r"\s*(?:облыстардың|[А-ЯӘҒҚҢӨҰҮҺІ][а-яәғқңөұүһі-]+(?:\s+(?:облысы|қаласы)(?:ның)?)?)\s*")


@dataclass(frozen=True)
class _Spelling:
    pattern: re.Pattern[str]
    agency: str | None
    region: str | None = None


def _recognise(
    piece: str, spelled: tuple[_Spelling, ...], every_region: tuple[str, ...], oblasts: tuple[str, ...]
) -> tuple[list[Body], str, list[str]]:
    """The bodies of one piece in the order they stand in, what is left over, and remarks in brackets."""
    by_agreement = summary = False
    notes: list[str] = []
    for remark in _REMARK.findall(piece):
        if _AGREEMENT.search(remark):
            by_agreement = True
        elif _SUMMARY.search(remark):
            summary = True
        elif not any(spelling.pattern.fullmatch(remark.strip()) for spelling in spelled):
            notes.append(f"({remark})")
    rest = _JOINT.sub("", _REMARK.sub(" ", piece))
    found: list[tuple[int, str]] = []
    named: list[tuple[int, str]] = []
    for spelling in spelled:
        for match in spelling.pattern.finditer(rest):
            if spelling.agency is not None:
                found.append((match.start(), spelling.agency))
            elif spelling.region is not None and any(agency == AKIMAT for _, agency in found):
                named.append((match.start(), spelling.region))
            else:
                continue
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    regions = _meant([region for _, region in sorted(named)], piece, every_region, oblasts)
    bodies = [
        Body(
            agency=agency,
            regions=regions if agency == AKIMAT else (),
            by_agreement=by_agreement,
            summary=summary and place == 0,
        )
        for place, agency in enumerate(dict.fromkeys(agency for _, agency in sorted(found)))
    ]
    return bodies, _left_over(rest), notes


def _meant(named: list[str], piece: str, every_region: tuple[str, ...], oblasts: tuple[str, ...]) -> tuple[str, ...]:
    """The regions whose akimats are meant: «акиматы областей, городов Астана …» names cities and means all oblasts."""
    if _ALL_OBLASTS.search(piece) and not set(named) & set(oblasts):
        named = [*oblasts, *named]
    return tuple(dict.fromkeys(named)) or every_region


def _left_over(rest: str) -> str:
    words = [part.strip(" ,.;«»\"'()-") for part in re.split(r"\s{2,}|,", rest)]
    return " … ".join(word for word in words if word and not _EMPTY_WORDS.match(word))


@lru_cache(maxsize=8)
def _spellings_of(
    agencies: tuple[tuple[str, tuple[str, ...]], ...], regions: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[_Spelling, ...]:
    spelled: list[tuple[str, str | None, str | None]] = [
        (name, code, None) for code, names in agencies for name in names
    ]
    spelled += [(name, None, code) for code, names in regions for name in names]
    spelled.sort(key=lambda item: (item[1] is None, -len(item[0])))
    return tuple(_Spelling(_pattern(name), agency, region) for name, agency, region in spelled)


def _spellings(agencies: tuple[Agency, ...], regions: tuple[Region, ...]) -> tuple[_Spelling, ...]:
    """Every way to write every body and region: agencies first, the longest spelling first."""
    cities = {name for region in regions if region.kind == "city" for name in _bare(region)}
    return _spellings_of(
        tuple(
            (a.code, tuple(dict.fromkeys((*a.names.values(), *a.abbreviations.values(), *a.aliases)))) for a in agencies
        ),
        tuple((r.code, tuple(dict.fromkeys((*r.names.values(), *r.aliases, *_stems(r, cities))))) for r in regions),
    )


def _stems(region: Region, cities: Collection[str]) -> tuple[str, ...]:
    """Names of a region without the word for its kind, as lists of regions write them; «Алматы» alone is the city."""
    return tuple(name for name in _bare(region) if region.kind == "city" or name not in cities)


def _bare(region: Region) -> tuple[str, ...]:
    names = (region.names.get("ru", ""), region.names.get("kk", ""), *region.aliases)
    bare = (re.sub(r"^(?:город|область)\s+|\s+(?:область|облысы|қаласы)$", "", name) for name in names)
    return tuple(name for name in bare if name)


_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_LETTER = r"[0-9A-Za-zА-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]"


def _pattern(name: str) -> re.Pattern[str]:
    """An abbreviation matches as it is written, a name in any case and with Russian endings."""
    if len(name) <= 8 and name.upper() == name:
        return re.compile(rf"(?<!{_LETTER}){re.escape(name).replace(chr(92) + ' ', ' +')}(?!{_LETTER})")
    return re.compile(rf"(?<!{_LETTER}){_spaced(name)}(?!{_LETTER})", re.IGNORECASE)


def _spaced(name: str) -> str:
    """The words of a name with any ending and any space between them; a comma of its own may be missing."""
    return r",?\s+".join(_inflected(word.rstrip(",")) for word in name.split())


def _inflected(word: str) -> str:
    """A word with any ending: the last letters of a Russian word may differ, a Kazakh one may get more."""
    if _KAZAKH.search(word) or word in ("облысы", "қаласы"):
        return rf"{re.escape(word)}[а-яәғқңөұүһі]{{0,5}}"
    stem = re.sub(
        r"(?:ого|его|ому|ему|ыми|ими|ого|ая|яя|ое|ее|ый|ий|ой|ые|ие|ия|ию|ей|ов|ам|ах|ом|ем|а|о|ы|и|е|у|я|ь)$", "", word
    )
    if len(stem) < 4 or not re.fullmatch(r"[А-Яа-яЁё-]+", stem):
        return re.escape(word)
    return rf"{re.escape(stem)}[а-яё]{{0,4}}"
