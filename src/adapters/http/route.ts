import type { z } from 'zod';
import type { KeyMode, Scope } from '../../application/ports.ts';
import type { Secret } from '../../application/secret.ts';
import type { Language } from '../../domain/merchant/line.ts';
import type { ProblemCode } from './problems.ts';

/** Who asks, and how the answer is to be. */
export interface RouteContext {
  readonly merchantId: string;
  readonly keyId: string;
  readonly mode: KeyMode;
  readonly requestId: string;
  /** Of the sentences in the answer. */
  readonly language: Language;
  /** What the client prefers; `csv` only of routes that have it. */
  readonly format: 'json' | 'csv';
  /** As it was sent; null when it was not. */
  readonly idempotencyKey: string | null;
  /**
   * Notes the id of what this request works on as soon as it is known, so that a repetition of a request whose
   * process died is answered from it. Without an Idempotency-Key it does nothing.
   */
  note(resourceId: string): Promise<void>;
}

/** What one answer of a route holds. */
export interface AnswerSpec {
  readonly description: string;
  readonly body: z.ZodType;
}

/** A body that is a text of another type than JSON. */
export interface TextBody {
  readonly contentType: 'text/csv';
  readonly maxBytes: number;
}

/** What the handler gets: read, checked, and without a secret that is a text. */
interface RouteInput<Params, Query, Body, SecretName extends string> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Wiped when the answer is sent. */
  readonly secrets: Readonly<Record<SecretName, Secret>>;
}

/** Rows as they come; the memory that they take does not grow with their number. */
export interface CsvReply {
  readonly status: 200;
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (string | number | null)[]>;
}

export interface JsonReply {
  readonly status: number;
  readonly body: unknown;
}

export type Reply = JsonReply | CsvReply;

type JsonReplies<Answers> = {
  [S in keyof Answers]: Answers[S] extends { readonly body: infer B extends z.ZodType }
    ? { readonly status: S; readonly body: z.input<B> }
    : never;
}[keyof Answers];

type BodyOf<Body> = Body extends TextBody ? string : Body extends z.ZodType ? z.output<Body> : null;

/** One route, with all that is known of it: what is checked, what is documented and who may. */
interface RouteSpec<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodObject | TextBody | null,
  SecretName extends string,
  Answers extends Readonly<Record<number, AnswerSpec>>,
> {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** With its parameters in braces: `/v1/payments/{attemptId}`. */
  readonly path: string;
  /** Unique; the name of the call in a generated client. */
  readonly operationId: string;
  /** One line. */
  readonly summary: string;
  /** What else a merchant has to know; Markdown. */
  readonly description?: string;
  readonly scope: Scope;
  readonly params: Params;
  readonly query: Query;
  /** Null: the route takes none. */
  readonly body: Body;
  /** Further fields of the body, which are secret: they reach the handler as `Secret`s only. */
  readonly secrets: Readonly<Record<SecretName, z.ZodType<string>>>;
  /** Whether it takes an Idempotency-Key: every POST does. */
  readonly idempotent: boolean;
  readonly answers: Answers;
  /** Whether `Accept: text/csv` or `?format=csv` is answered with rows. */
  readonly csv?: true;
  /** Problems of its own, besides those that every route may answer with. */
  readonly problems: readonly ProblemCode[];
  /** A request and its answer as they are with the sandbox. */
  readonly example?: RouteExample;
  /** The id of what the request works on, where the request itself names it. */
  resourceOf?(input: RouteInput<z.output<Params>, z.output<Query>, BodyOf<Body>, SecretName>): string | null;
  /** @throws ApiProblem for what is refused */
  handle(
    context: RouteContext,
    input: RouteInput<z.output<Params>, z.output<Query>, BodyOf<Body>, SecretName>,
  ): Promise<JsonReplies<Answers> | CsvReply>;
  /** Answers for a request whose process died, from the state of its resource; null when there is nothing to say. */
  recover?(
    context: RouteContext,
    resourceId: string,
    input: RouteInput<z.output<Params>, z.output<Query>, BodyOf<Body>, SecretName>,
  ): Promise<JsonReplies<Answers> | null>;
}

/** Values as a person would write them; `{{name}}` is taken from the answer of an earlier example. */
export interface RouteExample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>> | string;
  readonly answer: unknown;
}

/** A route whose own types are forgotten: what the server and the documents work with. */
export interface Route
  extends Omit<
    RouteSpec<
      z.ZodObject,
      z.ZodObject,
      z.ZodObject | TextBody | null,
      string,
      Readonly<Record<number, AnswerSpec>>
    >,
    'handle' | 'recover' | 'resourceOf'
  > {
  resourceOf?(input: ErasedInput): string | null;
  handle(context: RouteContext, input: ErasedInput): Promise<Reply>;
  recover?(context: RouteContext, resourceId: string, input: ErasedInput): Promise<Reply | null>;
}

export type ErasedInput = RouteInput<object, object, unknown, string>;

/** Checks the types of one route against one another: what the handler gets and what it may answer. */
export function defineRoute<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodObject | TextBody | null,
  const SecretName extends string,
  const Answers extends Readonly<Record<number, AnswerSpec>>,
>(spec: RouteSpec<Params, Query, Body, SecretName, Answers>): Route {
  return spec as Route;
}
