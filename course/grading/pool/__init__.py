"""The processes that grade, as executors of `concurrent.futures`.

local    processes of this machine
cluster  the workers of a Dask cluster
"""
