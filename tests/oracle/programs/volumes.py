# Convolution, pools, normalisation and borders of volumes.
# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(2)
volume = torch.randn(2, 2, 5, 4, 6, requires_grad=True)
for options in ({}, {"stride": 2, "padding": (1, 0, 2)}, {"dilation": (2, 1, 1)}, {"groups": 2},
                {"padding": "same", "bias": False}):
    layer = nn.Conv3d(2, 4, (3, 2, 3), **options)
    out = layer(volume)
    print(layer, out.shape, out.grad_fn.name(), out[0, 1, 0, 0])
    volume.grad = None
    out.pow(2).sum().backward()
    print(volume.grad[0, 1, 1].round(decimals=2), layer.weight.grad[1, 0, 0].round(decimals=2))
# %%
for layer in (nn.MaxPool3d(2), nn.MaxPool3d(3, 2, 1, ceil_mode=True), nn.AvgPool3d(2),
              nn.AvgPool3d((2, 3, 2), 1, (1, 1, 1), count_include_pad=False),
              nn.AvgPool3d(3, 2, 1, ceil_mode=True), nn.AdaptiveAvgPool3d(1),
              nn.AdaptiveAvgPool3d((2, None, 3)), nn.ConvTranspose3d(2, 3, 2, 2),
              nn.ConstantPad3d(1, 2.0), nn.ZeroPad3d((1, 0, 0, 1, 2, 0))):
    out = layer(volume)
    volume.grad = None
    out.pow(2).sum().backward()
    print(layer, out.shape, out.grad_fn.name(), out.flatten()[:6], volume.grad[0, 1, 1])
    (slope,) = torch.autograd.grad(layer(volume).pow(2).sum(), volume, create_graph=True)
    print(torch.autograd.grad(slope.pow(2).sum(), volume)[0][0, 0, 0])
# %%
print(F.max_pool3d(volume, 2, return_indices=True)[1][0, 0], nn.InstanceNorm3d(2))
print(F.avg_pool3d(volume, 2, divisor_override=3).shape, nn.MaxPool3d(2)(volume[0]).shape)
print(nn.InstanceNorm3d(2)(volume)[0, 0, 0, 0], nn.Conv3d(2, 1, 1)(volume[0]).shape)
nn.Conv3d(2, 4, 7)(volume)
# %%
nn.Conv3d(3, 4, 1)(volume)
# %%
nn.Conv3d(2, 4, 1)(volume[0, 0])
# %%
F.max_pool3d(volume, 9)
# %%
F.avg_pool3d(volume, 9)
# %%
F.max_pool3d(volume, 2, padding=2)
# %%
F.avg_pool3d(volume[0, 0], 2)
# %%
nn.Conv3d(2, 4, 1, stride=(1, 2))(volume)
