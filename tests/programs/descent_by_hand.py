# Descent by hand: momentum, Adagrad, Adam, Newton, schedules.
# %%
import torch, math, numpy as np
torch.manual_seed(0)
def f(x): return x * torch.cos(np.pi * x)
x = torch.arange(0.5, 1.5, 0.25); f(x), f(x) + 0.2 * torch.cos(5 * np.pi * x)
# %%
def gd(eta, f_grad):
    x = 10.0; results = [x]
    for i in range(10): x -= eta * f_grad(x); results.append(float(x))
    print(f'epoch 10, x: {x:f}'); return results
gd(0.2, lambda x: 2 * x)[:3], gd(1.1, lambda x: 2 * x)[-1]
# %%
def train_2d(trainer, steps=20, f_grad=None):
    x1, x2, s1, s2 = -5, -2, 0, 0; results = [(x1, x2)]
    for i in range(steps):
        if f_grad: x1, x2, s1, s2 = trainer(x1, x2, s1, s2, f_grad)
        else: x1, x2, s1, s2 = trainer(x1, x2, s1, s2)
        results.append((x1, x2))
    print(f'epoch {i + 1}, x1: {float(x1):f}, x2: {float(x2):f}'); return results
def f_2d_grad(x1, x2): return (2 * x1, 4 * x2)
def sgd(x1, x2, s1, s2, f_grad): g1, g2 = f_grad(x1, x2); g1 += torch.normal(0.0, 1, (1,)).item(); g2 += torch.normal(0.0, 1, (1,)).item(); return (x1 - 0.1 * g1, x2 - 0.1 * g2, 0, 0)
torch.manual_seed(0); r = train_2d(sgd, steps=50, f_grad=f_2d_grad)
# %%
c = torch.tensor(0.5)
def f(x): return torch.cosh(c * x)
def f_grad(x): return c * torch.sinh(c * x)
def f_hess(x): return c**2 * torch.cosh(c * x)
def newton(eta=1):
    x = 10.0; results = [x]
    for i in range(10): x -= eta * f_grad(x) / f_hess(x); results.append(float(x))
    print('epoch 10, x:', x); return results
try: newton()
except Exception as e: print(type(e).__name__, e)
# %%
c = torch.tensor(0.15 * np.pi); print(c, c.dtype)
x = torch.tensor(10.0)
for i in range(3): x -= 0.5 * (torch.cos(c * x) - c * x * torch.sin(c * x)) / (-2 * c * torch.sin(c * x) - x * c**2 * torch.cos(c * x)).abs(); print(x)
# %%
data = torch.randn(64, 5, dtype=torch.float32); w_true = torch.arange(5.); y = data @ w_true + 0.01 * torch.randn(64)
def train(tfn, states, hp, epochs=2):
    w = torch.normal(mean=0.0, std=0.01, size=(5, 1), requires_grad=True); b = torch.zeros((1), requires_grad=True); st = states()
    for _ in range(epochs):
        for i in range(0, 64, 16): l = ((data[i:i+16] @ w + b - y[i:i+16].reshape(-1, 1)) ** 2 / 2).mean(); l.backward(); tfn([w, b], st, hp)
    return round(l.item(), 3)
def init0(): return [torch.zeros((5, 1)), torch.zeros(1)]
def init2(): return [[torch.zeros((5, 1)), torch.zeros((5, 1))], [torch.zeros(1), torch.zeros(1)]]
def sgd_momentum(params, states, hp):
    for p, v in zip(params, states):
        with torch.no_grad(): v[:] = hp['momentum'] * v + p.grad; p[:] -= hp['lr'] * v
        p.grad.data.zero_()
def adagrad(params, states, hp):
    for p, s in zip(params, states):
        with torch.no_grad(): s[:] += torch.square(p.grad); p[:] -= hp['lr'] * p.grad / torch.sqrt(s + 1e-6)
        p.grad.data.zero_()
def adam(params, states, hp):
    for p, (v, s) in zip(params, states):
        with torch.no_grad(): v[:] = 0.9 * v + 0.1 * p.grad; s[:] = 0.999 * s + 0.001 * torch.square(p.grad); vb = v / (1 - 0.9 ** hp['t']); sb = s / (1 - 0.999 ** hp['t']); p[:] -= hp['lr'] * vb / (torch.sqrt(sb) + 1e-6)
        p.grad.data.zero_()
    hp['t'] += 1
print(train(sgd_momentum, init0, {'lr': 0.05, 'momentum': 0.5}), train(adagrad, init0, {'lr': 0.5}), train(adam, init2, {'lr': 0.1, 't': 1}))
# %%
net = torch.nn.Linear(5, 1); trainer = torch.optim.SGD(net.parameters(), lr=0.3); scheduler = torch.optim.lr_scheduler.MultiStepLR(trainer, milestones=[3, 5], gamma=0.5)
def get_lr(trainer, scheduler): lr = scheduler.get_last_lr()[0]; trainer.step(); scheduler.step(); return lr
print([get_lr(trainer, scheduler) for t in range(7)]); 
class SquareRootScheduler:
    def __init__(self, lr=0.1): self.lr = lr
    def __call__(self, num_update): return self.lr * pow(num_update + 1.0, -0.5)
s = SquareRootScheduler(); print([round(s(t), 4) for t in range(4)]); 
for pg in trainer.param_groups: pg['lr'] = s(3)
trainer
# %%
class CosineScheduler:
    def __init__(self, max_update, base_lr=0.01, final_lr=0, warmup_steps=0, warmup_begin_lr=0): self.base_lr_orig = base_lr; self.max_update = max_update; self.final_lr = final_lr; self.warmup_steps = warmup_steps; self.warmup_begin_lr = warmup_begin_lr; self.max_steps = self.max_update - self.warmup_steps
    def __call__(self, epoch):
        if epoch < self.warmup_steps: return self.warmup_begin_lr + (self.base_lr_orig - self.warmup_begin_lr) * float(epoch) / float(self.warmup_steps)
        if epoch <= self.max_update: self.base_lr = self.final_lr + (self.base_lr_orig - self.final_lr) * (1 + math.cos(math.pi * (epoch - self.warmup_steps) / self.max_steps)) / 2
        return self.base_lr
sc = CosineScheduler(20, warmup_steps=5, base_lr=0.3, final_lr=0.01); print([round(sc(t), 4) for t in range(0, 22, 3)])
# %%
A = torch.tensor([[2., 0.], [0., 0.5]]); xk = torch.tensor([1., 1.]); g = lambda x: A @ x; r = -g(xk); p = r.clone()
for k in range(2): Ap = A @ p; a = r.dot(r) / p.dot(Ap); xk = xk + a * p; rn = r - a * Ap; bta = rn.dot(rn) / r.dot(r); p = rn + bta * p; r = rn; print(k, xk, r.norm())
# %%
xs = torch.linspace(-1, 1, 5, requires_grad=True); fx = torch.where(xs < 0, -xs, xs ** 2); fx.sum().backward(); print(fx, xs.grad, torch.autograd.functional.hessian(lambda z: (z ** 4).sum(), xs.detach()).diag())
print(np.linalg.eigvalsh(A.numpy()), torch.linalg.eigvalsh(A), A.diag().prod().sqrt(), torch.linalg.eigh(A).eigenvectors.abs())
