import type { Router } from 'express';
import type { Ground } from '../ground.ts';
import { type Face, type Fields, faceRouter, type Service, serving } from '../paystar-application/face.ts';
import { isNationalId, ownsCard, ownsMobile } from '../people.ts';

/** Rial for each answer. */
const COST = 1_000;
const INVALID = 10;
const MATCHING = '/service/info-matching';

const MOBILE: Service = {
  texts: ['national_id', 'mobile_number'],
  cost: COST,
  answer(asked) {
    const { national_id: nationalId, mobile_number: mobile } = asked as Record<string, string>;
    if (!isNationalId(nationalId ?? '') || !/^09\d{9}$/.test(mobile ?? '')) return INVALID;
    return { is_matched: ownsMobile(nationalId ?? '', mobile ?? '') };
  },
};

const CARD: Service = {
  texts: ['national_id', 'card_number', 'birth_date'],
  cost: COST,
  answer(asked: Fields) {
    const {
      national_id: nationalId = '',
      card_number: card = '',
      birth_date: birthDate = '',
    } = asked as Record<string, string>;
    if (!isNationalId(nationalId) || !/^\d{16}$/.test(card) || !isGregorian(birthDate)) return INVALID;
    return { is_matched: ownsCard(nationalId, birthDate, card) };
  },
};

/** PayStar's identity services, below `/api/open-banking` (contracts.md 4). */
export function identityFace(ground: Ground, face: Face): Router {
  const router = faceRouter(ground, face, '/application/refresh-api-key');
  router.post(`${MATCHING}/mobile-national-id`, serving(face, 'mobile-national-id', MOBILE));
  router.post(`${MATCHING}/card-national-id`, serving(face, 'card-national-id', CARD));
  return router;
}

/** A day that exists, and no Jalali one. */
function isGregorian(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return /^(19|20)\d\d-\d\d-\d\d$/.test(date) && !Number.isNaN(time);
}
