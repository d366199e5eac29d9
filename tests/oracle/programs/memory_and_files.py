# Storages, changes of shape in place, saved modules, assert_close, sequences as data.
# %%
import torch, collections, tempfile, os; path = os.path.join(tempfile.mkdtemp(), "whole.pt")
points = torch.tensor([[4.0, 1.0], [5.0, 3.0]]); points.untyped_storage().nbytes(), len(points.untyped_storage()), points.untyped_storage().data_ptr() == points.t().untyped_storage().data_ptr()
# %%
torch.tensor(collections.deque([1.0, 2.0])), torch.tensor(range(3)), torch.tensor((1, 2))
# %%
v = torch.arange(6.0).view(2, 3); v.unsqueeze_(0), v.squeeze_(0), v.t_(), v.transpose_(0, 1), v.shape, torch.arange(3).unsqueeze(-1).unsqueeze_(-1).shape
# %%
x = torch.ones(2, 3, requires_grad=True); y = x * 2; y.unsqueeze_(0); y, y.grad_fn.next_functions[0][0]
# %%
y = x * 2; y.t_(); z = x * 3; z.transpose_(0, 1); w = x.unsqueeze(0) * 1; w.squeeze_(0); u = x.unsqueeze(0) * 1; u.squeeze_(); y, z, w, u
# %%
(y.sum() + (z * torch.arange(2.0)).sum()).backward(); x.grad
# %%
x.unsqueeze_(0)
# %%
torch.save(torch.nn.Linear(2, 1), path); torch.load(path, weights_only=False)
# %%
m = torch.nn.Sequential(torch.nn.Linear(2, 1)); torch.save(m, path); n = torch.load(path, weights_only=False); torch.equal(n[0].weight, m[0].weight), n[0].weight is m[0].weight
# %%
torch.load(path)
# %%
torch.save({"model": m, "epoch": 3}, path); torch.load(path, weights_only=False)["epoch"]
# %%
torch.testing.assert_close(torch.ones(2), torch.ones(2)), torch.testing.assert_close([1.0, torch.ones(1)], [1.0, torch.ones(1) + 1e-7]), torch.testing.assert_close({"a": torch.ones(1)}, {"a": torch.ones(1)})
# %%
torch.testing.assert_close(torch.ones(2), torch.zeros(2))
# %%
torch.testing.assert_close(torch.ones(2), torch.ones(3))
# %%
torch.testing.assert_close(torch.ones(2), torch.ones(2).double())
# %%
torch.testing.assert_close(torch.tensor([1, 2]), torch.tensor([1, 3]))
# %%
torch.testing.assert_close(1.0, 1.1)
