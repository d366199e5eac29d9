# A number as the first operand, factors of a sum, diagonals anywhere, and memory that is not ours.
# %%
import threading
import warnings

import numpy as np
import torch

x, f = torch.tensor([1, 2]), torch.tensor([1.0, 2.0])
b, h = torch.tensor([True, False]), torch.tensor(2.0, dtype=torch.float16)
w = torch.tensor([1.0, 2.0], requires_grad=True)
torch.add(1, x, alpha=10), torch.add(1, f, alpha=10), torch.sub(1, x, alpha=2)
# %%
y = torch.add(1, w, alpha=10)
y.grad_fn, y.grad_fn.next_functions[0], torch.add(1, w).grad_fn.next_functions[0]
# %%
torch.add(1.5, h), torch.sub(1.5, h, alpha=2), torch.add(True, b, alpha=3)
# %%
x.sub(1, alpha=2.5)
# %%
x.add(1, alpha=2.5)
# %%
x.add(x, alpha=1.0)
# %%
x.clone().add_(1, alpha=1.0)
# %%
f.add(f, alpha=True)
# %%
b.add(b, alpha=True), f.add(f, alpha=1.0), x.add(1.5, alpha=2.5)
# %%
x.clone().sub_(1, alpha=True)
# %%
one, two = torch.ones(2, 3), torch.ones(3, 2)
torch.addmm(f, one, two, beta=2, alpha=3), f.addmm(one, two, alpha=0.5)
# %%
torch.addmm(torch.tensor([float("nan"), 1.0]), one, two, beta=0)
# %%
y = torch.addmm(w, one, two.requires_grad_(), beta=0.5, alpha=3)
y.grad_fn._saved_alpha, y.grad_fn._saved_beta
# %%
y.sum().backward()
w.grad, two.grad
# %%
w.grad = None
y = torch.diag_embed(w, offset=1, dim1=1, dim2=0)
y, torch.diag(w, -1)
# %%
(y * y).sum().backward()
w.grad, torch.diag_embed(torch.ones(2, 2), 0, 0, 2)
# %%
w = torch.arange(6.0).reshape(2, 3).requires_grad_()
y = w * 1
z = y[0]
y.mul_(2)
z.sum().backward()
z.grad_fn, w.grad
# %%
w.grad = None
y = torch.as_strided(w, (2, 2), (1, 1))
y.sum().backward()
y.grad_fn, w.grad


# %%
def changed(a):
    b = a * a
    c = b[0]
    b.mul_(a)
    return (c * c).sum() + torch.as_strided(a * a, (2, 2), (1, 1)).sum() ** 2


torch.autograd.gradgradcheck(changed, torch.randn(2, 3, dtype=torch.float64, requires_grad=True))
# %%
with torch.inference_mode():
    low, _ = torch.aminmax(torch.ones(3))
low.is_inference()
# %%
low * w.sum()
# %%
packed = []


def other():
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        pass


with torch.autograd.graph.saved_tensors_hooks(lambda t: packed.append(1) or t, lambda t: t):
    w * w
    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    w * w
len(packed)
# %%
array = np.ones(3)
array.flags.writeable = False
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that it is not writable
    torch.as_tensor(array).add_(1)
array, array.flags.writeable
# %%
one, two = torch.tensor([0.5, 0.25]), torch.tensor([0.75, 2.0])
for name in ("arcsinh atan2 clamp_max copysign deg2rad diff digamma erfc fmax hypot inverse kron "
             "logaddexp logit max maximum nan_to_num nansum quantile sgn square xlogy").split():
    arguments = {"clamp_max": (one, 1), "quantile": (one, two * 0.25), "diff": (one,),
                 "inverse": (torch.eye(2) * 4,), "max": (one,)}.get(name, (one, two))
    try:
        out = torch.empty(0)
        print(name, getattr(torch, name)(*arguments, out=out) is out, out)
    except TypeError:
        out = torch.empty(0)
        print(name, getattr(torch, name)(one, out=out) is out, out)
# %%
values, indices = torch.empty(0), torch.empty(0, dtype=torch.int64)
torch.sort(two - one, descending=True, out=(values, indices)), values, indices
# %%
torch.atan2(one, two, out=torch.empty(0, dtype=torch.int64))
# %%
torch.atan2(one.clone().requires_grad_(), two, out=torch.empty(0))
# %%
torch.allclose(one, two, out=torch.empty(0))
