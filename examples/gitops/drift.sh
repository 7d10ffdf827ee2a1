#!/bin/sh
# Every night: compares the state with the account, and opens, updates or closes one issue about the difference.
#
# ENGINE  terraform or tofu (default: tofu)
# STACK   the name in the issue, if a repository has several stacks
set -eu
umask 077
engine=${ENGINE:-tofu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$engine" init -input=false
"$engine" show -json >"$work/state.json"
code=0
gigaset-redirect diff "$work/state.json" --format markdown >"$work/drift.md" || code=$?
case $code in
  0) gigaset-redirect forge issue --close ${STACK:+--title "$STACK"} ;;
  2) gigaset-redirect forge issue "$work/drift.md" ${STACK:+--title "$STACK"} ;;
  *) exit "$code" ;;
esac
