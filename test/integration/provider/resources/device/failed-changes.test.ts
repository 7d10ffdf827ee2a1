import { faults, refusal, type Fault, type PassingCall } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import type { Workspace } from '../../../../support/workspace/index.ts';
import { NEW_URL, OLD_URL, open, phone, phonesIn, rowsIn } from '../workspaces.ts';
import type { Values } from '#framework';

const mac = '7C2F80820EC0';
const before = [{ mac, providerName: 'Daryna', url: OLD_URL }];
const after = [{ mac, providerName: 'Daryna', url: NEW_URL }];

const service = useFaultyService();

type Rule = (call: PassingCall) => Fault | undefined;

/** The new registration, recognised by its URL. */
const isNew = ({ method, body }: PassingCall): boolean => method === 'registerDevice' && body.includes('new.example');
const isRegister = ({ method }: PassingCall): boolean => method === 'registerDevice';
const when =
  (applies: (call: PassingCall) => boolean, fault: Fault): Rule =>
  (call) =>
    applies(call) ? fault : undefined;
/** The plan's check comes first and succeeds. */
const checksOfApply = ({ method, nth }: PassingCall): boolean => method === 'checkDevice' && nth > 1;
const all =
  (...rules: readonly Rule[]): Rule =>
  (call) =>
    rules.map((rule) => rule(call)).find((fault) => fault !== undefined);

/** A phone that is registered with the old URL and planned with the new one. */
const changing = async (settings?: Values): Promise<Workspace> => {
  const workspace = open(service, phone(), settings);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  workspace.declare(phone({ url: NEW_URL }));
  return workspace;
};
const converges = async (workspace: Workspace): Promise<void> => {
  service.proxy.use(() => undefined);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(await service.rows()).toEqual(after);
  expect(rowsIn(workspace)).toEqual(after);
};

describe('a change is completed', () => {
  test.each<{ name: string; rule: Rule; settings?: Values }>([
    {
      name: 'when the answer of deregisterDevice is lost',
      rule: when(({ method }) => method === 'deregisterDevice', faults.lostAnswer),
    },
    {
      name: 'when the answer of registerDevice is lost',
      rule: when(isRegister, faults.lostAnswer),
    },
    {
      name: 'when that answer is lost, and what became of it is known only after the old registration found no place',
      rule: all(when(isNew, faults.lostAnswer), ({ method, nth }) =>
        method === 'checkDevice' && nth === 2 ? faults.unavailable : undefined,
      ),
      settings: { max_retries: 0 },
    },
  ])('$name', async ({ rule, settings }) => {
    const workspace = await changing(settings);
    service.proxy.use(rule);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(service.proxy.calls().filter(isNew)).toHaveLength(1);
    expect(service.proxy.counts()).toMatchObject({ deregisterDevice: 1 });
    expect(await service.rows()).toEqual(after);
    expect(phonesIn(workspace)).toEqual([
      { ...after[0], password: 'password', registeredAt: expect.any(String), tainted: false },
    ]);
  });
});

describe('a failed change leaves the phone as it was, and the error says so', () => {
  const asBefore = `The phone is registered as before: ${OLD_URL} (provider name "Daryna").`;
  test.each<{ name: string; rule: Rule; says: readonly string[] }>([
    {
      name: 'when the new URL is refused',
      rule: when(isNew, refusal('url_invalid')),
      says: [
        `Error: Phone ${mac} could not be changed: the redirect server answered url_invalid`,
        'with gigaset_device.reception, at url: ',
        `autoprov.registerDevice answered url_invalid: the server does not accept this redirect URL. ${asBefore} Correct the redirect URL.`,
      ],
    },
    {
      name: 'when the server is unavailable for the new registration',
      rule: when(isNew, faults.unavailable),
      says: [
        `Error: Phone ${mac} could not be changed: the redirect server answered HTTP 503`,
        `Gave up after 2 attempts. ${asBefore}`,
      ],
    },
    {
      name: 'when it cannot be deregistered',
      rule: when(({ method }) => method === 'deregisterDevice', faults.unavailable),
      says: ['autoprov.deregisterDevice at http', `Gave up after 2 attempts. ${asBefore}`],
    },
    {
      name: 'when deregistering is refused',
      rule: when(({ method }) => method === 'deregisterDevice', refusal(`mac_invalid:${mac}`)),
      says: [`autoprov.deregisterDevice answered mac_invalid:${mac}: the server`, asBefore],
    },
  ])('$name', async ({ rule, says }) => {
    const workspace = await changing();
    service.proxy.use(rule);
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    for (const text of says) expect(first.output).toContain(text);
    expect(await service.rows()).toEqual(before);
    expect(rowsIn(workspace)).toEqual(before);
    await converges(workspace);
  });

  test('when the ID is unknown: the phone is not even deregistered', async () => {
    const workspace = open(service, phone());
    await service.register(`${mac}-55DF`, OLD_URL, 'Daryna');
    workspace.declare(phone({ mac_id: mac }));
    expect(await workspace.import('gigaset_device.reception', mac)).toMatchObject({ succeeded: true });
    workspace.declare(phone({ mac_id: mac, url: NEW_URL }));
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain(`Error: Phone ${mac} cannot be changed without its ID`);
    expect(await service.rows()).toEqual(before);

    workspace.declare(phone({ url: NEW_URL }));
    await converges(workspace);
  });
});

