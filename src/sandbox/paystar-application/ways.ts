/** How PayStar's replies are spelled where its documents contradict each other (contracts.md 2.1, 3, 9). */
export interface Ways {
  /**
   * `documented`: transfers say ok and fail, identity says 1 and codes; `other`: each says what the other does; `text`:
   * numbers as text, and words in capitals.
   */
  status: 'documented' | 'other' | 'text';
  /** Whether an object in `data` comes in a list. */
  data: 'documented' | 'array';
  /** What a second transfer with one `track_id` gets: a refusal, or the first one's reply. */
  duplicates: 'refuse' | 'first';
}

export const DOCUMENTED: Ways = { status: 'documented', data: 'documented', duplicates: 'refuse' };

const CHOICES: { readonly [K in keyof Ways]: readonly Ways[K][] } = {
  status: ['documented', 'other', 'text'],
  data: ['documented', 'array'],
  duplicates: ['refuse', 'first'],
};

/** Changes what a tester asks for; tells what is wrong, or null. */
export function changeWays(ways: Ways, asked: unknown): string | null {
  const wanted = Object.entries(typeof asked === 'object' && asked !== null ? asked : {});
  const wrong = wanted.find(([name, value]) => !choicesOf(name).includes(value));
  if (wrong !== undefined) {
    return `${wrong[0]} must be one of: ${choicesOf(wrong[0]).join(', ') || 'nothing, for there is no such switch'}`;
  }
  Object.assign(ways, Object.fromEntries(wanted));
  return null;
}

function choicesOf(name: string): readonly unknown[] {
  return name in CHOICES ? CHOICES[name as keyof Ways] : [];
}
