"""
Ed25519 keys and signatures over canonical bytes, and the signed report.

A verifier needs the file and the public key, nothing else of ours or of a server.
"""
