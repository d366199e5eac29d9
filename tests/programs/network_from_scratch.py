# From tensors alone to modules, optimizers and loaders.
# %%
import math, torch, numpy as np
from torch import nn, optim
import torch.nn.functional as F
from torch.utils.data import TensorDataset, DataLoader
np.random.seed(0); torch.manual_seed(0)
x_train, y_train, x_valid, y_valid = map(torch.tensor, (np.random.rand(96, 36).astype(np.float32), np.random.randint(0, 10, 96), np.random.rand(32, 36).astype(np.float32), np.random.randint(0, 10, 32)))
n, c = x_train.shape; print(x_train.dtype, y_train.dtype, x_train.shape, y_train.min(), y_train.max())
# %%
weights = torch.randn(36, 10) / math.sqrt(36); weights.requires_grad_(); bias = torch.zeros(10, requires_grad=True)
def log_softmax(x): return x - x.exp().sum(-1).log().unsqueeze(-1)
def model(xb): return log_softmax(xb @ weights + bias)
bs = 16; xb = x_train[0:bs]; preds = model(xb); print(preds[0], preds.shape)
# %%
def nll(input, target): return -input[range(target.shape[0]), target].mean()
yb = y_train[0:bs]; print(nll(preds, yb))
def accuracy(out, yb): preds = torch.argmax(out, dim=1); return (preds == yb).float().mean()
print(accuracy(preds, yb))
# %%
lr = 0.5
for epoch in range(2):
    for i in range((n - 1) // bs + 1):
        xb, yb = x_train[i * bs:i * bs + bs], y_train[i * bs:i * bs + bs]
        loss = nll(model(xb), yb); loss.backward()
        with torch.no_grad():
            weights -= weights.grad * lr; bias -= bias.grad * lr; weights.grad.zero_(); bias.grad.zero_()
print(round(nll(model(xb), yb).item(), 4), accuracy(model(xb), yb))
# %%
class Mnist_Logistic(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(36, 10) / math.sqrt(36)); self.bias = nn.Parameter(torch.zeros(10))
    def forward(self, xb): return xb @ self.weights + self.bias
model = Mnist_Logistic(); loss_func = F.cross_entropy; print(loss_func(model(xb), yb)); print(model)
# %%
with torch.no_grad():
    loss_func(model(xb), yb)
    for p in model.parameters(): p -= 0.1
model.zero_grad(); [(n, p.shape) for n, p in model.named_parameters()]
# %%
class Lambda(nn.Module):
    def __init__(self, func): super().__init__(); self.func = func
    def forward(self, x): return self.func(x)
def preprocess(x): return x.view(-1, 1, 6, 6)
model = nn.Sequential(Lambda(preprocess), nn.Conv2d(1, 4, kernel_size=3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(4, 10, kernel_size=3, stride=2, padding=1), nn.ReLU(), nn.AvgPool2d(2), Lambda(lambda x: x.view(x.size(0), -1)))
print(model); opt = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
# %%
def loss_batch(model, loss_func, xb, yb, opt=None):
    loss = loss_func(model(xb), yb)
    if opt is not None: loss.backward(); opt.step(); opt.zero_grad()
    return loss.item(), len(xb)
def fit(epochs, model, loss_func, opt, train_dl, valid_dl):
    for epoch in range(epochs):
        model.train()
        for xb, yb in train_dl: loss_batch(model, loss_func, xb, yb, opt)
        model.eval()
        with torch.no_grad(): losses, nums = zip(*[loss_batch(model, loss_func, xb, yb) for xb, yb in valid_dl])
        print(epoch, round(np.sum(np.multiply(losses, nums)) / np.sum(nums), 4))
train_dl = DataLoader(TensorDataset(x_train, y_train), batch_size=bs, shuffle=True); valid_dl = DataLoader(TensorDataset(x_valid, y_valid), batch_size=bs * 2); fit(2, model, F.cross_entropy, opt, train_dl, valid_dl)
# %%
class WrappedDataLoader:
    def __init__(self, dl, func): self.dl, self.func = dl, func
    def __len__(self): return len(self.dl)
    def __iter__(self):
        for b in self.dl: yield (self.func(*b))
dev = torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu"); dl = WrappedDataLoader(train_dl, lambda x, y: (x.view(-1, 1, 6, 6).to(dev), y.to(dev))); len(dl), next(iter(dl))[0].shape, dev
# %%
model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), Lambda(lambda x: x.view(x.size(0), -1))); model(next(iter(dl))[0]).shape, sum(p.numel() for p in model.parameters())
# %%
device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"; print(f"Using {device} device")
