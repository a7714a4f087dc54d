import express, { Router } from 'express';
import type { Grants, Session } from './grants.ts';
import { PROVIDERS } from './oauth.ts';

/** The accounts of the one customer of the test (contracts.md 6.1); two spellings of its number are about. */
const DEPOSITS = ['119-813-218257-4', '119-813-218257-5', '119-813-2618257-1'] as const;

/** The bank's own page, where the account holder logs in as ela, 1234, and consents or refuses. */
export function bankPages(grants: Grants): Router {
  const router = Router();
  router.use(express.urlencoded({ extended: false, limit: '4kb' }));
  router.get('/:id', (request, response) => {
    const session = grants.session(request.params.id);
    response
      .status(session === null ? 404 : 200)
      .send(session === null ? GONE : loginPage(session, request.params.id, ''));
  });
  router.post('/:id/login', (request, response) => {
    const session = grants.session(request.params.id);
    const { user, password, national_id: nationalId } = (request.body ?? {}) as Record<string, unknown>;
    if (session === null) {
      response.status(404).send(GONE);
    } else if (user !== 'ela' || password !== '1234' || !isNationalId(String(nationalId ?? ''))) {
      response
        .status(401)
        .send(loginPage(session, request.params.id, 'نام کاربری، رمز یا کد ملی درست نیست.'));
    } else {
      session.loggedIn = true;
      response.send(consentPage(session, request.params.id));
    }
  });
  router.post('/:id/consent', (request, response) => {
    const session = grants.session(request.params.id);
    if (session === null || !session.loggedIn) {
      response.status(404).send(GONE);
      return;
    }
    const { deposit = [], answer } = (request.body ?? {}) as Record<string, string | string[] | undefined>;
    const deposits = [deposit].flat().filter((one) => (DEPOSITS as readonly string[]).includes(one));
    grants.close(request.params.id);
    const back = new URL(session.redirectUri);
    if (answer === 'consent' && deposits.length > 0) {
      back.searchParams.set('code', grants.code(session.scopes, deposits));
    } else {
      back.searchParams.set('error', 'access_denied');
    }
    back.searchParams.set('state', session.state);
    response.redirect(302, back.href);
  });
  return router;
}

/** The check digit of a national id: its last one, by the weights 10 to 2 of those before. */
function isNationalId(text: string): boolean {
  if (!/^\d{10}$/.test(text) || /^(\d)\1+$/.test(text)) return false;
  const digits = [...text].map(Number);
  const rest = digits.slice(0, 9).reduce((sum, digit, index) => sum + digit * (10 - index), 0) % 11;
  return digits[9] === (rest < 2 ? rest : 11 - rest);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="fa" dir="rtl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<h1>${title}</h1>
${body}
</html>`;
}

const GONE = page('بانک آزمایشی', '<p>این نشانی دیگر برقرار نیست. لطفاً دوباره از فروشگاه آغاز کنید.</p>');

function bankName({ provider }: Session): string {
  return `بانک آزمایشی ${PROVIDERS[provider as keyof typeof PROVIDERS]}`;
}

function loginPage(session: Session, id: string, wrong: string): string {
  return page(
    bankName(session),
    `<p role="alert">${wrong}</p>
<form method="post" action="/sanbod-bank/${id}/login">
<label>نام کاربری <input name="user" autocomplete="off"></label>
<label>رمز <input name="password" type="password"></label>
<label>کد ملی <input name="national_id" inputmode="numeric"></label>
<button>ورود</button>
</form>`,
  );
}

function consentPage(session: Session, id: string): string {
  const accounts = DEPOSITS.map(
    (deposit) =>
      `<label><input type="checkbox" name="deposit" value="${deposit}" checked> <bdi>${deposit}</bdi></label>`,
  );
  return page(
    bankName(session),
    `<p>این برنامه اجازه می‌خواهد: <bdi>${session.scopes.join(', ')}</bdi></p>
<form method="post" action="/sanbod-bank/${id}/consent">
${accounts.join('\n')}
<button name="answer" value="consent">می‌پذیرم</button>
<button name="answer" value="refuse">نمی‌پذیرم</button>
</form>`,
  );
}
