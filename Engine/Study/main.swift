print("match-study")
