"""Convolutions of float32 images in the order in which PyTorch adds, to the last bit.

PyTorch leaves most of them to oneDNN. It takes sixteen channels at a time and goes through a window
pixel by pixel, and channel by channel within a pixel; it multiplies and adds with one rounding. To
the sum of the first channels it adds the bias, and then the sums of the others. It finds the
gradient of the images in the same way, or with steps of several pixels of all channels at a time.
The gradients of the weights and of the bias are sums over one window after the other. One image
with a small kernel is a product of matrices, as in `product_order.py`, added to the bias.

What is said here holds on processors with AVX-512, for one thread. BLAS computes sums of many
terms: its kernels too add term by term and round once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .product_order import LARGE, RUNNING, chained, in_order

CHANNELS = 16  # that oneDNN takes at a time
MANY = 20_480  # numbers of one image, above which oneDNN computes small kernels too
SMALL_KERNEL = 3  # pixels in a row
BATCH = 16  # images, from which on oneDNN computes kernels of one pixel
FEW = 128  # terms that are added here
BLOCK = 256  # terms that BLAS adds without a new sum
Sizes = tuple[int, ...]


def is_product(x: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> bool:
    """Whether PyTorch convolves the images x by products of matrices."""
    if kernel == (1, 1) and max(stride) == max(dilation) == 1 and len(x) < BATCH:
        return True
    return len(x) == 1 and min(kernel) <= SMALL_KERNEL and x.size <= MANY


def convolved(
    x: Any, taken: Any, weight: Any, bias: Any, stride: Sizes, padding: Sizes, dilation: Sizes
) -> Any:
    """The sums of windows (n, channels, height, width, rows, columns), taken from the images x,
    with the weights (outputs, channels, height, width), plus a bias: (n, outputs, rows, columns).
    """
    kernel = weight.shape[2:]
    reach = ((pixels - 1) * step for pixels, step in zip(kernel, dilation, strict=True))
    if is_product(x, kernel, stride, dilation):
        way = as_product
    elif any(edge > pixels for edge, pixels in zip(padding, reach, strict=True)):
        way = by_columns
    else:
        way = at_points if kernel == (1, 1) else by_pixels
    return way(taken, weight, bias).reshape(len(x), len(weight), *taken.shape[4:])


def as_product(taken: Any, weight: Any, bias: Any) -> Any:
    """The products of the weights with the windows of each image."""
    a, onto = weight.reshape(len(weight), -1), None if bias is None else bias[:, None]
    columns = np.ascontiguousarray(taken.reshape(len(taken), a.shape[1], -1))
    return np.array([multiplied(a, image, onto) for image in columns])


def multiplied(a: Any, b: Any, onto: Any = None) -> Any:
    """The product of two matrices, added to `onto`."""
    found = in_order(a, b, onto=onto)
    if found is not None:
        return found
    return a @ b if onto is None else a @ b + onto


def by_columns(taken: Any, weight: Any, bias: Any) -> Any:
    """Channel by channel, as where windows lie in the padding alone."""
    return added(chain(weight, taken.reshape(len(taken), weight[0].size, -1).swapaxes(0, 1)), bias)


def at_points(taken: Any, weight: Any, bias: Any) -> Any:
    """Windows of one pixel: the sums begin with the bias, as with one more channel of ones."""
    columns = taken.reshape(len(taken), weight.shape[1], -1).swapaxes(0, 1)
    if bias is not None:
        weight = np.concatenate([bias[:, None], weight[:, :, 0, 0]], 1)
        columns = np.concatenate([np.ones_like(columns[:1]), columns])
    return chain(weight, columns)


def by_pixels(taken: Any, weight: Any, bias: Any, some_channels: int = CHANNELS) -> Any:
    """Pixel by pixel, some channels at a time."""
    n, channels = taken.shape[:2]
    taken, weight = taken.transpose(2, 3, 1, 0, 4, 5), weight.transpose(0, 2, 3, 1)
    out = None
    for start in range(0, channels, some_channels):
        part = slice(start, start + some_channels)
        some = weight[..., part]
        found = chain(some, taken[:, :, part].reshape(some[0].size, n, -1))
        out = added(found, bias) if out is None else out + found
    return out


def added(out: Any, bias: Any) -> Any:
    return out if bias is None else out + bias[:, None]


def gradient_of_images(
    g: Any, weight: Any, shape: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes
) -> Any:
    """The gradient of images of a shape: the convolution of g, spread out, with the weights."""
    spread, sizes, firsts = [], [], []
    for size, number, pixels, step, edge, gap in zip(
        shape[2:], g.shape[2:], weight.shape[2:], stride, padding, dilation, strict=True
    ):
        reach = (pixels - 1) * gap
        spread.append(slice(reach, reach + number * step, step))
        sizes.append(size + 2 * edge + reach + step)
        firsts.append(edge + reach - np.arange(pixels) * gap)
    apart: Any = np.zeros((g.shape[1], len(g), *sizes), g.dtype)
    apart[(..., *spread)] = g.swapaxes(0, 1)
    rows, columns = shape[2:]
    taken = np.array(
        [
            [apart[:, :, down : down + rows, right : right + columns] for right in firsts[1]]
            for down in firsts[0]
        ]
    ).transpose(3, 2, 0, 1, 4, 5)
    weight = weight.swapaxes(0, 1)
    if max(stride) == 1:
        out = by_pixels(taken, weight, None)
    elif shape[3] % stride[1]:
        out = by_pixels(taken, weight, None, g.shape[1])
    else:
        out = 0
        for place in range(weight.shape[3]):
            one = slice(place, place + 1)
            out = out + by_pixels(taken[:, :, :, one], weight[..., one], None, g.shape[1])
    return out.reshape(shape)


def gradient_of_weight(g: Any, columns: Any) -> Any:
    """The gradient of the weights as a matrix: the sum over the windows of all images, given as
    columns (n, elements of a window, windows).
    """
    terms = columns.transpose(0, 2, 1).reshape(-1, columns.shape[1])
    return summed(g.transpose(1, 0, 2, 3).reshape(g.shape[1], -1), terms)


def gradient_of_bias(g: Any) -> Any:
    return RUNNING(g.transpose(1, 0, 2, 3).reshape(g.shape[1], -1), 1)[:, -1]


def gradient_of_columns(g: Any, weight: Any) -> Any:
    """The gradient of the windows as columns, where the convolution is a product of matrices."""
    a = weight.reshape(len(weight), -1).T
    return np.array([multiplied(a, image) for image in g.reshape(*g.shape[:2], -1)])


def gradient_of_factor(g: Any, columns: Any) -> Any:
    """The gradient of the weights as a matrix, where the convolution is a product of matrices."""
    g, columns, out = (*map(np.ascontiguousarray, (g.reshape(*g.shape[:2], -1), columns)), None)
    for one, image in zip(g, columns, strict=True):
        out = multiplied(one, image.T, out)
    return out


def chain(weight: Any, columns: Any) -> Any:
    """The products of the weights (outputs, ...) with columns (terms, n, windows), term by term:
    (n, outputs, windows).
    """
    a = weight.reshape(len(weight), -1)
    terms, n, number = columns.shape
    if len(a) * columns.size > LARGE and terms <= BLOCK and len(a) > 1 < number:
        return np.matmul(np.asfortranarray(a), columns.swapaxes(0, 1))
    found = summed(a, columns.reshape(terms, -1)).reshape(len(a), n, number)
    return np.ascontiguousarray(found.swapaxes(0, 1))


def summed(a: Any, b: Any) -> Any:
    """The product of two matrices, term by term, each multiplied and added with one rounding."""
    if a.size * b.shape[1] <= LARGE and len(b) <= FEW:
        return chained(a, b)
    if len(a) > b.shape[1]:
        return np.ascontiguousarray(summed(b.T, a.T).T)
    rows = len(a)
    if rows == 1:  # as BLAS would compute in lanes
        a = a.repeat(2, 0)
    one = np.eye(len(a), dtype=a.dtype)
    out = product(a[:, :BLOCK], b[:BLOCK])
    for start in range(BLOCK, len(b), BLOCK):
        part = slice(start, start + BLOCK)
        if not np.isfinite(out).all():
            return a[:rows] @ b
        out = product(np.concatenate([one, a[:, part]], 1), np.concatenate([out, b[part]]))
    return out[:rows]


def product(a: Any, b: Any) -> Any:
    return np.matmul(np.asfortranarray(a), np.ascontiguousarray(b))
