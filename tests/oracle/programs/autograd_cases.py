# What PyTorch's own tests of autograd ask, as cells.
# %%
import torch, gc, warnings, copy, pickle, io, threading, math, weakref
from torch import nn
from torch.autograd import Function, Variable, grad, gradcheck, gradgradcheck
from torch.autograd.function import once_differentiable, InplaceFunction
from torch.autograd.functional import jacobian, hessian
from torch.utils.hooks import RemovableHandle
torch.manual_seed(0)
def err(f):
    try: r = f(); print('ok', r)
    except Exception as e: print(type(e).__name__ + ':', str(e)[:400])
# %%
x = torch.randn(5, 5, requires_grad=True); y = torch.randn(5, 5, requires_grad=True); z = x * 2 + y ** 2 + x * y; g = torch.ones(5, 5)
xg, yg = torch.autograd.grad(z, [x, y], g, create_graph=True); gsum = (xg + yg).sum(); print(xg.requires_grad, xg.grad_fn.name(), gsum.grad_fn.name()); gx, gy = torch.autograd.grad(gsum, [x, y]); print(gx.unique(), gy.unique(), x.grad)
# %%
x = torch.ones(1, requires_grad=True); y = torch.ones(1, requires_grad=True); err(lambda: torch.autograd.grad(x * 2, [x, y])); print(torch.autograd.grad(x * 2, [x, y], allow_unused=True), torch.autograd.grad(x * 2, [x, y], materialize_grads=True)); err(lambda: torch.autograd.grad(x * 2, [x, y], materialize_grads=True, allow_unused=False))
# %%
err(lambda: torch.autograd.grad(x * 2, x, grad_outputs=torch.ones(2))); err(lambda: torch.autograd.grad([x * 2, y * 3], x, grad_outputs=[torch.ones(1)])); err(lambda: torch.autograd.grad([], x)); err(lambda: torch.autograd.grad(x * 2, [])); err(lambda: torch.autograd.backward(x * 2, inputs=[])); err(lambda: torch.autograd.backward(x * 2, torch.ones(1), grad_variables=torch.ones(1))); err(lambda: torch.autograd.backward(x * 2, inputs=[x * 3])); err(lambda: (x * 2).backward(inputs=y))
# %%
x = torch.ones(2, requires_grad=True); a = x * 2; b = a * 3; b.sum().backward(inputs=[a]); 
with warnings.catch_warnings(): warnings.simplefilter('ignore'); print(a.grad, x.grad)
b = (x * 2).sum(); b.backward(inputs=x); print(x.grad)
# %%
class MyFn(Function):
    @staticmethod
    def forward(ctx, t1, scalar, t2): ctx.pyscalar = scalar; ctx.save_for_backward(t1, t2); return t1 + scalar * t2 + t1 * t2
    @staticmethod
    def backward(ctx, go): v1, v2 = ctx.saved_tensors; print(type(v1).__name__, ctx.needs_input_grad, ctx.saved_variables if False else len(ctx.saved_tensors)); return go + go * v2, None, go * ctx.pyscalar + go * v1
x = torch.ones(2, requires_grad=True); y = torch.full((2,), 2., requires_grad=True); r = MyFn.apply(x, 2, y); go = torch.ones((), requires_grad=True); r.sum().backward(go, create_graph=True); print(x.grad, y.grad); print(x.grad.grad_fn.name(), y.grad.grad_fn.name())
# %%
class Once(Function):
    @staticmethod
    def forward(ctx, t): ctx.save_for_backward(t); return t * 2
    @staticmethod
    @once_differentiable
    def backward(ctx, go): print(torch.is_grad_enabled(), go.requires_grad); t, = ctx.saved_tensors; return go * 2
