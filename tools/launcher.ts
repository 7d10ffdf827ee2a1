import { nodeRecord } from '../cli/install/index.ts';
import { OLDEST_NODE } from './oldest-node.mjs';

const oldest = OLDEST_NODE.join('.');
const WHAT_TO_DO = 'Set GIGASET_REDIRECT_NODE to the path of one, or use the standalone executable.';

export interface LauncherOptions {
  /** The name of the program, for messages. */
  readonly name: string;
  /** The path of the script to start, relative to the launcher. */
  readonly script: string;
  /**
   * Whether engines start it, as a plugin. They show the first line of its standard output if it cannot start, and nothing
   * else. A plugin ignores NODE_OPTIONS: what users preload into their own programs may print to standard output, which
   * the engine would take for the handshake, or may not exist.
   */
  readonly plugin: boolean;
}

/**
 * The executable for a bundle: a POSIX shell script that replaces itself with Node.js. It starts no other program unless
 * it was called through a symbolic link, because an engine starts the provider several times in one apply and a fork costs
 * as much as all the rest.
 *
 * It contains no path of the build machine: engines record a checksum of the package in their lock files, which are shared
 * between machines. `gigaset-redirect install` records the path of Node.js elsewhere.
 */
export function launcher({ name, script, plugin }: LauncherOptions): string {
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
case $node in
*/*) [ -f "$node" ] && [ -x "$node" ] ;;
*) command -v "$node" >/dev/null 2>&1 ;;
esac || {
  found="it is not on PATH"
  [ -n "$HOME" ] || found="$found, and HOME, below which \\"gigaset-redirect install\\" records it, is not set"
  [ -z "$GIGASET_REDIRECT_NODE" ] || found="GIGASET_REDIRECT_NODE names $node, which is not a program"
  echo "${name} needs Node.js ${oldest} or newer; $found. ${WHAT_TO_DO}"${plugin ? '' : ' >&2'}
${plugin ? '  # An engine may miss the line if the plugin ends at once. It kills the plugin as soon as it has read the line.\n  PATH=$PATH:/bin:/usr/bin; sleep 2\n' : ''}  exit 1
}

# Compiled code is cached for the next start if there is a folder for it.
cache=\${XDG_CACHE_HOME:-\${HOME:+$HOME/.cache}}
[ -z "$cache" ] || export NODE_COMPILE_CACHE="\${NODE_COMPILE_CACHE:-$cache/gigaset-redirect/compiled}"
${plugin ? 'unset NODE_OPTIONS\n' : ''}exec "$node" ${plugin ? '' : '--disable-warning=ExperimentalWarning '}"$here/${script}" "$@"
`;
}

/**
 * The script that a provider's launcher starts: it checks the version of Node.js before it loads the bundle, whose syntax
 * an old Node.js does not understand.
 */
export const providerStart = (name: string, bundle: string): string => `"use strict";
var version = process.versions.node.split(".");
if (+version[0] < ${OLDEST_NODE[0]} || (+version[0] === ${OLDEST_NODE[0]} && +version[1] < ${OLDEST_NODE[1]})) {
  require("fs").writeSync(1, ${JSON.stringify(`${name} needs Node.js ${oldest} or newer; found `)} + process.versions.node + " at " + process.execPath + ${JSON.stringify(`. ${WHAT_TO_DO}\n`)});
  // An engine may miss the line if the plugin ends at once. It kills the plugin as soon as it has read the line.
  setTimeout(process.exit, 2000, 1);
} else {
  require("./${bundle}");
}
`;
