# Making tensors.
# %%
import numpy as np
import torch

torch.tensor([1, 2, 3]), torch.tensor([1.0, 2.0]), torch.tensor([True, False])
# %%
torch.tensor(3), torch.tensor(3.5), torch.tensor(True)
# %%
for data in (1, 1.0, True, [1, 2.0], [True, 2], [True, 2.5], [[1], [2]], (1, (2), 3), range(3)):
    t = torch.tensor(data)
    print(t, t.dtype, tuple(t.shape))
# %%
torch.tensor([]), torch.tensor([[]]), torch.tensor([[], []]), torch.tensor([[[]]])
# %%
torch.tensor([1, 2], dtype=torch.float64), torch.tensor([1.9, -1.9], dtype=torch.int64)
# %%
torch.tensor([0, 2, -1, 0.0], dtype=torch.bool), torch.tensor([True, False], dtype=torch.float32)
# %%
torch.tensor([1.5, 2.5], requires_grad=True)
# %%
torch.tensor([1, 2], requires_grad=True)
# %%
torch.tensor([torch.tensor(1.0), torch.tensor(2.0)])
# %%
torch.tensor([[torch.tensor(1), 2], [3, torch.tensor(4)]])
# %%
torch.tensor([np.float64(1.5), np.float32(2.5)]).dtype
# %%
torch.tensor([np.float32(1.5)]).dtype, torch.tensor(np.float64(1.5)).dtype
# %%
torch.tensor(np.arange(4).reshape(2, 2)), torch.tensor(np.ones(2, dtype=np.float32))
# %%
torch.tensor(np.array(2.5)), torch.tensor(np.array([True])), torch.tensor(np.int32(7))
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
torch.tensor(x)
# %%
torch.tensor([float("nan"), float("inf"), -float("inf")])
# %%
torch.tensor(2**40), torch.tensor([-(2**62), 2**62])
# %%
a = np.array([1.0, 2.0])
t = torch.from_numpy(a)
a[0] = 9
t, t.dtype
# %%
t[1] = 7
a
# %%
a = np.array([1, 2], dtype=np.int32)
torch.from_numpy(a), torch.from_numpy(np.array([True, False]))
# %%
a = np.array([1.0, 2.0], dtype=np.float32)
t = torch.as_tensor(a)
a[0] = 5
t, torch.as_tensor(t) is t
# %%
torch.as_tensor([1, 2]), torch.as_tensor(3.5), torch.as_tensor([1, 2], dtype=torch.float32)
# %%
torch.as_tensor(a, dtype=torch.float64)
# %%
torch.zeros(3), torch.zeros(2, 3), torch.zeros((2, 2)), torch.zeros([1]), torch.zeros(())
# %%
torch.zeros(0), torch.zeros(0, 3), torch.ones(2, 0), torch.zeros(2, 0, 3)
# %%
torch.ones(2, 3, dtype=torch.int64), torch.ones(2, dtype=torch.bool), torch.zeros(2, dtype=bool)
# %%
torch.ones(2, requires_grad=True), torch.zeros(2, dtype=torch.float64, requires_grad=True)
# %%
torch.full((2, 2), 7), torch.full((2,), 1.5), torch.full((2,), True), torch.full((), 3)
# %%
torch.full((2,), 7, dtype=torch.float32), torch.full((2,), 7.9, dtype=torch.int64)
# %%
torch.full((2, 3), float("nan"))
# %%
torch.eye(3), torch.eye(2, 3), torch.eye(3, 2, dtype=torch.int64), torch.eye(0), torch.eye(1)
# %%
torch.arange(5), torch.arange(2, 5), torch.arange(1, 10, 3), torch.arange(5, 0, -2)
# %%
torch.arange(5.0), torch.arange(0, 1, 0.25), torch.arange(1, 2.5, 0.5), torch.arange(0)
# %%
torch.arange(3, dtype=torch.float64), torch.arange(0.5, 3), torch.arange(3, dtype=torch.int32)
# %%
torch.arange(3.0, requires_grad=True)
# %%
torch.arange(0, 1, 0.1)
# %%
torch.arange(1, 0)
# %%
torch.arange(0, 5, 0)
# %%
torch.linspace(0, 1, 5), torch.linspace(-2, 2, 3), torch.linspace(1, 0, 3), torch.linspace(0, 1, 1)
# %%
torch.linspace(0, 10, 0), torch.linspace(0, 1, 3, dtype=torch.float64)
# %%
torch.linspace(0, 1, -1)
# %%
x = torch.tensor([[1.5, 2.5]], dtype=torch.float64, requires_grad=True)
torch.zeros_like(x), torch.ones_like(x), torch.full_like(x, 3)
# %%
torch.zeros_like(torch.tensor([1, 2])), torch.ones_like(torch.tensor([True, False]))
# %%
torch.ones_like(torch.tensor([1, 2]), dtype=torch.float32, requires_grad=True)
# %%
torch.full_like(torch.tensor([1, 2]), 2.7), torch.full_like(torch.zeros(2, 0), 1)
# %%
torch.manual_seed(3)
print(torch.rand_like(torch.zeros(2, 2)), torch.randn_like(torch.zeros(3, dtype=torch.float64)))
# %%
torch.rand_like(torch.tensor([1, 2]))
# %%
torch.zeros(2, 3).requires_grad_()
# %%
torch.ones(2, dtype=torch.int64).requires_grad_()
# %%
t = torch.ones(2)
t.requires_grad = True
t
# %%
t = torch.ones(2, dtype=torch.bool)
t.requires_grad = True
# %%
torch.ones(2, dtype=torch.int64).requires_grad_(False)
# %%
torch.zeros(3, dtype=torch.int64, requires_grad=True)
# %%
torch.arange(3, requires_grad=True)
# %%
torch.arange(0, 3, 0.1).tolist()
# %%
torch.arange(-2.5, 2.5, 0.3, dtype=torch.float64).tolist(), torch.arange(1.7, -1, -0.09).tolist()
# %%
torch.linspace(-5, 5, 51).tolist(), torch.linspace(6.88844, -9.19031, 20, dtype=torch.float64).tolist()
# %%
torch.zeros(2, device="cpu", pin_memory=False), torch.rand(1, device=torch.device("cpu")).device, torch.ones(1).to(device="cpu")
# %%
torch.device("cpu"), torch.device("cpu") == torch.ones(1).device, str(torch.ones(1).device)
# %%
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.ones(2, device=device), torch.ones(1).to(device).device, torch.cuda.device_count()
