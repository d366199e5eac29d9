# What `print(type(...))` shows.
# %%
import torch
x = torch.ones(2, 2, requires_grad=True); layer = torch.nn.Linear(2, 2)
# %%
for kind in (torch.Generator, torch.finfo, torch.iinfo, torch.autograd.graph.saved_tensors_hooks, torch.autograd.graph.save_on_cpu, torch.optim.swa_utils.AveragedModel, torch.optim.swa_utils.SWALR, torch.utils.data.Subset, torch.utils.data.TensorDataset, torch.utils.data.DataLoader, torch.utils.data.RandomSampler, torch.nn.utils.rnn.PackedSequence, torch.optim.lr_scheduler.StepLR, torch.distributions.Normal, torch.distributions.StudentT): print(kind)
# %%
for value in (x.max(0), x.min(0), x.sort(), x.topk(1), x.mode(), x.median(0), torch.aminmax(x), torch.linalg.svd(x), torch.linalg.eigh(x), torch.linalg.qr(x), torch.linalg.slogdet(x), layer.load_state_dict(layer.state_dict()), x.register_hook(print), x.size(), x.device, torch.finfo(torch.float32), layer.state_dict(), layer.parameters()): print(type(value))
# %%
with torch.device("cpu") as device: print(device, torch.ones(2).device)
# %%
with torch.device("cuda"): torch.ones(2)
