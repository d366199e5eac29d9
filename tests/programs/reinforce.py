# REINFORCE on a bandit with three arms.
# %%
import torch
import torch.nn.functional as F

torch.manual_seed(0)
logits = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.Adam([logits], lr=0.1)
rewards = torch.tensor([0.1, 0.9, 0.3])
for step in range(30):
    probs = F.softmax(logits, dim=0)
    action = torch.multinomial(probs, 1)
    loss = -(torch.log(probs[action]) * rewards[action]).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        print(step, action.item(), probs.detach())
