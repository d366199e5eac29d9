# LSTMs with projections; the nodes of packed sequences.
# %%
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence

for options in ({}, {"batch_first": True}, {"num_layers": 2, "bidirectional": True},
                {"bias": False, "num_layers": 2}):
    torch.manual_seed(3)
    lstm = nn.LSTM(4, 6, proj_size=2, **options)
    print(lstm, [(name, tuple(p.shape)) for name, p in lstm.named_parameters()])
    output, (h, c) = lstm(torch.ones(3, 2, 4).cumsum(0))
    print(output, h, c)
    (output.pow(2).sum() + c.sum()).backward()
    print([p.grad.norm() for p in lstm.parameters()])
# %%
x = torch.arange(24.0).view(3, 2, 4) / 10
print(lstm(pack_padded_sequence(x, [3, 2]))[0])
lstm(x, (torch.zeros(1, 2, 6), torch.zeros(1, 2, 6)))
# %%
nn.LSTM(4, 2, proj_size=2)
# %%
nn.LSTM(4, 2, proj_size=-1)
# %%
nn.GRU(4, 3, proj_size=2)
# %%
x = torch.arange(6.0).view(3, 2, 1).requires_grad_()
for first in (False, True):
    batch = x.transpose(0, 1) if first else x
    for lengths in ([3, 2], [2, 3]):
        packed = pack_padded_sequence(batch, lengths, first, enforce_sorted=False)
        print(packed, pad_packed_sequence(packed, first))
        print(pad_packed_sequence(packed, first, total_length=4)[0])
    packed = pack_padded_sequence(batch, [3, 2], first)
    print(pad_packed_sequence(packed, first, total_length=4))
    for layer in (nn.GRU(1, 2), nn.LSTM(1, 2), nn.RNN(1, 2)):
        out = layer(packed)[0]
        print(out.data.grad_fn, pad_packed_sequence(out, first)[0].grad_fn)
print(pack_sequence([x[:, 0], x[:2, 1]]).data)
