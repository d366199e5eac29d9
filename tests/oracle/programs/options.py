# Options of functions and modules that programs seldom give.
# %%
import torch
import torch.nn.functional as F
from torch import nn

def attended(query, key, value, **options):
    torch.manual_seed(3)
    layer = nn.MultiheadAttention(4, 2, **options)
    out, weights = layer(query, key, value)
    out.sum().backward()
    print(out, weights)
    for name, parameter in layer.named_parameters():
        print(name, parameter.shape, round(parameter.grad.sum().item(), 3))
    return layer
q, k, v = torch.ones(2, 1, 4), torch.arange(9.0).reshape(3, 1, 3) / 10, torch.arange(15.0).reshape(3, 1, 5) / 10
attended(q, k, v, kdim=3, vdim=5)
# %%
attended(q, k, q[:1].expand(3, 1, 4), kdim=3, bias=False)._qkv_same_embed_dim
# %%
attended(q, q * 2, q * 3, add_bias_kv=True).bias_k.shape
# %%
attended(q, q * 2, q * 3, add_zero_attn=True)
# %%
torch.manual_seed(3)
layer = nn.MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True, dtype=torch.float64, batch_first=True)
x = torch.arange(12.0, dtype=torch.float64).reshape(1, 3, 4) / 10
hidden = torch.ones(3, 3).triu(1).bool()
layer(x, x, x, attn_mask=hidden, key_padding_mask=torch.tensor([[False, False, True]])), layer(x, x, x, need_weights=False)[0], sorted(layer.state_dict())
# %%
layer(x, x, x, is_causal=True)
# %%
[tuple(out.shape) for out in (layer(x, x, x, attn_mask=hidden, is_causal=True)[0], layer(x, x, x, attn_mask=hidden, is_causal=True, need_weights=False)[0])]
# %%
nn.TransformerEncoderLayer(4, 2, 8)(torch.ones(3, 1, 4), is_causal=True)
# %%
nn.TransformerDecoderLayer(4, 2, 8)(torch.ones(3, 1, 4), torch.ones(3, 1, 4), memory_is_causal=True)
# %%
torch.manual_seed(0)
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0), 2)
mask = nn.Transformer.generate_square_subsequent_mask(3)
x = torch.arange(12.0).reshape(3, 1, 4) / 10
print(torch.allclose(encoder(x, mask), encoder(x, mask, is_causal=True)), torch.allclose(encoder(x, mask), encoder(x, mask.isinf())))
encoder(x, torch.zeros(3, 3), is_causal=True).allclose(encoder(x, mask)), encoder(x, torch.zeros(3, 3), is_causal=False).allclose(encoder(x))
# %%
encoder(x, is_causal=True)
# %%
torch.manual_seed(0)
model = nn.Transformer(4, 2, 1, 1, 8, dropout=0.0)
full = torch.zeros(3, 3)
a, b = model(x, x, src_mask=full, tgt_mask=full, src_is_causal=True, tgt_is_causal=True), model(x, x, src_mask=mask, tgt_mask=mask)
a.allclose(b), model(x, x, tgt_mask=full).allclose(b), model(x, x, src_mask=mask, memory_mask=mask, memory_is_causal=True).shape
# %%
[{p.dtype for p in m.parameters()} for m in (nn.TransformerEncoderLayer(4, 2, 8, dtype=torch.float64), nn.TransformerDecoderLayer(4, 2, 8, dtype=torch.float64), nn.Transformer(4, 2, 1, 1, 8, dtype=torch.float64))]
# %%
q = torch.arange(24.0).reshape(1, 4, 3, 2) / 10
k = (torch.arange(12.0).reshape(1, 2, 3, 2) / 10).requires_grad_()
out = F.scaled_dot_product_attention(q, k, k, enable_gqa=True)
out.sum().backward()
out.shape, out.grad_fn, k.grad.shape, F.scaled_dot_product_attention(q, k, k, is_causal=True, enable_gqa=True).detach()
# %%
F.scaled_dot_product_attention(q[:, :3], k, k, enable_gqa=True)
# %%
F.scaled_dot_product_attention(q, k, k)
# %%
w = torch.tensor([[3.0, 4.0], [0.5, 0.5], [6.0, 8.0]], requires_grad=True)
out = F.embedding_bag(torch.tensor([[0, 1], [0, 0]]), w, max_norm=1.0)
out.sum().backward()
out, w, w.grad, F.embedding_bag(torch.tensor([[2, 1]]), w, max_norm=2.0, norm_type=1.0, mode="max")
# %%
bag = nn.EmbeddingBag(3, 2, max_norm=1, norm_type=1, padding_idx=1, mode="sum")
bag, bag(torch.tensor([[0, 2]])).shape, [round(n, 3) for n in bag.weight.detach()[[0, 2]].norm(1, 1).tolist()], nn.EmbeddingBag.from_pretrained(torch.ones(2, 2) * 8, True, 2.0)(torch.tensor([[0, 1]]))
# %%
torch.manual_seed(0)
x = torch.ones(6)
y = F.alpha_dropout(x, 0.5, True, True)
x, y is x
# %%
F.alpha_dropout(torch.ones(2, requires_grad=True), 0.5, True, True)
# %%
mean, var = torch.zeros(2), torch.ones(2)
x = torch.arange(16.0).reshape(2, 2, 4)
print(F.instance_norm(x, mean, var, momentum=0.5), mean, var)
F.instance_norm(x, mean, var, use_input_stats=False), mean, var
# %%
F.instance_norm(x, use_input_stats=False)
# %%
layer = nn.InstanceNorm1d(2, affine=True, track_running_stats=True)
layer(x), layer.running_mean, layer.running_var, layer.eval()(x), layer.num_batches_tracked
# %%
out = torch.zeros(2)
F.normalize(torch.tensor([3.0, 4.0]), dim=0, out=out) is out, out, torch.norm(torch.tensor([[3.0, 4.0]]), dim=0, out=out) is out, out
# %%
F.normalize(torch.ones(2, requires_grad=True), dim=0, out=out)
# %%
torch.norm(torch.ones(2, requires_grad=True), dim=0, out=torch.tensor(0.0))
# %%
def summed(kind, x, **options):
    layer = kind(1, 1, 3, **options)
    nn.init.ones_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer, layer(x), layer(x[0]).shape
