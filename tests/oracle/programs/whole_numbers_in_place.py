# Functions of each element that write over whole numbers and truth values, as methods and as functions.
# %%
import torch
NAMES = """abs_ acos_ acosh_ arccos_ arcsin_ arctan_ asin_ asinh_ atan_ atanh_ ceil_ cos_ cosh_ deg2rad_ digamma_
    erf_ erfc_ erfinv_ exp2_ exp_ expm1_ fix_ floor_ frac_ lgamma_ log10_ log1p_ log2_ log_ nan_to_num_ neg_ rad2deg_
    reciprocal_ relu_ round_ rsqrt_ sgn_ sigmoid_ sign_ sin_ sinc_ sinh_ sqrt_ square_ tan_ tanh_ trunc_""".split()
def show(name, values):
    try: return getattr(torch.tensor(values), name)()
    except Exception as e: return f'{type(e).__name__} {str(e).splitlines()[0]}'
# %%
for name in NAMES: print(name, show(name, [1, -2]))
# %%
for name in NAMES: print(name, show(name, [True, False]))
# %%
for name in NAMES: print(name, show(name, [0.25, 0.5]))
# %%
FUNCTIONS = [name for name in NAMES if name not in ('digamma_', 'erfinv_', 'lgamma_', 'sgn_', 'sign_')]
w = torch.tensor([0.25, 0.75], requires_grad=True)
for name in FUNCTIONS:
    x = w * 1
    print(name, getattr(torch, name)(x) is x, x, x._version)
# %%
x = torch.zeros(2)
print(torch.addmv_(x, torch.ones(2, 3), torch.ones(3)), torch.xlogy_(x, torch.tensor(2.)))
print(torch.index_put_(x, (torch.tensor([0]),), torch.tensor([5.])), torch.resize_as_(x, torch.zeros(1)))
# %%
x = torch.tensor([-1., 0.2, 3.], requires_grad=True)
print(x.hardshrink(), x.hardshrink(0.1), x.prelu(torch.tensor([0.1])))
# %%
print(torch.sgn(torch.tensor([float('nan'), -2., 0.])), torch.sgn(torch.tensor([True, False])))
# %%
torch.frac(torch.tensor([1, 2]))
