# Corners of autograd: what PyTorch's own tests of it try.
# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Function
# %%
x = torch.ones(2, requires_grad=True)
h = x.register_post_accumulate_grad_hook(lambda p: 3)
(x*x).sum().backward()
# %%
x = torch.ones(2, requires_grad=True)
p = torch.ones(2)
class Scale(Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x * k
    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None
y = Scale.apply(x, 3)
print(y, y.grad_fn, y.grad_fn.next_functions, y.grad_fn.name(), type(y.grad_fn))
y.sum().backward(); print(x.grad)
# %%
class F1(Function):
    @staticmethod
    def forward(ctx, x, *, k=1): return x * k
    @staticmethod
    def backward(ctx, g): return g
F1.apply(torch.ones(2, requires_grad=True), k=2)
# %%
x = torch.ones(3, requires_grad=True)
y = (x * 2).sum()
torch.autograd.grad(y, x, is_grads_batched=True)
# %%
x = torch.ones(2, requires_grad=True)
y = x.exp()
with torch.autograd._unsafe_preserve_version_counter(y): y.mul_(2)
y.sum().backward()
print(x.grad)
# %%
with torch.inference_mode():
    x = torch.ones(2)
print(x.clone().is_inference(), x.detach().is_inference(), x[0].is_inference(), (x*2).is_inference(), x.data.is_inference())
# %%
for f in (torch.abs, torch.relu, torch.sign, torch.sqrt, torch.reciprocal, torch.log, torch.tanh, F.relu6, F.hardtanh, F.elu, F.leaky_relu, F.gelu, F.softplus, F.softsign, F.hardswish, F.hardsigmoid, F.silu, torch.square, torch.rsqrt, torch.log1p, torch.asin, torch.acos, torch.atan, F.selu, F.celu, F.mish, F.logsigmoid, F.tanhshrink, F.hardshrink, F.softshrink):
    x = torch.tensor([0., -0., 1., -1., float('inf'), float('-inf'), float('nan')], requires_grad=True)
    f(x).backward(torch.ones(7))
    print(f.__name__, x.grad)
# %%
a = torch.tensor([0., 0., 1.], requires_grad=True); b = torch.tensor([0., 1., 0.], requires_grad=True)
torch.atan2(a, b).sum().backward(); print(a.grad, b.grad)
a.grad = b.grad = None; torch.hypot(a, b).sum().backward(); print(a.grad, b.grad)
a.grad = b.grad = None; (a / b).sum().backward(); print(a.grad, b.grad)
a.grad = b.grad = None; torch.fmod(a, b).sum().backward(); print(a.grad, b.grad)
# %%
x = torch.ones(3, requires_grad=True)
y = x * 2
y **= 2
y /= 2
y //= 1
print(y, y.grad_fn)
# %%
from torch.autograd import gradcheck
x = torch.rand(3, dtype=torch.double, requires_grad=True)
gradcheck(torch.sin, x, epsilon=3)
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
def f(x):
    print('run', torch.is_grad_enabled())
    return x.exp()
y = checkpoint(f, x, use_reentrant=False)
y.sum().backward(); print(x.grad)
y = checkpoint(f, x, use_reentrant=True)
print(y.grad_fn)
y.sum().backward(); print(x.grad)
# %%
a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
for y in (a + b, a - b, a * b, a / b, a ** b, a @ b, a // b, a % b, -a, abs(a), a.dot(b), a.outer(b), torch.cat([a, b]), torch.stack([a, b]), torch.minimum(a, b), a.lerp(b, .5), torch.addcmul(a, a, b), torch.cross(torch.ones(3), torch.ones(3), dim=0), torch.einsum('i,i', a, b), torch.kron(a, b), torch.dist(a, b), F.cosine_similarity(a, b, 0), 2 - a, 2 / a, 2 ** a, a.add(b, alpha=2), a > b, a == b, a.remainder(2), a.fmod(2), torch.copysign(a, b), torch.logaddexp(a, b), torch.heaviside(a.detach(), b.detach())):
    print(y.grad_fn)
# %%
x = torch.rand(2, 3, requires_grad=True)
for y in (x.sum(), x.sum(0), x.mean(), x.mean(1), x.var(), x.std(0), x.prod(), x.prod(0), x.max(), x.max(0)[0], x.amax(0), x.norm(), x.norm(1), x.logsumexp(0), x.softmax(0), x.log_softmax(0), x.cumsum(0), x.cumprod(0), x.median(), x.mode()[0], x.sort()[0], x.topk(1)[0], x.kthvalue(1)[0], x.argmax(), x.any(), x.count_nonzero(), x.nansum(), x.nanmean(), x.trace() if 0 else x.sum(-1, keepdim=True), x.quantile(.5), x.cummax(0)[0], x.aminmax()[0], x.diff(), x.unique(), x.round(), x.floor(), x.trunc(), x.frac(), x.sign(), x.sgn(), x.clamp(0, 1), x.clip(0), x.nan_to_num(), x.logit(), x.erf(), x.lgamma(), x.digamma(), x.sinc()):
    print(y.grad_fn, y.requires_grad)
# %%
with torch.autograd.profiler.profile() as p:
    (torch.ones(2, requires_grad=True) * 2).sum().backward()
print(type(p))
# %%
class In(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.mark_dirty(a); a.mul_(2)
        return a
    @staticmethod
    def backward(ctx, g): return g * 2
b = torch.ones(4, requires_grad=True) * 1
v = b[:2]
w = In.apply(v)
print(b.grad_fn, v.grad_fn, w is v)
b.sum().backward()
# %%
class In(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.mark_dirty(a); a.mul_(2)
        return a
    @staticmethod
    def backward(ctx, g): return g * 2
b = torch.ones(4, requires_grad=True) * 1
In.apply(b.unbind()[0])
# %%
class A(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x + 1
    @staticmethod
    def backward(ctx, g):
        print(ctx.saved_tensors, ctx.saved_variables if 0 else '')
        return g
x = torch.ones(2, requires_grad=True)
y = A.apply(x)
print(y.grad_fn.saved_tensors, y.grad_fn.to_save, y.grad_fn.needs_input_grad, y.grad_fn.materialize_grads, y.grad_fn.dirty_tensors, y.grad_fn.non_differentiable)
y.sum().backward()
y.grad_fn.saved_tensors
# %%
class A(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(3)
        return x * 2
    @staticmethod
    def backward(ctx, g): return g
A.apply(torch.ones(2, requires_grad=True) * 1)
# %%
class A(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_non_differentiable(3)
        return x * 2
    @staticmethod
    def backward(ctx, g): return g
A.apply(torch.ones(2, requires_grad=True) * 1)
# %%
class A(Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def setup_context(ctx, inputs, output): pass
    @staticmethod
    def backward(ctx, g): return g
A.apply(torch.ones(2, requires_grad=True))
# %%
class A(Function):
    @staticmethod
    def forward(x, y=3, *, z=1): return x * y
    @staticmethod
    def setup_context(ctx, inputs, output): print(inputs); ctx.y = inputs[1]
    @staticmethod
    def backward(ctx, g): return g * ctx.y, None
x = torch.ones(2, requires_grad=True)
print(A.apply(x), A.apply(x, 4), A.apply(x, y=5))
# %%
import pickle
p = nn.Parameter(torch.ones(2)); q = pickle.loads(pickle.dumps(p)); print(q, type(q))
# %%
m = torch.tensor([True, False]); x = torch.ones(2, requires_grad=True)
z = x.masked_fill(m, 3); m.logical_not_()
z.sum().backward(); print(x.grad)
# %%
t = torch.tensor([0, 1]); x = torch.ones(2, 2, requires_grad=True)
l = F.cross_entropy(x, t); t.fill_(0)
l.backward(); print(x.grad)
# %%
e = nn.Embedding(3, 2); i = torch.tensor([0, 2])
y = e(i); i.zero_()
y.sum().backward(); print(e.weight.grad)
# %%
x = torch.tensor([1., 2.], requires_grad=True)
for f in ('sqrt', 'rsqrt', 'reciprocal', 'sigmoid', 'exp', 'exp2', 'expm1', 'tan', 'tanh', 'sin', 'log', 'abs', 'neg', 'square', 'relu', 'floor', 'sign', 'asin', 'atan', 'log1p', 'erf', 'cumsum', 'lgamma', 'selu', 'trunc', 'round', 'erfinv', 'asinh'):
    y = (x * 0.5); z = getattr(torch, f)(y, 0) if f == 'cumsum' else getattr(torch, f)(y)
    out = []
    for which in (y, z):
        y2 = x * .5; z2 = getattr(torch, f)(y2, 0) if f == 'cumsum' else getattr(torch, f)(y2)
        (y2 if which is y else z2).add_(1)
        try: z2.sum().backward(); out.append('fine')
        except RuntimeError: out.append('error')
    print(f, out)
# %%
x = torch.ones(2, requires_grad=True)
y = x // 2
print(y, y.requires_grad)
y.sum().backward()
# %%
x = torch.ones(2, requires_grad=True)
y = torch.div(x, 2, rounding_mode='floor'); print(y); y.sum().backward(); print(x.grad)
# %%
x = torch.tensor([1., 1.], requires_grad=True)
u = x.unique(); print(u); u.sum().backward()
# %%
x = torch.ones(2, requires_grad=True)
y = torch.heaviside(x, x); y.sum().backward()
# %%
x = torch.rand(2, requires_grad=True)
y = torch.poisson(x); print(y.grad_fn); y.sum().backward(); print(x.grad)
# %%
x = torch.ones(2, requires_grad=True); y = torch.ones(2, requires_grad=True)
z = x * 2
print(torch.autograd.grad(z.sum(), [x, y], allow_unused=True, materialize_grads=True))
g = torch.autograd.grad(z.sum() if 0 else (x * 3).sum(), [x, y], create_graph=True, materialize_grads=True)
print(g, g[1].requires_grad)
# %%
w = torch.ones(2, requires_grad=True)
with torch.inference_mode():
    a = w.view(1, 2)
    b = torch.ones(2); c = b.view(1, 2); b.add_(1); c.mul_(w)
    print(a.is_inference(), c.is_inference(), c, a.requires_grad, c._is_view())
    print(torch.ones(2, requires_grad=True).is_leaf)
d = b.view(-1); print(d.is_inference())
d.add_(1)
# %%
with torch.inference_mode(): a = torch.ones(2)
nn.Parameter(a)
# %%
x = torch.ones(3, requires_grad=True)
x.as_strided((2,), (2,)).sum().backward(); print(x.grad)
y = torch.ones(3); y.as_strided((2,), (0,)).sum()
y.as_strided((5,), (1,))
# %%
x = torch.zeros(3, requires_grad=True); y = x.clone()
y.index_add_(0, torch.tensor([0, 0]), torch.ones(2, requires_grad=True)); print(y)
y.scatter_(0, torch.tensor([1]), 5.); y.masked_fill_(y > 4, 2.); print(y, y.grad_fn)
y.sum().backward(); print(x.grad)
# %%
x = torch.zeros(3, requires_grad=True); y = x.clone()
y.put_(torch.tensor([0]), torch.ones(1)); y.index_fill_(0, torch.tensor([1]), 2.); y.index_copy_(0, torch.tensor([2]), torch.ones(1)); print(y, y.grad_fn)
y.sum().backward(); print(x.grad)
# %%
x = torch.ones(2, requires_grad=True)
x._backward_hooks
print(x._backward_hooks); x.register_hook(print); print(type(x._backward_hooks), len(x._backward_hooks))
# %%
x = torch.ones(2, requires_grad=True)
def f(a): return a * 2
y = torch.utils.checkpoint.checkpoint(f, x, use_reentrant=False, preserve_rng_state=True)
print(y.grad_fn); torch.utils.checkpoint.checkpoint(f)
# %%
x = torch.tensor([.5, 1., 2.], requires_grad=True); lim = torch.tensor([1., 1., 1.], requires_grad=True)
for f in (torch.clamp_max, torch.clamp_min):
    x.grad = lim.grad = None
    y = f(x, lim); y.sum().backward(); print(y, x.grad, lim.grad)
# %%
x = torch.tensor([.5, 1., 2.], requires_grad=True)
for y in (torch.copysign(x, -1.), torch.xlogy(x, 2.), torch.trapezoid(x, x), torch.cumulative_trapezoid(x, x), torch.vdot(x, x), torch.rsub(x, x), torch.rsub(x, 1), torch.unique_consecutive(x), torch.binomial(torch.ones(3), x / 4), torch.normal(x, 1.), torch.normal(1., x), torch.normal(x, x), torch.bernoulli(x / 2), torch.bernoulli(x, .5), torch.histogram(x, 2)[0], torch.div(x, x, rounding_mode='trunc'), torch.broadcast_tensors(x, torch.ones(2, 3))[0]):
    print(y.grad_fn)
# %%
x = torch.ones(3, requires_grad=True); i = torch.tensor([0, 1]); m = torch.tensor([True, False, True]); v = torch.ones(2, requires_grad=True)
for f in (lambda: x.masked_select(m), lambda: x.masked_fill(m, torch.tensor(2.)), lambda: x.scatter(0, i, v), lambda: x.scatter(0, i, 1.), lambda: x.scatter_add(0, i, v), lambda: x.index_add(0, i, v), lambda: x.index_copy(0, i, v), lambda: x.index_fill(0, i, 2.), lambda: x.masked_scatter(m, v), lambda: F.nll_loss(x.reshape(1, 3), i[:1])):
    y = f(); i.add_(0); m.logical_not_()
    try: y.sum().backward()
    except RuntimeError as e: print(str(e)[:140])
# %%
torch.zeros(2, 3).scatter_(1, torch.tensor([0, 1]), 1)
# %%
torch.zeros(2, 3).scatter_(1, torch.tensor([[0.], [1.]]), 1)
# %%
x = torch.ones(3, requires_grad=True); v = torch.ones(2, requires_grad=True); i = torch.tensor([0, 2])
y = x * 1; y.scatter_(0, i, v * 2).scatter_add_(0, i, v); y.index_copy_(0, i, v * 3); y.masked_fill_(y > 2, torch.tensor(1.)); y.masked_scatter_(y > .5, v.repeat(2))
print(y); y.sum().backward(); print(x.grad, v.grad)
# %%
class A(Function):
    @staticmethod
    def forward(ctx, x, y=2): return x * y
    @staticmethod
    def backward(ctx, g): return g, None
x = torch.ones(2, requires_grad=True)
for f in (lambda: A.apply(x, z=3), lambda: A.apply(y=3), lambda: A.apply(x, 3, 4, y=3), lambda: A.apply(x, 3, 4)):
    try: print(f())
    except TypeError as e: print(e)
# %%
class A(Function):
    @staticmethod
    def forward(ctx, k, a, b): return a * k + b
    @staticmethod
    def backward(ctx, g): return None, g, g
x = torch.ones(2, requires_grad=True)
y = A.apply(3, x, torch.ones(2)); print(y.grad_fn.next_functions)
y.grad_fn.register_hook(lambda gi, go: print(gi, go)); y.sum().backward()
# %%
class A(Function):
    @staticmethod
    def forward(ctx, k, a): return a * k
    @staticmethod
    def backward(ctx, g): return None, torch.ones(5)
A.apply(3, torch.ones(2, requires_grad=True)).sum().backward()
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
def f(x):
    print('run', torch.is_grad_enabled()); y = x.exp(); print('mid'); z = y * y; print('end'); return z + 1
y = checkpoint(f, x, use_reentrant=False)
print(y.grad_fn, y.grad_fn.next_functions)
y.sum().backward(retain_graph=True); print(x.grad)
y.sum().backward(); print(x.grad)
try: y.sum().backward()
except Exception as e: print(type(e), str(e)[:80])
with torch.no_grad(): print(checkpoint(f, x, use_reentrant=False))
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
torch.manual_seed(0)
d = nn.Dropout(.5)
y = checkpoint(lambda x: d(x).exp() * x, x, use_reentrant=False)
print(y); y.sum().backward(); print(x.grad); print(torch.rand(1))
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
n = []
def f(x):
    n.append(1)
    return x.exp() if len(n) == 1 else (x.exp() * x).exp()
y = checkpoint(f, x, use_reentrant=False); y.sum().backward()
print(x.grad)
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
n = []
def f(x):
    n.append(1)
    return x.exp().exp() if len(n) == 1 else x + 1
y = checkpoint(f, x, use_reentrant=False); y.sum().backward()
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
print(torch.autograd.grad(checkpoint(torch.exp, x, use_reentrant=False).sum(), x))
checkpoint(torch.exp, x, use_reentrant=True, foo=3)
# %%
from torch.utils.checkpoint import checkpoint
x = torch.tensor(2., requires_grad=True)
y = checkpoint(lambda x: x ** 3, x, use_reentrant=False)
g, = torch.autograd.grad(y, x, create_graph=True); print(g)
print(torch.autograd.grad(g, x))
# %%
from torch.utils.checkpoint import checkpoint
m = nn.Sequential(nn.Linear(2, 2), nn.Tanh()); nn.init.ones_(m[0].weight); nn.init.zeros_(m[0].bias)
x = torch.ones(1, 2)
checkpoint(m, x, use_reentrant=False).sum().backward(); print(m[0].weight.grad)
m.zero_grad(); y = checkpoint(m, x, use_reentrant=True); print(y.requires_grad)
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
torch.autograd.grad(checkpoint(torch.exp, x, use_reentrant=True).sum(), x)
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
checkpoint(torch.exp, x, use_reentrant=True).sum().backward(inputs=[x])
# %%
from torch.utils.checkpoint import checkpoint
x = torch.ones(2, requires_grad=True)
y = checkpoint(torch.exp, x, use_reentrant=True); z = y * 2
print(torch.autograd.grad(z.sum(), y)); z = checkpoint(torch.exp, x, use_reentrant=True); z.sum().backward(); print(x.grad)
# %%
x = torch.tensor([1., 2.], requires_grad=True)
print(dir(x.prod().grad_fn)[-8:], [n for n in dir((x * x).grad_fn) if n.startswith('_saved')])
y = x.exp(); n = y.grad_fn._sequence_nr(); y.grad_fn._set_sequence_nr(n); print(y.grad_fn._sequence_nr() == n)
# %%
class F1(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return g
print([n for n in dir(F1.apply(x).grad_fn) if not n.startswith('_') and not n.startswith('apply') and not n.startswith('m')])
