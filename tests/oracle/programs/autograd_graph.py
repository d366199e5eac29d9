# The graph: edges, hooks on several tensors, saved tensors, and the forms of a Function.
# %%
import torch, gc, weakref, warnings, copy, threading
import torch.nn as nn
from torch.autograd import Function, Variable, grad, backward, gradcheck, gradgradcheck
from torch.autograd.function import once_differentiable, InplaceFunction, FunctionCtx, NestedIOFunction
# %%
from torch.autograd.graph import register_multi_grad_hook, saved_tensors_hooks, save_on_cpu, disable_saved_tensors_hooks, allow_mutation_on_saved_tensors, get_gradient_edge, GradientEdge, Node, increment_version
# %%
from torch.autograd import detect_anomaly, set_detect_anomaly, no_grad, enable_grad, inference_mode, set_grad_enabled
# %%
a = torch.ones(2, requires_grad=True); b = torch.ones(2, requires_grad=True); c = a * b
e = get_gradient_edge(c); e, e.node is c.grad_fn, e.output_nr, type(e), get_gradient_edge(a).node
# %%
torch.autograd.grad(e, a, torch.ones(2))
# %%
torch.autograd.grad(e, a)
# %%
c = a * b; torch.autograd.backward((get_gradient_edge(c),), (torch.ones(2),)); a.grad
# %%
c = a * b; torch.autograd.grad(c.sum(), get_gradient_edge(a)), torch.autograd.grad((a * 2).exp().sum(), (get_gradient_edge(a),))
# %%
get_gradient_edge(torch.ones(1))
# %%
t = a * 2; u = t.exp(); torch.autograd.grad(u.sum(), get_gradient_edge(t))
# %%
seen = []; h = register_multi_grad_hook((a, b), lambda gs: seen.append(gs)); (a * 2 + b * 3).sum().backward(); seen, h
# %%
seen.clear(); (a * 2).sum().backward(); seen
# %%
h.remove(); seen.clear(); (a * 2 + b * 3).sum().backward(); seen
# %%
register_multi_grad_hook((a, b), lambda g: None, mode='foo')
# %%
register_multi_grad_hook((a, torch.ones(1)), lambda g: None)
# %%
x = torch.ones(2, requires_grad=True); y = x.exp(); increment_version(y); y.sum().backward()
# %%
with allow_mutation_on_saved_tensors():
    x = torch.ones(2, requires_grad=True); y = x.clone(); z = (y ** 2).sum(); y.mul_(3); z.backward(); print(x.grad)
# %%
with allow_mutation_on_saved_tensors() as ctx:
    y = x.clone(); z = y ** 2
ctx.clear() if hasattr(ctx, 'clear') else None
# %%
with disable_saved_tensors_hooks('no hooks please'):
    with saved_tensors_hooks(lambda x: x, lambda x: x): pass
# %%
with saved_tensors_hooks(lambda x: x * 2, lambda x: x): y = a * b
y.sum().backward(); a.grad
# %%
with saved_tensors_hooks(lambda x: None, lambda x: x): y = a * b
y.sum().backward()
# %%
with saved_tensors_hooks(lambda x: x, lambda x: 1): y = a * b
y.sum().backward()
# %%
with saved_tensors_hooks(lambda x: 1 / 0, lambda x: x): y = a * b
# %%
y = a * b; y.grad_fn._saved_self is a, y.grad_fn._raw_saved_self, type(y.grad_fn._raw_saved_self)
# %%
y.grad_fn._raw_saved_self.register_hooks(lambda x: x * 2, lambda x: x * 2); y.sum().backward()
# %%
y = a.exp(); y.grad_fn._saved_result, y.grad_fn._raw_saved_result
# %%
y = a.sum(dim=0, keepdim=True); y.grad_fn._saved_dim, y.grad_fn._saved_keepdim, y.grad_fn._saved_self_sym_sizes
# %%
y = a.pow(3); y.grad_fn._saved_exponent, y.grad_fn._saved_self; y.sum().backward(); y.grad_fn._saved_self
# %%
y = torch.nn.functional.softmax(a, 0); y.grad_fn._saved_dim, y.grad_fn._saved_result
# %%
y = a[0]; y.grad_fn._saved_index, y.grad_fn._saved_dim, y.grad_fn._saved_self_sym_sizes
# %%
y = a.add(1); y.grad_fn._saved_foo
# %%
n(torch.ones(2)), (a + b).grad_fn(torch.ones(2))
# %%
torch.autograd.Function.apply
# %%
Function()
# %%
n.register_hook(lambda gi, go: print('hook', gi, go)); n.register_prehook(lambda go: print('pre', go)); (a * b).sum().backward(); n(torch.ones(2))
# %%
y = a * b; y.grad_fn.register_hook(lambda gi, go: (gi[0] * 10, gi[1])); y.sum().backward(); a.grad, b.grad
# %%
y = a * b; y.grad_fn.register_prehook(lambda go: (go[0] * 10,)); a.grad = None; y.sum().backward(); a.grad
# %%
y = a * b; y.grad_fn.register_hook(lambda gi, go: gi[0]); y.sum().backward()
# %%
y = a * b; y.grad_fn.register_hook(lambda gi, go: (gi[0],)); y.sum().backward()
# %%
acc = get_gradient_edge(a).node; acc.variable is a, acc.name(), acc.next_functions; acc.register_hook(lambda gi, go: print(gi, go)); (a * 2).sum().backward()
# %%
acc.register_prehook(lambda go: (go[0] * 100,)); a.grad = None; (a * 2).sum().backward(); a.grad
# %%
class NoGrad(Function):
    @staticmethod
    def forward(ctx, x): return x.clone()
