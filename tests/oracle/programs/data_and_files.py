# utils.data, save and load, Variable, FloatTensor and its kin, devices, the version.
# %%
import io
import os
import tempfile
from collections import OrderedDict

import torch
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, Dataset, IterableDataset, RandomSampler, SequentialSampler, Subset, SubsetRandomSampler, TensorDataset, WeightedRandomSampler, random_split

torch.manual_seed(0)
data = TensorDataset(torch.arange(20.0).reshape(10, 2), torch.arange(10))
len(data), data[3], data[2:4]
# %%
for x, y in DataLoader(data, batch_size=4):
    print(x, y)
# %%
for epoch in range(2):
    for x, y in DataLoader(data, batch_size=3, shuffle=True):
        print(y)
torch.rand(2)
# %%
loader = DataLoader(data, batch_size=4, shuffle=True, drop_last=True, generator=torch.Generator().manual_seed(7))
len(loader), [y.tolist() for _, y in loader], [y.tolist() for _, y in loader], loader.batch_size, len(loader.dataset)
# %%
one, two = random_split(data, [7, 3])
len(one), two.indices, [y.item() for _, y in two]
# %%
parts = random_split(range(10), [0.5, 0.3, 0.2], generator=torch.Generator().manual_seed(42))
[list(part) for part in parts]
# %%
random_split(data, [7, 4])
# %%
TensorDataset(torch.ones(2), torch.ones(3))
# %%
class Squares(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return {"x": torch.tensor(float(i)), "square": i * i, "name": f"n{i}"}


for batch in DataLoader(Squares(5), batch_size=2):
    print(batch)
# %%
class Halves(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return i / 2, (i, [i, torch.ones(2) * i])


for batch in DataLoader(Halves(), batch_size=3, shuffle=False, num_workers=0):
    print(batch)
# %%
class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(5))


[batch for batch in DataLoader(Stream(), batch_size=2)], [item for item in DataLoader(Stream(), batch_size=None)]
# %%
[x for x in DataLoader(data, batch_size=None)][0]
# %%
torch.manual_seed(3)
print(list(RandomSampler(range(6))), list(SequentialSampler(range(3))), list(SubsetRandomSampler([4, 5, 6])))
print(list(RandomSampler(range(6), replacement=True, num_samples=4)), list(WeightedRandomSampler([0.1, 0.9], 5)))
print([y.tolist() for _, y in DataLoader(data, batch_size=5, sampler=SubsetRandomSampler(range(5)))])
print([y.tolist() for _, y in DataLoader(ConcatDataset([data, Subset(data, [0, 1])]), batch_size=6)])
print(torch.randint(100, (2,)))
# %%
DataLoader(data, batch_size=0)
# %%
DataLoader(data, shuffle=True, sampler=SequentialSampler(data))
# %%
DataLoader(data, batch_size=2, collate_fn=lambda items: len(items)).__iter__().__next__()
# %%
Dataset()[0]
# %%
x, y = next(iter(DataLoader(data, batch_size=2, shuffle=True)))
x, y
# %%
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
net(torch.ones(4, 2)).sum().backward()
optimizer.step()
folder = tempfile.mkdtemp()
path = os.path.join(folder, "model.pt")
torch.save({"epoch": 3, "model": net.state_dict(), "optimizer": optimizer.state_dict(), "losses": [0.5, float("inf")]}, path)
checkpoint = torch.load(path)
checkpoint["epoch"], checkpoint["losses"], list(checkpoint["model"]), checkpoint["optimizer"]["param_groups"]
# %%
again = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
print(again.load_state_dict(checkpoint["model"]))
torch.equal(again(torch.ones(1, 2)), net(torch.ones(1, 2)))
# %%
held = io.BytesIO()
value = (torch.tensor([1.0, 2.0], requires_grad=True), {1: "a", "b": None, (1, 2): True}, torch.tensor([1, 2]), torch.float64, [torch.Size([2])])
torch.save(value, held)
held.seek(0)
torch.load(held, weights_only=True)
# %%
torch.save(OrderedDict(a=torch.zeros(2, dtype=torch.float64)), path)
[list(torch.load(path, map_location=where).items()) for where in ("cpu", torch.device("cpu"))]
# %%
torch.load(os.path.join("nowhere", "none.pt"))
# %%
from torch.autograd import Variable

v = Variable(torch.ones(2, 2), requires_grad=True)
out = (v + 2) * (v + 2) * 3
out.mean().backward()
v, v.grad, v.data, type(v), isinstance(v, Variable), Variable(torch.ones(1))
# %%
Variable([1.0])
# %%
Variable(torch.tensor([1]), requires_grad=True)
# %%
Variable(torch.ones(1), volatile=True)
# %%
torch.FloatTensor([1, 2]), torch.FloatTensor([[1, 2.5]]), torch.LongTensor([1, 2]), torch.IntTensor([3]), torch.DoubleTensor([0.5]), torch.BoolTensor([1, 0]), torch.FloatTensor()
# %%
torch.FloatTensor(2, 3).shape, torch.LongTensor([1.7, 2]), isinstance(torch.ones(1), torch.FloatTensor), isinstance(torch.ones(1), torch.LongTensor), torch.FloatTensor
# %%
torch.FloatTensor(3.5)
# %%
torch.FloatTensor(torch.tensor([1]))
# %%
torch.ones(2).type(torch.LongTensor), torch.ones(2).type("torch.DoubleTensor"), torch.ones(1).type()
# %%
torch.ones(2).type("foo")
# %%
torch.__version__, torch.__version__ >= "1.10", torch.__version__ > "2.2", torch.__version__.split(".")[0]
# %%
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
device, torch.ones(2, device=device).to(device).device, nn.Linear(1, 1).to(device).weight.device, torch.device("cuda:0"), torch.device("cuda", 1), str(torch.device("cuda:0"))
# %%
torch.device("cuda") == torch.device("cpu"), torch.device("cpu") == torch.ones(1).device, torch.device("cuda").type, torch.zeros(1).is_cuda, torch.zeros(1).get_device()
# %%
torch.ones(1, device="cuda")
# %%
torch.ones(1).cuda()
# %%
nn.Linear(1, 1).to("cuda")
# %%
torch.ones(1).to(torch.device("cuda"))
# %%
torch.device("gpu")
# %%
torch.cuda.device_count(), torch.cuda.manual_seed_all(0), torch.cuda.empty_cache(), torch.backends.cudnn.deterministic, torch.backends.mps.is_available(), torch.version.cuda
# %%
torch.backends.cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
torch.cuda.get_device_name(0)
# %%
torch.use_deterministic_algorithms(True)
print(torch.are_deterministic_algorithms_enabled(), torch.use_deterministic_algorithms(False))
torch.set_num_threads(1)
torch.get_num_threads(), torch.set_default_dtype(torch.float32), torch.get_default_dtype(), type(torch.seed())
# %%
torch.set_num_threads(0)

# %%
# What iter gives is one pass, which knows its length.
loader = torch.utils.data.DataLoader(list(range(5)), batch_size=2)
batches = iter(loader)
print(type(batches).__name__, iter(batches) is batches, len(batches), next(batches), len(batches))
print(list(batches), next(batches, "no more"), len(list(loader)))
