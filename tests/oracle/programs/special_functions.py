# Special functions of each element, and more of linear algebra.
# %%
import torch
x = torch.tensor([0.5, 1.5, 4.0], requires_grad=True); u = torch.tensor([0.1, 0.5, 0.9], requires_grad=True); v = torch.tensor([-2.0, 0.0, 3.0], requires_grad=True)
# %%
torch.acosh(x + 1), torch.asinh(v), torch.atanh(u), torch.erfc(v), torch.erfinv(u), torch.lgamma(x), torch.digamma(x), torch.polygamma(1, x), torch.polygamma(2, x), torch.logit(u), torch.logit(torch.tensor([0.0, 0.5]), eps=0.1), torch.sinc(v), torch.deg2rad(v), torch.rad2deg(v), torch.sgn(v)
# %%
torch.hypot(x, v), torch.copysign(x, v), torch.logaddexp(x, v), torch.logaddexp2(x, x), torch.xlogy(x, u), torch.fmax(x, v), torch.fmin(x, torch.tensor(float("nan"))), torch.float_power(x, 2), torch.heaviside(v.detach(), torch.tensor(0.5)), torch.positive(x), torch.ldexp(x, torch.tensor([1, 2, 3])), torch.rsub(x, 1)
# %%
torch.signbit(v), torch.isposinf(torch.tensor([1.0, float("inf")])), torch.isneginf(torch.tensor([1.0, float("-inf")])), torch.isreal(v), torch.special.expit(v), torch.special.erf(v), torch.special.gammaln(x), torch.special.digamma(x), torch.special.logit(u)
# %%
for f in (torch.acosh, torch.digamma, torch.lgamma, torch.erfc):
    print(torch.autograd.grad(f(x + 1).sum(), x)[0])
for f in (torch.erfinv, torch.atanh, torch.logit):
    print(torch.autograd.grad(f(u).sum(), u)[0])
torch.autograd.grad(torch.sinc(v).sum() + torch.copysign(v, x).sum(), v)
# %%
torch.ones(2).acos_(), torch.ones(2).asinh_(), torch.ones(2).erf_(), torch.ones(2).cosh_(), torch.ones(2).log2_(), torch.tensor([1.5]).frac_(), torch.ones(2).log10_()
# %%
m = torch.tensor([[4.0, 2.0], [2.0, 3.0]], requires_grad=True); b = torch.tensor([[1.0], [2.0]])
torch.linalg.slogdet(m), torch.logdet(m), torch.slogdet(-m.detach()), torch.logdet(torch.tensor([[0.0, 1.0], [1.0, 0.0]])), torch.linalg.cholesky(m), torch.linalg.cholesky(m, upper=True), torch.linalg.eigvalsh(m), torch.linalg.svdvals(m), torch.linalg.pinv(m), torch.linalg.cond(m), torch.linalg.matrix_rank(m)
# %%
torch.logdet(m).backward(); m.grad
# %%
m.grad = None; torch.linalg.cholesky(m).sum().backward(); m.grad
# %%
m.grad = None; torch.linalg.eigvalsh(m).prod().backward(); m.grad
# %%
torch.linalg.solve_triangular(torch.tensor([[2.0, 0.0], [1.0, 1.0]]), b, upper=False), torch.cholesky_solve(b, torch.linalg.cholesky(m.detach())), torch.linalg.lstsq(m.detach(), b).solution, torch.linalg.lstsq(torch.tensor([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]]), torch.tensor([[1.0], [2.0], [2.0]])).solution, torch.linalg.multi_dot([m, m, b]), torch.linalg.matrix_exp(torch.zeros(2, 2))
# %%
torch.linalg.norm(m), torch.linalg.norm(m, 2), torch.linalg.norm(m, "nuc"), torch.linalg.norm(m, 1), torch.linalg.norm(m, float("inf")), torch.linalg.norm(m, -2), torch.linalg.matrix_norm(m), torch.linalg.norm(m, 1, keepdim=True), torch.linalg.norm(torch.ones(2, 2, 2), dim=(0, 1)), torch.linalg.norm(torch.ones(2, 2, 2), 1, dim=(1, 2))
# %%
torch.linalg.norm(m, 3)
# %%
torch.linalg.cholesky(torch.tensor([[1.0, 2.0], [2.0, 1.0]]))
# %%
torch.pinverse(torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])), torch.linalg.svd(m)[1], torch.linalg.qr(torch.tensor([[1.0, 0.0], [0.0, 2.0]]))[1].abs(), torch.linalg.eigh(m).eigenvalues
# %%
torch.empty(3).log_normal_().shape, torch.manual_seed(0) and torch.empty(3).geometric_(0.5), torch.empty(3).cauchy_(), torch.empty(3).log_normal_(0.0, 0.5)
