"""More products of tensors: einsum, tensordot, inner, kron, cross."""

from __future__ import annotations

import math
import operator
from typing import Any

from ...gradient_names import named
from ...messages import type_name
from ...node import Node
from ...ops.later.products import (
    AddbmmBackward0,
    AddmvBackward0,
    AddrBackward0,
    BaddbmmBackward0,
    LinalgCrossBackward0,
    TrilinearBackward0,
)
from ...ops.shape import UnsafeViewBackward0
from ...record import apply, unary
from ...refusals import check_broadcast
from ...tensor import Tensor
from ..arguments import SCALARS, check_dtypes, wrap_dim
from ..change import written_over
from ..linalg import addmm, bmm, dot, mm
from ..once import warn_once
from ..reduction import sum
from ..shape import expand, permute, reshape, unsqueeze
from .diagonals import diagonal

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def spelled(equation: str, operands: tuple[Tensor, ...]) -> tuple[list[str], str]:
    """The letters of each operand and of the result; digits stand for the dimensions of "..."."""
    check_letters(equation)
    left, arrow, right = equation.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(operands):
        few = "fewer" if len(operands) < len(parts) else "more"
        raise RuntimeError(
            f"einsum(): {few} operands were provided than specified in the equation")
    rank = 0
    for part, operand in zip(parts, operands, strict=True):
        if "..." in part:
            rank = max(rank, operand._array.ndim - len(part) + 3)
    found = []
    for place, (part, operand) in enumerate(zip(parts, operands, strict=True)):
        ellipsis = operand._array.ndim - len(part) + 3
        digits = "".join(chr(0x100 + d) for d in range(rank - ellipsis, rank))
        letters = part.replace("...", digits)
        if len(letters) != operand._array.ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(letters)})"
                f" {'does not match' if '...' not in part else 'is more than'} the number of"
                f" dimensions ({operand._array.ndim}) for operand {place} and no ellipsis was given"
            )
        check_repeated(letters, place, operand)
        found.append(letters)
    every = "".join(found)
    around = "".join(chr(0x100 + d) for d in range(rank))
    for letter in right:
        if right.count(letter) > 1 and letter != ".":
            raise RuntimeError(f"einsum(): output subscript {letter} appears more than once in the"
                               " output")
    if arrow:
        return found, right.replace("...", around)
    once = [letter for letter in LETTERS if every.count(letter) == 1]
    return found, around + "".join(once)


def check_letters(equation: str) -> None:
    """Raise PyTorch's error for what is no letter, and for points that are no "..."."""
    if not isinstance(equation, str):
        raise TypeError("einsum(): argument 'equation' (position 1) must be str, not"
                        f" {type_name(equation)}")
    left, _, right = equation.partition("->")
    for place, letter in enumerate(equation.replace("->", "  ")):
        if letter not in f"{LETTERS} ,.":
            raise RuntimeError(f"einsum(): invalid subscript given at index {place} in the equation"
                               " string, subscripts must be in [a-zA-Z]")
    for where, part in (*((f"operand {n}", part) for n, part in enumerate(left.split(","))),
                        ("output", right)):
        if "." in part.replace("...", "", 1):
            raise RuntimeError(
                f"einsum(): found '.' for {where} that is not part of any ellipsis"
                + (" (...)" if where == "output" else ""))


def check_repeated(letters: str, place: int, operand: Tensor) -> None:
    """Raise PyTorch's error if a letter stands for two sizes of one operand."""
    sizes: dict[str, int] = {}
    for letter, size in zip(letters, operand._array.shape, strict=True):
        if sizes.setdefault(letter, size) != size:
            raise RuntimeError(f"einsum(): subscript {letter} is repeated for operand {place} but"
                               f" the sizes don't match, {size} != {sizes[letter]}")


