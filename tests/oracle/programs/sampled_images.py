# Images at the places of a grid, bytes in another dtype, ties, least squares, low rank.
# %%
import torch
import torch.nn.functional as F

image = torch.arange(16.0).view(1, 1, 4, 4).requires_grad_()
theta = torch.tensor([[[0.8, 0.1, 0.2], [0.0, 1.1, -0.1]]], requires_grad=True)
grid = F.affine_grid(theta, (1, 1, 3, 3), align_corners=False)
grid, F.affine_grid(theta, (1, 1, 2, 1))
# %%
seen = F.grid_sample(image, grid, align_corners=False)
seen.sum().backward()
seen, image.grad, theta.grad
# %%
F.grid_sample(image, grid * 1.5, padding_mode="border", align_corners=True), F.grid_sample(image, grid, mode="nearest", align_corners=False)
# %%
F.grid_sample(image, grid)
# %%
F.grid_sample(image, grid[0], align_corners=False)
# %%
F.grid_sample(image, grid, mode="linear")
# %%
F.grid_sample(image, grid, padding_mode="none")
# %%
F.affine_grid(theta[0], (1, 1, 3, 3), align_corners=False)
# %%
F.affine_grid(theta, (1, 3, 3), align_corners=False)
# %%
numbers = torch.tensor([1.0, 2.0])
words = numbers.view(torch.int32)
words[0] = 0
words, numbers, torch.arange(2).view(torch.int32), torch.arange(4, dtype=torch.int32).view(torch.int64), numbers.view(torch.float32), numbers.view(dtype=torch.int16), numbers._version
# %%
torch.arange(3, dtype=torch.int32).view(torch.int64)
# %%
torch.tensor(1.0).view(torch.uint8)
# %%
torch.arange(4, dtype=torch.int32).view(2, 2).t().view(torch.int64)
# %%
places = []
torch.manual_seed(0)
for size in range(1, 40):
    row = torch.randint(0, 4, (size,))
    k = int(torch.randint(1, size + 1, ()))
    places.append(row.kthvalue(k).indices.item())
print(places)
torch.tensor([[1.0, 9], [7.0, 0.0], [8.0, 0.0]]).kthvalue(2, dim=0), torch.tensor([float("nan"), 1.0, float("nan"), 0.0]).kthvalue(3)
# %%
a, b = torch.randn(6, 3), torch.randn(6)
torch.linalg.lstsq(a, b)
# %%
[torch.linalg.lstsq(a, b[:, None], driver=driver) for driver in ("gels", "gelsd", "gelss")]
# %%
torch.linalg.lstsq(a, b, driver="qr")
# %%
rows = torch.randn(8, 4)
torch.pca_lowrank(rows, q=2)[1], [part.shape for part in torch.svd_lowrank(rows.T, q=3)], torch.svd_lowrank(rows, q=2, niter=0)[1]
# %%
torch.pca_lowrank(rows, q=9)
