# A competition's notebook: features as arrays, a Dataset class, a training loop with metrics.
# %%
import os, random, time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader, Subset, WeightedRandomSampler

def seed_everything(seed=42):
    random.seed(seed)
    os.environ['PYTHONHASHSEED'] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False

seed_everything()
device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')
print('Using device:', device)
# %%
N = 60
rng = np.random.default_rng(0)
num = rng.normal(size=(N, 4)).astype('float32')
cat = np.stack([rng.integers(0, 3, N), rng.integers(0, 5, N)], axis=1)
y = ((num[:, 0] + (cat[:, 0] == 1) - 0.5 * num[:, 2]) > 0).astype(np.int64)
print(num.shape, cat.shape, y.mean())
# %%
class TabularDataset(Dataset):
    def __init__(self, num, cat, y=None, transform=None):
        self.num = torch.from_numpy(num)
        self.cat = torch.from_numpy(cat).long()
        self.y = None if y is None else torch.as_tensor(y, dtype=torch.float)
        self.transform = transform
    def __len__(self):
        return len(self.num)
    def __getitem__(self, idx):
        sample = {'num': self.num[idx], 'cat': self.cat[idx]}
        if self.y is not None:
            sample['y'] = self.y[idx]
        return self.transform(sample) if self.transform else sample

ds = TabularDataset(num, cat, y)
print(len(ds), ds[0])
# %%
idx = torch.randperm(N).tolist()
train_ds, valid_ds = Subset(ds, idx[:48]), Subset(ds, idx[48:])
train_dl = DataLoader(train_ds, batch_size=16, shuffle=True, num_workers=0, pin_memory=False, drop_last=True)
valid_dl = DataLoader(valid_ds, batch_size=32)
batch = next(iter(train_dl))
print({k: (v.shape, v.dtype) for k, v in batch.items()})
batch['y']
# %%
class TabularModel(nn.Module):
    def __init__(self, emb_szs, n_cont, out_sz, layers, p=0.2):
        super().__init__()
        self.embeds = nn.ModuleList([nn.Embedding(ni, nf) for ni, nf in emb_szs])
        self.emb_drop = nn.Dropout(p)
        self.bn_cont = nn.BatchNorm1d(n_cont)
        n_in = sum(nf for _, nf in emb_szs) + n_cont
        layerlist = []
        for i in layers:
            layerlist += [nn.Linear(n_in, i), nn.ReLU(inplace=True), nn.BatchNorm1d(i), nn.Dropout(p)]
            n_in = i
        layerlist.append(nn.Linear(layers[-1], out_sz))
        self.layers = nn.Sequential(*layerlist)
    def forward(self, x_cat, x_cont):
        embeddings = [e(x_cat[:, i]) for i, e in enumerate(self.embeds)]
        x = self.emb_drop(torch.cat(embeddings, 1))
        x = torch.cat([x, self.bn_cont(x_cont)], 1)
        return self.layers(x).squeeze(-1)

model = TabularModel([(3, 2), (5, 3)], 4, 1, [16, 8]).to(device)
print(model)
# %%
print(f"{sum(p.numel() for p in model.parameters() if p.requires_grad):,} trainable parameters")
for name, p in model.named_parameters():
    print(f"{name:20s} {str(tuple(p.shape)):>10} {p.numel():6d}")
# %%
class AverageMeter:
    def __init__(self): self.reset()
    def reset(self): self.val = self.avg = self.sum = self.count = 0
    def update(self, val, n=1):
        self.val = val; self.sum += val * n; self.count += n; self.avg = self.sum / self.count

def auc(y_true, y_score):
    order = torch.argsort(y_score, descending=False, stable=True)
    ranks = torch.empty_like(y_score)
    ranks[order] = torch.arange(1, len(y_score) + 1, dtype=y_score.dtype)
    pos = y_true.bool()
    n1, n0 = pos.sum(), (~pos).sum()
    return ((ranks[pos].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)).item()

def f1(y_true, y_pred):
    tp = (y_true * y_pred).sum()
    fp = ((1 - y_true) * y_pred).sum()
    fn = (y_true * (1 - y_pred)).sum()
    return (2 * tp / (2 * tp + fp + fn).clamp(min=1e-8)).item()
# %%
pos_weight = torch.tensor([(y == 0).sum() / (y == 1).sum()])
criterion = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode='max', factor=0.5, patience=1)
print(pos_weight, criterion, optimizer, sep='\n')
# %%
def train_one_epoch(model, loader):
    model.train()
    losses = AverageMeter()
    for step, batch in enumerate(loader):
        xc, xn, yb = (batch[k].to(device, non_blocking=True) for k in ('cat', 'num', 'y'))
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(xc, xn), yb)
        loss.backward()
        gn = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        losses.update(loss.item(), yb.size(0))
    return losses.avg, gn

@torch.inference_mode()
def validate(model, loader):
    model.eval()
    preds, targets = [], []
    for batch in loader:
        preds.append(model(batch['cat'], batch['num']).sigmoid().cpu())
        targets.append(batch['y'])
    return torch.cat(preds), torch.cat(targets)

best, best_state = -1, None
for epoch in range(4):
    tr, gn = train_one_epoch(model, train_dl)
    p, t = validate(model, valid_dl)
    acc = ((p > 0.5).float() == t).float().mean().item()
    score = auc(t, p)
    scheduler.step(score)
    print(f'Epoch {epoch+1}: train {tr:.4f} | acc {acc:.4f} | auc {score:.4f} | f1 {f1(t, (p > .5).float()):.4f} | gn {gn:.4f} | lr {optimizer.param_groups[0]["lr"]:.1e}')
    if score > best:
        best, best_state = score, {k: v.detach().clone() for k, v in model.state_dict().items()}
# %%
print(list(best_state)[:4], best_state['bn_cont.num_batches_tracked'])
model.load_state_dict(best_state)
# %%
counts = np.bincount(y)
weights = 1.0 / torch.tensor(counts, dtype=torch.float)
sampler = WeightedRandomSampler(weights[torch.from_numpy(y)], num_samples=20, replacement=True)
print(sum(b['y'].sum().item() for b in DataLoader(ds, batch_size=5, sampler=sampler)))
# %%
cm = torch.zeros(2, 2, dtype=torch.int64)
for ti, pi in zip(t.long(), (p > 0.5).long()):
    cm[ti, pi] += 1
print(cm, cm.diag() / cm.sum(1).clamp(min=1))
# %%
folds = np.array_split(np.arange(N), 3)
for k, va in enumerate(folds):
    tr_idx = np.setdiff1d(np.arange(N), va)
    print(k, len(DataLoader(Subset(ds, tr_idx), batch_size=16)), len(Subset(ds, va)))
# %%
try:
    DataLoader(ds, batch_size=4, shuffle=True, sampler=sampler)
except ValueError as e:
    print(e)
try:
    F.binary_cross_entropy_with_logits(torch.zeros(3, 1), torch.zeros(3))
except ValueError as e:
    print(e)
try:
    model.embeds[0](torch.tensor([3]))
except IndexError as e:
    print(e)
try:
    nn.CrossEntropyLoss()(torch.zeros(2, 3), torch.tensor([0, 3]))
except (IndexError, RuntimeError) as e:
    print(e)
