"""What is measured: each module has `results`, which yields figures."""
