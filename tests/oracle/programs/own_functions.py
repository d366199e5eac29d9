# What a Function of one's own may do, and what PyTorch says if it may not.
# %%
import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

class Keep(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, 3)
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g

with torch.no_grad():
    print(Keep.apply(torch.ones(1, requires_grad=True)))
Keep.apply(torch.ones(1))

# %%
Keep.apply(torch.ones(1, requires_grad=True))

# %%
class Head(Function):
    @staticmethod
    def forward(ctx, x):
        return x.narrow(0, 0, 2)
    @staticmethod
    def backward(ctx, g):
        return torch.cat([g, torch.zeros(1)])

x = torch.ones(3, requires_grad=True)
y = Head.apply(x.clone())
y.sum().backward()
print(x.grad)
y += 1

# %%
y = Head.apply(torch.ones(3))
y += 1
y

# %%
class Same(Function):
    @staticmethod
    def forward(ctx, x):
        return x
    @staticmethod
    def backward(ctx, g):
        return g * 5

y = Same.apply(x * 1)
print(y)
y.mul_(2)

# %%
class Bad(Function):
    @staticmethod
    def forward(ctx, a):
        c = a * 3
        ctx.mark_dirty(c)
        return c
    @staticmethod
    def backward(ctx, g):
        return g * 3

Bad.apply(torch.ones(2, requires_grad=True))

# %%
class Double(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)
    @staticmethod
    def backward(ctx, g):
        return g * 2

a = torch.ones(2, requires_grad=True)
b = a * 3
c = Double.apply(b)
print(c is b, b, b._version)
(b * b).sum().backward()
a.grad

# %%
Double.apply(a)

# %%
b = a * 3
c = b[:1]
Double.apply(c)
print(b, b.grad_fn.name())

# %%
b = a * 3
d = b.exp()
Double.apply(b)
(d + b).sum().backward()

# %%
b = (a * 3).detach()
print(Double.apply(b), b._version)

# %%
class Quiet(Function):
    @staticmethod
    def forward(ctx, x):
        x.mul_(2)
        return x * 3
    @staticmethod
    def backward(ctx, g):
        return g * 6

a = torch.ones(2, requires_grad=True)
b = a * 1
c = Quiet.apply(b)
print(b, c, b._version)
(b + c).sum().backward()
a.grad

