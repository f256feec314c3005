"""Words about networks, their data and the passes that train them."""

from tui_descent.glossary.term import Term

NETWORK = (
    Term(
        "network",
        "Units in layers; the numbers of each layer are computed from those of the layer before.",
        "2-4-1 is a network with 2 inputs, 4 hidden units and 1 output.",
        ("neural network", "shape"),
    ),
    Term(
        "layer",
        "Units side by side that all see the same numbers; hidden layers stand between the inputs "
        "and the output.",
        "2-4-1 has one hidden layer, with 4 units.",
        ("hidden", "hidden layer", "output layer"),
    ),
    Term(
        "unit",
        "A small calculator: it adds up its inputs, each times a weight, and applies an "
        "activation.",
        "h2 is the second unit of the first hidden layer, o1 the first output.",
        ("units", "neuron", "h1", "o1"),
    ),
    Term(
        "input",
        "A number that is given to the network.",
        "For a house, x1 may be its area and x2 its age.",
        ("inputs", "x1", "x2", "x"),
    ),
    Term(
        "output",
        "A number that the network gives back: its prediction.",
        "From an area of 80 the network makes the output 210, a price.",
        ("prediction", "outputs"),
    ),
    Term(
        "weight",
        "A number that says how much an input counts in a unit; training changes it.",
        "With weight 2 an input of 3 adds 2 · 3 = 6 to the unit's sum.",
        ("weights", "w", "w1", "W1"),
    ),
    Term(
        "bias",
        "A number that a unit adds to its sum, whatever the inputs are; training changes it, too.",
        "b→h1 is the bias of the unit h1.",
        ("biases", "b", "b1"),
    ),
    Term(
        "parameter",
        "Any number that training changes: a weight or a bias.",
        "A 2-4-1 network has 17 parameters: 12 weights and 5 biases.",
        ("parameters", "θ", "theta", "value"),
    ),
    Term(
        "weighted sum",
        "What a unit computes first: each input times its weight, all added up, plus the bias.",
        "Inputs 2 and 3, weights 1 and 4, bias 5: z = 2 · 1 + 3 · 4 + 5 = 19.",
        ("z",),
    ),
    Term(
        "activation",
        "The function that a unit applies to its weighted sum; without one that bends, a network "
        "can only draw straight lines.",
        "tanh turns a weighted sum of 1 into 0.762.",
        ("activations", "a"),
    ),
    Term(
        "function",
        "A rule that makes one number from another.",
        "x² is a function: it turns 3 into 9.",
    ),
    Term(
        "linear",
        "Only multiplied and added, never bent: drawn, it is a straight line.",
        "y = 2x + 1 is linear, y = x² is not.",
    ),
    Term(
        "saturated",
        "Said of a unit whose sum lies where its activation is flat, so that it hardly learns.",
        "A sigmoid unit with a sum of 10 gives 0.99995 and hardly moves, even if that is wrong.",
    ),
    Term(
        "dead",
        "Said of a ReLU unit that gives 0 for every sample; its slopes are 0, so it cannot learn.",
        "With a bias of −100 hardly any input lifts a unit above 0.",
    ),
    Term(
        "vanishing",
        "Said of slopes that get smaller from layer to layer going back, until the first layers "
        "hardly learn.",
        "Ten sigmoid layers with weights of 1 leave less than a millionth of the slope.",
    ),
    Term(
        "initial weights",
        "The weights before the first pass; they are usually drawn at random, so that units "
        "differ.",
        "glorot_uniform draws them between two bounds that depend on the size of the layers.",
        ("init", "init scale"),
    ),
    Term(
        "seed",
        "A number from which random numbers are made; the same seed always gives the same ones.",
        "Seed 7 draws the same initial weights on every computer.",
    ),
    Term(
        "frozen",
        "Said of a parameter that training leaves as it is.",
        "With the first layer frozen, only the output layer learns.",
    ),
)

