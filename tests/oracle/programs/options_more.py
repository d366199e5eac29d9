# Options that are seldom given: of hooks, checkpoints, loaders, means of models, Jacobians.
# %%
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

class Failing(nn.Module):
    def forward(self, x, fail=False):
        if fail:
            raise ZeroDivisionError("in forward")
        return x * 2

def called(name):
    return lambda module, args, *more: print(name, args, more)

def failing_call(layer, *args, **kwargs):
    try:
        layer(*args, **kwargs)
    except ZeroDivisionError as error:
        print(error)
layer = Failing()
layer.register_forward_hook(called("always"), always_call=True)
layer.register_forward_hook(called("not always"))
layer.register_forward_hook(called("with kwargs"), always_call=True, with_kwargs=True, prepend=True)
layer.register_forward_pre_hook(lambda module, args: (args[0] + 1,))
failing_call(layer, torch.ones(1), fail=True)
layer(torch.ones(1))
# %%
layer = Failing()
layer.register_forward_hook(lambda *args: 1 / 0, always_call=True)
layer.register_forward_hook(called("after the failing one"), always_call=True)
failing_call(layer, torch.ones(1), fail=True)
# %%
failing_call(layer, torch.ones(1))
# %%
handle = nn.modules.module.register_module_forward_hook(called("of all"), always_call=True)
failing_call(Failing(), torch.ones(1), fail=True)
Failing()(torch.ones(1))
handle.remove()
failing_call(Failing(), torch.ones(1), fail=True)
# %%
packed = nn.utils.rnn.pack_padded_sequence(torch.arange(6.0).reshape(3, 2, 1), torch.tensor([3, 2]))
rows, lengths = nn.utils.rnn.pad_packed_sequence(packed, total_length=5, padding_value=-1.0)
turned, _ = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True, total_length=4)
rows[:, 1, 0], lengths, turned.squeeze(), nn.utils.rnn.pad_packed_sequence(packed, total_length=3)[0].shape
# %%
nn.utils.rnn.pad_packed_sequence(packed, total_length=2)
# %%
def moved(means, values, number):
    print(len(means), len(values), number, [type(x).__name__ for x in means])
    for mean, value in zip(means, values):
        mean.mul_(0.5).add_(value)
model = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1))
for parameter in model.parameters():
    nn.init.constant_(parameter, 2.0)
averaged = torch.optim.swa_utils.AveragedModel(model, device="cpu", multi_avg_fn=moved)
averaged.update_parameters(model)
averaged.update_parameters(model)
averaged.update_parameters(model)
[p.item() for p in averaged.module.parameters()], averaged.n_averaged
# %%
model = nn.Linear(1, 1)
model.register_buffer("held", torch.ones(2))
averaged = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=moved, use_buffers=True)
averaged.update_parameters(model)
averaged.update_parameters(model)
[b for b in averaged.module.buffers()]
# %%
torch.optim.swa_utils.AveragedModel(model, avg_fn=lambda a, b, n: a, multi_avg_fn=moved)
# %%
def dropped(x):
    return torch.dropout(x, 0.5, True)
for reentrant in (True, False):
    for preserve in (True, False):
        torch.manual_seed(0)
        x = torch.ones(8, requires_grad=True)
        y = checkpoint(dropped, x, use_reentrant=reentrant, preserve_rng_state=preserve)
        y.sum().backward()
        print(reentrant, preserve, y.detach().equal(x.grad), torch.rand(1))
# %%
torch.manual_seed(0)
x = torch.ones(8, requires_grad=True)
y = checkpoint_sequential([dropped, dropped], 2, x, use_reentrant=False, preserve_rng_state=False)
y.sum().backward()
y, x.grad
# %%
checkpoint_sequential([dropped], 1, x, use_reentrant=False, preserve=False)
# %%
sizes = [2, 3, 2, 1, 2, 2]
def sized(x):
    return x.exp() * torch.ones(sizes.pop(0)).exp()
