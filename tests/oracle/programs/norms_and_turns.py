# Nuclear norms, NumPy's words in linalg, flip as a function and as a method.
# %%
import torch

torch.manual_seed(0)
m = torch.randn(2, 3, requires_grad=True)
batch = torch.randn(2, 4, 3)


def show(*calls):
    for call in calls:
        try:
            print(call())
        except (RuntimeError, TypeError, IndexError) as error:
            print(type(error).__name__, str(error).split("\n")[0])


show(lambda: m.norm("nuc"), lambda: torch.norm(m, p="nuc"),
     lambda: torch.norm(m, "nuc", keepdim=True), lambda: torch.norm(batch, "nuc", dim=(1, 2)),
     lambda: torch.norm(batch, "nuc"), lambda: torch.norm(m[0], "nuc"),
     lambda: torch.norm(m, "nuc", dim=0), lambda: torch.norm(torch.ones(2, 2).long(), "nuc"))
m.norm("nuc").backward()
print(m.grad)
# %%
for order in ("fro", "nuc", 2, -2, -1, float("inf"), 3, "x"):
    show(*(lambda dim=dim: torch.linalg.matrix_norm(batch, order, dim, True)
           for dim in ((-2, -1), (2, 1), (0, 2), (1, 1), (0, 1, 2))))
# %%
show(lambda: torch.linalg.norm(m, axis=1), lambda: torch.linalg.vector_norm(m, axis=0),
     lambda: torch.linalg.norm(m, ord=2, axis=(0, 1), keepdims=True),
     lambda: torch.linalg.matrix_norm(batch, "nuc", axis=(0, 1), keepdims=True))
# %%
show(lambda: m.flip(0), lambda: m[None].flip(0, 1), lambda: m.flip((0, 1)), lambda: m.flip(()),
     lambda: m.flip(0, 0), lambda: m.flip(5), lambda: m.flip(1.5), lambda: m.flip(0, "a"),
     lambda: torch.flip(m, [0]), lambda: torch.flip(m, 0), lambda: torch.flip(m, 0, 1),
     lambda: torch.flip(m, dims=0), lambda: m.flip(dims=0), lambda: m.flip(dims=[0]))
# %%
show(lambda: m.sum([0.5]), lambda: m.std([0.5]), lambda: m.amax([0.5]), lambda: torch.float(3))
# %%
a, b = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0, 5.0, 6.0])
show(lambda: a.cross(b, dim=0), lambda: torch.eye(3).cross(b, 0), lambda: a.cross(b[:2], dim=0))
show(lambda: a[0].item(1), lambda: a.dim(1, 2), lambda: a.ndimension())
torch.nn.Embedding(5, 3, max_norm=1.0)(torch.tensor([2, 9, 7]))
