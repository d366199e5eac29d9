# The gradient of a score with respect to the input.
# %%
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(9, 6), nn.ReLU(), nn.Linear(6, 3))
model.eval()
image = torch.rand(1, 3, 3, requires_grad=True)
scores = model(image)
score, index = scores.max(1)
score.backward()
saliency = image.grad.abs().max(dim=0)[0]
print(scores, index, saliency, sep="\n")
# %%
adversarial = image.detach().clone().requires_grad_(True)
loss = nn.functional.cross_entropy(model(adversarial), index)
loss.backward()
perturbed = torch.clamp(adversarial + 0.1 * adversarial.grad.sign(), 0, 1)
print(perturbed, model(perturbed).argmax(1))
