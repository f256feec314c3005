"""A training loop written by hand for one network, as fast as numpy goes.

No optimizer object, no history, no check for finite numbers: preallocated buffers, updates
in place, and the fastest numpy call for each line. What the engine is measured against.
"""

import numpy as np

from tui_descent.engine.arrays import FloatArray


class HandWritten:
    """tanh layers, mse, plain gradient descent on the full batch or on batches in order."""

    def __init__(
        self, blocks: list[FloatArray], inputs: FloatArray, targets: FloatArray, batch: int
    ) -> None:
        """`blocks` are the (fan_out, fan_in + 1) weights and biases of each layer."""
        self.blocks = [block.copy() for block in blocks]
        samples = inputs.shape[1]
        padded = np.vstack([inputs, np.ones((1, samples))])
        self.batches = [
            (
                np.ascontiguousarray(padded[:, start : start + batch]),
                np.ascontiguousarray(targets[:, start : start + batch]),
            )
            for start in range(0, samples, batch)
        ]
        outs = [len(block) for block in blocks]
        self.above = [np.ones((out + 1, batch)) for out in outs]
        self.a = [above[:-1] for above in self.above]
        self.above[-1] = self.a[-1] = np.empty((outs[-1], batch))
        self.deltas = [np.empty((out, batch)) for out in outs]
        self.scratch = [np.empty((out, batch)) for out in outs]
        self.gradients = [np.empty_like(block) for block in blocks]
        self.backward = [block[:, :-1].T for block in self.blocks]

    def train(self, passes: int, rate: float) -> float:
        """Make so many passes and return the last loss."""
        matmul, tanh, multiply, subtract = np.matmul, np.tanh, np.multiply, np.subtract
        blocks, a, deltas, gradients = self.blocks, self.a, self.deltas, self.gradients
        layers = range(len(blocks))
        last = len(blocks) - 1
        count = len(self.batches)
        loss = 0.0
        for number in range(passes):
            inputs, targets = self.batches[number % count]
            below = inputs
            for layer in layers:
                matmul(blocks[layer], below, out=a[layer])
                tanh(a[layer], out=a[layer])
                below = self.above[layer]
            error = deltas[last]
            subtract(a[last], targets, out=error)
            flat = error.reshape(-1)
            loss = flat.dot(flat) / flat.size
            multiply(error, 2.0 / flat.size, out=error)
            for layer in reversed(layers):
                slope, delta = self.scratch[layer], deltas[layer]
                multiply(a[layer], a[layer], out=slope)
                subtract(1.0, slope, out=slope)
                multiply(delta, slope, out=delta)
                below = self.above[layer - 1] if layer else inputs
                matmul(delta, below.T, out=gradients[layer])
                if layer:
                    matmul(self.backward[layer], delta, out=deltas[layer - 1])
            for block, gradient in zip(blocks, gradients, strict=True):
                multiply(gradient, rate, out=gradient)
                subtract(block, gradient, out=block)
        return float(loss)
