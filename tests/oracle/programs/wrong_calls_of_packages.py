# Wrong calls of torch.linalg, torch.special, torch.nn and of functions without arguments.
# %%
import torch
import torch.nn.functional as F
from torch import nn

x = torch.arange(6.0).reshape(2, 3) + 1
WRONG = ("()", "(x, 'a')", "('a')", "(None)", "([1, 2])", "(x, bad=1)", "(x, x, x, x, x, x, x, x)",
         "(x, out=3)", "(A=x)")


def said(code):
    try:
        return type(eval(code)).__name__
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for name in ("det", "inv", "matrix_exp", "slogdet", "qr", "lu", "vander", "matrix_power"):
    for call in WRONG[:-2]:
        print(name, call, said(f"torch.linalg.{name}{call}"))
# %%
for name in ("cholesky", "eigh", "norm", "pinv", "cond", "matrix_rank"):
    for call in ("()", "(None)", "(x, bad=1)", "(A=x)"):
        print(name, call, said(f"torch.linalg.{name}{call}"))
for name in ("erf", "expit", "digamma", "i0", "bessel_j0", "xlogy", "polygamma", "logit"):
    for call in WRONG[:-1]:
        print(name, call, said(f"torch.special.{name}{call}"))
square = torch.tensor([[1.0, 0.0], [0.0, 1e-3]])
print(torch.linalg.matrix_rank(square, 0.01), torch.linalg.matrix_rank(square, atol=0.01))
print(torch.linalg.matrix_rank(square, rtol=0.01, hermitian=True))
print(torch.linalg.cholesky(input=torch.eye(2)))
# %%
for name in ("is_grad_enabled", "is_anomaly_enabled", "get_num_threads"):
    for call in ("(x)", "(x, 1)", "(bad=1)"):
        print(said(f"torch.{name}{call}"))
for name in ("real", "resolve_conj", "conj"):
    for call in ("()", "(3)", "(x, 1)", "(x, bad=1)"):
        print(said(f"torch.{name}{call}"))
for call in ("x.resolve_conj(1)", "x.is_neg(1)", "x.get_device(1)", "x.untyped_storage(bad=1)",
             "x.storage(1)", "x.int().bitwise_and('a')", "x.int().bitwise_or(None)",
             "x.int().bitwise_and_(other='a')", "x.bitwise_xor(1.5)", "x.add(x, out=3)",
             "torch.eq(x, out=3)", "torch.add(x, x, out='a')", "torch.mul(x, 2, out=None)"):
    print(call, said(call))
# %%
for name in ("max_pool2d", "adaptive_max_pool1d", "threshold", "dropout1d", "relu_", "elu_",
             "upsample", "alpha_dropout"):
    for call in ("()", "(x, bad=1)"):
        print(name, call, said(f"F.{name}{call}"))
for call in ("F.dropout1d('a')", "F.alpha_dropout(3)", "F.alpha_dropout(x, 'a')",
             "torch.dropout(x, 0.5, train=False)", "torch.dropout(x)", "torch.group_norm(x)",
             "torch.block_diag(x, 'a')", "torch.broadcast_tensors(x, None)",
             "torch.atleast_2d(x, 3)", "torch.cartesian_prod(x)", "torch.tensordot(x, 'a')"):
    print(call, said(call))
# %%
for call in ("nn.BatchNorm1d(x)", "nn.BatchNorm2d('a')", "nn.LayerNorm(x)", "nn.GroupNorm(2, 'a')",
             "nn.PReLU('a')", "nn.RMSNorm([1, 'a'])", "nn.ModuleList(x)", "nn.Sequential(x)",
             "nn.LazyLinear(3, bad=1)", "nn.LazyBatchNorm1d(bad=1)", "nn.LazyConv2d(bad=1)",
             "nn.init.dirac_('a')", "nn.init.sparse_(3, 0.1)", "nn.init.orthogonal_(None)",
             "nn.init.calculate_gain(3)", "torch.optim.lr_scheduler.LambdaLR(x)",
             "torch.optim.lr_scheduler.MultiplicativeLR(x, bad=1)"):
    print(call, said(call))
# %%
class Halving:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, epoch):
        return self.factor**epoch


w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, [Halving(0.5)])
optimizer.step()
scheduler.step()
held = scheduler.state_dict()
print(held["lr_lambdas"], held["_last_lr"])
other = torch.optim.lr_scheduler.LambdaLR(optimizer, [Halving(0.9)])
other.load_state_dict(held)
print(other.lr_lambdas[0].factor, other.last_epoch)
F.upsample(torch.ones(1, 1, 2), scale_factor=2)
# %%
i, flags = torch.tensor([1, 2]), torch.tensor([True, False])
for call in ("i & 1.5", "1.5 & i", "i & x", "flags & 1", "x.bitwise_not()", "i.bitwise_and(1.5)",
             "torch.bitwise_and(1, i)", "i.bitwise_left_shift(1)", "torch.bitwise_left_shift(1, i)",
             "flags.bitwise_left_shift(1)", "i.bitwise_right_shift(1.5)", "torch.gcd(x, x)",
             "torch.lcm(i, x)", "torch.gcd(flags, flags)", "torch.gcd(i, 2)",
             "torch.linalg.qr(x, 'other')"):
    print(call, said(call))
print(i.bitwise_left_shift(1), torch.bitwise_left_shift(1, i), i.bitwise_right_shift(True))
print(torch.bitwise_and(3, i), torch.bitwise_or(i, 4), torch.bitwise_xor(1, flags))
# %%
for call in ("x.clamp_()", "x.map_(x)", "x.is_shared(1)", "x.cholesky()", "x.cholesky(1, 2)",
             "x.swapdims_()", "x.index_put(x, x)", "x.eig(bad=1)", "torch.hstack(x)",
             "torch.vstack([x, 1])", "torch.column_stack(x)", "torch.dstack('a')", "x.lu(bad=1)"):
    print(call, said(call))
