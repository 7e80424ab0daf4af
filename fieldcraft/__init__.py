"""Keeps a sales methodology executed after the class is over and the consultant has left."""

import os

# Linear algebra on one thread: sums in one order on every machine, and workers that do not fight for cores. The
# libraries read this once, when they are loaded, so it stands before every other import.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
