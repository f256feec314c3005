"""The screens. Nothing outside this folder and `terminal` knows that there are any."""
