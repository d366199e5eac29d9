"""Every operation: its name, a function, samples and the name of its node.

The functions are made for a module, the engine or PyTorch. `record_ops.py` records what PyTorch
makes of them.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Samples = Callable[[np.random.Generator, tuple[int, ...]], list[np.ndarray]]


def unwarned(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function without its warnings."""

    def called(*args: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args)

    return called


def anywhere(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.standard_normal(shape)]


def apart(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Numbers at least 0.2 apart and 0.1 from 0: no ties and no kinks."""
    size = int(np.prod(shape))
    return [((r.permutation(size) - size // 2) * 0.2 + 0.1).reshape(shape)]


def positive(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.uniform(0.3, 2, shape)]


def two(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.standard_normal(shape), r.standard_normal(shape)]


def two_apart(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    (a,) = apart(r, shape)
    return [a, a + r.choice([-0.07, 0.07], shape)]


def stretched(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    """A second operand that is broadcast along every other dimension."""
    other = tuple(1 if d % 2 else n for d, n in enumerate(shape))
    return [r.standard_normal(shape), np.asarray(r.uniform(0.5, 2, other))]


def two_positive(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.uniform(0.3, 2, shape), r.standard_normal(shape)]


def two_positive_both(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.uniform(0.6, 0.9, shape), r.uniform(0.3, 0.5, shape)]


def inside(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Numbers within -1 and 1, off the whole numbers and the halves between them."""
    return [r.uniform(0.1, 0.4, shape) * r.choice([-1, 1], shape)]


def within(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.uniform(0.1, 0.9, shape), r.uniform(0.1, 0.9, shape)]


def above_one(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [r.uniform(1.3, 3, shape)]


def only_within(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return within(r, shape)[:1]


def of(*shapes: tuple[int, ...]) -> Samples:
    """Random numbers in fixed shapes, whatever shape is drawn."""
    return lambda r, _: [np.asarray(r.standard_normal(shape)) for shape in shapes]


def with_zero(r: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    (a,) = apart(r, shape)
    a.reshape(-1)[:1] = 0
    return [a]


class Op(NamedTuple):
    name: str
    function: Callable[..., Any]
    samples: Samples
    node: str


def generator(name: str, shape: tuple[int, ...]) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(f"{name}{shape}".encode()))


def arithmetic(torch: Any) -> list[Op]:
    """Sums, products, quotients and powers."""
    return [
        Op("add", lambda a, b: a + b, stretched, "AddBackward0"),
        Op("add alpha", lambda a, b: torch.add(a, b, alpha=3), stretched, "AddBackward0"),
        Op("add number", lambda a: a + 1.5, anywhere, "AddBackward0"),
        Op("sub", lambda a, b: a - b, stretched, "SubBackward0"),
        Op("rsub", lambda a: 1 - a, anywhere, "RsubBackward1"),
        Op("mul", lambda a, b: a * b, stretched, "MulBackward0"),
        Op("mul number", lambda a: 3 * a, anywhere, "MulBackward0"),
        Op("div", lambda a, b: a / b, stretched, "DivBackward0"),
        Op("rdiv", lambda a: 2 / a, positive, "MulBackward0"),
        Op("neg", lambda a: -a, anywhere, "NegBackward0"),
        Op("reciprocal", torch.reciprocal, positive, "ReciprocalBackward0"),
        Op("pow 3", lambda a: a**3, anywhere, "PowBackward0"),
        Op("pow -1.5", lambda a: a**-1.5, positive, "PowBackward0"),
        Op("pow 0", lambda a: a**0 * a, anywhere, "MulBackward0"),
        Op("pow tensor", lambda a, b: a**b, two_positive, "PowBackward1"),
        Op("rpow", lambda a: 2.5**a, anywhere, "PowBackward2"),
    ]


def elementwise(torch: Any) -> list[Op]:
    """Functions of each element."""
    return [
        Op("square", torch.square, anywhere, "PowBackward0"),
        Op("exp", torch.exp, anywhere, "ExpBackward0"),
        Op("log", torch.log, positive, "LogBackward0"),
        Op("sqrt", torch.sqrt, positive, "SqrtBackward0"),
        Op("abs", torch.abs, apart, "AbsBackward0"),
        Op("sign", lambda a: torch.sign(a) * a, apart, "MulBackward0"),
        Op("sin", torch.sin, anywhere, "SinBackward0"),
        Op("cos", torch.cos, anywhere, "CosBackward0"),
        Op("tanh", torch.tanh, anywhere, "TanhBackward0"),
        Op("sigmoid", torch.sigmoid, anywhere, "SigmoidBackward0"),
        Op("relu", torch.relu, apart, "ReluBackward0"),
        Op("clamp", lambda a: torch.clamp(a, -0.4, 0.4), apart, "ClampBackward1"),
        Op("clamp tensors", lambda a, b: torch.clamp(a, b, None), two_apart, "ClampBackward0"),
        Op("maximum", torch.maximum, two_apart, "MaximumBackward0"),
        Op("minimum", torch.minimum, two_apart, "MinimumBackward0"),
        Op("where", lambda a, b: torch.where(a > b, a, b), two_apart, "WhereBackward0"),
        *(Op(name, getattr(torch, name), samples, node) for name, samples, node in (
            ("log2", positive, "Log2Backward0"), ("log10", positive, "Log10Backward0"),
            ("log1p", positive, "Log1PBackward0"), ("expm1", anywhere, "Expm1Backward0"),
            ("exp2", anywhere, "Exp2Backward0"), ("rsqrt", positive, "RsqrtBackward0"),
            ("tan", inside, "TanBackward0"), ("asin", inside, "AsinBackward0"),
            ("acos", inside, "AcosBackward0"), ("atan", anywhere, "AtanBackward0"),
            ("sinh", anywhere, "SinhBackward0"), ("cosh", anywhere, "CoshBackward0"),
            ("erf", anywhere, "ErfBackward0"), ("frac", inside, "FracBackward0"),
        )),
        *(Op(f.__name__, lambda a, f=f: f(a) * a, inside, "MulBackward0")
          for f in (torch.round, torch.floor, torch.ceil, torch.trunc)),
        Op("round decimals", lambda a: torch.round(a, decimals=1) * a, of((2, 3)), "MulBackward0"),
        Op("atan2", torch.atan2, two_apart, "Atan2Backward0"),
        Op("remainder", torch.remainder, two_positive_both, "RemainderBackward1"),
        Op("remainder number", lambda a: a % 0.7, positive, "RemainderBackward0"),
        Op("fmod", torch.fmod, two_positive_both, "FmodBackward1"),
        Op("fmod number", lambda a: torch.fmod(a, 0.7), positive, "FmodBackward0"),
        Op("clamp_min", lambda a: torch.clamp_min(a, 0), apart, "ClampMinBackward0"),
        Op("clamp_min tensor", torch.clamp_min, two_apart, "ClampMinBackward1"),
        Op("clamp_max tensor", torch.clamp_max, two_apart, "ClampMaxBackward1"),
        Op("clamp_max", lambda a: torch.clamp_max(a, 0), apart, "ClampMaxBackward0"),
        Op("addcmul", lambda a, b: torch.addcmul(a, b, a, value=2), two, "AddcmulBackward0"),
        Op("addcdiv", lambda a, b: torch.addcdiv(a, a, b, value=2), two_apart, "AddcdivBackward0"),
        Op("lerp", lambda a, b: torch.lerp(a, b, 0.3), two, "LerpBackward0"),
        Op("nan_to_num", torch.nan_to_num, anywhere, "NanToNumBackward0"),
        Op("lerp tensor", torch.lerp, of((2, 3), (2, 3), (2, 3)), "LerpBackward1"),
    ]


def special(torch: Any) -> list[Op]:
    """Special functions of each element."""
    return [
        Op("copysign number", lambda a: torch.copysign(a, -2), apart, "CopysignBackward1"),
        Op("xlogy number", lambda a: torch.xlogy(a, 2), positive, "XlogyBackward2"),
        *(Op(name, getattr(torch, name), samples, node) for name, samples, node in (
            ("acosh", above_one, "AcoshBackward0"), ("asinh", anywhere, "AsinhBackward0"),
            ("atanh", inside, "AtanhBackward0"), ("erfc", anywhere, "ErfcBackward0"),
            ("erfinv", inside, "ErfinvBackward0"), ("lgamma", positive, "LgammaBackward0"),
            ("digamma", positive, "DigammaBackward0"), ("logit", only_within, "LogitBackward0"),
            ("deg2rad", anywhere, "Deg2RadBackward0"), ("rad2deg", anywhere, "Rad2DegBackward0"),
            ("sinc", apart, "SincBackward0"), ("hypot", two_apart, "HypotBackward0"),
            ("copysign", two_apart, "CopysignBackward0"),
            ("logaddexp", two, "LogaddexpBackward0"), ("ldexp", two, "LdexpBackward0"),
            ("logaddexp2", two, "Logaddexp2Backward0"),
            ("xlogy", two_positive_both, "XlogyBackward0"),
            ("fmax", two_apart, "FmaxBackward0"), ("fmin", two_apart, "FminBackward0"),
        )),
        *(Op(name, getattr(torch.special, name), samples, f"Special{node}Backward0")
          for name, samples, node in (
            ("entr", positive, "Entr"), ("erfcx", anywhere, "Erfcx"), ("i0e", apart, "I0E"),
            ("i1", apart, "I1"), ("i1e", apart, "I1E"), ("log_ndtr", anywhere, "LogNdtr"),
            ("ndtri", only_within, "Ndtri"), ("xlog1py", two_positive_both, "Xlog1Py"),
        )),
        Op("i0", torch.i0, anywhere, "I0Backward0"),
        Op("ndtr", torch.special.ndtr, anywhere, "MulBackward1"),
        Op("mvlgamma", lambda a: torch.mvlgamma(a + 1, 2), positive, "MvlgammaBackward0"),
        Op("polygamma", lambda a: torch.polygamma(1, a), positive, "PolygammaBackward0"),
        Op("sgn", lambda a: torch.sgn(a) * a, apart, "MulBackward0"),
    ]


def reduction(torch: Any) -> list[Op]:
    """Sums, means and extremes, along dimensions too."""
    return [
        Op("sum", torch.sum, anywhere, "SumBackward0"),
        Op("sum dim", lambda a: a.sum(-1, keepdim=True), anywhere, "SumBackward1"),
        Op("mean", torch.mean, anywhere, "MeanBackward0"),
        Op("mean dim", lambda a: a.mean(0), anywhere, "MeanBackward1"),
        Op("prod", torch.prod, positive, "ProdBackward0"),
        Op("prod zero", torch.prod, with_zero, "ProdBackward0"),
        Op("prod dim", lambda a: a.prod(-1), with_zero, "ProdBackward1"),
        Op("var", lambda a: a.var(correction=0), anywhere, "VarBackward0"),
        Op("var dim", lambda a: a.var(0, correction=0), anywhere, "VarBackward0"),
        Op("std", lambda a: a.std(), of((2, 3)), "StdBackward0"),
        Op("max", torch.max, apart, "MaxBackward1"),
        Op("min", torch.min, apart, "MinBackward1"),
        Op("max dim", lambda a: a.max(-1)[0], apart, "MaxBackward0"),
        Op("min dim", lambda a: a.min(0, keepdim=True).values, apart, "MinBackward0"),
        Op("amax", lambda a: torch.amax(a, 0), apart, "AmaxBackward0"),
        Op("amin", lambda a: torch.amin(a, -1, keepdim=True), apart, "AminBackward0"),
        Op("cumsum", lambda a: a.cumsum(0), anywhere, "CumsumBackward0"),
        Op("logsumexp", lambda a: a.logsumexp(-1), anywhere, "LogsumexpBackward0"),
        Op("softmax", lambda a: a.softmax(0), anywhere, "SoftmaxBackward0"),
        Op("log_softmax", lambda a: a.log_softmax(-1), anywhere, "LogSoftmaxBackward0"),
    ]


def statistics(torch: Any) -> list[Op]:
    """Order, quantiles, running values."""
    return [
        Op("sort", lambda a: torch.sort(a, 0)[0], apart, "SortBackward0"),
        Op("topk", lambda a: torch.topk(a, 2)[0], apart, "TopkBackward0"),
        Op("median", torch.median, apart, "MedianBackward0"),
        Op("median dim", lambda a: torch.median(a, 0)[0], apart, "MedianBackward1"),
        Op("cumprod", lambda a: torch.cumprod(a, 0), apart, "CumprodBackward0"),
        Op("std_mean", lambda a: sum(torch.std_mean(a, 0)), of((3, 2)), "AddBackward0"),
        Op("var_mean", lambda a: torch.var_mean(a)[0], of((3, 2)), "VarMeanBackward0"),
        Op("aminmax", lambda a: sum(torch.aminmax(a, dim=0)), apart, "AddBackward0"),
        Op("cov", torch.cov, of((2, 4)), "SqueezeBackward0"),
        Op("corrcoef", torch.corrcoef, of((2, 4)), "ClampBackward1"),
        Op("kthvalue", lambda a: torch.kthvalue(a, 2, 0)[0], apart, "KthvalueBackward0"),
        Op("mode", lambda a: torch.mode(a, 0)[0], apart, "ModeBackward0"),
        Op("cummax", lambda a: torch.cummax(a, 0)[0], apart, "CummaxBackward0"),
        Op("cummin", lambda a: torch.cummin(a, 0)[0], apart, "CumminBackward0"),
        Op("nansum", lambda a: torch.nansum(a, 0), anywhere, "NansumBackward0"),
        Op("nanmean", torch.nanmean, anywhere, "DivBackward0"),
        Op("nanmedian", torch.nanmedian, apart, "NanmedianBackward0"),
        Op("nanmedian dim", lambda a: torch.nanmedian(a, 0)[0], apart, "NanmedianBackward1"),
        Op("quantile", lambda a: torch.quantile(a, 0.4), apart, "SqueezeBackward4"),
        Op("quantile dim", lambda a: torch.quantile(
            a, torch.tensor([0.2, 0.7], dtype=a.dtype), 0), apart, "SqueezeBackward4"),
        Op("logcumsumexp", lambda a: torch.logcumsumexp(a, 0), anywhere, "LogcumsumexpBackward0"),
        Op("renorm", lambda a: torch.renorm(a, 2, 0, 1.0), of((3, 2)), "RenormBackward0"),
        Op("trapezoid", torch.trapezoid, anywhere, "MulBackward1"),
        Op("gradient", lambda a: torch.gradient(a)[0], of((4,)), "CatBackward0"),
    ]


def shape(torch: Any) -> list[Op]:
    """The same elements in another shape or order."""
    return [
        Op("transpose", lambda a: a.transpose(0, -1), anywhere, "TransposeBackward0"),
        Op("permute", lambda a: a.permute(2, 0, 1), of((2, 3, 4)), "PermuteBackward0"),
        Op("T", lambda a: a.T, of((2, 3)), "PermuteBackward0"),
        Op("t", lambda a: a.t(), of((2, 3)), "TBackward0"),
        Op("reshape", lambda a: a.reshape(-1), anywhere, "ViewBackward0"),
        Op("reshape copy", lambda a: a.T.reshape(-1), of((2, 3)), "UnsafeViewBackward0"),
        Op("view", lambda a: a.view(1, -1), anywhere, "ViewBackward0"),
        Op("flatten", lambda a: a.flatten(), of((2, 3)), "ViewBackward0"),
        Op("squeeze", lambda a: a.squeeze(), of((2, 1, 3)), "SqueezeBackward0"),
        Op("squeeze dim", lambda a: a.squeeze(1), of((2, 1, 3)), "SqueezeBackward1"),
        Op("squeeze dims", lambda a: a.squeeze((0, 1)), of((2, 1, 3)), "SqueezeBackward2"),
        Op("unsqueeze", lambda a: a.unsqueeze(0), anywhere, "UnsqueezeBackward0"),
        Op("expand", lambda a: a.expand(4, -1, 3), of((2, 1)), "ExpandBackward0"),
        Op("flip", lambda a: a.flip(0), anywhere, "FlipBackward0"),
        Op("cat", lambda a, b: torch.cat([a, b, a], -1), two, "CatBackward0"),
        Op("stack", lambda a, b: torch.stack([a, b], 1), two, "StackBackward0"),
        Op("clone", torch.clone, anywhere, "CloneBackward0"),
        Op("repeat", lambda a: a.repeat(2, *[1] * (a.ndim - 1), 2), anywhere, "RepeatBackward0"),
        Op("tril", torch.tril, of((3, 4)), "TrilBackward0"),
        Op("triu", lambda a: torch.triu(a, 1), of((3, 4)), "TriuBackward0"),
        Op("roll", lambda a: torch.roll(a, 1, 0), anywhere, "RollBackward0"),
        Op("roll all", lambda a: torch.roll(a, 2), anywhere, "RollBackward0"),
        Op("trace", torch.trace, of((2, 3)), "TraceBackward0"),
        Op("diagonal", lambda a: a.diagonal(1), of((3, 4)), "DiagonalBackward0"),
        Op("diag", torch.diag, of((3, 4)), "DiagonalBackward0_copy"),
        Op("diag of a vector", torch.diag, of((3,)), "DiagEmbedBackward0"),
        Op("as_strided", lambda a: a.as_strided((2, 2), (1, 2)), of((2, 3)), "AsStridedBackward0"),
        Op("combinations", torch.combinations, of((3,)), "StackBackward0"),
        Op("block_diag", torch.block_diag, of((2, 2), (3,)), "BlockDiagBackward0"),
        Op("diag_embed", torch.diag_embed, of((2, 3)), "DiagEmbedBackward0"),
        Op("unfold", lambda a: a.unfold(0, 2, 1), anywhere, "UnfoldBackward0"),
        Op("rot90", lambda a: torch.rot90(a, -1, (0, 2)), of((2, 3, 4)), "Rot90Backward0"),
    ]


def indexing(torch: Any) -> list[Op]:
    """Elements taken out and put in."""
    return [
        Op("index int", lambda a: a[0], anywhere, "SelectBackward0"),
        Op("index slice", lambda a: a[::2], anywhere, "SliceBackward0"),
        Op("index list", lambda a: a[[0, 0, -1]], anywhere, "IndexBackward0"),
        Op("index mask", lambda a: a[a > 0], of((2, 3)), "IndexBackward0"),
        Op("index mixed", lambda a: a[[0, 1], ..., 1], of((2, 3, 4)), "IndexBackward0"),
        Op("index none", lambda a: a[None], anywhere, "UnsqueezeBackward0"),
        Op("index all", lambda a: a[...], anywhere, "AliasBackward0"),
        Op("index_select", lambda a: a.index_select(0, torch.tensor([1, 0, 1])), of((2, 3)),
           "IndexSelectBackward0"),
        Op("gather", lambda a: a.gather(1, torch.tensor([[2, 0], [1, 1]])), of((2, 3)),
           "GatherBackward0"),
        Op("unbind", lambda a: a.unbind()[-1], anywhere, "UnbindBackward0"),
        Op("split", lambda a: a.split(2)[-1], anywhere, "SplitBackward0"),
        Op("unsafe_split", lambda a: a.unsafe_split(2)[-1], anywhere, "UnsafeSplitBackward0"),
        Op("unsafe_split_with_sizes", lambda a: a.unsafe_split_with_sizes((1, 2), 1)[1],
           of((2, 3)), "UnsafeSplitWithSizesBackward0"),
        Op("masked_fill", lambda a: a.masked_fill(a > 0, 2.0), apart, "MaskedFillBackward0"),
        Op("masked_fill tensor", lambda a, b: a.masked_fill(a > 0, b), of((2, 3), ()),
           "MaskedFillBackward1"),
        Op("masked_select", lambda a: a.masked_select(a > -9), anywhere, "MaskedSelectBackward0"),
        Op("scatter", lambda a, b: a.scatter(1, torch.tensor([[2, 0], [1, 0]]), b),
           of((2, 3), (2, 2)), "ScatterBackward0"),
        Op("scatter number", lambda a: a.scatter(1, torch.tensor([[2, 0], [1, 0]]), 5.0),
           of((2, 3)), "ScatterBackward1"),
        Op("scatter_add", lambda a, b: a.scatter_add(1, torch.tensor([[2, 2], [1, 0]]), b),
           of((2, 3), (2, 2)), "ScatterAddBackward0"),
        Op("index_add", lambda a, b: a.index_add(0, torch.tensor([1, 1]), b), of((2, 3), (2, 3)),
           "IndexAddBackward0"),
        Op("take", lambda a: torch.take(a, torch.tensor([1, 0, 1])), anywhere, "TakeBackward0"),
        Op("index_fill", lambda a: a.index_fill(0, torch.tensor([1]), 2.0), anywhere,
           "IndexFillBackward0"),
        Op("index_copy", lambda a, b: a.index_copy(0, torch.tensor([1]), b), of((2, 3), (1, 3)),
           "IndexCopyBackward0"),
        Op("slice_scatter", lambda a, b: torch.slice_scatter(a, b, 0, 1), of((3, 2), (2, 2)),
           "SliceScatterBackward0"),
        Op("select_scatter", lambda a, b: torch.select_scatter(a, b, 0, 1), of((3, 2), (2,)),
           "SelectScatterBackward0"),
        Op("diagonal_scatter", torch.diagonal_scatter, of((2, 3), (2,)),
           "DiagonalScatterBackward0"),
        Op("scatter_reduce", lambda a, b: torch.scatter_reduce(
            a, 1, torch.tensor([[2, 2], [1, 0]]), b, "sum"), of((2, 3), (2, 2)),
           "ScatterReduceBackward0"),
        Op("masked_scatter", lambda a, b: a.masked_scatter(
            torch.tensor([[True, False, True], [False, True, False]]), b), of((2, 3), (2, 2)),
           "MaskedScatterBackward0"),
    ]


def products(torch: Any) -> list[Op]:
    """Products of matrices and of other tensors."""
    F = torch.nn.functional
    return [
        Op("mm", torch.matmul, of((2, 3), (3, 4)), "MmBackward0"),
        Op("mv", torch.matmul, of((2, 3), (3,)), "MvBackward0"),
        Op("dot", torch.matmul, of((3,), (3,)), "DotBackward0"),
        Op("vm", torch.matmul, of((2,), (2, 3)), "SqueezeBackward4"),
        Op("bmm", torch.bmm, of((2, 3, 4), (2, 4, 2)), "BmmBackward0"),
        Op("matmul batch", torch.matmul, of((2, 3, 4), (2, 4, 2)), "UnsafeViewBackward0"),
        Op("matmul broadcast", torch.matmul, of((2, 1, 2, 3), (4, 3, 2)), "UnsafeViewBackward0"),
        Op("matmul folded", torch.matmul, of((2, 3, 4), (4, 2)), "UnsafeViewBackward0"),
        Op("matmul turned", torch.matmul, of((3, 4), (2, 4, 2)), "CloneBackward0"),
        Op("matmul vector batch", torch.matmul, of((4,), (2, 4, 3)), "UnsafeViewBackward0"),
        Op("addmm", torch.addmm, of((4,), (2, 3), (3, 4)), "AddmmBackward0"),
        Op("outer", torch.outer, of((2,), (3,)), "MulBackward0"),
        Op("cross", lambda a: torch.linalg.cross(
            torch.stack([a, a * 2 + 1, a * a], -1), torch.stack([a + 3, a.sin(), a * 0.7], -1)),
           anywhere, "LinalgCrossBackward0"),
        Op("kron", torch.kron, of((2, 1), (3, 2)), "UnsafeViewBackward0"),
        Op("einsum", lambda a, b: torch.einsum("ij,jk->ik", a, b), of((2, 3), (3, 4)),
           "ViewBackward0"),
        Op("einsum batch", lambda a, b: torch.einsum("bij,bj->bi", a, b), of((2, 3, 4), (2, 4)),
           "ViewBackward0"),
        Op("einsum trace", lambda a: torch.einsum("ii->", a), of((3, 3)), "SumBackward1"),
        Op("tensordot", lambda a, b: torch.tensordot(a, b, 2), of((2, 3, 4), (3, 4, 2)),
           "ViewBackward0"),
        Op("linear", F.linear, of((4, 3), (2, 3), (2,)), "AddmmBackward0"),
        Op("baddbmm", lambda a, b, c: torch.baddbmm(a, b, c, beta=0.5, alpha=2),
           of((2, 2, 2), (2, 2, 3), (2, 3, 2)), "BaddbmmBackward0"),
        Op("addbmm", torch.addbmm, of((2, 2), (2, 2, 3), (2, 3, 2)), "AddbmmBackward0"),
        Op("addmv", torch.addmv, of((2,), (2, 3), (3,)), "AddmvBackward0"),
        Op("addr", torch.addr, of((2, 3), (2,), (3,)), "AddrBackward0"),
        Op("bilinear", lambda a, b, c: F.bilinear(a, b, c) * 1, of((2, 3), (2, 4), (5, 3, 4)),
           "MulBackward0"),
    ]


def linear_algebra(torch: Any) -> list[Op]:
    """Norms, decompositions and solutions."""
    F = torch.nn.functional
    return [
        Op("normalize", lambda a: F.normalize(a, dim=0), positive, "DivBackward0"),
        *(Op(f"norm {p}", lambda a, p=p: torch.norm(a, p), positive, "LinalgVectorNormBackward0")
          for p in (1, 2, 3, 1.5, float("inf"))),
        Op("dist", torch.dist, two_apart, "DistBackward0"),
        Op("norm dim", lambda a: torch.norm(a, dim=0), apart, "LinalgVectorNormBackward0"),
        Op("inv", lambda a: torch.linalg.inv(a + 3 * torch.eye(3, dtype=a.dtype)), of((3, 3)),
           "LinalgInvExBackward0"),
        Op("det", torch.det, of((3, 3)), "LinalgDetBackward0"),
        Op("solve", lambda a, b: torch.linalg.solve(a + 3 * torch.eye(3, dtype=a.dtype), b),
           of((3, 3), (3, 2)), "LinalgSolveExBackward0"),
        Op("solve vector", lambda a, b: torch.linalg.solve(a + 3 * torch.eye(3, dtype=a.dtype), b),
           of((3, 3), (3,)), "LinalgSolveExBackward0"),
        Op("weight_norm", lambda v, g: torch.nn.utils.parametrizations._WeightNorm(0)(g, v),
           of((2, 3), (2, 1)), "WeightNormInterfaceBackward0"),
        Op("cdist", torch.cdist, of((3, 2), (2, 2)), "CdistBackward0"),
        Op("cdist by a product", lambda a, b: torch.cdist(
            a, b, compute_mode="use_mm_for_euclid_dist"), of((3, 2), (2, 2)), "ViewBackward0"),
        Op("slogdet", lambda a: torch.linalg.slogdet(a + 3 * torch.eye(3, dtype=a.dtype))[1],
           of((3, 3)), "LinalgSlogdetBackward0"),
        Op("cholesky", lambda a: torch.linalg.cholesky(a @ a.mT + torch.eye(3, dtype=a.dtype)),
           of((3, 3)), "LinalgCholeskyExBackward0"),
        Op("solve_triangular", lambda a, b: torch.linalg.solve_triangular(
            a + 3 * torch.eye(3, dtype=a.dtype), b, upper=True), of((3, 3), (3, 2)),
           "LinalgSolveTriangularBackward0"),
        Op("cholesky_solve", lambda a, b: torch.cholesky_solve(
            a, b.tril() + 3 * torch.eye(3, dtype=a.dtype)), of((3, 2), (3, 3)),
           "CholeskySolveBackward0"),
        Op("eigvalsh", lambda a: torch.linalg.eigvalsh(a + a.mT), of((3, 3)),
           "LinalgEighBackward0"),
        Op("eigh", lambda a: torch.linalg.eigh(a + a.mT)[1] ** 2, of((3, 3)), "PowBackward0"),
        Op("svdvals", torch.linalg.svdvals, of((3, 2)), "LinalgSvdBackward0"),
        Op("svd", lambda a: torch.linalg.svd(a, full_matrices=False)[0] ** 2, of((3, 2)),
           "PowBackward0"),
        Op("qr", lambda a: torch.linalg.qr(a)[0] ** 2, of((3, 2)), "PowBackward0"),
        Op("lu", lambda a: torch.linalg.lu(a)[1] + torch.linalg.lu(a)[2], of((3, 3)),
           "AddBackward0"),
        Op("lu of rows", lambda a: torch.linalg.lu(a)[1] @ torch.linalg.lu(a)[2] ** 2, of((4, 2)),
           "MmBackward0"),
        Op("lu of columns", lambda a: torch.linalg.lu(a)[1] ** 2 @ torch.linalg.lu(a)[2],
           of((2, 4)), "MmBackward0"),
        Op("lu_factor", lambda a: torch.linalg.lu_factor(a)[0], of((3, 3)),
           "LinalgLuFactorExBackward0"),
        Op("lu_unpack", lambda a: torch.lu_unpack(*torch.linalg.lu_factor(a))[2], of((3, 3)),
           "LuUnpackBackward0"),
        Op("lu_solve", lambda a, b: torch.linalg.lu_solve(
            *torch.linalg.lu_factor(a + 3 * torch.eye(3, dtype=a.dtype)), b), of((3, 3), (3, 2)),
           "LinalgLuSolveBackward0"),
        Op("lu_solve transposed", lambda a, b: torch.linalg.lu_solve(
            *torch.linalg.lu_factor(a + 3 * torch.eye(3, dtype=a.dtype)), b, left=False),
           of((3, 3), (2, 3)), "LinalgLuSolveBackward0"),
        Op("pinv", torch.linalg.pinv, of((3, 2)), "LinalgPinvBackward0"),
        Op("lstsq", lambda a, b: torch.linalg.lstsq(a, b).solution, of((3, 2), (3, 1)),
           "LinalgLstsqBackward0"),
        Op("matrix_exp", torch.linalg.matrix_exp, of((2, 2)), "LinalgMatrixExpBackward0"),
        Op("pairwise_distance", F.pairwise_distance, two, "NormBackward1"),
        Op("matrix norm", lambda a: torch.linalg.norm(a, "nuc"), of((3, 2)), "SumBackward1"),
    ]


def losses(torch: Any) -> list[Op]:
    """Losses."""
    F = torch.nn.functional
    return [
        Op("mse_loss", F.mse_loss, two, "MseLossBackward0"),
        Op("mse_loss none", lambda a, b: F.mse_loss(a, b, reduction="none"), two,
           "MseLossBackward0"),
        Op("l1_loss", lambda a, b: F.l1_loss(a, b, reduction="sum"), two_apart, "SumBackward0"),
        Op("bce", F.binary_cross_entropy, within, "BinaryCrossEntropyBackward0"),
        Op("bce logits", lambda a, b: F.binary_cross_entropy_with_logits(a, b.sigmoid()), two,
           "BinaryCrossEntropyWithLogitsBackward0"),
        Op("bce logits weights",
           lambda a: F.binary_cross_entropy_with_logits(
               a, torch.tensor([[1.0, 0.0], [0.5, 1.0]]).double(),
               torch.tensor([1.0, 2.0]).double(),
               pos_weight=torch.tensor([3.0, 0.5]).double()), of((2, 2)),
           "BinaryCrossEntropyWithLogitsBackward0"),
        Op("cross_entropy", lambda a: F.cross_entropy(a, torch.tensor([0, 2])), of((2, 3)),
           "NllLossBackward0"),
        Op("cross_entropy weights",
           lambda a: F.cross_entropy(a, torch.tensor([0, -100, 1]),
                                     torch.tensor([1.0, 3.0]).double()),
           of((3, 2)), "NllLossBackward0"),
        Op("cross_entropy pixels", lambda a: F.cross_entropy(a, torch.tensor([[0, 2], [1, 1]])),
           of((2, 3, 2)), "NllLoss2DBackward0"),
        Op("cross_entropy smooth",
           lambda a: F.cross_entropy(a, torch.tensor([0, 2]),
                                     torch.tensor([1.0, 3.0, 2.0]).double(),
                                     label_smoothing=0.2), of((2, 3)), "AddBackward0"),
        Op("cross_entropy soft", lambda a, b: F.cross_entropy(a, b.softmax(-1)), of((2, 3), (2, 3)),
           "DivBackward1"),
        Op("smooth_l1", lambda a, b: F.smooth_l1_loss(a, b, beta=0.05), two_apart,
           "SmoothL1LossBackward0"),
        Op("smooth_l1 sum", lambda a, b: F.smooth_l1_loss(a, b, reduction="sum"), two_apart,
           "SmoothL1LossBackward0"),
        Op("huber", lambda a, b: F.huber_loss(a, b, delta=0.05), two_apart, "HuberLossBackward0"),
        Op("kl_div", lambda a, b: F.kl_div(a, b, reduction="sum"), two_positive_both,
           "SumBackward0"),
        Op("soft_margin_loss", lambda a: F.soft_margin_loss(a, torch.sign(a.detach())), apart,
           "SoftMarginLossBackward0"),
    ]


def activations(torch: Any) -> list[Op]:
    """Activations."""
    F = torch.nn.functional
    return [
        Op("softplus", lambda a: F.softplus(a, beta=2), apart, "SoftplusBackward0"),
        Op("celu in place", lambda a: F.celu(a * 1, 0.5, True), apart, "CeluBackward1"),
        Op("threshold in place", lambda a: F.threshold(a * 1, 0.04, 3, True), apart,
           "ThresholdBackward1"),
        Op("mish in place", lambda a: F.mish(a * 1, True), apart, "MishBackward0"),
        Op("celu", lambda a: F.celu(a, 0.7), apart, "CeluBackward0"),
        Op("hardtanh", lambda a: F.hardtanh(a, -0.42, 3.97), apart, "HardtanhBackward0"),
        Op("threshold", lambda a: F.threshold(a, 0.04, 3), apart, "ThresholdBackward0"),
        Op("mish", F.mish, anywhere, "MishBackward0"),
        Op("hardshrink", lambda a: F.hardshrink(a, 0.05), apart, "HardshrinkBackward0"),
        Op("softshrink", lambda a: F.softshrink(a, 0.05), apart, "SoftshrinkBackward0"),
        Op("hardsigmoid", F.hardsigmoid, apart, "HardsigmoidBackward0"),
        Op("hardswish", F.hardswish, apart, "HardswishBackward0"),
        Op("glu", lambda a: F.glu(torch.cat([a, a * 2], -1)), anywhere, "GluBackward0"),
        Op("prelu", lambda a: F.prelu(a.reshape(-1), torch.tensor([0.3], dtype=a.dtype)), apart,
           "PreluKernelBackward0"),
        Op("leaky_relu in place", lambda a: F.leaky_relu(a * 1, 0.1, True), apart,
           "LeakyReluBackward1"),
        Op("rrelu", lambda a: F.rrelu(a, 0.1, 0.3), apart, "RreluWithNoiseBackward0"),
        Op("rrelu in place", lambda a: F.rrelu(a * 1, 0.1, 0.3, False, True), apart,
           "RreluWithNoiseBackward1"),
        Op("elu in place", lambda a: F.elu(a * 1, 0.7, True), apart, "EluBackward1"),
        Op("silu in place", lambda a: F.silu(a * 1, True), apart, "SiluBackward0"),
        Op("leaky_relu", lambda a: F.leaky_relu(a, 0.1), apart, "LeakyReluBackward0"),
        Op("elu", lambda a: F.elu(a, 0.7), apart, "EluBackward0"),
        Op("silu", F.silu, anywhere, "SiluBackward0"),
        Op("gelu", F.gelu, anywhere, "GeluBackward0"),
        Op("logsigmoid", F.logsigmoid, anywhere, "LogSigmoidBackward0"),
        Op("gelu tanh", lambda a: F.gelu(a, approximate="tanh"), anywhere, "GeluBackward0"),
    ]


def layers(torch: Any) -> list[Op]:
    """What the layers of networks do."""
    F = torch.nn.functional
    return [
        Op("embedding", lambda a: F.embedding(torch.tensor([[0, 2], [2, 1]]), a), of((3, 2)),
           "EmbeddingBackward0"),
        Op("pad", lambda a: F.pad(a, (1, 0), value=2.0), anywhere, "ConstantPadNdBackward0"),
        Op("conv2d", lambda a, b, c: F.conv2d(a, b, c, 2, 1), of((1, 2, 4, 3), (2, 2, 3, 2), (2,)),
           "ConvolutionBackward0"),
        Op("max_pool2d", lambda a: F.max_pool2d(a, 2, 1), lambda r, _: apart(r, (1, 2, 3, 4)),
           "MaxPool2DWithIndicesBackward0"),
        Op("avg_pool2d ceil", lambda a: F.avg_pool2d(a, 2, 2, 1, True), of((1, 2, 4, 3)),
           "AvgPool2DBackward0"),
        Op("max_unpool2d", lambda a: F.max_unpool2d(
            a, torch.tensor([[[[0, 5], [8, 15]], [[1, 2], [3, 12]]]]), 2), of((1, 2, 2, 2)),
           "MaxUnpool2DBackward0"),
        Op("lp_pool2d", lambda a: F.lp_pool2d(a * a + 1, 3.0, 2, 1), of((1, 2, 3, 4)),
           "PowBackward0"),
        Op("avg_pool2d", lambda a: F.avg_pool2d(a, (2, 1), 1), of((1, 2, 3, 4)),
           "AvgPool2DBackward0"),
        Op("batch_norm", lambda a, b, c: F.batch_norm(a, None, None, b, c, True),
           of((4, 3), (3,), (3,)), "NativeBatchNormBackward0"),
        Op("layer_norm", lambda a, b, c: F.layer_norm(a, (3,), b, c), of((4, 3), (3,), (3,)),
           "NativeLayerNormBackward0"),
        Op("conv1d", lambda a, b, c: F.conv1d(a, b, c, 2, 1, 2), of((2, 2, 6), (3, 2, 2), (3,)),
           "ConvolutionBackward0"),
        Op("conv2d groups", unwarned(lambda a, b: F.conv2d(a, b, padding="same", groups=2)),
           of((1, 2, 3, 4), (4, 1, 3, 2)), "ConvolutionBackward0"),
        Op("conv3d", lambda a, b: F.conv3d(a, b, None, 1, 1),
           of((1, 2, 2, 3, 2), (2, 2, 2, 3, 2)), "ConvolutionBackward0"),
        Op("max_pool3d", lambda a: F.max_pool3d(a, 2, 1, 1),
           lambda r, _: apart(r, (1, 2, 3, 4, 2)), "MaxPool3DWithIndicesBackward0"),
        Op("avg_pool3d", lambda a: F.avg_pool3d(a, 2, 1, 1, False, False),
           of((1, 2, 3, 4, 2)), "AvgPool3DBackward0"),
        Op("conv_transpose2d", lambda a, b, c: F.conv_transpose2d(a, b, c, 2, 1, 1),
           of((1, 2, 3, 2), (2, 3, 3, 3), (3,)), "ConvolutionBackward0"),
        Op("max_pool2d border", lambda a: F.max_pool2d(a, 3, 2, 1),
           lambda r, _: apart(r, (1, 2, 3, 4)), "MaxPool2DWithIndicesBackward0"),
        Op("avg_pool2d border", lambda a: F.avg_pool2d(a, 3, 2, 1, count_include_pad=False),
           of((1, 2, 3, 4)), "AvgPool2DBackward0"),
        Op("adaptive_avg_pool2d", lambda a: F.adaptive_avg_pool2d(a, (2, 3)), of((1, 2, 3, 4)),
           "AdaptiveAvgPool2DBackward0"),
        Op("adaptive_max_pool2d", lambda a: F.adaptive_max_pool2d(a, (2, 3)),
           lambda r, _: apart(r, (1, 2, 3, 4)), "AdaptiveMaxPool2DBackward0"),
        Op("nearest", lambda a: F.interpolate(a, scale_factor=1.5), of((1, 2, 2, 3)),
           "UpsampleNearest2DBackward0"),
        Op("nearest 1", lambda a: F.interpolate(a, 5), of((1, 2, 3)), "UpsampleNearest1DBackward0"),
        Op("linear between", lambda a: F.interpolate(a, 5, mode="linear"), of((1, 2, 3)),
           "UpsampleLinear1DBackward0"),
        Op("bilinear between", lambda a: F.interpolate(a, scale_factor=2, mode="bilinear"),
           of((1, 2, 2, 3)), "UpsampleBilinear2DBackward0"),
        Op("bicubic between", lambda a: F.interpolate(
            a, (4, 5), mode="bicubic", align_corners=True), of((1, 1, 2, 3)),
           "UpsampleBicubic2DBackward0"),
        *(Op(f"{mode} {rank}", lambda a, mode=mode: F.interpolate(a, scale_factor=1.5, mode=mode),
             of((1, 1, 2, 3, 2)[: 2 + rank]), f"Upsample{node}{rank}DBackward0")
          for mode, node, ranks in (("nearest", "Nearest", (3,)), ("trilinear", "Trilinear", (3,)),
                                    ("nearest-exact", "NearestExact", (1, 2, 3)))
          for rank in ranks),
        Op("adaptive_max_pool3d", lambda a: F.adaptive_max_pool3d(a, (1, 2, 1)),
           lambda r, _: apart(r, (1, 1, 2, 3, 2)), "AdaptiveMaxPool3DBackward0"),
        *(Op(f"fractional_max_pool{rank}d", lambda a, rank=rank: getattr(
            F, f"fractional_max_pool{rank}d")(a, 2, 1, _random_samples=torch.full(
                (1, 1, rank), 0.4, dtype=a.dtype)),
             lambda r, _, rank=rank: apart(r, (1, 1, 3, 4, 3)[: 2 + rank]),
             f"FractionalMaxPool{rank}DBackward0") for rank in (2, 3)),
        Op("windows as columns", lambda a: F.unfold(a, 2, stride=2), of((1, 2, 4, 4)),
           "Im2ColBackward0"),
        Op("columns as images", lambda a: F.fold(a, 3, 2), of((1, 8, 4)), "Col2ImBackward0"),
        *(Op(f"pad {mode} {rank}", lambda a, mode=mode, rank=rank: F.pad(
            a, (1, 1) * rank, mode=mode), of((1, 2, 3, 3, 2)[: 2 + rank]),
             f"{node}{rank}DBackward0")
          for mode, node in (("reflect", "ReflectionPad"), ("replicate", "ReplicationPad"))
          for rank in (1, 2, 3)),
        Op("pixel_shuffle", lambda a: F.pixel_shuffle(a, 2), of((1, 4, 2, 3)),
           "PixelShuffleBackward0"),
        Op("pixel_unshuffle", lambda a: F.pixel_unshuffle(a, 2), of((1, 1, 2, 4)),
           "PixelUnshuffleBackward0"),
        Op("embedding_bag", lambda a: F.embedding_bag(torch.tensor([[0, 1], [1, 1]]), a),
           of((3, 2)), "EmbeddingBagBackward0"),
        Op("group_norm", lambda a, b, c: F.group_norm(a, 2, b, c), of((2, 4, 3), (4,), (4,)),
           "NativeGroupNormBackward0"),
        Op("rms_norm", lambda a, b: F.rms_norm(a, (3,), b), of((2, 3), (3,)), "MulBackward0"),
    ]


def changes(torch: Any) -> list[Op]:
    """Changes in place, and of the dtype."""

    def assigned(a: Any) -> Any:
        """Two parts of a copy replaced, one of them by way of a view of a view."""
        b = a * 1
        b[0] = a[1] ** 2
        b[1:][0].mul_(a[2])
        return b

    def masked(a: Any) -> Any:
        b = a * 1
        b[torch.tensor([True, False, True])] = a[1] * 3
        return b

    return [
        Op("double", lambda a: a.float().double(), anywhere, "ToCopyBackward0"),
        Op("in place", lambda a, b: (a * 1).mul_(b).add_(a).div_(2).exp_(), two, "ExpBackward0"),
        Op("assignment", lambda a: assigned(a), of((3, 2)), "CopySlices"),
        Op("assignment by mask", lambda a: masked(a), of((3, 2)), "IndexPutBackward0"),
    ]


TOPICS = (arithmetic, elementwise, special, reduction, statistics, shape, indexing, products,
          linear_algebra, losses, activations, layers, changes)


def rows(torch: Any) -> list[Op]:
    """The table, for the engine or for PyTorch."""
    return [row for topic in TOPICS for row in topic(torch)]
