# Tricks with modules: containers, traversal, sharing, pickles, parametrize, lazy, surgery and summaries.
# %%
import copy
from collections import OrderedDict
from typing import Optional
import torch
from torch import nn
import torch.nn.utils.parametrize as parametrize
torch.manual_seed(0)
class Block(nn.Module):
    expansion: int = 2
    def __init__(self, c: int, downsample: Optional[nn.Module] = None):
        super().__init__(); self.fc1, self.bn = nn.Linear(c, c * self.expansion, bias=False), nn.BatchNorm1d(c * self.expansion); self.act = nn.ReLU(inplace=True); self.downsample = downsample
    def forward(self, x): out = self.act(self.bn(self.fc1(x))); return out + (self.downsample(x) if self.downsample is not None else torch.cat([x, x], 1))
net = nn.Sequential(OrderedDict([('stem', nn.Linear(3, 4)), ('layer1', nn.Sequential(Block(4), Block(8, nn.Linear(8, 16)))), ('head', nn.Linear(16, 2))])); print(net)
# %%
print([n for n, _ in net.named_children()], len(list(net.modules())), [type(m).__name__ for m in net.layer1[0].children()]); print(dict(net.named_modules()).keys()); print(net.layer1[1].downsample, net.get_submodule('layer1.0.fc1'), net.get_parameter('head.bias'), net.get_buffer('layer1.0.bn.running_mean')[:2])
# %%
def summary(model, x):
    rows, hooks = [], []
    def add(m):
        if not list(m.children()): hooks.append(m.register_forward_hook(lambda m, i, o: rows.append((f'{m.__class__.__name__}-{len(rows) + 1}', list(o.shape), sum(p.numel() for p in m.parameters(recurse=False))))))
    model.apply(add); model(x); [h.remove() for h in hooks]; print('-' * 44)
    for n, s, k in rows: print(f'{n:>16}{str([-1] + s[1:]):>16}{k:>12,}')
    print('=' * 44, f'\nTotal params: {sum(r[2] for r in rows):,}')
summary(net, torch.randn(2, 3))
# %%
net.head = nn.Linear(16, 5); del net.stem; net.add_module('tail', nn.Identity()); print(list(net._modules), 'head' in net._modules, hasattr(net, 'stem')); net.layer1.append(nn.Flatten()); net.layer1.insert(0, nn.Dropout(0.1)); print(net.layer1, len(net.layer1), net.layer1[-1]); net.layer1.extend([nn.ReLU()]); del net.layer1[0]; print(net.layer1[0:2], net.layer1.pop(-1))
# %%
ml = nn.ModuleList([nn.Linear(1, 1) for _ in range(2)]); ml += [nn.ReLU()]; md = nn.ModuleDict({'a': nn.Linear(1, 2)}); md['b'] = nn.Tanh(); md.update({'c': nn.GELU()}); print(ml, md, list(md.keys()), 'b' in md, md.pop('b')); pl = nn.ParameterList([nn.Parameter(torch.ones(2)), torch.zeros(1)]); pd = nn.ParameterDict({'w': torch.ones(1, 2)}); print(pl, pd, [p.requires_grad for p in pl], pd['w'].shape); print(nn.Sequential(nn.ReLU(), nn.Tanh()) + nn.Sequential(nn.GELU()), nn.Sequential(nn.ReLU()) * 2)
# %%
a = nn.Linear(2, 2); b = nn.Linear(2, 2); b.weight = a.weight; tied = nn.Sequential(a, b); print(len(list(tied.parameters())), len(tied.state_dict()), [n for n, _ in tied.named_parameters(remove_duplicate=False)]); c = copy.deepcopy(tied); print(c[0].weight is c[1].weight, c[0].weight is a.weight)
# %%
class Symmetric(nn.Module):
    def forward(self, X): return X.triu() + X.triu(1).transpose(-1, -2)
    def right_inverse(self, A): return A.triu()
lin = nn.Linear(3, 3); parametrize.register_parametrization(lin, 'weight', Symmetric()); print(lin, torch.equal(lin.weight, lin.weight.T), parametrize.is_parametrized(lin, 'weight'), [n for n, _ in lin.named_parameters()]); parametrize.remove_parametrizations(lin, 'weight'); print(lin, type(lin.weight).__name__)
# %%
sd = net.state_dict(); bad = {k.replace('fc1', 'linear1'): v for k, v in sd.items()}; bad['head.weight'] = torch.ones(1, 1)
try: net.load_state_dict(bad)
except RuntimeError as e: print(e)
del bad['head.weight']; print(net.load_state_dict(bad, strict=False)); print(net.load_state_dict(sd, assign=True), type(sd).__name__)
# %%
net.train(); print([m.training for m in net.modules()][:3], net.eval().training); net.layer1.train(); print(net.training, net.layer1[0].bn.training); net.requires_grad_(False); net.head.requires_grad_(); print([n for n, p in net.named_parameters() if p.requires_grad]); print(next(net.parameters()).device, net.to(torch.float64).head.weight.dtype, net.float().head.weight.dtype, net.half().head.weight.dtype, net.type(torch.float32).head.bias.dtype); print(net.cpu() is net, net.zero_grad(), nn.Module.__call__ is not None)
# %%
class Typed(nn.Module):
    def __init__(self): super().__init__(); self.scale: float = 2.; self.p = nn.Parameter(torch.ones(1)); self.register_buffer('b', torch.arange(2)); self.child = None; self.names = ['x']
    def forward(self, x, *, bias=0.): return x * self.scale * self.p + bias
    def __repr__(self): return f'{self._get_name()}(scale={self.scale})'
    def get_extra_state(self): return {'scale': self.scale}
    def set_extra_state(self, state): self.scale = state['scale']
t = Typed(); print(t, t(torch.ones(1), bias=1.), dict(t.state_dict())); t.scale = 5.; u = Typed(); u.load_state_dict(t.state_dict()); print(u, [k for k in vars(u) if not k.startswith('_')]); u.child = nn.ReLU(); print(list(u.children())); u.p = None; print(list(u.parameters()), u._parameters)
try: u.p = torch.ones(1)
except TypeError as e: print(e)
u.b = torch.zeros(3); print(dict(u.named_buffers())); u.q = torch.ones(2); print('q' in u.state_dict()); delattr(u, 'b'); print(list(u.buffers()))
# %%
def dropout_off(m): return type(m) is nn.Dropout and setattr(m, 'p', 0.)
n2 = nn.Sequential(nn.Dropout(.5), nn.Linear(2, 2)); n2.apply(dropout_off); print(n2, n2.apply(lambda m: None) is n2)
fused = nn.Linear(2, 2, bias=False); print(fused.bias, nn.Linear(in_features=2, out_features=1, dtype=torch.float64).bias.dtype)
