# What the nodes of sixty operations are called, and what they keep.
# %%
import torch
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.rand(3, 4, requires_grad=True)
w = torch.rand(4, 2, requires_grad=True)
bias = torch.zeros(2, requires_grad=True)
out = x.mm(w) + bias
for name, t in [("x", x), ("w", w), ("bias", bias), ("out", out)]:
    print(
        f"{name}: data: {tuple(t.shape)}, requires_grad: {t.requires_grad}, is_leaf: {t.is_leaf}, grad_fn: {t.grad_fn}"
    )
# %%
ops = {
    "addmm": torch.addmm(bias, x, w),
    "baddbmm": torch.baddbmm(torch.zeros(1, 3, 2), x[None], w[None]),
    "outer": torch.outer(w[:, 0], bias),
    "cumprod": x.cumprod(1),
    "cummax": x.cummax(1)[0],
    "logcumsumexp": x.logcumsumexp(0),
    "kthvalue": x.kthvalue(2, dim=1).values,
    "median": x.median(),
    "mode": x.mode(1).values,
    "std": x.std(),
    "var": x.var(0),
    "norm": x.norm(),
    "prod": x.prod(),
    "trace": w[:2].trace(),
    "tril": x.tril(),
    "roll": x.roll(1, 0),
    "rot90": x.rot90(),
    "flip": x.flip(0),
    "repeat": x.repeat(2, 1),
    "expand": bias.expand(3, 2),
    "repeat_interleave": bias.repeat_interleave(2),
    "gather": x.gather(1, torch.tensor([[0], [1], [2]])),
    "take": x.take(torch.tensor([0, 5])),
    "masked_select": x.masked_select(x > 0.5),
    "where": torch.where(x > 0.5, x, -x),
    "index_select": x.index_select(0, torch.tensor([2])),
    "lerp": torch.lerp(x, x * 2, 0.3),
    "addcmul": torch.addcmul(bias, bias, bias, value=2),
    "atan2": torch.atan2(x, x + 1),
    "hypot": torch.hypot(x, x),
    "xlogy": torch.xlogy(x, x),
    "logaddexp": torch.logaddexp(x, x),
    "erfinv": torch.erfinv(x / 2),
    "lgamma": torch.lgamma(x + 1),
    "digamma": torch.digamma(x + 1),
    "sinc": torch.sinc(x),
    "logit": torch.logit(x, 1e-6),
    "softsign": F.softsign(x),
    "mish": F.mish(x),
    "glu": F.glu(x),
    "hardswish": F.hardswish(x),
    "celu": F.celu(x),
    "cosine": F.cosine_similarity(x, x + 1),
    "pairwise": F.pairwise_distance(x, x + 1),
    "cdist": torch.cdist(x, x * 2),
    "normalize": F.normalize(x),
    "unfold": x.unfold(1, 2, 1),
    "diagonal": w[:2].diagonal(),
    "diag": torch.diag(bias),
    "diag_embed": torch.diag_embed(bias),
    "tensordot": torch.tensordot(x, w, 1),
    "einsum": torch.einsum("ij,jk->ik", x, w),
    "kron": torch.kron(bias, bias),
    "cross": torch.linalg.cross(x[:, :3], x[:, 1:]),
    "dist": torch.dist(x, x * 2),
    "renorm": x.renorm(2, 0, 1.0),
    "quantile": x.quantile(0.3),
    "nansum": x.nansum(),
    "amax": x.amax(1),
    "aminmax": torch.aminmax(x)[0],
}
for name, value in ops.items():
    print(f"{name:18s}{value.grad_fn.name():28s}{tuple(value.shape)}")
# %%
for name, value in ops.items():
    (g,) = torch.autograd.grad(value.sum(), x, allow_unused=True, retain_graph=True)
    print(name, None if g is None else round(g.sum().item(), 4))


# %%
def walk(fn, depth=0, limit=4):
    if fn is None or depth > limit:
        return
    print("  " * depth + type(fn).__name__)
    for child, idx in fn.next_functions:
        walk(child, depth + 1, limit)


loss = F.cross_entropy(torch.tanh(out), torch.tensor([0, 1, 1]))
walk(loss.grad_fn)
# %%
print([s for s in dir(loss.grad_fn) if s.startswith("_saved")])
print(loss.grad_fn._saved_reduction, loss.grad_fn._saved_ignore_index)
lsm = loss.grad_fn.next_functions[0][0]
print(lsm._saved_dim, lsm._saved_result)
p = x**3
print(p.grad_fn._saved_exponent, p.grad_fn._saved_self is x)
# %%
acc = w.grad_fn, out.grad_fn.next_functions[1][0]
print(acc[1].variable is bias, acc[1].variable)
print(isinstance(out.grad_fn, torch.autograd.graph.Node), out.grad_fn.metadata)
print(repr(type(out.grad_fn)), out.grad_fn.name(), out.output_nr)
u = x.unbind(0)
print([t.output_nr for t in u], u[1].grad_fn is u[2].grad_fn)
print(x.split(2, 1)[1].grad_fn, torch.chunk(x, 2, 1)[1].grad_fn)
