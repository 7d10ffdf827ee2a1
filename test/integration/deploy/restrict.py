"""Runs a command under the seccomp filters that systemd makes of SystemCallFilter= and RestrictAddressFamilies=.

    restrict.py SYSCALLS FAMILIES COMMAND...

Both lists are separated by commas. Other system calls kill the process; sockets of other families fail with EAFNOSUPPORT.
"""

import errno
import os
import socket
import sys

import seccomp

FAMILIES = range(64)

syscalls, families, *command = sys.argv[1:]

allowed = {int(getattr(socket, name)) for name in families.split(",")}
sockets = seccomp.SyscallFilter(seccomp.ALLOW)
for family in FAMILIES:
    if family not in allowed:
        sockets.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.EQ, family))
sockets.load()

calls = seccomp.SyscallFilter(seccomp.KILL_PROCESS)
for name in syscalls.split(","):
    try:
        calls.add_rule(seccomp.ALLOW, name)
    except RuntimeError:
        # The list names system calls of every architecture.
        continue
calls.load()
os.execvp(command[0], command)
