"""All that leans on the insides of Textual, and nothing else of the program.

`driver` (bytes in, bytes out, signals), `sequences` and `keyboard` (bytes to keys),
`terminal_app`, `rows`, `changes` and `flow` (only changed rows are painted, only changed cells go
out, and only as fast as the terminal takes them), `glyphs` (what a terminal cannot draw),
`capabilities` (what it can).
"""
