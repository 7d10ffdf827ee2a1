import { writeFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import type { FleetChange, Plan } from './plan/index.ts';

interface ReportOptions {
  readonly output?: string;
  readonly title?: string;
  readonly shrink?: number;
  readonly verify?: string;
  readonly hash?: true;
  readonly json?: true;
}

/** `gigaset-redirect report`: what a plan does to phones, as Markdown for a pull request. */
export const reportCommand: CommandEntry = {
  name: 'report',
  register(program: Command): void {
    program
      .command('report')
      .summary('show what a plan does to phones, as Markdown for a pull request')
      .description(
        'Shows which phones a plan registers, re-points and deregisters, and what to check first. The report contains no secrets. With --verify, fails unless the plan does what a reviewed report says.',
      )
      .argument('[plan.json]', 'the output of terraform show -json or tofu show -json (default: stdin)')
      .option('--output <file>', 'write to a file instead of stdout')
      .option('--title <text>', 'the name of the stack, if a pull request has several')
      .option('--shrink <percent>', 'warn if the fleet loses a larger share (default: 10)', parsePercent)
      .addOption(new Option('--hash', 'print only the hash of the plan').conflicts('json'))
      .option('--json', 'print the numbers of phones and the hash as JSON')
      .option('--verify <hash>', 'exit code 1 unless the plan has this hash')
      .addHelpText(
        'before',
        `Examples:
  terraform show -json plan.bin | gigaset-redirect report --output comment.md
  terraform show -json plan.bin | gigaset-redirect report --verify "$REVIEWED_HASH"
`,
      )
      .action(report);
  },
};

async function report(file: string | undefined, options: ReportOptions): Promise<void> {
  const { DEFAULT_SHRINK_PERCENT, formatReport } = await import('./plan/index.ts');
  const { change, hash, engine } = await readPlanFile(file ?? '-');
  if (options.verify !== undefined) verify(hash, options.verify);
  if (options.verify !== undefined && options.output === undefined) return;
  const text =
    options.hash === true
      ? `${hash}\n`
      : options.json === true
        ? `${JSON.stringify(countChanges(change, hash))}\n`
        : formatReport(change, {
            title: options.title,
            engine,
            hash,
            shrinkPercent: options.shrink ?? DEFAULT_SHRINK_PERCENT,
          });
  if (options.output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(options.output, text);
  } catch (error) {
    throw new CommandError(
      `${options.output} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The numbers of a report, for programs. */
const countChanges = (change: FleetChange, hash: string) => ({
  hash,
  registered: change.registered.length,
  repointed: change.repointed.length,
  deregistered: change.deregistered.length,
  replaced: change.replaced.length,
  imported: change.imported,
  before: change.before,
  after: change.after,
  errored: change.errored,
});

/** Accepts what people paste, such as the beginning of a hash, but not so little that another plan could have it. */
function verify(hash: string, expected: string): void {
  const given = expected.trim().toLowerCase();
  if (!/^[0-9a-f]{16,64}$/.test(given)) {
    throw new CommandError(
      `${JSON.stringify(expected)} is not the hash of a plan: 16 to 64 hex digits.`,
      exitCodes.usage,
    );
  }
  if (hash.startsWith(given)) {
    process.stderr.write(`The plan is the reviewed one (${hash.slice(0, 16)}…).\n`);
    return;
  }
  throw new CommandError(
    `This plan is not the reviewed one: its hash is ${hash}, expected ${given}. Nothing was applied. Plan again and review the new report.`,
  );
}

async function readPlanFile(file: string): Promise<Plan> {
  const [{ readPlan }, { nameOf }, { openInput }, { readJsonInput }] = await Promise.all([
    import('./plan/index.ts'),
    import('./phones-file.ts'),
    import('./input.ts'),
    import('./json-input.ts'),
  ]);
  const name = nameOf(file);
  const advice = 'Convert the plan first: terraform show -json PLAN > plan.json (or tofu show -json).';
  const plan = await readJsonInput(await openInput(file), name, advice, readPlan);
  if (plan === 'another document') throw new CommandError(`${name} is not a plan. ${advice}`);
  if (plan === 'a state') {
    throw new CommandError(`${name} is a state, not a plan. Save a plan first: terraform plan -out PLAN.`);
  }
  return plan;
}

function parsePercent(text: string): number {
  const percent = Number(text.replace(/\s*%$/, ''));
  if (text.trim() === '' || !(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError('Write a percentage from 0 to 100.');
  return percent;
}
