# Embeddings whose gradient is a mean over uses; shuffled channels; dropout of whole channels.
# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
layer = nn.Embedding(5, 3, scale_grad_by_freq=True, padding_idx=0)
numbers = torch.tensor([[1, 1, 3], [0, 1, 4]])
out = layer(numbers)
print(layer, out, out.grad_fn._saved_scale_grad_by_freq)
(out * torch.arange(18.0).view(2, 3, 3)).sum().backward()
print(layer.weight.grad)
(first,) = torch.autograd.grad(layer(numbers).pow(2).sum(), layer.weight, create_graph=True)
first.pow(2).sum().backward()
print(first, layer.weight.grad)
# %%
x = torch.arange(16.0).view(1, 4, 2, 2).requires_grad_()
shuffle = nn.ChannelShuffle(2)
print(shuffle, shuffle(x), F.channel_shuffle(x, 1).grad_fn, torch.channel_shuffle(x, 2).shape)
(shuffle(x) * torch.arange(16.0).view(1, 4, 2, 2)).sum().backward()
x.grad
# %%
nn.ChannelShuffle(3)(x)
# %%
F.channel_shuffle(x, 0)
# %%
F.channel_shuffle(x[0, 0], 1)
# %%
torch.manual_seed(1)
drop = nn.FeatureAlphaDropout(0.5)
print(drop, drop(torch.ones(1, 4, 2, 2)), F.feature_alpha_dropout(torch.ones(2, 3), 0.3, True))
x.grad = None
F.feature_alpha_dropout(x, 0.4, True).sum().backward()
print(x.grad, F.feature_alpha_dropout(torch.ones(2, 2, 2), 1.0, True), drop.eval()(x) is x)
F.feature_alpha_dropout(torch.ones(2), 0.4, True)
