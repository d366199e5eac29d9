# A small autoencoder with dropout in training and none in evaluation.
# %%
import torch
from torch import nn


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 4), nn.ReLU(True), nn.Dropout(p=0.2), nn.Linear(4, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 4), nn.ReLU(True), nn.Linear(4, 8), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


torch.manual_seed(5)
model = AutoEncoder()
print(model)
data = torch.rand(10, 8)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02, weight_decay=1e-5)
model.train()
for epoch in range(20):
    output = model(data)
    loss = nn.MSELoss()(output, data)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 5 == 0:
        print("epoch [{}/{}], loss:{:.4f}".format(epoch + 1, 20, loss.item()))
# %%
model.eval()
with torch.no_grad():
    print(torch.equal(model(data), model(data)), model(data)[0])
