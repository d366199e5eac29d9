# NumPy arrays and tensors together.
# %%
import numpy as np
import torch

t = torch.tensor([1.0, 2.0])
a = np.array([10.0, 20.0])
t.numpy(), t.numpy().dtype, type(t.numpy()).__name__
# %%
n = t.numpy()
n[0] = 5
t
# %%
torch.tensor(3.0).numpy(), torch.tensor(3.0).numpy().shape, torch.zeros(0, 2).numpy().shape
# %%
torch.tensor([1, 2]).numpy().dtype, torch.tensor([True]).numpy(), torch.ones(2, dtype=torch.float64).numpy().dtype
# %%
torch.ones(2, requires_grad=True).numpy()
# %%
np.asarray(torch.ones(2, requires_grad=True))
# %%
np.asarray(t), np.array(t), np.array(t, dtype=np.float64), np.asarray(torch.tensor(2))
# %%
with torch.no_grad():
    print(torch.ones(2, requires_grad=True).detach().numpy())
# %%
t + a
# %%
t * a, (t * a).dtype
# %%
t - np.float64(1.5), t * np.float32(2), t / np.int64(2), (t * np.float64(0.5)).dtype
# %%
a + t
# %%
type(a + t).__name__, type(a * t).__name__, type(a - t).__name__
# %%
np.float64(2.0) * t, type(np.float64(2.0) * t).__name__
# %%
np.float32(2.0) * t, np.int64(3) + torch.tensor([1, 2])
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
a * x
# %%
x * a
# %%
np.float64(2.0) * x
# %%
x * np.float64(2.0), x + np.float32(1), x ** np.int64(2)
# %%
t @ a
# %%
a @ t
# %%
t == a, a.shape == t.shape
# %%
t > a
# %%
torch.tensor(a), torch.as_tensor(a), torch.from_numpy(a).dtype
# %%
torch.from_numpy(np.array([1.0, 2.0], dtype=np.float32)), torch.from_numpy(np.array(5.0))
# %%
torch.from_numpy([1.0])
# %%
torch.from_numpy(np.float64(1.0))
# %%
torch.from_numpy(np.array(["a", "b"]))
# %%
torch.tensor(np.array(["a"]))
# %%
torch.from_numpy(np.array([1, "a"], dtype=object))
# %%
torch.tensor(np.array([1, None], dtype=object))
# %%
torch.from_numpy(a[::-1])
# %%
torch.from_numpy(np.arange(6.0).reshape(2, 3).T), torch.tensor(np.arange(6.0)[::2])
# %%
c = torch.from_numpy(a)
a += 1
c
# %%
torch.tensor(a) is torch.tensor(a), torch.as_tensor(t) is t
# %%
torch.tensor([np.array([1.0, 2.0]), np.array([3.0, 4.0])])
# %%
torch.tensor([a[0], 1.0]), torch.tensor((np.int64(1), np.int32(2)))
# %%
torch.full((2,), np.float64(1.5)), torch.arange(np.int64(3)), torch.zeros(np.int64(2))
# %%
t[np.int64(0)], t[np.array([1, 0])], t[np.array([True, False])], torch.arange(4.0)[np.array([[0, 1]])]
# %%
t[0] = np.float64(9.0)
t[1:] = np.float32(3)
t
# %%
t[:] = np.array([1.0, 2.0])
# %%
a[torch.tensor(1)], a[torch.tensor([1, 0])]
# %%
t += a
t
# %%
t.add(a)
# %%
torch.add(t, a)
# %%
torch.exp(a)
# %%
np.exp(torch.tensor([0.0, 1.0])), type(np.exp(torch.tensor([0.0, 1.0]))).__name__
# %%
np.exp(x)
# %%
torch.tensor([1.0]) + np.array(2.0), torch.tensor([1, 2]) + np.int64(1)
# %%
x.backward(np.ones(2))
# %%
(x * 2).sum().backward(gradient=np.float64(1.0))
# %%
x.grad = np.ones(2)
# %%
torch.where(np.array([True, False]), x, x)
# %%
torch.cat([t, a])
# %%
torch.stack([t, np.ones(2)])
# %%
torch.maximum(t, a)
# %%
np.allclose(x.detach().numpy(), [1, 2]), np.allclose(torch.ones(2), 1)
