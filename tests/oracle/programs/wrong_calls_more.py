# Wrong calls as learners write them: functions, methods, modules, optimizers, losses.
# %%
import math
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Function
def say(*calls):
    for call in calls:
        try: print(call())
        except Exception as e: print(type(e).__name__, (str(e).splitlines() or [""])[0])
# %%
x = torch.ones(2)
say(
    lambda: x.bool(1),
    lambda: x.byte(1),
    lambda: x.data_ptr(1),
    lambda: x.numpy('a'),
    lambda: x.numpy(force=1),
    lambda: x.tolist(1),
    lambda: x.type(1, 2, 3),
    lambda: x.retain_grad(1),
    lambda: x.storage_offset(1),
    lambda: x.cpu(1),
    lambda: x.cpu(foo=1),
    lambda: x.double(foo=2),
    lambda: x.tolist(a=1),
    lambda: x.type(3),
    lambda: x.type('a'),
    lambda: x.view_as(3),
    lambda: x.view_as(),
    lambda: x.expand_as(3),
    lambda: x.conj(1),
    lambda: x.nelement(2),
    lambda: x.ndimension(1),
    lambda: x.half(1),
    lambda: x.element_size(1),
    lambda: x.detach_(1),
    lambda: x.fill_(),
    lambda: x.fill_(1, 2),
    lambda: x.sign(1),
    lambda: x.reciprocal(2),
    lambda: x.logical_not(1),
    lambda: x.absolute(3),
    lambda: torch.absolute(),
    lambda: torch.arccos(),
    lambda: x.arccos(1),
    lambda: torch.ceil_(x, 1),
    lambda: torch.negative(x, 1),
    lambda: torch.concat(),
    lambda: torch.concatenate(x),
    lambda: torch.hypot(x, 2),
    lambda: x.hypot(2),
    lambda: torch.atan2(x, 1),
    lambda: x.sum(dims=0),
    lambda: x.cumsum(dims=0),
    lambda: x.cumsum(0, foo=1),
    lambda: x.mean(foo=0),
    lambda: x.max(foo=2),
    lambda: x.std(foo=1),
    lambda: x.softmax(foo=1),
    lambda: x.squeeze(foo=1),
    lambda: x.absolute(foo=1),
    lambda: torch.multiply(x),
    lambda: torch.subtract(x),
    lambda: x.multiply(),
    lambda: x.greater(),
    lambda: torch.swapdims(x, 0),
    lambda: torch.moveaxis(x, 0),
    lambda: x.moveaxis(0),
    lambda: torch.clip(x),
    lambda: torch.clip(3),
    lambda: x.clip('a'),
    lambda: x.ger(3),
    lambda: torch.true_divide(x),
    lambda: torch.divide(3, 'a'),
    lambda: torch.less(x),
    lambda: x.unsafe_chunk(),
)
# %%
m = nn.Linear(3, 2)
try: m.load_state_dict({'weight': [1, 2], 'bias': torch.ones(2)})
except RuntimeError as e: print(e)
# %%
class M(nn.Module):
    def forward(self, x): return x
