# Checks of layers and pools, older weights of weight_norm, bags with weights, packed sequences.
# %%
import pickle
import warnings

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.nn.utils.rnn import pack_padded_sequence

torch.manual_seed(0)


def said(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = call()
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    print(result, *(str(warning.message) for warning in caught), sep="\n    ")


for rank in (1, 2, 3, 4):
    x = torch.ones((2,) * rank)
    for name in ("dropout1d", "dropout2d", "dropout3d"):
        said(lambda: (name, getattr(F, name)(x, 0.5, training=False).shape))
# %%
empty, images, volumes = torch.ones(0, 2, 5, 5), torch.ones(1, 2, 5, 5), torch.ones(1, 1, 5, 5, 5)
for call in (
    lambda: F.max_pool2d(empty, 2).shape, lambda: F.adaptive_max_pool2d(empty, 2).shape,
    lambda: F.max_pool1d(empty[0], 2).shape, lambda: F.fractional_max_pool2d(empty, 2, 3).shape,
    lambda: F.fractional_max_pool2d(images, 2, (0, 3)).shape,
    lambda: F.fractional_max_pool2d(torch.ones(1, 0, 5, 5), 2, 3),
    lambda: F.fractional_max_pool2d(images, 2, 3, _random_samples=torch.rand(0, 2, 2)),
    lambda: F.fractional_max_pool2d(images, 2, 3, _random_samples=torch.rand(1, 2, 3)),
    lambda: F.fractional_max_pool2d(images, 2, 3, _random_samples=torch.rand(2, 2)),
    lambda: F.avg_pool3d(volumes, 2, stride=0), lambda: F.max_pool3d(volumes, 2, stride=0),
):
    said(call)
# %%
bag = nn.EmbeddingBag(5, 2, mode="sum")
shares = torch.tensor([1.0, 2.0, 0.5, -1.0], requires_grad=True)
y = bag(torch.tensor([0, 1, 2, 3]), torch.tensor([0, 2]), per_sample_weights=shares)
print(y)
(y * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
print(bag.weight.grad, shares.grad)
said(lambda: F.embedding_bag(torch.tensor([[0, 1]]), torch.ones(5, 2), padding_idx=5))
said(lambda: F.embedding_bag(torch.tensor([[0, 4]]), torch.ones(5, 2), padding_idx=-1))
said(lambda: nn.EmbeddingBag(5, 2, padding_idx=6))
# %%
packed = pack_padded_sequence(torch.ones(3, 2, 1), torch.tensor([3, 2]))
for name in ("cpu", "double", "half", "float", "int", "long", "short", "byte", "char"):
    print(name, getattr(packed, name)())
print(packed.to(torch.float64).data.dtype, packed.to("cpu") is packed, packed.is_cuda)
said(lambda: pack_padded_sequence(torch.ones(3, 0, 1), torch.tensor([])))
# %%
layer = parametrizations.weight_norm(nn.Linear(2, 3))
held = layer.state_dict()
older = {"bias": held["bias"], "weight_g": held["parametrizations.weight.original0"],
         "weight_v": held["parametrizations.weight.original1"]}
other = parametrizations.weight_norm(nn.Linear(2, 3))
print(other.load_state_dict(older), torch.equal(other.weight, layer.weight))


class Same(nn.Module):
    def forward(self, x):
        return x


class First(nn.Module):
    def forward(self, x):
        return x[[0]]


linear = nn.Linear(4, 4).eval()
parametrize.register_parametrization(linear, "weight", Same())
print(linear.parametrizations.weight[0].training)
linear.train()
parametrize.register_parametrization(linear, "weight", Same().eval())
print([one.training for one in linear.parametrizations.weight])
said(lambda: parametrize.register_parametrization(linear, "weight", First()))
parametrize.register_parametrization(linear, "weight", First(), unsafe=True)
parametrize.register_parametrization(linear, "weight", Same())
print(linear.weight.shape, parametrize.type_before_parametrizations(linear))
said(lambda: pickle.dumps(linear))
# %%
attention, q, batch = nn.MultiheadAttention(4, 2), torch.randn(3, 4), torch.randn(3, 2, 4)
said(lambda: attention(q, q, q, key_padding_mask=torch.zeros(2, 3)))
said(lambda: attention(batch, batch, batch, key_padding_mask=torch.zeros(3)))
said(lambda: attention(batch, q, batch))
said(lambda: attention(q[0], q, q))
said(lambda: attention(q, q, q, attn_mask=torch.zeros(3)))
# %%
import copy
from typing import NamedTuple

twin = copy.deepcopy(linear)
print(type(twin), twin.weight.equal(linear.weight), list(twin.state_dict()))
print(twin.parametrizations.weight.original is linear.parametrizations.weight.original)


class Pair(NamedTuple):
    double: torch.Tensor
    square: torch.Tensor


class Both(nn.Module):
    def forward(self, x):
        return Pair(2 * x, x**2)


both = Both()
both.register_full_backward_hook(lambda module, before, after: print(before, after))
found = both(torch.tensor([1.0, 3.0], requires_grad=True))
print(type(found).__name__, found.square)
found.double.sum().backward()
