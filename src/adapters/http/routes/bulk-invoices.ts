import { z } from 'zod';
import { addInvoices, type InvoiceDraft } from '../../../application/panel/invoices.ts';
import type { Language } from '../../../domain/merchant/line.ts';
import { noFields } from '../fields.ts';
import { CSV_BYTES, type CsvRow, csvTime, readCsv } from '../invoice-csv.ts';
import { originOf } from '../origin.ts';
import { PROBLEMS, type ProblemCode, sentenceOf } from '../problems.ts';
import { defineRoute, type Route, type RouteContext } from '../route.ts';
import { DRAFT_PROBLEMS, draftOf, newInvoice } from './invoice-draft.ts';
import type { InvoiceRoutePorts } from './invoices.ts';

const columns = newInvoice.extend({ expiresAt: csvTime.optional() });

/** What may be wrong with one row. */
const ROW_PROBLEMS = [
  ...(['missing_field', 'invalid_field'] as const),
  ...Object.values(DRAFT_PROBLEMS).map(([code]) => code),
] as const;

const report = z.object({
  created: z.int(),
  refused: z.int(),
  rows: z.array(
    z.object({
      row: z.int().describe('Counted from 1, the header not among them.'),
      status: z.enum(['created', 'refused']),
      invoiceId: z.string().nullable(),
      code: z.string().nullable().describe('What a caller keys.'),
      error: z
        .object({ code: z.enum(ROW_PROBLEMS), field: z.string().nullable(), detail: z.string() })
        .nullable(),
    }),
  ),
});
type Report = z.input<typeof report>;
type ReportRow = Report['rows'][number];

/** Many invoices from one file. */
export function bulkInvoiceRoutes(ports: InvoiceRoutePorts): readonly Route[] {
  const add = async (context: RouteContext, text: string) => {
    const rows = await readCsv(text, columns);
    return { status: 200, body: await addRows(ports, context, rows) } as const;
  };
  return [
    defineRoute({
      method: 'post',
      path: '/v1/invoices/bulk',
      operationId: 'createInvoices',
      summary: 'Create invoices from a CSV file',
      description: [
        'A file of at most 5 MB and 10,000 rows in UTF-8, with a header row and the columns `amount` (required), `code`, `description`, `payerMobile`, `orderId` and `expiresAt`, in any order. Digits may be Persian.',
        'Every row is judged for itself: good ones are created, whatever the others are, and the report tells of each. A file that cannot be read at all is refused, and nothing of it is created.',
        'Give an Idempotency-Key: then the same file, sent again after a lost connection, creates nothing twice.',
      ].join('\n\n'),
      scope: 'invoices:write',
      params: noFields,
      query: noFields,
      body: { contentType: 'text/csv', maxBytes: CSV_BYTES },
      secrets: {},
      idempotent: true,
      answers: { 200: { description: 'What became of each row.', body: report } },
      problems: ['csv_malformed', 'too_many_rows', 'missing_field'],
      example: {
        body: 'amount,code,description,payerMobile\n500000,12345674,Three books,09121234567\n1500,,,\n',
        answer: {
          created: 1,
          refused: 1,
          rows: [
            {
              row: 1,
              status: 'created',
              invoiceId: 'inv_1m89v5fmafc7z4fty',
              code: '12345674',
              error: null,
            },
            {
              row: 2,
              status: 'refused',
              invoiceId: null,
              code: null,
              error: { code: 'amount_step', field: 'amount', detail: PROBLEMS.amount_step.detail.en },
            },
          ],
        },
      },
      async handle(context, { body }) {
        await context.note('bulk');
        return add(context, body);
      },
      recover: (context, _noted, { body }) => add(context, body),
    }),
  ];
}

type Row = CsvRow<z.output<typeof columns>>;

async function addRows(
  ports: InvoiceRoutePorts,
  context: RouteContext,
  rows: readonly Row[],
): Promise<Report> {
  const drafts = rows.flatMap((row, index) => ('value' in row ? [draftAt(context, row.value, index)] : []));
  const answers = (await addInvoices(ports, drafts)).values();
  const { language } = context;
  const reported = rows.map((row, index): ReportRow => {
    if ('problem' in row) return refused(index, row.problem.code, row.problem.field, language);
    const answer = answers.next().value;
    if (answer === undefined) throw new Error('A row of a file was left without an answer.');
    if ('refused' in answer) return refused(index, ...DRAFT_PROBLEMS[answer.refused], language);
    const { invoiceId, code } = answer;
    return { row: index + 1, status: 'created', invoiceId, code, error: null };
  });
  const created = reported.filter(({ status }) => status === 'created').length;
  return { created, refused: reported.length - created, rows: reported };
}

function draftAt(context: RouteContext, row: z.output<typeof columns>, index: number): InvoiceDraft {
  const origin = originOf(context, 'bulk', index, row);
  return { ...draftOf(context.merchantId, row), ...(origin === null ? {} : { origin }) };
}

function refused(index: number, code: ProblemCode, field: string | null, language: Language): ReportRow {
  const detail = sentenceOf(PROBLEMS[code].detail[language], field === null ? {} : { field });
  return { row: index + 1, status: 'refused', invoiceId: null, code: null, error: { code, field, detail } };
}
