#!/bin/sh
# Plans the change of a pull request, and posts what it does to phones as one comment.
#
# ENGINE  terraform or tofu (default: tofu)
# STACK   the name in the report, if a repository has several stacks
set -eu
umask 077
engine=${ENGINE:-tofu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$engine" init -input=false
# An apply may hold the lock of the state.
"$engine" plan -input=false -lock-timeout=5m -out="$work/plan.bin"
# The plan as JSON contains secrets: it stays in a folder that is deleted.
"$engine" show -json "$work/plan.bin" >"$work/plan.json"
gigaset-redirect report "$work/plan.json" ${STACK:+--title "$STACK"} --output report.md
gigaset-redirect forge comment report.md