def from_numbers(args: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The equation and the operands of `einsum(a, [0, 1], b, [1, 2], [0, 2])`."""

    def spelled_out(numbers: Any) -> str:
        texts = []
        for number in numbers:
            if number is not ... and not (number >= 0 and number < len(LETTERS)):
                raise ValueError("einsum(): subscript in subscript list is not within the valid"
                                 f" range [0, {len(LETTERS)})")
            texts.append("..." if number is ... else LETTERS[number])
        return "".join(texts)

    inputs = args[: len(args) // 2 * 2]
    equation = ",".join(spelled_out(numbers) for numbers in inputs[1::2])
    if len(args) % 2:
        equation += "->" + spelled_out(args[-1])
    return equation, inputs[::2]


def letters_inside(words: Any, operands: Any, result: str) -> list[str]:
    """The letters to sum over. Raises RuntimeError if the sizes of a letter differ, or if the
    result has a letter that no operand has.
    """
    sizes: dict[str, int] = {}
    for place, (letters, operand) in enumerate(zip(words, operands, strict=True)):
        for letter, size in zip(letters, operand._array.shape, strict=True):
            known = sizes.setdefault(letter, size)
            if known == 1:
                sizes[letter] = size
            elif size not in (1, known):
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {size} for operand {place} which does"
                    f" not broadcast with previously seen size {known}")
    for letter in result:
        if letter not in sizes:
            raise RuntimeError(
                f"einsum(): output subscript {letter} does not appear in the equation for any input"
                " operand")
    return sorted(sizes.keys() - result)


def einsum(*args: Any) -> Tensor:
    """The sum of products that the letters of an equation such as "ij,jk->ik" say:
    `einsum(equation, *operands)`; or numbers after each operand, as in `from_numbers`.

    Letters that the result lacks are summed over. Raises RuntimeError if sizes do not fit.
    """
    if len(args) < 2:
        raise ValueError("einsum(): must specify the equation string and at least one operand, or"
                         " at least one operand and its subscripts list")
    equation, operands = from_numbers(args) if isinstance(args[0], Tensor) else (args[0], args[1:])
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    for place, operand in enumerate(operands):
        if not isinstance(operand, Tensor):
            raise TypeError(f"expected Tensor as element {place} in argument 1, but got"
                            f" {type_name(operand)}")
    words, result = spelled(equation, operands)
    inside = letters_inside(words, operands, result)
    axes = result + "".join(inside)
    spread = [arranged(x, letters, axes) for x, letters in zip(operands, words, strict=True)]
    x = spread[0]
    for place, y in enumerate(spread[1:], 1):
        later = spread[place + 1 :]
        gone = [d for d in range(len(result), len(axes))
                if all(other._array.shape[d] == 1 for other in later)
                and max(x._array.shape[d], y._array.shape[d]) > 1]
        x = multiplied(x, y, gone)
    if len(spread) == 1 and inside:
        return sum(x, tuple(range(len(result), len(axes))))
    return reshape(x, x._array.shape[: len(result)]) if inside else x


def arranged(x: Tensor, letters: str, axes: str) -> Tensor:
    """`x` with a dimension for each of the axes, of size 1 if it lacks the letter."""
    place = 0
    while place < len(letters):
        first = letters.index(letters[place])
        if first == place:
            place += 1
            continue
        x = diagonal(x, 0, first, place)
        letters = letters[:first] + letters[first + 1 : place] + letters[place + 1 :] + \
            letters[first]
        place = 0
    for letter in axes:
        if letter not in letters:
            x, letters = unsqueeze(x, -1), letters + letter
    return permute(x, tuple(letters.index(letter) for letter in axes))


def multiplied(x: Tensor, y: Tensor, gone: list[int]) -> Tensor:
    """The product of two tensors of one rank, summed over dimensions, which stay as size 1.

    As PyTorch computes it: as one product of batches of matrices.
    """
    if not gone:
        return x * y
    one, two = x._array.shape, y._array.shape
    summed = [d for d in gone if one[d] > 1 and two[d] > 1]
    for d in gone:  # a dimension that only one of them has is summed first
        if d not in summed:
            x = sum(x, (d,), True) if one[d] > 1 else x
            y = sum(y, (d,), True) if two[d] > 1 else y
    one, two = x._array.shape, y._array.shape
    rest = [d for d in range(len(one)) if d not in summed]
    both = [d for d in rest if one[d] > 1 and two[d] > 1]
    left = [d for d in rest if one[d] > 1 and two[d] == 1]
    right = [d for d in rest if one[d] == 1 and two[d] > 1]
    ones = [d for d in rest if one[d] == two[d] == 1]

    def size(shape: tuple[int, ...], dims: list[int]) -> int:
        return math.prod(shape[d] for d in dims)

    a = permute(x, (*both, *left, *summed, *right, *ones))
    b = permute(y, (*both, *summed, *right, *left, *ones))
    product = bmm(
        reshape(a, (size(one, both), size(one, left), size(one, summed))),
        reshape(b, (size(two, both), size(two, summed), size(two, right))),
    )
    order = [*both, *left, *right, *summed, *ones]
    shape = [max(one[d], two[d]) if d not in summed else 1 for d in order]
    back = permute(reshape(product, shape), tuple(order.index(d) for d in range(len(one))))
    return back


def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """The sum of products over the last dimensions of a and the first of b, or over pairs.

    Raises RuntimeError if the sizes along the dimensions differ.
    """
    for x in (a, b):
        x.dim()  # what is no tensor has none
    if isinstance(dims, int):
        left, right = list(range(-dims, 0)), list(range(dims))
    else:
        left, right = ([d] if isinstance(d, int) else list(d) for d in dims)
    for one, two in zip(left, right, strict=True):
        if a._array.shape[one] != b._array.shape[two]:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a._array.shape[one]} in"
                f" dim {one} and second has size {b._array.shape[two]} in dim {two}"
            )
    check_dtypes("both inputs should have same dtype", a, b)
    left = [d % a._array.ndim for d in left]
    right = [d % b._array.ndim for d in right]
    free_a = [d for d in range(a._array.ndim) if d not in left]
    free_b = [d for d in range(b._array.ndim) if d not in right]
    inner = math.prod(a._array.shape[d] for d in left)
    rows = reshape(permute(a, (*free_a, *left)), (-1, inner))
    columns = reshape(permute(b, (*right, *free_b)), (inner, -1))
    shape = (*(a._array.shape[d] for d in free_a), *(b._array.shape[d] for d in free_b))
    return reshape(mm(rows, columns), shape)


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products along the last dimensions of both.

    Raises RuntimeError if the last dimensions differ.
    """
    if input.ndim == 0 or other.ndim == 0:
        return input * other
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes"
            f" {list(input.shape)} and {list(other.shape)}")
    return tensordot(input, other, ([-1], [-1]))


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The dot product of two vectors."""
    return named(dot(input, other), "VdotBackward0")


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Each element of the first times the whole second, in its place."""
    size = max(input.ndim, other.ndim)
    one, two = ((1,) * (size - t.ndim) + tuple(t.shape) for t in (input, other))
    pairs = [side for pair in zip(one, [1] * size, strict=True) for side in pair]
    wide = [side for pair in zip([1] * size, two, strict=True) for side in pair]
    products = reshape(input, pairs) * reshape(other, wide)
    return unary(UnsafeViewBackward0, products, tuple(map(operator.mul, one, two)))


