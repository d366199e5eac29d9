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
ASGD AcceleratorError Adadelta Adafactor Adamax AdaptiveAvgPool1d AdaptiveAvgPool2d
AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AliasDb AlphaDropout
Argument ArgumentSpec AvgPool1d AvgPool3d BFloat16Tensor BatchNorm3d BenchmarkConfig
Bilinear Block BoolTensor BroadcastingList1 BroadcastingList2 BroadcastingList3 Buffer BufferDict
ByteTensor CTCLoss CallStack Callable Capsule ChainDataset ChainedScheduler ChannelShuffle
CharTensor CircularPad1d CircularPad2d CircularPad3d Code CompilationUnit CompleteArgumentSpec
ConstantPad1d ConstantPad2d ConstantPad3d Container Conv1d Conv3d ConvTranspose1d ConvTranspose2d
ConvTranspose3d CosineEmbeddingLoss CrossMapLRN2d
CyclicLR DataParallel DeepCopyMemoTable DispatchKey DispatchKeySet DistributedSampler DoubleTensor
Dropout1d Dropout2d Dropout3d EmbeddingBag ErrorReport Event ExecutionPlan FatalError
FeatureAlphaDropout FileCheck FloatTensor Fold FractionalMaxPool2d FractionalMaxPool3d
FunctionSchema Future GaussianNLLLoss GradScaler Gradient Graph GraphExecutorState
GroupNorm H HalfTensor HingeEmbeddingLoss IODescriptor
InstanceNorm1d InstanceNorm2d InstanceNorm3d IntTensor JITException LPPool1d LPPool2d LPPool3d
LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d
LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d
LazyInstanceNorm3d LazyLinear LiteScriptModule LocalResponseNorm LockingLogger LongTensor
MarginRankingLoss MaxPool1d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d ModuleDict
MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss MultiheadAttention Muon NAdam
NLLLoss2d Node NoopLogger OperatorInfo Optional OutOfMemoryError PRIVATE_OPS
PairwiseDistance ParameterDict PixelShuffle PixelUnshuffle PoissonNLLLoss
PyTorchFileReader PyTorchFileWriter RAdam RMSNorm RNNBase RReLU ReflectionPad1d
ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d Rprop
ScriptClass ScriptClassFunction ScriptDict ScriptDictIterator ScriptDictKeyIterator ScriptFunction
ScriptList ScriptListIterator ScriptMethod ScriptModule ScriptObject ScriptObjectProperty
ShortTensor SoftMarginLoss Softmax2d SparseAdam
StackDataset StaticModule Storage Stream SymBool SymFloat SymInt SyncBatchNorm TYPE_CHECKING Tag
ThroughputBenchmark TracingState Transformer TransformerDecoder
TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer TripletMarginLoss USE_GLOBAL_DEPS
Unfold UninitializedBuffer Upsample UpsamplingBilinear2d UpsamplingNearest2d Use Value ZeroPad1d
ZeroPad2d ZeroPad3d absolute_ acos_ acosh acosh_ adaptive_avg_pool1d
adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
addbmm addbmm_ addmm_ addmv addmv_ addr addr_ adjoint affine_grid affine_grid_generator
alpha_dropout alpha_dropout_ aminmax amp angle anomaly_mode ao append apply_ arccos_ arccosh
arccosh_ arcsin_ arcsinh arcsinh_ arctan2_ arctan_ arctanh arctanh_ as_strided as_strided_
as_strided_scatter as_subclass asarray asin_ asinh asinh_ assert_int_or_pair atan2_ atan_ atanh
atanh_ attention autocast avg_pool1d avg_pool3d baddbmm
baddbmm_ bartlett_window batch_norm bfloat16 bilinear binomial bit bits16 bits1x8 bits2x4 bits4x2
bits8 bitwise_and_ bitwise_left_shift bitwise_left_shift_ bitwise_not_
bitwise_or_ bitwise_right_shift bitwise_right_shift_ bitwise_xor_
blackman_window block_diag boolean_dispatch
cauchy_ ccol_indices cdist cdouble celu_ cfloat chain_matmul chalf channel_shuffle
channels_last channels_last_3d checkpoint cholesky cholesky_inverse cholesky_solve
classes classproperty clip_ clone_state coalesce col_indices combinations compile
compiler complex complex128 complex32 complex64 cond conj conj_physical const_data_ptr constant
constant_pad_nd contiguous_format conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d
conv_transpose3d convolution copysign copysign_ corrcoef cosh_ cosine_embedding_loss
cosine_similarity cov cpp cross crow_indices ctc_loss cummax cummin cumprod_ cumsum_
cumulative_trapezoid default_convert default_generator deg2rad deg2rad_ dense_dim dequantize
diag_embed diagflat diagonal_scatter digamma digamma_ dim_order dirac dirac_ distributed
distributions divide_ dropout dropout1d dropout2d dropout3d dropout_ dsmm dsplit eig elu_
embedding embedding_bag empty_permuted empty_quantized empty_strided eq_ erf_ erfc erfc_ erfinv
erfinv_ exp2_ extend feature_dropout fft fill fix_ float4_e2m1fn_x2 float8_e4m3fn
float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu float_power float_power_
floor_divide_ fmax fmin fmod_ fold fork forward_ad frac_ fractional_max_pool2d fractional_max_pool3d
frexp frobenius_norm from_dlpack frombuffer functional futures fx gaussian_nll_loss gcd gcd_ ge_
geometric_ geqrf ger get_buffer get_device get_extra_state
get_float32_matmul_precision get_rng_state get_state grad_dtype grad_mode gradient graph
greater_ greater_equal_ grid_sample grid_sampler grid_sampler_2d grid_sampler_3d group_norm
grouped_mm gru gru_cell gt_ gumbel_softmax hamming_window handle_torch_function hann_window
hardtanh_ hash_tensor heaviside heaviside_
hinge_embedding_loss histc histogram histogramdd hub hvp hypot hypot_ i0 i0_ igamma igamma_
igammac igammac_ imag index index_copy index_copy_ index_fill index_fill_ index_put index_put_
index_reduce index_reduce_ indices inf init init_num_threads insert instance_norm int1 int2
int3 int4 int5 int6 int7 int_repr interpolate ipu is_coalesced is_complex is_conj is_distributed
is_meta is_multithreading_enabled is_neg is_nested is_pinned is_quantized is_same_size
is_set_to is_shared is_signed is_sparse isneginf isposinf isreal istft jagged jit kaiming_normal
kaiming_uniform kaiser_window kl_div kthvalue layer_norm layout lcm lcm_ ldexp ldexp_ le_
leaky_relu_ less_ less_equal_ lgamma lgamma_ library linear_cross_entropy lobpcg local_response_norm
log10_ log2_ log_normal_ logaddexp logaddexp2 logcumsumexp logdet logical_and_
logical_not_ logical_or_ logical_xor_ logit logit_ lp_pool1d lp_pool2d lp_pool3d lstm
lstm_cell lstsq lt_ lu lu_solve lu_unpack mH map2_ map_ margin_ranking_loss masked masked_scatter
masked_scatter_ matrix_exp matrix_rank max_pool1d max_pool2d max_pool3d max_unpool1d max_unpool2d
max_unpool3d memory_format mode module_load monitor mps msort multi_head_attention_forward
multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss multiply_ multiprocessing
mvlgamma mvlgamma_ name nan_to_num_ nanmean nanmedian nanquantile nansum native_dropout
native_layer_norm ne_ negative_ nested new new_empty_strided nextafter nextafter_ nonzero_static
norm_except_dim normal not_equal_ orgqr ormqr orthogonal overrides package pairwise_distance
parallel parametrizations pca_lowrank pdist per_channel_affine per_channel_symmetric
per_tensor_affine per_tensor_symmetric pin_memory pinverse pixel_shuffle pixel_unshuffle poisson
poisson_nll_loss polar polygamma polygamma_ positive preserve_format profiler put put_ qint32
qint8 qr qscheme quantization quantize_per_tensor quasirandom quint2x4 quint4x2 quint8
rad2deg rad2deg_ range real record_stream register_backward_hook
register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook
register_prehook register_state_dict_post_hook register_state_dict_pre_hook register_step_post_hook
register_step_pre_hook reinforce remainder_ remove_weight_norm renorm renorm_
reproducibility_notes reset_parameters reshape_as resize resize_ resize_as resize_as_
resize_as_sparse_ resolve_conj resolve_neg return_types rms_norm rnn rnn_relu rnn_relu_cell rnn_tanh
rnn_tanh_cell rrelu rrelu_ rsub saddmm scalar_tensor
scaled_dot_product_attention scaled_grouped_mm scaled_mm scatter_reduce scatter_reduce_
seed segment_reduce select_scatter selu_ serialization set_ set_anomaly_enabled
set_default_tensor_type set_device set_extra_state set_float32_matmul_precision
set_flush_denormal set_rng_state set_state set_submodule set_warn_always sgn sgn_ share_memory
share_memory_ sign_ signal signbit sinc sinc_ sinh_ skip_init slice_inverse slice_scatter
slogdet smm soft_margin_loss solve sparse_ sparse_coo_tensor sparse_dim
special spectral_norm split_with_sizes spmm std_mean stft storage storage_type strided
subtract_ sum_to_size svd svd_lowrank swa_utils swapdims_ sym_float sym_int symeig take_along_dim
testing tf32_notes thread_safe_generator threshold_ to_dense
to_dlpack to_empty to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo
to_sparse_csc to_sparse_csr torch torch_version trapezoid trapz triangular_solve tril_
triplet_margin_loss triu_ true_divide_ types uint1 uint16 uint2 uint3 uint32 uint4
uint5 uint6 uint64 uint7 unfold uniform unify_type_list unique_consecutive unravel_index
unsafe_chunk unsafe_split untyped_storage upsample upsample_bilinear upsample_nearest values vander
var_mean vhp view_as_complex view_as_real vmap weight_norm while_loop windows
xavier_normal xavier_uniform xlogy xlogy_ xpu
""".split())  # noqa: SIM905