# %%
class Both(Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        return g
    @staticmethod
    def vjp(ctx, g):
        return g

Both.apply(torch.ones(1, requires_grad=True)).sum().backward()

# %%
class Vjp(Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def vjp(ctx, g):
        return g * 4

v = torch.ones(1, requires_grad=True)
Vjp.apply(v).sum().backward()
v.grad

# %%
class Twice(Function):
    @staticmethod
    def forward(ctx, x):
        y = x ** 2
        ctx.save_for_backward(x, y)
        return y
    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * 2 * y / x

x = torch.tensor(3.0, requires_grad=True)
g, = torch.autograd.grad(Twice.apply(x), x, create_graph=True)
gg, = torch.autograd.grad(g, x, create_graph=True)
print(g, gg)

# %%
class Two(Function):
    @staticmethod
    def forward(ctx, x):
        s, c = x.sin(), x.cos()
        ctx.save_for_backward(s, c)
        return s, c
    @staticmethod
    def backward(ctx, gs, gc):
        s, c = ctx.saved_tensors
        return gs * c - gc * s

s, c = Two.apply(x)
g, = torch.autograd.grad(s * c, x, create_graph=True)
gg, = torch.autograd.grad(g, x)
print(g, gg)

# %%
class Sq(Function):
    @staticmethod
    def forward(ctx, x):
        return x * x
    @staticmethod
    def backward(ctx, g):
        return g

Sq()

# %%
class Once(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        print(torch.is_grad_enabled())
        x, = ctx.saved_tensors
        return 2 * x * g

x = torch.ones(1, requires_grad=True)
g, = torch.autograd.grad(Once.apply(x), x, create_graph=True)
print(g.requires_grad, g)

# %%
g, = torch.autograd.grad(Once.apply(x), x, torch.ones(1, requires_grad=True), create_graph=True)
print(g)
g.backward()

# %%
Once.apply(x).backward()
x.grad

# %%
class Scale(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        print(ctx.needs_input_grad)
        return x * factor
    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, g

Scale.apply(x, 3).backward()

# %%
class Extra(Scale):
    @staticmethod
    def backward(ctx, g):
        return g, None, None, None

Extra.apply(x, 2).backward()
x.grad

# %%
class Surplus(Scale):
    @staticmethod
    def backward(ctx, g):
        return g, None, g

Surplus.apply(x, 2).backward()

# %%
class Short(Scale):
    @staticmethod
    def backward(ctx, g):
        return g

Short.apply(x, 2).backward()

# %%
class Text(Scale):
    @staticmethod
    def backward(ctx, g):
        return "g", None

Text.apply(x, 2).backward()

# %%
class Shape(Scale):
    @staticmethod
    def backward(ctx, g):
        return torch.ones(5), None

Shape.apply(torch.ones(2, requires_grad=True), 2).sum().backward()

# %%
class Later(Function):
    @staticmethod
    def forward(x, power=3):
        return x ** power
    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.power = inputs
        ctx.save_for_backward(x)
    @staticmethod
    def backward(ctx, g):
        print(ctx.needs_input_grad)
        x, = ctx.saved_tensors
        return g * ctx.power * x ** (ctx.power - 1), None

x = torch.tensor(2.0, requires_grad=True)
Later.apply(x).backward()
x.grad

# %%
Later.apply(x, 2)

# %%
Later.apply(x, power=2)

# %%
class Parts(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1, x * 2, x.long()
    @staticmethod
    def backward(ctx, *gs):
        print(gs)
        return gs[0]

a, b, c = Parts.apply(x)
print(a, b, c)
a.backward()

# %%
class Zeros(Function):
    @staticmethod
    def forward(ctx, x):
        y = x * 2
        ctx.mark_non_differentiable(y)
        return x * 1, y
    @staticmethod
    def backward(ctx, *gs):
        print(gs)
        return gs[0]

a, b = Zeros.apply(x)
print(a, b)
a.backward()

# %%
class Nothing(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1
    @staticmethod
    def backward(ctx, g):
        return None

x.grad = None
Nothing.apply(x).backward()
print(x.grad)

# %%
class Mixed(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1, "text", None
    @staticmethod
    def backward(ctx, *gs):
        print(gs)
        return gs[0]

Mixed.apply(x)

# %%
class Plain(Function):
    @staticmethod
    def forward(ctx, x):
        return 3
    @staticmethod
    def backward(ctx, g):
        return g

Plain.apply(x)

# %%
class Detached(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_non_differentiable(x)
        print(ctx.saved_tensors, ctx.name())
        return x.detach()
    @staticmethod
    def backward(ctx, g):
        return g

Detached.apply(x * 1)

# %%
class List(Function):
    @staticmethod
    def forward(ctx, x):
        return [x * 1]
    @staticmethod
    def backward(ctx, g):
        return g

List.apply(x)

# %%
class Context(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.extra = [x.shape]
        return x * x
    @staticmethod
    def backward(ctx, g):
        print(ctx.saved_tensors, ctx.extra, ctx.needs_input_grad)
        return g

y = Context.apply(x)
print(y.grad_fn.saved_tensors)
y.backward()
y.grad_fn.saved_tensors

# %%
class Changed(Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0]

y = Changed.apply(x)
y.mul_(2)
y.backward()

# %%
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return 2 * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_variables
        return 2 * g + 0 * x


y = Twice.apply(torch.ones(2, requires_grad=True))
y.sum().backward()
type(y.grad_fn) is Twice._backward_cls, y.volatile

# %%
class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, n, y):
        ctx.save_for_backward(x, y)
        return n * x * y

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * y, None, g * x


x, y = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
(g,) = torch.autograd.grad(Once.apply(x, 2, y).sum(), x, create_graph=True)
g.grad_fn.name(), [node and node.name() for node, _ in g.grad_fn.next_functions]

# %%
g.sum().backward()

# %%
class Changes(Function):
    @staticmethod
    def forward(ctx, a, b):
        a.add_(b)
        ctx.mark_dirty(a)
        return a, a + b
    @staticmethod
    def backward(ctx, g, h):
        return g + h, g + h

a = torch.ones(2, requires_grad=True)
changed, summed = Changes.apply(a.clone(), a)
(changed * summed).sum().backward()
changed, summed, a.grad
# %%
Changes.apply(a.clone().view_as(a), a)
# %%
Changes.apply(torch.ones(4)[:2], a)
# %%
Changes.apply(torch.ones(4)[:2], torch.ones(2))
# %%
Changes.apply(a.clone().unbind()[0], a[0])
# %%
class OfItsOwn(Function):
    @staticmethod
    def forward(ctx, x):
        part = x.clone()[:2]
        part += 2
        return part
    @staticmethod
    def backward(ctx, g):
        return torch.cat([g, g[:1] * 0])

x = torch.ones(3, requires_grad=True)
y = OfItsOwn.apply(x)
(y * y).sum().backward()
y, y._is_view(), y._version, x.grad
# %%
y += 1

# %%
from torch.autograd.forward_ad import dual_level, make_dual, unpack_dual

def forward(rule, *inputs):
    with dual_level():
        inputs = [make_dual(x, 2 * x) if isinstance(x, torch.Tensor) and x.numel() == 2 else x
                  for x in inputs]
        found = rule.apply(*inputs)
        for one in found if isinstance(found, tuple) else (found,):
            print(unpack_dual(one) if isinstance(one, torch.Tensor) else one)

class Mixed(Function):
    @staticmethod
    def forward(ctx, n, x, y):
        ctx.save_for_backward(x)
        ctx.save_for_forward(x, y)
        return n * x * y
    @staticmethod
    def jvp(ctx, n, tangent_x, tangent_y):
        x, y = ctx.saved_tensors
        print(n, tangent_x, tangent_y, x, y, ctx.needs_input_grad)
        return tangent_x * y + x * tangent_y

x = torch.tensor([1.0, 3.0])
forward(Mixed, 5, x, torch.tensor([4.0]))
# %%
class WithoutRule(Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        return g

print(WithoutRule.apply(x))
forward(WithoutRule, x)
# %%
def returning(results, tangents):
    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            found = results(x)
            if isinstance(found, tuple) and isinstance(found[1], torch.Tensor):
                ctx.mark_non_differentiable(found[1])
            return found
        @staticmethod
        def jvp(ctx, tangent):
            return tangents(tangent)
    return Rule

forward(returning(lambda x: (x.clone(), x > 2), lambda t: (t, None)), x)
forward(returning(lambda x: (x.clone(), "text"), lambda t: (t, None)), x)
forward(returning(lambda x: (x.clone(), x.argmax()), lambda t: (t, t)), x)
# %%
forward(returning(lambda x: (x.clone(), x > 2), lambda t: t), x)
# %%
forward(returning(lambda x: x.clone(), lambda t: (t, t)), x)
# %%
forward(returning(lambda x: x.clone(), lambda t: 3), x)
# %%
forward(returning(lambda x: x.clone(), lambda t: t[:1]), x)
# %%
hooked = torch.nn.Tanh()
hooked.register_full_backward_hook(lambda *gradients: None)
with dual_level():
    print(hooked(make_dual(x, x)))
