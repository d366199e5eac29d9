# Cells that a comparison of some thousands of made-up expressions with torch brought to light.
# %%
import torch

F = torch.nn.functional
torch.tensor([1.0, 2.0]) - torch.tensor([True, False])
# %%
torch.tensor([True, False]) - torch.tensor([1.0, 2.0])
# %%
torch.tensor(2.0) - torch.tensor([True, False])
# %%
torch.tensor([True, False]).sub_(torch.ones(2))
# %%
torch.tensor([True, False]) ** True
# %%
torch.tensor([True, False]) ** torch.tensor([True, False])
# %%
torch.tensor([True, False]) @ torch.tensor([True, False])
# %%
torch.tensor(2.0).T
# %%
torch.tensor(2.0).index_select(0, torch.tensor([0])), torch.tensor(2.0).gather(0, torch.tensor([0]))
# %%
torch.tensor(2.0).index_select(0, torch.tensor([0, 0]))
# %%
torch.tensor(2.0).size(-1)
# %%
torch.tensor(2.0)[-1]
# %%
torch.tensor(2.0)[5]
# %%
torch.zeros(0)[[0]]
# %%
torch.zeros(2, 0)[:, [0, 0]]
# %%
torch.cat([torch.zeros(0), torch.tensor(2.0)])
# %%
torch.tensor([1, 2]).log_softmax(1)
# %%
torch.arange(6.0).reshape(2, 3).requires_grad_().zero_()
# %%
F.binary_cross_entropy_with_logits(torch.tensor([1, 0]), torch.tensor([1.0, 0.0]))
# %%
F.binary_cross_entropy_with_logits(torch.tensor([0.5, -0.5]), torch.tensor([True, False]))
# %%
F.binary_cross_entropy(torch.tensor([1, 0]), torch.tensor([1, 0]))
# %%
F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1], dtype=torch.int32))
# %%
F.cross_entropy(torch.zeros(3), torch.tensor([0.0, 1.0]))
# %%
F.cross_entropy(torch.zeros(2), torch.tensor([True, False]))
# %%
F.nll_loss(torch.tensor(2.0), torch.tensor(0))
# %%
F.nll_loss(torch.tensor([1, 2]), torch.tensor(1))
