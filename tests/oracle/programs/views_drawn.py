# Drawn programs: views, changes in place, Functions and modes in random order.
# %%
import random, re, warnings
import torch
class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x * x
    @staticmethod
    def backward(ctx, g): x, = ctx.saved_tensors; return 2 * g * x
class Idt(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g * 3
class InP(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.mark_dirty(x); x.mul_(2); return x
    @staticmethod
    def backward(ctx, g): return g * 2
class Vw(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.s = x.shape; return x.reshape(-1)
    @staticmethod
    def backward(ctx, g): return g.reshape(ctx.s)
VIEWS = [lambda x: x[0], lambda x: x[:1], lambda x: x.view(-1), lambda x: x.t(), lambda x: x.unbind()[0], lambda x: x.unsqueeze(0), lambda x: x.squeeze(), lambda x: x.expand(2, *x.shape), lambda x: x.diagonal(), lambda x: x.narrow(0, 0, 1), lambda x: x.detach(), lambda x: x.split(1)[0], lambda x: x.chunk(2)[0], lambda x: x.transpose(0, -1), lambda x: x.reshape(-1), lambda x: x[..., 0], lambda x: x.flatten(), lambda x: x.view_as(x), lambda x: x.data, lambda x: Vw.apply(x), lambda x: Idt.apply(x), lambda x: x.unfold(0, 1, 1), lambda x: x.as_strided((1,), (1,)), lambda x: x.movedim(0, -1), lambda x: x.T if x.ndim == 2 else x[:], lambda x: x.select(0, 0), lambda x: x.swapaxes(0, -1)]
OPS = [lambda x, y: x * y, lambda x, y: x + y, lambda x, y: x.exp(), lambda x, y: x.sin(), lambda x, y: x.sum(), lambda x, y: x / (y.abs() + 1), lambda x, y: x.relu(), lambda x, y: x.tanh(), lambda x, y: x.clone(), lambda x, y: x ** 2, lambda x, y: x.mean(0), lambda x, y: torch.stack([x, x]), lambda x, y: torch.cat([x.reshape(-1), y.reshape(-1)])[:4], lambda x, y: Sq.apply(x), lambda x, y: x.max(), lambda x, y: x[x > 0][:2], lambda x, y: torch.where(x > 0, x, x * 2), lambda x, y: x.softmax(0), lambda x, y: x.cumsum(0), lambda x, y: x.sigmoid(), lambda x, y: x.detach().requires_grad_(), lambda x, y: x.contiguous(), lambda x, y: x.hypot(y), lambda x, y: x @ y]
INP = [lambda x, y: x.mul_(2), lambda x, y: x.add_(y), lambda x, y: x.mul_(y), lambda x, y: x.zero_(), lambda x, y: x.copy_(y), lambda x, y: x.fill_(.5), lambda x, y: x.exp_(), lambda x, y: x.relu_(), lambda x, y: x.hypot_(y), lambda x, y: x.clamp_(-1, 1), lambda x, y: x.__setitem__(0, 1.5), lambda x, y: x.__setitem__(0, y), lambda x, y: x.__setitem__(x > .5, 0.), lambda x, y: x.sigmoid_(), lambda x, y: x.detach_(), lambda x, y: InP.apply(x), lambda x, y: x.cumsum_(0), lambda x, y: x.sub_(y, alpha=2), lambda x, y: x.masked_fill_(x > 0, .25), lambda x, y: x.neg_(), lambda x, y: x.pow_(2), lambda x, y: x.unsqueeze_(0), lambda x, y: x.squeeze_(0), lambda x, y: x.t_(), lambda x, y: x.lerp_(y, .5), lambda x, y: x.eq_(y), lambda x, y: x.tanh_(), lambda x, y: x.sqrt_(), lambda x, y: x.requires_grad_(), lambda x, y: x.requires_grad_(False), lambda x, y: x.data.mul_(2), lambda x, y: x.detach().add_(1), lambda x, y: x.index_fill_(0, torch.tensor([0]), 2.), lambda x, y: x.fmod_(.7), lambda x, y: x.tril_()]
def show(t):
    g = t.grad_fn
    return f"{re.sub(' at 0x[0-9a-f]+', '', str(g))} {t.requires_grad} {t.is_leaf} {t._is_view()} {list(t.shape)} {'-' if t.is_inference() else t._version} {[round(v, 3) for v in t.detach().reshape(-1).tolist()]}"
def err(e): return type(e).__name__ + ': ' + (str(e).splitlines() or [''])[0].split(' (Triggered')[0]
def drawn(seed):
    r = random.Random(seed); log = []
    ts = [torch.tensor([[.3, -.6], [.9, .2]], requires_grad=True), torch.tensor([.5, -.4], requires_grad=True), torch.tensor([[1., 2.], [3., 4.]])]
    for step in range(r.randint(6, 16)):
        kind = r.random(); i, j, k, mode = r.randrange(100), r.randrange(100), r.randrange(1000), r.random()
        x, y = ts[i % len(ts)], ts[j % len(ts)]
        ctx = torch.no_grad() if mode < .12 else torch.inference_mode() if mode < .16 else torch.enable_grad()
        what = ''
        try:
            with ctx:
                if kind < .3: what = f'view {k % len(VIEWS)} of {i % len(ts)}'; t = VIEWS[k % len(VIEWS)](x); ts.append(t); log.append(what + ' -> ' + show(t))
                elif kind < .5: what = f'op {k % len(OPS)} of {i % len(ts)} {j % len(ts)}'; t = OPS[k % len(OPS)](x, y); ts.append(t); log.append(what + ' -> ' + show(t))
                elif kind < .78: what = f'inp {k % len(INP)} on {i % len(ts)} {j % len(ts)} mode {mode:.2f}'; INP[k % len(INP)](x, y); log.append(what + ' -> ' + show(x))
                elif kind < .84: what = f'hook {i % len(ts)}'; (x.retain_grad if k % 2 else lambda: x.register_hook(lambda g, step=step: log.append(f'hook {step} {[round(v, 3) for v in g.reshape(-1).tolist()]}')))(); log.append(what)
                elif kind < .93:
                    what = f'backward {i % len(ts)} retain {k % 2}'; x.sum().backward(retain_graph=bool(k % 2)); log.append(what)
                else:
                    what = f'grad {i % len(ts)} wrt {j % len(ts)}'; g = torch.autograd.grad(x.sum(), y, allow_unused=bool(k % 2), retain_graph=True, create_graph=bool(k % 3 == 0)); log.append(what + str([None if v is None else [round(q, 3) for q in v.detach().reshape(-1).tolist()] for v in g]))
        except Exception as e:
            log.append(what + ' !! ' + err(e))
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        for n_, t in enumerate(ts):
            try: log.append(f'{n_}: {show(t)} grad {None if t.grad is None else [round(v, 3) for v in t.grad.reshape(-1).tolist()]}')
            except Exception as e: log.append(f'{n_} !! {err(e)}')
    torch.set_grad_enabled(True)
    for line in log: print(line[:150])
# %%
for seed in (1, 4, 5, 6, 9, 12, 26, 30, 35, 44): drawn(seed)
# %%
for seed in (50, 52, 53, 56, 60, 62, 68, 69, 77, 81): drawn(seed)
# %%
for seed in (82, 88, 89, 94, 99, 109, 125, 131, 142, 147): drawn(seed)
# %%
for seed in (149, 171, 189, 192, 193, 196, 207, 211, 218, 232): drawn(seed)
# %%
for seed in (237, 241, 247, 254, 272, 275, 288, 291, 295, 310): drawn(seed)
# %%
for seed in (333, 340, 341, 345, 349, 365, 386, 391, 427, 458): drawn(seed)
# %%
for seed in (467, 492, 495, 505, 515, 531, 572, 591, 605, 646): drawn(seed)
# %%
for seed in (647, 696, 722, 723, 744, 776, 786, 789, 792, 821): drawn(seed)
# %%
for seed in (538, 864, 1550, 1588, 4100): drawn(seed)
