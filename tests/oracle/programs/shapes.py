# transpose, permute, reshape, view, flatten, squeeze, unsqueeze, cat, stack and their gradients.
# %%
import torch


def show(f, *shape):
    n = 1
    for d in shape:
        n *= d
    x = torch.arange(float(n)).reshape(shape).requires_grad_()
    y = f(x)
    print(y)
    y.backward(torch.arange(1.0, 1 + y.numel()).reshape(y.shape))
    print(x.grad)
    print(y.grad_fn.name())


show(lambda x: x.t(), 2, 3)
# %%
show(lambda x: x.T, 2, 3)
# %%
show(lambda x: x.transpose(0, 1), 2, 3)
# %%
show(lambda x: x.transpose(-1, 0), 1, 2, 3)
# %%
show(lambda x: x.permute(2, 0, 1), 1, 2, 3)
# %%
show(lambda x: x.permute((1, 0)), 2, 3)
# %%
show(lambda x: x.reshape(3, 2), 2, 3)
# %%
show(lambda x: x.reshape(-1), 2, 3)
# %%
show(lambda x: x.reshape((6,)), 2, 3)
# %%
show(lambda x: x.view(3, -1), 2, 3)
# %%
show(lambda x: x.t().reshape(-1), 2, 3)
# %%
show(lambda x: x.flatten(), 2, 3)
# %%
show(lambda x: x.flatten(1), 2, 1, 3)
# %%
show(lambda x: x.flatten(0, 1), 2, 1, 3)
# %%
show(lambda x: x.squeeze(), 1, 2, 1)
# %%
show(lambda x: x.squeeze(0), 1, 2, 1)
# %%
show(lambda x: x.squeeze(1), 1, 2, 1)
# %%
show(lambda x: x.squeeze((0, 2)), 1, 2, 1)
# %%
show(lambda x: x.unsqueeze(0), 2)
# %%
show(lambda x: x.unsqueeze(-1), 2)
# %%
show(lambda x: x.clone(), 2)
# %%
show(lambda x: x.t(), 3)
# %%
x = torch.tensor(5.0, requires_grad=True)
x.reshape(1), x.view(1, 1), x.flatten(), x.unsqueeze(0), x.squeeze(), x.t(), x.expand(2)
# %%
torch.arange(3).T
# %%
torch.arange(6).reshape(1, 2, 3).T
# %%
torch.zeros(1, 2, 3).t()
# %%
x = torch.arange(6.0).reshape(2, 3)
x.reshape(4)
# %%
x.view(5, -1)
# %%
x.reshape(-1, -1)
# %%
x.reshape(-2, 3)
# %%
x.t().view(6)
# %%
x.t().view(3, 2), x.t().view(3, 1, 2).shape, x.t().reshape(6)
# %%
z = torch.zeros(2, 2)
z.reshape(4)[0], z.t().reshape(4)[1] = 1.0, 2.0
z
# %%
y = x.view(3, 2)
y[0, 0] = 100.0
x
# %%
y = x.t()
y[0, 1] = -1.0
x
# %%
x.transpose(0, 2)
# %%
x.permute(0)
# %%
x.permute(0, 0)
# %%
x.permute(0, 3)
# %%
x.squeeze(5)
# %%
x.unsqueeze(3)
# %%
x.flatten(1, 0)
# %%
torch.zeros(0, 2).reshape(-1)
# %%
torch.zeros(0, 2).reshape(0, -1)
# %%
torch.zeros(0, 2).reshape(-1, 2).shape, torch.zeros(2, 0).t(), torch.zeros(0).unsqueeze(0).shape
# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0], requires_grad=True)
c = torch.cat([a, b, a])
print(c)
c.backward(torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]))
a.grad, b.grad
# %%
a = torch.ones(2, 1, requires_grad=True)
b = torch.zeros(2, 2, requires_grad=True)
c = torch.cat((a, b), dim=1)
c.backward(torch.arange(6.0).reshape(2, 3))
c, a.grad, b.grad
# %%
torch.cat([torch.ones(1, 2), torch.zeros(2, 2)]), torch.cat([torch.ones(1, 2), torch.zeros(1, 2)], -1)
# %%
torch.cat([torch.tensor([1, 2]), torch.tensor([0.5])]), torch.cat([torch.tensor([True]), torch.tensor([2])])
# %%
torch.cat([torch.zeros(0), torch.ones(2)]), torch.cat([torch.zeros(0), torch.ones(1, 2)])
# %%
torch.cat([torch.ones(2), torch.ones(1, 2)])
# %%
torch.cat([torch.ones(2, 2), torch.ones(2, 3)])
# %%
torch.cat([])
# %%
torch.cat([torch.tensor(1.0), torch.tensor(2.0)])
# %%
torch.cat(torch.ones(2))
# %%
torch.cat([torch.ones(2), 3])
# %%
torch.cat([torch.ones(2)], dim=1)
# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0], requires_grad=True)
s = torch.stack([a, b])
print(s)
s.backward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
a.grad, b.grad
# %%
torch.stack((a, b), dim=1), torch.stack((a, b), -1).shape, torch.stack([torch.tensor(1), torch.tensor(2)])
# %%
torch.stack([torch.ones(2), torch.ones(3)])
# %%
torch.stack([])
# %%
torch.stack([torch.ones(2)], dim=2)
# %%
x = torch.arange(4.0, requires_grad=True)
y = x.reshape(2, 2).t().flatten().unsqueeze(1).squeeze(1)
y.backward(torch.tensor([1.0, 2.0, 3.0, 4.0]))
x.grad
# %%
y.grad_fn, y.grad_fn.next_functions
# %%
torch.transpose(x.reshape(2, 2), 0, 1), torch.reshape(x, (2, 2)), torch.flatten(x), torch.squeeze(x)
# %%
torch.permute(x.reshape(2, 2), (1, 0)), torch.unsqueeze(x, 0), torch.t(x.reshape(2, 2)), torch.clone(x)
# %%
x.view((2, 2)), x.reshape(2, 2).view(-1)
# %%
x.view("a")
