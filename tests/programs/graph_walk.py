# A walk through the graph: who made which tensor.
# %%
import torch
torch.manual_seed(0)
x = torch.tensor(1.0, requires_grad=True); z = x ** 3; z.backward(); print(x.grad.data)
# %%
def get_tensor_info(tensor):
    info = []
    for name in ['requires_grad', 'is_leaf', 'retains_grad', 'grad_fn', 'grad']: info.append(f'{name}({getattr(tensor, name, None)})')
    info.append(f'tensor({str(tensor)})'); return ' '.join(info)
x = torch.tensor(5.0); y = x ** 3; print('x', get_tensor_info(x)); print('y', get_tensor_info(y)); x = torch.tensor(5.0, requires_grad=True); y = x ** 3; print('x', get_tensor_info(x)); print('y', get_tensor_info(y)); y.retain_grad(); y.backward(); print('x', get_tensor_info(x)); print('y', get_tensor_info(y))
# %%
def make_graph(var, params=None):
    if params is not None: param_map = {id(v): k for k, v in dict(params).items()}
    seen = set(); lines = []
    def size_to_str(size): return '(' + (', ').join(['%d' % v for v in size]) + ')'
    def add_nodes(var, depth=0):
        if var not in seen:
            if torch.is_tensor(var): lines.append('T' + size_to_str(var.size()))
            elif hasattr(var, 'variable'): u = var.variable; lines.append('  ' * depth + '%s\n%s' % (param_map.get(id(u)) if params is not None else '', size_to_str(u.size())))
            else: lines.append('  ' * depth + str(type(var).__name__))
            seen.add(var)
            if hasattr(var, 'next_functions'):
                for u in var.next_functions:
                    if u[0] is not None: add_nodes(u[0], depth + 1)
            if hasattr(var, 'saved_tensors'):
                for t in var.saved_tensors: add_nodes(t, depth + 1)
    add_nodes(var.grad_fn); return '\n'.join(lines)
net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1)); print(make_graph(net(torch.ones(2, 3)).mean(), net.named_parameters()))
# %%
def getBack(var_grad_fn):
    print(var_grad_fn)
    for n in var_grad_fn.next_functions:
        if n[0]:
            try: tensor = getattr(n[0], 'variable'); print(n[0]); print('Tensor with grad found:', tensor); print(' - gradient:', tensor.grad); print()
            except AttributeError as e: getBack(n[0])
