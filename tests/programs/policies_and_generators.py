# Q-learning, a policy, an autoencoder with random codes, two networks against each other.
# %%
import torch, torch.nn as nn, torch.nn.functional as F, torch.optim as optim, math, random, numpy as np
from collections import deque
from torch.distributions import Categorical, Normal, Bernoulli, kl_divergence, Independent, MultivariateNormal
torch.manual_seed(11)
class DQN(nn.Module):
    def __init__(self, n_observations, n_actions): super(DQN, self).__init__(); self.layer1 = nn.Linear(n_observations, 12); self.layer2 = nn.Linear(12, 12); self.layer3 = nn.Linear(12, n_actions)
    def forward(self, x): x = F.relu(self.layer1(x)); x = F.relu(self.layer2(x)); return self.layer3(x)
policy_net = DQN(4, 2); target_net = DQN(4, 2); target_net.load_state_dict(policy_net.state_dict()); optimizer = optim.AdamW(policy_net.parameters(), lr=1e-4, amsgrad=True); print(optimizer)
# %%
state = torch.tensor(np.array([0.1, 0.2, -0.1, 0.05]), dtype=torch.float32, device='cpu').unsqueeze(0)
with torch.no_grad(): print(policy_net(state).max(1).indices.view(1, 1), torch.tensor([[random.randrange(1)]], device='cpu', dtype=torch.long))
# %%
sb = torch.randn(6, 4); ab = torch.randint(0, 2, (6, 1)); rb = torch.ones(6); sav = policy_net(sb).gather(1, ab); nsv = torch.zeros(6); mask = torch.tensor([True, False, True, True, False, True])
with torch.no_grad(): nsv[mask] = target_net(sb[mask]).max(1).values
exp = nsv * 0.99 + rb; criterion = nn.SmoothL1Loss(); loss = criterion(sav, exp.unsqueeze(1)); optimizer.zero_grad(); loss.backward(); torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100); optimizer.step(); print(f'{loss:.4f}', sav.grad_fn)
# %%
F.smooth_l1_loss(sav, exp)
# %%
class Policy(nn.Module):
    def __init__(self): super().__init__(); self.net = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2)); self.log_std = nn.Parameter(torch.zeros(2))
    def forward(self, x): return Normal(self.net(x), self.log_std.exp())
pi = Policy(); d = pi(torch.ones(2, 3)); a = d.sample(); lp = d.log_prob(a).sum(-1); print(d, a.shape, lp.shape, d.entropy().sum(-1)); (-lp.mean()).backward(); print(pi.log_std.grad.shape)
# %%
i = Independent(Normal(torch.zeros(3), torch.ones(3)), 1); print(i, i.log_prob(torch.zeros(3)), i.event_shape, i.batch_shape); m = MultivariateNormal(torch.zeros(2), torch.diag(torch.tensor([1., 2.]))); print(m, m.log_prob(torch.ones(2)), m.entropy()); c = Categorical(logits=torch.tensor([[1., 2., 3.]])); print(c, c.probs, c.logits, c.entropy(), c.log_prob(torch.tensor([2]))); print(kl_divergence(Normal(0., 1.), Normal(1., 2.)), Bernoulli(torch.tensor([0.3])).log_prob(torch.tensor([1.])))
# %%
def returns(rews, gamma=0.9):
    out = []; R = 0
    for r in reversed(rews): R = r + gamma * R; out.insert(0, R)
    out = torch.tensor(out); return (out - out.mean()) / (out.std() + np.finfo(np.float32).eps)
print(returns([1, 0, 2, 3.])); adv = torch.zeros(4); gae = 0; vals = torch.tensor([0.1, 0.2, 0.3, 0.4, 0.]); r = torch.ones(4)
for t in reversed(range(4)): delta = r[t] + 0.99 * vals[t + 1] - vals[t]; gae = delta + 0.99 * 0.95 * gae; adv[t] = gae
adv
# %%
class VAE(nn.Module):
    def __init__(self): super().__init__(); self.fc1 = nn.Linear(10, 8); self.fc21 = nn.Linear(8, 2); self.fc22 = nn.Linear(8, 2); self.fc3 = nn.Linear(2, 8); self.fc4 = nn.Linear(8, 10)
    def encode(self, x): h1 = F.relu(self.fc1(x)); return self.fc21(h1), self.fc22(h1)
    def reparameterize(self, mu, logvar): std = torch.exp(0.5 * logvar); eps = torch.randn_like(std); return mu + eps * std
    def decode(self, z): return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))
    def forward(self, x): mu, logvar = self.encode(x.view(-1, 10)); z = self.reparameterize(mu, logvar); return self.decode(z), mu, logvar
