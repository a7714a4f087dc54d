import type { Checkable, Log, ServiceHealth, System } from '../../application/ports.ts';
import type { Exchange } from '../provider/exchange.ts';
import { exchangeLog, type TellExchange } from '../provider/exchange-log.ts';
import { jsonBody } from '../provider/json-body.ts';
import { openProvider, type Provider, type ProviderRequest } from '../provider/provider.ts';
import { askWithToken, type TokenKeeper, type TokenShelf } from '../provider/tokens.ts';
import { type ApplicationKey, keepApplicationKey, NoApplicationKey } from './application-key.ts';
import { type Heard, plainlyRefusesKey, readFrame, refusesKey } from './reply-frame.ts';
import { statusMeaning } from './status-codes.ts';

/** How an application of PayStar's panel is reached (contracts.md 2). */
export interface ApplicationSettings {
  /** Such as `https://core.paystar.ir/api`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** How long one request may take to its last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: Log;
  readonly system: Pick<System, 'now' | 'after' | 'monotonicMs'>;
  /** Where its key lies; in this process unless given. */
  readonly shelf?: TokenShelf<ApplicationKey>;
}

export interface Credentials {
  readonly applicationId: string;
  readonly accessPassword: string;
  readonly refreshToken: string;
}

/** What every request of an application repeats among its parameters. */
export interface Repeated {
  readonly application_id: string;
  readonly access_password: string;
}

/** One request to a service of the application. */
export interface ServiceRequest {
  /** How the log names it. */
  readonly service: string;
  /** No more than the application's own, which is taken unless given; in milliseconds. */
  readonly timeoutMs?: number;
  /** Writes the request, anew each time that it is sent; null: it cannot be written any more. */
  readonly write: (repeated: Repeated) => Pick<ProviderRequest, 'method' | 'path' | 'body'> | null;
  readonly mayStillSend?: () => boolean;
  /** Then only a plain refusal of the key has it repeated; it does not unless told. */
  readonly movesMoney?: true;
}

/** An application of PayStar's panel, whose services are asked with its key. A look at it asks for a new key. */
export interface Application extends Checkable {
  /** Asks once; when the key was refused, once more with a new one. Never rejects: without a key nothing leaves. */
  ask(request: ServiceRequest): Promise<Heard>;
  close(): Promise<void>;
}

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const CANNOT_BE_WRITTEN: Exchange = { type: 'neverLeft', why: 'notConfirmed', detail: 'a secret was wiped' };

/** @param refreshPath where its key is refreshed, which is not the same for all (contracts.md 2.3) */
export function openApplication(settings: ApplicationSettings, refreshPath: string): Application {
  return new KeyedApplication(settings, refreshPath);
}

class KeyedApplication implements Application {
  readonly #settings: ApplicationSettings;
  readonly #refreshPath: string;
  readonly #provider: Provider;
  readonly #keys: TokenKeeper<ApplicationKey>;
  readonly #tell: TellExchange;
  #refreshes = 0;

  constructor(settings: ApplicationSettings, refreshPath: string) {
    const { baseUrl, credentials, timeoutMs, log, system, shelf } = settings;
    this.#settings = settings;
    this.#refreshPath = refreshPath;
    this.#provider = openProvider({ baseUrl, connectMs: timeoutMs, clock: system });
    this.#tell = exchangeLog('paystar', log, system);
    this.#keys = keepApplicationKey({
      ...{ refreshToken: credentials.refreshToken, log, system },
      ...(shelf && { shelf }),
      refresh: (refreshToken) => this.#refresh(refreshToken),
    });
  }

  async ask(request: ServiceRequest): Promise<Heard> {
    const send = ({ value }: ApplicationKey) => this.#send(request, { authorization: `Bearer ${value}` });
    try {
      const isRefused = request.movesMoney === true ? plainlyRefusesKey : refusesKey;
      return await askWithToken(this.#keys, send, isRefused);
    } catch (error) {
      if (!(error instanceof NoApplicationKey)) throw error;
      const { service } = request;
      this.#settings.log.error({ provider: 'paystar', service, remedy: error.remedy }, error.message);
      return { type: 'neverLeft' };
    }
  }

  check(): Promise<ServiceHealth> {
    return this.#freshKey().then(
      ({ renewAt }) => seen(renewAt),
      (error: unknown) => notSeen(error),
    );
  }

  close(): Promise<void> {
    return this.#provider.close();
  }

  /** A key that was got just now, so that it tells how PayStar is and not how it was. */
  async #freshKey(): Promise<ApplicationKey> {
    const before = this.#refreshes;
    const key = await this.#keys.get();
    return this.#refreshes > before ? key : this.#keys.insteadOf(key);
  }

  #refresh(refreshToken: string): Promise<Heard> {
    this.#refreshes += 1;
    const write = (repeated: Repeated) => ({
      method: 'POST' as const,
      path: this.#refreshPath,
      body: jsonBody({ ...repeated, refresh_token: refreshToken }),
    });
    return this.#send({ service: 'refresh-api-key', write }, {});
  }

  async #send({ service, write, movesMoney: _, ...request }: ServiceRequest, bearer: object): Promise<Heard> {
    const { credentials, system } = this.#settings;
    const startedAt = system.monotonicMs();
    const timeoutMs = Math.min(request.timeoutMs ?? this.#settings.timeoutMs, this.#settings.timeoutMs);
    const written = write({
      application_id: credentials.applicationId,
      access_password: credentials.accessPassword,
    });
    const headers = { ...JSON_HEADERS, ...bearer };
    const exchange =
      written === null
        ? CANNOT_BE_WRITTEN
        : await this.#provider.ask({ ...request, ...written, headers, timeoutMs });
    const heard = readFrame(exchange);
    this.#tell(exchange, { service, ...judged(heard) }, startedAt);
    return heard;
  }
}

function judged(heard: Heard) {
  if (heard.type !== 'frame') return { outcome: heard.type, code: null };
  const { status, code } = heard.frame;
  const remedy = statusMeaning(code ?? Number.NaN)?.remedy ?? undefined;
  return { outcome: status, code, remedy };
}

function seen(renewAt: number): ServiceHealth {
  return {
    ok: true,
    note: `PayStar gave an API key, to be renewed at ${new Date(renewAt).toISOString()}`,
    renewAt,
  };
}

function notSeen(error: unknown): ServiceHealth {
  if (!(error instanceof NoApplicationKey)) throw error;
  return { ok: false, wrong: error.message, remedy: error.remedy };
}
