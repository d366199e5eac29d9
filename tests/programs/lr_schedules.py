# Learning rates over time.
# %%
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LambdaLR, MultiStepLR, ReduceLROnPlateau, StepLR

model = torch.nn.Linear(2, 1)


def trace(make, epochs=7):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = make(optimizer)
    lrs = []
    for epoch in range(epochs):
        optimizer.step()
        lrs.append(optimizer.param_groups[0]["lr"])
        scheduler.step()
    return [round(lr, 6) for lr in lrs]


print(trace(lambda o: StepLR(o, step_size=2, gamma=0.1)))
print(trace(lambda o: ExponentialLR(o, gamma=0.5)))
print(trace(lambda o: MultiStepLR(o, milestones=[2, 4], gamma=0.1)))
print(trace(lambda o: LambdaLR(o, lr_lambda=lambda e: 0.65**e)))
print(trace(lambda o: CosineAnnealingLR(o, T_max=5, eta_min=0)))
# %%
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = ReduceLROnPlateau(optimizer, "min", factor=0.5, patience=1)
for val_loss in [1.0, 0.8, 0.85, 0.9, 0.95, 0.7]:
    scheduler.step(val_loss)
    print(optimizer.param_groups[0]["lr"])
