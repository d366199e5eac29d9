# Wrong use of backward, grad, hooks, modes, Functions, gradcheck and functional.
# %%
import torch, numpy as np
def leaf(*v): return torch.tensor(v or (1.0, 2.0), requires_grad=True)
x = leaf(); m = torch.ones(2, 3, requires_grad=True)
# %%
torch.ones(2).backward()
# %%
torch.ones(()).backward()
# %%
x.backward()
# %%
(x * 2).backward()
# %%
(x * 2).backward(1.0)
# %%
(x * 2).backward([1.0, 1.0])
# %%
(x * 2).backward(np.ones(2))
# %%
(x * 2).backward(torch.ones(3))
# %%
(x * 2).backward(torch.ones(2, 1))
# %%
(x * 2).backward(torch.ones(()))
# %%
x.grad = None; (x * 2).backward(torch.ones(2).double()); x.grad
# %%
x.grad = None; (x * 2).backward(torch.ones(2).long()); x.grad
# %%
x.grad = None; (x * 2).backward(torch.tensor([True, False])); x.grad
# %%
x.grad = None; (x * 2).sum().backward(torch.tensor(3)); x.grad
# %%
x.grad = None; (x * 2).sum().backward(torch.tensor([3.0])); x.grad
# %%
(x * 2).sum().backward(create_graph=1)
# %%
(x * 2).sum().backward(inputs=[])
# %%
(x * 2).sum().backward(inputs=torch.ones(2))
# %%
(x * 2).sum().backward(inputs=[1])
# %%
(x * 2).sum().backward(inputs="a")
# %%
(x * 2).sum().backward(foo=1)
# %%
(x * 2).sum().backward(None, None, None, None, None)
# %%
torch.autograd.backward(1)
# %%
torch.autograd.backward([1])
# %%
torch.autograd.backward([])
# %%
torch.autograd.backward((x * 2).sum(), [torch.ones(()), torch.ones(())])
# %%
torch.autograd.backward([(x * 2).sum(), x.sum()], [torch.ones(())])
# %%
torch.autograd.backward([(x * 2).sum(), x.sum()], torch.ones(()))
# %%
torch.autograd.backward([x * 2, x.sum()])
# %%
torch.autograd.backward((x * 2).sum(), grad_variables=torch.ones(()))
# %%
torch.autograd.grad(x.sum(), [])
# %%
torch.autograd.grad([], x)
# %%
torch.autograd.grad(1, x)
# %%
torch.autograd.grad(x.sum(), 1)
# %%
torch.autograd.grad(x.sum(), [1])
# %%
torch.autograd.grad(x.sum(), torch.ones(2))
# %%
torch.autograd.grad(x.sum(), m)
# %%
torch.autograd.grad(x.sum(), m, allow_unused=True)
# %%
torch.autograd.grad(x.sum(), m, materialize_grads=True)
# %%
torch.autograd.grad(x.sum(), m, allow_unused=False, materialize_grads=True)
# %%
torch.autograd.grad(x.sum(), [x, m], allow_unused=True)
# %%
torch.autograd.grad(x * 2, x)
# %%
torch.autograd.grad(x * 2, x, torch.ones(3))
# %%
torch.autograd.grad(x * 2, x, [torch.ones(2), torch.ones(2)])
# %%
torch.autograd.grad(x * 2, x, 1.0)
# %%
torch.autograd.grad(x * 2, x, [None])
# %%
torch.autograd.grad(x.sum(), x, None, True, False, True, True)
# %%
torch.autograd.grad(x.sum(), x, only_inputs=False)
# %%
torch.autograd.grad(x.sum(), x, is_grads_batched=False)
# %%
torch.autograd.grad(x.sum(), x, foo=1)
# %%
torch.autograd.grad(torch.ones(2).sum(), x)
# %%
torch.autograd.grad(x[0], x), torch.autograd.grad((x[0], x[1]), x)
# %%
torch.autograd.grad({"a": x.sum()}, x)
# %%
torch.autograd.grad(x.sum(), {"a": x})
# %%
torch.autograd.grad(x.sum(), x, create_graph=True)
# %%
torch.autograd.grad(x.sum(), x, retain_graph=None)
# %%
h = x.register_hook(lambda g: 1.0)
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: torch.ones(3))
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: torch.ones(2).double())
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: g.numpy())
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: [g])
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: "a")
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda: 1)
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: 1 / 0)
(x * 2).sum().backward()
# %%
h.remove(); h = x.register_hook(lambda g: g.long())
(x * 2).sum().backward()
# %%
torch.ones(2).register_hook(print)
# %%
x = leaf(); x.register_hook(lambda g: g.mul_(0)); (x * 2).sum().backward(); x.grad
# %%
torch.ones(2).retain_grad()
# %%
x.retain_grad()
# %%
y = x * 2; y.retain_grad(); y.retain_grad(); y.sum().backward(); y.grad
# %%
n = torch.tensor([1, 2]); n.retain_grad()
# %%
(n * 2).sum().backward()
# %%
torch.set_grad_enabled("a")
# %%
torch.set_grad_enabled()
# %%
torch.autograd.set_detect_anomaly()
# %%
torch.autograd.set_detect_anomaly("a")
# %%
torch.autograd.Function.apply(x)
# %%
class NoBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
NoBackward.apply(x).sum().backward()
# %%
class NoForward(torch.autograd.Function):
    @staticmethod
    def backward(ctx, g): return g
