# Backpropagation by hand through an MLP, compared with autograd.
# %%
import torch
import torch.nn.functional as F

g = torch.Generator().manual_seed(2147483647)
n, V, H = 6, 5, 4
X = torch.randint(0, V, (n, 3), generator=g)
Y = torch.randint(0, V, (n,), generator=g)
C = torch.randn((V, 2), generator=g)
W1 = torch.randn((6, H), generator=g) * 0.8
b1 = torch.randn(H, generator=g) * 0.1
W2 = torch.randn((H, V), generator=g) * 0.1
b2 = torch.randn(V, generator=g) * 0.1
parameters = [C, W1, b1, W2, b2]
for p in parameters:
    p.requires_grad = True


def cmp(s, dt, t):
    app = torch.allclose(dt, t.grad, atol=1e-7)
    print(f"{s:10s} | approximate: {str(app):5s} | maxdiff small: {(dt - t.grad).abs().max().item() < 1e-6}")


# %%
emb = C[X]
embcat = emb.view(emb.shape[0], -1)
hpre = embcat @ W1 + b1
h = torch.tanh(hpre)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdim=True).values
norm_logits = logits - logit_maxes
counts = norm_logits.exp()
counts_sum = counts.sum(1, keepdims=True)
counts_sum_inv = counts_sum**-1
probs = counts * counts_sum_inv
logprobs = probs.log()
loss = -logprobs[range(n), Y].mean()
for t in [logprobs, probs, counts, counts_sum, norm_logits, logits, h, hpre, embcat, emb]:
    t.retain_grad()
loss.backward()
loss
# %%
dlogprobs = torch.zeros_like(logprobs)
dlogprobs[range(n), Y] = -1.0 / n
dprobs = (1.0 / probs) * dlogprobs
dcounts_sum_inv = (counts * dprobs).sum(1, keepdim=True)
dcounts = counts_sum_inv * dprobs
dcounts_sum = (-(counts_sum**-2)) * dcounts_sum_inv
dcounts += torch.ones_like(counts) * dcounts_sum
dnorm_logits = counts * dcounts
dlogits = dnorm_logits.clone()
dlogit_maxes = (-dnorm_logits).sum(1, keepdim=True)
dlogits += F.one_hot(logits.max(1).indices, num_classes=logits.shape[1]) * dlogit_maxes
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dhpre = (1.0 - h**2) * dh
dembcat = dhpre @ W1.T
dW1 = embcat.T @ dhpre
db1 = dhpre.sum(0)
demb = dembcat.view(emb.shape)
dC = torch.zeros_like(C)
for k in range(X.shape[0]):
    for j in range(X.shape[1]):
        dC[X[k, j]] += demb[k, j]
cmp("logprobs", dlogprobs, logprobs)
cmp("probs", dprobs, probs)
cmp("logits", dlogits, logits)
cmp("h", dh, h)
cmp("W2", dW2, W2)
cmp("b1", db1, b1)
cmp("C", dC, C)
