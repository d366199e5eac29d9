# Volumes in another size, with borders, and pooled to a size; and which modules are of which class.

# %%
import torch
import torch.nn.functional as F
from torch import nn

x = torch.arange(16.0).reshape(1, 2, 2, 2, 2).requires_grad_()

def shown(y):
    weights = torch.arange(float(y.numel())).reshape(y.shape)
    gradient, = torch.autograd.grad((y * weights).sum(), x)
    print(tuple(y.shape), y.grad_fn.name(), y.detach().flatten()[:9], gradient.flatten())

shown(F.interpolate(x, scale_factor=2))
shown(F.interpolate(x, size=(3, 4, 1)))
shown(F.interpolate(x, size=3, mode="nearest-exact"))

# %%
shown(F.interpolate(x, size=(3, 2, 4), mode="trilinear"))
shown(F.interpolate(x, scale_factor=1.5, mode="trilinear", align_corners=True))
shown(F.interpolate(x, size=(1, 2, 1), mode="area"))

# %%
F.interpolate(x, size=3, mode="bilinear")

# %%
nn.Upsample(scale_factor=(1, 2, 1), mode="nearest")(x).shape, nn.Upsample(size=2)(x).sum()

# %%
for mode in ("replicate", "reflect", "circular"):
    shown(F.pad(x, (1, 0, 0, 1, 1, 1), mode=mode))

# %%
nn.ReplicationPad3d(1)(x)[0, 0, 0], nn.ReflectionPad3d((1, 1, 0, 0, 0, 1))(x)[0, 1, 2]

# %%
nn.CircularPad3d(1), nn.CircularPad3d(1)(x).sum(), nn.ZeroPad3d(2), nn.ConstantPad3d(1, 2.5)(x).sum()

# %%
F.pad(x, (2, 0, 0, 0, 0, 0), mode="reflect")

# %%
big = torch.tensor([[[[3.0, 1, 4], [1, 5, 9]], [[2, 6, 5], [3, 5, 8]], [[9, 7, 9], [3, 2, 3]]]])
big.requires_grad_()
y = F.adaptive_max_pool3d(big, (2, 1, 2))
y.backward(torch.arange(4.0).reshape(y.shape))
print(y, big.grad, y.grad_fn.name())

# %%
nn.AdaptiveMaxPool3d((None, 1, 2), return_indices=True)(big)

# %%
nn.AdaptiveMaxPool3d(2), nn.AdaptiveMaxPool2d(1, True)(big), nn.AdaptiveMaxPool1d(2)(big[0])

# %%
layers = [
    nn.Dropout(), nn.Dropout2d(), nn.AlphaDropout(), nn.MaxPool1d(2), nn.MaxPool2d(2),
    nn.MaxPool3d(2), nn.AvgPool1d(2), nn.AvgPool2d(2), nn.Conv1d(1, 1, 1), nn.Conv2d(1, 1, 1),
    nn.Conv3d(1, 1, 1), nn.ConvTranspose1d(1, 1, 1), nn.ConvTranspose2d(1, 1, 1),
    nn.BatchNorm1d(1), nn.BatchNorm2d(1), nn.InstanceNorm1d(1), nn.InstanceNorm2d(1),
    nn.CrossEntropyLoss(), nn.NLLLoss(), nn.ZeroPad2d(1), nn.ConstantPad2d(1, 0.0),
    nn.ReflectionPad1d(1), nn.ReflectionPad2d(1), nn.Fold(1, 1), nn.Unfold(1), nn.Softshrink(),
    nn.Hardshrink(), nn.CosineEmbeddingLoss(), nn.MarginRankingLoss(), nn.LPPool2d(2, 2),
]
for layer in layers:
    kinds = [type(other).__name__ for other in layers if isinstance(layer, type(other))]
    print(type(layer), kinds)

# %%
import torch.nn.modules.conv
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.loss import _Loss, _WeightedLoss
from torch.nn.modules.utils import _pair, _triple

for base in (_BatchNorm, _Loss, _WeightedLoss, nn.modules.conv._ConvNd, nn.modules.dropout._DropoutNd,
             nn.modules.pooling._MaxPoolNd, nn.RNNBase, nn.modules.rnn.RNNCellBase):
    print([type(layer).__name__ for layer in (*layers, nn.LSTM(1, 1), nn.GRUCell(1, 1))
           if isinstance(layer, base)])
_pair(3), _triple((1, 2, 3)), nn.modules.linear.Linear is nn.Linear, nn.modules.Linear is nn.Linear

# %%
class Absolute(_Loss):
    def forward(self, input, target):
        loss = (input - target).abs()
        return loss.mean() if self.reduction == "mean" else loss

Absolute()(torch.ones(2), torch.zeros(2)), Absolute(reduction="none")(torch.ones(2), torch.zeros(2))

# %%
nn.MaxPool2d()

# %%
nn.AvgPool2d()

# %%
nn.ReflectionPad2d()

# %%
nn.AdaptiveAvgPool2d(1, 2)

# %%
nn.ConvTranspose2d(1, 1)

# %%
nn.Dropout2d(0.5, True, 3)

# %%
nn.LPPool2d(2)

# %%
nn.Conv2d(1, 1, [3, 3], padding=[1, 1])

# %%
import pickle

network = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Dropout(), nn.Conv1d(1, 1, 1))
network.eval()
again = pickle.loads(pickle.dumps(network))
print(again, torch.equal(again[0](torch.ones(1, 2)), network[0](torch.ones(1, 2))))
again[0](torch.ones(1, 2)).sum().backward()
print(again[0].weight.grad, pickle.loads(pickle.dumps(nn.MSELoss())), again.training)

# %%
import io

import numpy as np

stored = pickle.loads(pickle.dumps(np.ones((2, 2), np.float32)))
torch.from_numpy(stored) @ torch.ones(2, 2), torch.as_tensor(stored) @ torch.ones(2, 2)

# %%
import torch.distributions.normal
import torch.utils.data.sampler

torch.distributions.normal.Normal(0.0, 1.0), torch.utils.data.sampler.SequentialSampler([1, 2]).__len__()

# %%
list(torch.utils.data.sampler.SubsetRandomSampler([0])), torch.nn.utils.clip_grad.clip_grad_norm_
