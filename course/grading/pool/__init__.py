"""The processes that grade: of this machine, or of a Dask cluster."""
