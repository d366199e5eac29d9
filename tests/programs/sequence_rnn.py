"""A recurrent layer learns to say which number of a sequence came first."""

# %%
import torch
import torch.nn as nn

torch.manual_seed(7)
numbers = torch.randn(12, 5, 1)
first = (numbers[:, 0, 0] > 0).long()
print(numbers.shape, first)

# %%
class FirstSign(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.GRU(1, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 2)

    def forward(self, x):
        states, last = self.rnn(x)
        return self.head(states[:, -1])


model = FirstSign(6)
print(model)
print(sum(p.numel() for p in model.parameters()), [n for n, _ in model.named_parameters()])

# %%
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(6):
    optimizer.zero_grad()
    loss = loss_fn(model(numbers), first)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(f"{epoch} loss {loss.item():.4f} norm {norm:.3f}")

# %%
model.eval()
with torch.no_grad():
    guess = model(numbers).argmax(1)
print(guess, f"{(guess == first).float().mean():.2f}")

# %%
# The same layer, step by step with a cell that shares its weights.
cell = nn.GRUCell(1, 6)
cell.load_state_dict({name[: -len("_l0")]: p for name, p in model.rnn.state_dict().items()})
h = torch.zeros(12, 6)
for step in numbers.unbind(1):
    h = cell(step, h)
print(torch.allclose(h, model.rnn(numbers)[1][0], atol=1e-6))

# %%
lstm = nn.LSTM(1, 3)
out, (h, c) = lstm(numbers.transpose(0, 1))
print(out.shape, h.shape, c.shape, torch.equal(out[-1], h[0]))
out[-1].sum().backward()
print(lstm.weight_hh_l0.grad.shape, lstm.bias_ih_l0.grad[:3])
