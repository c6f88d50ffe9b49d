"""Whatever the graph, nothing covers anything, everything lies on the page, and arrows join what they say."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.diagrams.layout import Link, Place, Size, lay_out

SIZES = st.builds(Size, width=st.floats(20, 240), height=st.floats(14, 120))


@st.composite
def graphs(draw):
    names = [f"s{number}" for number in range(draw(st.integers(1, 12)))]
    nodes = {name: draw(SIZES) for name in names}
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=24))
    return nodes, [Link(source=a, target=b, label=draw(SIZES)) for a, b in pairs if a != b]


def overlap(one: Place, other: Place) -> bool:
    across = (one.width + other.width) / 2 - abs(one.x - other.x)
    along = (one.height + other.height) / 2 - abs(one.y - other.y)
    return across > 0.01 and along > 0.01


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_boxes_and_labels_never_cover_each_other(graph):
    laid = lay_out(*graph)

    for one, other in combinations([*laid.nodes.values(), *(route.label for route in laid.routes)], 2):
        assert not overlap(one, other)


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_everything_lies_on_the_page(graph):
    laid = lay_out(*graph)

    for place in (*laid.nodes.values(), *(route.label for route in laid.routes)):
        assert place.x - place.width / 2 >= -0.01
        assert place.x + place.width / 2 <= laid.width + 0.01
        assert place.y - place.height / 2 >= -0.01
        assert place.y + place.height / 2 <= laid.height + 0.01


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_an_arrow_runs_from_the_edge_of_its_source_to_the_edge_of_its_target(graph):
    nodes, links = graph
    laid = lay_out(nodes, links)

    for link, route in zip(links, laid.routes, strict=True):
        for name, (x, y) in ((link.source, route.points[0]), (link.target, route.points[-1])):
            place = laid.nodes[name]
            assert abs(x - place.x) <= place.width / 2
            assert abs(abs(y - place.y) - place.height / 2) < 0.01


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_same_graph_is_always_drawn_alike(graph):
    assert lay_out(*graph) == lay_out(*graph)


def test_a_way_without_turns_is_a_straight_column():
    size = Size(width=100, height=30)
    laid = lay_out(dict.fromkeys("abcd", size), [Link(source=a, target=b, label=size) for a, b in ("ab", "bc", "cd")])

    assert [laid.nodes[name].x for name in "abcd"] == pytest.approx([50.0] * 4)
    assert [laid.nodes[name].y for name in "abcd"] == sorted(laid.nodes[name].y for name in "abcd")


def test_an_arrow_back_points_up():
    size = Size(width=100, height=30)
    links = [Link(source="a", target="b", label=size), Link(source="b", target="a", label=size)]
    laid = lay_out({"a": size, "b": size}, links)

    assert laid.nodes["a"].y < laid.nodes["b"].y
    assert laid.routes[1].points[0][1] > laid.routes[1].points[-1][1]


def test_no_arrow_crosses_where_none_has_to():
    size = Size(width=50, height=20)
    pairs = ["ab", "ac", "bd", "ce", "de"]
    laid = lay_out(dict.fromkeys("acbed", size), [Link(source=a, target=b, label=size) for a, b in pairs])

    left_to_right = {name: laid.nodes[name].x for name in "bcde"}
    assert (left_to_right["b"] < left_to_right["c"]) == (laid.routes[2].label.x < laid.routes[3].label.x)
