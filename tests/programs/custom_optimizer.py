# An optimizer of one's own.
# %%
import torch
from torch.optim import Optimizer


class SignSGD(Optimizer):
    def __init__(self, params, lr=0.01, decay=0.0):
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        super().__init__(params, dict(lr=lr, decay=decay))

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                state["step"] += 1
                p.data.add_(p.grad.data.sign(), alpha=-group["lr"])
        return loss


w = torch.tensor([1.0, -2.0], requires_grad=True)
optimizer = SignSGD([w], lr=0.25)
for _ in range(3):
    optimizer.zero_grad()
    (w**2).sum().backward()
    optimizer.step()
print(w, optimizer, optimizer.state[w], optimizer.state_dict())
# %%
SignSGD([w], lr=-1.0)
