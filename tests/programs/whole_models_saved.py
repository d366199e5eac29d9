# A model saved as a whole, and what must be said before it may be loaded as one.
# %%
import io

import torch
from torch import nn

torch.manual_seed(2)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Dropout(0.2), nn.Linear(4, 1)).eval()
file = io.BytesIO()
torch.save(model, file)


def again(**options):
    file.seek(0)
    return torch.load(file, **options)


x = torch.ones(2, 3)
print(model(x))
# %%
again()
# %%
print(again(weights_only=False)(x))
# %%
torch.serialization.add_safe_globals([nn.Sequential])
again()
# %%
from torch.serialization import add_safe_globals

add_safe_globals([nn.Linear, nn.Tanh, nn.Dropout])
print(again())
print(again()(x).equal(model(x)))
print({nn.Sequential, nn.Linear} <= set(torch.serialization.get_safe_globals()))
# %%
torch.serialization.clear_safe_globals()
print(torch.serialization.get_safe_globals())
again()
# %%
with torch.serialization.safe_globals([nn.Sequential, nn.Linear, nn.Tanh, nn.Dropout]):
    print(again(map_location="cpu")[3])
again()
# %%
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
file = io.BytesIO()
torch.save({"epoch": 3, "optimizer": optimizer}, file)
again()
# %%
with torch.serialization.safe_globals([torch.optim.SGD]):
    again()
# %%
print(again(weights_only=False)["optimizer"])
# %%
torch.serialization.add_safe_globals(3)
