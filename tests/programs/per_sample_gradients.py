# Gradients of each example, Jacobians and kernels with torch.func.
# %%
import torch, torch.nn as nn, torch.nn.functional as F
from functools import partial
from torch.func import functional_call, vmap, grad, jacrev, jvp, vjp, jacfwd, hessian, stack_module_state
torch.manual_seed(0)
class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__(); self.conv1 = nn.Conv2d(1, 4, 3, 1); self.fc1 = nn.Linear(4 * 3 * 3, 10)
    def forward(self, x):
        x = F.relu(self.conv1(x)); x = F.max_pool2d(x, 2); x = torch.flatten(x, 1); return F.log_softmax(self.fc1(x), dim=1)
def loss_fn(predictions, targets): return F.nll_loss(predictions, targets)
data = torch.randn(4, 1, 8, 8); targets = torch.randint(10, (4,)); model = SimpleCNN(); targets
# %%
def compute_grad(sample, target):
    sample = sample.unsqueeze(0); target = target.unsqueeze(0)
    prediction = model(sample); loss = loss_fn(prediction, target)
    return torch.autograd.grad(loss, list(model.parameters()))
sample_grads = zip(*[compute_grad(data[i], targets[i]) for i in range(4)]); per_sample_grads = [torch.stack(shards) for shards in sample_grads]; print(per_sample_grads[0].shape)
# %%
params = {k: v.detach() for k, v in model.named_parameters()}; buffers = {k: v.detach() for k, v in model.named_buffers()}
def compute_loss(params, buffers, sample, target):
    batch = sample.unsqueeze(0); targets = target.unsqueeze(0)
    return loss_fn(functional_call(model, (params, buffers), (batch,)), targets)
ft = vmap(grad(compute_loss), in_dims=(None, None, 0, 0))(params, buffers, data, targets)
all(torch.allclose(a, b, atol=3e-3, rtol=1e-5) for a, b in zip(per_sample_grads, ft.values()))
# %%
x1, x2 = torch.randn(3, 1, 8, 8), torch.randn(2, 1, 8, 8)
def fnet_single(params, x): return functional_call(model, params, (x.unsqueeze(0),)).squeeze(0)
def ntk(fnet, params, x1, x2, compute='full'):
    jac1 = vmap(jacrev(fnet), (None, 0))(params, x1); jac1 = [j.flatten(2) for j in jac1.values()]
    jac2 = vmap(jacrev(fnet), (None, 0))(params, x2); jac2 = [j.flatten(2) for j in jac2.values()]
    einsum_expr = {'full': 'Naf,Mbf->NMab', 'trace': 'Naf,Maf->NM', 'diagonal': 'Naf,Maf->NMa'}[compute]
    return torch.stack([torch.einsum(einsum_expr, j1, j2) for j1, j2 in zip(jac1, jac2)]).sum(0)
ntk(fnet_single, params, x1, x2).shape, ntk(fnet_single, params, x1, x2, 'trace').shape, ntk(fnet_single, params, x1, x2, 'diagonal').shape
# %%
def predict(weight, bias, x): return F.linear(x, weight, bias).tanh()
D = 4; weight = torch.randn(D, D); bias = torch.randn(D); x = torch.randn(D)
def compute_jac(xp): return torch.stack([torch.autograd.grad(predict(weight, bias, xp), xp, vec)[0] for vec in torch.eye(D)])
xp = x.clone().requires_grad_(); j = compute_jac(xp); print(j.shape, j[0])
# %%
_, vjp_fn = vjp(partial(predict, weight, bias), x); ft_j, = vmap(vjp_fn)(torch.eye(D)); print(torch.allclose(ft_j, j)); ft2 = jacrev(predict, argnums=2)(weight, bias, x); torch.allclose(ft2, j)
# %%
jacfwd(predict, argnums=0)(weight, bias, x).shape, hessian(predict, argnums=2)(weight, bias, x).shape, vmap(jacrev(predict, argnums=2), in_dims=(None, None, 0))(weight, bias, torch.randn(3, D)).shape
# %%
def hvp(f, primals, tangents): return jvp(grad(f), primals, tangents)[1]
def f(x): return x.sin().sum()
x = torch.randn(5); tangent = torch.randn(5); torch.allclose(hvp(f, (x,), (tangent,)), -x.sin() * tangent)
# %%
class SimpleMLP(nn.Module):
    def __init__(self): super().__init__(); self.fc1 = nn.Linear(16, 8); self.fc2 = nn.Linear(8, 3)
    def forward(self, x): return self.fc2(F.relu(self.fc1(x.flatten(1))))
models = [SimpleMLP() for _ in range(3)]; mb = torch.randn(2, 5, 4, 4)
params, buffers = stack_module_state(models); {k: (v.shape, v.requires_grad, v.is_leaf) for k, v in params.items()}, buffers
# %%
import copy
base_model = copy.deepcopy(models[0])
def fmodel(params, buffers, x): return functional_call(base_model, (params, buffers), (x,))
predictions_vmap = vmap(fmodel, in_dims=(0, 0, None))(params, buffers, mb[0]); predictions_vmap.shape
# %%
try: vmap(lambda x: F.dropout(x))(torch.ones(3, 4))
except RuntimeError as e: print(e)
vmap(lambda x: F.dropout(x), randomness='different')(torch.ones(3, 4)).shape
