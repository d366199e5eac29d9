"""Names that PyTorch has and this engine lacks, and the sentence that says so."""

from __future__ import annotations

from typing import Any


def sentence(name: str) -> str:
    """The message for something that PyTorch has and this engine lacks."""
    return (
        f"autograd_ref has no '{name}', which PyTorch has: it covers what the lessons need."
        " Express it with other operations, or run the program with PyTorch."
    )


def of_module(module: str, name: str) -> str:
    """The message of the AttributeError for a name that a module lacks."""
    if name in NAMES:
        return sentence(f"{module}.{name}")
    return f"module '{module}' has no attribute '{name}'"


def operator(name: str) -> Any:
    """The method of an operator that tensors here lack: it raises a TypeError."""

    def missing(*operands: Any) -> None:
        raise TypeError(sentence(f"Tensor.__{name}__"))

    return missing


class Absent:
    """A missing attribute: reading it raises an AttributeError with the sentence."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> None:
        raise AttributeError(sentence(self.name))


NAMES = frozenset("""
ASGD AcceleratorError Adadelta Adafactor Adagrad AdamW Adamax AdaptiveAvgPool1d AdaptiveAvgPool2d
AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AliasDb AlphaDropout
Argument ArgumentSpec AvgPool1d AvgPool2d AvgPool3d BCELoss BCEWithLogitsLoss BatchNorm1d
BatchNorm2d BatchNorm3d BenchmarkConfig Bilinear Block BoolTensor BroadcastingList1
BroadcastingList2 BroadcastingList3 Buffer BufferDict CELU CTCLoss CallStack Callable Capsule
ChannelShuffle CircularPad1d CircularPad2d CircularPad3d Code CompilationUnit CompleteArgumentSpec
ConstantPad1d ConstantPad2d ConstantPad3d Container Conv1d Conv2d Conv3d ConvTranspose1d
ConvTranspose2d ConvTranspose3d CosineEmbeddingLoss CosineSimilarity CrossEntropyLoss CrossMapLRN2d
DataParallel DeepCopyMemoTable DispatchKey DispatchKeySet DoubleTensor Dropout Dropout1d Dropout2d
Dropout3d ELU Embedding EmbeddingBag ErrorReport Event ExecutionPlan FatalError FeatureAlphaDropout
FileCheck Flatten FloatTensor Fold FractionalMaxPool2d FractionalMaxPool3d FunctionSchema Future
GELU GLU GRU GRUCell GaussianNLLLoss GradScaler Gradient Graph GraphExecutorState GroupNorm H
HalfTensor Hardshrink Hardsigmoid Hardswish Hardtanh HingeEmbeddingLoss HuberLoss IODescriptor
Identity InstanceNorm1d InstanceNorm2d InstanceNorm3d IntTensor JITException KLDivLoss L1Loss LBFGS
LPPool1d LPPool2d LPPool3d LSTM LSTMCell LayerNorm LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d
LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d
LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear LeakyReLU LiteScriptModule
LocalResponseNorm LockingLogger LogSigmoid LogSoftmax LongTensor MSELoss MarginRankingLoss MaxPool1d
MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish ModuleDict ModuleList
MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiheadAttention Muon NAdam NLLLoss
NLLLoss2d Node NoopLogger OperatorInfo Optional OutOfMemoryError PRIVATE_OPS PReLU PairwiseDistance
ParameterDict ParameterList PixelShuffle PixelUnshuffle PoissonNLLLoss PyTorchFileReader
PyTorchFileWriter RAdam RMSNorm RMSprop RNN RNNBase RNNCell RReLU ReLU6 ReflectionPad1d
ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d Rprop SELU
ScriptClass ScriptClassFunction ScriptDict ScriptDictIterator ScriptDictKeyIterator ScriptFunction
ScriptList ScriptListIterator ScriptMethod ScriptModule ScriptObject ScriptObjectProperty SiLU
SmoothL1Loss SoftMarginLoss Softmax Softmax2d Softmin Softplus Softshrink Softsign SparseAdam
StaticModule Storage Stream SymBool SymFloat SymInt SyncBatchNorm TYPE_CHECKING Tag Tanhshrink
Threshold ThroughputBenchmark TracingState Transformer TransformerDecoder TransformerDecoderLayer
TransformerEncoder TransformerEncoderLayer TripletMarginLoss USE_GLOBAL_DEPS Unflatten Unfold
UninitializedBuffer Upsample UpsamplingBilinear2d UpsamplingNearest2d Use Value ZeroPad1d ZeroPad2d
ZeroPad3d abs_ absolute absolute_ accelerator acos acos_ acosh acosh_ adaptive_avg_pool1d
adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
addbmm addbmm_ addcdiv addcdiv_ addcmul addcmul_ addmm_ addmv addmv_ addr addr_ adjoint affine_grid
affine_grid_generator allclose alpha_dropout alpha_dropout_ aminmax amp angle anomaly_mode ao append
apply apply_ arccos arccos_ arccosh arccosh_ arcsin arcsin_ arcsinh arcsinh_ arctan arctan2 arctan2_
arctan_ arctanh arctanh_ are_deterministic_algorithms_enabled argsort argwhere as_strided
as_strided_ as_strided_scatter as_subclass asarray asin asin_ asinh asinh_ assert_int_or_pair atan
atan2 atan2_ atan_ atanh atanh_ atleast_1d atleast_2d atleast_3d attention autocast avg_pool1d
avg_pool2d avg_pool3d backends baddbmm baddbmm_ bartlett_window batch_norm bernoulli bernoulli_
bfloat16 bilinear bincount binomial bit bits16 bits1x8 bits2x4 bits4x2 bits8 bitwise_and
bitwise_and_ bitwise_left_shift bitwise_left_shift_ bitwise_not bitwise_not_ bitwise_or bitwise_or_
bitwise_right_shift bitwise_right_shift_ bitwise_xor bitwise_xor_ blackman_window block_diag
boolean_dispatch broadcast_shapes broadcast_tensors broadcast_to bucketize buffers byte can_cast
cartesian_prod cauchy_ ccol_indices cdist cdouble ceil ceil_ celu celu_ cfloat chain_matmul chalf
channel_shuffle channels_last channels_last_3d char cholesky cholesky_inverse cholesky_solve clamp_
clamp_max clamp_max_ clamp_min clamp_min_ classes classproperty clip clip_ clone_state coalesce
col_indices column_stack combinations compile compiler complex complex128 complex32 complex64
concatenate cond conj conj_physical const_data_ptr constant_pad_nd contiguous_format conv1d conv2d
conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d convolution copysign copysign_
corrcoef cos_ cosh cosh_ cosine_embedding_loss cosine_similarity count_nonzero cov cpp cross
crow_indices ctc_loss cuda cummax cummin cumprod cumprod_ cumsum_ cumulative_trapezoid
default_generator deg2rad deg2rad_ dense_dim dequantize det detach_ diag diag_embed diagflat
diagonal diagonal_scatter diff digamma digamma_ dim_order dist distributed distributions divide_
dropout dropout1d dropout2d dropout3d dropout_ dsmm dsplit dstack e eig einsum elu elu_ embedding
embedding_bag empty_permuted empty_quantized empty_strided eq_ erf erf_ erfc erfc_ erfinv erfinv_
exp2 exp2_ exp_ expm1 expm1_ exponential_ extend feature_dropout fft fill fill_ fill_diagonal_ finfo
fix fix_ fliplr flipud float16 float4_e2m1fn_x2 float8_e4m3fn float8_e4m3fnuz float8_e5m2
float8_e5m2fnuz float8_e8m0fnu float_power float_power_ floor floor_ floor_divide floor_divide_ fmax
fmin fmod fmod_ fold fork forward_ad frac frac_ fractional_max_pool2d fractional_max_pool3d frexp
frobenius_norm from_dlpack frombuffer functional futures fx gaussian_nll_loss gcd gcd_ ge_ gelu
geometric_ geqrf ger get_buffer get_default_device get_device get_float32_matmul_precision
get_num_threads get_parameter get_rng_state get_state get_submodule glu grad_dtype grad_mode
gradient graph greater greater_ greater_equal greater_equal_ grid_sample grid_sampler
grid_sampler_2d grid_sampler_3d group_norm grouped_mm gru gru_cell gt_ gumbel_softmax half
hamming_window handle_torch_function hann_window hardshrink hardsigmoid hardswish hardtanh hardtanh_
hash_tensor heaviside heaviside_ hinge_embedding_loss histc histogram histogramdd hsplit hstack hub
huber_loss hvp hypot hypot_ i0 i0_ igamma igamma_ igammac igammac_ iinfo imag index index_add
index_add_ index_copy index_copy_ index_fill index_fill_ index_put index_put_ index_reduce
index_reduce_ indices inf init init_num_threads inner insert instance_norm int1 int16 int2 int3 int4
int5 int6 int7 int8 int_repr interpolate inverse ipu is_coalesced is_complex is_conj is_cpu is_cuda
is_distributed is_meta is_multithreading_enabled is_neg is_nested is_nonzero is_pinned
is_quantized is_same_size is_set_to is_shared is_signed is_sparse isclose isin isneginf isposinf
isreal istft itemsize jagged jit kaiser_window kl_div kron kthvalue layer_norm layout lcm lcm_ ldexp
ldexp_ le_ leaky_relu leaky_relu_ lerp lerp_ less less_ less_equal less_equal_ lgamma lgamma_
library linalg linear_cross_entropy load lobpcg local_response_norm log10 log10_ log1p log1p_ log2
log2_ log_ log_normal_ logaddexp logaddexp2 logcumsumexp logdet logical_and logical_and_
logical_not_ logical_or logical_or_ logical_xor logical_xor_ logit logit_ logsigmoid logspace
lp_pool1d lp_pool2d lp_pool3d lr_scheduler lstm lstm_cell lstsq lt_ lu lu_solve lu_unpack mH map2_
map_ margin_ranking_loss masked masked_fill masked_fill_ masked_scatter masked_scatter_
masked_select matrix_exp matrix_power matrix_rank max_pool1d max_pool2d max_pool3d max_unpool1d
max_unpool2d max_unpool3d median memory_format meshgrid mish mode module_load monitor moveaxis
movedim mps msort multi_head_attention_forward multi_margin_loss multilabel_margin_loss
multilabel_soft_margin_loss multinomial multiply_ multiprocessing mvlgamma mvlgamma_ name
named_buffers nan nan_to_num nan_to_num_ nanmean nanmedian nanquantile nansum native_dropout
native_layer_norm nbytes ndimension ne_ neg_ negative negative_ nested new new_empty
new_empty_strided new_full new_ones new_tensor new_zeros newaxis nextafter nextafter_ nonzero
nonzero_static norm norm_except_dim normal normal_ normalize not_equal not_equal_ one_hot orgqr
ormqr overrides package pad pairwise_distance parallel pca_lowrank pdist per_channel_affine
per_channel_symmetric per_tensor_affine per_tensor_symmetric pi pin_memory pinverse pixel_shuffle
pixel_unshuffle poisson poisson_nll_loss polar polygamma polygamma_ positive prelu preserve_format
profiler promote_types put put_ qint32 qint8 qr qscheme quantile quantization quantize_per_tensor
quasirandom quint2x4 quint4x2 quint8 rad2deg rad2deg_ randint_like random_ range ravel real
reciprocal_ record_stream register_backward_hook register_buffer register_forward_hook
register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
register_module register_prehook register_state_dict_post_hook
register_step_post_hook register_step_pre_hook reinforce relu6 relu_ remainder remainder_ renorm
renorm_ repeat repeat_interleave reproducibility_notes reset_parameters reshape_as resize resize_
resize_as resize_as_ resize_as_sparse_ resolve_conj resolve_neg result_type return_types rms_norm
rnn_relu rnn_relu_cell rnn_tanh rnn_tanh_cell roll rot90 round round_ row_stack rrelu rrelu_ rsqrt
rsqrt_ rsub saddmm save scalar_tensor scaled_dot_product_attention scaled_grouped_mm scaled_mm
scatter scatter_ scatter_add scatter_add_ scatter_reduce scatter_reduce_ searchsorted seed
segment_reduce select_scatter selu selu_ serialization set_ set_anomaly_enabled set_default_device
set_default_dtype set_default_tensor_type set_float32_matmul_precision set_flush_denormal
set_num_threads set_rng_state set_state set_submodule set_warn_always sgn sgn_ share_memory
share_memory_ short sigmoid_ sign_ signal signbit silu sin_ sinc sinc_ sinh sinh_ slice_inverse
slice_scatter slogdet smm smooth_l1_loss soft_margin_loss softmin softplus softshrink softsign solve
sort sparse_coo_tensor sparse_dim special split_with_sizes spmm sqrt_ square_ squeeze_ std_mean stft
storage storage_offset storage_type strided subtract subtract_ sum_to_size svd svd_lowrank swa_utils
swapaxes_ swapdims swapdims_ sym_float sym_int symeig t_ take take_along_dim tan tan_ tanh_
tanhshrink tensor_split tensordot testing tf32_notes thread_safe_generator threshold threshold_ tile
to_dense to_dlpack to_empty to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo
to_sparse_csc to_sparse_csr topk torch torch_version trace transpose_ trapezoid trapz
triangular_solve tril tril_ tril_indices triplet_margin_loss triu triu_ triu_indices true_divide_
trunc trunc_ typename types uint1 uint16 uint2 uint3 uint32 uint4 uint5 uint6 uint64 uint7 uint8
unflatten unfold uniform_ unify_type_list unique unique_consecutive unravel_index unsafe_chunk
unsafe_split unsqueeze_ untyped_storage upsample upsample_bilinear upsample_nearest
use_deterministic_algorithms utils values vander var_mean vdot version vhp view_as_complex
view_as_real vmap volatile vsplit vstack while_loop windows xlogy xlogy_ xpu zero_
""".split())  # noqa: SIM905
