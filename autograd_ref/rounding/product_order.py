"""Products of small float32 matrices in the order in which PyTorch adds, to the last bit.

PyTorch leaves a product to Intel's MKL, which has four ways. With four rows and twelve columns it
multiplies and adds with one rounding, term by term; of more than 192 terms it adds parts. A smaller
product whose rows or columns run along memory is a sum of rows, term by term, where each product is
rounded. If the terms of each inner product lie beside each other in both matrices, as in a linear
layer, it adds in four lanes of a vector; the first terms fill up to an address that is a multiple
of 16 bytes. A matrix times a vector differs in which terms come first.

What is said here holds on processors with AVX2 or AVX-512 that are not Intel's; `make fuzz`
measures it. Above LARGE multiplications BLAS computes the products of the first way, and of each
part: with AVX-512 OpenBLAS too adds term by term and rounds once, but for some small products,
which it adds in lanes if `a` lies row by row. The products of the other ways BLAS computes in its
own order.
"""

from __future__ import annotations

from functools import lru_cache, partial
from inspect import unwrap
from typing import Any

import numpy as np

LARGE = 65_536
DEEP = 192  # terms, from which on MKL multiplies matrices part by part
SMALL_OF_BLAS = 1_000_000  # multiplications, up to which BLAS has kernels of other orders
MOST = 8_000_000  # multiplications, above which products are not made part by part
FEW_INNER = 1_200  # numbers in a result, up to which it has one for rows times columns
ADD: Any = np.add.reduce
RUNNING: Any = np.add.accumulate
# Without NumPy's search for operands of other libraries, which would take as long as the sums.
EINSUM: Any = unwrap(np.einsum)
SINGLE, DOUBLE = np.float32, np.float64
Two = tuple[int, int]


def small(a: Any, b: Any) -> Any:
    """Whether PyTorch's order is followed in the product of two matrices, or of two batches."""
    return (
        a.shape[-1] > 1
        and 0 < a.size * b.shape[-1] <= LARGE
        and a.dtype.char == "f" == b.dtype.char
    )


def in_order(a: Any, b: Any, start: int = 0, onto: Any = None) -> Any:
    """The product of two matrices in PyTorch's order, added to `onto` if that is given, or None if
    it is left to BLAS. `start` says how many numbers lie before the result in its batch.
    """
    if a.size * b.shape[1] > LARGE and left_to_blas(a.shape, b.shape):
        return None
    if a.dtype.char == "f" == b.dtype.char:
        multiply = way(a.shape, a.strides, b.shape, b.strides, start % 4)
        if multiply is not None:
            kind = multiply.func if type(multiply) is partial else multiply
            if onto is not None and kind in ONTO:
                found = multiply(a, b, onto)
            else:
                found = multiply(a, b)
                if onto is not None:
                    found += onto
            return found if found.flags.c_contiguous else found.copy("C")
    return None


@lru_cache(maxsize=10_000)
def left_to_blas(shape: Two, other_shape: Two) -> bool:
    """Whether BLAS by itself adds the terms of a large product in MKL's order, however it lies in
    memory, or MKL's order is not worth its time.
    """
    (rows, terms), columns = shape, other_shape[1]
    if rows < 4 or columns < 12:
        return True
    if terms > DEEP:
        return rows * terms * columns > MOST
    plain = columns % 16 == 0 and rows * columns > FEW_INNER
    return plain or rows * terms * columns > SMALL_OF_BLAS


@lru_cache(maxsize=10_000)
def way(shape: Two, strides: Two, other_shape: Two, other_strides: Two, start: int) -> Any:
    """The function that multiplies two matrices of these shapes and strides as MKL does; None if
    BLAS does so by itself, or none does.
    """
    (rows, terms), columns = shape, other_shape[1]
    if terms < 2 or not rows * columns:
        return None
    along_a = strides[1] == 4
    along_b = other_strides[0] == 4 and (columns == 1 or other_strides[1] != 4)
    if rows * terms * columns > LARGE:
        return way_of_blas(rows, terms, columns, along_a, along_b)
    if rows == columns == 1 and other_strides[1] == 4:
        return one_number
    if rows >= 4 and columns >= 12:
        return partial(in_parts, product=chained, part=length_of_parts(terms))
    if not (along_a and along_b) or terms < 4:
        if terms >= 8 and columns >= 5 and columns % 4 and not along_b:
            return partial(ragged, start=start)
        alone = other_strides[0] == 4 and (columns > 1 or along_a)
        return by_rows if alone else term_by_term
    if columns == 1:
        return with_column
    return with_row if rows == 1 else inner


