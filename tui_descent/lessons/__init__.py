"""The lessons: what they teach, what they ask, and what a learner has done in them."""
