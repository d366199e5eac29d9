# Hooks on tensors, modules, nodes, parameters and saved tensors.
# %%
import torch
import torch.nn as nn

torch.manual_seed(7)
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * x
z = y.sum()
h1 = y.register_hook(lambda g: print("y hook", g))
h2 = y.register_hook(lambda g: g * 2)
h3 = x.register_hook(lambda g: print("x hook", g))
z.backward()
print(x.grad)
h1.remove()
print(type(h1).__name__, h2.id > 0)
# %%
acts = {}


def save(name):
    def hook(module, inp, out):
        acts[name] = out.detach()

    return hook


net = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2))
handles = [m.register_forward_hook(save(n)) for n, m in net.named_modules() if n]
out = net(torch.randn(2, 4))
for k, v in acts.items():
    print(k, v.shape, v.mean())
for h in handles:
    h.remove()
print(len(net[0]._forward_hooks))


# %%
def back(module, gin, gout):
    print(
        module.__class__.__name__,
        [None if g is None else tuple(g.shape) for g in gin],
        [tuple(g.shape) for g in gout],
    )
    print(gout[0].norm())


for m in net:
    m.register_full_backward_hook(back)
net(torch.randn(2, 4)).pow(2).mean().backward()


# %%
def pre(module, args):
    print("pre", module, len(args))
    return (args[0] * 10,)


lin = nn.Linear(2, 1, bias=False)
with lin.register_forward_pre_hook(pre):
    print(lin(torch.ones(1, 2)))
print(lin(torch.ones(1, 2)))


def kw(module, args, kwargs, output):
    print(kwargs)
    return output + 1


lin.register_forward_hook(kw, with_kwargs=True)
print(lin(input=torch.ones(1, 2)))


# %%
def bpre(module, gout):
    print("backward pre", gout)
    return (gout[0] * 3,)


hb = lin.register_full_backward_pre_hook(bpre)
lin(torch.ones(1, 2)).sum().backward()
print(lin.weight.grad)
# %%
p = nn.Parameter(torch.tensor([1.0, -1.0]))


def post(param):
    print("accumulated", param.grad)
    param.grad = None


ph = p.register_post_accumulate_grad_hook(post)
(p * 3).sum().backward()
print(p.grad)
print(ph)
# %%
node = (p * 2).exp()
gf = node.grad_fn
gf.register_hook(lambda gi, go: print("node hook", gi, go))
gf.register_prehook(lambda go: print("node prehook", go))
node.sum().backward()


# %%
def shape_hook(self, input, output):
    print(self.__class__.__name__, input[0].size(), "->", output.size(), output.grad_fn)


conv = nn.Sequential(
    nn.Conv2d(1, 2, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3), nn.LogSoftmax(1)
)
for m in conv.children():
    m.register_forward_hook(shape_hook)
conv(torch.randn(2, 1, 8, 8))
# %%
with torch.autograd.graph.saved_tensors_hooks(
    lambda t: (print("pack", tuple(t.shape)), t)[1], lambda t: (print("unpack"), t)[1]
):
    v = torch.ones(2, requires_grad=True)
    w = v.exp() * v
w.sum().backward()
print(v.grad)
t1 = torch.ones(1, requires_grad=True)
t2 = t1 * 2
t3 = t1 * 3
with torch.autograd.graph.register_multi_grad_hook([t2, t3], lambda gs: print("multi", gs)) as hh:
    (t2 + t3).sum().backward()
