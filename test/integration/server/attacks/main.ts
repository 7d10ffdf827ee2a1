import { buildProduct } from '../../../../tools/build.ts';
import { formatDuration, green, red } from '../../../../tools/progress.mjs';
import { attacks, besiege, type Limits, problemsOf, type Siege } from './index.ts';

// npm run attacks: for each attack what is sent, the answer, what other clients saw meanwhile, and the most memory. The
// same attacks, smaller, are tests (resist.ts).

/** The crowd around each attack, and how long it may wait. */
const BOOTS_PER_SECOND = 200;
const limits: Limits = { phoneMs: 1000, provisionerP99Ms: 2000 };

const word = (process.argv[2] ?? '').toLowerCase();
const chosen = attacks.filter(({ fault, sent, size }) => `${fault} ${sent(size)}`.toLowerCase().includes(word));
if (chosen.length === 0) {
  process.stderr.write(`No attack contains "${word}". There are:\n`);
  for (const { fault, sent, size } of attacks) process.stderr.write(`  ${fault}: ${sent(size)}\n`);
  process.exitCode = 2;
} else await attackAll();

async function attackAll(): Promise<void> {
  const startedAt = performance.now();
  await buildProduct();
  const failed: string[] = [];
  for (const attack of chosen) {
    const siege = await besiege(attack, { size: attack.size, bootsPerSecond: BOOTS_PER_SECOND });
    const problems = problemsOf(siege, limits);
    print(rowOf(siege, problems));
    if (problems.length > 0) failed.push(attack.fault);
  }
  const duration = formatDuration(performance.now() - startedAt);
  if (failed.length === 0) print(green(`The server resisted all ${chosen.length} attacks in ${duration}.`));
  else {
    print(red(`The server did not resist ${failed.length} of ${chosen.length} attacks (${duration}).`));
    process.exitCode = 1;
  }
}

/** One row of the table, as a block of lines: most cells are too long for columns. */
function rowOf({ attack, size, answer, phones, provisioner, peakMiB }: Siege, problems: readonly string[]): string {
  const ms = (duration: number): string => `${Math.round(duration).toLocaleString('en')} ms`;
  const lines = [
    `${problems.length === 0 ? green('resisted') : red('FAILED')}  ${attack.fault} (${attack.database ?? 'SQLite'})`,
    `  sent         ${attack.sent(size)}`,
    `  answer       ${answer}`,
    `  phones       ${phones.answered.toLocaleString('en')} booted, the slowest in ${ms(phones.slowestMs)}, ${phones.errors.length} errors`,
    `  provisioner  ${provisioner.answered.toLocaleString('en')} calls, 99 % within ${ms(provisioner.p99Ms)}, ${provisioner.errors.length} errors`,
    `  most memory  ${Math.round(peakMiB)} MiB`,
    ...problems.map((problem) => `  ${red('problem')}      ${problem.slice(0, 300)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
