import type { Language } from '../merchant/line.ts';

type BankName = Readonly<Record<Language, string>>;

/** The banks by digits 5 to 7 of their IBANs (contracts.md 8), named as people read them. */
const BANKS: Readonly<Record<string, BankName>> = {
  '010': { fa: 'بانک مرکزی', en: 'Central Bank' },
  '011': { fa: 'بانک صنعت و معدن', en: 'Industry and Mine Bank' },
  '012': { fa: 'بانک ملت', en: 'Bank Mellat' },
  '013': { fa: 'بانک رفاه', en: 'Refah Bank' },
  '014': { fa: 'بانک مسکن', en: 'Bank Maskan' },
  '015': { fa: 'بانک سپه', en: 'Bank Sepah' },
  '016': { fa: 'بانک کشاورزی', en: 'Bank Keshavarzi' },
  '017': { fa: 'بانک ملی', en: 'Bank Melli' },
  '018': { fa: 'بانک تجارت', en: 'Bank Tejarat' },
  '019': { fa: 'بانک صادرات', en: 'Bank Saderat' },
  '020': { fa: 'بانک توسعهٔ صادرات', en: 'Export Development Bank' },
  '021': { fa: 'پست‌بانک ایران', en: 'Post Bank' },
  '022': { fa: 'بانک توسعهٔ تعاون', en: 'Tosee Taavon Bank' },
  '053': { fa: 'بانک کارآفرین', en: 'Karafarin Bank' },
  '054': { fa: 'بانک پارسیان', en: 'Parsian Bank' },
  '055': { fa: 'بانک اقتصاد نوین', en: 'EN Bank' },
  '056': { fa: 'بانک سامان', en: 'Saman Bank' },
  '057': { fa: 'بانک پاسارگاد', en: 'Bank Pasargad' },
  '058': { fa: 'بانک سرمایه', en: 'Sarmayeh Bank' },
  '059': { fa: 'بانک سینا', en: 'Sina Bank' },
  '060': { fa: 'بانک مهر ایران', en: 'Mehr Iran Bank' },
  '061': { fa: 'بانک شهر', en: 'Shahr Bank' },
  '062': { fa: 'بانک آینده', en: 'Ayandeh Bank' },
  '064': { fa: 'بانک گردشگری', en: 'Tourism Bank' },
  '066': { fa: 'بانک دی', en: 'Day Bank' },
  '069': { fa: 'بانک ایران‌زمین', en: 'Iran Zamin Bank' },
  '070': { fa: 'بانک رسالت', en: 'Resalat Bank' },
  '075': { fa: 'مؤسسهٔ ملل', en: 'Melal Credit' },
  '078': { fa: 'بانک خاورمیانه', en: 'Middle East Bank' },
};

/** The bank with this code of three digits; null for one that is not in the table, since banks come and merge. */
export function bankByCode(code: string): BankName | null {
  return Object.hasOwn(BANKS, code) ? (BANKS[code] ?? null) : null;
}
