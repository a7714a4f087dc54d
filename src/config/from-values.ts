import { isPrivateAddress } from './address.ts';
import { SANBOD_PATHS } from './sanbod-paths.ts';
import type {
  ApplicationConfig,
  BankServicesConfig,
  BooksConfig,
  Config,
  OpenBankingConfig,
} from './shape.ts';
import type { Values } from './variables.ts';

/** From variables, each of which is well formed, to the configuration that they make. */

export function booksOf(values: Values): BooksConfig {
  return {
    databaseUrl: values.DATABASE_URL,
    dataDir: values.ZANGPAY_DATA_DIR,
    logLevel: values.LOG_LEVEL,
    secret: values.ZANGPAY_SECRET,
    verifiesPayers: values.PAYSTAR_IDENTITY_APPLICATION_ID !== null,
    openBanking: openBankingOf(values),
  };
}

function openBankingOf(values: Values): OpenBankingConfig | null {
  const { SANBOD_CLIENT_ID: id, SANBOD_CLIENT_SECRET: secret } = values;
  if (id === null || secret === null) return null;
  return {
    baseUrl: values.SANBOD_BASE_URL,
    client: { id, secret },
    redirectUrl: values.SANBOD_REDIRECT_URL,
    paths: values.SANBOD_PATHS ?? SANBOD_PATHS,
    clientProvider: values.SANBOD_CLIENT_PROVIDER,
    amountAs: values.SANBOD_AMOUNT_AS,
  };
}

export function configOf(values: Values): Config {
  return {
    ...booksOf(values),
    queueUrl: values.QUEUE_URL,
    cacheDir: values.ZANGPAY_CACHE,
    soundsDir: values.ZANGPAY_SOUNDS,
    ari: {
      url: values.ARI_URL,
      username: values.ARI_USERNAME,
      password: values.ARI_PASSWORD ?? '',
      app: values.ARI_APP,
    },
    ami: amiOf(values),
    gateway: {
      baseUrl: values.PAYSTAR_BASE_URL,
      isPrivate: isPrivateAddress(values.PAYSTAR_BASE_URL),
      amountUnit: values.PAYSTAR_AMOUNT_UNIT,
      otpPath: values.PAYSTAR_OTP_PATH,
      payPath: values.PAYSTAR_PAY_PATH,
      header: values.PAYSTAR_HEADER,
      panelSends: { amount: values.PAYSTAR_PANEL_SENDS_AMOUNT, orderId: values.PAYSTAR_PANEL_SENDS_ORDER_ID },
    },
    bankServices: bankServicesOf(values),
    panKey: values.ZANGPAY_PAN_KEY,
    http: { host: values.HTTP_HOST, port: values.HTTP_PORT },
    api: {
      trustProxy: values.HTTP_TRUST_PROXY ?? [],
      requestsPerMinute: values.ZANGPAY_API_REQUESTS_PER_MINUTE,
    },
    limits: {
      otpReplyMs: values.ZANGPAY_OTP_SECONDS,
      callerDeadlineMs: values.ZANGPAY_CALLER_SECONDS,
      payReplyMs: values.ZANGPAY_PAY_SECONDS,
      pinLifeMs: values.ZANGPAY_PIN_SECONDS,
      callSoftMs: values.ZANGPAY_CALL_SECONDS,
      otpsPerCall: values.ZANGPAY_OTPS_PER_CALL,
      declinesPerCall: values.ZANGPAY_DECLINES_PER_CALL,
    },
    otpCaps: {
      otpsPerCardHour: values.ZANGPAY_OTPS_PER_CARD_HOUR,
      otpsPerCallerHour: values.ZANGPAY_OTPS_PER_CALLER_HOUR,
      otpsPerLineHour: values.ZANGPAY_OTPS_PER_LINE_HOUR,
      otpsPerKeyHour: values.ZANGPAY_OTPS_PER_KEY_HOUR,
      cardsPerCallerDay: values.ZANGPAY_CARDS_PER_CALLER_DAY,
    },
    callsPerCallerHour: values.ZANGPAY_CALLS_PER_CALLER_HOUR,
    checksPerPayerDay: values.ZANGPAY_CHECKS_PER_PAYER_DAY,
    webhooks: { privateAllowed: values.ZANGPAY_WEBHOOK_PRIVATE },
    ringsPerMobileHour: values.ZANGPAY_RINGS_PER_MOBILE_HOUR,
    receiptLimits: {
      perMobileHour: values.ZANGPAY_RECEIPTS_PER_MOBILE_HOUR,
      perMobileDay: values.ZANGPAY_RECEIPTS_PER_MOBILE_DAY,
      perMerchantHour: values.ZANGPAY_RECEIPTS_PER_MERCHANT_HOUR,
    },
    drainMs: values.ZANGPAY_DRAIN_SECONDS,
    gatewayFailures: values.ZANGPAY_GATEWAY_FAILURES,
  };
}

function amiOf(values: Values): Config['ami'] {
  const { AMI_HOST: host, AMI_PORT: port, AMI_USERNAME: username, AMI_PASSWORD: password } = values;
  return password === null ? null : { host, port, username, password };
}

function bankServicesOf(values: Values): BankServicesConfig {
  const transfer = applicationOf(
    values.PAYSTAR_APPLICATION_ID,
    values.PAYSTAR_ACCESS_PASSWORD,
    values.PAYSTAR_REFRESH_TOKEN,
  );
  const identity = applicationOf(
    values.PAYSTAR_IDENTITY_APPLICATION_ID,
    values.PAYSTAR_IDENTITY_ACCESS_PASSWORD,
    values.PAYSTAR_IDENTITY_REFRESH_TOKEN,
  );
  return {
    paystarUrl: values.PAYSTAR_BASE_URL,
    transfer: transfer && { ...transfer, bank: values.PAYSTAR_TRANSFER_BANK },
    identity: identity && { ...identity, deadlineMs: values.ZANGPAY_IDENTITY_SECONDS },
    kavenegar: {
      baseUrl: values.KAVENEGAR_BASE_URL,
      apiKey: values.KAVENEGAR_API_KEY,
      sender: values.KAVENEGAR_SENDER,
      template: values.KAVENEGAR_TEMPLATE,
      statusMethod: values.KAVENEGAR_STATUS_METHOD,
    },
  };
}

/** All three or none: the guard has seen to it. */
function applicationOf(
  applicationId: string | null,
  accessPassword: string | null,
  refreshToken: string | null,
): ApplicationConfig | null {
  if (applicationId === null || accessPassword === null || refreshToken === null) return null;
  return { applicationId, accessPassword, refreshToken };
}
