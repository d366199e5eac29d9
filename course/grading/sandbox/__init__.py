"""Student code runs here: in an isolated fork of a prepared process, which answers in plain data.

In reading order, by process:

    the judge's
launcher      starts the fork server, and asks it for sandboxes
client        runs cells in a sandbox and asks its code, with a deadline
ahead         a sandbox that gets ready while another submission is judged
supplies      the files that a sandbox starts with: sends and writes them
absent        imports of what is not installed: finds them, and stands in for them
protection    which layers held, in words
remote_probe  writes a probe down as requests, and reads the replies
    the fork server's and its keeper's: they never run a student's code
keeper        outlives the fork server and kills what that leaves behind
fork_server   imports everything that cells need, forks sandboxes, watches and kills them
process_tree  finds what processes use, and their orphans
scratch       the folder of a sandbox without namespaces: opens, measures and deletes it
    a sandbox's: the judge trusts nothing that it sends
isolation/    namespaces, file system, privileges, limits, Landlock, seccomp
imitation     looks like the kernel that students practise in
server        runs cells and answers requests
shell         runs a cell as Jupyter does

The fork server and its sandboxes never load the checks, the reference or another submission.
"""
