# Numbers that an integer type cannot hold: arithmetic keeps their low bits, filling refuses them.
# %%
import torch
i8 = torch.tensor([1, -3], dtype=torch.int8)
u8 = torch.tensor([1, 200], dtype=torch.uint8)
i32 = torch.tensor([1, 2], dtype=torch.int32)
i64 = torch.tensor([1, 2])
i8 + 300, 300 - i8, 300 * i8, u8 - 201, u8 * -1, -u8, i32 + 2**40, i8.clone().sub_(130), i8.clone().mul_(50)
# %%
u8 > -1, u8 == 300, u8 == -56, i8 // 300, i8 % 300, i8 & 300, i8.remainder(300), i8 * 2.5, i8 / 2
# %%
i8.clone().fill_(3.7), u8.clone().fill_(-1), torch.full((2,), -1, dtype=torch.uint8), torch.full((2,), 2.5, dtype=torch.int64)
# %%
u8.clamp(-1, 100), u8.clamp(5, 100), i64.clamp(min=1.5), i64.masked_fill(i64 > 1, -1), torch.where(i64 > 1, 3, 7)
# %%
i8.clone().fill_(300)
# %%
torch.full((2,), 300, dtype=torch.int8)
# %%
i8.clamp(0, 300)
# %%
i8.masked_fill(i8 > 0, 300)
# %%
torch.where(i8 > 0, i8, 300)
# %%
i32.masked_fill(i32 > 1, 2**40)
# %%
i64.masked_fill(i64 > 1, float("inf"))
# %%
i8[0] = 300
# %%
i8[0] = float("nan")
# %%
i64[0] = float("inf")
# %%
i64[0] = 2**70
# %%
torch.full((2,), 1e39)
# %%
torch.ones(2).clamp(0, 1e40)
# %%
torch.ones(2).add_(1j)
# %%
torch.ones(2, dtype=torch.float64).mul_(1j)
# %%
i64.sub_(1j)
# %%
torch.add(1)
# %%
torch.sub(torch.ones(1))
# %%
torch.div(1)
# %%
torch.sum()
# %%
torch.mean()
