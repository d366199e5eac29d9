# Convolution, pooling and normalisation by hand, and as layers.
# %%
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(0)
def corr2d(X, K):
    h, w = K.shape
    Y = torch.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i:i + h, j:j + w] * K).sum()
    return Y
X = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]); K = torch.tensor([[0.0, 1.0], [2.0, 3.0]]); corr2d(X, K)
# %%
class Conv2D(nn.Module):
    def __init__(self, kernel_size): super().__init__(); self.weight = nn.Parameter(torch.rand(kernel_size)); self.bias = nn.Parameter(torch.zeros(1))
    def forward(self, x): return corr2d(x, self.weight) + self.bias
c = Conv2D((2, 2)); c(X).sum().backward(); c.weight.grad, c.bias.grad
# %%
X = torch.ones((6, 8)); X[:, 2:6] = 0; K = torch.tensor([[1.0, -1.0]]); Y = corr2d(X, K); print(Y, corr2d(X.t(), K))
conv2d = nn.LazyConv2d(1, kernel_size=(1, 2), bias=False); X = X.reshape((1, 1, 6, 8)); Y = Y.reshape((1, 1, 6, 7)); lr = 3e-2
for i in range(10):
    Y_hat = conv2d(X); l = (Y_hat - Y) ** 2; conv2d.zero_grad(); l.sum().backward(); conv2d.weight.data[:] -= lr * conv2d.weight.grad
    if (i + 1) % 2 == 0: print(f'epoch {i + 1}, loss {l.sum():.3f}')
conv2d.weight.data.reshape((1, 2))
# %%
def comp_conv2d(conv2d, X): X = X.reshape((1, 1) + X.shape); Y = conv2d(X); return Y.reshape(Y.shape[2:])
X = torch.rand(size=(8, 8)); print(comp_conv2d(nn.LazyConv2d(1, kernel_size=3, padding=1), X).shape, comp_conv2d(nn.LazyConv2d(1, kernel_size=(5, 3), padding=(2, 1)), X).shape, comp_conv2d(nn.LazyConv2d(1, kernel_size=(3, 5), padding=(0, 1), stride=(3, 4)), X).shape)
# %%
def corr2d_multi_in(X, K): return sum(corr2d(x, k) for x, k in zip(X, K))
def corr2d_multi_in_out(X, K): return torch.stack([corr2d_multi_in(X, k) for k in K], 0)
X = torch.tensor([[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]); K = torch.tensor([[[0.0, 1.0], [2.0, 3.0]], [[1.0, 2.0], [3.0, 4.0]]]); print(corr2d_multi_in(X, K)); K = torch.stack((K, K + 1, K + 2), 0); print(K.shape, corr2d_multi_in_out(X, K))
# %%
def pool2d(X, pool_size, mode='max'):
    p_h, p_w = pool_size; Y = torch.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == 'max': Y[i, j] = X[i: i + p_h, j: j + p_w].max()
            elif mode == 'avg': Y[i, j] = X[i: i + p_h, j: j + p_w].mean()
    return Y
X = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]); print(pool2d(X, (2, 2)), pool2d(X, (2, 2), 'avg')); X = torch.arange(16, dtype=torch.float32).reshape((1, 1, 4, 4)); print(nn.MaxPool2d(3)(X), nn.MaxPool2d(3, padding=1, stride=2)(X), nn.MaxPool2d((2, 3), stride=(2, 3), padding=(0, 1))(X)); X = torch.cat((X, X + 1), 1); nn.MaxPool2d(3, padding=1, stride=2)(X)
# %%
net = nn.Sequential(nn.LazyConv2d(6, kernel_size=5, padding=2), nn.Sigmoid(), nn.AvgPool2d(kernel_size=2, stride=2), nn.LazyConv2d(16, kernel_size=5), nn.Sigmoid(), nn.AvgPool2d(kernel_size=2, stride=2), nn.Flatten(), nn.LazyLinear(120), nn.Sigmoid(), nn.LazyLinear(84), nn.Sigmoid(), nn.LazyLinear(10)); X = torch.randn(1, 1, 28, 28)
for layer in net: X = layer(X); print(layer.__class__.__name__, 'output shape:\t', X.shape)
def init_cnn(module):
    if type(module) == nn.Linear or type(module) == nn.Conv2d: nn.init.xavier_uniform_(module.weight)
