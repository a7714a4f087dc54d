import type { CallEventType } from '../../src/domain/call/event.ts';
import type { StageName } from '../../src/domain/call/state.ts';
import { TABLE } from '../../src/domain/call/transition.ts';
import { cellName, type Walk } from './explore.ts';

/** What is written of the machine for people: the state diagram and the table of stage x event. */

/** The file that holds the table, beside the code that it describes. */
export const TABLE_FILE = 'src/domain/call/README.md';
/** The file that holds the diagram, between two marks. */
export const DIAGRAM_FILE = 'ARCHITECTURE.md';
/** Writes both. */
export const COMMAND = 'npm run diagram';

const BEGIN = `<!-- diagram: written by \`${COMMAND}\`, not by hand -->`;
const END = '<!-- end of diagram -->';

const STAGES = Object.keys(TABLE) as readonly StageName[];
const EVENTS = (Object.keys(TABLE.new) as CallEventType[]).sort();

/** Where a call is over, or says its last words. */
const ENDS: ReadonlySet<StageName> = new Set(['goodbye', 'leaving', 'gone', 'ended', 'handedOver']);

/** The way of a payer on a line with a fixed amount who does everything right. */
const USUAL: readonly StageName[] = [
  'new',
  'arriving',
  'answering',
  'greet',
  'bill.find',
  'bill.tell',
  'card.ask',
  'card.confirm',
  'attempt.commit',
  'otp.wait',
  'pin.ask',
  'pay.wait',
  'pay.record',
  'verdict',
  'reference',
  'goodbye',
  'leaving',
  'ended',
];

/** What can happen nearly everywhere and is told beneath the diagram. */
const EVERYWHERE: ReadonlySet<CallEventType> = new Set([
  'CallerGone',
  'CallLimitNear',
  'GatewayOpened',
  'LineGap',
  'Resumed',
]);
const TROUBLE: ReadonlySet<string> = new Set(['wrong', 'star', 'silence']);
/** What leads to the end only when a limit of the call is reached or the gateway is down. */
const AT_A_LIMIT: ReadonlySet<string> = new Set(['key 1', 'a card', 'PIN expired']);

/** More words than these make a line unreadable. */
const MOST_WORDS = 3;

/** The text of the architecture with the diagram in its place. Throws when the marks are not there. */
export function withDiagram(page: string, walk: Walk): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${DIAGRAM_FILE} lacks the marks ${BEGIN} and ${END}`);
  return `${page.slice(0, from)}${BEGIN}\n\n${diagram(walk)}\n\n${page.slice(to)}`;
}

/** The state diagram in Mermaid: one line for each pair of stages, with what leads from one to the other. */
function diagram({ cells }: Walk): string {
  const edges = new Map<string, Set<string>>();
  for (const { stage, event, to } of cells.values()) {
    for (const [target, words] of to) {
      if (EVERYWHERE.has(event) && target !== 'gone' && stage !== 'leaving') continue;
      const shown = [...words].filter((word) => isShown(stage, target, word));
      if (shown.length === 0) continue;
      const edge = `${idOf(stage)} --> ${idOf(target)}`;
      edges.set(edge, new Set([...(edges.get(edge) ?? []), ...shown]));
    }
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...STAGES.filter((stage) => idOf(stage) !== stage).map((stage) => `  ${idOf(stage)} : ${stage}`),
    '  [*] --> new',
    ...[...edges].map(([edge, words]) => `  ${edge} : ${labelOf([...words])}`),
    '  handedOver --> [*]',
    '  ended --> [*]',
    '  classDef usual font-weight:bold,stroke-width:3px',
    `  class ${USUAL.map(idOf).join(',')} usual`,
    '```',
  ].join('\n');
}

/** A stage that asks again is not drawn, nor that trouble and limits lead to a colleague or to the end. */
function isShown(from: StageName, to: StageName, word: string): boolean {
  if (from === to) return false;
  if (to !== 'goodbye' && to !== 'operator.connect') return true;
  return !TROUBLE.has(word) && (from === 'reference' || !AT_A_LIMIT.has(word));
}

/** The usual words first. */
function labelOf(words: readonly string[]): string {
  const sorted = [
    ...words.filter((word) => !TROUBLE.has(word)),
    ...words.filter((word) => TROUBLE.has(word)),
  ];
  return [...sorted.slice(0, MOST_WORDS), ...(sorted.length > MOST_WORDS ? ['…'] : [])].join(', ');
}

function idOf(stage: StageName): string {
  return stage.replace('.', '_');
}

/** The table of stage x event, a section for each stage. */
export function tablePage(walk: Walk): string {
  const acting = STAGES.flatMap((stage) => EVENTS.filter((event) => acts(stage, event))).length;
  const all = STAGES.length * EVENTS.length;
  return `# The table of the call

Written by \`${COMMAND}\` from \`TABLE\` in [transition.ts](transition.ts), not by hand; a test fails when it is not
current. Where a cell leads to was found by walking through the machine with every event at every state
(\`test/golden/explore.ts\`).

${STAGES.length} stages x ${EVENTS.length} events are ${all} cells: ${acting} act, ${all - acting} are ignored for the reason that is given. A cell
*moves* to another stage, *stays* (it notes something, or asks again), or *ends*: what follows are the last words, or
nobody is there any more. What belongs to an earlier prompt, question or attempt changes nothing.

${STAGES.map((stage) => stageSection(stage, walk)).join('\n\n')}
`;
}

function stageSection(stage: StageName, { cells }: Walk): string {
  const acting = EVENTS.filter((event) => acts(stage, event)).map((event) => {
    const cell = cells.get(cellName(stage, event));
    return `| \`${event}\` | ${cell === undefined ? 'never met' : whereTo(stage, [...cell.to.keys()])} |`;
  });
  const rows = [
    ...acting,
    ...ignored(stage).map(([why, events]) => `| ${names(events)} | ignored: ${why} |`),
  ];
  return [`## ${stage}`, '', '| event | |', '|---|---|', ...rows].join('\n');
}

function acts(stage: StageName, event: CallEventType): boolean {
  return typeof TABLE[stage][event] === 'function';
}

function whereTo(stage: StageName, targets: readonly StageName[]): string {
  const sorted = STAGES.filter((target) => targets.includes(target));
  const moves = sorted.filter((target) => target !== stage && !ENDS.has(target));
  const ends = sorted.filter((target) => target !== stage && ENDS.has(target));
  const parts = [
    ...(moves.length > 0 ? [`moves to ${names(moves)}`] : []),
    ...(targets.includes(stage) ? ['stays'] : []),
    ...(ends.length > 0 ? [`ends in ${names(ends)}`] : []),
  ];
  return parts.join('; ');
}

/** The ignored events of a stage by the reason for it. */
function ignored(stage: StageName): readonly (readonly [string, readonly CallEventType[]])[] {
  const reasons = new Map<string, CallEventType[]>();
  for (const event of EVENTS) {
    const cell = TABLE[stage][event];
    if (typeof cell === 'function') continue;
    reasons.set(cell.ignores, [...(reasons.get(cell.ignores) ?? []), event]);
  }
  return [...reasons];
}

function names(list: readonly string[]): string {
  return list.map((name) => `\`${name}\``).join(', ');
}
