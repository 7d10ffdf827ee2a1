"""Runs a command in a terminal, answers what it asks, and prints what the terminal showed; exits as the command did."""
import json
import os
import pty
import sys

command, answers = json.loads(sys.argv[1]), json.loads(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)

shown = b''
try:
    for answer in answers:
        while not shown.endswith((b': ', b'] ')):
            shown += os.read(terminal, 1024)
        os.write(terminal, answer.encode())
        # The next question is another one.
        shown += b'|'
    while True:
        shown += os.read(terminal, 1024)
except OSError:
    # The command has ended: there is nothing more to read.
    pass
sys.stdout.write(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
