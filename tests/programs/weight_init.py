# Initialisation, and what it does to the activations.
# %%
import torch
from torch import nn

torch.manual_seed(0)


def init_weights(m):
    if type(m) == nn.Linear:
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)


net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
net.apply(init_weights)
print(net[0].weight, net[1].bias)
# %%
x = torch.randn(16, 32)
for gain in ("small", "xavier", "kaiming"):
    h = x
    stds = []
    for _ in range(4):
        layer = nn.Linear(32, 32, bias=False)
        if gain == "small":
            nn.init.normal_(layer.weight, std=0.01)
        elif gain == "xavier":
            nn.init.xavier_normal_(layer.weight)
        else:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        h = torch.relu(layer(h))
        stds.append(h.std().item())
    print(gain, ["%.3g" % s for s in stds])
