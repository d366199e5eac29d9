# Softmax regression written out, and with the library.
# %%
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
X = torch.rand(12, 5)
y = torch.randint(0, 3, (12,))
W = torch.normal(0, 0.01, size=(5, 3), requires_grad=True)
b = torch.zeros(3, requires_grad=True)


def softmax(X):
    X_exp = torch.exp(X)
    partition = X_exp.sum(1, keepdim=True)
    return X_exp / partition


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[range(len(y_hat)), y])


y_hat = softmax(torch.matmul(X.reshape((-1, W.shape[0])), W) + b)
print(y_hat[:2], y_hat.sum(1)[:2], cross_entropy(y_hat, y).mean())
# %%
print(F.cross_entropy(X @ W + b, y), nn.NLLLoss()(F.log_softmax(X @ W + b, dim=-1), y))
preds = y_hat.argmax(axis=1)
cmp = preds.type(y.dtype) == y
float(cmp.type(y.dtype).sum()) / len(y)
# %%
updater = torch.optim.SGD([W, b], lr=0.5)
for epoch in range(3):
    l = cross_entropy(softmax(X @ W + b), y)
    updater.zero_grad()
    l.mean().backward()
    updater.step()
    print(epoch, "%.5f" % l.mean())
