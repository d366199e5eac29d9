# A normalizing flow of three planar layers, fitted to a normal target; and what keeps numbers inside
# their bounds: transforms, a transformed distribution, shares by breaking a stick.
# %%
import torch
import torch.distributions as D
import torch.nn as nn
from torch.distributions import biject_to, constraints, transform_to
from torch.distributions import transforms as T

torch.manual_seed(0)

class PlanarFlow(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.w = nn.Parameter(torch.randn(1, dim) * 0.1)
        self.u = nn.Parameter(torch.randn(1, dim) * 0.1)
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, z):
        lin = z @ self.w.t() + self.b
        f = z + self.u * torch.tanh(lin)
        phi = (1 - torch.tanh(lin) ** 2) * self.w
        log_det = torch.log(torch.abs(1 + phi @ self.u.t()) + 1e-4)
        return f, log_det.squeeze(-1)

class Flow(nn.Module):
    def __init__(self, dim, n):
        super().__init__()
        self.layers = nn.ModuleList([PlanarFlow(dim) for _ in range(n)])
        self.loc = nn.Buffer(torch.zeros(dim))
        self.register_buffer("cov", torch.eye(dim))

    @property
    def base(self):
        return D.MultivariateNormal(self.loc, self.cov)

    def forward(self, z):
        total = torch.zeros(z.shape[0])
        for layer in self.layers:
            z, ld = layer(z)
            total += ld
        return z, total

flow = Flow(2, 3)
print(flow)
print(flow.base, [name for name, _ in flow.named_buffers()])
# %%
z = flow.base.sample((5,))
x, log_det = flow(z)
print(x)
print(log_det)
print(flow.base.log_prob(z))
# %%
target = D.Independent(D.Normal(torch.tensor([1.0, -1.0]), torch.tensor([0.5, 2.0])), 1)
optimizer = torch.optim.Adam(flow.parameters(), lr=0.05)
for step in range(5):
    optimizer.zero_grad()
    z = flow.base.sample((64,))
    x, log_det = flow(z)
    loss = (flow.base.log_prob(z) - log_det - target.log_prob(x)).mean()
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss={loss.item():.4f}")
print({name: tuple(value.shape) for name, value in flow.state_dict().items()})
# %%
affine = T.ComposeTransform([T.AffineTransform(1.0, 2.0), T.SigmoidTransform()])
squashed = D.TransformedDistribution(D.Normal(0.0, 1.0), affine)
sample = squashed.rsample((4,))
print(affine, sample, squashed.log_prob(sample), affine.inv(sample), sep="\n")
# %%
free = torch.tensor([0.3, -0.2, 1.0], requires_grad=True)
for constraint in (constraints.positive, constraints.interval(-1.0, 1.0), constraints.simplex):
    to = transform_to(constraint)
    bounded = to(free)
    print(constraint, to, bounded, to.inv(bounded), biject_to(constraint), sep="\n")
(gradient,) = torch.autograd.grad(transform_to(constraints.simplex)(free)[0], free)
print(gradient)
# %%
shares = D.LogisticNormal(torch.zeros(2), torch.ones(2))
draw = shares.sample()
print(shares, draw, draw.sum(), shares.log_prob(draw), shares.event_shape)
