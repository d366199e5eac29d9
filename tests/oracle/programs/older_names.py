# Older names, modules that PyTorch divides more finely, states of random numbers, checkpoints.
# %%
import torch, torch.nn as nn
from torch.nn.parameter import Parameter
from torch.nn.modules import Module, Linear
from torch.nn.modules.module import Module as Same
from torch.utils.data.dataset import Dataset, TensorDataset
from torch.utils.data.dataloader import DataLoader
from torch.utils.data.sampler import SubsetRandomSampler
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
from torch.distributions.normal import Normal
Same is nn.Module, Parameter is nn.Parameter, nn.modules.Linear is nn.Linear, Normal(0.0, 1.0)
# %%
torch.manual_seed(0); w = torch.empty(2, 3); nn.init.xavier_uniform(w), nn.init.constant(w, 0.5), nn.init.normal(w, 0.0, 0.1)
# %%
p = Parameter(torch.ones(2)); p.grad = torch.ones(2) * 3; nn.utils.clip_grad_norm([p], 1.0), p.grad
# %%
state = torch.get_rng_state(); a = torch.randn(3), torch.rand(2); torch.set_rng_state(state); b = torch.randn(3), torch.rand(2); torch.equal(a[0], b[0]), torch.equal(a[1], b[1]), state.shape, state.dtype, state[:8]
# %%
g = torch.Generator().manual_seed(3); s = g.get_state(); x = torch.randn(5, generator=g); g.set_state(s); torch.equal(torch.randn(5, generator=g), x)
# %%
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)); x = torch.ones(1, 2, requires_grad=True); y = checkpoint(net, x, use_reentrant=True); y
# %%
y.backward(); one = net[0].weight.grad.clone(), x.grad.clone(); net.zero_grad(); x.grad = None; net(x).backward(); torch.equal(one[0], net[0].weight.grad), torch.equal(one[1], x.grad)
# %%
net.zero_grad(); checkpoint(net, x, use_reentrant=False).backward(); torch.equal(one[0], net[0].weight.grad), checkpoint_sequential(net, 2, x, use_reentrant=True)
# %%
checkpoint(net, torch.ones(1, 2), use_reentrant=True).requires_grad
# %%
d = nn.DataParallel(net); d, list(d.state_dict())[:2], d.module is net
# %%
t = torch.tensor([[1.0, -2.0], [3.0, 0.5]]); t.clone().tril_(), t.clone().sign_(), t.clone().cumsum_(0), t.clone().remainder_(2), t.clone().fmod_(2), t.clone().clip_(0, 1), t.clone().multiply_(2), t.clone().subtract_(1), t.clone().absolute_(), t.clone().gt_(0), torch.tensor([True, False]).logical_and_(torch.tensor([True, True])), t.clone().nan_to_num_(), t.clone().apply_(lambda v: v * 2), t.clone().map_(t, lambda u, v: u + v), torch.tensor([5, 3]).bitwise_and_(torch.tensor([1, 1]))
# %%
t.is_sparse, t.is_meta, t.is_signed(), t.is_shared(), t.real is t, t.conj() is t, t.H, t.mH, t.adjoint(), torch.is_complex(t), torch.detach(t).requires_grad, torch.get_float32_matmul_precision()
# %%
torch.strided, t.layout is torch.strided, torch.vmap(torch.sum)(t)
# %%
class Caller(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, function):
        ctx.function, ctx.output, ctx.saved, ctx.results, ctx.index = function, x * 2, x, [1], 3
        ctx.dirty, ctx.hooks, ctx.sequence, ctx.run, ctx.materialize = 5, "h", 7, 1, "m"
        ctx.save_for_backward(x)
        return function(x)
    @staticmethod
    def backward(ctx, g):
        print(callable(ctx.function), ctx.output, ctx.saved, ctx.results, ctx.index, ctx.saved_tensors)
        print(ctx.dirty, ctx.hooks, ctx.sequence, ctx.run, ctx.materialize)
        return g * ctx.saved, None
x = torch.tensor([1.0, 2.0], requires_grad=True); Caller.apply(x, torch.exp).sum().backward(); x.grad
# %%
torch.autograd.grad(Caller.apply(x, abs).sum(), x, create_graph=True)
