# The two optimizers of a GAN, and where detach belongs.
# %%
import torch
from torch import nn

torch.manual_seed(0)
G = nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
D = nn.Sequential(nn.Linear(1, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1), nn.Sigmoid())
criterion = nn.BCELoss()
opt_g = torch.optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
for step in range(4):
    real = torch.randn(6, 1) * 0.5 + 3
    noise = torch.randn(6, 2)
    fake = G(noise)
    D.zero_grad()
    loss_d = criterion(D(real), torch.ones(6, 1)) + criterion(D(fake.detach()), torch.zeros(6, 1))
    loss_d.backward()
    opt_d.step()
    G.zero_grad()
    loss_g = criterion(D(fake), torch.full((6, 1), 1.0))
    loss_g.backward()
    opt_g.step()
    print(f"{step} Loss_D: {loss_d.item():.4f} Loss_G: {loss_g.item():.4f}")
