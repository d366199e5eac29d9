# no_grad, enable_grad, set_grad_enabled, inference_mode: nested, decorating, per thread.
# %%
import threading

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
torch.is_grad_enabled()
# %%
with torch.no_grad():
    y = x * 2
    print(torch.is_grad_enabled(), y, y.requires_grad, y.is_leaf, y.grad_fn)
torch.is_grad_enabled()
# %%
with torch.no_grad():
    with torch.enable_grad():
        print(torch.is_grad_enabled(), (x * 2).requires_grad)
    print(torch.is_grad_enabled())
print(torch.is_grad_enabled())
# %%
try:
    with torch.no_grad():
        raise ValueError("inside")
except ValueError as error:
    print(error)
torch.is_grad_enabled()
# %%
with torch.set_grad_enabled(False):
    print((x * 2).requires_grad)
    with torch.set_grad_enabled(True):
        print((x * 2).requires_grad)
(x * 2).requires_grad
# %%
torch.set_grad_enabled(False)
print((x * 2).requires_grad)
torch.set_grad_enabled(True)
(x * 2).requires_grad
# %%
training = False
with torch.set_grad_enabled(training):
    print(x * 3)
# %%
@torch.no_grad()
def f(a):
    """Doubles."""
    return a * 2


f(x), f.__name__, f.__doc__, torch.is_grad_enabled()
# %%
@torch.no_grad
def g(a):
    return a * 2


g(x)
# %%
@torch.enable_grad()
def h(a):
    return a * 2


with torch.no_grad():
    print(h(x), x * 2)
# %%
@torch.set_grad_enabled(False)
def k(a):
    return a * 2


k(x), x * 2
# %%
torch.is_grad_enabled()
# %%
@torch.no_grad()
def broken(a):
    raise KeyError("gone")


try:
    broken(x)
except KeyError as error:
    print(error, torch.is_grad_enabled())
# %%
@torch.no_grad()
def rows():
    for i in range(2):
        yield x * i, torch.is_grad_enabled()


for row, enabled in rows():
    print(row, enabled, torch.is_grad_enabled())
# %%
with torch.no_grad():
    t = torch.ones(2, requires_grad=True)
    w = torch.tensor([1.0], requires_grad=True)
t, w, (t * 2).requires_grad
# %%
with torch.no_grad():
    y = x.detach()
    z = x.clone()
    v = x.view(2, 1)
y.requires_grad, z.requires_grad, v.requires_grad, v
# %%
with torch.no_grad():
    y = (x * 2).requires_grad_()
y, y.is_leaf
# %%
with torch.no_grad():
    loss = (x * x).sum()
loss.backward()
# %%
loss = (x * x).sum()
with torch.no_grad():
    loss.backward()
x.grad
# %%
with torch.no_grad():
    x -= 0.5 * x.grad
x
# %%
with torch.no_grad():
    x.copy_(torch.tensor([5.0, 6.0]))
    x[0] = 1.0
    x.mul_(2)
x, x.is_leaf, x.requires_grad
# %%
guard = torch.no_grad()
with guard:
    with guard:
        print(torch.is_grad_enabled())
    print(torch.is_grad_enabled())
torch.is_grad_enabled()
# %%
answers = []


def work():
    answers.append(torch.is_grad_enabled())
    answers.append((x * 2).requires_grad)


with torch.no_grad():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    answers.append(torch.is_grad_enabled())
answers
# %%
def turn_off():
    torch.set_grad_enabled(False)
    answers.append(torch.is_grad_enabled())


answers.clear()
thread = threading.Thread(target=turn_off)
thread.start()
thread.join()
answers, torch.is_grad_enabled()
# %%
with torch.inference_mode():
    y = x * 2
    print(y, y.requires_grad, torch.is_grad_enabled())
torch.is_grad_enabled()
# %%
y * 2, (y * 2).requires_grad
# %%
y * x
# %%
y.add_(1)
# %%
y.requires_grad_()
# %%
y._version
# %%
with torch.inference_mode():
    y.add_(1)
    t = torch.ones(2, requires_grad=True)
    print(y, t)
# %%
y.clone() * x
# %%
x + y
# %%
@torch.inference_mode()
def predict(a):
    return a * 3


predict(x)
# %%
with torch.inference_mode(False):
    print((x * 2).requires_grad)
# %%
with torch.inference_mode():
    with torch.enable_grad():
        print((x * 2).requires_grad, torch.is_grad_enabled())
# %%
with torch.inference_mode():
    loss = (x * x).sum()
loss.backward()
# %%
torch.set_grad_enabled("no")
# %%
torch.set_grad_enabled(True)
with torch.no_grad():
    c = torch.nn.functional.mse_loss(x, torch.zeros(2))
c, c.requires_grad
# %%
y = x * 2
with torch.no_grad():
    y += 1
    z = y * 3
print(y, z)
y.sum().backward()
# %%
with torch.no_grad() as nothing:
    print(nothing)
# %%
with torch.enable_grad():
    with torch.no_grad():
        pass
    print(torch.is_grad_enabled())
# %%
with torch.inference_mode(), torch.enable_grad():
    with torch.enable_grad():
        print(torch.is_grad_enabled())
    with torch.no_grad():
        print(torch.is_grad_enabled())
        with torch.enable_grad():
            print(torch.is_grad_enabled())
    print(torch.is_grad_enabled(), (x * 2).requires_grad)
print(torch.is_grad_enabled())
# %%
with torch.inference_mode():
    with torch.set_grad_enabled(True):
        print(torch.is_grad_enabled(), (x * 2).requires_grad)
    print(torch.is_grad_enabled())
    torch.set_grad_enabled(True)
    print(torch.is_grad_enabled(), (x * 2).requires_grad)
print(torch.is_grad_enabled(), (x * 2).requires_grad)
# %%
with torch.no_grad():
    with torch.inference_mode(False):
        print(torch.is_grad_enabled(), (x * 2).requires_grad)
    with torch.inference_mode(), torch.enable_grad(), torch.inference_mode(False):
        print(torch.is_grad_enabled(), (x * 2).requires_grad)
    print(torch.is_grad_enabled())
# %%
def state(tensor):
    return tensor.requires_grad, tensor.is_leaf, tensor.is_inference(), tensor._is_view()

with torch.inference_mode():
    made = torch.ones(1, 2, 3, requires_grad=True)
    print(state(made), state(made.view(6)), state(made[0]), state(made.unbind()[0]))
    print(state(made.view(6).view(2, 3)), state(made.split(1)[0]), state(made.squeeze(0)))
    print(state(made.transpose_(0, 1)), state(made.resize_(1, 2)), state(made.add_(1)))
# %%
with torch.inference_mode():
    made = torch.ones(1, 2, 3, requires_grad=True)
print(state(made), state(made.view(6)), state(made[0]), state(made.unbind()[0]))
state(made.transpose(0, 1)), state(made * 2), state(made.expand(2, 2, 3)), made[0].grad_fn
# %%
made.view(6).add_(1)
# %%
made.transpose_(0, 1)
# %%
made.resize_(1, 2)
# %%
with torch.inference_mode():
    made = torch.ones(2)
torch.mul(made, 3, out=made)
# %%
made
# %%
made.unsqueeze_(0)
