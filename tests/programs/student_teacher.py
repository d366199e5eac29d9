# A teacher's outputs as soft targets.
# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
teacher, student = nn.Linear(3, 4), nn.Linear(3, 4)
for p in teacher.parameters():
    p.requires_grad_(False)
x = torch.rand(6, 3)
T = 2.0
opt = torch.optim.SGD(student.parameters(), lr=0.5)
for step in range(3):
    soft = F.softmax(teacher(x) / T, dim=1)
    loss = F.kl_div(F.log_softmax(student(x) / T, dim=1), soft, reduction="batchmean") * T * T
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, loss)
print(teacher.weight.grad, student.weight.grad.shape)