net.apply(init_cnn)
# %%
def batch_norm(X, gamma, beta, moving_mean, moving_var, eps, momentum):
    if not torch.is_grad_enabled(): X_hat = (X - moving_mean) / torch.sqrt(moving_var + eps)
    else:
        assert len(X.shape) in (2, 4)
        if len(X.shape) == 2: mean = X.mean(dim=0); var = ((X - mean) ** 2).mean(dim=0)
        else: mean = X.mean(dim=(0, 2, 3), keepdim=True); var = ((X - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
        X_hat = (X - mean) / torch.sqrt(var + eps); moving_mean = (1.0 - momentum) * moving_mean + momentum * mean; moving_var = (1.0 - momentum) * moving_var + momentum * var
    Y = gamma * X_hat + beta; return Y, moving_mean.data, moving_var.data
class BatchNorm(nn.Module):
    def __init__(self, num_features, num_dims):
        super().__init__(); shape = (1, num_features) if num_dims == 2 else (1, num_features, 1, 1); self.gamma = nn.Parameter(torch.ones(shape)); self.beta = nn.Parameter(torch.zeros(shape)); self.moving_mean = torch.zeros(shape); self.moving_var = torch.ones(shape)
    def forward(self, X): Y, self.moving_mean, self.moving_var = batch_norm(X, self.gamma, self.beta, self.moving_mean, self.moving_var, eps=1e-5, momentum=0.1); return Y
bn = BatchNorm(2, 4); y = bn(torch.arange(16.).reshape(2, 2, 2, 2)); print(y[0], bn.moving_mean.reshape(-1), bn.gamma.reshape((-1,)), bn)
# %%
class Residual(nn.Module):
    def __init__(self, num_channels, use_1x1conv=False, strides=1):
        super().__init__(); self.conv1 = nn.LazyConv2d(num_channels, kernel_size=3, padding=1, stride=strides); self.conv2 = nn.LazyConv2d(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.LazyConv2d(num_channels, kernel_size=1, stride=strides) if use_1x1conv else None
        self.bn1 = nn.LazyBatchNorm2d(); self.bn2 = nn.LazyBatchNorm2d()
    def forward(self, X):
        Y = F.relu(self.bn1(self.conv1(X))); Y = self.bn2(self.conv2(Y))
        if self.conv3: X = self.conv3(X)
        Y += X; return F.relu(Y)
blk = Residual(3); X = torch.randn(4, 3, 6, 6); print(blk(X).shape); blk = Residual(6, use_1x1conv=True, strides=2); print(blk(X).shape); blk
# %%
def nin_block(out_channels, kernel_size, strides, padding): return nn.Sequential(nn.LazyConv2d(out_channels, kernel_size, strides, padding), nn.ReLU(), nn.LazyConv2d(out_channels, kernel_size=1), nn.ReLU())
n = nn.Sequential(nin_block(4, 3, 1, 1), nn.MaxPool2d(3, stride=2), nn.Dropout(0.5), nin_block(3, 3, 1, 1), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten()); print(n(torch.rand(1, 1, 8, 8)).shape, n)
# %%
class Inception(nn.Module):
    def __init__(self, c1, c2, c3, c4, **kwargs): super(Inception, self).__init__(**kwargs); self.b1_1 = nn.LazyConv2d(c1, kernel_size=1); self.b2_1 = nn.LazyConv2d(c2[0], kernel_size=1); self.b2_2 = nn.LazyConv2d(c2[1], kernel_size=3, padding=1); self.b4_1 = nn.MaxPool2d(kernel_size=3, stride=1, padding=1); self.b4_2 = nn.LazyConv2d(c4, kernel_size=1)
    def forward(self, x): return torch.cat((F.relu(self.b1_1(x)), F.relu(self.b2_2(F.relu(self.b2_1(x)))), F.relu(self.b4_2(self.b4_1(x)))), dim=1)
i = Inception(2, (2, 3), 0, 1); i(torch.rand(1, 2, 5, 5)).shape
