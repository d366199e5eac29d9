# torch.nn: modules, just enough for a multi-layer perceptron.
# %%
import torch

nn = torch.nn
torch.manual_seed(0)
layer = nn.Linear(3, 2)
layer
# %%
print(layer.weight)
print(layer.bias)
# %%
layer.weight.shape, layer.bias.shape, layer.in_features, layer.out_features, layer.weight.is_leaf
# %%
y = layer(torch.ones(1, 3))
y, y.grad_fn.name()
# %%
y.sum().backward()
layer.weight.grad, layer.bias.grad
# %%
layer.zero_grad()
layer.weight.grad, layer.bias.grad
# %%
layer(torch.ones(3)), layer(torch.ones(2, 2, 3)).shape, layer(torch.ones(0, 3))
# %%
layer(torch.ones(2, 4))
# %%
layer(torch.ones(2, 3, dtype=torch.int64))
# %%
layer(torch.ones(2, 3, dtype=torch.float64))
# %%
layer([1.0, 2.0, 3.0])
# %%
layer()
# %%
nn.Linear(2, 1, bias=False), nn.Linear(2, 1, bias=False).bias
# %%
torch.manual_seed(7)
net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid())
net
# %%
net(torch.tensor([[0.5, -0.5], [1.0, 2.0]]))
# %%
[p.shape for p in net.parameters()], [n for n, _ in net.named_parameters()]
# %%
len(net), net[0], net[-1], [type(m).__name__ for m in net]
# %%
sum(p.numel() for p in net.parameters())
# %%
nn.ReLU()(torch.tensor([-1.0, 2.0])), nn.Sigmoid()(torch.tensor(0.0)), nn.Tanh()(torch.tensor([0.0, 1.0]))
# %%
nn.ReLU(), nn.Sigmoid(), nn.Tanh(), nn.Sequential()
# %%
nn.Sequential()(torch.ones(2))
# %%
p = nn.Parameter(torch.tensor([1.0, 2.0]))
p, p.requires_grad, p.is_leaf, isinstance(p, torch.Tensor), type(p).__name__
# %%
p * 2, p.data, p.detach(), (p * 2).sum().grad_fn
# %%
nn.Parameter(torch.tensor([1, 2]))
# %%
nn.Parameter(torch.tensor([1.0]), requires_grad=False)
# %%
x = torch.ones(2, requires_grad=True)
q = nn.Parameter(x * 2)
q, q.is_leaf, q.grad_fn
# %%
class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 3)
        self.out = nn.Linear(3, 1)
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.act = nn.Tanh()

    def forward(self, x):
        return self.out(self.act(self.hidden(x))) * self.scale


torch.manual_seed(3)
model = Perceptron()
model
# %%
[(n, tuple(p.shape)) for n, p in model.named_parameters()]
# %%
model(torch.tensor([1.0, -1.0]))
# %%
model.missing
# %%
class Forgot(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(1, 1)


Forgot()
# %%
class Empty(nn.Module):
    pass


Empty()(torch.ones(1))
# %%
Empty(), list(Empty().parameters())
# %%
class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
        self.second = nn.Sequential(nn.Sequential(nn.Linear(2, 1)))

    def forward(self, x):
        return self.second(self.first(x))


Two()
# %%
[n for n, _ in Two().named_parameters()]
# %%
torch.manual_seed(5)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
for p in model[0].parameters():
    p.requires_grad_(False)
model(torch.ones(1, 2)).sum().backward()
[None if p.grad is None else tuple(p.grad.shape) for p in model.parameters()]
# %%
for p in model.parameters():
    p.requires_grad = False
[p.requires_grad for p in model.parameters()], model(torch.ones(1, 2)).requires_grad
# %%
for p in model.parameters():
    p.requires_grad = True
model(torch.ones(1, 2)).sum().backward()
model.zero_grad(set_to_none=False)
model[2].bias.grad, model[0].weight.grad
# %%
torch.manual_seed(0)
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.5)
for step in range(41):
    loss = torch.nn.functional.binary_cross_entropy_with_logits(model(x), t)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 20 == 0:
        print(step, f"{loss.item():.3f}")
# %%
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))
opt = torch.optim.Adam(model.parameters(), lr=0.05)
labels = torch.tensor([0, 1, 1, 0])
for step in range(41):
    loss = torch.nn.functional.cross_entropy(model(x), labels)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 20 == 0:
        print(step, f"{loss.item():.3f}")
# %%
model.add = 3
model.extra = nn.Linear(1, 1)
model.add, [name for name, _ in model.named_parameters()]
# %%
model[5]
# %%
nn.Sequential(nn.Linear(1, 1), lambda x: x)
# %%
nn.Linear(2)
# %%
nn.Linear(2, 2).weight.requires_grad, nn.Linear(2, 2).weight.grad_fn
# %%
layer = nn.Linear(1, 1)
layer.weight = torch.ones(1, 1)
# %%
layer.weight = nn.Parameter(torch.tensor([[3.0]]))
layer.bias.data.zero_()
layer(torch.tensor([[2.0]]))
# %%
with torch.no_grad():
    layer.weight.fill_(5.0)
    layer.bias.copy_(torch.tensor([1.0]))
layer(torch.tensor([[2.0]])), layer.weight
# %%
nn.functional.linear is torch.nn.functional.linear, nn.Parameter(torch.zeros(0))
# %%
torch.manual_seed(1)
layer = nn.Linear(2, 1)
state = layer.state_dict()
# Python 3.12 shows an OrderedDict in another way than 3.11.
layer.weight._version, type(state), [*state.items()], layer.load_state_dict(state)
# %%
import copy

layer(torch.ones(2)).sum().backward()
copy.deepcopy(layer).weight.grad, copy.copy(torch.ones(1, requires_grad=True))
# %%
class Early(nn.Module):
    def __init__(self):
        self.w = nn.Parameter(torch.ones(1))


Early()
# %%
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loss = net(torch.ones(3, 2)).sum()
loss.backward(retain_graph=True)
optimizer.step()
loss.backward()
# %%
optimizer.state, torch.optim.Adam(net.parameters())
# %%
torch.optim.SGD([{"params": [layer.weight]}, {"params": layer.weight}], lr=0.1)
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
y = x * w
y.grad_fn._saved_self, y.grad_fn._saved_other, x.exp().grad_fn._saved_result, (x**3).grad_fn._saved_exponent
# %%
x.sin().grad_fn._saved_self, x.pow(2).grad_fn._saved_self.equal(x), type(y.grad_fn), type(x.exp().grad_fn)
# %%
y.sum().backward()
y.grad_fn._saved_self
# %%
@torch.inference_mode
def alone(x):
    return (x * 2).requires_grad


alone(x), torch.is_anomaly_enabled()
