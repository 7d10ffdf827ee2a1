import { forInformation, judged } from '../compare.ts';
import type { Row } from '../row.ts';
import { phoneCount } from './fleet.ts';
import { startBoots, startOurs } from './processes.ts';

/** The seconds over which the boots are spread, which leave one second for the last phones. */
const seconds = 59;

/** 100,000 phones boot within one minute: each connects, is challenged, logs in and is redirected. None may fail. */
export async function powerCutRows(report: (line: string) => void): Promise<readonly Row[]> {
  report('100,000 phones boot within a minute');
  const ours = await startOurs();
  const load = await startBoots(ours.url);
  try {
    const boots = await load.run(seconds);
    const failed = Object.values(boots.errors).reduce((sum, count) => sum + count, 0);
    for (const [words, count] of Object.entries(boots.errors)) report(`  ${count} phones: ${words}`);
    const allWithin = boots.redirected === phoneCount && boots.ms <= 60_000;
    const name = '100,000 phones boot';
    return [
      judged(
        { name: `${name}, told their URL within 60 s`, unit: 'phones', value: boots.redirected },
        'all',
        allWithin,
      ),
      judged({ name: `${name}, errors`, unit: '', value: failed }, 'none', failed === 0),
      forInformation({ name: `${name}, from first to last`, unit: 's', value: boots.ms / 1000 }),
      forInformation({ name: `${name}, half within`, unit: 'ms', value: boots.p50 }),
      forInformation({ name: `${name}, 99 % within`, unit: 'ms', value: boots.p99 }),
      forInformation({ name: `${name}, all within`, unit: 'ms', value: boots.longest }),
    ];
  } finally {
    await load.end();
    await ours.stop();
  }
}
