# In which order backward calls the hooks of leaves.
# %%
import torch
from torch import nn
torch.manual_seed(0)
def run(net,x,extra=None,loss=lambda o:o.sum()):
    hs=[p.register_hook(lambda g,n=n: print(n,end=' ')) for n,p in net.named_parameters()]
    if extra: extra(net)
    loss(net(x)).backward(); print(); [h.remove() for h in hs]
    hs=[p.register_post_accumulate_grad_hook(lambda g,n=n: print(n,end=' ')) for n,p in net.named_parameters()]
    loss(net(x)).backward(); print(); [h.remove() for h in hs]
# %%
net=nn.Sequential(nn.Linear(3,4),nn.Tanh(),nn.Linear(4,2)); x=torch.ones(2,3)
run(net,x); keep=[]; run(net,x,lambda n: keep.append(n[2].bias.clone())); run(net,x,lambda n: keep.append(n[2].bias*2)); run(net,x,None,lambda o: nn.functional.cross_entropy(o,torch.tensor([0,1])))
run(nn.Sequential(nn.Conv2d(1,2,2),nn.BatchNorm2d(2),nn.ReLU(),nn.Flatten(),nn.Linear(8,2)),torch.ones(1,1,3,3))
class R(nn.Module):
    def __init__(s): super().__init__(); s.a=nn.Linear(2,2); s.b=nn.Linear(2,2); s.c=nn.Linear(2,1)
    def forward(s,x): h=torch.relu(s.a(x)); return s.c(h+s.b(h))+h.sum()
run(R(),torch.ones(1,2))
# %%
run(nn.RNNCell(2,2),torch.ones(1,2))
# %%
class W(nn.Module):
    def __init__(s): super().__init__(); s.w1=nn.Parameter(torch.ones(2,2)); s.b1=nn.Parameter(torch.ones(2)); s.w2=nn.Parameter(torch.ones(2,1))
    def forward(s,x): return (torch.tanh(x@s.w1+s.b1)@s.w2).mean()
run(W(),torch.ones(1,2)); run(nn.Sequential(nn.Embedding(3,2),nn.LayerNorm(2),nn.Linear(2,1)),torch.tensor([0,1]));
# %%
a,b,c=[torch.ones(1,requires_grad=True) for _ in range(3)]
for n,t in zip('abc',(a,b,c)): t.register_hook(lambda g,n=n: print(n,end=' '))
((a*b+c)*a).backward(); print(); (a+b+c).backward(); print(); (c*(b+a*b)).backward(); print(); torch.stack([c,a,b]).sum().backward(); print(); torch.cat([c,b*2,a]).prod().backward(); print(); (c/b-a**2).exp().backward(); print()
