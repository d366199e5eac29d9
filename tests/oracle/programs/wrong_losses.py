# Losses of what are no tensors.
# %%
import torch, numpy as np
import torch.nn.functional as F
x = torch.ones(2)
# %%
for loss in (F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss, F.binary_cross_entropy, F.binary_cross_entropy_with_logits, F.nll_loss, F.cross_entropy):
    for pair in ((x, [1, 2]), ([1, 2], x), (x, 3.0), (x, None)):
        try: print(loss(*pair))
        except Exception as error: print(loss.__name__, type(error).__name__, error)
# %%
torch.nn.MSELoss()(x, [1, 2])
# %%
torch.nn.CrossEntropyLoss()(torch.ones(1, 2), 1)
# %%
torch.nn.Embedding(3, 2)([1])
# %%
torch.nn.functional.one_hot([1])
# %%
torch.nn.functional.layer_norm(torch.ones(2, 2), 2)
