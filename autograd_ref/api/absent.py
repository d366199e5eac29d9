"""Names that PyTorch has and this engine lacks, and the sentence that says so."""

from __future__ import annotations

from typing import Any


def sentence(name: str) -> str:
    """The message for something that PyTorch has and this engine lacks."""
    return (
        f"autograd_ref has no '{name}', which PyTorch has. Express it with other operations, or run"
        " the program with PyTorch."
    )


def refuse(call: str, default: Any = None, **options: Any) -> None:
    """Raise NotImplementedError for options of a call that are not at their default, the one value
    that the engine knows.
    """
    for name, value in options.items():
        if value is not default and value != default:
            shown = repr(value) if isinstance(value, (str, int, float)) else "..."
            raise NotImplementedError(sentence(f"{call}({name}={shown})"))


def of_module(module: str, name: str) -> str:
    """The message of the AttributeError for a name that a module lacks."""
    if name in NAMES and (module != "torch" or name not in ELSEWHERE):
        return sentence(f"{module}.{name}")
    return f"module '{module}' has no attribute '{name}'"


def no_attribute(result: object, name: str) -> AttributeError:
    """The error for an attribute of several results, such as `x.max(1).item`."""
    return AttributeError(
        f"'torch.return_types.{type(result).__name__}' object has no attribute '{name}'")


