# Sums over the rows of matrices of many sizes, and a ReLU of arrays that NumPy treats as large, to
# the last bit.
# %%
import torch
torch.manual_seed(0)
def bits(x): return hash(tuple(x.detach().reshape(-1).tolist()))
for rows in (5, 8, 12, 15, 16, 20, 32, 48, 64, 96, 100, 128, 256, 512, 1024):
    for columns in (1, 2, 3, 4, 7, 8, 10, 31, 32, 64):
        if rows * columns < 32768:
            x = torch.randn(rows, columns)
            print(rows, columns, bits(x.sum(0)), bits(x.double().sum(0)), bits(x.mean(0)), bits(x.sum(0, keepdim=True)))
# %%
for rows in (16, 64, 100):
    w, b = torch.randn(20, 7, requires_grad=True), torch.zeros(20, requires_grad=True)
    y = torch.nn.functional.linear(torch.randn(rows, 7), w, b)
    y.backward(torch.randn(rows, 20))
    print(rows, b.grad)
# %%
special = torch.tensor([0.0, -0.0, float("nan"), float("inf"), -float("inf"), 1.5, -1.5, 2.0])
for dtype in (torch.float32, torch.float64, torch.float16):
    x = special.repeat(200).reshape(40, 40).to(dtype).requires_grad_()
    y = torch.relu(x)
    g = special.flip(0).repeat(200).reshape(40, 40).to(dtype)
    y.backward(g)
    print(dtype, y[0, :8], x.grad[0, :8])
    print(torch.signbit(y)[0, :8], torch.signbit(x.grad)[0, :8])
# %%
x = special.repeat(200).reshape(40, 40).t().requires_grad_()
y = torch.relu(x)
y.backward(torch.ones(40, 40))
print(y.stride(), x.grad.stride(), y[:8, 0], x.grad[:8, 0])
