# A network of the width that pictures need, trained on random numbers with a ReLU of one's own.
# %%
import torch
from torch import nn


class Rectified(torch.autograd.Function):
    """max(x, 0)"""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        gradient = gradient.clone()
        gradient[x < 0] = 0
        return gradient


torch.manual_seed(6)
pictures, labels = torch.rand(40, 784), torch.randint(10, (40,))
w1, w2 = (torch.randn(784, 100) * 0.05).requires_grad_(), (torch.randn(100, 10) * 0.1).requires_grad_()
for step in range(8):
    scores = Rectified.apply(pictures.mm(w1)).mm(w2)
    loss = nn.functional.cross_entropy(scores, labels)
    loss.backward()
    with torch.no_grad():
        for w in (w1, w2):
            w -= 0.3 * w.grad
            w.grad.zero_()
    print(f"step {step}: {loss.item():.5f}")
print(w2[0])
# %%
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(4):
    right = 0
    for start in range(0, 40, 20):
        x, y = pictures[start : start + 20].view(-1, 1, 28, 28), labels[start : start + 20]
        scores = model(x)
        loss = nn.functional.cross_entropy(scores, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        right += (scores.argmax(1) == y).sum().item()
    print(f"epoch {epoch}: loss {loss.item():.5f}, {right} of 40 right")
print(model[1].bias[:6])
# %%
few = nn.Linear(300, 12)
print(few(torch.linspace(-1, 1, 1200).view(4, 300))[-1].tolist())
scores = torch.baddbmm(torch.rand(2, 6, 6), torch.rand(2, 6, 16), torch.rand(2, 16, 6))
print(scores[1, 5].tolist())