def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross product of vectors of 3 elements along `dim`; by default the first dimension of
    size 3, which PyTorch means to drop.

    Raises RuntimeError if there are not 3 elements along `dim`.
    """
    if input.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    place = -1 if dim is None else wrap_dim(dim, max(input.ndim, other.ndim))
    if dim is None:
        warn_once("Using torch.cross without specifying the dim arg is deprecated.", stacklevel=3)
        place = next((i for i, size in enumerate(input.shape) if size == 3), -1)
        if place == -1:
            raise RuntimeError("no dimension of size 3 in input")
    if input.shape[place] != 3 or other.shape[place] != 3:
        shown = place if dim is None else dim
        raise RuntimeError(
            f"linalg.cross: inputs dimension {shown} must have length 3. Got"
            f" {input.shape[place]} and {other.shape[place]}")
    check_dtypes(SCALARS, input, other)
    check_broadcast(input._array, other._array)
    return apply(LinalgCrossBackward0, (input, other), place)


ALIKE = {  # what PyTorch says to dtypes that differ
    "baddbmm": "Input dtypes must be the same, got: input {0.c_name}, batch1: {1.c_name}, batch2:"
               " {2.c_name}",
    "addmv": "addmv input tensors must have the same dtype, but got {0.type_name}, {1.type_name},"
             " and {2.type_name}",
}


def check_vector(input: Tensor, mat: Tensor, vec: Tensor) -> None:
    """Raise PyTorch's error for shapes that `addmv` does not take."""
    if (mat.ndim, vec.ndim) != (2, 1) or input.ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim},"
                           f" {vec.ndim}")
    rows, columns = mat.shape
    if columns != vec.shape[0] or input.numel() not in (1, rows):
        raise RuntimeError(f"size mismatch, got input ({input.numel()}), mat ({rows}x{columns}),"
                           f" vec ({vec.shape[0]})")