describe('if the old registration cannot be restored, the error states the current one', () => {
  test.each<{ name: string; rule: Rule; says: readonly string[]; stands: typeof after }>([
    {
      name: 'the server is unavailable for registrations',
      rule: when(isRegister, faults.unavailable),
      says: [
        `Error: Phone ${mac} is not registered any more`,
        'A change deregisters the phone and registers it again. Registering it again failed: autoprov.registerDevice at http',
        `Restoring its former registration, ${OLD_URL} (provider name "Daryna"), failed as well: autoprov.registerDevice at http`,
        'Apply again later. The next apply registers the phone.',
      ],
      stands: [],
    },
    {
      name: 'both are refused',
      rule: all(when(isNew, refusal('url_invalid')), when(isRegister, refusal(`mac_invalid:${mac}-55DF`))),
      says: [
        `Error: Phone ${mac} is not registered any more`,
        'Registering it again failed: autoprov.registerDevice answered url_invalid:',
        `failed as well: autoprov.registerDevice answered mac_invalid:${mac}-****:`,
        'Correct the redirect URL. The next apply registers the phone.',
      ],
      stands: [],
    },
    {
      name: 'the server is not to be reached any more',
      rule: all(when(isRegister, faults.reset), when(checksOfApply, faults.reset)),
      says: [`Error: Phone ${mac} is probably not registered any more`, 'The next apply registers the phone.'],
      stands: [],
    },
    {
      name: 'the new registration exists after all, and the server cannot be asked',
      rule: all(when(isNew, faults.lostAnswer), when(checksOfApply, faults.unavailable)),
      says: [
        `Error: Phone ${mac} could not be changed: the connection to the redirect server broke`,
        'Its current registration is unknown. Run plan again to check it.',
      ],
      stands: after,
    },
  ])('$name', async ({ rule, says, stands }) => {
    const workspace = await changing();
    service.proxy.use(rule);
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    for (const text of says) expect(first.output).toContain(text);
    expect(await service.rows()).toEqual(stands);
    expect(rowsIn(workspace)).toEqual(before);
    await converges(workspace);
  });

  test('when another account has taken the phone meanwhile', async () => {
    const workspace = await changing();
    const other = await service.addAccount('other');
    service.proxy.use(when((call) => isNew(call) && call.nth === 1, faults.held));
    const applying = workspace.apply();
    await service.proxy.holds(1);
    await other.register(`${mac}-55DF`, 'http://other.example/', 'Other');
    service.proxy.release();
    const first = await applying;
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain('Another account has registered the phone in the meantime.');
    expect(await service.rows()).toEqual([]);
    expect(await other.rows()).toHaveLength(1);

    await other.deregister(mac);
    await converges(workspace);
  });
});

test('a phone keeps its registration if overwriting it fails', async () => {
  await service.register(`${mac}-55DF`, OLD_URL, 'Daryna');
  const workspace = open(service, phone({ url: NEW_URL, on_conflict: 'replace' }));
  service.proxy.use(when((call) => isNew(call) && call.nth > 1, refusal('url_invalid')));
  const first = await workspace.apply();
  expect(first).toMatchObject({ succeeded: false });
  expect(first.output).toContain('The phone is registered as before');
  expect(await service.rows()).toEqual(before);
  expect(phonesIn(workspace)).toEqual([]);
  await converges(workspace);
});