DATA = (
    Term(
        "sample",
        "One example to learn from: its inputs, and the target that belongs to them.",
        "A house of 80 square metres that was sold for 210 is one sample.",
        ("samples", "point", "points"),
    ),
    Term(
        "target",
        "The right answer to a sample.",
        "If the house was sold for 210, the target is 210.",
        ("targets",),
    ),
    Term(
        "error",
        "How far a prediction is from its target: prediction − target.",
        "Prediction 9, target 13: the error is 9 − 13 = −4, off by 4.",
        ("errors", "off by"),
    ),
    Term(
        "met",
        "Said of a point that the prediction reaches, so that both are drawn as one.",
        "Target 3, prediction 3.001: no error can be seen.",
        drawn=True,
    ),
    Term(
        "features",
        "What the network sees of each sample: its inputs, or something computed from them.",
        "With the feature x1^2 an input of 3 becomes 3 · 3 = 9.",
        ("feature", "columns", "column"),
    ),
    Term(
        "mean",
        "The average: all numbers added up, divided by how many there are.",
        "The mean of 2, 4 and 9 is (2 + 4 + 9) / 3 = 5.",
        ("average",),
    ),
    Term(
        "spread",
        "How far numbers lie from their mean, typically: the standard deviation.",
        "4 and 6 have the mean 5 and the spread 1.",
        ("standard deviation",),
    ),
    Term(
        "standardize",
        "To shift and scale an input so that its mean is 0 and its spread 1.",
        "With mean 50 and spread 10, an input of 70 becomes (70 − 50) / 10 = 2.",
        ("standardised", "standardized", "scale the inputs", "scaled", "unscaled", "scale"),
    ),
    Term(
        "held out",
        "Kept away from training, to see how well the network does on samples it has never seen.",
        "Of 100 samples 80 are trained on and 20 are held out.",
        ("validation", "held-out"),
    ),
    Term(
        "baseline",
        "The loss of a simple guess, to compare with; a network should do better.",
        "The usual baseline always guesses the mean of the targets.",
        ("baselines",),
    ),
    Term(
        "R²",
        "The share of the targets' variation that the predictions explain: 1 is perfect, 0 no "
        "better than their mean.",
        "With a baseline of 100 and a loss of 25 it is 1 − 25 / 100 = 0.75.",
        ("R2",),
    ),
    Term(
        "class",
        "One of the kinds that samples are sorted into.",
        "setosa, versicolor and virginica are classes of iris flowers.",
        ("classes", "species", "says", "is", "right"),
    ),
    Term(
        "share",
        "The part that an output gets of all outputs together; with softmax they add up to 1.",
        "Shares 0.7, 0.2 and 0.1: the network says the first class.",
        ("p", "probability"),
    ),
    Term(
        "one-hot",
        "A class written as a list of numbers: 1 for that class, 0 for every other.",
        "The second of three classes is 0, 1, 0.",
        ("one_hot",),
    ),
    Term(
        "noise",
        "Random errors in the data, or the difference that single batches make.",
        "With noise 0.1 points lie about 0.1 off the line that they were made from.",
    ),
    Term(
        "outlier",
        "A sample far away from all the others.",
        "A house sold for 9000, where all others cost about 200.",
    ),
    Term(
        "overfitting",
        "Learning the samples by heart: the training loss falls, the held-out loss does not.",
        "Training loss 0.001 and held-out loss 0.1 are a sign of it.",
    ),
    Term(
        "CSV file",
        "A table as text, with a comma or semicolon between two columns.",
        "area,price on the first line and 80,210 on the second.",
        ("csv",),
    ),
    Term(
        "circle",
        "Made data: a disc of one class within a ring of another.",
        "One straight line cannot separate the two.",
    ),
    Term(
        "xor",
        "Exclusive or: 1 where exactly one of two inputs is 1.",
        "(0, 1) gives 1, (1, 1) gives 0.",
    ),
    Term(
        "gaussians",
        "Made data: two round clouds of points, one for each class.",
        "A straight line between the clouds separates most of their points.",
    ),
    Term(
        "spiral",
        "Made data: two arms that wind around each other.",
        "It takes many units to tell the arms apart.",
    ),
    Term(
        "moons",
        "Made data: two half circles that reach into each other.",
        "A curved line separates them, a straight one does not.",
    ),
    Term("line", "Made data: points on a straight line.", "At x = 3 the line y = 2x + 1 has 7."),
    Term(
        "sine",
        "Made data: points on a wave.",
        "y = sin(π·x) is 0 at x = 0 and 1 at x = 0.5.",
        ("sin(x1)",),
    ),
    Term(
        "plane",
        "Made data: points on a tilted flat surface, over two inputs.",
        "y = 2·x1 − x2 is a plane.",
        where="data",
    ),
)

PASSES = (
    Term(
        "pass",
        "One round of training: forward, loss, backward, update, with one batch of samples.",
        "pass 37 means that all parameters have been changed 37 times.",
        ("passes",),
    ),
    Term(
        "phase",
        "A part of a pass: forward, loss, backward or update.",
        "{phase} makes a single phase, {pass} all that are still to come.",
    ),
    Term(
        "forward",
        "The first part of a pass: from the inputs, layer by layer, to the prediction.",
        "forward 1/2 is the first of two layers.",
        ("forward pass",),
    ),
    Term(
        "backward",
        "The part of a pass that works out the slopes, from the last layer back to the first.",
        "backward 1/2 computes the slopes of the first layer's weights.",
        ("backward pass", "backpropagation"),
    ),
    Term(
        "update",
        "The last part of a pass: every parameter takes its step.",
        "A weight of 2 with a step of 0.24 becomes 2 + 0.24 = 2.24.",
    ),
    Term(
        "batch",
        "The samples that one pass uses: all of them, or a few (a mini-batch).",
        "With 40 samples and a batch size of 10, 40 / 10 = 4 passes use each sample once.",
        ("batches", "mini-batch", "batch size", "full batch"),
    ),
    Term(
        "epoch",
        "As many passes as it takes to use every sample once.",
        "With 40 samples in batches of 10 an epoch is 40 / 10 = 4 passes.",
        ("epochs",),
    ),
    Term(
        "step",
        "What one pass adds to a parameter.",
        "With lr 0.1 and a slope of 4 the step is −0.1 · 4 = −0.4.",
        ("steps",),
    ),
    Term(
        "nudge",
        "To change a parameter a little by hand.",
        "{nudge-up} turns a weight of 2 into 2.1, {nudge-down} into 1.9.",
    ),
    Term(
        "loss",
        "One number that says how wrong the network is on all samples; training makes it smaller.",
        "Errors of 3 and 1 have the mean squared error (9 + 1) / 2 = 5.",
        ("L",),
    ),
    Term(
        "descent",
        "Going down the loss step by step, each time against the slope.",
        "The loss 16, 12, 9 is a descent.",
        ("gradient descent", "training"),
    ),
    Term(
        "optimizer",
        "The rule that makes a step from the slope.",
        "sgd takes the slope times the learning rate, momentum builds up speed.",
        ("optimizers",),
    ),
)
