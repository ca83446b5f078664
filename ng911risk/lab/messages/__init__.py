"""What is said to a target, and what it answers: bytes in, bytes out, without a socket."""
