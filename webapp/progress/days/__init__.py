"""Days: totals, the streak after each, the line that draws them."""
