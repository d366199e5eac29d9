# All optimizers and schedulers: how they look, where they go, what they refuse.
# %%
import torch
from torch import nn, optim
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
print("Model's state_dict:")
for param_tensor in model.state_dict(): print(param_tensor, "\t", model.state_dict()[param_tensor].size())
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
print("Optimizer's state_dict:")
for var_name in optimizer.state_dict(): print(var_name, "\t", optimizer.state_dict()[var_name])
# %%
for cls in (optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad, optim.Adadelta, optim.Adamax, optim.NAdam, optim.RAdam, optim.Rprop, optim.ASGD): print(cls(model.parameters(), lr=0.01))
# %%
opt = optim.SGD([{'params': model[0].parameters()}, {'params': model[2].parameters(), 'lr': 1e-3, 'name': 'head'}], lr=1e-2, momentum=0.9, nesterov=True, weight_decay=1e-4)
print(opt); print(len(opt.param_groups), opt.param_groups[1].keys())
# %%
def rosenbrock(xy): x, y = xy; return (1 - x) ** 2 + 100 * (y - x ** 2) ** 2
for name, kw in [('SGD', dict(lr=1e-3)), ('Adam', dict(lr=0.1)), ('RMSprop', dict(lr=0.01)), ('Adagrad', dict(lr=0.5)), ('AdamW', dict(lr=0.1, weight_decay=0.1)), ('NAdam', dict(lr=0.05))]:
    xy = torch.tensor((-2.0, 2.0), requires_grad=True); o = getattr(optim, name)([xy], **kw)
    for i in range(50): o.zero_grad(); l = rosenbrock(xy); l.backward(); nn.utils.clip_grad_norm_(xy, 1.0); o.step()
    print(f'{name:8s} {xy.detach().numpy().round(3)} {l.item():.3f}')
# %%
xy = torch.tensor((-2.0, 2.0), requires_grad=True); lb = optim.LBFGS([xy], history_size=10, max_iter=4, line_search_fn='strong_wolfe')
def closure(): lb.zero_grad(); l = rosenbrock(xy); l.backward(); return l
h = [lb.step(closure).item() for _ in range(12)]; print([round(i, 3) for i in h]); print(lb)
# %%
w = nn.Parameter(torch.tensor([1.0, 2.0])); opt = optim.Adam([w], lr=0.1); (w ** 2).sum().backward(); opt.step(); print(opt.state_dict()); print(opt.state[w]['exp_avg'])
# %%
sched = optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.5)
for e in range(5): opt.step(); sched.step(); print(e, sched.get_last_lr(), opt.param_groups[0]['lr'])
print(sched.state_dict())
# %%
def lrs(mk, n=6):
    o = optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0); s = mk(o); out = []
    for _ in range(n): out.append(round(o.param_groups[0]['lr'], 5)); o.step(); s.step()
    return out
S = optim.lr_scheduler
for mk in (lambda o: S.MultiStepLR(o, [2, 4], 0.1), lambda o: S.ExponentialLR(o, 0.9), lambda o: S.CosineAnnealingLR(o, T_max=5, eta_min=0.1), lambda o: S.LambdaLR(o, lambda e: 0.95 ** e), lambda o: S.CyclicLR(o, 0.1, 1.0, 2), lambda o: S.OneCycleLR(o, 1.0, total_steps=10), lambda o: S.CosineAnnealingWarmRestarts(o, 3), lambda o: S.LinearLR(o, 0.5, total_iters=4), lambda o: S.PolynomialLR(o, 5, 2.0), lambda o: S.ConstantLR(o), lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=2), S.ExponentialLR(o, 0.5)], [2]), lambda o: S.MultiplicativeLR(o, lambda e: 0.8)): print(lrs(mk))
# %%
p = S.ReduceLROnPlateau(opt, 'min', patience=1, factor=0.1)
for v in (1.0, 0.9, 0.95, 0.96, 0.97): p.step(v); print(p.get_last_lr(), p.num_bad_epochs)
# %%
for f in (lambda: optim.SGD([], lr=0.1), lambda: optim.SGD(model.parameters(), lr=-1), lambda: optim.SGD(torch.ones(1), lr=.1), lambda: optim.Adam(model.parameters(), betas=(1.0, 0.9)), lambda: optim.SGD([torch.ones(2, requires_grad=True) * 2], lr=0.1), lambda: optim.SGD(model.parameters(), lr=.1, nesterov=True), lambda: optim.SGD([{'params': [w]}, {'params': [w]}], lr=.1), lambda: optim.SGD(['w'], lr=0.1), lambda: optim.Adam(model.parameters(), 0.1, weight_decay=-1), lambda: optim.SGD(model.parameters(), learning_rate=0.1), lambda: optim.SGD(), lambda: opt.load_state_dict(optimizer.state_dict()), lambda: opt.load_state_dict({}), lambda: S.StepLR(opt), lambda: opt.step(1), lambda: optim.Adam(model.parameters(), eps=-1), lambda: optim.SGD(dict(a=w), lr=1)):
    try: print('no error', f())
    except Exception as e: print(type(e).__name__ + ':', e)
# %%
opt.add_param_group({'params': nn.Parameter(torch.ones(1)), 'lr': 0.5}); print(opt); opt.zero_grad(set_to_none=False); print(w.grad, opt.param_groups[1]['params'])
# %%
model.zero_grad(); model(torch.ones(1, 2)).sum().backward(); print(nn.utils.clip_grad_norm_(model.parameters(), 0.5), nn.utils.parameters_to_vector(model.parameters()).shape, sum(p.grad.norm() ** 2 for p in model.parameters()) ** 0.5)
# %%
h = opt.register_step_pre_hook(lambda o, a, k: print('before', a, k)); h2 = opt.register_step_post_hook(lambda o, a, k: print('after')); opt.step(); h.remove(); h2.remove()
