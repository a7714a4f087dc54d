import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { onTestFinished } from 'vitest';
import { SandboxClock } from '../../src/sandbox/clock.ts';
import { Faults } from '../../src/sandbox/faults.ts';
import { sanbodFace } from '../../src/sandbox/sanbod/face.ts';

/** A national id with a right check digit that is nobody's we know of. */
export const NATIONAL_ID = '0123456789';

/** The sandbox's Sanbod on a free port; ends with the test. */
export async function startSanbodSandbox() {
  const ground = { clock: new SandboxClock(), faults: new Faults() };
  const server = createServer(express().use(sanbodFace(ground)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const turn = (switches: object) =>
    fetch(`${url}/_sandbox/sanbod`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(switches),
    });
  return { url, ...ground, turn };
}

/** What an account holder does in a browser at the bank's page; resolves to where the bank sends them then. */
export async function answerAtBank(page: URL, answer: 'consent' | 'refuse' = 'consent'): Promise<URL> {
  const login = await post(`${page.href}/login`, {
    user: 'ela',
    password: '1234',
    national_id: NATIONAL_ID,
  });
  const asked = await login.text();
  const deposits = [...asked.matchAll(/name="deposit" value="([^"]+)"/g)].map(([, deposit = '']) => deposit);
  const form = new URLSearchParams();
  for (const deposit of deposits) form.append('deposit', deposit);
  form.set('answer', answer);
  const back = await post(`${page.href}/consent`, form);
  return new URL(back.headers.get('location') ?? 'about:blank');
}

function post(url: string, form: Record<string, string> | URLSearchParams): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}
