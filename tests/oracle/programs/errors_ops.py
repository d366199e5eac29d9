# Bad input to ops.
# %%
import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)


# wrong numbers of arguments: only the kind of the error
def kind(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__


kind(lambda: torch.add(x)), kind(lambda: torch.add(x, x, x, x)), kind(lambda: torch.exp())
# %%
kind(lambda: x.softmax()), kind(lambda: x.logsumexp()), kind(lambda: x.cumsum()), kind(lambda: x.clone(1))
# %%
kind(lambda: x.reshape()), kind(lambda: x.transpose(0)), kind(lambda: x.permute()), kind(lambda: x.unsqueeze())
# %%
kind(lambda: x.expand()), kind(lambda: x.exp(1)), kind(lambda: x.tolist(1)), kind(lambda: x.sum(0, 1, 2, 3, 4))
# %%
kind(lambda: torch.nn.functional.linear(x)), kind(lambda: torch.cat()), kind(lambda: torch.matmul(x))
# %%
kind(lambda: x.reshape(2.0, 3)), kind(lambda: x.view(2.0, 3)), kind(lambda: x.expand(2.0, 3)), kind(lambda: x.sum(1.0))
# %%
torch.add(x, "a")
# %%
torch.add("a", x)
# %%
torch.mul(x, None)
# %%
torch.matmul(x, 3)
# %%
torch.matmul([1.0], x)
# %%
torch.pow(x, "a")
# %%
torch.pow(2, 3)
# %%
x.sum(dim=3)
# %%
x.sum(dim=-3)
# %%
x.mean(dim="a")
# %%
x.max(dim=None)
# %%
x.max(dim=7)
# %%
x.prod(dim=9)
# %%
x.prod(dim=(0, 1))
# %%
x.var(dim=4)
# %%
x.std(-5)
# %%
x.logsumexp(3)
# %%
x.softmax(2)
# %%
x.log_softmax(-3)
# %%
x.softmax("a")
# %%
x.cumsum("a")
# %%
x.reshape(7)
# %%
x.reshape("a")
# %%
x.view(4, 4)
# %%
x.transpose(0, 5)
# %%
x.transpose("a", 0)
# %%
x.permute(0, 1, 2)
# %%
x.squeeze(9)
# %%
x.unsqueeze(9)
# %%
x.expand(2)
# %%
x.expand(2, 4)
# %%
x.flatten(5)
# %%
torch.cat(x, x)
# %%
torch.cat((x, x), dim=9)
# %%
torch.cat("ab")
# %%
torch.cat(3)
# %%
torch.stack(3)
# %%
torch.stack([x, 1.0])
# %%
torch.where(True, x, x)
# %%
torch.where(x > 2, x, "a")
# %%
torch.where(x > 2, x)
# %%
torch.where(x > 2, x, torch.ones(4))
# %%
torch.maximum(x, "a")
# %%
torch.clamp(x, min="a")
# %%
torch.clamp(x)
# %%
torch.outer(x, x)
# %%
torch.outer(torch.ones(2), 3)
# %%
x.gather(0, [0])
# %%
x.gather(5, torch.tensor([[0]]))
# %%
x.index_select(0, torch.tensor([[0]]))
# %%
x.index_select(0, torch.tensor([-1]))
# %%
x.item()
# %%
len(torch.tensor(1))
# %%
x.long() @ x
# %%
x @ x
# %%
x + torch.ones(4)
# %%
x + {}
# %%
x - "a"
# %%
{} - x
# %%
x / []
# %%
x**"a"
# %%
x @ "a"
# %%
x < {}
# %%
not x
# %%
x and 1
# %%
x in [1, 2]
# %%
x += "a"
# %%
torch.relu("a")
# %%
torch.nn.functional.relu(3.0)
# %%
torch.nn.functional.cross_entropy(x, torch.tensor([0, 1]), reduction="avg")
# %%
torch.nn.functional.l1_loss(x, x, reduction="max")
# %%
torch.nn.functional.binary_cross_entropy_with_logits(x, x, reduction="x")
# %%
torch.nn.functional.binary_cross_entropy(x.sigmoid(), x.sigmoid().detach(), reduction="x")
# %%
torch.nn.functional.linear(x, [1.0])
# %%
x.requires_grad_(None)
# %%
x.requires_grad = "a"
