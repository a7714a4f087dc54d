/** The names that are most like one that was typed, the likest first. */
export function nearest(typed: string, names: readonly string[], most = 3): readonly string[] {
  const wanted = pairsOf(typed);
  return names
    .map((name) => ({ name, likeness: likeness(wanted, pairsOf(name)) }))
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, most)
    .map(({ name }) => name);
}

/** By the pairs of letters that two words share (the Sørensen–Dice coefficient): 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size);
}

/** The beginning and the end of a word count as letters, so that no word is without pairs. */
function pairsOf(word: string): ReadonlySet<string> {
  const letters = ` ${word.toLowerCase()} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
