# Number types, and programs that look for a graphics card.
# %%
import torch

print(torch.tensor([1, 2]).dtype, torch.tensor([1.0]).dtype, torch.tensor(True).dtype)
print(torch.tensor([1, 2]) + 0.5, torch.tensor([1, 2]) / 2, torch.tensor([3]) // 2, torch.arange(3, dtype=torch.float64) * 2)
# %%
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
x = torch.ones(2, device=device)
y = torch.ones_like(x, device=device)
x = x.to(device)
print(x + y, (x + y).to("cpu", torch.double), device.type, x.is_cuda)
# %%
torch.backends.cudnn.deterministic = True
torch.cuda.manual_seed_all(0)
print(torch.cuda.is_available(), torch.cuda.device_count())
# %%
torch.tensor([1, 2], requires_grad=True)
# %%
torch.ones(2).cuda()
