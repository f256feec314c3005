"""The screens. Nothing outside this folder knows that there are any."""
