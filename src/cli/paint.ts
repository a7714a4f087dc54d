import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Styles a text for whoever reads it. */
export type Paint = (style: Style, text: string) => string;

/** For files, pipes and tests: no styles. */
export const plainPaint: Paint = (_style, text) => text;

/** For standard output: styles when it is a terminal that shows them (and NO_COLOR is unset). */
export const terminalPaint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });
