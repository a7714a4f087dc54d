import type { Request, RequestHandler } from 'express';
import type { ConsentEnd, ReturnedConsent } from '../../application/bank-consents.ts';
import { notesOf } from './serve-route.ts';

/** Takes what the browser brought back from the bank. */
export type FinishConsent = (returned: ReturnedConsent) => Promise<ConsentEnd>;

interface Ending {
  readonly httpStatus: number;
  readonly fa: string;
  readonly en: string;
}

/** What the account holder reads, who has nothing to do with our words for things. */
const ENDINGS: Readonly<Record<ConsentEnd, Ending>> = {
  connected: {
    httpStatus: 200,
    fa: 'حساب شما وصل شد. می‌توانید این صفحه را ببندید.',
    en: 'Your account is connected. You may close this page.',
  },
  refused: {
    httpStatus: 200,
    fa: 'اجازه داده نشد و چیزی وصل نشد. می‌توانید این صفحه را ببندید.',
    en: 'No consent was given, and nothing was connected. You may close this page.',
  },
  failed: {
    httpStatus: 502,
    fa: 'بانک اجازه را تأیید نکرد و چیزی وصل نشد. لطفاً پیوند تازه‌ای بخواهید و دوباره بکوشید.',
    en: 'The bank did not confirm the consent, and nothing was connected. Please ask for a new link and try again.',
  },
  used: {
    httpStatus: 409,
    fa: 'این پیوند پیش‌تر به کار رفته است. اگر حساب وصل نشده، لطفاً پیوند تازه‌ای بخواهید.',
    en: 'This link was used before. If the account is not connected, please ask for a new one.',
  },
  expired: {
    httpStatus: 410,
    fa: 'مهلت این پیوند گذشته است. لطفاً پیوند تازه‌ای بخواهید.',
    en: 'This link has expired. Please ask for a new one.',
  },
  unknown: {
    httpStatus: 400,
    fa: 'این پیوند از آنِ ما نیست و چیزی وصل نشد. لطفاً پیوند تازه‌ای بخواهید.',
    en: 'This link is not one of ours, and nothing was connected. Please ask for a new one.',
  },
};

/** `GET /sanbod/callback`: where the bank sends the account holder's browser (contracts.md 6.2). */
export function consentPage(finish: FinishConsent): RequestHandler {
  return async (request, response) => {
    // The pattern alone: the address holds a code.
    notesOf(response).route = 'GET /sanbod/callback';
    // Whoever only looks whether the page is there must not use up the link.
    if (request.method !== 'GET') {
      response.status(405).set('allow', 'GET').end();
      return;
    }
    const end = await finish({
      state: once(request, 'state'),
      code: once(request, 'code'),
      error: once(request, 'error'),
    });
    const ending = ENDINGS[end];
    response.status(ending.httpStatus).set('cache-control', 'no-store').type('html').send(pageOf(ending));
  };
}

/** A parameter that is there once and says something. */
function once({ query }: Request, name: string): string | null {
  const value = query[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function pageOf({ fa, en }: Ending): string {
  return `<!doctype html>
<html lang="fa" dir="rtl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Zangpay</title>
<p>${fa}</p>
<p lang="en" dir="ltr">${en}</p>
</html>
`;
}
