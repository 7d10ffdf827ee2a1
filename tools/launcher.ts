import { nodeRecord } from '../cli/install.ts';

/**
 * The executable for a bundle: a POSIX shell script that replaces itself with Node.js. It starts no other program unless
 * it was called through a symbolic link, because an engine starts the provider several times in one apply and a fork costs
 * as much as all the rest.
 *
 * It contains no path of the build machine: engines record a checksum of the package in their lock files, which are shared
 * between machines. `gigaset-redirect install` records the path of Node.js elsewhere.
 *
 * @param bundle the path of the bundle, relative to the launcher
 */
export function launcher(bundle: string): string {
  return `#!/bin/sh
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=\${self%/*}/$link ;; esac
done
case $self in */*) here=\${self%/*} ;; *) here=. ;; esac

# Node.js: GIGASET_REDIRECT_NODE, the project's own, the one that "gigaset-redirect install" recorded, or PATH.
node=$GIGASET_REDIRECT_NODE
if [ -z "$node" ]; then
  node=$here/../node_modules/node/bin/node
  [ -x "$node" ] || { [ -r "$HOME/${nodeRecord}" ] && read -r node <"$HOME/${nodeRecord}" && [ -x "$node" ]; } || node=node
fi

# Compiled code is cached for the next start if there is a folder for it.
cache=\${XDG_CACHE_HOME:-\${HOME:+$HOME/.cache}}
[ -z "$cache" ] || export NODE_COMPILE_CACHE="\${NODE_COMPILE_CACHE:-$cache/gigaset-redirect/compiled}"
exec "$node" --disable-warning=ExperimentalWarning "$here/${bundle}" "$@"
`;
}
