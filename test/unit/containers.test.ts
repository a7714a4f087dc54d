import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';

interface Service {
  readonly build?: { readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly ports?: readonly string[];
}

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const composeText = read('docker-compose.yml');
const services: Readonly<Record<string, Service>> = parse(composeText).services;
const environmentOf = (service: string) => services[service]?.environment ?? {};
const published = Object.values(services).flatMap(({ ports }) => ports ?? []);

/** The instructions of each named stage of the Dockerfile. */
function stagesOf(dockerfile: string): ReadonlyMap<string, readonly Instruction[]> {
  const lines = dockerfile
    .replace(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n');
  const stages = new Map<string, Instruction[]>();
  let stage: Instruction[] = [];
  for (const [, name = '', rest = ''] of lines.flatMap((line) => [...line.matchAll(/^([A-Z]+)\s+(.*)$/g)])) {
    if (name === 'FROM') {
      stage = [];
      stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? rest, stage);
    }
    stage.push({ name, rest });
  }
  return stages;
}

const stages = stagesOf(read('Dockerfile'));
const restOf = (stage: string, name: string) =>
  (stages.get(stage) ?? []).filter((instruction) => instruction.name === name).map(({ rest }) => rest);

describe('what containers publish', () => {
  it('never has ARI or AMI in it', () => {
    expect(published.filter((port) => /\b(8088|5038)\b/.test(port))).toEqual([]);
  });

  it('has HTTP on loopback only', () => {
    const tcp = published.filter((port) => !port.endsWith('/udp'));
    expect(tcp).toHaveLength(2);
    expect(tcp.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('has SIP and the narrow range of voice that Asterisk was told of', () => {
    const { RTP_START = '', RTP_END = '' } = environmentOf('asterisk');
    const range = `${RTP_START}-${RTP_END}`;
    expect(published.filter((port) => port.endsWith('/udp'))).toEqual([
      '5060:5060/udp',
      `${range}:${range}/udp`,
    ]);
    expect(Number(RTP_END) - Number(RTP_START)).toBeLessThan(400);
  });
});

describe('secrets in the compose file', () => {
  const secret = /PASSWORD|SECRET|_KEY|TOKEN|HEADER/;

  it('come from outside, and those that are needed have no default', () => {
    const given = Object.values(services).flatMap(({ environment }) => Object.entries(environment ?? {}));
    const wrong = given.filter(
      ([name, value]) => secret.test(name) && !/^\$\{\w+:(\?[^}]+|-)\}$/.test(value),
    );
    expect(given.filter(([name]) => secret.test(name)).length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  it('are not written into an address', () => {
    const passwords = [...composeText.matchAll(/\/\/[^/\s:@]+:(.+?)@/g)].map(([, password]) => password);
    expect(passwords).toHaveLength(1);
    expect(passwords.filter((password) => !password?.startsWith('${POSTGRES_PASSWORD:?'))).toEqual([]);
  });
});

describe('the compose file', () => {
  it('gives the application every variable that it reads', () => {
    // Where set-up keeps Asterisk, and where the sandbox listens, is nothing to a server in a container.
    const elsewhere: readonly string[] = ['ZANGPAY_CACHE', 'SANDBOX_PORT'];
    expect(Object.keys(environmentOf('app')).sort()).toEqual(
      VARIABLE_NAMES.filter((name) => !elsewhere.includes(name)).sort(),
    );
  });

  it('checks the health of every service, by itself or by its image', () => {
    const unchecked = Object.entries(services).filter(
      ([, { healthcheck, build }]) =>
        healthcheck === undefined && restOf(build?.target ?? '', 'HEALTHCHECK').length === 0,
    );
    expect(unchecked).toEqual([]);
  });

  it('builds stages that exist', () => {
    const targets = Object.values(services).flatMap(({ build }) =>
      build === undefined ? [] : [build.target],
    );
    expect(new Set(targets)).toEqual(new Set(['app', 'asterisk']));
    expect(targets.filter((target) => !stages.has(target))).toEqual([]);
  });
});

describe('the images', () => {
  it.each(['app', 'asterisk'])('%s runs as a user who is not root', (stage) => {
    const user = restOf(stage, 'USER').at(-1);
    expect(user).toMatch(/^[a-z]+$/);
    expect(user).not.toBe('root');
  });

  it.each(['app', 'asterisk'])('%s dumps no core', (stage) => {
    expect([...restOf(stage, 'ENTRYPOINT'), ...restOf(stage, 'CMD')].join(' ')).toContain('ulimit -c 0');
  });

  it('copy what exists and what .dockerignore lets through', () => {
    const allowed = [...read('.dockerignore').matchAll(/^!.+$/gm)].map(([line]) => line);
    const sources = [...stages.keys()]
      .flatMap((stage) => restOf(stage, 'COPY'))
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(/\s+/).slice(0, -1));
    expect(sources).toContain('src');
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    expect(sources.filter((source) => !allowed.includes(`!${source.split('/')[0]}`))).toEqual([]);
  });

  it('hold no development packages', () => {
    expect(restOf('packages', 'RUN').join(' ')).toContain('--omit=dev');
  });
});

describe('.env.example', () => {
  const listed = [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)];

  it('lists every variable that is read, here or by compose', () => {
    const asked = [...composeText.matchAll(/\$\{(\w+):/g)].map(([, name]) => name);
    const names = new Set(listed.map(([, name]) => name));
    expect([...VARIABLE_NAMES, ...asked].filter((name) => !names.has(name))).toEqual([]);
  });

  it('gives no value, so that nothing in it works unread', () => {
    expect(listed.filter(([, , value]) => value !== '')).toEqual([]);
  });
});
