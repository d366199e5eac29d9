"""What keeps a sandbox away from the host, layer by layer. In reading order:

layers      which layers there are, their limits, and the order in which a process enters them
namespaces  of its own for users, processes, mounts, network and IPC: it sees nobody else, reaches
            no network, and is root nowhere
filesystem  a root with the system and Python to read and one small folder to write: no solutions,
            no reference, no other submissions
privileges  no capabilities, no way to gain any, and limits on memory, processes, files and time
landlock    the same files without namespaces, for hosts that build none
seccomp     no system calls that the layers above leave open
linux       the calls to the kernel that Python's standard library lacks

`tests/grading/test_layers.py` takes each layer away and shows the attack that then succeeds.
"""
