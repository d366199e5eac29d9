# A program in the style of PyTorch's first years.
# %%
import torch
from torch.autograd import Variable

dtype = torch.FloatTensor
torch.manual_seed(0)
N, D_in, H, D_out = 6, 5, 4, 2
x = Variable(torch.randn(N, D_in).type(dtype), requires_grad=False)
y = Variable(torch.randn(N, D_out).type(dtype), requires_grad=False)
w1 = Variable(torch.randn(D_in, H).type(dtype), requires_grad=True)
w2 = Variable(torch.randn(H, D_out).type(dtype), requires_grad=True)
learning_rate = 1e-3
for t in range(30):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    if t % 10 == 0:
        print(t, "%.3f" % loss.data.item())
    loss.backward()
    w1.data -= learning_rate * w1.grad.data
    w2.data -= learning_rate * w2.grad.data
    w1.grad.data.zero_()
    w2.grad.data.zero_()
print(w2)
# %%
print(isinstance(w1, Variable), type(w1), w1.data.type(), loss.grad_fn)
# %%
x_data = [1.0, 2.0, 3.0]
y_data = [2.0, 4.0, 6.0]
w = Variable(torch.Tensor([1.0]), requires_grad=True)
for epoch in range(3):
    for x_val, y_val in zip(x_data, y_data):
        l = (x_val * w - y_val) ** 2
        l.backward()
        print("\tgrad: ", x_val, y_val, w.grad.data[0])
        w.data = w.data - 0.01 * w.grad.data
        w.grad.data.zero_()
    print("progress:", epoch, l.data[0])
print("predict (after training)", 4, (w * 4).data[0])
