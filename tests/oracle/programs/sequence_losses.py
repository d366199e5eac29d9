# The loss of sequences whose labels have no times; gradients of convolutions as functions.
# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(6)
logs = torch.randn(8, 2, 5).log_softmax(2).detach().requires_grad_()
labels = torch.randint(1, 5, (2, 3))
steps, sizes = torch.full((2,), 8), torch.tensor([3, 2])
for reduction in ("mean", "sum", "none"):
    loss = F.ctc_loss(logs, labels, steps, sizes, reduction=reduction)
    logs.grad = None
    (loss * torch.tensor([1.0, 2.0])).sum().backward()
    print(loss, logs.grad)
nn.CTCLoss(1, "sum", True)
# %%
joined = torch.cat([labels[0], labels[1, :2]])
print(F.ctc_loss(logs, joined, (8, 6), (3, 2)), nn.CTCLoss(4)(logs, labels - 1, steps, sizes))
print(F.ctc_loss(logs[:, 0], labels[0], torch.tensor(8), torch.tensor(3), reduction="none"))
repeated = torch.tensor([[2, 2, 2]])
print(F.ctc_loss(logs[:, :1], repeated, (8,), (3,)), F.ctc_loss(logs[:4, :1], repeated, (4,), (3,)))
print(F.ctc_loss(logs, labels, steps, torch.tensor([0, 2]), reduction="none"))
for zero in (False, True):
    loss = F.ctc_loss(logs, labels, torch.tensor([2, 8]), sizes, 0, "sum", zero_infinity=zero)
    logs.grad = None
    loss.backward()
    print(loss, logs.grad[:3])
# %%
(slope,) = torch.autograd.grad(F.ctc_loss(logs, labels, steps, sizes), logs, create_graph=True)
print(slope.grad_fn.name())
torch.autograd.grad(slope.sum(), logs)
# %%
F.ctc_loss(logs, labels, torch.tensor([9, 8]), sizes)
# %%
F.ctc_loss(logs, labels, steps, torch.tensor([4, 2]))
# %%
F.ctc_loss(logs, labels, torch.tensor([8]), sizes)
# %%
F.ctc_loss(logs, labels, steps, sizes, blank=7)
# %%
F.ctc_loss(logs[0, 0], labels, steps, sizes)
# %%
F.ctc_loss(logs.half(), labels, steps, sizes)
# %%
image, weight = torch.arange(16.0).view(1, 1, 4, 4), torch.ones(2, 1, 2, 2, requires_grad=True)
slopes = torch.arange(18.0).view(1, 2, 3, 3)
print(nn.grad.conv2d_input(image.shape, weight, slopes))
print(nn.grad.conv2d_weight(image, weight.shape, slopes))
print(nn.grad.conv2d_weight(image, weight.shape, slopes[..., :2, :2], stride=2))
print(nn.grad.conv1d_input((1, 1, 4), torch.ones(1, 1, 2), slopes[0, :1, :1]))
print(nn.grad.conv3d_weight(image[None], (2, 1, 1, 2, 2), slopes[:, :, None]))
