"""How fast, as ratios: each figure stands beside what the same run needs without the bot."""
