# A recurrent network by hand, attention with masks, positions.
# %%
import torch, math, collections, re
from torch import nn
from torch.nn import functional as F
torch.manual_seed(1)
T = 60; time = torch.arange(1, T + 1, dtype=torch.float32); x = torch.sin(0.01 * time) + torch.randn(T) * 0.2; tau = 4; features = torch.zeros((T - tau, tau))
for i in range(tau): features[:, i] = x[i: T - tau + i]
labels = x[tau:].reshape((-1, 1)); features[:2], labels[:2]
# %%
net = nn.Sequential(nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 1)); loss = nn.MSELoss(reduction='none'); opt = torch.optim.Adam(net.parameters(), 0.01)
for e in range(3):
    for X, y in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(features, labels), 16, shuffle=True): opt.zero_grad(); l = loss(net(X), y); l.sum().backward(); opt.step()
    print(f'epoch {e + 1}, loss: {loss(net(features), labels).mean():f}')
# %%
tokens = list('time traveller'); counter = collections.Counter(tokens); vocab = ['<unk>'] + [t for t, _ in sorted(counter.items(), key=lambda x: (-x[1], x[0]))]; idx = {t: i for i, t in enumerate(vocab)}; corpus = [idx[t] for t in tokens]; print(vocab, corpus)
X = torch.arange(10).reshape((2, 5)); print(F.one_hot(torch.tensor([0, 2]), 5), F.one_hot(X.T, 28).shape)
# %%
def get_params(vocab_size, num_hiddens):
    def normal(shape): return torch.randn(size=shape) * 0.01
    params = [normal((vocab_size, num_hiddens)), normal((num_hiddens, num_hiddens)), torch.zeros(num_hiddens), normal((num_hiddens, vocab_size)), torch.zeros(vocab_size)]
    for param in params: param.requires_grad_(True)
    return params
def rnn(inputs, state, params):
    W_xh, W_hh, b_h, W_hq, b_q = params; H, = state; outputs = []
    for X in inputs: H = torch.tanh(torch.mm(X, W_xh) + torch.mm(H, W_hh) + b_h); Y = torch.mm(H, W_hq) + b_q; outputs.append(Y)
    return torch.cat(outputs, dim=0), (H,)
params = get_params(28, 8); state = (torch.zeros((2, 8)),); Y, new_state = rnn(F.one_hot(X.T, 28).type(torch.float32), state, params); Y.shape, len(new_state), new_state[0].shape
# %%
def grad_clipping(net, theta):
    params = [p for p in net.parameters() if p.requires_grad] if isinstance(net, nn.Module) else net; norm = torch.sqrt(sum(torch.sum((p.grad ** 2)) for p in params))
    if norm > theta:
        for param in params: param.grad[:] *= theta / norm
    return norm
l = F.cross_entropy(Y, torch.randint(0, 28, (10,))); l.backward(); n = grad_clipping(params, 0.1); print(f'{l:.4f}', n > 0, torch.sqrt(sum((p.grad ** 2).sum() for p in params)))
# %%
rnn_layer = nn.RNN(28, 16); state = torch.zeros((1, 2, 16)); Y, s = rnn_layer(torch.rand(size=(5, 2, 28)), state); print(Y.shape, s.shape, rnn_layer)
W_xi, W_hi, b_i = torch.randn(3, 4), torch.randn(4, 4), torch.zeros(4); lstm = nn.LSTM(3, 4); gru = nn.GRU(3, 4); print(lstm, gru, [p.shape for p in gru.parameters()])
# %%
def masked_softmax(X, valid_lens):
    def _sequence_mask(X, valid_len, value=0): maxlen = X.size(1); mask = torch.arange((maxlen), dtype=torch.float32, device=X.device)[None, :] < valid_len[:, None]; X[~mask] = value; return X
    if valid_lens is None: return nn.functional.softmax(X, dim=-1)
    shape = X.shape
    if valid_lens.dim() == 1: valid_lens = torch.repeat_interleave(valid_lens, shape[1])
    else: valid_lens = valid_lens.reshape(-1)
    X = _sequence_mask(X.reshape(-1, shape[-1]), valid_lens, value=-1e6); return nn.functional.softmax(X.reshape(shape), dim=-1)
print(masked_softmax(torch.rand(2, 2, 4), torch.tensor([2, 3])), masked_softmax(torch.rand(2, 2, 4), torch.tensor([[1, 3], [2, 4]])))
# %%
class DotProductAttention(nn.Module):
    def __init__(self, dropout): super().__init__(); self.dropout = nn.Dropout(dropout)
    def forward(self, queries, keys, values, valid_lens=None): d = queries.shape[-1]; scores = torch.bmm(queries, keys.transpose(1, 2)) / math.sqrt(d); self.attention_weights = masked_softmax(scores, valid_lens); return torch.bmm(self.dropout(self.attention_weights), values)