a = torch.tensor([1., 2.], requires_grad=True); b = torch.tensor([2., 3.], requires_grad=True); L = (a * b - b.exp()).pow(2).sum(); L.backward(); getBack(L.grad_fn)
# %%
a = torch.randn((3, 3), requires_grad=True); w1 = torch.randn((3, 3), requires_grad=True); b = w1 * a; c = w1 * a; d = b + c; L = (10 - d).sum(); print("The grad fn for a is", a.grad_fn); print("The grad fn for d is", d.grad_fn); print(L.grad_fn.next_functions[0][0].next_functions)
# %%
ops = {'neg': -a, 'T': a.T, 'sum1': a.sum(1), 'mean': a.mean(0, True), 'slice': a[0:2], 'mask': a[a > 0], 'idx': a[[0]], 'stack': torch.stack([a, a]), 'cat': torch.cat([a, a]), 'chunk': a.chunk(3)[0], 'split': a.split(2)[1], 'unb': a.unbind()[0], 'det': torch.det(a), 'inv': torch.inverse(a + 5 * torch.eye(3)), 'norm': a.norm(), 'norm1': a.norm(1), 'std': a.std(), 'var': a.var(0), 'tril': a.tril(), 'diag': a.diag(), 'where': torch.where(a > 0, a, 0.), 'mf': a.masked_fill(a > 0, 0), 'clip': a.clip(0, 1), 'floor': a.floor(), 'round': a.round(), 'sign': a.sign(), 'fmod': a % 2, 'flip': a.flip(0), 'roll': a.roll(1), 'rep': a.repeat(1, 2), 'exp': a.expand(2, 3, 3), 'bmm': a[None] @ a[None], 'ein': torch.einsum('ij,jk->ik', a, a), 'outer': torch.outer(a[0], a[1]), 'cumsum': a.cumsum(0), 'prod': a.prod(), 'lse': a.logsumexp(0), 'topk': a.topk(2)[0], 'sort': a.sort()[0], 'med': a.median(), 'gather': a.gather(0, torch.zeros(1, 3).long()), 'emb': torch.nn.functional.embedding(torch.tensor([0]), a), 'ln': torch.nn.functional.layer_norm(a, (3,)), 'gelu': torch.nn.functional.gelu(a), 'silu': torch.nn.functional.silu(a), 'softplus': torch.nn.functional.softplus(a), 'double': a.double(), 'half': a.half(), 'contig': a.t().contiguous(), 'rs': a.t().reshape(-1), 'item': a.select(0, 1), 'mish': torch.nn.functional.mish(a), 'hs': torch.nn.functional.hardsigmoid(a), 'bce': torch.nn.functional.binary_cross_entropy_with_logits(a, torch.ones(3, 3)), 'huber': torch.nn.functional.huber_loss(a, torch.ones(3, 3)), 'sl1': torch.nn.functional.smooth_l1_loss(a, torch.ones(3, 3)), 'kl': torch.nn.functional.kl_div(a, torch.ones(3, 3)), 'cdist': torch.cdist(a, a), 'cos': torch.nn.functional.cosine_similarity(a, a, dim=0), 'drop': torch.nn.functional.dropout(a), 'pad': torch.nn.functional.pad(a, (1, 1)), 'interp': torch.nn.functional.interpolate(a[None, None], scale_factor=2), 'atan2': torch.atan2(a, a), 'lerp': a.lerp(a, 0.5), 'addmm': torch.addmm(a, a, a), 'addcmul': torch.addcmul(a, a, a), 'sq': a.square(), 'rsqrt': a.abs().rsqrt(), 'rec': a.reciprocal(), 'tr': a.trace(), 'amax': a.amax(1), 'aminmax': torch.aminmax(a)[0], 'hypot': torch.hypot(a, a), 'log1p': a.abs().log1p(), 'logit': a.sigmoid().logit(), 'erf': a.erf(), 'maximum': torch.maximum(a, a), 'nan': a.nan_to_num(), 'movedim': a.movedim(0, 1), 'unflatten': a.unflatten(0, (3, 1)), 'kron': torch.kron(a, a), 'ms': torch.meshgrid(a[0], a[1], indexing='ij')[0], 'sc': a.scatter(0, torch.zeros(1, 3).long(), 1.), 'ia': a.index_add(0, torch.tensor([0]), a[:1]), 'svd': torch.linalg.svdvals(a), 'solve': torch.linalg.solve(a + 5 * torch.eye(3), a), 'mp': torch.matrix_power(a, 2), 'me': torch.matrix_exp(a), 'tens': torch.tensordot(a, a, 1), 'cross': torch.cross(a, a, dim=1), 'glu': torch.nn.functional.glu(a.repeat(1, 2)), 'rrelu': torch.nn.functional.elu(a), 'ps': torch.nn.functional.pixel_shuffle(a.repeat(4, 1).view(1, 4, 3, 3), 2), 'uf': a.unfold(0, 2, 1), 'lgam': a.abs().lgamma(), 'pow2': 2 ** a, 'ri': a.repeat_interleave(2), 'tile': a.tile(2), 'diff': a.diff(), 'cov': torch.cov(a), 'mvln': a.abs().mvlgamma(1) if False else a}
for k, v in ops.items(): print(k, v.grad_fn)
# %%
x = torch.tensor(3., requires_grad=True); y = x.clone(); y.mul_(2); y.add_(1); y[...] = y * 1 if False else y; print(y.grad_fn, y.grad_fn.next_functions); y.backward(); print(x.grad)
# %%
x = torch.zeros(3, requires_grad=True); y = x + 0; y[1] = 5; print(y, y.grad_fn, y.grad_fn.next_functions); y[0:2] *= 2; print(y.grad_fn, y.grad_fn.name()); y.sum().backward(); print(x.grad)
# %%
import sys
print(hasattr(L.grad_fn, '_saved_self'), hasattr(a, 'grad_fn'), L.grad_fn.requires_grad if hasattr(L.grad_fn, 'requires_grad') else None, L.grad_fn._input_metadata if False else None, L.output_nr, a.chunk(3)[1].output_nr, L.grad_fn._sequence_nr() >= 0)
# %%
print(type(L.grad_fn), type(L.grad_fn).__mro__[-1] is object, L.grad_fn.__class__.__name__, str(L.grad_fn)[:13], L.grad_fn == L.grad_fn, isinstance(L, torch.Tensor), type(L))
# %%
a.backward(torch.ones(3, 3)); print(a.grad); a.grad = None; torch.autograd.backward([a.sum(), (a * 2).sum()]); print(a.grad); a.grad = None; torch.autograd.backward(tensors=[a * 1], grad_tensors=[torch.eye(3)], retain_graph=False); print(a.grad)
