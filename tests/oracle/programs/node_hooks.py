# Hooks of nodes beside those of tensors, which nodes a pass for some inputs runs, and nodes called.
# %%
import torch
from torch.autograd import Function, grad
from torch.autograd.graph import get_gradient_edge

log = []

def note(word):
    return lambda *gradients: log.append(word)

def seen():
    words = " ".join(log)
    log.clear()
    return words

x = torch.tensor(1.0, requires_grad=True)
y = x * 3
z = y * 2
leaf = y.grad_fn.next_functions[0][0]
leaf.register_prehook(note("before-leaf"))
x.register_hook(note("x"))
leaf.register_hook(note("after-leaf"))
y.grad_fn.register_prehook(note("before-y"))
y.register_hook(note("y"))
y.grad_fn.register_hook(note("after-y"))
z.backward(retain_graph=True)
seen()
# %%
grad(z, x, retain_graph=True)
print(seen())
grad(z, y, retain_graph=True)
print(seen())
grad(z, (y, x), retain_graph=True)
seen()
# %%
z.backward(inputs=[x], retain_graph=True)
print(seen())
z.backward(inputs=[y], retain_graph=True)
print(seen())
z.backward(inputs=[y, x], retain_graph=True)
print(seen())
x.grad, y.grad
# %%
w = torch.tensor(2.0, requires_grad=True)
product = w * 5
node = product.grad_fn.next_functions[0][0]
node.register_prehook(lambda gradients: (gradients[0] * 10,))
w.register_hook(lambda gradient: gradient + 1)
product.backward(retain_graph=True)
print(w.grad)
w.grad = None
product.backward(inputs=[w], retain_graph=True)
w.grad, grad(product, w)
# %%
# The node of an input that is no leaf runs in backward, not in grad: its rule is called, and it is
# freed.
class Twice(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * 2
    @staticmethod
    def backward(ctx, g):
        print("rule")
        return g * 2

leaf = torch.tensor(3.0, requires_grad=True)
middle = Twice.apply(leaf)
end = middle * 3
end.backward(inputs=[middle], retain_graph=True)
grad(end, middle, retain_graph=True), middle.grad, leaf.grad
# %%
end.backward(inputs=[middle])
print(middle.grad)
end.backward(inputs=[middle])
# %%
curve = leaf.exp()
slope = curve.sin()
grad(slope, curve)
print(grad(curve, leaf))
curve = leaf.exp()
curve.sin().backward(inputs=[curve])
grad(curve, leaf)
# %%
v = torch.tensor([1.0, 2.0], requires_grad=True)
squares = v**2
squares.grad_fn(torch.ones(2)), squares.grad_fn(None)
# %%
squares.grad_fn()
# %%
squares.grad_fn(torch.ones(2), torch.ones(2))
# %%
squares.grad_fn(3)
# %%
squares.grad_fn(torch.ones(2), gradient=1)
# %%
parts = torch.ones(3, requires_grad=True).unbind()
parts[0].grad_fn(torch.ones(()))
# %%
Twice.apply(v).grad_fn(torch.ones(2))
# %%
squares.grad_fn.next_functions[0][0](torch.ones(2)), v.grad
# %%
a, b = torch.ones(2, requires_grad=True).clone(), torch.ones(2, requires_grad=True).clone()
total = a.clone().sum()
edges = get_gradient_edge(a), get_gradient_edge(b)
options = {"allow_unused": True, "retain_graph": True}
print(grad(total, edges, **options))
print(grad(total, (edges[0], b), materialize_grads=True, **options))
grad(total, edges, materialize_grads=True, **options)
# %%
del v._grad_fn
# %%
del v._backward_hooks
# %%
del v.is_leaf
