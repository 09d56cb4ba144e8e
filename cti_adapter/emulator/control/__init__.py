"""/_control: what tests and the demo may do; registered only when the stand-in is told to."""
