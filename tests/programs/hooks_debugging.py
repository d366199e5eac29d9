# Hooks that show and change what flows through modules.
# %%
import torch, torch.nn as nn
from collections import defaultdict

torch.manual_seed(6)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
sizes = [
    m.register_forward_hook(lambda m, i, o: print(type(m).__name__, tuple(o.shape))) for m in model
]
model(torch.randn(3, 4))
# %%
for handle in sizes:
    handle.remove()
grads = defaultdict(list)
for n, p in model.named_parameters():
    p.register_hook(lambda g, n=n: grads[n].append(g.norm().item()))
model(torch.randn(4, 4)).sum().backward()
print({k: [round(x, 4) for x in v] for k, v in grads.items()})


# %%
class GradCam:
    def __init__(self, layer):
        layer.register_forward_hook(self.f)
        layer.register_full_backward_hook(self.b)

    def f(self, m, i, o):
        self.a = o.detach()

    def b(self, m, gi, go):
        self.g = go[0].detach()


cnn = nn.Sequential(
    nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2)
)
gc = GradCam(cnn[0])
o = cnn(torch.randn(1, 1, 5, 5))
cnn.zero_grad()
o[0, 1].backward()
w = gc.g.mean((2, 3), keepdim=True)
print(torch.relu((w * gc.a).sum(1))[0, :2])


# %%
class Guided(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = nn.ReLU()

    def forward(self, x):
        return self.r(x)


g = Guided()
g.r.register_full_backward_hook(lambda m, gi, go: (torch.clamp(gi[0], min=0.0),))
x = torch.tensor([-1.0, 2.0, 3.0], requires_grad=True)
(g(x) * torch.tensor([1.0, -1.0, 1.0])).sum().backward()
print(x.grad)
# %%
m = nn.Linear(2, 2)
m.register_full_backward_pre_hook(lambda m, go: (go[0] * 2,))
y = m(torch.ones(1, 2))
y.sum().backward()
print(m.bias.grad)
# %%
r = nn.ReLU(inplace=True)
s = nn.Sequential(nn.Linear(2, 2), r)
r.register_full_backward_hook(lambda m, gi, go: None)
s(torch.ones(1, 2)).sum().backward()
# %%
m = nn.Linear(2, 2)
m.register_backward_hook(lambda m, gi, go: print("old", len(gi), len(go)))
m(torch.ones(1, 2)).sum().backward()
# %%
m = nn.Linear(1, 1)
m.register_forward_hook(lambda m, i, o: print("a"))
m.register_forward_hook(lambda m, i, o: print("b"), prepend=True)
m.register_forward_pre_hook(lambda m, i: print("pre"))
m(torch.ones(1))
# %%
m = nn.Linear(1, 1)
m.register_forward_hook(lambda m, i, o: print("always"), always_call=True)
m(torch.ones(3, 3))


# %%
class Count(torch.autograd.Function):
    n = 0

    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, g):
        Count.n += 1
        return g


x = torch.ones(2, requires_grad=True)
(Count.apply(x) * Count.apply(x)).sum().backward()
print(Count.n, Count.apply(x).grad_fn)
# %%
a = torch.ones(2, requires_grad=True)
b = a * 2
c = b * 3
out = []
b.register_hook(lambda g: out.append(("b", g)))
c.register_hook(lambda g: out.append(("c", g)))
(c.sum() + b.sum()).backward()
print(out)
# %%
t = torch.zeros(1, requires_grad=True)
hs = [t.register_hook(lambda g, k=k: g * k) for k in (2, 3)]
t.backward()
print(t.grad)
hs[0].remove()
t.grad = None
t.sum().backward()
print(t.grad)
with torch.autograd.graph.save_on_cpu():
    pass
print(torch.nn.modules.module.register_module_forward_hook(lambda m, i, o: None).__class__.__name__)
# %%
from torch.utils.hooks import RemovableHandle

print(isinstance(hs[1], RemovableHandle), hs[1].id >= 0)
with t.register_hook(print):
    t.backward()
t.backward()
