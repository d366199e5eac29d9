# Words as embeddings: a context predicts the next word.
# %%
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

torch.manual_seed(1)
word_to_ix = {"hello": 0, "world": 1}
embeds = nn.Embedding(2, 5)
lookup_tensor = torch.tensor([word_to_ix["hello"]], dtype=torch.long)
print(embeds(lookup_tensor))
# %%
sentence = "when forty winters shall besiege thy brow and dig deep trenches".split()
trigrams = [([sentence[i], sentence[i + 1]], sentence[i + 2]) for i in range(len(sentence) - 2)]
ix = {word: i for i, word in enumerate(sorted(set(sentence)))}


class NGram(nn.Module):
    def __init__(self, vocab_size, embedding_dim, context_size):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.linear1 = nn.Linear(context_size * embedding_dim, 8)
        self.linear2 = nn.Linear(8, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).view((1, -1))
        out = F.relu(self.linear1(embeds))
        return F.log_softmax(self.linear2(out), dim=1)


losses = []
model = NGram(len(ix), 4, 2)
loss_function = nn.NLLLoss()
optimizer = optim.SGD(model.parameters(), lr=0.05)
for epoch in range(3):
    total_loss = 0
    for context, target in trigrams:
        context_idxs = torch.tensor([ix[w] for w in context], dtype=torch.long)
        model.zero_grad()
        loss = loss_function(model(context_idxs), torch.tensor([ix[target]], dtype=torch.long))
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
    losses.append(total_loss)
print(["%.4f" % l for l in losses])
print(model.embeddings.weight[ix["winters"]])
