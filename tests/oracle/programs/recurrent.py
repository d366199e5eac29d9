"""Recurrent layers and cells: names of nodes, states, shapes, gradients, errors."""

# %%
import torch
from torch import nn

torch.manual_seed(4)
x = torch.randn(4, 2, 3)

# %%
rnn = nn.RNN(3, 2)
print(rnn, [(name, tuple(p.shape)) for name, p in rnn.named_parameters()])
states, last = rnn(x)
print(states, last)

# %%
states.sum().backward()
for name, p in rnn.named_parameters():
    print(name, p.grad)

# %%
gru = nn.GRU(3, 2, num_layers=2, batch_first=True)
states, last = gru(x, torch.ones(2, 4, 2))
print(gru, states.shape, states.grad_fn.name(), last)
last.pow(2).sum().backward()
print(gru.weight_hh_l1.grad, gru.bias_ih_l0.grad)

# %%
lstm = nn.LSTM(3, 2)
states, (h, c) = lstm(x)
print(lstm, states, h, c)

# %%
(h.sum() + c.sum()).backward()
print(lstm.weight_ih_l0.grad, lstm.bias_hh_l0.grad)

# %%
states, (h, c) = nn.LSTM(3, 2, batch_first=True)(x, (torch.ones(1, 4, 2), torch.zeros(1, 4, 2)))
print(states, h.shape, c.grad_fn.name())

# %%
both = nn.RNN(3, 2, nonlinearity="relu", bidirectional=True, bias=False)
states, last = both(x)
print(both, states, last.shape, [name for name, _ in both.named_parameters()])

# %%
for layer in nn.RNN(3, 2), nn.RNN(3, 2, batch_first=True), nn.GRU(3, 2), nn.LSTM(3, 2):
    states, last = layer(x[:, 0])
    print(states.shape, states.grad_fn.name(), [one.shape for one in last])

# %%
cell = nn.RNNCell(3, 2)
h = torch.zeros(2, 2)
for step in x:
    h = cell(step, h)
print(cell, h)

# %%
cell = nn.GRUCell(3, 2)
h = cell(x[0])
print(cell, h, cell(x[0, 0]))
h.sum().backward()
print(cell.weight_hh.grad, cell.weight_ih.grad)

# %%
cell = nn.LSTMCell(3, 2, bias=False)
h, c = cell(x[1])
print(cell, h, c)
h, c = cell(x[2], (h, c))
h.sum().backward()
print(cell.weight_hh.grad)

# %%
nn.RNN(3, 2)(torch.randn(3))

# %%
nn.RNN(3, 2)(torch.randn(2, 1, 5))

# %%
nn.LSTM(3, 2)(x, (torch.ones(1, 3, 2), torch.ones(1, 2, 2)))

# %%
nn.GRU(3, 2)(x, torch.ones(1, 2))

# %%
nn.LSTM(3, 2)(x, torch.ones(1, 2, 2))

# %%
nn.RNNCell(3, 2)(torch.ones(2, 4))

# %%
nn.RNNCell(3, 2)(torch.ones(2, 3), torch.ones(1, 2))

# %%
nn.RNN(3, 2, nonlinearity="sigmoid")
