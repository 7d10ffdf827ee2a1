import { createServer, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

// The least work of a server on Node.js that commits in another thread: node:http, a worker thread, one row for each POST, a fixed
// answer. No XML, accounts, audit log or log. A body that names checkDevice is answered without the thread.

const answer =
  "<?xml version='1.0'?><methodResponse><params><param><value><array><data><value><boolean>1</boolean></value></data></array></value></param></params></methodResponse>";

if (isMainThread) serve(process.argv[2] ?? '');
else commitMessages(String(workerData));

function serve(file: string): void {
  const writer = new Worker(new URL(import.meta.url), { workerData: file });
  const waiting: ServerResponse[] = [];
  const send = (response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': answer.length });
    response.end(answer);
  };
  writer.on('message', () => {
    const first = waiting.shift();
    if (first !== undefined) send(first);
  });
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (body.includes('checkDevice')) {
        send(response);
        return;
      }
      waiting.push(response);
      writer.postMessage(body);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') process.stdout.write(`listening on http://127.0.0.1:${address?.port}\n`);
  });
}

function commitMessages(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bodies (body TEXT);');
  const insert = database.prepare('INSERT INTO bodies VALUES (?)');
  parentPort?.on('message', (body: string) => {
    insert.run(body);
    parentPort?.postMessage('done');
  });
}
