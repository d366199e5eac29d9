"""Sums, products and functions of arrays in the order and with the roundings of PyTorch's kernels.

They decide a last bit. Who reads how autograd works can skip this folder.
"""
