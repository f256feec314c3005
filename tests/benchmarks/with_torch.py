"""The same training loop in PyTorch eager, where torch is installed; one thread, float64."""

from collections.abc import Callable
from typing import Any

from tui_descent.engine.arrays import FloatArray


def torch_loop(
    blocks: list[FloatArray], inputs: FloatArray, targets: FloatArray, batch: int
) -> Callable[[int, float], float] | None:
    """Return train(passes, rate) -> loss; None where there is no torch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    parameters: list[Any] = []
    for block in blocks:
        weights = torch.tensor(block[:, :-1].copy(), requires_grad=True)
        parameters.append((weights, torch.tensor(block[:, -1].copy(), requires_grad=True)))
    flat = [one for pair in parameters for one in pair]
    x, t = torch.tensor(inputs.T.copy()), torch.tensor(targets.T.copy())
    batches = [(x[at : at + batch], t[at : at + batch]) for at in range(0, len(x), batch)]

    def train(passes: int, rate: float) -> float:
        optimizer = torch.optim.SGD(flat, rate)
        loss = torch.zeros(())
        for number in range(passes):
            a, target = batches[number % len(batches)]
            for weights, bias in parameters:
                a = torch.tanh(torch.nn.functional.linear(a, weights, bias))
            loss = torch.nn.functional.mse_loss(a, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return float(loss)

    return train
