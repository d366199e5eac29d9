"""What keeps a sandbox away from the host, layer by layer, and what each layer stops.

In reading order:

layers      the order in which a process enters the layers, and its limits: they stop code from
            using up the host's memory, processes, disk or processor
namespaces  users, processes, mounts, network and IPC of its own: they stop code from seeing or
            signalling other processes, and from the network and services of the host
filesystem  a root of its own: it stops code from reading solutions, reference, checks, gradebook
            and other submissions, and from writing anything that outlives the sandbox
privileges  an ordinary user without capabilities: it stops code from mounting, from becoming
            another user, and from undoing any other layer
landlock    on hosts that build no namespaces: it stops code from reading and writing other files
seccomp     a filter for system calls: it stops code from going round the other layers
linux       calls to the kernel that Python's standard library lacks

`tests/grading/test_layers.py` takes layers away, and shows the attack that each one stops.
"""
