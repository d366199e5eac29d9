# Optimizers written by subclassing Optimizer, from plain SGD to Lion and a look-ahead.
# %%
import math

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.optimizer import required


# %%
class PlainSGD(Optimizer):
    def __init__(self, params, lr=1e-2):
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        defaults = dict(lr=lr)
        super(PlainSGD, self).__init__(params, defaults)

    def step(self, closure=None):
        loss = None
        if closure is not None:
            loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.data.add_(p.grad.data, alpha=-group["lr"])
        return loss


torch.manual_seed(0)
w = nn.Parameter(torch.tensor([1.0, -2.0]))
opt = PlainSGD([w], lr=0.1)
print(opt)
for i in range(3):
    opt.zero_grad()
    loss = (w**2).sum()
    loss.backward()
    opt.step()
    print(i, loss.item(), w.data)


# %%
class AdamByHand(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                if p.grad.is_sparse:
                    raise RuntimeError("no sparse gradients")
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                    state["exp_avg"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                    state["exp_avg_sq"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                m, v = state["exp_avg"], state["exp_avg_sq"]
                state["step"] += 1
                grad = p.grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else p.grad
                m.mul_(beta1).add_(grad, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
                c1 = 1 - beta1 ** state["step"]
                c2 = 1 - beta2 ** state["step"]
                denom = (v.sqrt() / math.sqrt(c2)).add_(group["eps"])
                p.addcdiv_(m, denom, value=-group["lr"] / c1)
        return loss


def fit(make, steps=5):
    torch.manual_seed(2)
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    X, Y = torch.randn(8, 3), torch.randn(8, 1)
    opt = make(net.parameters())
    losses = []
    for _ in range(steps):
        def closure():
            opt.zero_grad()
            loss = nn.functional.mse_loss(net(X), Y)
            loss.backward()
            return loss
        losses.append(round(opt.step(closure).item(), 5))
    return net, opt, losses


mine, om, l1 = fit(lambda p: AdamByHand(p, lr=0.01, weight_decay=0.1))
real, ot, l2 = fit(lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1))
print(l1, l2, all(torch.allclose(a, b, atol=1e-6) for a, b in zip(mine.parameters(), real.parameters())))
# %%
print(om)
sd = om.state_dict()
print(sd.keys(), sd["param_groups"], sd["state"][3])


# %%
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        assert lr > 0.0
        assert all(0.0 <= beta <= 1.0 for beta in betas)
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in filter(lambda p: p.grad is not None, group["params"]):
                grad, lr, wd, (b1, b2), state = p.grad, group["lr"], group["weight_decay"], group["betas"], self.state[p]
                if len(state) == 0:
                    state["exp_avg"] = torch.zeros_like(p)
                p.data.mul_(1 - lr * wd)
                update = state["exp_avg"].clone().mul_(b1).add(grad, alpha=1 - b1).sign_()
                p.add_(update, alpha=-lr)
                state["exp_avg"].mul_(b2).add_(grad, alpha=1 - b2)
        return loss


net, ol, losses = fit(lambda p: Lion(p, lr=0.01, weight_decay=0.1))
print(losses, net[0].weight)


# %%
class Lookahead(Optimizer):
    def __init__(self, base, k=2, alpha=0.5):
        self.base, self.k, self.alpha = base, k, alpha
        self.param_groups = base.param_groups
        self.defaults = base.defaults
        self.state = base.state
        self.n = 0
        self.slow = [[p.clone().detach() for p in g["params"]] for g in self.param_groups]

    def zero_grad(self, set_to_none=True):
        self.base.zero_grad(set_to_none)

    @torch.no_grad()
    def step(self, closure=None):
        with torch.enable_grad():
            loss = self.base.step(closure)
        self.n += 1
        if self.n % self.k == 0:
            for group, slow in zip(self.param_groups, self.slow):
                for p, q in zip(group["params"], slow):
                    q.lerp_(p, self.alpha)
                    p.copy_(q)
        return loss


print(fit(lambda p: Lookahead(torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)))[2])
# %%
class SAM(Optimizer):
    def __init__(self, params, base_optimizer, rho=0.05, **kwargs):
        defaults = dict(rho=rho, **kwargs)
        super().__init__(params, defaults)
        self.base_optimizer = base_optimizer(self.param_groups, **kwargs)
        self.param_groups = self.base_optimizer.param_groups
        self.defaults.update(self.base_optimizer.defaults)

    @torch.no_grad()
    def first_step(self, zero_grad=False):
        norm = torch.norm(torch.stack([p.grad.norm(p=2) for g in self.param_groups for p in g["params"]]), p=2)
        for group in self.param_groups:
            scale = group["rho"] / (norm + 1e-12)
            for p in group["params"]:
                self.state[p]["old_p"] = p.data.clone()
                p.add_(p.grad * scale.to(p))
        if zero_grad:
            self.zero_grad()

    @torch.no_grad()
    def second_step(self, zero_grad=False):
        for group in self.param_groups:
            for p in group["params"]:
                p.data = self.state[p]["old_p"]
        self.base_optimizer.step()
        if zero_grad:
            self.zero_grad()


torch.manual_seed(5)
net = nn.Linear(2, 1)
X, Y = torch.randn(6, 2), torch.randn(6, 1)
sam = SAM(net.parameters(), torch.optim.SGD, lr=0.1, momentum=0.9)
for _ in range(3):
    loss = nn.MSELoss()(net(X), Y)
    loss.backward()
    sam.first_step(zero_grad=True)
    nn.MSELoss()(net(X), Y).backward()
    sam.second_step(zero_grad=True)
    print(f"{loss.item():.5f}", net.weight.data.numpy().round(4))
print(sam)
# %%
for bad in (lambda: PlainSGD([]), lambda: PlainSGD(w), lambda: PlainSGD([w, w.data * 2 + w]), lambda: PlainSGD([1]), lambda: PlainSGD([{"params": w}, {"params": [w]}])):
    try:
        bad()
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
# %%
opt = PlainSGD([w], lr=0.1)
opt.add_param_group({"params": nn.Parameter(torch.ones(1)), "lr": 0.5})
print(opt, len(opt.param_groups), opt.state, opt.defaults)
try:
    opt.add_param_group({"params": w})
except ValueError as e:
    print(e)
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=1, gamma=0.1)
opt.step()
sched.step()
print(sched.get_last_lr(), [g["initial_lr"] for g in opt.param_groups])
# %%
class NoStep(Optimizer):
    def __init__(self, params):
        super().__init__(params, {})


try:
    NoStep([w]).step()
except NotImplementedError as e:
    print("not implemented", e)
try:
    torch.optim.SGD([w], lr=-1)
except ValueError as e:
    print(e)
try:
    torch.optim.SGD([w], lr=0.1, nesterov=True)
except ValueError as e:
    print(e)
try:
    torch.optim.Adam([w], betas=(1.0, 0.9))
except ValueError as e:
    print(e)
# %%

try:
    opt.load_state_dict(PlainSGD([w], lr=9.0).state_dict())
except ValueError as e:
    print(e)
new = AdamByHand(mine.parameters())
new.load_state_dict(om.state_dict())
print(new.param_groups[0]["lr"], new.state[list(mine.parameters())[3]])
hook = new.register_step_post_hook(lambda o, a, k: print("stepped", type(o).__name__))
new.step()
