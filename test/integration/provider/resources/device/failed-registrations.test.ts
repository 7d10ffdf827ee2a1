import { faults, refusal, tooMany, type Fault } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { devices, OLD_URL, open, phone, phonesIn, rowsIn } from '../workspaces.ts';

const mac = '7C2F80820EC0';
const registered = [{ mac, providerName: 'Daryna', url: OLD_URL }];

const service = useFaultyService();

describe('a failed registration is reported with advice, and the next apply repeats it', () => {
  // Plan and apply each check a phone before it is registered: two of the checkDevice calls.
  test.each<{ name: string; fault: Fault; calls: Record<string, number>; says: readonly string[] }>([
    {
      name: 'when user name and password are refused: plan and apply ask once each, and nothing is tried again',
      fault: faults.unauthorized,
      calls: { checkDevice: 2 },
      says: [
        `Error: Phone ${mac} could not be registered: the redirect server rejected the user name or password`,
        'with gigaset_device.reception',
        'autoprov.checkDevice at http://127.0.0.1:',
        '(HTTP 401 Unauthorized). The phone was not registered.',
        'The user name was "daryna". Correct username and password in the provider configuration',
      ],
    },
    {
      name: 'when an answer code refuses it: nothing is tried again, and the attribute is named',
      fault: refusal(`mac_invalid:${mac}-55DF`),
      calls: { checkDevice: 2, registerDevice: 1 },
      says: [
        `Error: Phone ${mac} could not be registered: the redirect server answered mac_invalid`,
        'with gigaset_device.reception, at mac_id: ',
        `autoprov.registerDevice answered mac_invalid:${mac}-****: the server does not accept this MAC-ID. The phone was not registered.`,
        'Compare the MAC and the 4-character ID with the label on the phone',
      ],
    },
    {
      name: 'when the URL is refused: the attribute is named',
      fault: refusal('url_invalid'),
      calls: { checkDevice: 2, registerDevice: 1 },
      says: [
        'with gigaset_device.reception, at url: ',
        'autoprov.registerDevice answered url_invalid: the server does not accept this redirect URL. The phone was not registered. Correct the redirect URL.',
      ],
    },
    {
      name: 'when something else answers, in HTML',
      fault: faults.html,
      calls: { registerDevice: 1, checkDevice: 2 + 1 },
      says: [
        `Error: Phone ${mac} could not be registered: the redirect server sent an answer that cannot be understood`,
        '(text/html) is not XML-RPC',
        '"Welcome to Hotel Example Please log in."',
        'Whether it took effect could not be checked: autoprov.checkDevice failed in the same way.',
        'Its current registration is unknown. Run plan again to check it.',
        "Check endpoint in the provider configuration (GIGASET_ENDPOINT). If it is correct, a proxy may be answering in the server's place.",
      ],
    },
    {
      name: 'when the server answers with a fault',
      fault: faults.fault,
      calls: { registerDevice: 1, checkDevice: 2 + 1 },
      says: [
        `Error: Phone ${mac} could not be registered: the redirect server answered with a fault`,
        'the server answered with fault 42: No database.',
        "If it fails again, see the server's log.",
      ],
    },
    {
      name: 'when the server is unavailable for ever',
      fault: faults.unavailable,
      calls: { registerDevice: 1, checkDevice: 2 + 2 },
      says: [
        `Error: Phone ${mac} could not be registered: the redirect server answered HTTP 503`,
        'the server answered with HTTP 503 Service Unavailable: "Maintenance".',
        'Apply again later.',
      ],
    },
    {
      name: 'when a gateway in between is in trouble',
      fault: faults.badGateway,
      calls: { registerDevice: 1, checkDevice: 2 + 2 },
      says: ['the server answered with HTTP 502 Bad Gateway: "502 Bad Gateway nginx".'],
    },
    {
      name: 'when the server breaks down over it',
      fault: faults.internalError,
      calls: { registerDevice: 1, checkDevice: 2 + 2 },
      says: ['the server answered with HTTP 500 Internal Server Error: "Out of memory".'],
    },
    {
      name: 'when Retry-After is an hour, which is too long to wait',
      fault: tooMany(3600),
      calls: { checkDevice: 2, registerDevice: 1 },
      says: [
        `Error: Phone ${mac} could not be registered: the redirect server limits the rate of requests (HTTP 429)`,
        'Apply again in 3600 seconds (Retry-After). To send fewer requests at once, lower max_concurrent_requests',
      ],
    },
    {
      name: 'when connections break before anything arrives',
      fault: faults.reset,
      calls: { registerDevice: 1, checkDevice: 2 + 2 },
      says: [
        `Error: Phone ${mac} could not be registered: the connection to the redirect server broke`,
        'Apply again.',
      ],
    },
  ])('$name', async ({ fault, calls, says }) => {
    const workspace = open(service, phone());
    service.proxy.use(() => fault);
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    for (const text of says) expect(first.output).toContain(text);
    expect(service.proxy.counts()).toEqual(calls);
    expect(await service.rows()).toEqual([]);
    expect(phonesIn(workspace)).toEqual([]);

    service.proxy.use(() => undefined);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(registered);
    expect(rowsIn(workspace)).toEqual(registered);
  });

  test('when nothing listens at the endpoint', async () => {
    const workspace = open(service, phone());
    await service.proxy.refuse();
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain(
      `Error: Phone ${mac} could not be registered: the redirect server refused the connection with gigaset_device.reception`,
    );
    expect(first.output).toContain('Gave up after 2 attempts. The phone was not registered. Check endpoint');
    expect(phonesIn(workspace)).toEqual([]);

    await service.proxy.listen();
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(registered);
  });

  test('when the host does not exist', async () => {
    const workspace = open(service, phone());
    workspace.configure({ endpoint: 'http://redirect.invalid' });
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain(
      `Error: Phone ${mac} could not be registered: the host of the redirect server is unknown`,
    );
    expect(first.output).toContain('autoprov.registerDevice at http://redirect.invalid/apxml/rpc.do:');
    expect(first.output).not.toContain('attempts');
    workspace.configure({ endpoint: service.proxy.url });
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
  });

  test('when the password is wrong', async () => {
    const workspace = open(service, phone());
    workspace.configure({ password: 'mistyped' });
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain('the redirect server rejected the user name or password');
    expect(service.proxy.counts()).toEqual({ checkDevice: 2 });
    workspace.configure({ password: service.server.password });
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
  });
});

describe('a temporary failure is retried', () => {
  test.each<{ name: string; fault: Fault }>([
    { name: '503, then good', fault: faults.unavailable },
    { name: '429, then good', fault: tooMany(1) },
    { name: 'a connection that breaks, then good', fault: faults.reset },
  ])('$name: the phone is registered once without a message', async ({ fault }) => {
    const workspace = open(service, phone());
    service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth === 1 ? fault : undefined));
    const applied = await workspace.apply();
    expect(applied).toMatchObject({ succeeded: true });
    expect(applied.output).not.toMatch(/Warning|Error/);
    expect(service.proxy.counts()).toMatchObject({ registerDevice: 2 });
    expect(await service.rows()).toEqual(registered);
    expect(phonesIn(workspace)).toMatchObject([{ mac, password: 'password', registeredAt: expect.any(String) }]);
  });

  test('no request is sent before Retry-After has passed, for any phone', async () => {
    const workspace = open(service, devices(2), { max_concurrent_requests: 1 });
    service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth === 1 ? tooMany(1) : undefined));
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    const [first, second] = service.proxy.calls('registerDevice');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(await service.rows()).toHaveLength(2);
  });
});
