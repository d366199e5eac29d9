# Layers and blocks of one's own: lazy ones, shared ones, loaded ones, and wrong ones.
# %%
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.LazyLinear(256), nn.ReLU(), nn.LazyLinear(10)); print(net)
# %%
net[0].weight
# %%
X = torch.rand(2, 20); print(net(X).shape, net[0].weight.shape, net)
# %%
class MySequential(nn.Module):
    def __init__(self, *args):
        super().__init__()
        for idx, module in enumerate(args): self.add_module(str(idx), module)
    def forward(self, X):
        for module in self.children(): X = module(X)
        return X
net = MySequential(nn.LazyLinear(8), nn.ReLU(), nn.LazyLinear(2)); net(X).shape
# %%
class FixedHiddenMLP(nn.Module):
    def __init__(self): super().__init__(); self.rand_weight = torch.rand((20, 20)); self.linear = nn.LazyLinear(20)
    def forward(self, X):
        X = self.linear(X); X = F.relu(X @ self.rand_weight + 1); X = self.linear(X)
        while X.abs().sum() > 1: X /= 2
        return X.sum()
net = FixedHiddenMLP(); net(X).shape
# %%
class NestMLP(nn.Module):
    def __init__(self): super().__init__(); self.net = nn.Sequential(nn.LazyLinear(64), nn.ReLU(), nn.LazyLinear(32), nn.ReLU()); self.linear = nn.LazyLinear(16)
    def forward(self, X): return self.linear(self.net(X))
chimera = nn.Sequential(NestMLP(), nn.LazyLinear(20), FixedHiddenMLP()); print(chimera(X).shape, chimera)
# %%
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1)); X = torch.rand(size=(2, 4)); print(dict(net[2].state_dict())); type(net[2].bias), net[2].bias.data, net[2].weight.grad == None
# %%
print(*[(name, param.shape) for name, param in net[0].named_parameters()]); print(*[(name, param.shape) for name, param in net.named_parameters()]); net.state_dict()['2.bias'].data
# %%
def block1(): return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4), nn.ReLU())
def block2():
    net = nn.Sequential()
    for i in range(2): net.add_module(f'block {i}', block1())
    return net
rgnet = nn.Sequential(block2(), nn.Linear(4, 1)); print(rgnet); rgnet[0][1][0].bias.data
# %%
def init_normal(m):
    if type(m) == nn.Linear: nn.init.normal_(m.weight, mean=0, std=0.01); nn.init.zeros_(m.bias)
net.apply(init_normal); print(net[0].weight.data[0], net[0].bias.data[0])
def init_xavier(m):
    if type(m) == nn.Linear: nn.init.xavier_uniform_(m.weight)
def init_42(m):
    if type(m) == nn.Linear: nn.init.constant_(m.weight, 42)
net[0].apply(init_xavier); net[2].apply(init_42); print(net[0].weight.data[0]); print(net[2].weight.data)
# %%
def my_init(m):
    if type(m) == nn.Linear:
        print("Init", *[(name, param.shape) for name, param in m.named_parameters()][0]); nn.init.uniform_(m.weight, -10, 10); m.weight.data *= m.weight.data.abs() >= 5
net.apply(my_init); net[0].weight[:2]
# %%
shared = nn.Linear(8, 8); net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), shared, nn.ReLU(), shared, nn.ReLU(), nn.Linear(8, 1)); net(X); print(net[2].weight.data[0] == net[4].weight.data[0]); net[2].weight.data[0, 0] = 100; print(net[2].weight.data[0] == net[4].weight.data[0]); print(len(list(net.parameters())), len(net.state_dict()))
# %%
class CenteredLayer(nn.Module):
    def __init__(self): super().__init__()
    def forward(self, X): return X - X.mean()
layer = CenteredLayer(); print(layer(torch.tensor([1.0, 2, 3, 4, 5])), layer)
class MyLinear(nn.Module):
    def __init__(self, in_units, units): super().__init__(); self.weight = nn.Parameter(torch.randn(in_units, units)); self.bias = nn.Parameter(torch.randn(units,))
    def forward(self, X): linear = torch.matmul(X, self.weight.data) + self.bias.data; return F.relu(linear)
linear = MyLinear(5, 3); print(linear.weight); linear(torch.rand(2, 5))
# %%
class MLP(nn.Module):
    def __init__(self): super().__init__(); self.hidden = nn.LazyLinear(16); self.output = nn.LazyLinear(3)
    def forward(self, x): return self.output(F.relu(self.hidden(x)))
net = MLP(); X = torch.randn(size=(2, 20)); Y = net(X); held = net.state_dict(); clone = MLP(); clone.load_state_dict(held); print(clone.eval()); Y_clone = clone(X); Y_clone == Y
# %%
torch.device('cpu'), torch.device('cuda'), torch.device('cuda:1'), torch.cuda.device_count(), torch.device(f'cuda:{0}').index, torch.device('cpu').type
# %%
def try_gpu(i=0):
    if torch.cuda.device_count() >= i + 1: return torch.device(f'cuda:{i}')
    return torch.device('cpu')
X = torch.ones(2, 3, device=try_gpu()); X.device, net.hidden.weight.data.device
# %%
try: net.load_state_dict({'hidden.weight': torch.zeros(16, 20), 'extra': torch.zeros(1)})
except RuntimeError as e: print(e)
try: clone.load_state_dict({**net.state_dict(), 'hidden.weight': torch.zeros(3, 3)})
except RuntimeError as e: print(e)
print(clone.load_state_dict({}, strict=False))
# %%
class Bad(nn.Module):
    def __init__(self): self.l = nn.Linear(1, 1)
try: Bad()
except AttributeError as e: print(e)
class NoF(nn.Module): pass
try: NoF()(1)
except NotImplementedError as e: print(e)
try: net.nothing
except AttributeError as e: print(e)
try: net.hidden = 3
except TypeError as e: print(e)
try: net.hidden.weight = torch.ones(3)
except TypeError as e: print(e)
try: net.register_parameter('hidden', None)
except KeyError as e: print(e)
try: net.register_parameter('p', torch.ones(1))
except TypeError as e: print(e)
try: net.register_buffer('hidden.x', None)
except KeyError as e: print(e)