x = torch.ones(2, requires_grad=True); r = Once.apply(x); g, = grad(r.sum(), x, create_graph=True); print(g, g.grad_fn); err(lambda: g.sum().backward())
# %%
class Ret(Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g * 2
x = torch.ones(2, requires_grad=True); y = Ret.apply(x); print(y is x, y.grad_fn, y._is_view(), y.data_ptr() == x.data_ptr()); y.sum().backward(); print(x.grad); err(lambda: Ret.apply(x).mul_(2))
# %%
class Dirty(InplaceFunction):
    @staticmethod
    def forward(ctx, x): x.add_(2); ctx.mark_dirty(x); return x
    @staticmethod
    def backward(ctx, g): return g
x = torch.zeros(2, requires_grad=True); err(lambda: Dirty.apply(x)); y = x * 1; v = y._version; z = Dirty.apply(y); print(z is y, y._version - v, y.grad_fn.name()); z.sum().backward(); print(x.grad)
# %%
class NonDiff(Function):
    @staticmethod
    def forward(ctx, a): b = a > 0.5; ctx.mark_non_differentiable(b); return b, a * 2
    @staticmethod
    def backward(ctx, gb, ga): print(gb); return ga
x = torch.rand(2, requires_grad=True); b, d = NonDiff.apply(x); print(b.requires_grad, d.requires_grad, b.grad_fn); d.sum().backward(); print(x.grad)
# %%
class NoMat(Function):
    @staticmethod
    def forward(ctx, a): ctx.set_materialize_grads(False); return a.clone(), a.clone()
    @staticmethod
    def backward(ctx, g1, g2): print(g1, g2); return g1
x = torch.ones(1, requires_grad=True); a, b = NoMat.apply(x); a.sum().backward(); err(lambda: b.sum().backward()); print(x.grad)
# %%
x = torch.randn(3, requires_grad=True); m = torch.ones(3); c = []
def bwh(g): c.append(1); return g * 2
h = x.register_hook(bwh); h2 = x.register_hook(lambda g: c.append(2)); (x * m).sum().backward(); print(x.grad, c); h.remove(); x.grad.zero_(); (x * m).sum().backward(); print(x.grad, c, type(h) is RemovableHandle, h.id in x._backward_hooks)
# %%
def ret_ten(g): return g.double()
y = x * 1; y.register_hook(ret_ten); err(lambda: y.sum().backward()); y = x * 1; y.register_hook(lambda g: None); y.sum().backward(); y = x * 1; y.register_hook(lambda g: g.view(1, 3)); err(lambda: y.sum().backward())
# %%
a = torch.ones(2, requires_grad=True); b = a.clone(); hs = []
b.register_hook(lambda g: hs.append('first')); b.mul_(2); b.register_hook(lambda g: hs.append('second')); b.sum().backward(); print(hs)
# %%
a = torch.ones(3, requires_grad=True); b = a * 2; b.retain_grad(); b.mul_(3); b.sum().backward(); print(b.grad, a.grad, b.retains_grad)
# %%
x = torch.ones(2, requires_grad=True); y = x * 2; y.retain_grad(); y.retain_grad(); (y * y).sum().backward(); print(y.grad); z = y.detach(); err(lambda: z.retain_grad()); print(x.retain_grad(), x.retains_grad)
# %%
x = torch.tensor([1.], requires_grad=True); y = x * 2; z = y.view(1); y.add_(1); print(z.grad_fn.name(), z, y._version, z._version); z.backward(); print(x.grad)
# %%
base = torch.zeros(4, requires_grad=True).clone(); v = base[1:3]; v.mul_(3); print(base.grad_fn, v.grad_fn, base.grad_fn.next_functions[0][0]); w = base.view(2, 2); w[0].add_(1); print(base, v); base.sum().backward()
# %%
x = torch.ones(4, requires_grad=True); y = x.clone(); a, b = y.split(2); err(lambda: a.mul_(2)); u = y.unbind(); err(lambda: u[0].add_(1)); ch = y.chunk(2)[0]; err(lambda: ch.zero_()); y.add_(1); err(lambda: a.sum().backward())
# %%
x = torch.ones(2, requires_grad=True)
with torch.no_grad(): v = x.view(2)
err(lambda: v.add_(1)); err(lambda: x.view(2).add_(1)); err(lambda: x.add_(1)); err(lambda: x[0].fill_(1)); 
with torch.no_grad(): x.add_(1); x[0] = 5; print(x, x._version)
# %%
x = torch.ones(2, requires_grad=True); y = x.detach().requires_grad_(); z = torch.cat([x, y]); z.sum().backward(); print(x.grad, y.grad); d = x.detach(); d.add_(1); print(x, x._version, d._version); dd = x.data; dd.add_(1); print(x, x._version, dd._version)
# %%
x = torch.ones(2, requires_grad=True); s = x.exp(); s.detach_(); print(s.requires_grad, s.grad_fn, s.is_leaf); v = (x * 1).view(2); err(lambda: v.detach_())
# %%
a = torch.randn(2, requires_grad=True); b = torch.randn(2, requires_grad=True); c = a * b; d = c.sum(); d.backward(retain_graph=True); d.backward(); print(torch.equal(a.grad, 2 * b)); err(lambda: d.backward())
# %%
x = torch.ones(1, requires_grad=True); y = x
for _ in range(3000): y = y + 0.0001
del y; gc.collect(); y = x
for _ in range(20000): y = y + 0.000001
y.backward(); print(x.grad)
# %%
class R(Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad(): ctx.x = x.detach().requires_grad_(); ctx.y = ctx.x ** 2
        return ctx.y.detach()
    @staticmethod
    def backward(ctx, g):
        with torch.enable_grad(): ctx.y.sum().backward()
        return ctx.x.grad * g
x = torch.tensor([3.], requires_grad=True); R.apply(x).backward(); print(x.grad)
# %%
x = torch.ones(2, requires_grad=True); p = pickle.loads(pickle.dumps(x)) if False else copy.deepcopy(x); print(p, p.requires_grad, p is x); err(lambda: copy.deepcopy(x * 2)); xx = copy.copy(x); print(xx.requires_grad, xx.data_ptr() == x.data_ptr())
# %%
x = torch.ones(2, 2, requires_grad=True); err(lambda: x.resize_(1)); err(lambda: x.data.resize_(3, 3).shape); err(lambda: x.set_(torch.ones(1)) if False else 1); err(lambda: bool(x)); err(lambda: x.__bool__()); print(torch.is_tensor(x), x.shape)
# %%
x = torch.arange(4.).requires_grad_(); x.grad = torch.zeros(4); g = x.grad; (x * 2).sum().backward(); print(x.grad is g, g); x.grad = None; (x * 2).sum().backward(create_graph=True); print(x.grad.grad_fn, x.grad)
# %%
with torch.no_grad():
    w = torch.ones(1, requires_grad=True); y = w * 2; print(y.requires_grad, torch.is_grad_enabled())
    with torch.enable_grad(): z = w * 2; print(z.requires_grad)
    with torch.set_grad_enabled(True): print((w * 2).requires_grad)
print(torch.is_grad_enabled())
@torch.no_grad()
def f(): 
    for i in range(2): yield torch.is_grad_enabled()
print(list(f()), torch.is_grad_enabled())
@torch.no_grad
def h(): return torch.is_grad_enabled()
print(h())
# %%
def gen():
    with torch.no_grad(): yield 1
it = gen(); next(it); print(torch.is_grad_enabled()); it.close(); print(torch.is_grad_enabled())
# %%
x = torch.randn(2, 3, dtype=torch.double, requires_grad=True); print(gradcheck(lambda t: t.sum(0), x), gradcheck(torch.sigmoid, [x]), gradgradcheck(torch.tanh, x)); err(lambda: gradcheck(lambda t: t.detach() * t, x)); err(lambda: gradcheck(torch.sin, x.detach())); print(gradcheck(lambda t: t.float(), x, raise_exception=False))
# %%
with torch.autograd.detect_anomaly(check_nan=True):
    x = torch.tensor([0.], requires_grad=True); y = (x / x)
    err(lambda: y.backward())
print(torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled())
with torch.autograd.set_detect_anomaly(True): print(torch.is_anomaly_enabled())
# %%
class Bad(Function):
    @staticmethod
    def forward(ctx, x): return x.clone()
    @staticmethod
    def backward(ctx, g): raise RuntimeError("backward failed")
err(lambda: Bad.apply(torch.ones(1, requires_grad=True)).backward())
class Bad2(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(3)
    @staticmethod
    def backward(ctx, g): return g
err(lambda: Bad2.apply(torch.ones(1, requires_grad=True)))
class Bad3(Function):
    @staticmethod
    def forward(ctx, x): return 3, x * 2
    @staticmethod
    def backward(ctx, *g): print(g); return g[1] * 2
err(lambda: Bad3.apply(torch.ones(1, requires_grad=True))); Bad3.apply(torch.ones(1, requires_grad=True))[1].backward()
# %%
class Old(Function):
    def forward(self, x): return x
err(lambda: Old()(torch.ones(1, requires_grad=True))); err(lambda: Old.apply(torch.ones(1, requires_grad=True)))
# %%
x = torch.ones(1, requires_grad=True); f = (x * 2).grad_fn; print(f.next_functions[0][0].variable is x, f.next_functions[0][1], f._input_metadata if False else ''); err(lambda: f.next_functions.append(1)); print(hasattr(f, 'saved_tensors'), isinstance(f.metadata, dict), callable(f)); print(f(torch.ones(1)))
# %%
a = torch.ones(2, requires_grad=True); b = torch.ones(2, requires_grad=True); out = (a * b).sum()
def tensor_prehook(g): print('tp', g); return g * 2
def node_pre(gs): print('np', gs); return (gs[0] * 3,)
def node_post(gi, go): print('post', gi, go); return (gi[0] * 5, gi[1])
y = a * b; y.register_hook(tensor_prehook); y.grad_fn.register_prehook(node_pre); y.grad_fn.register_hook(node_post); y.sum().backward(); print(a.grad, b.grad)
# %%
acc = []
t = torch.ones(2, requires_grad=True); h = t.register_post_accumulate_grad_hook(lambda p: acc.append(p.grad.clone())); (t * 2).sum().backward(); (t * 3).sum().backward(); print(acc); h.remove(); (t * 3).sum().backward(); print(len(acc))
# %%
from torch.autograd.graph import register_multi_grad_hook, GradientEdge, get_gradient_edge, saved_tensors_hooks
a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3)); h = register_multi_grad_hook((a, b, c), lambda gs: print('multi', gs)); (a * b).backward(); h.remove(); h = register_multi_grad_hook((a, b), lambda g: print('any', g), mode='any'); (a * b).backward(); h.remove(); e = get_gradient_edge(a * 2); print(type(e).__name__, e.output_nr, e.node.name()); print(torch.autograd.grad(a * 2, get_gradient_edge(a)))
# %%
with saved_tensors_hooks(lambda t: t * 2, lambda t: t / 2): x = torch.ones(2, requires_grad=True); y = x * x
print(y.grad_fn._saved_self.tolist(), y.grad_fn._raw_saved_self is not None); y.sum().backward(); print(x.grad)
err(lambda: saved_tensors_hooks(1, 2).__enter__())
with saved_tensors_hooks(lambda t: (_ for _ in ()).throw(ValueError('pack')), lambda t: t): err(lambda: x * x)
# %%
for inp in (torch.rand(3, requires_grad=True), ): print(jacobian(lambda x: x ** 2, inp), jacobian(lambda x: (x.sum(), x.prod()), inp.detach()), hessian(lambda x: (x ** 3).sum(), inp.detach()).diagonal() / inp.detach())
print(jacobian(lambda a, b: a.sum() * b, (torch.ones(2), torch.ones(2)), vectorize=True), jacobian(lambda x: x * 2, torch.ones(2), strategy='forward-mode', vectorize=True)); err(lambda: jacobian(lambda x: x, torch.ones(1), strategy='foo')); err(lambda: hessian(lambda x: x, torch.ones(2)))
# %%
x = torch.tensor([1., 2.], requires_grad=True); y = x.sum(); y.backward(gradient=torch.tensor(2.)); print(x.grad); err(lambda: y.backward(torch.ones(1))); err(lambda: (x * 2).sum().backward(torch.ones(2))); err(lambda: (x * 2).backward(torch.ones(2, dtype=torch.int64))); err(lambda: (x * 2).backward(torch.ones(2).double())); err(lambda: (x * 2).backward([1., 1.])); print(x.grad)
# %%
x = torch.randint(0, 5, (2,)); err(lambda: x.requires_grad_(True)); err(lambda: setattr(x, 'requires_grad', True)); y = torch.ones(2, requires_grad=True); print((y > 0).requires_grad, y.argmax().requires_grad, y.long().requires_grad, (y == y).grad_fn, y.sort()[1].requires_grad, y.max(0).indices.requires_grad, y.floor().requires_grad, y.sign().grad_fn, torch.ones_like(y).requires_grad, torch.rand_like(y).requires_grad, y.new_zeros(1).requires_grad, y.clone().requires_grad)
# %%
x = torch.ones(3, requires_grad=True); idx = torch.tensor([0, 0, 2]); y = x[idx]; y.sum().backward(); print(x.grad); x.grad = None; x.index_select(0, idx).sum().backward(); print(x.grad); x.grad = None; z = torch.zeros(3).index_add(0, idx, x); z.pow(2).sum().backward(); print(x.grad); x.grad = None; z = torch.zeros(3).index_put((idx,), x, accumulate=True); z.sum().backward(); print(x.grad, z.grad_fn.name()); x.grad = None; z = torch.zeros(3, 3).scatter(0, idx[None], x[None]); print(z, z.grad_fn); z = torch.zeros(3); z[idx] = x; print(z.requires_grad, z.grad_fn)
# %%
x = torch.tensor([[0., 1.], [2., 0.]], requires_grad=True); x.prod().backward(); print(x.grad); x.grad = None; x.prod(0).sum().backward(); print(x.grad); x.grad = None; x.cumprod(1).sum().backward(); print(x.grad); x.grad = None; x.norm().backward(); print(x.grad); x.grad = None; x.norm(dim=0).sum().backward(); print(x.grad); x.grad = None; (x * 0).norm().backward(); print(x.grad); x.grad = None; x.std().backward(); print(x.grad); x.grad = None; torch.zeros(2, requires_grad=True).std().backward()
# %%
x = torch.tensor([1., 3., 3.], requires_grad=True)
for f in (lambda t: t.max(), lambda t: t.median(), lambda t: t.max(0)[0], lambda t: t.amax(), lambda t: t.sort(descending=True)[0][0], lambda t: t.kthvalue(2)[0], lambda t: t.mode()[0], lambda t: t.topk(2)[0].sum(), lambda t: torch.maximum(t, t.flip(0)).sum(), lambda t: t.clamp(1, 3).sum(), lambda t: t.logsumexp(0), lambda t: t.cummax(0)[0].sum(), lambda t: t.dist(t * 2), lambda t: t.var(unbiased=False), lambda t: torch.linalg.vector_norm(t, float('inf')), lambda t: t.norm(p=0), lambda t: t.norm(p=1), lambda t: t.where(t > 1, t * 2).sum(), lambda t: t.pow(0).sum(), lambda t: (0 ** t).sum(), lambda t: t.renorm(2, 0, 1.).sum() if t.dim() > 1 else t.sum()):
    x.grad = None; f(x).backward(); print(x.grad)
# %%
x = torch.ones(2, requires_grad=True); y = torch.ones(2); err(lambda: torch.add(x, x, out=y)); 
with torch.no_grad(): torch.add(x, x, out=y); print(y)
err(lambda: torch.exp(x, out=x)); out = torch.empty(0); torch.mul(x.detach(), 3, out=out); print(out)
# %%
with torch.inference_mode(): t = torch.ones(2); v = t.view(2)
print(t.is_inference(), v.is_inference(), t.requires_grad); err(lambda: t.add_(1)); err(lambda: t._version); x = torch.ones(2, requires_grad=True); err(lambda: x * t); err(lambda: (x + t).sum().backward()); c = t.clone(); err(lambda: (x * c).sum().backward())
with torch.inference_mode(): print(x.view(2).is_inference(), (x * 2).requires_grad); err(lambda: (x * 2).sum().backward())
with torch.inference_mode(False): print(torch.is_inference_mode_enabled(), torch.is_grad_enabled())
# %%
class Ctx(Function):
    @staticmethod
    def forward(x, y, k=2): return x * y * k
    @staticmethod
    def setup_context(ctx, inputs, output): ctx.save_for_backward(*inputs[:2]); ctx.k = inputs[2]; print(len(inputs), type(output).__name__)
    @staticmethod
    def backward(ctx, g): x, y = ctx.saved_tensors; return g * y * ctx.k, g * x * ctx.k, None
x = torch.ones(2, requires_grad=True); Ctx.apply(x, x, 3).sum().backward(); print(x.grad); err(lambda: Ctx.apply(x, x)); err(lambda: Ctx.apply(x=x, y=x, k=1))
# %%
m = nn.Linear(2, 2); x = torch.ones(1, 2); m(x).sum().backward(); g0 = m.weight.grad; m.zero_grad(set_to_none=False); print(m.weight.grad is g0, g0); m.zero_grad(); print(m.weight.grad); m.weight.requires_grad_(False); m(x).sum().backward(); print(m.weight.grad, m.bias.grad); del m.weight.grad; err(lambda: delattr(m, 'weight')); print([n for n, _ in m.named_parameters()])
# %%
x = torch.ones(1, requires_grad=True); r = []
class Rec(Function):
    @staticmethod
    def forward(ctx, t): ctx.t = t; return t.clone()
    @staticmethod
    def backward(ctx, g): r.append(1); return g
y = Rec.apply(x); w = weakref.ref(y.grad_fn); del y; gc.collect(); print(w() is None); y = x * 2; n = y.grad_fn; del y; print(n.name(), n.next_functions)
# %%
def graph(fn, d=0):
    if fn is not None: print(' ' * d + fn.name()); [graph(n, d + 1) for n, _ in fn.next_functions]
x = torch.ones(2, 2, requires_grad=True); w = torch.ones(2, 2, requires_grad=True); graph((x @ w + 1).relu().mean().grad_fn); graph(nn.functional.linear(x, w, w[0]).grad_fn); graph(x.std(0).sum().grad_fn); graph(torch.nn.functional.cross_entropy(x, torch.tensor([0, 1])).grad_fn); graph(torch.nn.functional.layer_norm(x, (2,)).grad_fn); graph((x.T @ x).trace().grad_fn); graph(torch.stack([x, w]).sum((0, 1)).grad_fn); graph((x[0] * x[:, 1]).grad_fn); graph(x.float().double().long().float().grad_fn); graph((x / 2 - 3 * x ** 2).grad_fn); graph((2 / x).grad_fn); graph((2 - x).grad_fn); graph((-x).abs().sqrt().grad_fn)
# %%
res = []
def run(): y = (torch.ones(1, requires_grad=True) * 2); y.backward(); res.append(torch.is_grad_enabled())
with torch.no_grad():
    th = threading.Thread(target=run); th.start(); th.join()
print(res); x = torch.ones(1, requires_grad=True); y = x * x; ths = [threading.Thread(target=lambda: y.backward(retain_graph=True)) for _ in range(4)]; [t.start() for t in ths]; [t.join() for t in ths]; print(x.grad)
# %%
x = torch.ones(2, requires_grad=True); y = x.clone(); z = y ** 2; y.add_(1); err(lambda: z.sum().backward()); y = x.clone(); z = y + 1; y.add_(1); z.sum().backward(); y = x.clone(); z = y.sigmoid(); z.mul_(2); err(lambda: z.sum().backward()); y = x.clone(); z = y.relu_(); print(z is y, y.grad_fn.name()); z.sum().backward(); y = x.clone(); q = y.tanh(); y.zero_(); q.sum().backward(); print(x.grad); w = torch.ones(2, 2, requires_grad=True); a = x.clone(); o = w @ a; a.mul_(2); err(lambda: o.sum().backward())
