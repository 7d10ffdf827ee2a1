import { nodeRecord } from '../cli/install.ts';

/**
 * The executable that stands for a bundle beside it: a POSIX shell script that becomes Node.js. An engine starts the
 * provider several times in one apply, so it starts no other program on its way (a fork costs as much as all the rest),
 * unless it was itself started through a symbolic link.
 *
 * It holds no path of the machine that made it: engines record a checksum of the package in their lock files, and those
 * are shared between machines. `gigaset-redirect install` writes down elsewhere which Node.js to take.
 *
 * @param bundle where the bundle lies, relative to the launcher
 */
export function launcher(bundle: string): string {
  return `#!/bin/sh
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=\${self%/*}/$link ;; esac
done
case $self in */*) here=\${self%/*} ;; *) here=. ;; esac

# Node.js: the one that was asked for, the project's own, the one that "gigaset-redirect install" noted, any.
node=$GIGASET_REDIRECT_NODE
if [ -z "$node" ]; then
  node=$here/../node_modules/node/bin/node
  [ -x "$node" ] || { [ -r "$HOME/${nodeRecord}" ] && read -r node <"$HOME/${nodeRecord}" && [ -x "$node" ]; } || node=node
fi

# Compiled code is kept for the next start, unless there is no place for it.
cache=\${XDG_CACHE_HOME:-\${HOME:+$HOME/.cache}}
[ -z "$cache" ] || export NODE_COMPILE_CACHE="\${NODE_COMPILE_CACHE:-$cache/gigaset-redirect/compiled}"
exec "$node" --disable-warning=ExperimentalWarning "$here/${bundle}" "$@"
`;
}
