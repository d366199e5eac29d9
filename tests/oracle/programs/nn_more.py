# nn's losses, layers and containers as modules.
# %%
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(1)
x = torch.randn(4, 3, requires_grad=True)
y = torch.rand(4, 3)
for loss in (nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(), nn.BCEWithLogitsLoss()):
    for reduction in ("mean", "sum", "none"):
        loss.reduction = reduction
        x.grad = None
        value = loss(x, y)
        value.sum().backward()
        print(loss, reduction, value, x.grad, sep="\n")
# %%
labels = torch.tensor([0, 2, 1, 2])
print(nn.CrossEntropyLoss()(x, labels), nn.CrossEntropyLoss(label_smoothing=0.1)(x, labels))
print(nn.NLLLoss()(F.log_softmax(x, 1), labels), nn.CrossEntropyLoss(reduction="none")(x, labels))
print(nn.BCELoss()(torch.sigmoid(x), y))
# %%
weighted = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0]))
weighted, dict(weighted.state_dict()), weighted(x, labels), weighted.weight
# %%
dict(nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.0)).state_dict())
# %%
nn.CrossEntropyLoss(ignore_index=2)(x, labels)
# %%
nn.MSELoss(reduction="average")(x, y)
# %%
nn.MSELoss(size_average=False)
# %%
nn.MSELoss()(x, y[0])
# %%
nn.SmoothL1Loss(beta=0.5)(x, y), nn.HuberLoss(delta=0.3)(x, y), nn.SmoothL1Loss(beta=0.0)(x, y)
# %%
nn.SmoothL1Loss(beta=-1.0)(x, y)
# %%
nn.HuberLoss(delta=0.0)(x, y)
# %%
nn.KLDivLoss(reduction="batchmean")(F.log_softmax(x, 1), F.softmax(y, 1))
# %%
nn.KLDivLoss()(F.log_softmax(x, 1), F.softmax(y, 1))
# %%
for module in (nn.LeakyReLU(), nn.ELU(), nn.SiLU(), nn.Softplus(), nn.GELU(), nn.LogSigmoid(), nn.Softmax(dim=1), nn.LogSoftmax(dim=-1), nn.Identity(3)):
    x.grad = None
    out = module(x)
    (out * y).sum().backward()
    print(module, out, x.grad, sep="\n")
# %%
nn.LeakyReLU(0.2, inplace=True), nn.ELU(0.5), nn.ReLU(inplace=True), nn.Softplus(beta=2)
# %%
nn.Softmax()(x)
# %%
big = torch.tensor([-100.0, -1e-3, 0.0, 5.0, 19.9, 20.1], requires_grad=True)
for function in (F.softplus, F.elu, F.silu, F.gelu, F.leaky_relu, F.selu, F.logsigmoid):
    big.grad = None
    out = function(big)
    out.sum().backward()
    print(out, big.grad, sep="\n")
# %%
flat = nn.Flatten()
flat, flat(torch.zeros(2, 3, 4)).shape, nn.Flatten(0)(torch.zeros(2, 3)).shape, nn.Unflatten(1, (2, 2))(torch.zeros(3, 4)).shape
# %%
torch.manual_seed(3)
drop = nn.Dropout(0.3)
drop, drop(torch.ones(3, 5)), drop.eval()(torch.ones(2)), torch.rand(1)
# %%
torch.manual_seed(3)
F.dropout(torch.ones(2, 20, requires_grad=True))
# %%
F.dropout(torch.ones(3), training=False), F.dropout(torch.ones(3), 1.0), F.dropout(torch.ones(3), 0.0)
# %%
nn.Dropout(1.5)
# %%
torch.manual_seed(0)
layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)] + [nn.ReLU()])
layers
# %%
layers.append(nn.Tanh())
layers[0] = nn.Identity()
len(layers), layers[1:3], layers[-1], [name for name, _ in layers.named_parameters()]
# %%
layers(1)
# %%
layers[7]
# %%
del layers[0]
layers.insert(0, nn.Sigmoid())
layers
# %%
nn.ModuleList([1])
# %%
named = nn.ModuleDict({"one": nn.Linear(1, 2), "two": nn.ReLU()})
named["three"] = nn.Identity()
named, list(named), "two" in named, named["two"], list(named.keys()), len(named)
# %%
params = nn.ParameterList([nn.Parameter(torch.ones(2)), torch.zeros(1, 3)])
params, len(params), params[1], [n for n, _ in params.named_parameters()]
# %%
net = nn.Sequential()
net.add_module("first", nn.Linear(2, 3))
net.append(nn.ReLU())
net, net[0] is net.first, net[:1], len(net)
# %%
nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])))
# %%
torch.manual_seed(0)
table = nn.Embedding(5, 3)
out = table(torch.tensor([[1, 4], [1, 0]]))
out.sum().backward()
table, out, table.weight.grad
# %%
padded = nn.Embedding(4, 2, padding_idx=0)
padded(torch.tensor([0, 1, 0])).sum().backward()
padded, padded.weight[0], padded.weight.grad
# %%
table(torch.tensor([5]))
# %%
table(torch.tensor([1.0]))
# %%
nn.Embedding.from_pretrained(torch.tensor([[1.0, 2.0], [3.0, 4.0]])).weight
# %%
F.one_hot(torch.tensor([0, 2, 1])), F.one_hot(torch.tensor([[1], [0]]), 4)
# %%
F.one_hot(torch.tensor([0.0]))
# %%
F.one_hot(torch.tensor([3]), 2)
# %%
F.one_hot(torch.tensor([-1]))
# %%
a = torch.arange(6.0, requires_grad=True).reshape(2, 3)
F.pad(a, (1, 2)), F.pad(a, (0, 1, 1, 0), value=9.0), F.pad(a, (-1, 0))
# %%
F.pad(a, (1,))
# %%
F.pad(a, (1, 1, 1, 1, 1, 1))
# %%
F.normalize(a, dim=1), F.cosine_similarity(a, a + 1)
# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(2, 2)
        self.head = nn.Linear(2, 1)
        self.register_buffer("scale", torch.tensor(2.0))
        self.register_buffer("hidden", torch.zeros(1), persistent=False)

    def forward(self, x):
        return self.head(torch.relu(self.body(x))) * self.scale


