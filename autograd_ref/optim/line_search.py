"""The line search of L-BFGS: a step that satisfies the strong Wolfe conditions.

Source: Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..tensor import Tensor

DECREASE, CURVATURE = 1e-4, 0.9


class Point(NamedTuple):
    """A step t along a direction: the loss there, its gradient, and its slope along it."""

    t: Any
    loss: float
    g: Tensor
    slope: Any


def cubic_minimum(a: Point, b: Point, bounds: tuple[Any, Any] | None = None) -> Any:
    """Where the cubic through two points, with their slopes, is least; at most at the bounds."""
    low, high = bounds or (min(a.t, b.t), max(a.t, b.t))
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if square < 0:
        return (low + high) / 2.0
    d2 = square.sqrt()
    one, two = (a, b) if a.t <= b.t else (b, a)
    place = two.t - (two.t - one.t) * (
        (two.slope + d2 - d1) / (two.slope - one.slope + 2 * d2))
    return min(max(place, low), high)


def strong_wolfe(
    evaluate: Callable[[Any], Point], start: Point, t: Any, d: Tensor, tolerance: float, most: int
) -> tuple[Point, int]:
    """The point found along d, and how often the loss was evaluated, about `most` times at most."""

    def too_high(point: Point, best: float) -> bool:
        limit = start.loss + DECREASE * point.t * start.slope
        return bool(point.loss > limit) or point.loss >= best

    def flat(point: Point) -> bool:
        return bool(abs(point.slope) <= -CURVATURE * start.slope)

    # Go on until a step lies behind the minimum.
    before, point, evaluations = start, evaluate(t), 1
    tries, bracket = 0, [start, start]
    while tries < most:
        if too_high(point, before.loss if tries > 1 else float("inf")) or (
                not flat(point) and point.slope >= 0):
            bracket = [before, point]
            break
        if flat(point):
            return point, evaluations
        t = cubic_minimum(before, point, (point.t + 0.01 * (point.t - before.t), point.t * 10))
        before, point = point, evaluate(t)
        evaluations += 1
        tries += 1
    else:
        bracket = [start, point]
    # Narrow the bracket.
    width, stuck = d.abs().max(), False
    low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
    while tries < most:
        ends = [each.t for each in bracket]
        if abs(ends[1] - ends[0]) * width < tolerance:
            break
        t = cubic_minimum(bracket[0], bracket[1])
        margin = 0.1 * (max(ends) - min(ends))
        near = min(max(ends) - t, t - min(ends)) < margin
        if near and (stuck or t >= max(ends) or t <= min(ends)):
            t = max(ends) - margin if abs(t - max(ends)) < abs(t - min(ends)) \
                else min(ends) + margin
            near = False
        stuck = near
        point = evaluate(t)
        evaluations += 1
        tries += 1
        if too_high(point, bracket[low].loss):
            bracket[high] = point
            low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
            continue
        done = flat(point)
        if not done and point.slope * (bracket[high].t - bracket[low].t) >= 0:
            bracket[high] = bracket[low]
        bracket[low] = point
        if done:
            break
    return bracket[low], evaluations
