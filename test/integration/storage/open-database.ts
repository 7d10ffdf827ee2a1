import { openStorage } from '../../../server/storage/index.ts';

// A process that opens a database on request, prints what it found, and exits.
const [location = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  process.stdin.destroy();
  void (async () => {
    const storage = await openStorage(location);
    await storage.ping();
    process.stdout.write(`${await storage.setMetadataIfAbsent('opened by', String(process.pid))}\n`);
    await storage.close();
  })();
});
