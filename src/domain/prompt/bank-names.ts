import type { Language } from '../merchant/line.ts';
import type { BankId } from '../payment/card.ts';

/**
 * The banks as they are called. The Persian says "bank" each time: «کارتِ ملّی» without it is an identity
 * card. Written for espeak-ng, as the script is.
 */
export const BANK_NAMES: Readonly<Record<BankId, Readonly<Record<Language, string>>>> = {
  melli: { fa: 'بانکِ ملّی', en: 'Bank Melli' },
  sepah: { fa: 'بانکِ سپه', en: 'Bank Sepah' },
  keshavarzi: { fa: 'بانکِ کشاورزی', en: 'Bank Keshavarzi' },
  mellat: { fa: 'بانکِ ملّت', en: 'Bank Mellat' },
  saderat: { fa: 'بانکِ صادرات', en: 'Bank Saderat' },
  tejarat: { fa: 'بانکِ تجارت', en: 'Bank Tejarat' },
  parsian: { fa: 'بانکِ پارسیان', en: 'Parsian Bank' },
  pasargad: { fa: 'بانکِ پاسارگاد', en: 'Bank Pasargad' },
  saman: { fa: 'بانکِ سامان', en: 'Saman Bank' },
  eghtesadNovin: { fa: 'بانکِ اقتصادِ نوین', en: 'EN Bank' },
  sina: { fa: 'بانکِ سینا', en: 'Sina Bank' },
  maskan: { fa: 'بانکِ مسکن', en: 'Bank Maskan' },
  refah: { fa: 'بانکِ رفاه', en: 'Refah Bank' },
  ayandeh: { fa: 'بانکِ آینده', en: 'Ayandeh Bank' },
  postBank: { fa: 'پست‌بانکِ ایران', en: 'Post Bank' },
  shahr: { fa: 'بانکِ شهر', en: 'Shahr Bank' },
  dey: { fa: 'بانکِ دی', en: 'Day Bank' },
  karafarin: { fa: 'بانکِ کارآفرین', en: 'Karafarin Bank' },
  sarmayeh: { fa: 'بانکِ سرمایه', en: 'Sarmayeh Bank' },
  resalat: { fa: 'بانکِ رسالت', en: 'Resalat Bank' },
  mehr: { fa: 'بانکِ مهرِ ایران', en: 'Mehr Iran Bank' },
  gardeshgari: { fa: 'بانکِ گردشگری', en: 'Tourism Bank' },
  iranZamin: { fa: 'بانکِ ایران‌زمین', en: 'Iran Zamin Bank' },
  middleEast: { fa: 'بانکِ خاوَرمیانه', en: 'Middle East Bank' },
  melal: { fa: 'مؤسسهٔ ملل', en: 'Melal Credit' },
  exportDevelopment: { fa: 'بانکِ توسعهٔ صادرات', en: 'Export Development Bank' },
  industryAndMine: { fa: 'بانکِ صنعت و معدن', en: 'Industry and Mine Bank' },
  toseeTaavon: { fa: 'بانکِ توسعهٔ تعاون', en: 'Tosee Taavon Bank' },
  central: { fa: 'بانکِ مرکزی', en: 'Central Bank' },
};
