/**
 * How a sentence is played (call.md, "Script"): a question stops at any valid key; an information stops
 * too, and the key belongs to the gather that is open; an uninterruptible one is said to its end and keys
 * pressed meanwhile are thrown away.
 */
export type PromptKind = 'question' | 'information' | 'uninterruptible';

interface Sentence<Fa extends string = string, En extends string = string> {
  readonly kind: PromptKind;
  readonly fa: Fa;
  readonly en: En;
}

type Write = <const Fa extends string, const En extends string>(fa: Fa, en: En) => Sentence<Fa, En>;

const ask: Write = (fa, en) => ({ kind: 'question', fa, en });
const inform: Write = (fa, en) => ({ kind: 'information', fa, en });
const insist: Write = (fa, en) => ({ kind: 'uninterruptible', fa, en });

/**
 * Every sentence that a payer can hear, in both languages. `{…}` is a slot, filled from clips.
 *
 * The Persian is written for espeak-ng: it carries the ezafe and the vowels that are not guessed right,
 * and never a shadda followed by a kasra, which is read aloud as the word "tashdid". Action first, key
 * last; keys as words; a full stop at the end, or the pitch stays up. The English says "pin" in small
 * letters, or the voice spells it. People read it without the marks
 * (`text` in script.ts).
 */
