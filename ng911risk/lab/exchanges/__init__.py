"""What several checks do the same way: a question, a burst, a test call. Through a wire only."""
