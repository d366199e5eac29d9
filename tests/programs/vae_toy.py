# A variational autoencoder on points of a ring.
# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(42)
# %%
angles = torch.rand(256) * 2 * math.pi
data = torch.stack([torch.cos(angles), torch.sin(angles)], dim=1) + 0.05 * torch.randn(256, 2)
print(data.shape, data.dtype)
print(data[:4])
print("mean", data.mean(dim=0), "std", data.std(dim=0))
# %%
class RingVAE(nn.Module):
    def __init__(self, hidden=16, codes=2):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, hidden), nn.ReLU())
        self.mean = nn.Linear(hidden, codes)
        self.log_variance = nn.Linear(hidden, codes)
        self.decoder = nn.Sequential(nn.Linear(codes, hidden), nn.ReLU(), nn.Linear(hidden, 2))

    def forward(self, points):
        features = self.body(points)
        mean, log_variance = self.mean(features), self.log_variance(features)
        code = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        return self.decoder(code), mean, log_variance


model = RingVAE()
print(model)
# %%
print(sum(p.numel() for p in model.parameters() if p.requires_grad))
for name, p in model.named_parameters():
    print(f"{name:20s} {tuple(p.shape)}")
# %%
def losses(points, decoded, mean, log_variance):
    error = F.mse_loss(decoded, points, reduction="sum")
    divergence = (mean.pow(2) + log_variance.exp() - log_variance - 1).sum() / 2
    return error + divergence, error, divergence


decoded, mean, log_variance = model(data[:5])
print(decoded)
print(mean)
print(log_variance)
print(*losses(data[:5], decoded, mean, log_variance))
# %%
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
optimizer
# %%
points_of = torch.utils.data.TensorDataset(data)
loader = torch.utils.data.DataLoader(points_of, batch_size=64, shuffle=True)
for epoch in range(5):
    whole = 0.0
    for (batch,) in loader:
        loss = losses(batch, *model(batch))[0]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        whole += loss.item()
    print(f"epoch {epoch}: {whole / len(data):.4f} a point")
# %%
model.eval()
with torch.no_grad():
    z = torch.randn(3, 2)
    sample = model.decoder(z)
print(sample)
print(sample.requires_grad, sample.norm(dim=1))
# %%
model.log_variance.bias.grad, model.mean.weight.grad.shape
# %%
kl = torch.distributions.kl_divergence(
    torch.distributions.Normal(torch.tensor([0.5, -0.3]), torch.tensor([1.2, 0.7])),
    torch.distributions.Normal(torch.zeros(2), torch.ones(2)),
)
print(kl, kl.sum().item())
