/** Says something to the person at the terminal: a line on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
