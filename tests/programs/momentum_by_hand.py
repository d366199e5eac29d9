# SGD, momentum, RMSprop and Adam written out, against the library.
# %%
import torch


def quadratic(w):
    return 0.1 * w[0] ** 2 + 2 * w[1] ** 2


def run(step, n=8):
    w = torch.tensor([-5.0, -2.0], requires_grad=True)
    state = {}
    for t in range(1, n + 1):
        quadratic(w).backward()
        with torch.no_grad():
            step(w, w.grad, state, t)
        w.grad = None
    return w.detach()


def sgd(w, g, s, t):
    w.sub_(0.4 * g)


def momentum(w, g, s, t):
    v = s.setdefault("v", torch.zeros_like(w))
    v.mul_(0.5).add_(g)
    w.sub_(v, alpha=0.4)


def rmsprop(w, g, s, t):
    v = s.setdefault("v", torch.zeros_like(w))
    v.mul_(0.9).addcmul_(g, g, value=0.1)
    w.addcdiv_(g, v.sqrt().add_(1e-8), value=-0.4)


def adam(w, g, s, t):
    m = s.setdefault("m", torch.zeros_like(w))
    v = s.setdefault("v", torch.zeros_like(w))
    m.mul_(0.9).add_(g, alpha=0.1)
    v.mul_(0.999).addcmul_(g, g, value=0.001)
    w -= 0.4 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)


def library(make, n=8):
    w = torch.tensor([-5.0, -2.0], requires_grad=True)
    optimizer = make([w])
    for _ in range(n):
        optimizer.zero_grad()
        quadratic(w).backward()
        optimizer.step()
    return w.detach()


optim = torch.optim
for own, make in ((sgd, lambda p: optim.SGD(p, lr=0.4)), (momentum, lambda p: optim.SGD(p, lr=0.4, momentum=0.5)),
                  (rmsprop, lambda p: optim.RMSprop(p, lr=0.4, alpha=0.9)), (adam, lambda p: optim.Adam(p, lr=0.4))):
    print(own.__name__, run(own), library(make))
