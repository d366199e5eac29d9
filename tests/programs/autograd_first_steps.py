# The first steps with autograd, as introductions take them.
# %%
import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(42)
x = torch.randn(3, requires_grad=True)
print("x:", x); y = x + 2; print("y:", y); print("grad_fn:", y.grad_fn); z = y * y * 3; print(z); z = z.mean(); print(z)
# %%
v = torch.tensor([0.1, 1.0, 0.001], dtype=torch.float32); y = x * 2
while y.data.norm() < 1000: y = y * 2
y.backward(v); print(x.grad)
# %%
x.requires_grad_(False); print(x); x.requires_grad_(True)
with torch.no_grad(): print((x ** 2).requires_grad)
print(x.detach().requires_grad)
# %%
weights = torch.ones(4, requires_grad=True)
for epoch in range(3):
    model_output = (weights * 3).sum(); model_output.backward(); print(weights.grad); weights.grad.zero_()
# %%
optimizer = torch.optim.SGD([weights], lr=0.01); optimizer.step(); optimizer.zero_grad(); print(weights.grad, optimizer)
# %%
def print_graph(g, level=0):
    if g is None: return
    print('*' * level * 4, g)
    for subg in g.next_functions: print_graph(subg[0], level + 1)
a = torch.tensor(2.0, requires_grad=True); b = torch.tensor(3.0, requires_grad=True); d = torch.log(a * b) + torch.sin(b); print_graph(d.grad_fn)
# %%
def getBack(var_grad_fn):
    print(var_grad_fn)
    for n in var_grad_fn.next_functions:
        if n[0]:
            try:
                tensor = getattr(n[0], 'variable'); print(n[0]); print('Tensor with grad found:', tensor); print(' - gradient:', tensor.grad); print()
            except AttributeError as e: getBack(n[0])
d.backward(); getBack(d.grad_fn)
# %%
for name in 'data requires_grad grad grad_fn is_leaf'.split(): print(name, getattr(d, name, None), end=' | ')
# %%
try: d.backward()
except RuntimeError as e: print(e)
# %%
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True); out = (x + 2).pow(2).mul(3).mean(); out.backward(); print(x.grad, x.grad.dtype, x.grad.shape)
# %%
x = torch.arange(4.0); x.requires_grad_(True); y = 2 * torch.dot(x, x); y.backward(); print(x.grad == 4 * x); x.grad.zero_(); y = x.sum(); y.backward(); x.grad
# %%
x.grad.zero_(); y = x * x; u = y.detach(); z = u * x; z.sum().backward(); x.grad == u
# %%
def f(a):
    b = a * 2
    while b.norm() < 1000: b = b * 2
    if b.sum() > 0: c = b
    else: c = 100 * b
    return c
a = torch.randn(size=(), requires_grad=True); d = f(a); d.backward(); a.grad == d / a
# %%
class MyReLU(torch.autograd.Function):
    """custom"""
    @staticmethod
    def forward(ctx, input): ctx.save_for_backward(input); return input.clamp(min=0)
    @staticmethod
    def backward(ctx, grad_output): input, = ctx.saved_tensors; grad_input = grad_output.clone(); grad_input[input < 0] = 0; return grad_input
relu = MyReLU.apply; t = torch.linspace(-1, 1, 5, requires_grad=True); relu(t).sum().backward(); print(t.grad, relu(t), MyReLU)
# %%
try: MyReLU()(t)
except Exception as e: print(type(e), e)
# %%
inp = torch.eye(4, 5, requires_grad=True); out = (inp + 1).pow(2).t(); out.backward(torch.ones_like(out), retain_graph=True); print(f"First call\n{inp.grad}"); out.backward(torch.ones_like(out), retain_graph=True); print(f"\nSecond call\n{inp.grad}"); inp.grad.zero_()
# %%
from torch.autograd import Variable, grad
x = Variable(torch.ones(2, 2), requires_grad=True); print(x, x.data, x.creator if hasattr(x, 'creator') else None, x.volatile if hasattr(x, 'volatile') else None)
# %%
torch.__version__.split('.')[0], torch.get_num_threads() > 0, torch.cuda.is_available(), torch.backends.mps.is_available() if hasattr(torch.backends, 'mps') else None
