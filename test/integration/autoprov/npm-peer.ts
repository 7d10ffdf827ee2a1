import xmlrpc from 'xmlrpc';

/** A redirect service on the npm package `xmlrpc`: flags as integers, codes followed by their value. */
const registrations = new Map<string, readonly [name: string, url: string, date: string]>();
const server = xmlrpc.createServer({ host: '127.0.0.1', port: 0 }, () => {
  const address = server.httpServer.address();
  process.stdout.write(`${String(typeof address === 'object' ? address?.port : address)}\n`);
});

type Outcome = readonly [ok: 0 | 1, text: string];
const macOf = (macId: unknown): string => String(macId).slice(0, 12);

function register(macId: unknown, url: unknown, name: unknown): Outcome {
  const mac = macOf(macId);
  if (!String(macId).includes('-')) return [0, `mac_invalid:${mac}`];
  if (registrations.has(mac)) return [0, `mac_already_in_use:${mac}`];
  registrations.set(mac, [String(name), String(url), '2026-03-01 12:00:00']);
  return [1, 'OK: password'];
}

function deregister(macId: unknown): Outcome {
  const mac = macOf(macId);
  return registrations.delete(mac) ? [1, 'OK'] : [0, `mac_not_found:${mac}`];
}

function all(outcomes: readonly Outcome[]): unknown[] {
  return [outcomes.every(([ok]) => ok === 1) ? 1 : 0, ...outcomes.map(([, text]) => text)];
}

function on(method: string, answer: (params: readonly unknown[]) => unknown): void {
  server.on(method, (_error: unknown, params: unknown[], callback: (error: unknown, value: unknown) => void) => {
    callback(null, answer(params));
  });
}

on('autoprov.registerDevice', ([macId, url, name]) => register(macId, url, name));
on('autoprov.deregisterDevice', ([macId]) => deregister(macId));
on('autoprov.registerDeviceList', ([macIds, url, name]) =>
  all(Array.isArray(macIds) ? macIds.map((macId) => register(macId, url, name)) : []),
);
on('autoprov.deregisterDeviceList', ([macIds]) => all(Array.isArray(macIds) ? macIds.map(deregister) : []));
on('autoprov.checkDevice', ([macId]) => {
  const [name, url, date] = registrations.get(macOf(macId)) ?? [];
  return name === undefined ? [0, `mac_not_found:${macOf(macId)}`] : [1, macOf(macId), name, date, url];
});
on('autoprov.listDevices', (names) =>
  [...registrations]
    .filter(([, [name]]) => names.length === 0 || names.includes(name))
    .map(([mac, row]) => [mac, ...row]),
);
on('echo', (params) => params);