def way_of_blas(rows: int, terms: int, columns: int, along_a: bool, along_b: bool) -> Any:
    """The function that makes BLAS multiply large matrices in MKL's order, or None."""
    part = length_of_parts(terms)
    last = terms % part or part
    own = along_a and (rows * columns <= FEW_INNER if along_b else columns % 16 > 0)
    if own and rows * last * columns <= SMALL_OF_BLAS:
        return partial(in_parts, product=turned, part=part)
    return partial(in_parts, product=np.matmul, part=part) if part < terms else None


def length_of_parts(terms: int) -> int:
    """How many terms MKL adds before it starts a new sum."""
    return terms if terms <= DEEP else min(DEEP, terms // 2)


def in_parts(a: Any, b: Any, onto: Any = None, *, product: Any, part: int) -> Any:
    """The products of so many terms each, added one after the other, to `onto` if that is given."""
    out = product(a[:, :part], b[:part])
    if onto is not None:
        out += onto
    for start in range(part, len(b), part):
        out += product(a[:, start : start + part], b[start : start + part])
    return out


def turned(a: Any, b: Any) -> Any:
    """The product that BLAS computes if `a` lies column by column and `b` row by row."""
    return np.matmul(np.asfortranarray(a), np.ascontiguousarray(b))


def times_vector(a: Any, b: Any) -> Any:
    """The product of a matrix with a vector, both `small`."""
    if a.strides[1] == 4 and (len(a) > 1 or a.strides[0] != 4) and len(b) > 3:
        return with_vector(a, b)
    return ADD(np.multiply(a.T, b[:, None], order="C"), 0)


def of_batches(a: Any, b: Any, onto: Any = 0) -> Any:
    """The products of two batches of matrices that are `small`, added to `onto`."""
    (_, rows, terms), columns = a.shape, b.shape[2]
    if rows * columns * terms < 400:
        if columns == 1:
            return RUNNING(a * b.swapaxes(1, 2), 2)[..., -1:] + onto
        return EINSUM("nij,njk->nik", a, b if b.strides[2] == 4 else b.copy()) + onto
    out = np.empty((len(a), rows, columns), SINGLE)
    out[...] = onto
    for place, c in enumerate(out):
        out[place] = in_order(a[place], b[place], place * rows * columns, c)
    return out


def chained(a: Any, b: Any) -> Any:
    """Term by term, each multiplied and added with one rounding."""
    first, *rest = a.T.astype(DOUBLE)[:, :, None] * b[:, None, :]
    out = first.astype(SINGLE)
    for term in rest:
        np.add(term, out, out, dtype=DOUBLE, casting="unsafe")
    return out


def term_by_term(a: Any, b: Any, onto: Any = None) -> Any:
    """Term by term, each product rounded."""
    if onto is None:
        return EINSUM("ij,jk->ik", a, b)
    out = np.empty((len(a), b.shape[1]), SINGLE)
    out[...] = onto
    for term in range(len(b)):
        out += a[:, term, None] * b[term]
    return out


def by_rows(a: Any, b: Any) -> Any:
    """As `term_by_term`; also if the rows of `b` overlap in memory."""
    if b.strides[0] == 4 and a.strides[1] == 4 and len(b) > 3:
        b = b.copy()
    return term_by_term(a, b)


def ragged(a: Any, b: Any, onto: Any = None, *, start: int) -> Any:
    """As `term_by_term`, but the columns up to the first full vector of a row of the result add
    each second four of their terms by themselves.
    """
    out, columns, full = term_by_term(a, b, onto), b.shape[1], len(b) - len(b) % 8
    first = None if onto is None else np.broadcast_to(onto, out.shape)
    for row in range(min(4, len(a))):
        head = -(start + row * columns) % 4
        if not head or columns - head < 4:
            continue
        terms = a[row::4, :, None] * b[:, :head]
        parts = [] if first is None else [first[row::4, :head]]
        for block in range(0, full, 8):
            parts += [terms[:, term] for term in range(block, block + 4)]
            parts.append(RUNNING(terms[:, block + 4 : block + 8], 1)[:, -1])
        parts += [terms[:, term] for term in range(full, len(b))]
        out[row::4, :head] = RUNNING(np.array(parts), 0)[-1]
    return out


ONTO = in_parts, term_by_term, ragged  # ways that begin with what the product is added to


def one_number(a: Any, b: Any) -> Any:
    """The inner product of a row and a column, one term after the other."""
    return RUNNING((a * b.T)[0])[-1:].reshape(1, 1)


def with_column(a: Any, b: Any) -> Any:
    """A matrix times a column."""
    return with_vector(a, b[:, 0]).reshape(-1, 1)


def with_row(a: Any, b: Any) -> Any:
    """A row times a matrix."""
    return with_vector(b.T, a[0]).reshape(1, -1)


def inner(a: Any, b: Any) -> Any:
    """The inner products of the rows of `a` with the columns of `b`, both along memory."""
    b = b.T
    terms = a[:, None] * b
    whole = len(b) - len(b) % 4
    out = np.empty(terms.shape[:2], SINGLE)
    step, start = a.strides[0] // 4, place(a)
    for row in range(min(4, len(a)) if step % 4 else 1):
        rows = slice(row, None, 4) if step % 4 else slice(None)
        head = -(start + row * step) % 4
        if whole:
            out[rows, :whole] = in_lanes(terms[rows, :whole], head, 4, 1)
        if whole < len(b):
            out[rows, whole:] = in_lanes(terms[rows, whole:], head, 8, 2)
    return out


def with_vector(a: Any, b: Any) -> Any:
    """The inner products of the rows of `a` with a vector, both along memory."""
    terms = a * b
    count, length = terms.shape
    whole = count - count % 4
    if whole == count:
        return in_lanes(terms, length % 4 or 4, 4, 1)
    out = np.empty(count, SINGLE)
    if whole:
        out[:whole] = in_lanes(terms[:whole], length % 4 or 4, 4, 1)
    for row in range(whole, count):
        out[row] = in_lanes(terms[row], 4, 8, 2 - row % 2)
    return out


def in_lanes(terms: Any, head: int, width: int, vectors: int) -> Any:
    """Sums over the last axis: the first `head` one by one, blocks of `width` in `vectors` of four
    lanes, the rest one by one.
    """
    length = terms.shape[-1]
    end = head + (length - head) // width * width
    if end <= head:
        return RUNNING(terms, -1)[..., -1]
    blocks = terms[..., head:end].reshape(*terms.shape[:-1], -1, vectors, 4)
    if head:
        blocks = blocks.copy()
        blocks[..., 0, 0, 0] += RUNNING(terms[..., :head], -1)[..., -1]
    lanes = RUNNING(ADD(blocks, -3), -2)[..., -1, :]
    halves = lanes[..., :2] + lanes[..., 2:]
    out = halves[..., 0] + halves[..., 1]
    for last in range(end, length):
        out = out + terms[..., last]
    return out


def inner_product(a: Any, b: Any) -> Any:
    """The inner product of two vectors: blocks of 16 in four vectors, then of 8 and of 4."""
    terms, length = a * b, len(a)
    if length < 4:
        return RUNNING(terms)[-1] if length else SINGLE(0)
    lanes = np.zeros((4, 4), SINGLE)
    start = length - length % 16
    if start:
        lanes = ADD(terms[:start].reshape(-1, 4, 4), 0)
    for count in (2, 1):
        if length - start >= 4 * count:
            lanes[:count] += terms[start : start + 4 * count].reshape(count, 4)
            start += 4 * count
    for last in terms[start:]:
        lanes[0, 0] += last
    halves = RUNNING(lanes, 0)[-1]
    halves = halves[:2] + halves[2:]
    return halves[0] + halves[1]


def place(a: Any) -> int:
    """How many numbers the first one lies behind an address that is a multiple of 16 bytes, as
    PyTorch would have laid them.
    """
    root = a.base
    if type(root) is not np.ndarray:
        return 0
    while type(root.base) is np.ndarray:
        root = root.base
    first, own = root.__array_interface__["data"][0], a.__array_interface__["data"][0]
    return int(own - first) // 4 % 4
