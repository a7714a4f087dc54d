/** `npm run diagram`: writes what is told of the machine into its two pages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { explore } from './explore.ts';
import { DIAGRAM_FILE, TABLE_FILE, tablePage, withDiagram } from './pages.ts';

const place = (file: string) => resolve(import.meta.dirname, '../..', file);

const walk = explore();
writeFileSync(place(DIAGRAM_FILE), withDiagram(readFileSync(place(DIAGRAM_FILE), 'utf8'), walk));
writeFileSync(place(TABLE_FILE), tablePage(walk));
process.stdout.write(`${DIAGRAM_FILE} and ${TABLE_FILE} are current.\n`);