say(
    lambda: M(3),
    lambda: M(a=3),
    lambda: nn.Tanh(3),
    lambda: nn.Sigmoid(x=1),
    lambda: nn.Module(1, 2),
)
# %%
torch.optim.SGD([('a', torch.ones(1, requires_grad=True)), torch.ones(2, requires_grad=True)], 0.1)
# %%
m = nn.Linear(2, 1); o = torch.optim.SGD(m.named_parameters(), 0.1); print(o.param_groups[0].keys()); print(o.state_dict())
o.load_state_dict(o.state_dict()); print(o)
# %%
say(
    lambda: torch.grad,
    lambda: torch.Variable,
    lambda: torch.Conv3d,
    lambda: torch.ones(1).astype,
    lambda: torch.ones(1).Conv3d,
)
# %%
say(
    lambda: torch.zeros(['a']),
    lambda: torch.zeros('a'),
    lambda: torch.ones((2, 'b')),
    lambda: torch.rand(['a']),
    lambda: torch.ones([2.5]),
    lambda: torch.full(('a',), 1),
    lambda: torch.empty([None]),
)
# %%
p = torch.ones(2, requires_grad=True)
try: torch.optim.SGD([p], lr=None)
except Exception as e: print(type(e), e)
try: torch.optim.Adam([p], betas=(1, 2))
except Exception as e: print(type(e), e)
try: torch.optim.Adam([p], betas=(.9,))
except Exception as e: print(type(e), e)
# %%
say(
    lambda: torch.einsum('i,j->ij', torch.ones(2)),
    lambda: torch.einsum('i', torch.ones(2), torch.ones(2)),
    lambda: torch.einsum(torch.ones(2), 'i'),
    lambda: torch.einsum(torch.ones(2)),
    lambda: torch.einsum('i'),
    lambda: torch.einsum(),
    lambda: torch.einsum('ij->k', torch.ones(2, 2)),
    lambda: torch.einsum('i->ii', torch.ones(2)),
    lambda: torch.einsum('i?', torch.ones(2)),
    lambda: torch.einsum('ijk', torch.ones(2)),
    lambda: torch.einsum('i', torch.ones(2, 2)),
    lambda: torch.einsum(3, torch.ones(2)),
    lambda: torch.einsum('i', 3),
    lambda: torch.einsum('i->j->k', torch.ones(2)),
    lambda: torch.einsum(torch.ones(2, 3), [0, 1], torch.ones(3), [1]),
    lambda: torch.einsum('ii', torch.ones(2, 3)),
)
# %%
say(
    lambda: torch.bincount(torch.ones(2)),
    lambda: torch.bincount(torch.tensor([-1])),
    lambda: torch.bincount(torch.ones(2, 2).long()),
    lambda: torch.bincount(torch.ones(2).bool()),
    lambda: torch.bincount(3),
    lambda: torch.norm([1.]),
    lambda: torch.norm(3),
    lambda: torch.norm(torch.tensor([1])),
    lambda: torch.norm(torch.ones(2), 'x'),
    lambda: torch.randint(.5, 3, (2,)),
    lambda: torch.randint(0, 2.5, (2,)),
    lambda: torch.randint(0, 3, 2.),
    lambda: torch.Tensor(['a']),
    lambda: torch.tensor([1, 'a']),
    lambda: torch.Tensor(None),
    lambda: torch.Tensor({}),
    lambda: torch.Tensor([[1], [2, 3]]),
)
# %%
say(
    lambda: nn.init.normal_([1, 2]),
    lambda: nn.init.uniform_(3),
    lambda: nn.init.zeros_([1]),
    lambda: nn.init.ones_(None),
    lambda: nn.init.constant_([1], 2),
    lambda: nn.init.xavier_uniform_([1]),
    lambda: nn.init.orthogonal_(torch.ones(2)),
    lambda: nn.init.eye_(torch.ones(2, 2, 2)),
)
# %%
from torch.distributions import *
say(
    lambda: Normal(0.),
    lambda: Normal(),
    lambda: Normal(0., 1., 2, 3),
    lambda: Laplace(0.),
    lambda: Uniform(0.),
    lambda: Bernoulli(),
    lambda: Categorical(),
    lambda: Exponential(),
    lambda: Beta(1.),
    lambda: Gamma(1.),
    lambda: Poisson(),
    lambda: Normal(0., 1., foo=2),
    lambda: Cauchy(0.),
    lambda: kl_divergence(Normal(0., 1.), Bernoulli(.5)),
)
# %%
say(
    lambda: nn.MultiheadAttention(4, 2)(torch.ones(3, 5), torch.ones(3, 5), torch.ones(3, 5)),
    lambda: nn.Conv2d(1, 2, 3, stride=0)(torch.ones(1, 1, 5, 5)),
    lambda: nn.Conv2d(1, 2, 3, padding='same', stride=2),
    lambda: nn.Conv2d(1, 2, 3, padding=-1)(torch.ones(1, 1, 5, 5)),
    lambda: nn.Conv2d(0, 2, 3),
    lambda: nn.Conv2d(1, 2, 3, dilation=0)(torch.ones(1, 1, 5, 5)),
    lambda: nn.AvgPool2d(),
    lambda: nn.MaxPool2d(0)(torch.ones(1, 4, 4)),
    lambda: nn.MaxPool2d(2, 0)(torch.ones(1, 4, 4)),
    lambda: nn.Conv1d(1, 2),
    lambda: nn.BatchNorm2d(2)(torch.ones(2, 2)),
    lambda: nn.Conv2d(1, 2, 3)(torch.ones(1, 1, 5, 5).long()),
    lambda: nn.GRU(2, 0),
    lambda: nn.Dropout(.5)(3),
    lambda: nn.Linear(2, 2)(None),
    lambda: nn.Bilinear(2, 2, 2)(torch.ones(2)),
    lambda: nn.Flatten('a')(torch.ones(2, 2)),
    lambda: nn.Unflatten(0, (2, 2))(torch.ones(3)),
    lambda: nn.Identity(3)(),
    lambda: nn.Softmax(dim='a')(torch.ones(2)),
    lambda: nn.GELU('x')(torch.ones(2)),
    lambda: nn.Threshold(1),
)
# %%
p = torch.ones(2, requires_grad=True)
say(
    lambda: torch.optim.LBFGS([p]).step(),
    lambda: torch.optim.Adagrad([p], lr=-1),
    lambda: torch.optim.AdamW([p], weight_decay=-1),
    lambda: torch.optim.RMSprop([p], momentum=-1),
    lambda: torch.optim.Optimizer(p, {}),
    lambda: torch.optim.Optimizer([p], {}).step(),
    lambda: torch.optim.SGD(None),
    lambda: torch.optim.SGD(3),
    lambda: torch.optim.SGD('ab'),
    lambda: torch.optim.SGD([None]),
    lambda: torch.optim.SGD([[p]]),
    lambda: torch.optim.SGD([p.detach().numpy()]),
)
# %%
say(
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), stride=-1),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), stride=(0, 1)),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), padding=-1),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), dilation=(1, 0)),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), padding='same', stride=2),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), padding='x'),
    lambda: F.max_pool2d(torch.ones(1, 4, 4), 0),
    lambda: F.max_pool2d(torch.ones(1, 4, 4), (2, 0)),
    lambda: F.max_pool2d(torch.ones(1, 4, 4), 2, 0),
    lambda: F.max_pool2d(torch.ones(1, 4, 4), 2, dilation=0),
    lambda: F.max_pool2d(torch.ones(1, 4, 4), -1),
    lambda: F.avg_pool2d(torch.ones(1, 4, 4), 0),
    lambda: F.avg_pool2d(torch.ones(1, 4, 4), 2, 0),
    lambda: F.avg_pool2d(torch.ones(1, 4, 4), 2, padding=2),
    lambda: F.avg_pool2d(torch.ones(4), 2),
    lambda: F.avg_pool1d(torch.ones(1, 4), 0),
    lambda: F.max_pool1d(torch.ones(1, 4), 0),
    lambda: F.max_pool1d(torch.ones(1, 4), 2, 0),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3)),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(2, 1, 3, 3), torch.ones(3)),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), stride=(1, 2, 3)),
    lambda: F.conv2d(torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3), groups=0),
)
# %%
print(torch.einsum(torch.ones(2, 3), [0, 1], torch.ones(3, 2), [1, 2]))
print(torch.einsum(torch.ones(2, 3), [0, 1], torch.ones(3, 2), [1, 2], [2, 0]))
print(torch.einsum(torch.ones(2, 3), [..., 1], torch.ones(3), [1]))
print(torch.einsum(torch.ones(2, 3), [0, 50], [50, 0]))
say(
    lambda: torch.einsum(torch.ones(2, 3), [0, 100]),
    lambda: torch.einsum(torch.ones(2, 3), [0, 1], 3),
    lambda: torch.einsum(torch.ones(2, 3), ['a', 1]),
    lambda: torch.einsum('ij->ij', (torch.ones(2, 3),)),
    lambda: torch.einsum('ij->ij', [torch.ones(2, 3)]),
    lambda: torch.einsum('ij->i1', torch.ones(2, 3)),
    lambda: torch.einsum('ij->i.', torch.ones(2, 3)),
    lambda: torch.einsum('i..j', torch.ones(2, 3)),
    lambda: torch.einsum('ij,jk', torch.ones(2, 3)),
    lambda: torch.einsum('ij', torch.ones(2, 3), torch.ones(2, 3)),
    lambda: torch.einsum('ij->ijj', torch.ones(2, 3)),
    lambda: torch.einsum('', torch.ones(2)),
    lambda: torch.einsum('iij', torch.ones(2, 3, 4)),
    lambda: torch.einsum(None, torch.ones(2)),
    lambda: torch.einsum('ij', None),
)
# %%
x = torch.ones(2)
x.shape()
# %%
x = torch.ones(2)
x.dtype()
# %%
x = torch.ones(2)
x.sum(dims=0)
# %%
torch.ones(2, 3).view()
# %%
torch.Tensor([1], requires_grad=True)
# %%
torch.ones(2, requires_grad='a')
# %%
torch.randint(0.5, 10, (2,))
# %%
torch.ones(2).to(np.float32)
# %%
torch.ones(2).add(1, 2, 3)
# %%
torch.ones(2).fill_()
# %%
torch.ones(2).numpy('a')
# %%
torch.ones(2).numpy(force=1)
# %%
torch.ones(2).tolist(1)
# %%
torch.zeros(2, 3).scatter_(1, torch.tensor([0, 1]), 1)
# %%
torch.zeros(2, 3).scatter_(1, torch.tensor([[0.], [1.]]), 1)
# %%
torch.norm([1., 2.])
# %%
torch.einsum('i,j->ij', torch.ones(2))
# %%
torch.einsum(torch.ones(2), 'i')
# %%
torch.bincount(torch.ones(2))
# %%
nn.Embedding('a', 2)
# %%
nn.Linear(3, 'a')
# %%
nn.Linear(3, 2.5)
# %%
m = nn.Linear(3, 2)
m.load_state_dict({'weight': [1, 2], 'bias': torch.ones(2)})
# %%
nn.Sequential(nn.Linear(2, 3), F.relu)
# %%
nn.Sequential(nn.Linear(2, 3)).append(F.relu)
# %%
nn.Tanh(3)
# %%
nn.Conv2d(1, 2, 3, stride=0)(torch.ones(1, 1, 5, 5))
# %%
nn.MultiheadAttention(4, 2)(torch.ones(3, 5), torch.ones(3, 5), torch.ones(3, 5))
# %%
nn.init.normal_([1, 2])
# %%
torch.optim.SGD(nn.Linear(2, 2).named_parameters(), lr=0.1)
# %%
torch.optim.SGD(nn.Linear(2, 2).parameters(), lr='a')
# %%
p = torch.ones(2, requires_grad=True)
torch.optim.SGD([{'params': {p}}], lr=0.1)
# %%
p = torch.ones(2, requires_grad=True)
o = torch.optim.SGD([p], lr=0.1)
o.add_param_group(p)
# %%
p = torch.ones(2, requires_grad=True)
torch.optim.Adam([p], betas=0.9)
# %%
p = torch.ones(2, requires_grad=True)
torch.optim.Adam([p], 0.1, 0.9)
# %%
p = torch.ones(2, requires_grad=True)
torch.optim.LBFGS([p]).step()
# %%
p = torch.ones(2, requires_grad=True)
torch.optim.Optimizer([p], {}).step()
# %%
x = torch.ones(2, requires_grad=True)
torch.grad(x.sum(), x)
# %%
from torch.distributions import *
Normal(0.)
# %%
from torch.distributions import *
kl_divergence(Normal(0., 1.), Bernoulli(.5))
# %%
class G(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): return g.numpy()
G.apply(torch.ones(2, requires_grad=True)).sum().backward()
# %%
F.conv1d(torch.ones(1, 1, 5), torch.ones(1, 1, 3), stride=0)
# %%
np.sum(torch.ones(2, requires_grad=True))
# %%
model = nn.Linear(2, 1)
opt = torch.optim.Adam(model.parameters(), lr='0.1')
# %%
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=torch.tensor([.1, .2]))
# %%
model = nn.Sequential(nn.Linear(2, 2), torch.relu)
# %%
F.dropout(torch.ones(2), p='a')
# %%
F.pad(torch.ones(2), 1)
# %%
F.interpolate(torch.ones(2, 2), scale_factor=2)
# %%
F.batch_norm(torch.ones(2, 3), None, None)
# %%
torch.tensor([1, 2]).to(torch.float32, 3, 4)
# %%
torch.tensor([[1., 2.]]).max(1).item()
# %%
torch.tensor([[1., 2.]]).max(1).backward()
# %%
torch.tensor([1., 2.]).sort().sum()
# %%
torch.device(3.5)
# %%
x = torch.ones(3, requires_grad=True)
y = x ** 2
y.sum().backward(retain_graph='yes')
# %%
x = torch.ones(2); t = torch.ones(2)
say(
    lambda: F.leaky_relu(x, 'a'), lambda: F.leaky_relu(x, t), lambda: F.elu(x, 'a'), lambda: F.elu(x, None),
    lambda: F.softplus(x, t), lambda: F.softplus(x, 1, 'a'), lambda: F.celu(x, 'a'), lambda: F.threshold(x, 'a', 1),
    lambda: F.hardshrink(x, 'a'), lambda: F.softshrink(x, 'a'), lambda: F.one_hot(torch.tensor([1]), 2.5),
    lambda: F.kl_div(x, 2.), lambda: F.glu(x, 'a'), lambda: F.prelu(x, .1),
)
# %%
x = torch.ones(2, 3); i = torch.zeros(2, 3, dtype=torch.int64)
say(
    lambda: x.exp(1), lambda: x.t(1), lambda: x.detach(1), lambda: x.clone(1), lambda: x.relu(foo=1), lambda: x.zero_(1), lambda: x.numel(1), lambda: x.dim(foo=1),
    lambda: x.item(foo=1), lambda: x.sum(dim='a'), lambda: x.mean('a'), lambda: x.sum(True), lambda: x.float(1), lambda: x.type_as(1, 2), lambda: x.matmul(x, x), lambda: x.eq(x, 1),
    lambda: x.pow_(2, 'a'), lambda: x.div_(x, 'a'), lambda: x.where(x > 0, x, 1), lambda: x.addmm(x), lambda: x.is_contiguous(1), lambda: x.contiguous(1), lambda: x.nonzero(1), lambda: x.stride('a'),
    lambda: x.size(0, 1), lambda: x.copy_(x, 1, 2), lambda: x.copy_(), lambda: x.requires_grad_(1, 2), lambda: x.to([]), lambda: x.register_hook(), lambda: x.unflatten(0), lambda: x.add(x, x),
    lambda: x.tril(1.5), lambda: x.xlogy('a'), lambda: x.unsqueeze(True), lambda: x.select(True, 0), lambda: x.sum_to_size(2), lambda: x.nelement(1),
)
# %%
say(
    lambda: torch.exp(), lambda: torch.exp('a'), lambda: torch.mm(x, x, 'a'), lambda: torch.mul(x), lambda: torch.add(), lambda: torch.sum(), lambda: torch.mean('a'),
    lambda: torch.numel('a'), lambda: torch.clone(x, 1), lambda: torch.xlogy(x, 'a'), lambda: torch.hann_window('a'), lambda: torch.i0(1.0),
    lambda: F.linear(x), lambda: F.linear(x, x, 'a'), lambda: F.conv2d(x), lambda: F.conv2d(x, x, 'a'), lambda: F.gelu(x, 1), lambda: F.softplus(x, 'a'), lambda: F.avg_pool2d(x, 'a'),
    lambda: F.cosine_similarity(x), lambda: F.pairwise_distance(x, x, 'a'), lambda: F.scaled_dot_product_attention(x, x, x, 'a'), lambda: F.logsigmoid(x, 1), lambda: F.one_hot(i, 'a'), lambda: nn.Linear(3, 2)('a'),
)
# %%
try: x.to([])
except TypeError as error: print(error)
