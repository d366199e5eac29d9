# More edges of calls: keywords, odd arguments, errors on the way, modules and optimizers.
# %%
import numpy as np
import torch

F, nn = torch.nn.functional, torch.nn
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
torch.sum(input=x, dim=0), torch.mean(x, 1, True), x.sum(dim=[0], keepdim=True), torch.sum(x, (0, 1))
# %%
torch.cat(tensors=(x, x), dim=-1), torch.stack(tensors=[x, x], dim=0).shape, torch.matmul(x, other=x)
# %%
torch.where(condition=x > 2, input=x, other=0.0), torch.clamp(input=x, max=2), x.clamp(max=torch.tensor(2.0))
# %%
x.transpose(dim0=0, dim1=1), x.permute(dims=(1, 0)), x.reshape(shape=(4,)), x.flatten(start_dim=0)
# %%
x.squeeze(dim=0).shape, x.unsqueeze(dim=1).shape, x.expand(size=(1, 2, 2)).shape, x.softmax(dim=1)
# %%
x.gather(dim=1, index=torch.tensor([[0], [1]])), x.index_select(dim=0, index=torch.tensor([1]))
# %%
torch.full(size=(2,), fill_value=3), torch.zeros(size=(1,)), torch.arange(start=1, end=3), torch.arange(0, end=2)
# %%
torch.linspace(start=0, end=1, steps=3), torch.eye(n=2, m=1), torch.randint(low=0, high=1, size=(2,))
# %%
x.var(dim=0, unbiased=True), x.std(dim=1, correction=0), x.var(0, False), torch.std(x, 1, True, True)
# %%
x.cumsum(dim=0), x.prod(dim=1, keepdim=True), x.logsumexp(dim=(0, 1)), x.max(dim=-1, keepdim=True).values
# %%
x[-1, -1], x[-1:, None], x[..., -1], x[:, [True, False]], x[torch.tensor([[True, False], [False, True]])]
# %%
x[2], 0
# %%
x[:, 2]
# %%
x[0][5]
# %%
x[[0, 1, 2]]
# %%
x[True, 0]
# %%
x[torch.tensor(2.0)]
# %%
x[0, "a"]
# %%
x[{}]
# %%
x[None, None, 0, ..., 1].shape
# %%
y = x.detach().clone()
y[0, 0] = torch.tensor([[5.0]])
y[:, 1] = 7
y[1] = torch.tensor([[8.0, 9.0]])
y
# %%
y[0, 0] = torch.tensor([1.0, 2.0])
# %%
y[[0, 1], [0]] = 3.0
y
# %%
y[5] = 0.0
# %%
y[y > 100] = torch.zeros(0)
y[:0] = 5.0
y
# %%
y[0] = x[1] * 2
y, y.grad_fn.name()
# %%
x.view(2, 2, 1)[0, 0, 0], x.view(-1, 2).shape, x.view(torch.Size([4])).shape
# %%
x.view(3, 3)
# %%
x.t().view(4)
# %%
torch.ones(2, 3).matmul(torch.ones(2, 3, 4)).shape
# %%
torch.ones(2, 3) @ torch.ones(4)
# %%
torch.ones(2, 3, 4) @ torch.ones(2, 3)
# %%
torch.ones(3) @ torch.ones(2, 4, 5)
# %%
x + np.ones(2)
# %%
x.detach() + np.ones(2), x.detach() * np.array(2.0, dtype=np.float32)
# %%
np.ones((2, 2)) @ x.detach().numpy(), np.asarray(x.detach()).sum()
# %%
F.cross_entropy(x, torch.tensor([1, 0]), reduction="none"), F.cross_entropy(input=x, target=torch.tensor([1, 1]))
# %%
F.cross_entropy(x, torch.tensor([1]))
# %%
F.cross_entropy(torch.ones(2, 3, 4), torch.zeros(2, 4, dtype=torch.int64))
# %%
F.nll_loss(x, torch.tensor(0))
# %%
F.mse_loss(x, x.detach() + 1, reduction="none"), F.l1_loss(x.sum(), torch.tensor(3.0)), F.mse_loss(x[0, 0], torch.tensor(0.0))
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2))
# %%
F.binary_cross_entropy(torch.tensor([0.5, float("nan")]), torch.ones(2))
# %%
F.linear(x, torch.ones(3, 2)), F.linear(torch.ones(2), torch.ones(2)), F.linear(x, torch.ones(2))
# %%
F.relu(input=x), F.softmax(x, dim=-1, dtype=torch.float64), F.log_softmax(x, 1).sum()
# %%
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
loss = net(x.detach()).pow(2).mean()
loss.backward()
[tuple(p.grad.shape) for p in net.parameters()], loss
# %%
with torch.no_grad():
    for p in net.parameters():
        p -= 0.1 * p.grad
net[0].bias
# %%
opt = torch.optim.Adam(net.parameters(), lr=0.1, weight_decay=0.1)
opt.zero_grad()
net(x.detach()).sum().backward()
opt.step()
net[2].bias, net[2].weight.grad is not None
# %%
opt.zero_grad()
[p.grad for p in net.parameters()]
# %%
net.zero_grad(), list(net[1].parameters()), repr(net[2].weight)[:21]
# %%
class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = self.a
        self.nothing = None
        self.number = 3

    def forward(self, x, twice=False):
        return self.b(self.a(x)) if twice else self.a(x)


torch.manual_seed(1)
m = Shared()
m, [n for n, _ in m.named_parameters()], len(list(m.parameters()))
# %%
m(x.detach(), twice=True).shape, m(x=x.detach()).shape
# %%
del m.a
[n for n, _ in m.named_parameters()]
# %%
m(x)
# %%
m.b.weight = None
m.b.weight, [n for n, _ in m.named_parameters()]
# %%
m.b.bias = 3
# %%
nn.Parameter(torch.ones(2)) + 1, nn.Parameter(torch.ones(2))[0], nn.Parameter(torch.zeros(2)).detach()
# %%
torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.0).param_groups[0]["momentum"]
# %%
torch.optim.SGD(None)
# %%
q = torch.tensor([1.0], requires_grad=True)
opt = torch.optim.SGD([q], lr=0.1, momentum=0.9)
for _ in range(3):
    q.grad = torch.tensor([1.0])
    opt.step()
    opt.zero_grad()
    opt.step()
q
# %%
torch.autograd.functional.jacobian(lambda a, b: (a * b, a + b), (q.detach(), q.detach() * 2))
# %%
torch.autograd.functional.hessian(lambda t: (t.t() @ t).sum(), x.detach()).shape
# %%
torch.autograd.functional.vjp(lambda t: t @ t, x.detach(), torch.eye(2))
# %%
torch.autograd.functional.jvp(lambda t: t.exp().sum(1), x.detach() * 0, torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
# %%
torch.autograd.gradcheck(lambda t: t.softmax(1), (x.detach().double().requires_grad_(),))