def check_vectors(input: Tensor, one: Tensor, two: Tensor) -> None:
    """Raise PyTorch's error for shapes that `addr` does not take."""
    for word, vector in (("vec1", one), ("vec2", two)):
        if vector.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {word}, but got {vector.ndim}-D")
    expand(input, (one.shape[0], two.shape[0]))


def check_batches(input: Tensor, one: Tensor, two: Tensor) -> None:
    """Raise PyTorch's error for shapes that `baddbmm` does not take."""
    for batch, dim in ((one, 1), (two, 2)):
        wrap_dim(dim, batch.ndim)
    expand(input, (one.shape[0], one.shape[1], two.shape[2]))
    if tuple(two.shape[:2]) != (one.shape[0], one.shape[2]):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be:"
            f" [{one.shape[0]}, {one.shape[2]}] but got: [{two.shape[0]}, {two.shape[1]}].")


def check_sum(input: Tensor, one: Tensor, two: Tensor) -> None:
    """Raise PyTorch's error for shapes that `addbmm` does not take."""
    for word, batch in (("batch1", one), ("batch2", two)):
        if batch.ndim != 3:
            raise RuntimeError(f"{word} must be a 3D tensor")
    if one.shape[0] != two.shape[0]:
        raise RuntimeError("batch1 and batch2 must have same number of batches, got"
                           f" {one.shape[0]} and {two.shape[0]}")
    expand(input, (one.shape[1], two.shape[2]))


CHECKS = {"addmv": check_vector, "addr": check_vectors, "baddbmm": check_batches,
          "addbmm": check_sum}


def with_product(op: type[Node], name: str, what: str) -> Any:
    """The function beta * input + alpha * product."""

    def function(
        input: Tensor, one: Tensor, two: Tensor, *, beta: float = 1, alpha: float = 1
    ) -> Tensor:
        CHECKS[name](input, one, two)
        if name == "baddbmm" and input.dtype is one.dtype:
            check_dtypes(SCALARS, input, two)
        elif name in ALIKE:
            check_dtypes(ALIKE[name], input, one, two)
        return apply(op, (input, one, two), beta, alpha)

    function.__name__ = name
    function.__doc__ = f"beta * input + alpha * {what}."
    return function


baddbmm = with_product(BaddbmmBackward0, "baddbmm", "a batch of matrix products")
addmv = with_product(AddmvBackward0, "addmv", "matrix @ vector")
addr = with_product(AddrBackward0, "addr", "the outer product of two vectors")
addbmm = with_product(AddbmmBackward0, "addbmm", "the sum of a batch of matrix products")


def over_first(function: Any, name: str) -> Any:
    """The form of such a function that writes the result over `input`."""

    def called(x: Tensor, one: Tensor, two: Tensor, **named: Any) -> Tensor:
        return written_over(x, function, one, two, **named)

    called.__name__, called.__doc__ = name, f"`{name[:-1]}` in place."
    return called


baddbmm_, addmv_ = over_first(baddbmm, "baddbmm_"), over_first(addmv, "addmv_")
addr_, addbmm_ = over_first(addr, "addr_"), over_first(addbmm, "addbmm_")
addmm_ = over_first(addmm, "addmm_")


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x1 @ weight[k] @ x2 for each k, plus a bias."""
    for place, x in enumerate((input1, input2), 1):
        if x.shape[-1] != weight.shape[place]:
            raise RuntimeError(
                f"bilinear(): input{place} size does not match weight size: got"
                f" {x.shape[-1]} but expected {weight.shape[place]}")
    if input1.ndim != input2.ndim:
        raise RuntimeError(
            f"bilinear(): input dimensions do not match: got {input1.ndim} and {input2.ndim}")
    for place, (n, m) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=True)):
        if n != m:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {place}:"
                               f" got {n} and {m}")
    check_dtypes("All tensors must have the same dtype, got input1: {0.c_name}, input2: {1.c_name},"
                 " weight: {2.c_name}", input1, input2, weight)
    one, two = (reshape(x, (-1, x.shape[-1])) for x in (input1, input2))
    found = apply(TrilinearBackward0, (one, weight, two))
    found = reshape(found, (*input1.shape[:-1], weight.shape[0]))
    return found if bias is None else found + bias
