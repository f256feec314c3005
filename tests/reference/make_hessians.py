"""Make hessians.json: what PyTorch says of the Hessian at four hundred random states.

    pip install torch==2.13.0
    python -m tests.reference.make_hessians

Of each state: the product with a direction, and all eigenvalues.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.hessian_states import STATES, direction, tables
from tests.reference.make_trajectories import Problem


def blocks(arrays: dict[str, torch.Tensor], count: int) -> torch.Tensor:
    """In the program's order: a unit's weights, then its bias."""
    rows = []
    for number in range(1, count + 1):
        block = arrays[f"W{number}"]
        if f"b{number}" in arrays:
            block = torch.cat([block, arrays[f"b{number}"][:, None]], dim=1)
        rows.append(block.reshape(-1))
    return torch.cat(rows)


def state(seed: int) -> dict[str, Any]:
    """The Hessian of one state."""
    problem = Problem(tables(seed))
    count = len(problem.activations)
    loss = problem.loss(slice(None))
    names = list(problem.arrays)
    slopes = torch.autograd.grad(loss, problem.moving, create_graph=True)
    gradient = blocks(dict(zip(names, slopes, strict=True)), count)
    rows = []
    for one in gradient:
        parts = (
            torch.autograd.grad(
                one, problem.moving, retain_graph=True, allow_unused=True, materialize_grads=True
            )
            if one.requires_grad
            else [torch.zeros_like(array) for array in problem.moving]
        )
        rows.append(blocks(dict(zip(names, parts, strict=True)), count))
    matrix = torch.stack(rows).detach().numpy()
    matrix = 0.5 * (matrix + matrix.T)
    return {
        "size": float(np.abs(matrix).max()),
        "eigenvalues": np.linalg.eigvalsh(matrix).tolist(),
        "product": (matrix @ direction(seed, len(matrix))).tolist(),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    path = Path(__file__).with_name("hessians.json")
    path.write_text(json.dumps([state(seed) for seed in range(STATES)]) + "\n", "utf-8")
