# Data sets of words, samplers, recomputed activations, checkpoints, mixed types.
# %%
import torch
from torch import nn
from torch.utils.data import *
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

torch.manual_seed(0)


class Words(Dataset):
    def __init__(self):
        self.items = [("a", 1), ("bb", 2), ("ccc", 3), ("dd", 0), ("e", 1)]

    def __getitem__(self, i):
        return {
            "word": self.items[i][0],
            "len": len(self.items[i][0]),
            "vec": torch.full((2,), float(i)),
        }

    def __len__(self):
        return len(self.items)


dl = DataLoader(Words(), batch_size=2, shuffle=True)
for b in dl:
    print(b)


# %%
def collate(batch):
    ls = torch.tensor([len(b["word"]) for b in batch])
    return nn.utils.rnn.pad_sequence([torch.arange(n) for n in ls], batch_first=True), ls


print(next(iter(DataLoader(Words(), 3, collate_fn=collate))))


class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(7))


print([b.tolist() for b in DataLoader(Stream(), batch_size=3)])
w = WeightedRandomSampler([0.1, 0.2, 3.0, 0.1, 0.1], 8)
print(
    list(w),
    list(SubsetRandomSampler([1, 3, 4])),
    list(BatchSampler(SequentialSampler(range(5)), 2, False)),
)
c = ConcatDataset([TensorDataset(torch.arange(3)), TensorDataset(torch.arange(10, 12))])
print(
    len(c),
    c[3],
    Subset(c, [0, 4])[1],
    [len(s) for s in random_split(range(10), [0.5, 0.3, 0.2])],
    ConcatDataset([Words(), Words()]).cumulative_sizes,
)
print(
    len(DataLoader(c, batch_sampler=BatchSampler(RandomSampler(c), 2, True))),
    default_collate([{"a": 1.5, "b": (1, "x")}, {"a": 2.0, "b": (3, "y")}]),
)
# %%
DataLoader(Words(), batch_size=0)
# %%
TensorDataset(torch.ones(2), torch.ones(3))
# %%
next(iter(DataLoader([torch.ones(2), torch.ones(3)], batch_size=2)))
# %%
torch.manual_seed(1)
seq = nn.Sequential(
    nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.3), nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 1)
)
x = torch.randn(3, 4, requires_grad=True)
torch.manual_seed(5)
plain = seq(x)
plain.sum().backward()
g0 = x.grad.clone()
x.grad = None
torch.manual_seed(5)
ck = checkpoint(seq, x, use_reentrant=False)
ck.sum().backward()
print(torch.equal(plain, ck), torch.equal(g0, x.grad), ck.grad_fn)
x.grad = None
torch.manual_seed(5)
cs = checkpoint_sequential(seq, 2, x, use_reentrant=False)
cs.sum().backward()
print(torch.allclose(g0, x.grad), cs)
torch.manual_seed(5)
re = checkpoint(seq, x, use_reentrant=True)
print(re)
# %%
import tempfile, os

path = os.path.join(tempfile.mkdtemp(), "ck.pt")
opt = torch.optim.Adam(seq.parameters(), lr=0.01)
sch = torch.optim.lr_scheduler.StepLR(opt, 1, 0.5)
for e in range(3):
    l = seq(torch.ones(2, 4)).pow(2).mean()
    opt.zero_grad()
    l.backward()
    opt.step()
    sch.step()
    torch.save(
        {
            "epoch": e,
            "model_state_dict": seq.state_dict(),
            "optimizer_state_dict": opt.state_dict(),
            "scheduler": sch.state_dict(),
            "loss": l,
        },
        path,
    )
ck = torch.load(path, weights_only=True)
print(
    ck["epoch"],
    ck["loss"],
    ck["scheduler"]["last_epoch"],
    ck["optimizer_state_dict"]["param_groups"],
)
fresh = nn.Sequential(
    nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.3), nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 1)
)
print(fresh.load_state_dict(ck["model_state_dict"], strict=False), list(ck["model_state_dict"])[:3])
o2 = torch.optim.Adam(fresh.parameters())
o2.load_state_dict(ck["optimizer_state_dict"])
print(o2.param_groups[0]["lr"], o2.state_dict()["state"][0]["step"])
missing = {k: v for k, v in ck["model_state_dict"].items() if "0." not in k}
print(fresh.load_state_dict(missing, strict=False))
fresh.load_state_dict(missing)
# %%
h = torch.tensor([1.0, 2.5], dtype=torch.float16)
d = torch.tensor([1.0, 2.0], dtype=torch.float64)
f = torch.tensor([1.0, 2.0])
print(
    h + f,
    h + 1,
    (h + d).dtype,
    f * d,
    torch.tensor([1]) / 2,
    torch.tensor([3]) * 1.5,
    h.float(),
    f.half().dtype,
    (f > 1) + 1,
)
m = nn.Linear(2, 1).double()
print(m.weight.dtype, m(d).dtype, m.float().weight.dtype)
nn.Linear(2, 1)(d)
