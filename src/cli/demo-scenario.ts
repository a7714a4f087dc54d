import type { Demo } from '../demo/demo.ts';
import type { Played } from '../demo/scenarios/play.ts';
import type { Scenario } from '../demo/scenarios/scenario.ts';
import { showCard } from '../domain/payment/card.ts';
import { startTimelines } from './calls-timeline.ts';
import type { Cli } from './cli.ts';
import { count, rial } from './format.ts';
import { nearest } from './nearest.ts';
import { facts, table } from './table.ts';

/** The name that stands for the list of all of them. */
export const LIST = 'list';

/** All scenarios, for people or for programs. */
export function listScenarios(cli: Cli, scenarios: readonly Scenario[], asJson: boolean): void {
  const rows = scenarios.map(({ name, about }) => ({ name, about }));
  const text = () =>
    table(
      cli.paint,
      ['Name', 'What happens'],
      rows.map(({ name, about }) => [name, about]),
    );
  cli.out(asJson ? JSON.stringify(rows) : text());
}

/** What is said of a name that no scenario has. */
export function noSuchScenario(name: string, scenarios: readonly Scenario[]): string {
  const near = nearest(
    name,
    scenarios.map((each) => each.name),
  );
  return `There is no scenario ${name}. Did you mean ${near.join(', ')}? All of them: demo --scenario ${LIST}`;
}

/** Shows the calls of a scenario as they run; `end` shows what still waits. */
export function showCalls({ paint }: Cli, { journal }: Demo, tell: (text: string) => void) {
  const { add, end } = startTimelines(null, paint);
  const show = (lines: readonly string[]) => {
    for (const line of lines) tell(line);
  };
  journal.watch((entry) => show(add(entry)));
  return { end: () => show(end()) };
}

/** What came of it, and whether it is as it has to be. */
export function outcomeText({ paint }: Cli, { name }: Scenario, played: Played): string {
  const { attempts, charges, callIds, wrong } = played;
  const paid = attempts.map(
    ({ state, amount, cardFirst6, cardLast4 }) =>
      `${state}, ${rial(amount)} Rial, ${showCard({ first6: cardFirst6, last4: cardLast4 })}`,
  );
  const verdict =
    wrong.length === 0 ? [paint('green', 'as it has to be')] : wrong.map((line) => paint('red', line));
  return facts(paint, [
    ['Scenario', name],
    ['Payments', paid.length === 0 ? 'none' : paid.join('\n')],
    ['The bank has', count(charges, 'charge')],
    ['Calls', callIds.join('\n')],
    [wrong.length === 0 ? 'All is' : 'Wrong', verdict.join('\n')],
  ]);
}

/** The same for programs. */
export function outcomeReport({ name, about }: Scenario, played: Played) {
  const { attempts, charges, callIds, said, wrong } = played;
  return {
    scenario: name,
    about,
    asItHasToBe: wrong.length === 0,
    wrong,
    callIds,
    payments: attempts.map(({ attemptId, state, amount, refId, code, notSentReason }) => ({
      paymentId: attemptId,
      outcome: state,
      amountRial: amount,
      refId,
      code,
      notSentReason,
    })),
    charges,
    said,
  };
}
