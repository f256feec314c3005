"""CSV files: from bytes to columns, with every decision that was made on the way.

It knows csv, re and numpy alone, and is imported when a CSV file is read.
"""
