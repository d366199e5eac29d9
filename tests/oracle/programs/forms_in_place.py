# Forms in place of functions, on a tensor with a history and on a view of one: nodes, numbers, gradients.
# %%
import torch
import torch.nn.functional as F
a = torch.tensor([[.3, .6], [.2, .7]], requires_grad=True)
b = torch.tensor([[.4, .5], [.9, .1]], requires_grad=True)
c = torch.tensor([[.5, .2], [.3, .8]], requires_grad=True)
def show(name, *args, part=False):
    a.grad = b.grad = c.grad = None
    try:
        y = a * 1
        z = getattr(y[0] if part else y, name)(*args)
        print(name, y.grad_fn.name(), z.grad_fn.name(), y._version)
        print(y.detach())
        y.sum().backward()
        print('   ', [None if x.grad is None else [round(v, 4) for v in x.grad.flatten().tolist()] for x in (a, b, c)])
    except Exception as e: print(name, type(e).__name__, str(e)[:150])
# %%
for name in ('tril_', 'triu_', 'sign_', 'fix_', 'deg2rad_', 'rad2deg_', 'acosh_', 'asinh_', 'atanh_', 'logical_not_', 'nan_to_num_'): show(name)
# %%
for name in ('atan2_', 'arctan2_', 'hypot_', 'copysign_', 'fmod_', 'remainder_', 'xlogy_', 'floor_divide_', 'clamp_', 'clamp_min_', 'clamp_max_', 'eq_', 'ge_', 'gt_', 'le_', 'lt_', 'ne_', 'logical_and_', 'logical_or_', 'logical_xor_'): show(name, b)
# %%
for name in ('copysign_', 'fmod_', 'remainder_', 'xlogy_', 'floor_divide_', 'clamp_', 'eq_', 'ge_', 'gt_', 'le_', 'lt_', 'ne_', 'pow_', 'cumsum_', 'cumprod_', 'tril_'): show(name, 1)
# %%
for name in ('lerp_', 'clamp_', 'addmm_', 'addcmul_', 'addcdiv_'): show(name, b, c)
# %%
for name in ('sign_', 'fix_', 'deg2rad_', 'asinh_', 'logical_not_'): show(name, part=True)
for name in ('atan2_', 'hypot_', 'copysign_', 'fmod_', 'remainder_', 'xlogy_', 'floor_divide_', 'clamp_', 'clamp_min_', 'eq_', 'lt_', 'logical_and_'): show(name, b[0], part=True)
for name in ('lerp_', 'clamp_'): show(name, b[0], c[0], part=True)
for name in ('cumsum_', 'cumprod_'): show(name, 0, part=True)
# %%
y = a * 1
y.retain_grad(); y.hypot_(b); y.add_(1)
y.sum().backward(); print(y.grad, y.grad_fn)
# %%
y = a * 1
z = y.hypot_(b).exp()
y.add_(1)
z.sum().backward()
# %%
y = a * 1
y.cumprod_(0)
y.add_(1)
y.sum().backward()
# %%
y = torch.ones(2, 2)
y.atan2_(b); print(y.requires_grad, y.grad_fn)
a.atan2_(b)
# %%
y = torch.ones(2, dtype=torch.long)
y.atan2_(torch.ones(2))
# %%
y = torch.ones(2)
y.atan2_(torch.ones(3, 2))
# %%
with torch.no_grad():
    y = a * 1; y.hypot_(b); print(y, y._version)
    a.fmod_(.25); print(a, a._version)
# %%
x = torch.tensor([1., 2., 3.], requires_grad=True)
for f in (lambda: x.masked_fill(x > 2, 0.), lambda: torch.fmod(x, torch.tensor([2., 2., 2.])), lambda: x.slice_scatter(torch.ones(1), 0, 0, 1), lambda: F.threshold(x, 2, 0), lambda: F.hardshrink(x, 2)):
    y = f().sum(); y.backward()
    try: y.backward(); print('fine')
    except RuntimeError as e: print(str(e)[:60])
# %%
for f in (lambda x: F.threshold(x, 2, 0), lambda x: F.hardshrink(x, 2), lambda x: F.softshrink(x, 2)):
    g, = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    print(g, torch.autograd.grad(g.sum(), x))
# %%
n = torch.tensor([2, 2, 2]); y = torch.fmod(x, n); n.add_(1); y.sum().backward(); print(x.grad)
print(torch.addcmul(x, x, n).dtype, torch.addcdiv(x, x, n).dtype)
# %%
L = torch.tensor([[2., 0.], [1., 3.]], requires_grad=True)
torch.cholesky_solve(torch.ones(2, 1), L).sum().backward(); print(L.grad)
# %%
x = torch.ones(3)
for size in ((3,), (1, 3), (2,), (2,), (4,)):
    print(x.resize_(size).shape, x._version)
x.resize_as_(torch.ones(4))._version, x.resize_as_(torch.ones(2, 2))._version
# %%
y = torch.arange(4.0).reshape(2, 2).t()
y.resize_(2, 2).stride(), y, y._version
# %%
w = torch.ones(2, requires_grad=True)
with torch.inference_mode():
    print(w.resize_(2).shape)
with torch.no_grad():
    w.resize_(2)
