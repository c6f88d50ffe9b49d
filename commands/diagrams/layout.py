"""A layered layout of a small graph (after Sugiyama, Tagawa and Toda, 1981): states in rows, arrows mostly downwards.

Cycles are cut by turning arrows that lead back; nodes are put in layers by their longest way from the beginning;
an arrow's label is a node of its own in the layer between, so that nothing covers anything. Then each layer is
ordered to cross few arrows, and moved to make them straight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from workflow.noun import dataclass

SWEEPS = 16
"""Of ordering the layers."""

MOVES = 60
"""Of making arrows straight."""

BETWEEN_LAYERS = 24.0
STUB = 9.0
"""How far an arrow runs straight where it leaves and where it arrives, so that its head stands upright."""

BESIDE = 22.0
"""Space between neighbours of a layer."""


@dataclass(frozen=True, kw_only=True)
class Size:
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Link:
    """An arrow to be laid out, with the size of its label."""

    source: str
    target: str
    label: Size


@dataclass(frozen=True, kw_only=True)
class Place:
    """The centre of something, with its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where an arrow runs: points it passes, from source to target, and its label."""

    points: tuple[tuple[float, float], ...]
    label: Place


@dataclass(frozen=True, kw_only=True)
class Layout:
    width: float
    height: float
    nodes: Mapping[str, Place]
    routes: tuple[Route, ...]
    """In the order of the links."""


@dataclass(eq=False)
class _Item:
    """Something in a layer: a node, a label, or the place where a long arrow passes."""

    layer: int
    size: Size
    x: float = 0.0
    above: list[_Item] = field(default_factory=list)
    below: list[_Item] = field(default_factory=list)
    node: str | None = None

    @property
    def linked(self) -> bool:
        return bool(self.above or self.below)

    @property
    def weight(self) -> float:
        """Passing arrows want to be straight more than nodes want to be in the middle."""
        return 1.0 if self.node is not None else 4.0


def lay_out(nodes: Mapping[str, Size], links: Sequence[Link]) -> Layout:
    """Places for all nodes and arrows; nodes and links are taken in their order, the first node on top."""
    turned = _turned(nodes, links)
    downward = [
        (link.target, link.source) if number in turned else (link.source, link.target)
        for number, link in enumerate(links)
    ]
    ranks = _ranks(nodes, downward)
    items = {name: _Item(2 * ranks[name], size, node=name) for name, size in nodes.items()}
    ends = zip(downward, links, strict=True)
    chains = [_chain(items[upper], items[lower], link.label) for (upper, lower), link in ends]
    layers: list[list[_Item]] = [[] for _ in range(2 * max(ranks.values(), default=0) + 1)]
    for item in (*items.values(), *(item for chain in chains for item in chain[1:-1])):
        layers[item.layer].append(item)
    _order(layers)
    _move(layers)
    heights = [max((item.size.height for item in layer), default=0.0) for layer in layers]
    tops = [sum(heights[:n]) + n * BETWEEN_LAYERS for n in range(len(layers))]
    left = min((item.x - item.size.width / 2 for layer in layers for item in layer), default=0.0)
    right = max((item.x + item.size.width / 2 for layer in layers for item in layer), default=0.0)
    for layer in layers:
        for item in layer:
            item.x -= left
    middle = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    routes = [_route(chain, middle, heights, reverse=number in turned) for number, chain in enumerate(chains)]
    return Layout(
        width=right - left,
        height=sum(heights) + BETWEEN_LAYERS * max(len(layers) - 1, 0),
        nodes={name: _place(item, middle[item.layer]) for name, item in items.items()},
        routes=tuple(routes),
    )


def _turned(nodes: Mapping[str, Size], links: Sequence[Link]) -> frozenset[int]:
    """The links that lead back to a node on the way to their source."""
    leaving: dict[str, list[int]] = {name: [] for name in nodes}
    for number, link in enumerate(links):
        leaving[link.source].append(number)
    turned: set[int] = set()
    done: set[str] = set()
    for start in nodes:
        if start in done:
            continue
        way, on_way = [(start, iter(leaving[start]))], {start}
        while way:
            name, rest = way[-1]
            number = next(rest, -1)
            if number < 0:
                way.pop()
                on_way.discard(name)
                done.add(name)
                continue
            target = links[number].target
            if target in on_way:
                turned.add(number)
            elif target not in done:
                way.append((target, iter(leaving[target])))
                on_way.add(target)
    return frozenset(turned)


def _ranks(nodes: Mapping[str, Size], downward: Sequence[tuple[str, str]]) -> dict[str, int]:
    """For each node the length of the longest way to it; what no arrow touches stands at the bottom."""
    above: dict[str, list[str]] = {name: [] for name in nodes}
    for upper, lower in downward:
        above[lower].append(upper)
    ranks: dict[str, int] = {}

    def rank(name: str) -> int:
        if name not in ranks:
            ranks[name] = max((rank(upper) + 1 for upper in above[name]), default=0)
        return ranks[name]

    for name in nodes:
        rank(name)
    linked = {name for ends in downward for name in ends}
    lowest = max((ranks[name] for name in linked), default=0)
    return {name: number if name in linked or not linked else lowest for name, number in ranks.items()}


def _chain(upper: _Item, lower: _Item, label: Size) -> list[_Item]:
    """The items an arrow passes: its ends, its label in the middle, and a narrow place in every layer between."""
    middle = (upper.layer + lower.layer) // 2
    middle += 1 - middle % 2
    passing = [
        _Item(layer, label if layer == middle else Size(width=4, height=0))
        for layer in range(upper.layer + 1, lower.layer)
    ]
    chain = [upper, *passing, lower]
    for one, next_one in pairwise(chain):
        one.below.append(next_one)
        next_one.above.append(one)
    return chain


def _order(layers: list[list[_Item]]) -> None:
    """Sort each layer by the middle of its neighbours, down and up, and keep the order with the fewest crossings."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer in layers[1:] if down else reversed(layers[:-1]):
            places = {id(item): index for other in layers for index, item in enumerate(other)}
            keys = {}
            for item in layer:
                near = item.above if down else item.below
                keys[id(item)] = _median([places[id(other)] for other in near], places[id(item)])
            layer.sort(key=lambda item: keys[id(item)])
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    for layer, order in zip(layers, best, strict=True):
        layer[:] = order