NoForward.apply(x)
# %%
class TooMany(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return g, g
TooMany.apply(x).sum().backward()
# %%
class TooFew(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y): return x * y
    @staticmethod
    def backward(ctx, g): return g
TooFew.apply(x, x).sum().backward()
# %%
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return 1.0
Wrong.apply(x).sum().backward()
# %%
class WrongShape(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return torch.ones(3)
WrongShape.apply(x).sum().backward()
# %%
class WrongKind(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return torch.ones(2).double()
x.grad = None
WrongKind.apply(x).sum().backward(); x.grad
# %%
class Saves(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x, 1); return x * 2
    @staticmethod
    def backward(ctx, g): return g
Saves.apply(x)
# %%
class Number(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return 5
    @staticmethod
    def backward(ctx, g): return g
Number.apply(x)
# %%
class Nothing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return None
    @staticmethod
    def backward(ctx, g): return g
Nothing.apply(x)
# %%
class Bare(torch.autograd.Function):
    def forward(ctx, x): return x * 2
    def backward(ctx, g): return g
Bare.apply(x).grad_fn
# %%
class Inplace(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x.mul_(2)
    @staticmethod
    def backward(ctx, g): return g
Inplace.apply(x * 1)
# %%
Inplace.apply(x)
# %%
c.float().sum().backward()
# %%
class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x * 2
    @staticmethod
    def backward(ctx, g): (x,) = ctx.saved_tensors; return g * x
y = Once.apply(x).sum(); y.backward(); y.backward()
# %%
y = Once.apply(x).sum(); x.data.mul_(2); y.backward(); x.grad
# %%
y = x * 1; z = Once.apply(y).sum(); y.mul_(2); z.backward()
# %%
class Setup(torch.autograd.Function):
    @staticmethod
    def forward(x, k): return x * k
    @staticmethod
    def setup_context(ctx, inputs, output): ctx.k = inputs[1]
    @staticmethod
    def backward(ctx, g): return g * ctx.k, None
y = Setup.apply(x, 3); y.sum().backward(); y, y.grad_fn.name()
# %%
torch.autograd.gradcheck(lambda x: x * 2, torch.ones(2))
# %%
torch.autograd.gradcheck(lambda x: x * 2, (torch.ones(2, dtype=torch.float64, requires_grad=True),))
# %%
torch.autograd.gradcheck(lambda x: x.detach() * 2, torch.ones(2, dtype=torch.float64, requires_grad=True))
# %%
torch.autograd.gradcheck(5, torch.ones(2, dtype=torch.float64, requires_grad=True))
# %%
torch.autograd.gradcheck(lambda x: x * 2, 1.0)
# %%
torch.autograd.gradcheck(lambda x: x.round() if False else x.sign(), torch.ones(2, dtype=torch.float64, requires_grad=True))
# %%
torch.autograd.gradgradcheck(lambda x: x ** 3, torch.ones(2, dtype=torch.float64, requires_grad=True))
# %%
torch.autograd.functional.jacobian(lambda x: x * 2, 1.0)
# %%
torch.autograd.functional.jacobian(lambda x: 5, torch.ones(2))
# %%
torch.autograd.functional.jacobian(lambda x: x * 2, [torch.ones(2)])
# %%
torch.autograd.functional.jacobian(lambda x: x.detach() * 2, torch.ones(2))
# %%
torch.autograd.functional.jacobian(lambda x: x.detach() * 2, torch.ones(2), strict=True)
# %%
torch.autograd.functional.jacobian(lambda x: x * 2, torch.ones(2), vectorize=True)
# %%
torch.autograd.functional.hessian(lambda x: x * 2, torch.ones(2))
# %%
torch.autograd.functional.hessian(lambda x: (x * 2).sum(), torch.ones(2))
# %%
torch.autograd.functional.hessian(lambda x: (x ** 3).sum(), torch.ones(2), strict=True)
# %%
torch.autograd.functional.hessian(lambda x, y: (x * y).sum(), (torch.ones(2), torch.ones(2)))
# %%
torch.autograd.functional.vjp(lambda x: x * 2, torch.ones(2))
# %%
torch.autograd.functional.vjp(lambda x: x * 2, torch.ones(2), torch.ones(3))
# %%
torch.autograd.functional.vjp(lambda x: x * 2, torch.ones(2), (torch.ones(2), torch.ones(2)))
# %%
torch.autograd.functional.vjp(lambda x: x * 2, torch.ones(2), torch.ones(2))
# %%
torch.autograd.functional.vjp(lambda x: (x * 2).sum(), torch.ones(2))
# %%
torch.autograd.functional.jvp(lambda x: x * 2, torch.ones(2))
# %%
torch.autograd.functional.jvp(lambda x: x * 2, torch.ones(2), torch.ones(2))
# %%
torch.autograd.functional.jvp(lambda x: x * 2, torch.ones(2), torch.ones(3))
# %%
torch.autograd.functional.jvp(lambda x: x * 2, torch.ones(1))
# %%
a = torch.ones(2)
a.grad = a.clone(); b = a.grad; b.grad = a
del a, b
# %%
y = leaf() * 1
for _ in range(5000): y = y + 1
y.sum().backward(); y.grad_fn
# %%
z = leaf(); y = z
for _ in range(1000): y = y + y
y.sum().backward(); z.grad
# %%
a = leaf(); a.foo = a * 2; a.foo.sum().backward(); a.grad
