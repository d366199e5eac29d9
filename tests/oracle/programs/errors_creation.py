# Bad input to the constructors.
# %%
import numpy as np
import torch

torch.tensor([[1, 2], [3]])
# %%
torch.tensor([[1, 2], 3])
# %%
torch.tensor([1, [2]])
# %%
torch.tensor([[[1], [2, 3]]])
# %%
torch.tensor("abc")
# %%
torch.tensor(["a", "b"])
# %%
torch.tensor([1, "a"])
# %%
torch.tensor(None)
# %%
torch.tensor([None])
# %%
torch.tensor([1.0, None])
# %%
torch.tensor({1: 2})
# %%
torch.tensor({1, 2})
# %%
torch.tensor(object())
# %%
torch.tensor([object()])
# %%
torch.tensor(lambda: 1)
# %%
torch.tensor([1], [2])
# %%
torch.tensor([1], dtype="float")
# %%
torch.tensor([1], requires_grad="x")
# %%
torch.tensor([1], no_such_option=1)
# %%
torch.tensor(2**64)
# %%
torch.tensor([2**63])
# %%
torch.tensor(2**31, dtype=torch.int32)
# %%
torch.tensor(float("nan"), dtype=torch.int64)
# %%
torch.tensor(1e400), torch.tensor([1e300])
# %%
torch.tensor([torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])])
# %%
torch.tensor([torch.tensor([1.0, 2.0]), torch.tensor([3.0])])
# %%
torch.tensor(np.array([object()]))
# %%
torch.as_tensor("a")
# %%
torch.as_tensor([[1], [2, 3]])
# %%
torch.zeros("a")
# %%
torch.zeros(1.5)
# %%
torch.zeros(-1)
# %%
torch.zeros((2, -3))
# %%
torch.zeros([1, "a"])
# %%
torch.zeros(None)
# %%
torch.ones(2, 3.0)
# %%
torch.full((2,), "a")
# %%
torch.full(2, 1.0)
# %%
torch.full((2,), None)
# %%
torch.eye(-1)
# %%
torch.eye(2.5)
# %%
torch.arange("a")
# %%
torch.arange(0, float("inf"))
# %%
torch.arange(float("nan"))
# %%
torch.linspace("a", 1, 3)
# %%
torch.zeros_like([1.0])
# %%
torch.ones_like(3.0)
# %%
torch.Size([2, 3]).numel(), tuple(torch.Size([4])), list(torch.Size([5, 6]))
# %%
torch.tensor([1.0, 2.0]).foo()
# %%
torch.tensor([1.0])()
# %%
# wrong numbers of arguments: only the kind of the error
def kind(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__


kind(lambda: torch.tensor()), kind(lambda: torch.zeros()), kind(lambda: torch.full((2,)))
# %%
kind(lambda: torch.arange()), kind(lambda: torch.linspace(0, 1)), kind(lambda: torch.full_like(torch.ones(2)))
# %%
kind(lambda: torch.eye()), kind(lambda: torch.from_numpy()), kind(lambda: torch.ones())
