/** What came of one request to an outside service, before anybody reads a meaning into it. */
export type Exchange =
  | {
      readonly type: 'reply';
      readonly httpStatus: number;
      readonly body: string;
      /** Where a redirection leads, which is never followed; null when the reply is none. */
      readonly location: string | null;
    }
  /** The reply is longer than was expected; the rest was not read. */
  | { readonly type: 'oversized'; readonly httpStatus: number }
  /** The request had begun to leave when the connection or our patience ended. */
  | {
      readonly type: 'lost';
      readonly why: 'timeout' | 'connectionLost';
      /** Null unless the head of a reply had arrived. */
      readonly httpStatus: number | null;
      /** An error's code, such as `ECONNRESET`. */
      readonly detail: string;
    }
  /** Proven: no byte of the request left this process. */
  | { readonly type: 'neverLeft'; readonly why: 'notConnected' | 'notConfirmed'; readonly detail: string };

/** The longest reply that is read unless more is expected, in bytes; most take some hundred. */
export const LARGEST_REPLY = 65_536;
