#!/bin/sh
# After a merge: applies the plan if it does what the reviewed report says, and fails otherwise.
#
# ENGINE  terraform or tofu (default: tofu)
# STACK   as in plan.sh
set -eu
umask 077
engine=${ENGINE:-tofu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$engine" init -input=false
# The plan of a pull request may hold the lock of the state.
"$engine" plan -input=false -lock-timeout=5m -out="$work/plan.bin"
"$engine" show -json "$work/plan.bin" >"$work/plan.json"
reviewed=$(gigaset-redirect forge reviewed ${STACK:+--title "$STACK"})
gigaset-redirect report "$work/plan.json" --verify "$reviewed"
"$engine" apply -input=false -lock-timeout=5m "$work/plan.bin"
