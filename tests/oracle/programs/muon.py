# Muon: steps along nearly orthonormal matrices, found in bfloat16.
# %%
import torch


def trained(shape, **options):
    torch.manual_seed(3)
    w = torch.randn(shape, requires_grad=True)
    x = torch.randn(5, shape[1])
    optimizer = torch.optim.Muon([w], **options)
    for _ in range(4):
        optimizer.zero_grad()
        ((x @ w.T) ** 2).mean().backward()
        optimizer.step()
    return w.detach(), optimizer


for shape in ((3, 2), (2, 3), (4, 4), (1, 5), (6, 4)):
    print(trained(shape)[0])
    print(trained(shape, nesterov=False, lr=0.02, weight_decay=0)[0].flatten()[:4].tolist())
    print(trained(shape, adjust_lr_fn="match_rms_adamw", lr=0.1, ns_steps=3)[0])
# %%
w, optimizer = trained((2, 3), lr=0.01)
print(optimizer)
print(optimizer.state_dict())
print(torch.optim.Muon, type(optimizer).__module__)
# %%
model = torch.nn.Linear(3, 2)
torch.optim.Muon(model.parameters())
# %%
torch.optim.Muon([model.weight], lr=-1)
# %%
torch.optim.Muon([model.weight], momentum=-1)
# %%
torch.optim.Muon([model.weight], weight_decay=-1)
# %%
torch.optim.Muon([model.weight], adjust_lr_fn="other")
# %%
torch.optim.Muon([model.weight], lr=torch.tensor([0.1, 0.2]))
# %%
optimizer = torch.optim.Muon([model.weight], ns_steps=100)
model.weight.grad = torch.ones(2, 3)
optimizer.step()
