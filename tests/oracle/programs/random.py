# Random numbers: torch's streams from a seed.
# %%
import torch

torch.manual_seed(0)
torch.rand(3), torch.rand(2, 2), torch.rand(()), torch.rand((1, 2))
# %%
torch.manual_seed(0)
torch.randn(3), torch.randn(2, 2), torch.randn(()), torch.randn(1)
# %%
torch.manual_seed(42)
print(torch.randn(1), torch.randn(1), torch.randn(1))
torch.manual_seed(42)
print(torch.randn(3))
# %%
torch.manual_seed(1)
torch.randn(15)
# %%
torch.manual_seed(1)
torch.randn(16)
# %%
torch.manual_seed(1)
torch.randn(17)
# %%
torch.manual_seed(1)
torch.randn(4, 5)
# %%
torch.manual_seed(1)
print(torch.randn(33)[-5:], torch.randn(3), torch.rand(2))
# %%
torch.manual_seed(2)
torch.rand(20)
# %%
torch.manual_seed(3)
torch.rand(3, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
# %%
torch.manual_seed(3)
torch.randn(20, dtype=torch.float64)
# %%
torch.manual_seed(3)
print(torch.rand(1), torch.randn(1), torch.rand(1), torch.randn(2), torch.randn(1), torch.rand(1))
# %%
torch.manual_seed(4)
torch.randint(10, (5,)), torch.randint(-3, 3, (2, 3)), torch.randint(0, 2, ())
# %%
torch.manual_seed(4)
torch.randint(0, 5, (2,), dtype=torch.int32), torch.randint(3, (2,), dtype=torch.float32)
# %%
torch.manual_seed(4)
torch.randint(0, 2**40, (3,)), torch.randint(100, (0,))
# %%
torch.randint(0, 0, (2,))
# %%
torch.randint(5, 2, (2,))
# %%
torch.randint(10, 3)
# %%
torch.manual_seed(5)
torch.randperm(10), torch.randperm(1), torch.randperm(0), torch.randperm(5)
# %%
torch.randperm(-1)
# %%
torch.manual_seed(6)
x = torch.zeros(2, 3)
torch.rand_like(x), torch.randn_like(x)
# %%
torch.rand(2, requires_grad=True), torch.randn(2, requires_grad=True)
# %%
g = torch.Generator()
g.manual_seed(42)
torch.rand(2, generator=g), torch.randn(2, generator=g)
# %%
g = torch.Generator().manual_seed(7)
torch.randint(10, (3,), generator=g), torch.randperm(4, generator=g)
# %%
torch.manual_seed(42)
a = torch.rand(2)
h = torch.Generator()
h.manual_seed(1)
torch.rand(5, generator=h)
b = torch.rand(2)
torch.manual_seed(42)
torch.equal(torch.rand(4), torch.cat([a, b]))
# %%
torch.manual_seed(42)
# %%
torch.manual_seed(-1)
torch.rand(1)
# %%
torch.manual_seed(2**32 + 5)
torch.rand(2)
# %%
torch.manual_seed(5)
torch.rand(2)
# %%
torch.manual_seed("a")
# %%
torch.manual_seed(1.9)
torch.rand(1)
# %%
torch.manual_seed(2**64)
# %%
torch.rand(-1)
# %%
torch.randn(2, -3)
# %%
torch.rand("a")
# %%
torch.rand(2, dtype=torch.int64)
# %%
torch.randn(2, dtype=torch.int64)
# %%
torch.manual_seed(8)
torch.rand(0), torch.rand(2, 0), torch.randn(0), torch.rand(1)
# %%
torch.manual_seed(9)
torch.rand(1000).mean(), torch.randn(1000).std()
# %%
torch.manual_seed(10)
_ = torch.rand(3, 4)
torch.rand(2, 3) @ torch.rand(3, 2)
# %%
torch.manual_seed(11)
torch.rand([2, 2]), torch.randn([2])
# %%
torch.manual_seed(11)
torch.rand(torch.Size([2, 1]))
# %%
torch.manual_seed(12)
w = torch.randn(2, 3)
torch.manual_seed(12)
v = torch.randn(3, 2)
w, v
