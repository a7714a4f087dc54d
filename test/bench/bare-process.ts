/** What the API is measured against: the two requests, forwarded as they came, and nothing kept. */
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { Pool } from 'undici';
import { isListening } from './part.ts';

const bank = new Pool(process.argv[2] ?? '');

function forwardTo(path: string): RequestHandler {
  return async (request, response) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await bank.request({ method: 'POST', path, headers, body: JSON.stringify(request.body) });
    response.status(reply.statusCode).json(await reply.body.json());
  };
}

const app = express();
app.use(express.json());
app.post('/v1/otp', forwardTo('/api/ivr/bpm/otp-v2'));
app.post('/v1/payments', forwardTo('/api/ivr/bpm/pay'));
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  isListening(`http://127.0.0.1:${port}`, async () => server.closeAllConnections());
});
