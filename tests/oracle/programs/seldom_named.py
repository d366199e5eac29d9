# Names that few programs use: windows, tails, states of solutions, transforms to constraints.
# %%
import torch
from torch import nn
x = torch.tensor([0.2, 0.5, 0.9], requires_grad=True)
def say(*calls):
    for call in calls:
        try: print(call())
        except Exception as e: print(type(e).__name__, (str(e).splitlines() or [""])[0])
# %%
torch.hann_window(5), torch.hann_window(4, periodic=False), torch.hann_window(1), torch.hann_window(3, dtype=torch.float64, requires_grad=True), torch.hamming_window(5), torch.hamming_window(5, True, 0.5, 0.3), torch.blackman_window(6), torch.bartlett_window(5), torch.bartlett_window(6, False), torch.kaiser_window(4), torch.kaiser_window(5, True, 4.0)
# %%
W = torch.signal.windows
for name in ("bartlett", "blackman", "cosine", "exponential", "gaussian", "general_hamming", "hamming", "hann", "kaiser", "nuttall"):
    window = getattr(W, name)
    print(name, window(5), window(4, sym=False), window(1), window(0))
# %%
W.general_cosine(5, a=[0.46, 0.23, 0.31]), W.exponential(4, center=0.0, tau=2.0, sym=False), W.gaussian(4, std=0.7), W.kaiser(4, beta=3.0, dtype=torch.float64)
# %%
say(lambda: torch.hann_window(-1), lambda: torch.hann_window(3, dtype=torch.int64), lambda: torch.hann_window(), lambda: W.hann(-1), lambda: W.gaussian(4, std=0), lambda: W.exponential(4, tau=0), lambda: W.exponential(4, center=1.0), lambda: W.hann(3, dtype=torch.int32), lambda: W.kaiser(3, beta=-1), lambda: W.general_cosine(3, a=[]), lambda: W.general_cosine(3, a=1))
# %%
for name in ("entr", "erfcx", "i0", "i0e", "i1", "i1e", "log_ndtr", "ndtr", "ndtri"):
    y = getattr(torch.special, name)(x)
    print(name, y, torch.autograd.grad(y.sum(), x)[0])
# %%
torch.special.i1(torch.tensor([0.0, -1.0])), torch.special.entr(torch.tensor([0.0, -1.0])), torch.special.erfcx(torch.tensor([30.0, -2.0])), torch.special.xlog1py(x, x), torch.special.xlog1py(torch.zeros(1), torch.tensor([-1.0])), torch.mvlgamma(x + 2, 3), torch.special.multigammaln(x + 1, 2), torch.i0(torch.tensor([1, 2])), torch.ones(2).i0_()
# %%
torch.mvlgamma(x, 0)
# %%
V = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
torch.linalg.vecdot(V, V), torch.linalg.vecdot(V, V, dim=0), torch.linalg.vander(V), torch.linalg.vander(torch.tensor([1, 2, 3])), torch.linalg.vander(torch.tensor([1.0, 2.0]), N=4)
# %%
torch.linalg.inv_ex(V), torch.linalg.solve_ex(V, torch.ones(2)), torch.linalg.cholesky_ex(V @ V.T, upper=True), torch.linalg.inv_ex(torch.zeros(2, 2)).info, torch.linalg.cholesky_ex(-torch.eye(2)).info
# %%
torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4).requires_grad_(), torch.ones(2, 2)), torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 4) * 2)
# %%
say(lambda: torch.linalg.vander(torch.tensor(1.0)), lambda: torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 4), ind=1), lambda: torch.linalg.inv_ex(torch.zeros(2, 2), check_errors=True), lambda: torch.linalg.vecdot(V, torch.ones(3)))
# %%
r = torch.ones(2, 3, requires_grad=True)
r.sum_to_size(3), r.sum_to_size(1, 3), r.sum_to_size(2, 3) is r, r.sum_to_size((2, 1)), torch.arange(3.0).greater_(1), torch.arange(3.0).not_equal_(1), torch.is_signed(r), torch.real(r) is r, torch.is_inference(r), torch.layout, torch.memory_format, torch.default_generator is torch.default_generator
# %%
torch.set_default_tensor_type(torch.DoubleTensor)
print(torch.tensor(1.0).dtype)
torch.set_default_tensor_type("torch.FloatTensor")
torch.tensor(1.0).dtype
# %%
torch.set_default_tensor_type(torch.LongTensor)
# %%
class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Buffer(torch.ones(2))
        self.count = nn.Buffer(torch.tensor(0), persistent=False)
