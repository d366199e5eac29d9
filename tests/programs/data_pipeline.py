# From a text table to batches: data sets, samplers, folds, files.
# %%
import torch, csv, io, os, tempfile, numpy as np
from torch.utils.data import (
    Dataset,
    DataLoader,
    Subset,
    random_split,
    Sampler,
    TensorDataset,
    ConcatDataset,
)

torch.manual_seed(55)
text = "x1,x2,label\n" + "\n".join(f"{i},{i * i % 7},{i % 3}" for i in range(12))


class CSV(Dataset):
    def __init__(self, f, transform=None, target_transform=None):
        rows = list(csv.DictReader(f))
        self.x = torch.tensor([[float(r["x1"]), float(r["x2"])] for r in rows])
        self.y = torch.tensor([int(r["label"]) for r in rows])
        self.transform, self.target_transform = transform, target_transform

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        x, y = self.x[i], self.y[i]
        if self.transform:
            x = self.transform(x)
        if self.target_transform:
            y = self.target_transform(y)
        return x, y


class Standardise:
    def __init__(self, m, s):
        self.m, self.s = m, s

    def __call__(self, x):
        return (x - self.m) / self.s

    def __repr__(self):
        return f"{type(self).__name__}({self.m}, {self.s})"


class Compose:
    def __init__(self, ts):
        self.ts = ts

    def __call__(self, x):
        for t in self.ts:
            x = t(x)
        return x


ds = CSV(io.StringIO(text))
st = Standardise(ds.x.mean(0), ds.x.std(0))
ds.transform = Compose([st, lambda t: t.clamp(-1, 1)])
ds.target_transform = lambda y: torch.zeros(3).scatter_(0, y, value=1)
print(len(ds), ds[3], st)
# %%
tr, va, te = random_split(ds, [8, 2, 2], torch.Generator().manual_seed(42))
print(tr.indices, va.indices, te.indices, type(tr).__name__, tr.dataset is ds)
dl = DataLoader(tr, batch_size=3, shuffle=True, num_workers=0, drop_last=False)
print(len(dl), dl.batch_size, dl.dataset is tr, type(dl.sampler).__name__, dl.drop_last)
for e in range(2):
    for x, y in dl:
        print(e, x.shape, y.argmax(1).tolist())


# %%
class Balanced(Sampler):
    def __init__(self, y):
        self.y = y

    def __iter__(self):
        by = [torch.where(self.y == c)[0] for c in self.y.unique()]
        n = min(map(len, by))
        idx = torch.cat([b[torch.randperm(len(b))[:n]] for b in by])
        return iter(idx[torch.randperm(len(idx))].tolist())

    def __len__(self):
        return len(self.y)


print([y.argmax(1).tolist() for _, y in DataLoader(ds, batch_size=6, sampler=Balanced(ds.y))])


# %%
class Buckets(Sampler):
    def __init__(self, lens, b):
        self.lens, self.b = lens, b

    def __iter__(self):
        o = sorted(range(len(self.lens)), key=lambda i: self.lens[i])
        yield from (o[i : i + self.b] for i in range(0, len(o), self.b))

    def __len__(self):
        return -(-len(self.lens) // self.b)


seqs = [torch.arange(n) for n in (5, 2, 3, 1, 4)]


def pad(b):
    return torch.nn.utils.rnn.pad_sequence(b, batch_first=True), torch.tensor([len(s) for s in b])


for x, l in DataLoader(seqs, batch_sampler=Buckets([len(s) for s in seqs], 2), collate_fn=pad):
    print(x.tolist(), l)


# %%
def kfold(n, k, seed=0):
    p = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    f = p.chunk(k)
    return [(torch.cat([g for j, g in enumerate(f) if j != i]), f[i]) for i in range(k)]


for a, b in kfold(10, 3):
    print(a.tolist(), b.tolist())
    sub = Subset(ds, b.tolist())
    print(len(sub))


# %%
class Noisy(Dataset):
    def __init__(self, base, sd=0.1):
        self.base, self.sd = base, sd

    def __len__(self):
        return len(self.base)

    def __getitem__(self, i):
        x, y = self.base[i]
        return x + torch.randn_like(x) * self.sd, y


print(
    next(
        iter(DataLoader(Noisy(TensorDataset(torch.zeros(4, 2), torch.arange(4))), 2, shuffle=True))
    )
)
# %%
img = torch.arange(9.0).view(1, 3, 3)
flip = lambda t: t.flip(-1) if torch.rand(1) < 0.5 else t
crop = lambda t, s: (lambda i, j: t[:, i : i + s, j : j + s])(
    *torch.randint(0, t.shape[-1] - s + 1, (2,)).tolist()
)
print(
    flip(img),
    crop(img, 2),
    torch.rot90(img, 1, (1, 2)),
    torch.nn.functional.pad(img, (1, 1), mode="replicate")[0, 0],
)
# %%
lam = torch.distributions.Beta(0.4, 0.4).sample()
x, y = torch.eye(4), torch.nn.functional.one_hot(torch.arange(4)).float()
p = torch.randperm(4)
print(lam, lam * x + (1 - lam) * x[p])
# %%
d = tempfile.mkdtemp()
np.save(os.path.join(d, "a.npy"), np.arange(6.0).reshape(2, 3))
t = torch.from_numpy(np.load(os.path.join(d, "a.npy"))).float()
torch.save({"x": t, "meta": {"n": 2}, "l": [1, "a"]}, os.path.join(d, "t.pt"))
print(torch.load(os.path.join(d, "t.pt"), weights_only=True))


# %%
class It(torch.utils.data.IterableDataset):
    def __iter__(self):
        for i in range(5):
            yield torch.tensor([i]), str(i)


print(list(DataLoader(It(), batch_size=2)))
len(DataLoader(It(), batch_size=2))
# %%
c = ConcatDataset([tr, va])
print(len(c), c.cumulative_sizes, len(tr + va), c[9][1])
c[10]
# %%
it = iter(dl)
b = next(it)
x, (y) = b
print(isinstance(b, list), x.dtype)
x.mean().requires_grad, [len(v) for v in zip(*tr)]
# %%
DataLoader(ds, batch_size=0)
# %%
DataLoader(ds, shuffle=True, sampler=Balanced(ds.y))
# %%
ds[100]
