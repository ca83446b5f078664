"""Other ways to the same answer, or to an easier one, written as anyone would write them."""
