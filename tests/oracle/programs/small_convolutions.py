# Convolutions to the last bit: oneDNN adds pixel by pixel, in parts of sixteen channels.
# %%
import torch
from torch.nn import functional as F

torch.manual_seed(4)
for channels, outputs, kernel in ((1, 4, 3), (3, 6, 5), (16, 2, (2, 3)), (20, 3, 2), (36, 2, (2, 3))):
    layer = torch.nn.Conv2d(channels, outputs, kernel)
    images = torch.randn(2, channels, 9, 8)
    print(layer(images)[-1, -1, -1].tolist())
    print(F.conv2d(images, layer.weight, padding=1)[-1, 0, 1].tolist())
    print(F.conv2d(images, layer.weight, layer.bias, stride=2, dilation=2, padding=2)[0, -1].tolist())
# %%
for count in (1, 2, 20):
    images, weight, bias = torch.randn(count, 8, 4, 5), torch.randn(4, 8, 1, 1), torch.randn(4)
    print(F.conv2d(images, weight, bias)[-1, -1, -1].tolist())
    print(F.conv2d(images, weight)[-1, -1, -1].tolist())
    print(F.conv2d(images, weight, bias, padding=1)[-1, -1, 2].tolist())
# %%
one = torch.randn(1, 3, 8, 8)
for kernel in (2, 3, 5):
    weight, bias = torch.randn(4, 3, kernel, kernel), torch.randn(4)
    print(F.conv2d(one, weight, bias)[0, 1, -1].tolist())
    print(F.conv2d(one, weight, bias, padding=kernel)[0, 1, 3].tolist())
# %%
sequences = torch.randn(4, 5, 12)
for kernel in (2, 3, 5):
    layer = torch.nn.Conv1d(5, 6, kernel, padding=1)
    out = layer(sequences)
    print(out[-1, -1].tolist(), out.stride())
# %%
for channels, outputs, kernel, options in (
    (1, 4, 3, {}),
    (2, 3, 5, {"padding": 1}),
    (3, 20, 2, {"padding": 1}),
    (2, 5, 3, {"stride": 2}),
    (3, 18, 2, {"stride": 2}),
):
    layer = torch.nn.Conv2d(channels, outputs, kernel, **options)
    for width in (6, 7):
        images = torch.randn(2, channels, 5, width, requires_grad=True)
        out = layer(images)
        out.backward(torch.randn(out.shape))
        print(images.grad[-1, -1].tolist(), layer.weight.grad[-1, -1].tolist())
        print(layer.bias.grad[:5].tolist())
# %%
for layer in (torch.nn.Conv2d(3, 6, 3, padding=1), torch.nn.Conv2d(3, 4, 1), torch.nn.Conv1d(3, 5, 3)):
    images = torch.randn(1, 3, 9, 8, requires_grad=True)
    out = layer(images[:, :, 0] if layer.weight.dim() == 3 else images)
    out.backward(torch.randn(out.shape))
    print(images.grad[-1, -1, 0].tolist(), layer.weight.grad[-1, -1].tolist())
# %%
model = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3, padding=1),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(4, 8, 3),
    torch.nn.ReLU(),
    torch.nn.Flatten(),
    torch.nn.Linear(32, 3),
)
images, labels = torch.randn(4, 1, 8, 8), torch.tensor([0, 1, 2, 1])
print(model(images).tolist())
for step in range(4):
    loss = F.cross_entropy(model(images), labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad
    print(step, loss)
