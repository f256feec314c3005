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
        self.one = np.array(1.0)

    def train(self, passes: int, rate: float) -> float:
        """Make so many passes and return the last loss."""
        tanh, multiply, subtract, one = np.tanh, np.multiply, np.subtract, self.one
        last = len(self.blocks) - 1
        forward = [
            (block.dot, a, above)
            for block, a, above in zip(self.blocks, self.a, self.above, strict=True)
        ]
        backward = [
            (
                self.a[layer],
                self.scratch[layer],
                self.deltas[layer],
                self.deltas[layer].dot,
                self.above[layer - 1].T if layer else None,
                self.gradients[layer],
                self.backward[layer].dot,
                self.deltas[layer - 1],
            )
            for layer in range(last, -1, -1)
        ]
        updates = list(zip(self.blocks, self.gradients, strict=True))
        error, prediction = self.deltas[last], self.a[last]
        flat = error.reshape(-1)
        scale, slope_scale, step = 1.0 / flat.size, np.array(2.0 / flat.size), np.array(rate)
        batches = [(inputs, inputs.T, targets) for inputs, targets in self.batches]
        count = len(batches)
        loss = 0.0
        for number in range(passes):
            inputs, inputs_transposed, targets = batches[number % count]
            below = inputs
            for weights_times, a, above in forward:
                weights_times(below, a)
                tanh(a, a)
                below = above
            subtract(prediction, targets, error)
            loss = flat.dot(flat) * scale
            multiply(error, slope_scale, error)
            for a, slope, delta, times, below_transposed, gradient, pull, next_delta in backward:
                multiply(a, a, slope)
                subtract(one, slope, slope)
                multiply(delta, slope, delta)
                if below_transposed is None:
                    times(inputs_transposed, gradient)
                else:
                    times(below_transposed, gradient)
                    pull(delta, next_delta)
            for block, gradient in updates:
                multiply(gradient, step, gradient)
                subtract(block, gradient, block)
        return float(loss)