def loss_function(recon_x, x, mu, logvar): BCE = F.binary_cross_entropy(recon_x, x.view(-1, 10), reduction='sum'); KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()); return BCE + KLD
vae = VAE(); opt = optim.Adam(vae.parameters(), lr=1e-2); X = torch.rand(16, 10)
for e in range(5): opt.zero_grad(); r, mu, lv = vae(X); l = loss_function(r, X, mu, lv); l.backward(); opt.step(); print('====> Epoch: {} Average loss: {:.3f}'.format(e, l.item() / len(X)))
# %%
def weights_init(m):
    classname = m.__class__.__name__
    if classname.find('Conv') != -1: nn.init.normal_(m.weight.data, 0.0, 0.02)
    elif classname.find('BatchNorm') != -1: nn.init.normal_(m.weight.data, 1.0, 0.02); nn.init.constant_(m.bias.data, 0)
class Generator(nn.Module):
    def __init__(self, nz=4, ngf=2, nc=1): super().__init__(); self.main = nn.Sequential(nn.ConvTranspose2d(nz, ngf * 2, 4, 1, 0, bias=False), nn.BatchNorm2d(ngf * 2), nn.ReLU(True), nn.ConvTranspose2d(ngf * 2, nc, 4, 2, 1, bias=False), nn.Tanh())
    def forward(self, input): return self.main(input)
netG = Generator(); netG.apply(weights_init); print(netG); netD = nn.Sequential(nn.Conv2d(1, 2, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True), nn.Conv2d(2, 1, 4, 1, 0, bias=False), nn.Sigmoid()); netD.apply(weights_init); print(netD)
# %%
criterion = nn.BCELoss(); optD = optim.Adam(netD.parameters(), lr=2e-3, betas=(0.5, 0.999)); optG = optim.Adam(netG.parameters(), lr=2e-3, betas=(0.5, 0.999)); fixed = torch.randn(2, 4, 1, 1)
for i in range(3):
    netD.zero_grad(); real = torch.rand(4, 1, 8, 8); label = torch.full((4,), 1., dtype=torch.float); output = netD(real).view(-1); errD_real = criterion(output, label); errD_real.backward(); D_x = output.mean().item(); fake = netG(torch.randn(4, 4, 1, 1)); label.fill_(0.); output = netD(fake.detach()).view(-1); errD_fake = criterion(output, label); errD_fake.backward(); errD = errD_real + errD_fake; optD.step(); netG.zero_grad(); label.fill_(1.); errG = criterion(netD(fake).view(-1), label); errG.backward(); optG.step(); print('[%d] Loss_D: %.4f\tLoss_G: %.4f\tD(x): %.4f' % (i, errD.item(), errG.item(), D_x))
# %%
def gradient_penalty(D, real, fake):
    alpha = torch.rand(real.size(0), 1, 1, 1); inter = (alpha * real + (1 - alpha) * fake).requires_grad_(True); out = D(inter); g = torch.autograd.grad(outputs=out, inputs=inter, grad_outputs=torch.ones_like(out), create_graph=True, retain_graph=True, only_inputs=True)[0]; g = g.view(g.size(0), -1); return ((g.norm(2, dim=1) - 1) ** 2).mean()
gp = gradient_penalty(netD, real, fake.detach()); gp.backward(); print(f'{gp.item():.4f}', gp.grad_fn)
# %%
tau = 0.005
for tp, lp_ in zip(target_net.parameters(), policy_net.parameters()): tp.data.copy_(tau * lp_.data + (1.0 - tau) * tp.data)
q1 = torch.tensor([1., 5.]); torch.min(q1, torch.tensor([2., 2.])), torch.std_mean(q1), F.huber_loss(q1, q1 * 0), F.gumbel_softmax(torch.zeros(1, 3), tau=1, hard=True).sum()
# %%
try: Normal(0., -1.)
except ValueError as e: print(e)
try: Categorical(torch.tensor([-1., 2.]))
except ValueError as e: print(e)
try: F.binary_cross_entropy(torch.tensor([1.5]), torch.tensor([1.]))
except RuntimeError as e: print(e)
try: criterion(torch.rand(3, 1), torch.rand(3))
except ValueError as e: print(e)
