# Convolution, pooling and normalisation.
# %%
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
conv = nn.Conv2d(2, 3, 3, padding=1, stride=2)
x = torch.randn(2, 2, 5, 4, requires_grad=True)
out = conv(x)
out.pow(2).sum().backward()
print(conv, out.shape, out[0, 0], x.grad[0, 0], conv.weight.grad[0], conv.bias.grad, out.grad_fn, sep="\n")
# %%
nn.Conv2d(1, 2, (1, 2), bias=False), F.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)), conv(torch.ones(2, 4, 4)).shape
# %%
conv(torch.ones(1, 3, 4, 4))
# %%
conv(torch.ones(4, 4))
# %%
nn.Conv2d(1, 1, 3)(torch.ones(1, 1, 2, 2))
# %%
pool = nn.MaxPool2d(2)
y = torch.randn(1, 2, 4, 5, requires_grad=True)
z = pool(y)
z.sum().backward()
pool, z, y.grad, F.max_pool2d(y, 3, stride=1).shape
# %%
norm = nn.BatchNorm1d(3)
x = torch.randn(4, 3, requires_grad=True)
out = norm(x)
(out * torch.arange(12.0).reshape(4, 3)).sum().backward()
print(norm, out, x.grad, norm.weight.grad, norm.bias.grad, dict(norm.state_dict()), sep="\n")
# %%
norm.eval()
norm(x), norm.num_batches_tracked
# %%
norm.train()(torch.ones(1, 3))
# %%
norm(torch.ones(2, 4))
# %%
norm(torch.ones(3))
# %%
two = nn.BatchNorm2d(2, affine=False)
two, two(torch.randn(2, 2, 2, 2)), two.running_mean
# %%
layer = nn.LayerNorm(3)
x.grad = None
out = layer(x)
(out * torch.arange(12.0).reshape(4, 3).sin()).sum().backward()
layer, out, x.grad, nn.LayerNorm([2, 3])(torch.ones(1, 2, 3))
# %%
layer(torch.ones(2, 4))
# %%
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
images = torch.rand(6, 1, 8, 8)
labels = (images.mean((1, 2, 3)) > 0.5).long()
for _ in range(3):
    opt.zero_grad()
    loss = F.cross_entropy(net(images), labels)
    loss.backward()
    opt.step()
    print("%.4f" % loss.item())
net
# %%
torch.Tensor(size=(2, 3)).shape, torch.Tensor(torch.Size([2])).shape, torch.arange(3).flip(())
# %%
[type(m) for m in net], nn.Parameter, nn.MSELoss, nn.Module, nn.ModuleList