net = Scaled()
list(net.state_dict()), dict(net.named_buffers()), isinstance(net.scale, nn.Buffer), isinstance(torch.ones(1), nn.Buffer), nn.Linear(2, 2).to_empty(device="cpu").weight.shape, nn.Buffer().shape
# %%
torch.manual_seed(0); normed = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2)); w = normed.weight
print(type(w.grad_fn).__name__, w)
gradients = torch.autograd.grad((w ** 3).sum(), list(normed.parameters())[1:], create_graph=True)
gradients
# %%
torch.func.jacrev(lambda y: y.sin() * 2)(torch.tensor(0.3)), torch.func.jacfwd(lambda y: y ** 2)(torch.tensor(0.3))
# %%
torch.func.jacrev(lambda y: 1)(torch.ones(2))
# %%
def refusing(z):
    inner = z.detach().requires_grad_()
    doubled, y = inner * 2, z * 2
    y.register_hook(lambda g: torch.autograd.grad(doubled, inner, g, retain_graph=True)[0] / 2)
    return y
torch.autograd.gradcheck(refusing, torch.ones(2, dtype=torch.float64, requires_grad=True))
# %%
import torch.distributions as D
from torch.distributions import biject_to, constraints, transform_to
for c in (constraints.positive, constraints.greater_than(1.0), constraints.unit_interval, constraints.interval(-1.0, 1.0), constraints.less_than(2.0), constraints.simplex, constraints.real_vector, constraints.independent(constraints.positive, 1)):
    print(biject_to(c), transform_to(c))
transform_to(constraints.lower_cholesky)(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
# %%
biject_to(constraints.boolean)
# %%
for t in (D.StickBreakingTransform(), D.SoftmaxTransform()):
    y = t(x)
    print(t, y, t.inv(y), torch.autograd.grad(y[0], x))
t = D.ReshapeTransform((4,), (2, 2)); i = D.IndependentTransform(D.ExpTransform(), 1)
t(torch.arange(8.0).view(2, 4)), t.inv(torch.ones(2, 2)), t.forward_shape((3, 4)), i, i.log_abs_det_jacobian(x, i(x)), i.domain
# %%
torch.manual_seed(0); n = D.LogisticNormal(torch.zeros(2, requires_grad=True), torch.tensor([1.0, 2.0])); s = n.rsample()
n, s, n.log_prob(s), n.batch_shape, n.event_shape, n.sample((2,)), D.LogisticNormal(0.0, 1.0).sample()
# %%
k = D.Kumaraswamy(torch.tensor([2.0, 0.5]), torch.tensor([3.0, 1.5])); s = k.sample()
k, s, k.log_prob(s), k.mean, k.variance, k.entropy(), k.cdf(s), k.support
# %%
f = D.FisherSnedecor(torch.tensor([4.0, 1.0]), torch.tensor([6.0, 3.0])); s = f.sample()
f, s, f.log_prob(s), f.mean, f.variance, f.mode
# %%
l = D.LowRankMultivariateNormal(torch.zeros(3), torch.tensor([[1.0], [0.5], [-1.0]], requires_grad=True), torch.tensor([1.0, 2.0, 0.5])); s = l.rsample()
l, s, l.log_prob(s), l.variance, l.entropy(), l.covariance_matrix, l.precision_matrix, l.scale_tril
# %%
say(lambda: D.LowRankMultivariateNormal(torch.zeros(3), torch.ones(2, 1), torch.ones(3)), lambda: D.FisherSnedecor(1.0, 1.0).log_prob(torch.tensor(-1.0)), lambda: D.TransformedDistribution(D.Normal(torch.zeros(2, 4), 1.0), [D.ReshapeTransform((4,), (2, 2))]).log_prob(torch.ones(2, 2, 2)))
# %%
from torch.utils.data import ChainDataset, DataLoader, IterableDataset, StackDataset, default_convert
class Stream(IterableDataset):
    def __init__(self, start, end): self.start, self.end = start, end
    def __iter__(self): return iter(range(self.start, self.end))
    def __len__(self): return self.end - self.start
chained = ChainDataset([Stream(0, 2), Stream(5, 8)]); a, b = torch.arange(4.0), torch.arange(4)
list(DataLoader(chained, batch_size=2)), len(chained), StackDataset(a, b)[1], StackDataset(x=a, y=b)[2], len(StackDataset(a)), next(iter(DataLoader(StackDataset(x=a, y=b), batch_size=2))), default_convert({"a": [1, 2.0]})
# %%
say(lambda: StackDataset(), lambda: StackDataset(a, torch.ones(3)), lambda: StackDataset(a, x=a), lambda: list(ChainDataset([a])))
# %%
def mask(*bits): return torch.tensor(bits, dtype=torch.uint8)
x, rows = torch.arange(4.0), torch.arange(6.0).reshape(2, 3)
x[mask(1, 0, 2, 0)], rows[mask(0, 1)], rows[:, mask(0, 1, 1)], rows[0, mask(1, 0, 1)], x[torch.tensor(1, dtype=torch.uint8)], x[torch.tensor(0, dtype=torch.uint8)]
# %%
x[mask(1, 0, 1, 0)] = torch.tensor([7.0, 8.0])
print(x)
x[mask(0, 1)]
# %%
x[mask(1, 0, 1, 0)] = 5.0