x = torch.arange(16.0).reshape(1, 1, 4, 4)
[summed(nn.Conv2d, x, padding=1, padding_mode=mode) for mode in ("zeros", "reflect", "replicate", "circular")]
# %%
summed(nn.Conv2d, x, padding=(1, 2), stride=2, padding_mode="circular"), summed(nn.Conv2d, x, padding="same", dilation=(1, 2), padding_mode="reflect"), summed(nn.Conv2d, x, padding="valid", padding_mode="replicate")
# %%
row = x.reshape(1, 1, 16)
[summed(nn.Conv1d, row, padding=2, padding_mode=mode) for mode in ("reflect", "replicate", "circular")], nn.Conv1d(1, 1, 2, padding="same", padding_mode="circular")(row).shape, nn.LazyConv1d(1, 3, padding=1, padding_mode="circular")(row).shape
# %%
try:
    nn.Conv2d(1, 1, 3, padding_mode="odd")
except ValueError as error:
    print(str(error)[:28])  # PyTorch prints a set
# %%
nn.ConvTranspose2d(1, 1, 3, padding_mode="reflect")
# %%
nn.Upsample(scale_factor=1.5, mode="nearest", recompute_scale_factor=True)(torch.arange(5.0).reshape(1, 1, 5)), F.interpolate(torch.arange(5.0).reshape(1, 1, 5), scale_factor=1.5, mode="nearest")
# %%
F.interpolate(torch.ones(1, 1, 4), size=3, recompute_scale_factor=True)
# %%
F.interpolate(torch.ones(1, 1, 4), size=3, antialias=True)
# %%
a = torch.tensor([[2.0, 9.0], [1.0, 3.0]], requires_grad=True)
w, v = torch.linalg.eigh(a, UPLO="U")
w[0].backward()
w, a.grad, torch.linalg.eigvalsh(a, "u"), torch.linalg.eigvalsh(a, UPLO="L")
# %%
torch.linalg.eigvalsh(a, UPLO="X")
# %%
small = torch.tensor([[1.0, 0.0], [0.0, 0.125]])
[torch.linalg.pinv(small, **kw) for kw in ({}, {"rtol": 0.25}, {"atol": 0.5}, {"atol": 0.5, "rtol": 0.0}, {"atol": 0.01}, {"rcond": 0.25}, {"hermitian": True})], torch.linalg.pinv(small, 0.25), torch.pinverse(small, 0.25)
# %%
a.grad = None
b = torch.linalg.pinv(a, hermitian=True)
b[0, 0].backward()
b, a.grad, torch.linalg.pinv(torch.ones(2, 3) * 0.5)
# %%
[torch.linalg.lstsq(small, torch.ones(2, 1), driver=driver) for driver in (None, "gels", "gelsy", "gelsd", "gelss")]
# %%
torch.linalg.lstsq(small, torch.ones(2, 1), rcond=0.25, driver="gelsd"), torch.linalg.lstsq(torch.ones(3, 2), torch.tensor([[1.0], [2.0], [3.0]]), driver="gelss", rcond=0.01)[:3]
# %%
torch.linalg.lstsq(small, torch.ones(2, 1), driver="best")
# %%
m = torch.arange(6.0).reshape(3, 2).requires_grad_()
u, s, v = torch.svd(m, compute_uv=False)
s.sum().backward()
u, v, u.requires_grad, s.requires_grad, m.grad.shape
# %%
torch.repeat_interleave(torch.tensor([1, 2]), 2, output_size=4), torch.repeat_interleave(torch.tensor([1, 2]), torch.tensor([1, 2]), output_size=3)
# %%
torch.repeat_interleave(torch.tensor([1, 2]), 2, output_size=3)
# %%
torch.repeat_interleave(torch.tensor([1, 2]), torch.tensor([1, 2]), output_size=4)
# %%
torch.repeat_interleave(torch.tensor([1, 2]), output_size=5)
# %%
torch.cdist(torch.ones(2, 2), torch.zeros(2, 2), compute_mode="donot_use_mm_for_euclid_dist"), torch.cdist(torch.ones(2, 2), torch.zeros(2, 2), compute_mode="bad")
# %%
torch.use_deterministic_algorithms(True, warn_only=True)
warned = torch.is_deterministic_algorithms_warn_only_enabled()
torch.use_deterministic_algorithms(False)
warned, torch.is_deterministic_algorithms_warn_only_enabled()
# %%
torch.asarray([1, 2], device="cpu"), torch.scalar_tensor(2, device="cpu", requires_grad=True), torch.Generator("cpu").initial_seed()
