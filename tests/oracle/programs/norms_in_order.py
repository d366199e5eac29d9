# Norms, softmax and losses to the last bit: along which dimensions, and in which layout of memory.
# %%
import torch
import torch.nn.functional as F
torch.manual_seed(3)
def bits(x): return hash(tuple(x.detach().reshape(-1).tolist()))
layouts = {
    "as it is": lambda x: x, "transposed": lambda x: x.transpose(0, -1),
    "gaps": lambda x: x.repeat_interleave(2, -1)[..., ::2], "part": lambda x: x[1:],
}
shapes = [(9,), (40,), (7, 5), (12, 3), (3, 20), (4, 5, 6)]
# %%
for dtype in (torch.float32, torch.float64):
    for name, lay in layouts.items():
        for shape in shapes:
            x = lay(torch.randn(shape, dtype=dtype))
            dims = [None, 0, -1] if x.ndim < 3 else [None, (0, 1), (0, 2), (1, 2), 1]
            print(dtype, name, shape, [bits(torch.linalg.vector_norm(x, p, d)) for p in (1, 2, -1) for d in dims])
# %%
tiny = torch.tensor([[1e-30], [-1e-30]])
print(torch.linalg.vector_norm(tiny, 2, 1), torch.linalg.vector_norm(tiny, 3, 1, keepdim=True), tiny.norm())
print(torch.linalg.vector_norm(tiny, 0, 1), tiny[0].norm(), tiny[0, 0].norm(3), torch.linalg.vector_norm(tiny, -1, 1))
x = torch.tensor([[1e-30, 2]], requires_grad=True)
torch.linalg.vector_norm(x, 3, 0).sum().backward()
print(x.grad)
# %%
for name, lay in layouts.items():
    for shape in shapes[2:]:
        x = lay(torch.randn(shape))
        print(name, shape, [bits(f(x, d)) for f in (F.softmax, F.log_softmax) for d in range(x.ndim)])
# %%
for shape in shapes:
    x, y = torch.randn(shape), torch.randn(shape)
    for lay in layouts.values():
        a, b = lay(x), lay(y)
        p, t = (a.abs() + 0.1) / 5, (b > 0).float()
        print(shape, bits(F.binary_cross_entropy(p, t)), bits(F.binary_cross_entropy(p, t, reduction="none")),
              bits(F.kl_div(a, b.abs(), reduction="sum")))
# %%
p = torch.rand(4, 3).t().requires_grad_()
t = (torch.rand(4, 3).t() > 0.5).float()
print(F.binary_cross_entropy(p, t, reduction="none").stride(), F.logsigmoid(p).stride())
print(F.binary_cross_entropy_with_logits(p, t, reduction="none").stride(), p.log1p().stride(), p.log().stride())
# %%
x = torch.tensor([-1.0, -2.0, -0.5], requires_grad=True)
for target in ([0.2, 0.3, 0.5], [0.0, 1.0, 0.0], [-0.1, 0.5, 0.6]):
    y = torch.tensor(target, requires_grad=True)
    loss = F.kl_div(x, y, reduction="batchmean")
    print(loss, [node.name() for node, _ in loss.grad_fn.next_functions[0][0].next_functions])
    loss.backward()
    print(x.grad, y.grad)
# %%
logits, targets = torch.tensor([0.5, -1.0], dtype=torch.float64), torch.tensor([1.0, 0.0])
weight = torch.tensor([2.0, 3.0], dtype=torch.float64)
for x, t in ((logits, targets), (logits[0], targets[0])):
    print(F.binary_cross_entropy_with_logits(x, t), F.binary_cross_entropy_with_logits(x, t, weight[0]))
print(F.binary_cross_entropy_with_logits(logits, targets, weight, reduction="none"),
      F.binary_cross_entropy_with_logits(logits, targets, pos_weight=weight))
