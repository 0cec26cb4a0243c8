"""Files as NumPy itself writes them. From this folder: python3 make_fixtures.py (written with NumPy 2.4.6)."""
import warnings

import numpy as np
from numpy.lib import format

warnings.simplefilter("ignore")  # NumPy warns that few programs read versions 2 and 3

def save(name, array, version=None):
    with open(name, "wb") as f:
        format.write_array(f, array, version=version, allow_pickle=True)

grid = np.array([[1.5, -0.0, np.inf], [2.0**-1074, np.nan, -7.25]])
save("f8.npy", grid)
save("f4-version2.npy", grid.astype("<f4"), (2, 0))
save("i4-fortran.npy", np.asfortranarray(np.arange(24, dtype="<i4").reshape(2, 3, 4)))
save("i8-version3.npy", np.array([-2**63, 2**63 - 1], dtype="<i8"), (3, 0))
save("b1.npy", np.array([True, False, True]))
save("scalar.npy", np.array(3.25))
save("empty.npy", np.zeros((3, 0, 2), dtype="<f4"))
save("big-endian.npy", np.arange(3, dtype=">f8"))
save("object.npy", np.array([{}, None], dtype=object))
save("fields.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
save("half.npy", np.zeros(2, dtype="<f2"))
np.savez("stored.npz", weights=grid, bias=np.arange(3, dtype="<i8"))
np.savez_compressed("deflated.npz", zeros=np.zeros((40, 50)), flag=np.array(True))
