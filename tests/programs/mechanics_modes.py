# no_grad, enable_grad, set_grad_enabled, inference_mode, decorators.
# %%
import torch

x = torch.ones(2, requires_grad=True)


@torch.no_grad()
def doubler(x):
    return x * 2


doubler(x).requires_grad
# %%
with torch.no_grad():
    with torch.enable_grad():
        y = x * 2
y.requires_grad
# %%
for is_train in (True, False):
    with torch.set_grad_enabled(is_train):
        print(is_train, (x * 2).requires_grad, torch.is_grad_enabled())
# %%
with torch.inference_mode():
    z = x * 3
z.requires_grad, z.is_inference()
# %%
try:
    with torch.no_grad():
        raise ValueError("stop")
except ValueError:
    print(torch.is_grad_enabled())
