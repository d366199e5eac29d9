# More layers: convolution, pooling, borders, attention, bags, distances, losses by margins.
# %%
import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(5)
im = torch.arange(32.0).view(1, 2, 4, 4).requires_grad_(); seq = torch.arange(12.0).view(1, 2, 6)
# %%
c = nn.Conv1d(2, 3, 2, stride=2); c, c(seq), c.weight.shape
# %%
t = nn.ConvTranspose2d(2, 1, 3, stride=2, padding=1, output_padding=1); t, t(im).shape, t(im)[0, 0, 0]
# %%
nn.Conv2d(2, 4, 3, padding="same", groups=2)(im).shape, nn.Conv2d(2, 2, 2, dilation=2), F.conv2d(im, torch.ones(2, 1, 2, 2), groups=2)[0, :, 0]
# %%
nn.Conv1d(3, 2, 2)(seq)
# %%
nn.Conv2d(2, 1, 7)(im)
# %%
nn.MaxPool1d(2)(seq), nn.AvgPool1d(3)(seq), F.max_pool2d(im, 3, 2, 1), F.avg_pool2d(im, 2, padding=1, count_include_pad=False), F.max_pool2d(im.detach(), 2, return_indices=True), F.max_pool2d(im, 3, 2, ceil_mode=True)
# %%
F.max_pool2d(torch.ones(1, 1, 2, 2), 3)
# %%
nn.AdaptiveAvgPool2d(1)(im), nn.AdaptiveAvgPool2d((2, 3))(im), F.adaptive_max_pool2d(im, 2), nn.AdaptiveAvgPool1d(2)(seq), nn.AdaptiveAvgPool2d((None, 2))(im).shape
# %%
F.interpolate(im[:, :1, :2, :2], scale_factor=2), F.interpolate(im[:, :1, :2, :2], scale_factor=2, mode="bilinear", align_corners=False), F.interpolate(im[:, :1, :2, :2], size=(3, 3), mode="bilinear", align_corners=True), F.interpolate(seq, scale_factor=1.5, mode="linear"), F.interpolate(im, size=2, mode="area"), nn.Upsample(scale_factor=2)
# %%
F.interpolate(im)
# %%
F.unfold(im, 2, stride=2), F.fold(F.unfold(im, 2, stride=2), 4, 2, stride=2).shape, nn.PixelShuffle(2)(torch.arange(16.0).view(1, 4, 2, 2))
# %%
F.pad(seq, (1, 2), mode="reflect"), F.pad(seq, (1, 1), mode="replicate"), F.pad(seq, (2, 1), mode="circular"), nn.ReflectionPad2d(1)(im).shape, nn.ZeroPad2d(1), nn.ConstantPad1d(1, 2.5)(seq)
# %%
F.pad(seq, (6, 0), mode="reflect")
# %%
nn.GroupNorm(1, 2)(im), nn.InstanceNorm2d(2)(im)[0, 0, 0], nn.RMSNorm(4)(im)[0, 0, 0], nn.GroupNorm(2, 4)
# %%
bag = nn.EmbeddingBag(6, 2, mode="sum"); r = bag(torch.tensor([1, 2, 4, 5]), torch.tensor([0, 3])); r.sum().backward(); r, bag.weight.grad, nn.EmbeddingBag(6, 2, mode="max")(torch.tensor([[0, 1], [2, 2]])), F.embedding_bag(torch.tensor([[0, 1]]), torch.eye(2), per_sample_weights=torch.tensor([[0.5, 2.0]]), mode="sum")
# %%
b = nn.Bilinear(2, 3, 2); b, b(torch.ones(1, 2), torch.ones(1, 3))
# %%
a = nn.MultiheadAttention(4, 2, batch_first=True); x = torch.randn(1, 3, 4); out, w = a(x, x, x); out, w, a
# %%
a(x, x, x, need_weights=False)[1], a(x, x, x, attn_mask=torch.triu(torch.ones(3, 3), 1).bool())[1], nn.MultiheadAttention(4, 2)(x, x, x)[0].shape
# %%
e = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True); e(x), nn.TransformerEncoder(e, 2)(x).shape
# %%
nn.Transformer(4, 2, 1, 1, 8, dropout=0.0, batch_first=True)(x, x).shape, nn.Transformer.generate_square_subsequent_mask(3), nn.TransformerDecoderLayer(4, 2, 8, 0.0, batch_first=True)(x, x).shape
# %%
F.scaled_dot_product_attention(x, x, x), F.scaled_dot_product_attention(x, x, x, is_causal=True)
# %%
F.gumbel_softmax(torch.zeros(2, 3)), F.gumbel_softmax(torch.zeros(2, 3), hard=True), F.dropout1d(torch.ones(1, 4, 2)), nn.Dropout2d(0.5)(torch.ones(1, 3, 2, 2)), F.alpha_dropout(torch.ones(4), training=True), F.gelu(torch.tensor([1.0, -1.0]), approximate="tanh")
# %%
p, q = torch.tensor([[0.5, -1.0], [2.0, 0.0]], requires_grad=True), torch.tensor([[1.0, 2.0], [0.0, 1.0]]); y = torch.tensor([1.0, -1.0])
nn.HingeEmbeddingLoss()(p, torch.tensor([[1.0, -1.0], [-1.0, 1.0]])), nn.SoftMarginLoss()(p, torch.tensor([[1.0, -1.0], [-1.0, 1.0]])), nn.MarginRankingLoss(0.1)(p[:, 0], q[:, 0], y), nn.TripletMarginLoss()(p, q, q + 1), nn.CosineEmbeddingLoss()(p, q, y), nn.MultiMarginLoss()(p, torch.tensor([0, 1])), nn.MultiLabelSoftMarginLoss()(p, torch.ones(2, 2)), nn.MultiLabelMarginLoss()(p, torch.tensor([[0, -1], [1, 0]])), nn.PoissonNLLLoss()(p, q), nn.PoissonNLLLoss(log_input=False, full=True)(p.abs(), q * 3), nn.GaussianNLLLoss()(p, q, torch.ones(2, 2)), nn.PairwiseDistance()(p, q)
# %%
(nn.TripletMarginLoss(reduction="sum")(p, q, q + 1) + nn.SoftMarginLoss(reduction="sum")(p, torch.ones(2, 2))).backward(); p.grad
# %%
nn.TripletMarginLoss(margin=-1)
# %%
nn.ReLU(1, 2, 3)
# %%
nn.Parameter([1.0])
# %%
d = nn.ParameterDict({"left": torch.ones(2), "right": nn.Parameter(torch.zeros(1))}); d, list(d.keys()), "left" in d, d["left"].requires_grad, len(d), [n for n, _ in d.named_parameters()], d.pop("left").shape, list(d)
# %%
z = nn.LazyLinear(3); z
# %%
z(torch.ones(2, 4)).shape, z, z.weight.shape
# %%
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence, pack_sequence
s = pad_sequence([torch.ones(3), torch.ones(2) * 2, torch.ones(1) * 3], batch_first=True); k = pack_padded_sequence(s.unsqueeze(-1), [3, 2, 1], batch_first=True); s, k, pad_packed_sequence(k, batch_first=True), pack_sequence([torch.tensor([1, 2]), torch.tensor([3, 4, 5])], enforce_sorted=False)
# %%
pack_padded_sequence(s.unsqueeze(-1), [1, 2, 3], batch_first=True)
# %%
lstm = nn.LSTM(1, 2, batch_first=True); out, (h, c) = lstm(k); out.data, h, c
# %%
model = nn.Sequential(nn.Linear(2, 2), nn.ReLU()); model.half()[0].weight.dtype, model.double()[0].bias.dtype, model.float()[0].weight.dtype