torch.manual_seed(0)
net = Net()
print(net, dict(net.state_dict()))
print(list(net.named_buffers()), [n for n, _ in net.named_children()], [n for n, _ in net.named_modules()])
# %%
def init(m):
    print(type(m).__name__)
    if isinstance(m, nn.Linear):
        nn.init.ones_(m.weight)
        m.bias.data.fill_(0.5)


net.apply(init)
# %%
net(torch.ones(1, 2)), net.head.weight, net.training, net.eval().body.training, net.train().body.training
# %%
net.train("yes")
# %%
other = Net()
other.load_state_dict(net.state_dict()), other.head.bias
# %%
other.load_state_dict({"body.weight": torch.zeros(3, 3), "x": torch.zeros(1)})
# %%
other.load_state_dict({"head.bias": torch.tensor([9.0]), "y": torch.zeros(1)}, strict=False), other.head.bias
# %%
other.load_state_dict([1])
# %%
net.get_parameter("head.weight").shape, net.get_submodule("body")
# %%
net.get_submodule("tail")
# %%
net.register_buffer("body", torch.zeros(1))
# %%
net.register_parameter("w", torch.zeros(1))
# %%
net.register_buffer("a.b", torch.zeros(1))
# %%
net.scale = 3
# %%
net.scale = torch.tensor(5.0)
net.scale, net.double().head.weight.dtype, net.scale.dtype, net.to(torch.float32).scale
# %%
net.to(torch.int64)
# %%
net.cuda()
# %%
net.nothing
# %%
handle = net.body.register_forward_hook(lambda m, i, o: print("hook", type(m).__name__, i, o))
pre = net.register_forward_pre_hook(lambda m, i: print("pre", i))
net(torch.ones(1, 2))
# %%
handle.remove()
pre.remove()
net.head.register_forward_hook(lambda m, i, o: o * 0)
net(torch.ones(1, 2))
# %%
shared = nn.Linear(2, 2)
twice = nn.Sequential(shared, nn.ReLU(), shared)
twice, len(list(twice.parameters())), list(twice.state_dict()), len(list(twice.modules())), len(list(twice.children()))
# %%
for name in ("sigmoid", "tanh", "relu", "leaky_relu", "linear", "selu"):
    print(name, nn.init.calculate_gain(name))
# %%
nn.init.calculate_gain("foo")
# %%
torch.manual_seed(7)
w = torch.empty(3, 5)
for fill in (nn.init.xavier_uniform_, nn.init.xavier_normal_, nn.init.kaiming_uniform_, nn.init.kaiming_normal_, nn.init.uniform_, nn.init.normal_, nn.init.zeros_, nn.init.eye_, nn.init.orthogonal_, nn.init.trunc_normal_):
    print(fill.__name__, fill(w), sep="\n")
# %%
nn.init.constant_(nn.Parameter(torch.zeros(2)), 0.3), nn.init.normal_(torch.empty(4, 4), mean=1.0, std=0.01)
# %%
nn.init.xavier_uniform_(torch.empty(3))
# %%
nn.init.kaiming_normal_(torch.empty(4, 3), mode="fan_out", nonlinearity="relu")
# %%
nn.init.kaiming_normal_(torch.empty(4, 3), mode="fan")
# %%
p = nn.Parameter(torch.tensor([3.0, 4.0]))
q = nn.Parameter(torch.tensor([1.0]))
(p.sum() * 3 + q.sum() * 4).backward()
print(nn.utils.clip_grad_norm_([p, q], 1.0), p.grad, q.grad)
print(nn.utils.clip_grad_norm_([p, q], 10.0, norm_type=float("inf")), p.grad)
nn.utils.clip_grad_value_([p, q], 0.1)
p.grad, q.grad, nn.utils.clip_grad_norm_([], 1.0)
# %%
vector = nn.utils.parameters_to_vector([p, q])
nn.utils.vector_to_parameters(torch.tensor([7.0, 8.0, 9.0]), [p, q])
vector, p, q
# %%
p.grad[0] = float("nan")
nn.utils.clip_grad_norm_(p, 1.0, error_if_nonfinite=True)
# %%
lin = nn.Linear(3, 2)
lin.weight.requires_grad_(False)
[(n, p.requires_grad) for n, p in lin.named_parameters()], lin.extra_repr(), nn.Linear(2, 2, dtype=torch.float64).weight.dtype
# %%
hooked = nn.Linear(2, 2)
with torch.no_grad():
    hooked.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    hooked.bias.zero_()
handle = hooked.register_full_backward_hook(lambda m, gi, go: print(type(m).__name__, gi, go))
out = hooked(torch.ones(1, 2))
out.sum().backward()
out
# %%
x = torch.ones(1, 2, requires_grad=True)
hooked(x * 2).sum().backward()
x.grad
# %%
handle.remove()
hooked.register_full_backward_hook(lambda m, gi, go: (gi[0] * 0 + 7,))
x.grad = None
hooked(x).sum().backward()
x.grad, hooked.weight.grad
