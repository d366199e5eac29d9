# A small graph visualiser: it walks grad_fn and next_functions and writes DOT.
# %%
import torch
import torch.nn as nn
from collections import Counter, deque, namedtuple

Node = namedtuple("Node", ("name", "inputs", "attr", "op"))
SAVED_PREFIX = "_saved_"


def size_to_str(size):
    return "(" + ", ".join(["%d" % v for v in size]) + ")"


torch.manual_seed(3)
x = torch.randn(1, 4)
w = torch.randn(4, 2, requires_grad=True)
b = torch.zeros(2, requires_grad=True)
y = torch.relu(x @ w + b)
print(y.grad_fn, y.grad_fn.name(), type(y.grad_fn), sep="\n")
# %%
def make_dot(var, params):
    names = {id(v): k for k, v in params.items()}
    seen, lines = {}, []

    def nid(fn):
        return seen.setdefault(fn, len(seen))

    def add(fn):
        if hasattr(fn, "variable"):
            u = fn.variable
            lines.append(f'n{nid(fn)} [label="{names.get(id(u), "")} {size_to_str(u.size())}" fillcolor=lightblue]')
        else:
            lines.append(f'n{nid(fn)} [label="{type(fn).__name__}"]')
        for nxt, idx in getattr(fn, "next_functions", ()):
            if nxt is not None:
                new = nxt not in seen
                lines.append(f"n{nid(nxt)} -> n{nid(fn)}")
                if new:
                    add(nxt)

    add(var.grad_fn)
    return "\n".join(lines)


print(make_dot(y.sum(), {"w": w, "b": b}))
# %%
def saved(fn):
    return sorted(a for a in dir(fn) if a.startswith(SAVED_PREFIX))


for t in (torch.relu(w), w.exp(), w.pow(3), w / 2, w * w, w.sum(0), w.mean(), w[0], w.t(), w.log_softmax(-1)):
    print(type(t.grad_fn).__name__, saved(t.grad_fn))
# %%
f = (w * w).grad_fn
print(f._saved_self is w, f._saved_other.shape)
s = torch.softmax(w, dim=1)
print(s.grad_fn._saved_dim, torch.equal(s.grad_fn._saved_result, s))
print(w.sum(dim=1, keepdim=True).grad_fn._saved_dim, w.pow(2).grad_fn._saved_exponent)
# %%
print(torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2, requires_grad=True)).grad_fn)
lin = nn.Linear(4, 2)
print(lin(x).grad_fn, lin(x).grad_fn.next_functions)
# %%
def bfs(root):
    q, seen, order = deque([root]), {root}, []
    while q:
        n = q.popleft()
        order.append(n)
        for nxt, _ in n.next_functions:
            if nxt is not None and nxt not in seen:
                seen.add(nxt)
                q.append(nxt)
    return order


class Residual(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.ff = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        return x + self.ff(self.norm(x))


net = nn.Sequential(Residual(4), Residual(4), nn.Linear(4, 1))
out = net(x)
print(Counter(n.name() for n in bfs(out.grad_fn)))
# %%
def depth(fn, memo={}):
    if fn is None:
        return 0
    if fn not in memo:
        memo[fn] = 1 + max((depth(n) for n, _ in fn.next_functions), default=0)
    return memo[fn]


print(depth(out.grad_fn), depth(y.grad_fn), depth((w + 1).grad_fn))
# %%
def print_graph(g, level=0):
    if g is None:
        return
    star = " *" if type(g).__name__ == "AccumulateGrad" else ""
    print("*" * level * 2, type(g).__name__ + star)
    for sub in g.next_functions:
        print_graph(sub[0], level + 1)


print_graph(((x @ w).tanh() * b).mean().grad_fn)
# %%
u = torch.split(w, 2, dim=0)
print(u[0].grad_fn, u[1].grad_fn.next_functions[0][1], u[0].grad_fn is u[1].grad_fn)
v, i = w.max(dim=0)
print(v.grad_fn, i.grad_fn)
st = torch.stack([w, w])
print(len(st.grad_fn.next_functions), torch.cat([w, w, w]).grad_fn.next_functions[2])
q = w.unbind(0)
nxt = (q[0] + q[3]).grad_fn.next_functions
print(nxt[0][0] is nxt[1][0], [k for _, k in nxt])
# %%
y.sum().backward()
try:
    (w * w).grad_fn._saved_nothing
except AttributeError as e:
    print(e)
g = w.exp()
gf = g.grad_fn
g.sum().backward()
try:
    gf._saved_result
except RuntimeError as e:
    print(e)
# %%
r = w.sin().cos()
first = r.grad_fn
print(first(torch.ones_like(r)).shape)
print(torch.equal(first.next_functions[0][0](first(torch.ones(4, 2))), torch.autograd.grad(r.sum(), w)[0]))
# %%
vw = w.view(2, 4)
vw2 = vw.mul(2)
vw2.add_(1)
print(vw.grad_fn, vw2.grad_fn, vw2.view(-1).grad_fn.next_functions[0][0].name())
print(vw._base is w, vw._is_view(), w._version, vw2._version, vw2.output_nr, u[1].output_nr)
z = torch.zeros(2, 2)
z[0] = w[0]
print(z.grad_fn, z.grad_fn.next_functions)
