# How tensors print.
# %%
import torch

inf, nan = float("inf"), float("nan")
torch.tensor([1.0, 2.5, -3.0])
# %%
torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 22.0, -333.0]), torch.tensor([0.0, -0.0])
# %%
torch.tensor([0.1, 0.12345678, 100.0]), torch.tensor([0.5, 1000.0]), torch.tensor([0.5, 1000.5])
# %%
torch.tensor([0.0001, 1.0]), torch.tensor([0.00011, 1.0]), torch.tensor([0.00009, 0.00008])
# %%
torch.tensor([1e-5, 1.0]), torch.tensor([1e-4, 0.1]), torch.tensor([1e-10, 0.0])
# %%
torch.tensor([1e8, 1.0]), torch.tensor([1e8, 1.5]), torch.tensor([99999999.0]), torch.tensor([1e9])
# %%
torch.tensor([1000.5, 1.0]), torch.tensor([1001.5, 1.0]), torch.tensor([10000.5, 1.0])
# %%
torch.tensor([1.0, 1001.5]), torch.tensor([1.5, 1500.5]), torch.tensor([1.5, 1501.0])
# %%
torch.tensor([12345.678, 0.001]), torch.tensor([1e20]), torch.tensor([-1e20, 1e-20])
# %%
torch.tensor([1e38, 3.4e38]), torch.tensor([1e300, 1e-300], dtype=torch.float64)
# %%
torch.tensor([nan, inf, -inf]), torch.tensor([nan]), torch.tensor(inf), torch.tensor(-inf)
# %%
torch.tensor([1.0, nan, -inf]), torch.tensor([1.5, nan, inf]), torch.tensor([1e-9, nan])
# %%
torch.tensor([nan, 1e9, 1.0]), torch.tensor([[nan, 2.0], [inf, 4.0]])
# %%
torch.tensor(5.0), torch.tensor(5.5), torch.tensor(-0.0), torch.tensor(1e-7), torch.tensor(123456.789)
# %%
torch.tensor(12345678.0), torch.tensor(123456789.0), torch.tensor(0.1), torch.tensor(1 / 3)
# %%
torch.tensor(1 / 3, dtype=torch.float64), torch.tensor([1 / 3, 2 / 3], dtype=torch.float64)
# %%
torch.tensor(7), torch.tensor([1, 20, -300]), torch.tensor([[1, 2], [3, 400]])
# %%
torch.tensor([1, 2], dtype=torch.int32), torch.tensor(5, dtype=torch.int32)
# %%
torch.tensor([True, False]), torch.tensor([[True], [False]]), torch.tensor(False)
# %%
torch.tensor([[1.0, 2.0], [3.0, 4.5]])
# %%
torch.arange(12.0).reshape(2, 3, 2)
# %%
torch.arange(16).reshape(2, 2, 2, 2)
# %%
torch.zeros(0), torch.zeros(0, dtype=torch.int64), torch.zeros(2, 0), torch.zeros(0, 3, dtype=torch.bool)
# %%
torch.zeros(0, requires_grad=True), torch.zeros(3, 0, dtype=torch.float64)
# %%
torch.zeros(0, 2, requires_grad=True) * 2
# %%
torch.arange(30)
# %%
torch.arange(30.0)
# %%
torch.arange(40.0) / 8
# %%
text = repr(torch.arange(1000))
"..." in text, len(text), text.count("\n"), text[:40], text[-20:]
# %%
torch.arange(1001)
# %%
torch.arange(2000.0)
# %%
torch.arange(2000) * 1000
# %%
torch.zeros(1001)
# %%
torch.zeros(100, 100)
# %%
torch.arange(2000).reshape(2, 1000)
# %%
torch.arange(2000).reshape(1000, 2)
# %%
torch.arange(4000.0).reshape(10, 20, 20)
# %%
torch.zeros(7, 200) + 0.5
# %%
torch.zeros(6, 200, dtype=torch.bool)
# %%
torch.ones(5, 7, 40, dtype=torch.int64)
# %%
x = torch.ones(2000, requires_grad=True)
print(x)
print(x * 2)
# %%
x = torch.zeros(1500)
x[700] = 1e9
x[0] = 0.5
x
# %%
x = torch.ones(1200)
x[3] = nan
x[-1] = 123.25
x
# %%
torch.ones(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64, requires_grad=True)
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
print(x, x + 1, x * 2, (x * 2).sum())
# %%
print(x - 1, x / 2, -x, x**2, x.exp(), x.reshape(2, 1), x[0], sep="\n")
# %%
x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
x + 1
# %%
x = torch.ones(12, requires_grad=True)
print(x * 1.25)
# %%
x = torch.ones(2, 12, dtype=torch.float64, requires_grad=True)
print(x * 1.25)
# %%
x = torch.arange(24.0, requires_grad=True)
x.mean(), x * 2
# %%
x = torch.ones(3, requires_grad=True)
with torch.no_grad():
    print(x, x * 2)
# %%
x.detach(), x.data, x.clone(), x.detach().clone()
# %%
str(torch.tensor([1.0])), f"{torch.tensor([1.0, 2.0])}", repr(torch.tensor(2))
# %%
f"{torch.tensor(3.14159):.2f}", f"{torch.tensor(3.0)}", f"{torch.tensor(7)}", f"{torch.tensor(7):03d}"
# %%
f"{torch.tensor(2.5, requires_grad=True) * 2:.3f}", "%.2f" % torch.tensor(1.234)
# %%
f"{torch.tensor([1.0, 2.0]):.2f}"
# %%
f"{torch.tensor(1.5, requires_grad=True)}", format(torch.tensor(True))
# %%
[torch.tensor(1), torch.tensor([2.0])], {"a": torch.tensor(3.0)}
# %%
torch.tensor([-1.5, 2.25]), torch.tensor([[-1.0, 10.0], [100.0, -1000.0]])
# %%
torch.tensor([[-0.5, 10.0], [100.25, -999.0]])
# %%
torch.tensor([[1e-8, 1.0], [2.0, -3e5]])
# %%
torch.tensor([[1, -10], [100, 1000]]), torch.tensor([2**62, 1])
# %%
torch.tensor([[[1.0]]]), torch.tensor([[5]]), torch.tensor([[[True]]])
# %%
torch.tensor([0.1, 0.2]) + 0.2, torch.tensor([0.1]).double(), torch.tensor([16777216.0]) + 1
# %%
torch.float32, torch.float64, torch.int64, torch.int32, torch.bool, torch.float, torch.double, torch.long
# %%
torch.ones(2, 3).shape, torch.ones(()).shape, torch.ones(2).size(), torch.Size([1, 2])
# %%
x = torch.ones(2, requires_grad=True)
(x * 2).grad_fn, x.grad_fn, (x + 1).mean().grad_fn
# %%
x = torch.ones(2, requires_grad=True)
y = (x * 3 + 1).exp()
print(y.grad_fn.next_functions)
print(y.grad_fn.next_functions[0][0].next_functions)
# %%
y.grad_fn.name(), type(y.grad_fn).__name__, y.grad_fn.next_functions[0][1]
# %%
torch.full((19,), nan), torch.zeros(30), torch.tensor([-0.0, inf] * 9)
# %%
torch.set_printoptions(sci_mode=True)
print(torch.zeros(3), torch.tensor([nan, 1.0]))
torch.set_printoptions(profile="default")