class Absent:
    """A missing attribute: reading it raises an AttributeError with the sentence."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> None:
        raise AttributeError(sentence(self.name))


NAMES = frozenset("""
AcceleratorError AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool3d AliasDb
Argument ArgumentSpec AvgPool3d BFloat16Tensor BenchmarkConfig Block Buffer BufferDict CTCLoss
CallStack Capsule ChainDataset CircularPad3d Code CompilationUnit
CompleteArgumentSpec ConstantPad3d Container Conv3d ConvTranspose3d CrossMapLRN2d DType
DeepCopyMemoTable DispatchKey DispatchKeySet DistributedSampler EPOCH_DEPRECATION_WARNING
ErrorReport Event ExecutionPlan FatalError FileCheck FractionalMaxPool2d
FractionalMaxPool3d FunctionSchema Future GRID_SAMPLE_INTERPOLATION_MODES GRID_SAMPLE_PADDING_MODES
Gradient Graph GraphExecutorState IODescriptor InstanceNorm3d JITException
LPPool3d LazyConv3d LazyConvTranspose3d LazyInstanceNorm3d LinearCrossEntropyLoss
LinearCrossEntropyOptions LiteScriptModule LockingLogger MaxPool3d
MaxUnpool3d Muon MutableMapping NLLLoss2d NoopLogger OperatorInfo OutOfMemoryError PRIVATE_OPS
PyTorchFileReader PyTorchFileWriter RNNBase RNNCellBase ReflectionPad3d ReplicationPad3d
ScalingType ScriptClass ScriptClassFunction ScriptDict ScriptDictIterator ScriptDictKeyIterator
ScriptFunction ScriptList ScriptListIterator ScriptMethod ScriptModule ScriptObject
ScriptObjectProperty SparseAdam StackDataset StaticModule Storage Stream SupportsFloat SwizzleType
SymBool SymFloat SymInt SyncBatchNorm T_destination Tag ThroughputBenchmark TorchDispatchMode
TracingState TypedDict USE_GLOBAL_DEPS UninitializedBuffer Use Value
Variable WeakKeyDictionary WeakValueDictionary ZeroPad3d adaptive_avg_pool3d
adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices adaptive_max_pool3d
adaptive_max_pool3d_with_indices adjoint affine_grid_generator airy_ai alpha_dropout_ angle
anomaly_mode ao arccosh_ arcsinh_ arctanh_ as_strided_ as_strided_scatter as_subclass
assert_int_or_pair avg_pool3d bartlett_window bessel_j0 bessel_j1 bessel_y0 bessel_y1 bfloat16 bit
bits16 bits1x8 bits2x4 bits4x2 bits8 bitwise_left_shift_ bitwise_right_shift_ blackman_window
boolean_dispatch call_super_init ccol_indices cdouble cfloat chalf
chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w
cholesky_ex cholesky_inverse classes classproperty coalesce col_indices common_args common_notes
common_types compile compiler complex complex128 complex32 complex64 conj_physical conj_physical_
const_data_ptr constant_pad_nd contextvars conv3d conv_tbc conv_transpose3d convolution cpp cross
crow_indices ctc_loss dataclasses debug_unwrap default_convert default_generator deg2rad_ dense_dim
dequantize dim_order dirac dirac_ distributed dropout_ dsmm dump_patches eig eigvals empty_permuted
empty_quantized empty_strided entr erfcx factory_kwargs feature_dropout fft
fill fix_ float4_e2m1fn_x2 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu
float_power_ fork fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d
fractional_max_pool3d_with_indices frexp frobenius_norm from_dlpack frombuffer functionalize futures
fx gammainc gammaincc gcd_ geqrf grad grad_dtype greater_ greater_equal_
grid_sampler grid_sampler_2d grid_sampler_3d grouped_mm gru gru_cell hamming_window
handle_torch_function hann_window hardshrink has_torch_function has_torch_function_unary
has_torch_function_variadic hash_tensor heaviside_ hermite_polynomial_h hermite_polynomial_he
histogramdd householder_product hub i0 i0_ i0e i1 i1e igamma igamma_ igammac igammac_ imag index
index_reduce index_reduce_ indices init_num_threads int1 int2 int3 int4 int5 int6 int7 int_repr
intrinsic inv_ex ipu is_coalesced is_conj is_distributed is_ipu is_maia is_mkldnn is_mtia
is_multithreading_enabled is_neg is_set_to is_signed is_sparse_csr is_vulkan is_xpu istft jagged jit
kaiser_window laguerre_polynomial_l lcm_ ldexp_ ldl_factor ldl_factor_ex ldl_solve
legendre_polynomial_p less_ less_equal_ library linear_cross_entropy lobpcg log_ndtr logging logit_
lp_pool3d lstm lstm_cell lstsq lu lu_factor lu_factor_ex lu_solve lu_unpack
map2_ masked max_pool1d_with_indices max_pool2d_with_indices max_pool3d max_pool3d_with_indices
max_unpool3d modified_bessel_i0 modified_bessel_i1 modified_bessel_k0
modified_bessel_k1 module_load monitor mtia multi_dim_common multi_head_attention_forward
multigammaln multiprocessing mvlgamma mvlgamma_ name nan_to_num_ narrow_copy native_channel_shuffle
native_dropout native_layer_norm ndtr ndtri nested new_empty_strided nextafter nextafter_
nonzero_static norm_except_dim not_equal_ orgqr ormqr override overrides package parallel
per_channel_affine per_channel_symmetric per_tensor_affine per_tensor_symmetric polar polygamma_
prelu put q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qat
qint32 qint8 qscheme quantizable quantization quantize_per_tensor quantized quasirandom quint2x4
quint4x2 quint8 rad2deg_ real rearrange record_stream ref region_activation_memory_budget
register_load_state_dict_post_hook register_load_state_dict_pre_hook register_state_dict_post_hook
register_state_dict_pre_hook reinforce replace_all_batch_norm_modules_ reproducibility_notes resize
resize_as resize_as_sparse_ resolve_conj resolve_neg return_types rnn_relu rnn_relu_cell rnn_tanh
rnn_tanh_cell row_indices saddmm scaled_grouped_mm scaled_mm scaled_modified_bessel_k0
scaled_modified_bessel_k1 segment_reduce serialization set_ set_anomaly_enabled
set_default_tensor_type set_override_stale_capture_stream set_submodule
set_warn_on_accumulate_grad_stream_mismatch shifted_chebyshev_polynomial_t
shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w signal
skip_init slice_inverse smm solve_ex sparse sparse_ sparse_coo_tensor sparse_dim sparse_mask
sparse_resize_ sparse_resize_and_clear_ sparse_support_notes spherical_bessel_j0 spmm sspaddmm stft
storage storage_type sum_to_size swap_in_optimizer_params_and_state swapdims_ sym_float sym_int
tensorinv tensorsolve tf32_notes thread_safe_generator to_dense to_dlpack to_empty to_mkldnn
to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr
torch torch_version triangular_solve uint1 uint16 uint2 uint3
uint32 uint4 uint5 uint6 uint64 uint7 unify_type_list unsafe_split_with_sizes upsample_bilinear
upsample_nearest values vander vecdot view_as_complex view_as_real while_loop windows xlog1py xlogy_
xpu zeta
""".split())  # noqa: SIM905

# Those of NAMES that PyTorch has in other modules, not in `torch` itself.
ELSEWHERE = frozenset("""
AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool3d AvgPool3d Buffer CTCLoss
ChainDataset CircularPad3d ConstantPad3d Container Conv3d ConvTranspose3d
CrossMapLRN2d DType DistributedSampler EPOCH_DEPRECATION_WARNING
FractionalMaxPool2d FractionalMaxPool3d GRID_SAMPLE_INTERPOLATION_MODES GRID_SAMPLE_PADDING_MODES
InstanceNorm3d LPPool3d LazyConv3d LazyConvTranspose3d LazyInstanceNorm3d
LinearCrossEntropyLoss LinearCrossEntropyOptions MaxPool3d MaxUnpool3d Muon
MutableMapping NLLLoss2d RNNBase RNNCellBase ReflectionPad3d ReplicationPad3d ScalingType
SparseAdam StackDataset SupportsFloat SwizzleType SyncBatchNorm T_destination TorchDispatchMode
TypedDict UninitializedBuffer Variable WeakKeyDictionary
WeakValueDictionary ZeroPad3d adaptive_avg_pool3d adaptive_max_pool1d_with_indices
adaptive_max_pool2d_with_indices adaptive_max_pool3d adaptive_max_pool3d_with_indices affine_grid
airy_ai anomaly_mode as_subclass assert_int_or_pair avg_pool3d bessel_j0 bessel_j1 bessel_y0
bessel_y1 bitwise_left_shift_ bitwise_right_shift_ boolean_dispatch call_super_init ccol_indices
chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w
cholesky_ex coalesce col_indices common_args common_notes common_types const_data_ptr contextvars
crow_indices dataclasses debug_unwrap default_convert dense_dim dim_order dirac dirac_ dump_patches
eigvals entr erfcx factory_kwargs float_power_ fractional_max_pool2d
fractional_max_pool2d_with_indices fractional_max_pool3d fractional_max_pool3d_with_indices
functionalize gammainc gammaincc grad grad_dtype greater_ greater_equal_ grid_sample
grouped_mm handle_torch_function has_torch_function has_torch_function_unary
has_torch_function_variadic heaviside_ hermite_polynomial_h hermite_polynomial_he
householder_product i0e i1 i1e igamma_ igammac_ index index_reduce_ indices intrinsic inv_ex ipu
is_coalesced is_ipu is_maia is_mkldnn is_mtia is_multithreading_enabled is_set_to is_sparse_csr
is_vulkan is_xpu laguerre_polynomial_l ldl_factor ldl_factor_ex ldl_solve legendre_polynomial_p
less_ less_equal_ linear_cross_entropy log_ndtr logging lp_pool3d lu_factor
lu_factor_ex map2_ max_pool2d_with_indices max_pool3d_with_indices
max_unpool3d modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 module_load
multi_dim_common multi_head_attention_forward multigammaln mvlgamma_ name ndtr ndtri
new_empty_strided nextafter_ not_equal_ override parallel polygamma_ qat quantizable quantized
rearrange record_stream ref region_activation_memory_budget register_load_state_dict_post_hook
register_load_state_dict_pre_hook register_state_dict_post_hook register_state_dict_pre_hook
reinforce replace_all_batch_norm_modules_ reproducibility_notes resize resize_as row_indices
scaled_grouped_mm scaled_mm scaled_modified_bessel_k0 scaled_modified_bessel_k1 set_
set_override_stale_capture_stream set_submodule set_warn_on_accumulate_grad_stream_mismatch
shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v
shifted_chebyshev_polynomial_w skip_init solve_ex sparse_ sparse_dim sparse_mask sparse_resize_
sparse_resize_and_clear_ sparse_support_notes spherical_bessel_j0 storage_type sum_to_size
swap_in_optimizer_params_and_state swapdims_ tensorinv tensorsolve tf32_notes to_dense to_empty
to_mkldnn to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc
to_sparse_csr upsample_bilinear upsample_nearest values vecdot
xlog1py zeta
""".split())  # noqa: SIM905

# Those of NAMES that are methods or attributes of tensors.
METHODS = frozenset("""
adjoint angle arccosh_ arcsinh_ arctanh_ as_strided_ as_strided_scatter as_subclass bfloat16
bitwise_left_shift_ bitwise_right_shift_ ccol_indices cdouble cfloat chalf cholesky_inverse coalesce
col_indices conj_physical conj_physical_ const_data_ptr cross crow_indices dense_dim dequantize
dim_order eig float_power_ frexp gcd_ geqrf grad grad_dtype greater_ greater_equal_ hardshrink
hash_tensor heaviside_ i0 i0_ igamma igamma_ igammac igammac_ imag index index_reduce index_reduce_
indices int_repr ipu is_coalesced is_conj is_distributed is_ipu is_maia is_mkldnn is_mtia is_neg
is_set_to is_signed is_sparse_csr is_vulkan is_xpu istft lcm_ ldexp_ less_ less_equal_ logit_ lstsq
lu lu_solve map2_ module_load mtia mvlgamma mvlgamma_ name narrow_copy new_empty_strided nextafter
nextafter_ nonzero_static not_equal_ orgqr ormqr polygamma_ prelu put q_per_channel_axis
q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point qscheme real record_stream
reinforce resize resize_as resize_as_sparse_ resolve_conj resolve_neg row_indices set_ slice_inverse
smm sparse_dim sparse_mask sparse_resize_ sparse_resize_and_clear_ sspaddmm stft storage_type
sum_to_size swapdims_ to_dense to_mkldnn to_padded_tensor to_sparse to_sparse_bsc to_sparse_bsr
to_sparse_coo to_sparse_csc to_sparse_csr triangular_solve unsafe_split_with_sizes values xpu
""".split())  # noqa: SIM905
