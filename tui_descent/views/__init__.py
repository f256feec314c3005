"""What the panels beside the numbers show: frozen records, and the functions that make them.

Each module makes one record from a preset's problem and where the descent stands. None
knows a screen; a panel draws the record that it finds in the Frame.
"""
