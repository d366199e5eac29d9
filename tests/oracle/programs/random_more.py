# Random numbers of other distributions, and tensors filled in place.
# %%
import torch

torch.manual_seed(5)
print(torch.empty(3).uniform_(), torch.empty(2, 3).uniform_(-1, 1), torch.empty(20).normal_(2, 3), torch.empty(5).normal_())
print(torch.normal(0.0, 1.0, (3,)), torch.normal(2, 0.5, size=(2, 9)), torch.normal(torch.zeros(3), torch.ones(3)), torch.normal(torch.arange(3.0), 0.1), torch.normal(mean=1.0, std=torch.ones(2)))
print(torch.empty(4).bernoulli_(0.3), torch.bernoulli(torch.full((6,), 0.4)), torch.bernoulli(torch.rand(3), 0.5), torch.empty(3).exponential_(), torch.empty(3).exponential_(2.0))
print(torch.zeros(4).random_(5), torch.zeros(3, dtype=torch.int64).random_(), torch.zeros(4).random_(2, 9), torch.zeros(3).random_(), torch.randint_like(torch.zeros(3), 7))
# %%
p = torch.tensor([0.1, 0.2, 0.3, 0.4])
g = torch.Generator().manual_seed(2147483647)
print(torch.multinomial(p, 8, replacement=True, generator=g), torch.multinomial(p, 1, generator=g), torch.multinomial(p, 3, generator=g))
print(torch.multinomial(torch.rand(3, 5, generator=g), num_samples=1, replacement=True, generator=g).tolist(), torch.multinomial(torch.ones(2, 4), 2), torch.multinomial(torch.ones(2, 4), 3, replacement=True))
print([torch.multinomial(p, num_samples=1, replacement=True, generator=g).item() for _ in range(12)])
# %%
torch.manual_seed(1)
torch.empty(3, 2).t().uniform_(), torch.empty(5, 4).t().normal_(), torch.empty(3, dtype=torch.float64).uniform_(2, 3), torch.empty(18, dtype=torch.float64).normal_(1, 2)
# %%
w = torch.empty(3, requires_grad=True)
with torch.no_grad():
    w.uniform_(-0.1, 0.1)
w, w._version
# %%
torch.zeros(2, requires_grad=True).normal_()
# %%
a = torch.ones(2, requires_grad=True)
b = (a * 2).uniform_()
b.sum().backward()
b, a.grad, (a * 1).normal_().grad_fn, (a * 1).bernoulli_().grad_fn, (a * 1).exponential_().grad_fn, (a * 1).random_(3).grad_fn
# %%
torch.zeros(2).uniform_(1, 0)
# %%
torch.zeros(2).normal_(0, -1)
# %%
torch.zeros(2).bernoulli_(2)
# %%
torch.bernoulli(torch.tensor([2.0]))
# %%
torch.zeros(2, dtype=torch.int64).uniform_()
# %%
torch.zeros(2, dtype=torch.int64).normal_()
# %%
torch.normal(0, -1, (2,))
# %%
torch.normal(torch.zeros(2), torch.tensor([1.0, -1]))
# %%
torch.multinomial(torch.tensor([1.0, 2.0]), 3)
# %%
torch.multinomial(torch.tensor([-1.0, 2.0]), 1)
# %%
torch.multinomial(torch.tensor([0.0, 0.0]), 1)
# %%
torch.multinomial(torch.tensor([1, 2]), 1)
# %%
torch.multinomial(torch.tensor([1.0]), 0)
# %%
torch.zeros(2).exponential_(-1)
# %%
torch.zeros(2).random_(5, 2)
# %%
torch.normal(0.0, 1.0, (2,), requires_grad=True), torch.normal(0.0, 1.0, (2,), dtype=torch.float64)
