"""The rules of operations that few programs need. Each file is loaded when it is first used."""