export const prompts = {
  'greet.hello': inform(
    'سلام. به پرداختِ تلفنیِ {merchant} خوش آمدید.',
    'Hello. Welcome to the payment line of {merchant}.',
  ),
  /** Without the name: for a merchant whose name has no clip. */
  'greet.plain': inform('سلام. به پرداختِ تلفنی خوش آمدید.', 'Hello. Welcome to our payment line.'),
  'greet.private': inform('این تماس را ضبط نمی‌کنیم.', 'We do not record this call.'),
  /** Each language offers itself: the two texts are not translations of each other. */
  'greet.language': ask('برای فارسی، یک.', 'For English, press two.'),

  'pending.unknown': insist(
    'شما پرداختی دارید که نتیجهٔ آن هنوز معلوم نیست. لطفاً آن را دوباره پرداخت نکنید.',
    'You have a payment whose result is not known yet. Please do not pay it again.',
  ),
  'pending.paid': insist('پرداختِ پیشینِ شما انجام شده است.', 'Your earlier payment was made.'),
  'pending.other': ask(
    'برای پرداختی دیگر، یک. برای پایان، دو.',
    'To pay something else, press one. To finish, press two.',
  ),

  'bill.fixed': insist(
    'مبلغِ پرداخت: {amount}، یعنی {amountOther}.',
    'The amount to pay is {amount}, that is {amountOther}.',
  ),
  'bill.invoice.ask': ask(
    'لطفاً شُمارهٔ صورت‌حساب را وارد کنید و کلیدِ مربّع را بزنید.',
    'Please key your invoice number, then the hash key.',
  ),
  'bill.invoice.wrong': inform('این شُماره درست نیست.', 'That number is not right.'),
  'bill.invoice.notFound': inform(
    'صورت‌حسابی با این شُماره پیدا نشد.',
    'We found no invoice with that number.',
  ),
  'bill.invoice.expired': inform('مهلتِ این صورت‌حساب تمام شده است.', 'This invoice has expired.'),
  'bill.invoice.cancelled': inform('این صورت‌حساب لغو شده است.', 'This invoice has been cancelled.'),
  /** No amount before the caller chose: a number can be forged (call.md, "Order"). */
  'bill.caller.one': ask(
    'صورت‌حسابی برای این شُمارهٔ همراه دارید. برای پرداختِ آن، یک.',
    'You have an invoice for this mobile number. To pay it, press one.',
  ),
  'bill.caller.several': inform(
    '{n} صورت‌حساب برای این شُمارهٔ همراه دارید.',
    'You have {n} invoices for this mobile number.',
  ),
  /** `tail`: how the invoice's number ends. */
  'bill.caller.each': ask('برای صورت‌حسابِ {tail}، {key}.', 'For the invoice ending in {tail}, press {key}.'),
  'bill.caller.other': ask('برای شُماره‌ای دیگر، نُه.', 'For another number, press nine.'),
  'bill.open.toman': ask(
    'لطفاً مبلغ را به تُمان وارد کنید و کلیدِ مربّع را بزنید.',
    'Please key the amount in Toemaan, then the hash key.',
  ),
  'bill.open.rial': ask(
    'لطفاً مبلغ را به ریال وارد کنید و کلیدِ مربّع را بزنید.',
    'Please key the amount in Ree-ahl, then the hash key.',
  ),
  'bill.open.finish': ask(
    'برای تأییدِ مبلغ، مربّع را بزنید. برای شروعِ دوباره، ستاره.',
    'To confirm the amount, press hash. To start over, press star.',
  ),
  'bill.open.wrong': inform('این مبلغ درست نیست.', 'That amount is not right.'),
  'bill.open.range': inform('مبلغ باید از {min} تا {max} باشد.', 'The amount must be from {min} to {max}.'),
  /** Bills are born in multiples of 1,000 Rial (contracts.md 5.1). */
  'bill.open.step': inform(
    'مبلغ باید مضربی از صد تُمان باشد.',
    'The amount must be a multiple of one hundred Toemaan.',
  ),
  'bill.already.paid': insist(
    'این صورت‌حساب پیش از این پرداخت شده است. لطفاً دوباره پرداخت نکنید.',
    'This invoice is already paid. Please do not pay it again.',
  ),
  'bill.busy': insist(
    'این صورت‌حساب هم‌اکنون در حالِ پرداخت است. لطفاً چند دقیقهٔ دیگر تماس بگیرید.',
    'This bill is being paid just now. Please call again in a few minutes.',
  ),
  /** It was cancelled or has expired since it was read back. */
  'bill.closed': inform(
    'این صورت‌حساب دیگر پرداختنی نیست. لطفاً از فروشنده بپرسید.',
    'This bill can no longer be paid. Please ask the merchant.',
  ),
  'bill.unknown': insist(
    'این صورت‌حساب پرداختی دارد که نتیجهٔ آن هنوز معلوم نیست. لطفاً آن را دوباره پرداخت نکنید.',
    'This bill has a payment whose result is not known yet. Please do not pay it again.',
  ),
  'bill.confirm.amount': insist('{amount}، یعنی {amountOther}.', '{amount}, that is {amountOther}.'),
  'bill.confirm.ask': ask(
    'اگر درست است، یک را بزنید. برای تغییر، دو.',
    'If this is right, press one. To change it, press two.',
  ),

  'mobile.ask': ask('لطفاً شُمارهٔ تلفنِ همراهِ خود را وارد کنید.', 'Please key your mobile number.'),
  'mobile.more': inform(
    '{n} رقم رسید. لطفاً بقیه را وارد کنید.',
    '{n} digits have arrived. Please key the rest.',
  ),
  'mobile.wrong': inform('این شُمارهٔ همراه درست نیست.', 'That is not a mobile number.'),
  'mobile.confirm.number': inform('شُمارهٔ شما: {mobile}.', 'Your number is {mobile}.'),
  'mobile.confirm.ask': ask(
    'اگر درست است، یک را بزنید. برای تغییر، دو.',
    'If this is right, press one. To change it, press two.',
  ),

  'card.ask': ask(
    'لطفاً شانزده رقمِ شُمارهٔ کارت را وارد کنید. برای شروعِ دوباره، ستاره.',
    'Please key the sixteen digits of your card. To start over, press star.',
  ),
  'card.more': inform(
    '{n} رقم رسید. لطفاً بقیه را وارد کنید. برای شروعِ دوباره، ستاره.',
    '{n} digits have arrived. Please key the rest. To start over, press star.',
  ),
  'card.wrong': inform('شُمارهٔ کارت درست نیست.', 'That card number is not right.'),
  'card.confirm.card': insist('کارتِ {bank}، چهار رقمِ آخر: {last4}.', '{bank} card, ending in {last4}.'),
  /** For a card whose bank is not known. */
  'card.confirm.last4': insist('چهار رقمِ آخرِ کارت: {last4}.', 'The card ends in {last4}.'),
  'card.confirm.ask': ask(
    'اگر درست است، یک را بزنید. برای کارتی دیگر، دو.',
    'If this is right, press one. For another card, press two.',
  ),

  'verify.why': inform('پیش از پرداخت باید شما را بشناسیم.', 'Before you pay, we have to know who you are.'),
  'verify.nationalId.ask': ask(
    'لطفاً ده رقمِ کُدِ ملّی را وارد کنید. برای شروعِ دوباره، ستاره.',
    'Please key the ten digits of your national identity number. To start over, press star.',
  ),
  'verify.nationalId.wrong': inform('این کُدِ ملّی درست نیست.', 'That is not a national identity number.'),
  'verify.more': inform(
    '{n} رقم رسید. لطفاً بقیه را وارد کنید. برای شروعِ دوباره، ستاره.',
    '{n} digits have arrived. Please key the rest. To start over, press star.',
  ),
  'verify.birthDate.ask': ask(
    'لطفاً تاریخِ تولّدِ خود را وارد کنید. چهار رقمِ سال، دو رقمِ ماه، دو رقمِ روز. برای شروعِ دوباره، ستاره.',
    'Please key your date of birth in the Persian calendar. Four digits of the year, two of the month, two of the day. To start over, press star.',
  ),
  'verify.birthDate.wrong': inform(
    'این تاریخ درست نیست.',
    'That is not a date of birth in the Persian calendar.',
  ),
  /** The date stays in the vault: the slots name it, and it is filled in when it is said. */
  'verify.birthDate.said': insist(
    'سالِ {birthYear}، ماهِ {birthMonth}، روزِ {birthDay}.',
    'Year {birthYear}, month {birthMonth}, day {birthDay}.',
  ),
  'verify.birthDate.confirm': ask(
    'اگر درست است، یک را بزنید. برای تغییر، دو.',
    'If this is right, press one. To change it, press two.',
  ),
  'verify.asking': inform(
    'لطفاً چند لحظه صبر کنید. اطلاعاتِ شما را بررسی می‌کنیم.',
    'One moment please. We are checking your details.',
  ),
  /** Which of the details differs is told to nobody: it would help whoever guesses. */
  'verify.mismatch': inform(
    'ببخشید، نتوانستیم اطلاعاتِ شما را تأیید کنیم.',
    'Sorry, we could not confirm your details.',
  ),
  'verify.again': inform('لطفاً یک بارِ دیگر وارد کنید.', 'Please key them once more.'),
  'verify.enough': inform(
    'اکنون بیش از این نمی‌توانیم بررسی کنیم. لطفاً از فروشنده بپرسید یا دیرتر تماس بگیرید.',
    'We cannot check any more now. Please ask the merchant, or call again later.',
  ),
  'verify.down.stop': inform(
    'اکنون نمی‌توانیم اطلاعاتِ شما را بررسی کنیم. پرداخت ممکن نیست. لطفاً دیرتر تماس بگیرید.',
    'We cannot check your details now, so that no payment is possible. Please call again later.',
  ),
  'verify.down.goOn': inform(
    'اکنون نمی‌توانیم اطلاعاتِ شما را بررسی کنیم. بدونِ آن ادامه می‌دهیم.',
    'We cannot check your details now. We go on without it.',
  ),

  'otp.asking': inform(
    'لطفاً چند لحظه صبر کنید. از بانک رمز می‌خواهیم.',
    'One moment please. We are asking your bank for a pin.',
  ),
  'otp.failed': inform('بانک رمز را نفرستاد.', 'The bank did not send a pin.'),
  'otp.limit': inform(
    'اکنون رمزِ دیگری نمی‌توانیم بخواهیم. لطفاً دیرتر تماس بگیرید.',
    'We cannot ask for another pin now. Please call again later.',
  ),
  /** May be said only when no attempt of this call was dispatched and the caller has no unknown one. */
  'nothing.taken': inform('چیزی از حسابِ شما کم نشده است.', 'Nothing has been taken from your account.'),

  'pin.ask': ask(
    'رمزِ پویا پیامک می‌شود. آن را وارد کنید و مربّع را بزنید.',
    'Your bank is texting you a dynamic pin. Key it, then the hash key.',
  ),
  /** The bank has not answered the request for a PIN: it may come all the same. */
  'pin.maybe': ask(
    'بانک هنوز پاسخ نداده است. اگر رمزِ پویا پیامک شد، آن را وارد کنید و مربّع را بزنید.',
    'Your bank has not answered yet. If a dynamic pin comes by text, key it, then the hash key.',
  ),
  'pin.hint': ask(
    'شاید یک دقیقه طول بکشد. لطفاً تماس را قطع نکنید.',
    'It may take a minute. Please stay on the line.',
  ),
  'pin.waiting': ask(
    'منتظرِ رمز هستیم. اگر رمز نرسید، ستاره را بزنید.',
    'We are waiting for the pin. If none has come, press star.',
  ),
  'pin.finish': ask(
    'برای تأییدِ رمز، مربّع را بزنید. برای شروعِ دوباره، ستاره.',
    'To send the pin, press hash. To start over, press star.',
  ),
  'pin.wrong': inform(
    'تعدادِ رقم‌های رمز درست نیست. لطفاً یک بارِ دیگر وارد کنید.',
    'A pin does not have that many digits. Please key it again.',
  ),
  'pin.menu.newPin': ask('برای رمزِ تازه، یک.', 'For a new pin, press one.'),
  'pin.menu.otherCard': ask('برای کارتی دیگر، دو.', 'For another card, press two.'),
  'pin.menu.wait': ask('برای این که منتظر بمانید، سه.', 'To go on waiting, press three.'),
  'pin.expired': inform(
    'زمانِ این رمز تمام شد. لطفاً آن را وارد نکنید.',
    'That pin has expired. Please do not use it.',
  ),
  'pin.lastTry': insist(
    'رمزِ این کارت چند بار نادرست بوده است. لطفاً کارتِ دیگری به کار ببرید.',
    'This card has had several wrong pins. Please use another card.',
  ),

  'pay.wait': insist(
    'در حالِ پرداخت هستیم. لطفاً تماس را قطع نکنید.',
    'Your payment is being made. Please stay on the line.',
  ),
  'pay.still': insist('هنوز منتظرِ پاسخِ بانک هستیم.', 'We are still waiting for the bank.'),
  paid: insist('پرداختِ شما انجام شد.', 'Your payment is made.'),
  'paid.reference': inform('شُمارهٔ پیگیری: {ref}.', 'Your reference is {ref}.'),
  /** For a reference with letters, which no clips say. */
  'paid.reference.sms': inform('شُمارهٔ پیگیری را پیامک می‌کنیم.', 'We will text you the reference.'),
  'paid.reference.again': ask('برای شِنیدنِ دوباره، یک را بزنید.', 'To hear it again, press one.'),
  /** Silence and an answer that decides nothing are told alike: both leave the result open. */
  unknown: insist(
    'پاسخِ روشنی از بانک نرسیده و نتیجهٔ پرداخت هنوز معلوم نیست. لطفاً دوباره پرداخت نکنید.',
    'No clear answer has come from the bank, and the result is not known yet. Please do not pay again.',
  ),
  /** Only where a receipt is certain to be written (migration 014). */
  'unknown.sms': inform('نتیجه را با پیامک به شما خبر می‌دهیم.', 'We will text you the result.'),
  declined: insist('پرداخت انجام نشد.', 'The payment was not made.'),

  'reason.funds': inform('ماندهٔ حساب کافی نیست.', 'There is not enough money in the account.'),
  'reason.card': inform(
    'بانک این کارت را برای پرداخت نمی‌پذیرد.',
    'The bank does not accept this card for payment.',
  ),
  'reason.expired': inform('تاریخِ این کارت گذشته است.', 'This card has expired.'),
  'reason.ceiling': inform('سقفِ برداشتِ این کارت پُر شده است.', 'This card has reached its limit.'),
  'reason.pin': inform('رمز درست نبود.', 'The pin was not right.'),
  'reason.pinBlocked': inform(
    'رمزِ این کارت بیش از اندازه نادرست وارد شده است.',
    'Too many wrong pins have been keyed for this card.',
  ),
  'reason.endOfDay': inform(
    'بانک در حالِ بَستنِ حساب‌های روز است. لطفاً دیرتر تماس بگیرید.',
    'The bank is closing its day. Please call again later.',
  ),
  'reason.merchant': inform(
    'این خط اکنون آمادهٔ پرداخت نیست. ایراد از شما نیست.',
    'This line cannot take payments now. The fault is not yours.',
  ),
  'reason.other': inform('بانک پرداخت را نپذیرفت.', 'The bank did not accept the payment.'),

  /** After as many declines as a call may have. */
  'declined.enough': inform(
    'اکنون بیش از این نمی‌توانیم امتحان کنیم. لطفاً از بانکِ خود بپرسید یا دیرتر تماس بگیرید.',
    'We cannot try any more now. Please ask your bank, or call again later.',
  ),

  /** The ways on. A key keeps its meaning whatever is left out. */
  'way.otherCard': ask('برای کارتی دیگر، یک.', 'For another card, press one.'),
  'way.newPin': ask('برای رمزِ تازه، دو.', 'For a new pin, press two.'),
  'way.operator': ask('برای صحبت با همکارمان، صفر.', 'To speak to a colleague, press zero.'),
  'way.end': ask('برای پایان، سه.', 'To finish, press three.'),

  'operator.connect': insist(
    'شما را به همکارمان وصل می‌کنیم. شُمارهٔ کارت و رمز را به هیچ کس نگویید.',
    'We are connecting you to a colleague. Do not tell anyone your card number or pin.',
  ),
  'operator.none': inform('همکارمان پاسخ نداد.', 'Our colleague did not answer.'),

  'payer.busy': insist(
    'پرداختِ دیگری با همین کارت یا شُماره هنوز تمام نشده است. لطفاً دیرتر تماس بگیرید.',
    'Another payment with this card or number is not finished yet. Please call again later.',
  ),
  'resume.sorry': inform('ببخشید، ارتباط یک لحظه قطع شد.', 'Sorry, we lost the connection for a moment.'),
  'resume.cardAgain': inform(
    'برای امنیتِ شما، شُمارهٔ کارت را دوباره می‌پرسیم.',
    'For your safety we must ask for the card again.',
  ),

  'silence.once': inform('چیزی دریافت نکردیم.', 'We received nothing.'),
  'key.wrong': inform('این کلید در این‌جا کاری ندارد.', 'That key does nothing here.'),
  'line.down': inform(
    'اکنون پرداخت ممکن نیست. لطفاً دیرتر تماس بگیرید.',
    'Payment is not possible now. Please call again later.',
  ),
  'line.closed': inform(
    'اکنون در ساعتِ کاری نیستیم. لطفاً دیرتر تماس بگیرید.',
    'We are closed at this hour. Please call again later.',
  ),
  bye: inform('از شما سپاسگزاریم. خدانگهدار.', 'Thank you. Goodbye.'),
} as const satisfies Readonly<Record<string, Sentence>>;