def backward_of(**options):
    x = torch.ones(1, requires_grad=True)
    y = checkpoint(sized, x, use_reentrant=False, **options)
    try:
        y.sum().backward()
        print(x.grad.shape)
    except (RuntimeError, torch.utils.checkpoint.CheckpointError) as error:
        print(type(error).__name__, str(error).split("\n.\n")[0])
backward_of()
backward_of(determinism_check="none", debug=False)
backward_of(determinism_check="default")
# %%
checkpoint(torch.exp, x, use_reentrant=False, determinism_check="all")
# %%
checkpoint(torch.exp, x, use_reentrant=True, debug=True)
# %%
loader = torch.utils.data.DataLoader([1, 2])
loader.timeout, loader.prefetch_factor, loader.persistent_workers, loader.worker_init_fn, loader.in_order, loader.pin_memory_device, torch.utils.data.DataLoader([1, 2], num_workers=1).prefetch_factor
# %%
torch.utils.data.DataLoader([1, 2], timeout=-1)
# %%
torch.utils.data.DataLoader([1, 2], prefetch_factor=2)
# %%
torch.utils.data.DataLoader([1, 2], persistent_workers=True)
# %%
torch.utils.data.DataLoader([1, 2], multiprocessing_context="fork")
# %%
torch.utils.data.DataLoader([1, 2], num_workers=1, prefetch_factor=-1)
# %%
import torch.autograd.forward_ad as forward_ad
with forward_ad.dual_level():
    dual = forward_ad.make_dual(torch.ones(2), torch.ones(2), level=0)
    print(forward_ad.unpack_dual(dual * 2, level=0).tangent)
    forward_ad.make_dual(torch.ones(2), torch.ones(2), level=3)
# %%
with forward_ad.dual_level():
    forward_ad.unpack_dual(forward_ad.make_dual(torch.ones(2), torch.ones(2)), level=2)
# %%
def cubes(x):
    return (x**3).sum()
torch.autograd.functional.hessian(cubes, torch.ones(2), vectorize=True, outer_jacobian_strategy="forward-mode").detach()
# %%
torch.autograd.functional.hessian(cubes, torch.ones(2), outer_jacobian_strategy="forward-mode")
# %%
torch.autograd.functional.hessian(cubes, torch.ones(2), outer_jacobian_strategy="odd")
# %%
from torch.func import functional_call, jacfwd, jacrev, jvp
jvp(torch.exp, (torch.zeros(2),), (torch.ones(2),), strict=True)
# %%
jvp(lambda x: torch.ones(2), (torch.zeros(2),), (torch.ones(2),), strict=True)
# %%
jvp(lambda x: torch.ones(2), (torch.zeros(2),), (torch.ones(2),))
# %%
jacrev(torch.exp, chunk_size=1)(torch.zeros(2)), jacfwd(torch.exp, randomness="same")(torch.zeros(2))
# %%
jacrev(torch.exp, chunk_size=0)
# %%
jacfwd(torch.exp, randomness="odd")(torch.zeros(2))
# %%
jacfwd(lambda x: x * torch.rand(2))(torch.zeros(2))
# %%
torch.manual_seed(0)
jacfwd(lambda x: x * torch.rand(2), randomness="same")(torch.zeros(2)), jacrev(lambda x: x * torch.rand(2))(torch.zeros(2))
# %%
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Parameter(torch.ones(1))
        self.two = self.one
        self.register_buffer("three", torch.ones(1))
    def forward(self, x):
        return self.one * x + self.two * 10 + self.three * 100
