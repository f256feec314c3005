"""Export: a script that goes on from here, in PyTorch or in numpy alone.

`script` writes it. The network, the loss, the optimizer and the loop stand in it as one would
write them by hand; the weights, the points and the optimizer's state are numbers in it, and so
it needs nothing of this program. EXPORT.md tells what can be said.
"""

from tui_descent.export.departure import Departure, ExportError
from tui_descent.export.script import TARGETS, script, target_of

__all__ = ["TARGETS", "Departure", "ExportError", "script", "target_of"]