queries = torch.normal(0, 1, (2, 1, 2)); keys = torch.normal(0, 1, (2, 10, 2)); values = torch.normal(0, 1, (2, 10, 4)); valid_lens = torch.tensor([2, 6]); attention = DotProductAttention(dropout=0.5); attention.eval(); print(attention(queries, keys, values, valid_lens).shape, attention.attention_weights.reshape((1, 1, 2, 10)).shape, attention.attention_weights[0])
# %%
class AdditiveAttention(nn.Module):
    def __init__(self, num_hiddens, dropout, **kwargs): super(AdditiveAttention, self).__init__(**kwargs); self.W_k = nn.LazyLinear(num_hiddens, bias=False); self.W_q = nn.LazyLinear(num_hiddens, bias=False); self.w_v = nn.LazyLinear(1, bias=False); self.dropout = nn.Dropout(dropout)
    def forward(self, queries, keys, values, valid_lens): queries, keys = self.W_q(queries), self.W_k(keys); features = queries.unsqueeze(2) + keys.unsqueeze(1); features = torch.tanh(features); scores = self.w_v(features).squeeze(-1); self.attention_weights = masked_softmax(scores, valid_lens); return torch.bmm(self.dropout(self.attention_weights), values)
aa = AdditiveAttention(8, 0.1); aa.eval(); aa(torch.normal(0, 1, (2, 1, 20)), keys, values, valid_lens).shape
# %%
class MultiHeadAttention(nn.Module):
    def __init__(self, num_hiddens, num_heads): super().__init__(); self.num_heads = num_heads; self.attention = DotProductAttention(0); self.W_q = nn.LazyLinear(num_hiddens, bias=False); self.W_k = nn.LazyLinear(num_hiddens, bias=False); self.W_v = nn.LazyLinear(num_hiddens, bias=False); self.W_o = nn.LazyLinear(num_hiddens, bias=False)
    def tq(self, X): X = X.reshape(X.shape[0], X.shape[1], self.num_heads, -1); X = X.permute(0, 2, 1, 3); return X.reshape(-1, X.shape[2], X.shape[3])
    def to(self, X): X = X.reshape(-1, self.num_heads, X.shape[1], X.shape[2]); X = X.permute(0, 2, 1, 3); return X.reshape(X.shape[0], X.shape[1], -1)
    def forward(self, q, k, v, valid_lens):
        q, k, v = self.tq(self.W_q(q)), self.tq(self.W_k(k)), self.tq(self.W_v(v))
        if valid_lens is not None: valid_lens = torch.repeat_interleave(valid_lens, repeats=self.num_heads, dim=0)
        return self.W_o(self.to(self.attention(q, k, v, valid_lens)))
mh = MultiHeadAttention(8, 2); X = torch.ones((2, 4, 8)); print(mh(X, X, X, torch.tensor([3, 2])).shape, torch.repeat_interleave(torch.tensor([1, 2]), torch.tensor([2, 1])), torch.repeat_interleave(torch.tensor([[1, 2]]), 2, dim=0))
# %%
ln = nn.LayerNorm(2); bn = nn.LazyBatchNorm1d(); X = torch.tensor([[1, 2], [2, 3]], dtype=torch.float32); print('layer norm:', ln(X), '\nbatch norm:', bn(X))
# %%
class PositionalEncoding(nn.Module):
    def __init__(self, num_hiddens, dropout, max_len=1000): super().__init__(); self.dropout = nn.Dropout(dropout); self.P = torch.zeros((1, max_len, num_hiddens)); X = torch.arange(max_len, dtype=torch.float32).reshape(-1, 1) / torch.pow(10000, torch.arange(0, num_hiddens, 2, dtype=torch.float32) / num_hiddens); self.P[:, :, 0::2] = torch.sin(X); self.P[:, :, 1::2] = torch.cos(X)
    def forward(self, X): X = X + self.P[:, :X.shape[1], :].to(X.device); return self.dropout(X)
p = PositionalEncoding(4, 0); p.eval(); p(torch.zeros((1, 3, 4)))
# %%
def attention_pool(q, k, v): w = torch.exp(-(q[:, None] - k[None, :]) ** 2 / 2); w = w / w.sum(0); return v @ w, w
xs = torch.sort(torch.rand(6) * 5)[0]; yh, w = attention_pool(xs, xs, torch.sin(xs)); print(xs.shape, yh.shape, w.sum(0))