def _median(places: list[int], own: int) -> float:
    if not places:
        return float(own)
    places.sort()
    half = len(places) // 2
    return float(places[half]) if len(places) % 2 else (places[half - 1] + places[half]) / 2


def _crossings(layers: list[list[_Item]]) -> int:
    crossings = 0
    for upper, lower in pairwise(layers):
        places = {id(item): index for index, item in enumerate(lower)}
        ends = [sorted(places[id(other)] for other in item.below) for item in upper]
        flat = [end for of_item in ends for end in of_item]
        crossings += sum(one > other for index, one in enumerate(flat) for other in flat[index + 1 :])
    return crossings


def _move(layers: list[list[_Item]]) -> None:
    """Give each item its place beside its neighbours, as near as can be to those above and below it."""
    for layer in layers:
        _spread(layer, [0.0] * len(layer))
    for move in range(MOVES):
        down = move % 2 == 0
        for layer in layers if down else reversed(layers):
            _spread(layer, [_wish(item, both=move >= MOVES // 6, down=down) for item in layer])


def _wish(item: _Item, *, both: bool, down: bool) -> float:
    near = [*item.above, *item.below] if both else item.above if down else item.below
    weights = sum(other.weight for other in near)
    return sum(other.x * other.weight for other in near) / weights if near else item.x


def _spread(layer: list[_Item], wishes: list[float]) -> None:
    """The places nearest to the wishes (by squares) that keep order and distance: pool adjacent violators."""
    offsets, at = [], 0.0
    for index, item in enumerate(layer):
        if index:
            at += (layer[index - 1].size.width + item.size.width) / 2 + BESIDE
        offsets.append(at)
    blocks: list[tuple[float, float, int]] = []  # the mean of a block, its weight, and how many items it has
    for item, wish, offset in zip(layer, wishes, offsets, strict=True):
        mean, weight, number = wish - offset, 1.0 if item.linked else 0.001, 1
        if not item.linked and blocks:
            mean = min(mean, blocks[-1][0])  # what no arrow touches stands beside the others
        while blocks and blocks[-1][0] > mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * weight) / (heavy + weight)
            weight, number = weight + heavy, number + many
        blocks.append((mean, weight, number))
    means = [mean for mean, _, number in blocks for _ in range(number)]
    for item, mean, offset in zip(layer, means, offsets, strict=True):
        item.x = mean + offset


def _route(chain: list[_Item], middle: list[float], heights: list[float], *, reverse: bool) -> Route:
    upper, lower, passing = chain[0], chain[-1], chain[1:-1]
    start, end = _port(upper, upper.below, passing[0]), _port(lower, lower.above, passing[-1])
    # Within the layers of its ends an arrow runs straight down, so that it passes their taller neighbours by.
    points = [
        (start, middle[upper.layer] + upper.size.height / 2),
        (start, middle[upper.layer] + heights[upper.layer] / 2 + STUB),
    ]
    for item in passing:
        half = item.size.height / 2 if item.size.height else heights[item.layer] / 2
        points += [(item.x, middle[item.layer] - half), (item.x, middle[item.layer] + half)]
    points += [
        (end, middle[lower.layer] - heights[lower.layer] / 2 - STUB),
        (end, middle[lower.layer] - lower.size.height / 2),
    ]
    label = max(passing, key=lambda item: item.size.width * item.size.height)
    return Route(points=tuple(reversed(points)) if reverse else tuple(points), label=_place(label, middle[label.layer]))


def _port(node: _Item, near: list[_Item], to: _Item) -> float:
    """Where an arrow touches a node: beside the others, in the order in which they go on."""
    order = sorted(near, key=lambda item: item.x)
    step = min(node.size.width * 0.8 / len(order), 46.0)
    return node.x + (order.index(to) - (len(order) - 1) / 2) * step


def _place(item: _Item, y: float) -> Place:
    return Place(x=item.x, y=y, width=item.size.width, height=item.size.height)