NoGrad.apply(a).sum().backward()
# %%
class ManyArgs(Function):
    @staticmethod
    def forward(ctx, x, y): return x + y
    @staticmethod
    def backward(ctx, g): return g
ManyArgs.apply(a, b).sum().backward()
# %%
ManyArgs.apply(a)
# %%
class Extra(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return g, g
Extra.apply(a).sum().backward()
# %%
class BadShape(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return torch.ones(5)
BadShape.apply(a).sum().backward()
# %%
class BadDtype(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return g.double()
BadDtype.apply(a).sum().backward(); a.grad.dtype
# %%
class NotTensor(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return 3
NotTensor.apply(a).sum().backward()
# %%
class RetNone(Function):
    @staticmethod
    def forward(ctx, x): return None
    @staticmethod
    def backward(ctx, g): return g
RetNone.apply(a)
# %%
class RetList(Function):
    @staticmethod
    def forward(ctx, x): return [x * 2, x * 3]
    @staticmethod
    def backward(ctx, g): return g
RetList.apply(a)
# %%
class RetMixed(Function):
    @staticmethod
    def forward(ctx, x): return x * 2, 7, None, 'a'
    @staticmethod
    def backward(ctx, *g): print(g); return g[0] * 2
r = RetMixed.apply(a); print(r); r[0].sum().backward()
# %%
class Saves(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x, None); ctx.extra = 3; return x * 2
    @staticmethod
    def backward(ctx, g): print(ctx.saved_tensors, ctx.extra, ctx.needs_input_grad); return g
y = Saves.apply(a); y.sum().backward(); y.grad_fn, y.grad_fn.saved_tensors
# %%
y = Saves.apply(a); y.sum().backward(retain_graph=True); y.grad_fn.saved_tensors, y.grad_fn.extra, y.grad_fn._raw_saved_tensors
# %%
y.grad_fn.foo
# %%
class SaveInt(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(3); return x * 2
    @staticmethod
    def backward(ctx, g): return g
SaveInt.apply(a)
# %%
class DirtyLeaf(Function):
    @staticmethod
    def forward(ctx, x): x.add_(1); ctx.mark_dirty(x); return x
    @staticmethod
    def backward(ctx, g): return g
DirtyLeaf.apply(a)
# %%
t = a.clone(); v0 = t._version; o = DirtyLeaf.apply(t); o is t, o.grad_fn, t._version - v0; o.sum().backward()
# %%
class DirtyNoReturn(Function):
    @staticmethod
    def forward(ctx, x): x.add_(1); ctx.mark_dirty(x); return x.clone()
    @staticmethod
    def backward(ctx, g): return g
DirtyNoReturn.apply(a.clone())
# %%
class NonDiff(Function):
    @staticmethod
    def forward(ctx, x): o = x > 0; p = x * 2; q = x * 3; ctx.mark_non_differentiable(o, q); return o, p, q
    @staticmethod
    def backward(ctx, go, gp, gq): print(go, gp, gq); return gp
o, p, q = NonDiff.apply(a); o.requires_grad, p.requires_grad, q.requires_grad, q.grad_fn; p.sum().backward()
# %%
class NoMat(Function):
    @staticmethod
    def forward(ctx, x): ctx.set_materialize_grads(False); return x.clone(), x.clone()
    @staticmethod
    def backward(ctx, g1, g2): print(g1, g2); return g1
NoMat.apply(a)[0].sum().backward()
# %%
class Once(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x ** 2
    @staticmethod
    @once_differentiable
    def backward(ctx, g): x, = ctx.saved_tensors; print(torch.is_grad_enabled()); return 2 * x * g
g, = grad(Once.apply(a).sum(), a, create_graph=True); g.grad_fn, g.requires_grad; g.sum().backward()
# %%
class NonStatic(Function):
    def forward(self, x): return x
    def backward(self, g): return g
NonStatic()(a)
# %%
NonStatic.apply(a)
# %%
class InstanceF(Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g
f = InstanceF(); f.apply(a), InstanceF.apply(a) is a, InstanceF.apply(a)
# %%
y = InstanceF.apply(a); y.add_(1)
# %%
y = InstanceF.apply(a.clone()); y.mul_(2); y.sum().backward()
# %%
InstanceF.forward(None, a), InstanceF.backward(None, a), InstanceF._backward_cls if False else 0
# %%
class Raises(Function):
    @staticmethod
    def forward(ctx, x): return x.clone()
    @staticmethod
    def backward(ctx, g): raise RuntimeError('bad luck')
Raises.apply(a).sum().backward()
# %%
class BackwardInside(Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad(): ctx.x = x.detach().requires_grad_(); ctx.y = ctx.x ** 2
        return ctx.y.detach()
    @staticmethod
    def backward(ctx, g):
        with torch.enable_grad(): ctx.y.backward(g)
        return ctx.x.grad
a.grad = None; BackwardInside.apply(a).sum().backward(); a.grad
# %%
class CustomName(Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x.sum(), x.mean()
    @staticmethod
    def backward(ctx, a_, b_): return (a_ + b_ / 2).expand(2)
s, m = CustomName.apply(a); s, m, s.grad_fn is m.grad_fn, s.grad_fn.next_functions, s.output_nr, m.output_nr, type(s.grad_fn), s.grad_fn.name()
# %%
issubclass(Saves, Function), Saves.__name__, Saves._backward_cls, type(Saves)
