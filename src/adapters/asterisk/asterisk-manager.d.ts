/** The part of asterisk-manager 0.2 that is used here; the package has no types of its own. */
declare module 'asterisk-manager' {
  interface Reply {
    readonly response: string;
    readonly message?: string;
  }

  interface Manager {
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'close', listener: () => void): void;
    on(
      event: 'hangup',
      listener: (told: { readonly uniqueid?: string; readonly cause?: string }) => void,
    ): void;
    on(
      event: 'originateresponse',
      listener: (told: { readonly actionid?: string; readonly reason?: string }) => void,
    ): void;
    connect(port: number, host: string, connected: () => void): void;
    login(done: (refused?: Reply) => void): void;
    /** `refused` is the reply when it says "Error". */
    action(action: Record<string, string>, done: (refused: Reply | undefined, reply: Reply) => void): void;
    disconnect(): void;
  }

  /** Without a port it does not connect by itself. */
  const createManager: (
    port: undefined,
    host: string,
    username: string,
    password: string,
    events: boolean,
  ) => Manager;
  export = createManager;
}
