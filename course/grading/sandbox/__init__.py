"""Where a student's code runs: a fork of a prepared process, isolated, that answers in plain data.

The judge asks; three kinds of processes take part. In reading order:

launcher      in the judge's process: starts the fork server, and asks it for sandboxes
client        in the judge's process: runs cells in a sandbox and asks it, with a deadline
remote_probe  in the judge's process: writes a probe down as requests, and reads the replies
fork_server   a process of its own, prepared with all imports: forks sandboxes, watches, kills
process_tree  the memory and the orphans that it looks for
isolation/    the sandbox: namespaces, Landlock, seccomp and limits around it
imitation     the sandbox: looks like the kernel that students practise in
server        the sandbox: answers requests
shell         the sandbox: runs cells as Jupyter does

Only `fork_server` imports what runs in a sandbox, and it never imports the checks, the reference
or another submission.
"""
