import type { CompletionNode, CompletionOption, Described } from './completion-tree.ts';

// Each script contains the whole tree, so that completion never waits for the program to start.

const PROGRAM = 'gigaset-redirect';

/** For bash 3.2 and newer. */
export function bash(nodes: readonly CompletionNode[]): string {
  const words = (node: CompletionNode): string =>
    `    ${quoted(node.path)}) options=${quoted(names(node.options))} words=${quoted(wordsOf(node).join(' '))} ;;`;
  return `# Completion of ${PROGRAM} for bash.
_gigaset_redirect() {
  local at= options= words= i current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${commandPattern(nodes)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$at $previous" in
${values(nodes, (choices) => `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$current")); return`, 'return')}
  esac
  case "$at" in
${nodes.map(words).join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o bashdefault -o default -F _gigaset_redirect ${PROGRAM}
`;
}

/** For zsh, sourced after compinit, or as a file \`_gigaset-redirect\` in \`fpath\`. */
export function zsh(nodes: readonly CompletionNode[]): string {
  const described = (entries: readonly Described[]): string =>
    entries.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ');
  const words = (node: CompletionNode): string =>
    `    ${quoted(node.path)}) flags=(${described(node.options)}) names=(${described(node.subcommands)}) values=(${node.choices.map(quoted).join(' ')}) ;;`;
  return `#compdef ${PROGRAM}
# Completion of ${PROGRAM} for zsh.
_gigaset_redirect() {
  local at= i
  local -a flags names values
  for ((i = 2; i < CURRENT; i++)); do
    case "\${at:+$at }\${words[i]}" in
      ${commandPattern(nodes)}) at="\${at:+$at }\${words[i]}" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values(nodes, (choices) => `compadd -- ${choices.map(quoted).join(' ')}; return`, '_files; return')}
  esac
  case "$at" in
${nodes.map(words).join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe -o option flags
  elif (( $#names )); then
    _describe command names
  elif (( $#values )); then
    compadd -a values
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _gigaset_redirect ]]; then
  _gigaset_redirect "$@"
else
  compdef _gigaset_redirect ${PROGRAM}
fi
`;
}

/** For fish 3 and newer. */
export function fish(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap(({ path, options, subcommands, choices }) => {
    const start = `complete -c ${PROGRAM} -n ${fishQuoted(`__gigaset_redirect_at ${fishQuoted(path)}`)}`;
    return [
      ...subcommands.map(({ name, summary }) => `${start} -f -a ${name} -d ${fishQuoted(summary)}`),
      ...choices.map((choice) => `${start} -f -a ${choice}`),
      ...options.map(({ name, summary, takesValue, choices: known }) => {
        const value = known.length > 0 ? ` -x -a ${fishQuoted(known.join(' '))}` : takesValue ? ' -r -F' : '';
        return `${start} -l ${name.replace(/^--/, '')}${value} -d ${fishQuoted(summary)}`;
      }),
    ];
  });
  return `# Completion of ${PROGRAM} for fish.
function __gigaset_redirect_at
    set -l at
    for word in (commandline -opc)[2..]
        set -l next (string join -- ' ' $at $word)
        switch $next
            case ${nodes.flatMap(({ path }) => (path === '' ? [] : [fishQuoted(path)])).join(' ')}
                set at $next
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

/** What can follow a command, apart from its options. */
const wordsOf = ({ subcommands, choices }: CompletionNode): readonly string[] => [
  ...subcommands.map(({ name }) => name),
  ...choices,
];

const names = (options: readonly CompletionOption[]): string => options.map(({ name }) => name).join(' ');

/** The pattern of a case that matches the path of each command. */
const commandPattern = (nodes: readonly CompletionNode[]): string =>
  nodes.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join('|');

/** Cases for the values of options: those that are known, and files. */
function values(nodes: readonly CompletionNode[], known: (choices: readonly string[]) => string, file: string): string {
  const cases = nodes.flatMap(({ path, options }) =>
    options.flatMap(({ name, takesValue, choices }) => {
      if (choices.length > 0) return [`    ${quoted(`${path} ${name}`)}) ${known(choices)} ;;`];
      return takesValue ? [`    ${quoted(`${path} ${name}`)}) ${file} ;;`] : [];
    }),
  );
  return cases.join('\n');
}

/** A word of bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
