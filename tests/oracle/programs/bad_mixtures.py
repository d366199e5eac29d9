# Losses, layers and NumPy's arrays and numbers, used wrongly and in mixtures.
# %%
import torch, numpy as np
F = torch.nn.functional
x = torch.tensor([0.2, 0.7], requires_grad=True); n = torch.tensor([1, 0]); a = np.ones(2)
# %%
F.binary_cross_entropy(x, n)
# %%
F.binary_cross_entropy(x, x.detach().double())
# %%
F.binary_cross_entropy(x, torch.ones(2), weight=torch.tensor(2.0))
# %%
F.binary_cross_entropy(x, torch.ones(2, 1))
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2), pos_weight=torch.ones(3))
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2), pos_weight=2.0)
# %%
F.binary_cross_entropy_with_logits(x, torch.ones(2, 1))
# %%
F.binary_cross_entropy_with_logits(x, n)
# %%
F.mse_loss(x, n)
# %%
F.mse_loss(x, n, reduction="none").dtype
# %%
F.mse_loss(n, n)
# %%
F.mse_loss(x, torch.ones(3))
# %%
F.l1_loss(n, n)
# %%
F.l1_loss(x, torch.ones(2, 1))
# %%
F.mse_loss(x, torch.ones(2), reduction="foo")
# %%
F.mse_loss(x, torch.ones(2), reduction=None)
# %%
F.cross_entropy(x, 0)
# %%
F.cross_entropy(x, [0])
# %%
F.cross_entropy(x, torch.tensor(5))
# %%
F.cross_entropy(x, torch.tensor(-1))
# %%
F.cross_entropy(x, torch.tensor(-100))
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 3]))
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), weight=[1, 2, 3])
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), weight=torch.ones(3).double())
# %%
F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1]), reduction="foo")
# %%
F.nll_loss(torch.ones(2, 3), torch.tensor([0, 1]), weight=torch.ones(2))
# %%
F.linear(x, torch.ones(3))
# %%
F.linear(x, torch.ones(3, 3))
# %%
F.linear(x, torch.ones(3, 2), torch.ones(4))
# %%
F.linear(x, torch.ones(3, 2).double())
# %%
F.linear(x, n)
# %%
F.linear(torch.ones(2, 2), torch.ones(3, 2), torch.ones(3).double())
# %%
F.softmax(x)
# %%
F.softmax(torch.ones(2, 2), dim=5)
# %%
F.relu("a")
# %%
F.relu(n), F.sigmoid(n), F.tanh(n)
# %%
a + x.detach()
# %%
x + a
# %%
a * x
# %%
x * a
# %%
a @ x.detach()
# %%
x @ a
# %%
np.exp(x.detach())
# %%
np.exp(x)
# %%
np.add(a, x.detach())
# %%
np.sum(x.detach())
# %%
np.mean(x.detach()), np.max(x.detach())
# %%
np.array(x.detach()), np.array([x.detach(), x.detach()]).shape
# %%
np.array(x)
# %%
np.stack([x.detach(), x.detach()]).shape
# %%
a += x.detach().numpy(); a
# %%
np.float32(2) * x, x * np.float32(2), np.float64(2) + x, x / np.float64(2), x ** np.int64(2), x - np.bool_(True) if False else x
# %%
np.int64(2) * n, n * np.int64(2), n + np.float64(1.5), n * np.float32(0.5)
# %%
np.float32(2) == x, x < np.float32(0.5), np.float64(2) ** x, np.int64(2) ** n
# %%
x[np.array([0, 1])], x[np.array([True, False])], x[np.array(1)], x[np.int32(0)]
# %%
x.detach()[0].item() == np.float32(0.2)
# %%
torch.from_numpy(a).add_(1), a
# %%
t = torch.from_numpy(a); a[0] = 9; t, t.dtype
# %%
torch.tensor(a) is not a, torch.as_tensor(a).data_ptr() == a.ctypes.data
# %%
torch.ones(2).numpy().dtype,
# %%
torch.from_numpy(np.ones((2, 3)).T).stride(), torch.tensor(np.ones((2, 3)).T).stride()
# %%
torch.where(np.array([True, False]), x, x)
# %%
torch.cat([x, a])
# %%
torch.maximum(x, a)
# %%
torch.equal(x, a)
# %%
torch.max(a)
# %%
x.add_(a)
# %%
x.detach().add_(a)
# %%
x.detach().copy_(a)
# %%
x.detach().fill_(a)
# %%
x.detach().mul_(np.float32(2))
# %%
x.detach().__setitem__(0, a)
# %%
x.detach().__setitem__(0, np.float32(3))
# %%
x.view(np.array([1, 2])).shape
# %%
torch.zeros(np.int64(2)), torch.zeros((np.int32(2), 1)).shape, torch.zeros(np.array([2, 1])).shape
# %%
torch.arange(np.int64(3)), torch.arange(np.float32(2)), torch.full((2,), np.float64(3))
# %%
x.sum(np.int64(0)), x.sum(dim=np.int64(0))
# %%
x.unsqueeze(np.int64(0)).shape, x.reshape(np.int64(2), 1).shape
# %%
torch.tensor(np.array([1, 2], ">f4"))
# %%
torch.tensor(np.datetime64("2020-01-01"))
# %%
torch.tensor(np.ones(2, dtype=[("a", "f4")]))
# %%
torch.tensor(1.0)[np.int64(1)]
# %%
nn, d = torch.nn, torch.float64
def said(*calls):
    for call in calls:
        try: found = call(); print("ok", getattr(found, "dtype", ""))
        except Exception as e: print(type(e).__name__, (str(e).splitlines() or [""])[0])
