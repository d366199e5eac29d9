# A data set of one's own, samplers, splits and batches.
# %%
import torch
from torch.utils.data import DataLoader, Dataset, random_split


class Toy(Dataset):
    """x, and whether it is above 0.5"""

    def __init__(self, n, transform=None):
        self.x = torch.linspace(0, 1, n)
        self.transform = transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        sample = self.x[idx]
        if self.transform:
            sample = self.transform(sample)
        return sample, int(sample > 0.5)


torch.manual_seed(10)
dataset = Toy(11, transform=lambda v: v * 2)
print(len(dataset), dataset[3])
train, test = random_split(dataset, [8, 3])
print(train.indices, test.indices)
# %%
loader = DataLoader(dataset=train, batch_size=3, shuffle=True, num_workers=0)
for epoch in range(2):
    for i, (inputs, labels) in enumerate(loader):
        print(f"Epoch: {epoch + 1}, Step {i + 1}/{len(loader)} | {inputs.tolist()} | {labels}")
# %%
examples = iter(DataLoader(test, batch_size=2))
features, targets = next(examples)
features, targets, features.dtype, targets.dtype
