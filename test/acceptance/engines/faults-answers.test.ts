import { oneEngine } from '../../support/engine.ts';
import { faults, refusal, tooMany, type Fault } from '../../support/faulty-proxy.ts';
import {
  config,
  inState,
  OLD_URL,
  phone,
  rowsInState,
  startFaultyService,
  words,
  type FaultyService,
} from './faults.ts';
import { device } from './redirect-service.ts';

const mac = '7C2F80820EC0';
const registered = [{ mac, providerName: 'Daryna', url: OLD_URL }];

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  describe('a failed registration is reported with advice, and the next apply repeats it', () => {
    // Plan and apply each check a phone before it is registered: two of the checkDevice calls.
    test.each<{ name: string; fault: Fault; calls: Record<string, number>; says: readonly string[] }>([
      {
        name: 'when user name and password are refused: plan and apply ask once each, and nothing is tried again',
        fault: faults.unauthorized,
        calls: { checkDevice: 2 },
        says: [
          `Error: Phone ${mac}: the redirect server does not accept user name and password`,
          'with gigaset_device.reception',
          'autoprov.checkDevice at http://127.0.0.1:',
          '(HTTP 401 Unauthorized). It was not registered.',
          'The account was "daryna". Correct username and password in the configuration of the provider',
        ],
      },
      {
        name: 'when an answer code refuses it: nothing is tried again, and the line is shown',
        fault: refusal(`mac_invalid:${mac}-55DF`),
        calls: { checkDevice: 2, registerDevice: 1 },
        says: [
          `Error: Phone ${mac}: the redirect server refused (mac_invalid)`,
          'on main.tf line 6, in resource "gigaset_device" "reception": 6: mac_id = ',
          `autoprov.registerDevice answered mac_invalid:${mac}-****. The server does not accept this MAC-ID. Nothing was changed.`,
          'Compare the MAC and the 4-character ID with the label on the phone',
        ],
      },
      {
        name: 'when the URL is refused: the line is shown',
        fault: refusal('url_invalid'),
        calls: { checkDevice: 2, registerDevice: 1 },
        says: [
          'on main.tf line 7, in resource "gigaset_device" "reception": 7: url = "http://old.example/%MACD.xml"',
          'autoprov.registerDevice answered url_invalid. The server does not accept this redirect URL. Nothing was changed. Correct url and apply again.',
        ],
      },
      {
        name: 'when something else answers, in HTML',
        fault: faults.html,
        calls: { registerDevice: 1, checkDevice: 2 + 1 },
        says: [
          `Error: Phone ${mac}: the redirect server gave no answer that can be understood`,
          '(text/html) is not XML-RPC',
          '"Welcome to Hotel Example Please log in."',
          'Then autoprov.checkDevice, which would have told what became of it, failed in the same way.',
          'Whether it is registered now is not known: the next apply asks the server, and goes on from there.',
          'Check endpoint in the configuration of the provider (GIGASET_ENDPOINT), and whether something else, a proxy for instance, answers',
        ],
      },
      {
        name: 'when the server answers with a fault',
        fault: faults.fault,
        calls: { registerDevice: 1, checkDevice: 2 + 1 },
        says: [
          `Error: Phone ${mac}: the redirect server answered with a fault`,
          'the server answered with fault 42: No database.',
          "If it fails in the same way, the server's log should tell more.",
        ],
      },
      {
        name: 'when the server is unavailable for ever',
        fault: faults.unavailable,
        calls: { registerDevice: 1, checkDevice: 2 + 2 },
        says: [
          `Error: Phone ${mac}: the redirect server answered HTTP 503`,
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
          `Error: Phone ${mac}: the redirect server asks for fewer requests (HTTP 429)`,
          'Apply again in 3600 seconds, as the server asks. max_concurrent_requests',
        ],
      },
      {
        name: 'when connections break before anything arrives',
        fault: faults.reset,
        calls: { registerDevice: 1, checkDevice: 2 + 2 },
        says: [`Error: Phone ${mac}: the connection to the redirect server broke`, 'Apply again:'],
      },
    ])('$name', async ({ fault, calls, says }) => {
      const project = await service.project(engine, phone());
      service.proxy.use(() => fault);
      const first = await project.apply();
      expect(first).toMatchObject({ code: 1 });
      for (const text of says) expect(words(first)).toContain(text);
      expect(service.proxy.counts()).toEqual(calls);
      expect(await service.rows()).toEqual([]);
      expect(inState(project)).toEqual([]);

      service.proxy.use(() => undefined);
      expect(await project.apply()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual(registered);
      expect(rowsInState(project)).toEqual(registered);
    });

    test('when nothing listens at the endpoint', async () => {
      const project = await service.project(engine, phone());
      await service.proxy.refuse();
      const first = await project.apply();
      expect(first).toMatchObject({ code: 1 });
      expect(words(first)).toContain(
        `Error: Phone ${mac}: the redirect server is not there (connection refused) with gigaset_device.reception`,
      );
      expect(words(first)).toContain('It was tried 2 times. It was not registered. Check endpoint');
      expect(inState(project)).toEqual([]);

      await service.proxy.listen();
      expect(await project.apply()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual(registered);
    });

    test('when the host does not exist', async () => {
      const project = await service.project(engine, phone());
      const first = await project.withEnv({ GIGASET_ENDPOINT: 'http://redirect.invalid' }).apply();
      expect(first).toMatchObject({ code: 1 });
      expect(words(first)).toContain(`Error: Phone ${mac}: the redirect server was not found (no such host)`);
      expect(words(first)).toContain('autoprov.registerDevice at http://redirect.invalid/apxml/rpc.do:');
      expect(words(first)).not.toContain('It was tried');
      expect(await project.apply()).toMatchObject({ code: 0 });
    });

    test('when the password is wrong', async () => {
      const project = await service.project(engine, phone());
      const first = await project.withEnv({ GIGASET_PASSWORD: 'mistyped' }).apply();
      expect(first).toMatchObject({ code: 1 });
      expect(words(first)).toContain('the redirect server does not accept user name and password');
      expect(service.proxy.counts()).toEqual({ checkDevice: 2 });
      expect(await project.apply()).toMatchObject({ code: 0 });
    });
  });

  describe('a temporary failure is retried', () => {
    test.each<{ name: string; fault: Fault }>([
      { name: '503, then good', fault: faults.unavailable },
      { name: '429, then good', fault: tooMany(1) },
      { name: 'a connection that breaks, then good', fault: faults.reset },
    ])('$name: the phone is registered once without a message', async ({ fault }) => {
      const project = await service.project(engine, phone());
      service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth === 1 ? fault : undefined));
      const applied = await project.apply();
      expect(applied).toMatchObject({ code: 0 });
      expect(words(applied)).not.toMatch(/Warning|Error/);
      expect(service.proxy.counts()).toMatchObject({ registerDevice: 2 });
      expect(await service.rows()).toEqual(registered);
      expect(inState(project)).toMatchObject([{ mac, password: 'password', registeredAt: expect.any(String) }]);
    });

    test('no request is sent before Retry-After has passed, for any phone', async () => {
      const two = device() + device({ mac_id: '7C2F80208295-1910', url: OLD_URL }, 'kitchen');
      const project = await service.project(engine, config(two, 'max_concurrent_requests = 1'));
      service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth === 1 ? tooMany(1) : undefined));
      expect(await project.apply()).toMatchObject({ code: 0 });
      const [first, second] = service.proxy.calls('registerDevice');
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
      expect(await service.rows()).toHaveLength(2);
    });
  });
});
