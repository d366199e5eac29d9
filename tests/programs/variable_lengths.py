# Sentences of different lengths in one batch: padded, packed, through recurrent layers, and back.
# %%
import torch
from torch import nn
from torch.nn.utils.rnn import (
    PackedSequence,
    pack_padded_sequence,
    pack_sequence,
    pad_packed_sequence,
    pad_sequence,
    unpad_sequence,
)

torch.manual_seed(4)
words = {word: place for place, word in enumerate("<pad> the cat dog sat ran on a mat home".split())}
sentences = ["the cat sat on a mat", "the dog ran home", "a cat ran", "home"]
rows = [torch.tensor([words[word] for word in sentence.split()]) for sentence in sentences]
batch = pad_sequence(rows, batch_first=True)
lengths = torch.tensor([len(row) for row in rows])
print(batch)
print(lengths)
# %%
packed = pack_sequence([row.float().unsqueeze(1) for row in rows])
print(packed)
output, hidden = nn.RNN(1, 3)(packed)
print(output)
print(hidden)
# %%
embedding = nn.Embedding(len(words), 8, padding_idx=0)
lstm = nn.LSTM(8, 12, num_layers=2, batch_first=True)
packed = pack_padded_sequence(embedding(batch), lengths, batch_first=True)
output, (hidden, cell) = lstm(packed)
print(output.data[:3], output.batch_sizes)
print(hidden[-1])
print(cell.shape, cell.sum().item())
padded, found = pad_packed_sequence(output, batch_first=True)
print(padded.shape, found)
print(padded[1, :, :4])
# %%
head = nn.Linear(12, 2)
optimizer = torch.optim.Adam([*embedding.parameters(), *lstm.parameters(), *head.parameters()], lr=0.02)
target = torch.tensor([0, 1, 0, 1])
for step in range(10):
    packed = pack_padded_sequence(embedding(batch), lengths, batch_first=True)
    _, (hidden, _) = lstm(packed)
    loss = nn.functional.cross_entropy(head(hidden[-1]), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 3 == 0:
        print(step, loss.item())
print(embedding.weight.grad[:3])
# %%
shuffled = torch.tensor([2, 0, 3, 1])
mixed = pack_padded_sequence(embedding(batch[shuffled]), lengths[shuffled], batch_first=True, enforce_sorted=False)
print(mixed.sorted_indices, mixed.unsorted_indices)
gru = nn.GRU(8, 8, batch_first=True, bidirectional=True)
first = torch.randn(2, 4, 8, requires_grad=True)
output, hidden = gru(mixed, first)
print(hidden[:, :, :4])
padded, found = pad_packed_sequence(output, batch_first=True)
print(found, padded.sum((1, 2)).tolist())
(padded**2).sum().backward()
print(first.grad.sum(2).tolist())
print(gru.weight_hh_l0.grad[:2].tolist())
print([tuple(one.shape) for one in unpad_sequence(padded, found, batch_first=True)])
# %%
print(packed.is_cuda, packed.to(torch.float32) is packed, packed.double().data.dtype, packed.cpu() is packed)
halves = mixed.to(torch.float64)
print(type(halves).__name__, halves.data.dtype, halves.batch_sizes, halves.unsorted_indices)
# %%
print(PackedSequence((torch.arange(4.0), torch.tensor([2, 1, 1]))))
print(PackedSequence(torch.arange(3.0), torch.tensor([2, 1]), torch.tensor([1, 0])).unsorted_indices)
# %%
PackedSequence()
# %%
PackedSequence(3)
# %%
gru(pack_padded_sequence(torch.ones(4, 6, 5), lengths, batch_first=True))
# %%
gru(pack_sequence([torch.ones(3, 8)]), torch.zeros(2, 8))
