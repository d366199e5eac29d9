# Special functions without a derivative: Bessel functions and orthogonal polynomials.
# %%
import torch

x = torch.tensor([-2.0, 0.0, 0.5, 3.0, 20.0, 24.9, 25.1, 100.0, float("inf"), float("nan")])
KINDS = ("bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "modified_bessel_i0",
         "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1",
         "scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0")
for name in KINDS:
    function = getattr(torch.special, name)
    print(name, function(x[:6]), function(x[6:].double()))
    print(function(torch.ones(2, requires_grad=True)), function(torch.arange(1, 3)))
# %%
x = torch.tensor([-2.0, -1, -0.3, 0, 0.5, 1, 3])
CHEBYSHEV = [f"{shift}chebyshev_polynomial_{kind}" for shift in ("", "shifted_")
             for kind in "tuvw"]
OTHERS = ["hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l",
          "legendre_polynomial_p"]
for name in CHEBYSHEV + OTHERS:
    function = getattr(torch.special, name)
    for degree in (0, 1, 2, 5, 9, -1):
        print(name, degree, function(x, degree))
# %%
T = torch.special.chebyshev_polynomial_t
print(T(x, torch.arange(1, 8)), T(2.0, torch.tensor([1, 2, 3])), T(torch.arange(3), 3))
print(torch.special.legendre_polynomial_p(torch.tensor([0.5, 1.0]), torch.tensor([1.5, 2.9])))
print(torch.special.hermite_polynomial_h(torch.ones(2, requires_grad=True), 3).requires_grad)
# %%
torch.special.bessel_j0(1.0)
# %%
torch.special.bessel_y1()
# %%
torch.special.bessel_j0(torch.ones(2).half())
# %%
T(x)
# %%
T(2.0, 3)
# %%
T(torch.ones(2, 3), torch.ones(4))
