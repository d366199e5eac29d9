# Names that few programs use: averaged weights, pruning, packed sequences, generators.
# %%
import torch
from torch import nn
from torch.nn.utils import prune
from torch.nn.utils.rnn import pack_sequence, pad_sequence, unpack_sequence, unpad_sequence
from torch.optim.swa_utils import SWALR, AveragedModel, get_ema_avg_fn

torch.manual_seed(0)
model = nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = SWALR(optimizer, swa_lr=0.05, anneal_epochs=3, anneal_strategy="linear")
rates = []
for _ in range(5):
    optimizer.step()
    scheduler.step()
    rates.append(round(optimizer.param_groups[0]["lr"], 4))
rates
# %%
averaged = AveragedModel(model, avg_fn=get_ema_avg_fn(0.9))
averaged.update_parameters(model)
with torch.no_grad():
    model.weight.add_(1)
averaged.update_parameters(model)
averaged.module.weight, averaged.n_averaged
# %%
pruned = nn.Linear(4, 3)
prune.random_unstructured(pruned, "weight", amount=5)
pruned.weight_mask.sum(), sorted(dict(pruned.named_buffers())), prune.is_pruned(pruned)
# %%
pruned = nn.Linear(4, 3)
prune.random_structured(pruned, "weight", amount=1, dim=0)
pruned.weight_mask.sum(1).sort().values
# %%
net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))
pairs = [(net[0], "weight"), (net[1], "weight")]
prune.global_unstructured(pairs, pruning_method=prune.L1Unstructured, amount=0.5)
[int(layer.weight_mask.sum()) for layer in net]
# %%
sequences = [torch.arange(3.0), torch.arange(2.0), torch.arange(1.0)]
padded, lengths = pad_sequence(sequences, batch_first=True), torch.tensor([3, 2, 1])
unpad_sequence(padded, lengths, batch_first=True), unpack_sequence(pack_sequence(sequences))
# %%
before = torch.rand(2)
with torch.random.fork_rng():
    torch.manual_seed(1)
    inside = torch.rand(2)
after = torch.rand(2)
before, inside, after
# %%
torch.distributions.Categorical(torch.tensor([0.25, 0.75])).perplexity()
# %%
norm = nn.BatchNorm1d(2)
norm.get_buffer("running_mean"), norm.get_parameter("weight").shape
# %%
norm.get_buffer("weight")
# %%
torch.manual_seed(3)
[w.shape for w in nn.LSTM(2, 3).all_weights[0]]
# %%
(norm.double().running_mean.dtype, norm.weight.dtype, norm.float().running_var.dtype,
 norm.half().weight.dtype)
# %%
a = torch.arange(9.0).reshape(3, 3).requires_grad_()
def changed(cut):
    whole = a * 2
    parts = cut(whole)
    print([tuple(part.shape) for part in parts], parts[0].grad_fn.name(), parts[0]._is_view())
    parts[0].mul_(3)
    print(parts[0].grad_fn.name(), whole._version, [part._version for part in parts])
    parts[0].sum().backward()
    gradient, a.grad = a.grad, None
    return gradient, whole
changed(lambda t: t.unsafe_split(1)), changed(lambda t: torch.unsafe_split(t, 2, 1))
# %%
changed(lambda t: t.unsafe_split_with_sizes((1, 2), -1)), changed(lambda t: torch.unsafe_split_with_sizes(t, [3]))
# %%
changed(lambda t: t.unsafe_chunk(2)), changed(lambda t: torch.unsafe_chunk(t, 3, 1))
# %%
with torch.no_grad(): print([part.requires_grad for part in a.unsafe_chunk(2)])
a.unsafe_split_with_sizes((1, 3))
# %%
x = torch.arange(6.0).reshape(2, 3)
x.as_strided_((1, 2), (2, 2)), x._version, x.stride()
# %%
y = a + 1
print(y.as_strided_((2, 2), (1, 1), 1))
y.sum().backward()
a.grad
# %%
a.as_strided_((1,), (1,))