m, v, b, i = torch.ones(2, 3), torch.ones(3), torch.ones(1, 2, 3), torch.tensor([0])
said(
    lambda: nn.BatchNorm1d(3)(m.double()), lambda: nn.LayerNorm(3)(m.double()), lambda: nn.GroupNorm(1, 3)(m.double()), lambda: nn.BatchNorm1d(3)(m.long()), lambda: nn.LayerNorm(3)(m.long()), lambda: nn.LayerNorm(3).double()(m), lambda: nn.InstanceNorm1d(2, affine=True)(b.double()),
    lambda: F.layer_norm(m, [3], v, v.double()), lambda: F.batch_norm(m, v.double(), v, v, v, True), lambda: F.group_norm(m, 1, v.double(), v),
    lambda: nn.LSTM(3, 2)(m.double()), lambda: nn.GRU(3, 2)(m.long()), lambda: nn.RNN(3, 2).double()(m), lambda: nn.Linear(3, 2)(m.double()), lambda: F.linear(m, m.double(), torch.ones(2)), lambda: F.linear(m, m, torch.ones(2, dtype=d)),
    lambda: torch.addmm(torch.ones(2, 2), m, m.T.double()), lambda: torch.addmv(torch.ones(2), m, v.double()), lambda: torch.baddbmm(torch.ones(1, 2, 2), b, b.mT.double()), lambda: torch.baddbmm(torch.ones(1, 2, 2), b.double(), b.mT),
    lambda: torch.inner(v, v.double()), lambda: torch.tensordot(m, m.T.double(), 1), lambda: torch.linalg.multi_dot([m, m.T.double()]), lambda: torch.linalg.cross(v, v.double()), lambda: torch.linalg.vecdot(v, v.double()), lambda: torch.linalg.vecdot(v.long(), v), lambda: F.bilinear(m, m, torch.ones(2, 3, 3, dtype=d)),
    lambda: torch.linalg.solve(torch.eye(2), torch.ones(2, dtype=d)), lambda: torch.linalg.lstsq(m, torch.ones(2, 1, dtype=d)), lambda: torch.cholesky_solve(torch.ones(2, 1), torch.eye(2, dtype=d)),
)
# %%
image, kernel = torch.ones(1, 1, 4, 4), torch.ones(1, 1, 2, 2)
said(
    lambda: F.conv2d(image.double(), kernel), lambda: F.conv2d(image, kernel.double()), lambda: F.conv2d(image.repeat(2, 1, 1, 1), kernel.double()), lambda: F.conv2d(image, kernel, torch.ones(1, dtype=d)), lambda: nn.Conv2d(1, 1, 2)(image.double()), lambda: nn.Conv1d(1, 1, 2)(image[0].double()), lambda: F.conv_transpose2d(image.double(), kernel), lambda: nn.Conv3d(1, 1, 2)(image[None].double()),
    lambda: v.scatter(0, i, torch.ones(1, dtype=d)), lambda: v.scatter_add(0, i, torch.ones(1, dtype=d)), lambda: v.scatter_reduce(0, i, torch.ones(1, dtype=d), "sum"), lambda: v.index_add(0, i, torch.ones(1, dtype=d)), lambda: v.index_copy(0, i, torch.ones(1, dtype=d)), lambda: v.index_put((i,), torch.ones(1, dtype=d)), lambda: v.clone().scatter_(0, i, torch.ones(1, dtype=d)), lambda: v.clone().index_add_(0, i, torch.ones(1, dtype=d)), lambda: v.clone().index_copy_(0, i, torch.ones(1, dtype=d)), lambda: v.clone().index_put_((i,), torch.ones(1, dtype=d)),
    lambda: torch.lerp(v, v.double(), 0.5), lambda: torch.lerp(v, v, v.double()), lambda: v.clone().lerp_(v.double(), 0.5), lambda: F.prelu(m, v.double()), lambda: torch.cdist(m, m.double()), lambda: torch.cdist(m, m.long()), lambda: F.grid_sample(image, torch.zeros(1, 2, 2, 2, dtype=d)), lambda: torch.heaviside(v, v.double()), lambda: F.kl_div(v, v.long()), lambda: torch.addcmul(v, v, v.double()),
    lambda: F.scaled_dot_product_attention(b, b.double(), b), lambda: F.scaled_dot_product_attention(b, b, b, torch.ones(2, 2, dtype=torch.int64)),
)
# %%
three, pair = torch.ones(3), torch.ones(2, 3)
said(
    lambda: F.layer_norm(m, [3], torch.ones(4)), lambda: F.layer_norm(m, [3], v, torch.ones(1)), lambda: F.rms_norm(m, [3], torch.ones(1)), lambda: F.rms_norm(m, [4]), lambda: F.group_norm(m, 1, torch.ones(4)), lambda: F.group_norm(v, 1), lambda: nn.GroupNorm(1, 4)(m), lambda: F.batch_norm(m, v, v, torch.ones(1), None, True), lambda: F.batch_norm(m, v, torch.ones(4), v, v, True), lambda: F.batch_norm(m, v, v, v, torch.ones(4), True), lambda: F.instance_norm(b, weight=torch.ones(3)),
    lambda: torch.addmv(torch.ones(2), pair, torch.ones(4)), lambda: torch.addmv(torch.ones(3), pair, three), lambda: torch.addmv(torch.ones(2), three, three), lambda: torch.addr(torch.ones(2, 4), torch.ones(2), three), lambda: torch.addr(pair, pair, three), lambda: torch.baddbmm(torch.ones(1, 2, 3), b, b.mT), lambda: torch.baddbmm(torch.ones(1, 2, 2), b, b), lambda: torch.baddbmm(torch.ones(1, 2, 2), b, m), lambda: torch.addbmm(torch.ones(2, 3), b, b.mT), lambda: torch.addbmm(torch.ones(2, 2), b, b.mT.repeat(2, 1, 1)), lambda: torch.addmm(torch.ones(2), b, m), lambda: torch.addmm(torch.ones(2), m, v),
    lambda: F.bilinear(m, torch.ones(3, 3), torch.ones(2, 3, 3)), lambda: F.bilinear(m, v, torch.ones(2, 3, 3)), lambda: torch.linalg.multi_dot([m, m]), lambda: torch.linalg.multi_dot([b, m]), lambda: torch.linalg.vecdot(v, torch.ones(2)), lambda: torch.linalg.vecdot(v, v), lambda: torch.linalg.solve_triangular(m, m, upper=True), lambda: torch.linalg.solve_triangular(torch.eye(2), v, upper=True), lambda: torch.linalg.solve_triangular(torch.eye(2), torch.ones(3, 1), upper=True), lambda: torch.cholesky_solve(torch.ones(3, 1), torch.eye(2)), lambda: torch.cholesky_solve(v, torch.eye(2)), lambda: torch.cholesky_solve(m, m),
    lambda: torch.addcmul(v, torch.ones(4), v), lambda: torch.addcdiv(torch.ones(4), v, v), lambda: torch.addcmul(v, v, torch.ones(4)), lambda: torch.lerp(v, v, torch.ones(4)), lambda: torch.heaviside(v, torch.ones(4)), lambda: torch.isclose(v, torch.ones(4)), lambda: torch.allclose(v, torch.ones(4)), lambda: torch.cdist(v, m), lambda: torch.bincount(i, torch.ones(2)), lambda: torch.trapezoid(v, torch.ones(4)),
    lambda: v.index_add(0, i, torch.ones(2)), lambda: pair.index_add(0, i, torch.ones(1, 4)), lambda: pair.index_add(0, i, torch.ones(1)), lambda: v.index_copy(0, i, torch.ones(2)), lambda: pair.index_copy(0, i, torch.ones(1, 4)), lambda: v.index_copy(0, i, torch.ones(1, 1)), lambda: v.scatter(0, i, torch.ones(1, 1)), lambda: v.scatter_add(0, i, torch.ones(1, 1)),
    lambda: F.triplet_margin_loss(m, m, v), lambda: F.cosine_embedding_loss(m, v, torch.ones(2)), lambda: F.cosine_embedding_loss(m, m, torch.ones(2, 1)), lambda: F.soft_margin_loss(v, m), lambda: F.soft_margin_loss(m, torch.ones(4)),
)
