"""Logistic regressions over sparse rows, by L-BFGS: what the linear models of the page classifier are."""

from __future__ import annotations

import numpy as np
import scipy.optimize
from scipy.sparse import csr_matrix


def logistic(rows: csr_matrix, label: np.ndarray, weight: np.ndarray, l2: float, steps: int) -> np.ndarray:
    """Weights of a logistic regression; its constant is left out, the trees find their own borders."""
    used = weight > 0
    rows, label, weight = rows[used], label[used], weight[used]
    columns = rows.T.tocsr()

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        z = rows @ point[:-1] + point[-1]
        gradient = weight * (1 / (1 + np.exp(-np.clip(z, -30, 30))) - label)
        value = (weight * (np.logaddexp(0, z) - label * z)).sum() + l2 / 2 * point[:-1] @ point[:-1]
        return value, np.append(columns @ gradient + l2 * point[:-1], gradient.sum())

    start = np.zeros(rows.shape[1] + 1)
    solution = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    weights: np.ndarray = solution.x[:-1].astype(np.float32)
    return weights
