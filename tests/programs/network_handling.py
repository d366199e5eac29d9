# A small network: made, looked at, saved, trained, and used wrongly.
# %%
import torch, torch.nn as nn, torch.nn.functional as F, torch.optim as optim, os, tempfile, time
torch.manual_seed(1)
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 5); self.conv2 = nn.Conv2d(6, 16, 5); self.fc1 = nn.Linear(16 * 5 * 5, 120); self.fc2 = nn.Linear(120, 84); self.fc3 = nn.Linear(84, 10)
    def forward(self, input):
        c1 = F.relu(self.conv1(input)); s2 = F.max_pool2d(c1, (2, 2)); c3 = F.relu(self.conv2(s2)); s4 = F.max_pool2d(c3, 2); s4 = torch.flatten(s4, 1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(s4)))))
net = Net(); print(net)
# %%
params = list(net.parameters()); print(len(params)); print(params[0].size()); input = torch.randn(1, 1, 32, 32); out = net(input); print(out.shape, out.grad_fn)
# %%
net.zero_grad(); out.backward(torch.randn(1, 10)); print(net.conv1.bias.grad.shape)
# %%
output = net(input); target = torch.randn(10).view(1, -1); criterion = nn.MSELoss(); loss = criterion(output, target); print(loss.grad_fn); print(loss.grad_fn.next_functions[0][0]); print(loss.grad_fn.next_functions[0][0].next_functions[0][0])
# %%
net.zero_grad(); print(net.conv1.bias.grad); loss.backward(); print(net.conv1.bias.grad is None)
learning_rate = 0.01
for f in net.parameters(): f.data.sub_(f.grad.data * learning_rate)
# %%
def count_parameters(model): return sum(p.numel() for p in model.parameters() if p.requires_grad)
print(f'The model has {count_parameters(net):,} trainable parameters')
for name, layer in net.named_children(): print(name, '->', layer)
# %%
for i, (name, param) in enumerate(net.named_parameters()):
    print(f"Layer: {name} | Size: {param.size()} | dtype {param.dtype} | dev {param.device}")
    if i == 3: break
# %%
PATH = os.path.join(tempfile.mkdtemp(), 'net.pth'); torch.save(net.state_dict(), PATH); net2 = Net(); print(net2.load_state_dict(torch.load(PATH, weights_only=True))); print(torch.equal(net2(input), net(input)))
# %%
checkpoint = {'epoch': 3, 'model_state_dict': net.state_dict(), 'optimizer_state_dict': optim.Adam(net.parameters()).state_dict(), 'loss': loss}; torch.save(checkpoint, PATH); c = torch.load(PATH); c['epoch'], c['loss'], list(c)
# %%
try: net(torch.randn(1, 3, 32, 32))
except RuntimeError as e: print(e)
try: net(torch.randn(1, 1, 28, 28))
except RuntimeError as e: print(e)
# %%
try: F.cross_entropy(out, torch.tensor([1.0]))
except RuntimeError as e: print(e)
try: F.cross_entropy(out, torch.tensor([1, 2]))
except ValueError as e: print(e)
try: F.cross_entropy(out, torch.tensor([10]))
except IndexError as e: print(e)
# %%
loss = nn.MSELoss()(torch.ones(3, 1, requires_grad=True), torch.zeros(3)); loss
# %%
scheduler = optim.lr_scheduler.StepLR(o := optim.SGD(net.parameters(), lr=0.1, momentum=0.9), step_size=2, gamma=0.1)
for ep in range(5): o.step(); scheduler.step(); print(ep, scheduler.get_last_lr(), o.param_groups[0]['lr'])
# %%
scheduler.step(); s = optim.lr_scheduler.ReduceLROnPlateau(o, 'min', patience=1); [s.step(1.0) for _ in range(4)]; o.param_groups[0]['lr'], s.num_bad_epochs
# %%
s = optim.lr_scheduler.StepLR(optim.SGD([torch.zeros(1, requires_grad=True)], 0.1), 1); s.step()
# %%
emb = nn.Embedding(10, 3, padding_idx=0); e = emb(torch.LongTensor([[0, 2, 0, 5]])); print(e.shape, e[0, 0]); e.sum().backward(); emb.weight.grad[:3]
# %%
torch.nn.utils.clip_grad_norm_(emb.parameters(), 1.0), torch.nn.utils.clip_grad_value_(emb.parameters(), 0.1), emb.weight.grad[2]
# %%
nn.utils.parameters_to_vector(nn.Linear(2, 1).parameters()).shape, nn.Flatten()(torch.ones(2, 3, 4)).shape, nn.Unflatten(1, (2, 2))(torch.ones(2, 4)).shape, nn.Identity()(3)
# %%
m = nn.ModuleDict({'a': nn.Linear(1, 1), 'b': nn.ReLU()}); m['c'] = nn.ModuleList([nn.Tanh()]); print(m); [n for n, _ in m.named_modules()]
# %%
def init_weights(m):
    if isinstance(m, nn.Linear): torch.nn.init.xavier_uniform_(m.weight); m.bias.data.fill_(0.01)
q = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)); q.apply(init_weights); q[0].bias, q
# %%
q.half()(torch.ones(2).half()).dtype, q.double()[0].weight.dtype, q.float().training, q.eval().training, next(q.parameters()).is_cuda
# %%
for p in q[0].parameters(): p.requires_grad = False
optimizer = optim.Adam(filter(lambda p: p.requires_grad, q.parameters()), lr=1e-3, weight_decay=1e-5); optimizer, [n for n, p in q.named_parameters() if p.requires_grad]
# %%
t0 = time.time(); model = nn.LSTM(5, 4, num_layers=2, batch_first=True, bidirectional=True); o, (h, c) = model(torch.randn(2, 3, 5)); o.shape, h.shape, c.shape, model
