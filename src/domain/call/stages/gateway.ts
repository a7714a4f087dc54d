import { say } from '../../prompt/script.ts';
import type { TalkingState } from '../state.ts';
import { ignoring, type Step } from '../step.ts';
import { goodbye } from './shared.ts';

/** How each stage takes it that the gateway is down. That it is, is noted for all of them (transition.ts). */

/** Before an attempt is made: a payer is told before a card is keyed for nothing (call.md, "Events"). */
export const BEFORE_AN_ATTEMPT = {
  ...ignoring('it is noted, and a question stands', 'GatewayClosed'),
  GatewayOpened: sayGatewayDown,
};

/** The greeting has not begun: it is said there. */
export const BEFORE_THE_GREETING = ignoring(
  'it is told instead of the greeting',
  'GatewayOpened',
  'GatewayClosed',
);

/** What is being said is true whatever the gateway does. */
export const WHILE_TOLD = ignoring(
  'it is noted; what is being said is said to its end',
  'GatewayOpened',
  'GatewayClosed',
);

/** From an attempt on, what the bank answers decides; no further try is offered while the gateway is down. */
export const FROM_AN_ATTEMPT_ON = ignoring(
  'it is noted; what the bank says of this attempt decides',
  'GatewayOpened',
  'GatewayClosed',
);

/** A payment is not possible now: the last words, from any stage. */
export function sayGatewayDown(state: TalkingState): Step {
  return goodbye(state, [say('line.down')]);
}
