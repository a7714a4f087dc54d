/**
 * A failure that is told to a person: its message says what went wrong, where, and what to do. Whoever
 * shows it shows the message alone, without a stack trace.
 */
export class Fault extends Error {
  override readonly name: string = 'Fault';
}

/** What an operation cannot do, and why: a sentence for whoever asked for it. */
export class OperationFault extends Fault {
  override readonly name = 'OperationFault';
}