tied, five, six = Tied(), torch.tensor([5.0]), torch.tensor([6.0])
[functional_call(tied, given, torch.ones(1), tie_weights=ties) for given in ({"one": five}, {"two": five}, {"one": five, "two": five}, {"three": five}) for ties in (True, False)], functional_call(tied, {"one": five, "two": six}, torch.ones(1), tie_weights=False), tied(torch.ones(1))
# %%
functional_call(tied, {"one": five, "two": six}, torch.ones(1))
# %%
functional_call(tied, {"two": five, "three": five}, torch.ones(1), strict=True), functional_call(tied, {"one": five, "three": five}, torch.ones(1), strict=True, tie_weights=False)
# %%
torch.testing.assert_close(torch.ones(2, 3), torch.ones(3, 2).t(), check_stride=True)
# %%
torch.testing.assert_close(torch.ones(2, 3), torch.ones(3, 2).t()), torch.testing.assert_close(torch.ones(2), nn.Parameter(torch.ones(2)))
# %%
torch.testing.assert_close([torch.ones(2)], [nn.Parameter(torch.ones(2))], allow_subclasses=False)
# %%
torch.is_complex(torch.ones(1)), torch.is_complex(3)
# %%
x = torch.ones(2)
other = torch.ones(1, dtype=torch.int64)
[x.to(*args) is x for args in ((torch.float32,), (torch.float32, True), (torch.float32, False, True), ("cpu", torch.float32, False, True), (x, False, True), (None,), (None, torch.float32))], x.to(other, False, True), x.to("cpu", torch.float64), x.to(dtype=torch.float64, device=None, non_blocking=True)
# %%
x.to(foo=1)
# %%
x.to(other=other)
# %%
x.new(2, device="cpu").shape, x.new([1, 2])
# %%
def rows(*sizes):
    return torch.ones(sizes)
attend = nn.MultiheadAttention(4, 2)
def error_of(function, *args, **options):
    try:
        function(*args, **options)
    except (RuntimeError, AssertionError, ValueError) as error:
        print(type(error).__name__, str(error).split(": [")[0])
error_of(attend, rows(2, 1, 4), rows(3, 1, 4), rows(2, 1, 4))
error_of(attend, rows(2, 1, 4), rows(3, 4), rows(3, 4))
error_of(attend, rows(2, 4), rows(3, 1, 4), rows(3, 1, 4))
error_of(attend, rows(2, 1, 4), rows(3, 1, 4), rows(3, 1, 4), attn_mask=rows(3, 2))
error_of(attend, rows(2, 1, 4), rows(3, 1, 4), rows(3, 1, 4), attn_mask=rows(1, 2, 3))
error_of(attend, rows(2, 1, 4), rows(3, 1, 4), rows(3, 1, 4), attn_mask=rows(1, 1, 2, 3))
error_of(attend, rows(2, 1, 4), rows(3, 1, 4), rows(3, 1, 4), key_padding_mask=rows(1, 2))
error_of(attend, rows(2, 1, 4), rows(3, 1, 4), rows(3, 1, 4), key_padding_mask=rows(2, 3))
attend(rows(2, 4), rows(3, 4), rows(3, 4), key_padding_mask=torch.tensor([False, True, False]))[1]
# %%
model = nn.Transformer(4, 2, 1, 1, 8)
error_of(model, rows(3, 1, 4), rows(3, 2, 4))
error_of(model, rows(3, 1, 5), rows(3, 1, 4))
error_of(model, rows(3, 5), rows(3, 5))
error_of(nn.Transformer(4, 2, 1, 1, 8, batch_first=True), rows(1, 3, 4), rows(2, 3, 4))
# %%
def stepped(name, **options):
    parameter = nn.Parameter(torch.ones(2))
    parameter.grad = torch.ones(2)
    getattr(torch.optim, name)([parameter], **options).step()
for name in ("SGD", "Adam", "AdamW", "Adagrad"):
    error_of(stepped, name, fused=True, foreach=True)
for name in ("Adam", "AdamW", "RMSprop", "Adadelta", "Adamax", "NAdam", "RAdam", "ASGD", "Rprop"):
    error_of(stepped, name, capturable=True)
error_of(stepped, "Adam", lr=torch.tensor(0.1), foreach=True)
