# torch.optim: SGD and Adam.
# %%
import torch

SGD, Adam = torch.optim.SGD, torch.optim.Adam


def run(make, steps=3, start=(1.0, -2.0)):
    w = torch.tensor(start, requires_grad=True)
    opt = make([w])
    for _ in range(steps):
        opt.zero_grad()
        ((w - 3) ** 2).sum().backward()
        opt.step()
        print(w.detach())


run(lambda p: SGD(p, lr=0.25))
# %%
run(lambda p: SGD(p, lr=0.25, momentum=0.5))
# %%
run(lambda p: SGD(p, lr=0.25, momentum=0.5, dampening=0.5))
# %%
run(lambda p: SGD(p, lr=0.25, momentum=0.5, nesterov=True))
# %%
run(lambda p: SGD(p, lr=0.25, weight_decay=0.5))
# %%
run(lambda p: SGD(p, lr=0.25, momentum=0.5, weight_decay=0.5, nesterov=True))
# %%
run(lambda p: SGD(p, lr=0.25, momentum=0.5, weight_decay=0.5), start=1.0)
# %%
run(lambda p: SGD(p), steps=2)
# %%
run(lambda p: SGD(p, 0.5), steps=2)
# %%
run(lambda p: Adam(p, lr=0.5))
# %%
run(lambda p: Adam(p))
# %%
run(lambda p: Adam(p, lr=0.5, betas=(0.5, 0.75)))
# %%
run(lambda p: Adam(p, lr=0.5, eps=1.0))
# %%
run(lambda p: Adam(p, lr=0.5, weight_decay=0.5))
# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
opt = SGD([w], lr=0.1)
(w * 2).sum().backward()
before = w
opt.step()
w is before, w, w.grad, w.is_leaf
# %%
opt.zero_grad()
w.grad
# %%
(w * 2).sum().backward()
opt.zero_grad(set_to_none=False)
w.grad
# %%
(w * 2).sum().backward()
kept = w.grad
opt.zero_grad()
kept, w.grad
# %%
opt.step()
w
# %%
frozen = torch.tensor([5.0], requires_grad=True)
opt = SGD([w, frozen], lr=0.1)
(w * 2).sum().backward()
opt.step()
w, frozen, frozen.grad
# %%
SGD([], lr=0.1)
# %%
SGD(w, lr=0.1)
# %%
SGD([3.0], lr=0.1)
# %%
SGD([w * 2], lr=0.1)
# %%
SGD([w], lr=-0.1)
# %%
SGD([w], lr=0.1, momentum=-1)
# %%
SGD([w], lr=0.1, weight_decay=-1)
# %%
SGD([w], lr=0.1, nesterov=True)
# %%
SGD([w], lr=0.1, momentum=0.9, dampening=0.1, nesterov=True)
# %%
Adam([w], lr=-1)
# %%
Adam([w], eps=-1)
# %%
Adam([w], betas=(1.0, 0.9))
# %%
Adam([w], betas=(0.9, -0.1))
# %%
Adam([w], weight_decay=-1)
# %%
Adam([])
# %%
SGD([w], learning_rate=0.1)
# %%
SGD([torch.ones(2)], lr=0.5).step()
# %%
_ = SGD([w, w], lr=0.5)
# %%
opt = SGD([w], lr=0.1)
opt.param_groups[0]["lr"], len(opt.param_groups), opt.param_groups[0]["params"][0] is w
# %%
opt.param_groups[0]["lr"] = 0.5
w.grad = torch.tensor([1.0, 1.0])
opt.step()
w
# %%
a = torch.tensor([1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
opt = SGD((t for t in (a, b)), lr=0.5)
(a + 2 * b).backward()
opt.step()
a, b, opt.step()
# %%
m = torch.tensor([1.0], requires_grad=True)
opt = SGD([m], lr=0.1, momentum=0.9)
for g in (1.0, 0.0, 0.0):
    m.grad = torch.tensor([g])
    opt.step()
    print(m)
# %%
m = torch.tensor([1.0], requires_grad=True)
opt = Adam([m], lr=0.1)
for g in (1.0, 0.0, -1.0):
    m.grad = torch.tensor([g])
    opt.step()
    print(m)
# %%
m = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
opt = SGD([m], lr=0.1)
m.grad = torch.tensor([1.0], dtype=torch.float64)
opt.step()
m
# %%
x = torch.tensor([2.0], requires_grad=True)
opt = SGD([x], lr=0.1)
loss = x * x
loss.backward()
opt.step()
loss.backward()
# %%
x = torch.tensor([2.0], requires_grad=True)
loss = x * x
opt = SGD([x], lr=0.1)
loss.backward(retain_graph=True)
opt.step()
loss.backward()
# %%
isinstance(opt, torch.optim.Optimizer), type(opt).__name__
