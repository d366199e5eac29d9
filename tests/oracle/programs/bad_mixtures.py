# Losses, layers and NumPy's arrays and numbers, used wrongly and in mixtures.
# %%
import torch, numpy as np
F = torch.nn.functional
x = torch.tensor([0.2, 0.7], requires_grad=True); n = torch.tensor([1, 0]); a = np.ones(2)
# %%
F.binary_cross_entropy(x, n)
# %%
F.binary_cross_entropy(x, x.detach().double())
# %%
F.binary_cross_entropy(x, torch.ones(2), weight=torch.tensor(2.0))
# %%
F.binary_cross_entropy(x, torch.ones(2, 1))
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2), pos_weight=torch.ones(3))
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2), pos_weight=2.0)
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2, 1))
# %%
F.binary_cross_entropy_with_logits(x, n)
# %%
F.mse_loss(x, n)
# %%
F.mse_loss(x, n, reduction="none").dtype
# %%
F.mse_loss(n, n)
# %%
F.mse_loss(x, torch.ones(3))
# %%
F.l1_loss(n, n)
# %%
F.l1_loss(x, torch.ones(2, 1))
# %%
F.mse_loss(x, torch.ones(2), reduction="foo")
# %%
F.mse_loss(x, torch.ones(2), reduction=None)
# %%
F.cross_entropy(x, 0)
# %%
F.cross_entropy(x, [0])
# %%
F.cross_entropy(x, torch.tensor(5))
# %%
F.cross_entropy(x, torch.tensor(-1))
# %%
F.cross_entropy(x, torch.tensor(-100))
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 3]))
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), weight=[1, 2, 3])
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), weight=torch.ones(3).double())
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), reduction="foo")
# %%
F.nll_loss(torch.ones(2, 3), torch.tensor([0, 1]), weight=torch.ones(2))
# %%
F.linear(x, torch.ones(3))
# %%
F.linear(x, torch.ones(3, 3))
# %%
F.linear(x, torch.ones(3, 2), torch.ones(4))
# %%
F.linear(x, torch.ones(3, 2).double())
# %%
F.linear(x, n)
# %%
F.linear(torch.ones(2, 2), torch.ones(3, 2), torch.ones(3).double())
# %%
F.softmax(x)
# %%
F.softmax(torch.ones(2, 2), dim=5)
# %%
F.relu("a")
# %%
F.relu(n), F.sigmoid(n), F.tanh(n)
# %%
a + x.detach()
# %%
x + a
# %%
a * x
# %%
x * a
# %%
a @ x.detach()
# %%
x @ a
# %%
np.exp(x.detach())
# %%
np.exp(x)
# %%
np.add(a, x.detach())
# %%
np.sum(x.detach())
# %%
np.mean(x.detach()), np.max(x.detach())
# %%
np.array(x.detach()), np.array([x.detach(), x.detach()]).shape
# %%
np.array(x)
# %%
np.stack([x.detach(), x.detach()]).shape
# %%
a += x.detach().numpy(); a
# %%
np.float32(2) * x, x * np.float32(2), np.float64(2) + x, x / np.float64(2), x ** np.int64(2), x - np.bool_(True) if False else x
# %%
np.int64(2) * n, n * np.int64(2), n + np.float64(1.5), n * np.float32(0.5)
# %%
np.float32(2) == x, x < np.float32(0.5), np.float64(2) ** x, np.int64(2) ** n
# %%
x[np.array([0, 1])], x[np.array([True, False])], x[np.array(1)], x[np.int32(0)]
# %%
x.detach()[0].item() == np.float32(0.2)
# %%
torch.from_numpy(a).add_(1), a
# %%
t = torch.from_numpy(a); a[0] = 9; t, t.dtype
# %%
torch.tensor(a) is not a, torch.as_tensor(a).data_ptr() == a.ctypes.data
# %%
torch.ones(2).numpy().dtype,
# %%
torch.from_numpy(np.ones((2, 3)).T).stride(), torch.tensor(np.ones((2, 3)).T).stride()
# %%
torch.where(np.array([True, False]), x, x)
# %%
torch.cat([x, a])
# %%
torch.maximum(x, a)
# %%
torch.equal(x, a)
# %%
torch.max(a)
# %%
x.add_(a)
# %%
x.detach().add_(a)
# %%
x.detach().copy_(a)
# %%
x.detach().fill_(a)
# %%
x.detach().mul_(np.float32(2))
# %%
x.detach().__setitem__(0, a)
# %%
x.detach().__setitem__(0, np.float32(3))
# %%
x.view(np.array([1, 2])).shape
# %%
torch.zeros(np.int64(2)), torch.zeros((np.int32(2), 1)).shape, torch.zeros(np.array([2, 1])).shape
# %%
torch.arange(np.int64(3)), torch.arange(np.float32(2)), torch.full((2,), np.float64(3))
# %%
x.sum(np.int64(0)), x.sum(dim=np.int64(0))
# %%
x.unsqueeze(np.int64(0)).shape, x.reshape(np.int64(2), 1).shape
# %%
torch.tensor(np.array([1, 2], ">f4"))
# %%
torch.tensor(np.datetime64("2020-01-01"))
# %%
torch.tensor(np.ones(2, dtype=[("a", "f4")]))
# %%
torch.tensor(1.0)[np.int64(1)]
