# A blog post on hooks: on tensors, on nodes, on modules; to look, to change, to store.
# %%
import torch
from torch import nn, Tensor
from typing import Dict, Iterable, Callable

torch.manual_seed(1)
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
c = a * b
c.register_hook(lambda grad: grad + 2)
c.register_hook(lambda grad: print(f"c's gradient is now {grad}"))
c.retain_grad()
d = torch.tensor(4.0, requires_grad=True)
d.register_hook(lambda grad: grad + 100)
e = c * d
e.retain_grad()
e.register_hook(lambda grad: grad * 2)
e.backward()
print(a.grad, b.grad, c.grad, d.grad, e.grad)
# %%
print(len(c._backward_hooks))
print(a._backward_hooks)
h = a.register_hook(print)
print(type(h).__name__, len(a._backward_hooks))
h.remove()
print(a._backward_hooks)
# %%
x = torch.randn(3, requires_grad=True)
try:
    x.detach().register_hook(lambda g: g)
except RuntimeError as err:
    print(err)
y = x * 2
y.register_hook(lambda g: g[:2])
try:
    y.sum().backward()
except RuntimeError as err:
    print(err)
# %%
z = x * 2
z.register_hook(lambda g: "text")
try:
    z.sum().backward()
except (TypeError, RuntimeError) as err:
    print(type(err).__name__, err)
# %%
class VerboseExecution(nn.Module):
    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        for name, layer in self.model.named_children():
            layer.__name__ = name
            layer.register_forward_hook(lambda layer, _, output: print(f"{layer.__name__}: {output.shape}"))

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)


net = nn.Sequential()
net.add_module("conv", nn.Conv2d(1, 2, kernel_size=3))
net.add_module("act", nn.ReLU())
net.add_module("pool", nn.AvgPool2d(2))
net.add_module("flat", nn.Flatten())
net.add_module("fc", nn.Linear(2 * 3 * 3, 4))
verbose = VerboseExecution(net)
_ = verbose(torch.ones(1, 1, 8, 8))
# %%
class FeatureExtractor(nn.Module):
    def __init__(self, model: nn.Module, layers: Iterable[str]):
        super().__init__()
        self.model = model
        self.layers = layers
        self._features = {layer: torch.empty(0) for layer in layers}
        for layer_id in layers:
            layer = dict([*self.model.named_modules()])[layer_id]
            layer.register_forward_hook(self.save_outputs_hook(layer_id))

    def save_outputs_hook(self, layer_id: str) -> Callable:
        def fn(_, __, output):
            self._features[layer_id] = output
        return fn

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        _ = self.model(x)
        return self._features


feats = FeatureExtractor(net, layers=["act", "fc"])
features = feats(torch.ones(1, 1, 8, 8))
print({name: output.shape for name, output in features.items()})
print(feats)
# %%
def gradient_clipper(model: nn.Module, val: float) -> nn.Module:
    for parameter in model.parameters():
        parameter.register_hook(lambda grad: grad.clamp_(-val, val))
    return model


clipped = gradient_clipper(nn.Linear(3, 1), 0.01)
clipped(torch.rand(2, 3)).sum().backward()
print(clipped.bias.grad, clipped.weight.grad)
# %%
def hook(self, grad_input, grad_output):
    print(self.__class__.__name__)
    print("  in ", [None if g is None else tuple(g.shape) for g in grad_input])
    print("  out", [tuple(g.shape) for g in grad_output])


m = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.LayerNorm(2), nn.Linear(2, 1))
handles = [l.register_full_backward_hook(hook) for l in m]
m(torch.rand(4, 3)).mean().backward()
for h in handles:
    h.remove()
# %%
x = torch.ones(2, 2, requires_grad=True)
y = (x * 3).pow(2)
node = y.grad_fn
handle = node.register_hook(lambda gi, go: print("node", node.name(), gi, go))
pre = node.register_prehook(lambda go: (go[0] * 10,))
y.sum().backward()
print(x.grad)
print(node.name(), node.next_functions, handle is not pre)
# %%
p = nn.Parameter(torch.zeros(2))
acc = p.expand_as(p).grad_fn.next_functions[0][0]
print(acc.name(), acc.variable is p, acc.next_functions)
handle = acc.register_hook(lambda *unused: print("accumulated", p.grad))
(p * torch.tensor([1.0, 2.0])).sum().backward()
handle.remove()
p.register_post_accumulate_grad_hook(lambda t: print("post", t.grad))
(p * 5).sum().backward()
# %%
try:
    (p * 2).register_post_accumulate_grad_hook(lambda t: None)
except RuntimeError as err:
    print(err)
# %%
def nan_hook(module, inp, output):
    outputs = output if isinstance(output, tuple) else [output]
    for i, out in enumerate(outputs):
        nan_mask = torch.isnan(out)
        if nan_mask.any():
            raise RuntimeError(f"Found NAN in output {i} of {module.__class__.__name__} at indices: ", nan_mask.nonzero())


class Bad(nn.Module):
    def forward(self, x):
        return torch.log(x)


for layer in (bad := nn.Sequential(nn.Identity(), Bad())).modules():
    layer.register_forward_hook(nan_hook)
try:
    bad(torch.tensor([1.0, -1.0]))
except RuntimeError as err:
    print(err)
# %%
activation = {}
def get_activation(name):
    def hook(model, input, output):
        activation[name] = output.detach()
    return hook
with torch.no_grad():
    hh = net.act.register_forward_hook(get_activation('relu'))
    net(torch.zeros(1, 1, 8, 8))
print(activation['relu'].shape, activation['relu'].float().mean().item() >= 0, hh.id in net.act._forward_hooks)
def kw(module, args, kwargs, output):
    print(len(args), kwargs); return output * 0
k = nn.Identity(); k.register_forward_hook(kw, with_kwargs=True); k.register_forward_pre_hook(lambda m, a, k: (a, k), with_kwargs=True); k(input=torch.ones(2))
