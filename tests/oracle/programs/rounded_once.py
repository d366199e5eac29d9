# lerp, addcmul and rsub multiply and add with one rounding; elu and celu bent at 0.
# %%
import torch

torch.manual_seed(0)
for kind in (torch.float32, torch.float64):
    a, b, c = torch.rand(3, 40, dtype=kind) * 4 - 2
    for weight in (0.1, 0.3, 0.5, 0.9, 0.999, -0.7, 1.5):
        print(torch.lerp(a, b, weight).tolist()[::5])
        print(a.clone().lerp_(b, torch.tensor(weight, dtype=kind)).tolist()[::5])
        print(torch.addcmul(a, b, c, value=weight).tolist()[::5])
        print(torch.rsub(a, b, alpha=weight).tolist()[::5])
    print(torch.lerp(a, b, c).tolist()[::5])
# %%
square = a.view(8, 5)
print(torch.addcmul(square[:, :1], square[0], square)[3].tolist())
print(torch.addcmul(a.long(), a.long(), a.long()), torch.rsub(a[:2].long(), 5, alpha=2))
print(torch.lerp(square[:, :1], square[0], square)[3].tolist())
# %%
x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
for bent in (torch.nn.functional.elu, torch.nn.functional.celu, torch.selu):
    (slope,) = torch.autograd.grad(bent(x).sum(), x, create_graph=True)
    print(slope, torch.autograd.grad(slope.sum(), x))
