# Products with many terms: of a gradient with all samples, and of wide rows.
# %%
import torch

torch.manual_seed(3)
for rows, terms, columns in ((1, 2000, 3), (2, 500, 5), (3, 1000, 12), (8, 250, 11), (5, 784, 2)):
    left, right = torch.rand(terms, rows), torch.rand(terms, columns)
    print((left.t() @ right)[-1].tolist())
# %%
for rows, terms, columns in ((4, 193, 12), (16, 200, 16), (4, 384, 20), (10, 400, 12), (5, 784, 16)):
    left, right = torch.rand(rows, terms), torch.rand(terms, columns)
    print((left @ right)[-1, :5].tolist())
# %%
for rows, terms, columns in ((2, 300, 4), (6, 1000, 3), (16, 250, 13)):
    left, right = torch.rand(rows, terms), torch.rand(columns, terms)
    print(torch.nn.functional.linear(left, right)[-1, :4].tolist())
    print((left @ right[0]).tolist()[:4])
# %%
x = torch.linspace(-3, 3, 2000)
powers = x.unsqueeze(-1).pow(torch.tensor([1, 2, 3]))
model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
for step in range(5):
    loss = torch.nn.MSELoss(reduction="sum")(model(powers), x * x / 9)
    print(step, loss.item())
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 1e-6 * parameter.grad
print(model[0].weight.tolist(), model[0].bias.item())
# %%
for rows, terms, columns in ((4, 300, 12), (6, 15, 9), (3, 8, 4), (5, 20, 1), (1, 12, 6)):
    bias, full = torch.rand(columns), torch.rand(rows, columns)
    left, right = torch.rand(rows, terms), torch.rand(terms, columns)
    turned = torch.rand(columns, terms).t()
    for one, other in ((left, right), (left, turned), (left.t().contiguous().t(), right)):
        print([torch.addmm(onto, one, other)[-1, -4:].tolist() for onto in (bias, full)])
# %%
for rows, terms, columns in ((6, 16, 6), (3, 5, 2), (7, 20, 1)):
    left, right = torch.rand(3, rows, terms), torch.rand(3, terms, columns)
    print(torch.bmm(left, right)[-1].sum(1).tolist()[:4])
    onto = torch.rand(3, rows, columns)
    print(torch.baddbmm(onto, left, right)[1, -1].tolist()[:4])
