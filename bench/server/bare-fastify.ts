import { fastify } from 'fastify';
import { path, redirectUrl } from './fleet.ts';

// A minimal fastify: one route, one fixed answer, no log. Prints its address and serves until stdin ends.
const app = fastify();
app.get(path, (_request, reply) => reply.code(302).header('Location', redirectUrl).send(`${redirectUrl}\n`));
process.stdout.write(`listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.stdin.resume().once('end', () => void app.close());
