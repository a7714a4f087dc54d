// biome-ignore-all format: made by api-types.ts from the OpenAPI document
export interface paths {
  "/v1/otp": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path?: never; cookie?: never; };
      requestBody: { content: { "application/json": { "pan": string; "amount": number; "line": string; "orderId"?: string; "invoiceId"?: string; } } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "prepared"; "expiresAt": string; "card": { "first6": string; "last4": string; "bank": "melli" | "sepah" | "keshavarzi" | "mellat" | "saderat" | "tejarat" | "parsian" | "pasargad" | "saman" | "eghtesadNovin" | "sina" | "maskan" | "refah" | "ayandeh" | "postBank" | "shahr" | "dey" | "karafarin" | "sarmayeh" | "resalat" | "mehr" | "gardeshgari" | "iranZamin" | "middleEast" | "melal" | "exportDevelopment" | "industryAndMine" | "toseeTaavon" | "central" | null; "masked": string; }; "pin": "sent" | "maybe"; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field" | "missing_field" | "malformed_json" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "invoice_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished" | "invoice_expired" | "invoice_cancelled" | "already_paid" | "bill_busy" | "bill_unknown" | "bill_closed" | "payer_busy" | "payer_unknown" | "price_mismatch"; } } };
        413: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "body_too_large"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        422: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "line_not_found" | "amount_step" | "amount_differs" | "card_malformed" | "otp_refused"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests" | "pin_budget" | "card_limit" | "caller_limit" | "key_limit"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining" | "gateway_down"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/payments": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: { "from"?: string | string; "to"?: string | string; "status"?: "prepared" | "dispatched" | "unknown" | "notPaid" | "declined" | "notSent" | "paid" | "reversed"; "amount"?: number; "orderId"?: string; "invoiceId"?: string; "cardFirst6"?: string; "cardLast4"?: string; "refId"?: string; "cursor"?: string; "limit"?: number; "format"?: "csv"; }; header?: never; path?: never; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "data": ({ "id": string; "status": "prepared" | "dispatched" | "unknown" | "notPaid" | "declined" | "notSent" | "paid" | "reversed"; "amount": number; "orderId": string | null; "invoiceId": string | null; "callId": string | null; "line": string; "channel": "phone" | "panel"; "card": { "first6": string; "last4": string; "bank": "melli" | "sepah" | "keshavarzi" | "mellat" | "saderat" | "tejarat" | "parsian" | "pasargad" | "saman" | "eghtesadNovin" | "sina" | "maskan" | "refah" | "ayandeh" | "postBank" | "shahr" | "dey" | "karafarin" | "sarmayeh" | "resalat" | "mehr" | "gardeshgari" | "iranZamin" | "middleEast" | "melal" | "exportDevelopment" | "industryAndMine" | "toseeTaavon" | "central" | null; "masked": string; }; "payerMobile": string | null; "refId": string | null; "bankCode": number | null; "notSentReason": "hangup" | "expired" | "superseded" | "otpRefused" | "billBusy" | "pinBudget" | "notConfirmed" | "crash" | "notConnected" | "priceMismatch" | null; "surplus": boolean; "createdAt": string; "dispatchedAt": string | null; "settledAt": string | null; })[]; "nextCursor": string | null; }; "text/csv": string } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path?: never; cookie?: never; };
      requestBody: { content: { "application/json": { "pan": string; "pin": string; "attemptId": string; "payerMobile": string; } } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "paid"; "refId": string; } | { "id": string; "status": "declined"; "bankCode": number; "reason": string; "wayOn": "otherCard" | "newPin" | "later" | "merchant"; } | { "id": string; "status": "notSent"; } } };
        202: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "unknown"; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field" | "missing_field" | "malformed_json" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished" | "card_differs" | "attempt_expired" | "attempt_used" | "already_paid" | "bill_busy" | "bill_unknown" | "bill_closed" | "payer_busy" | "payer_unknown"; } } };
        413: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "body_too_large"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        422: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "attempt_not_found" | "card_malformed"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests" | "pin_budget"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/payments/{attemptId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path: { "attemptId": string; }; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "prepared" | "dispatched" | "unknown" | "notPaid" | "declined" | "notSent" | "paid" | "reversed"; "amount": number; "orderId": string | null; "invoiceId": string | null; "callId": string | null; "line": string; "channel": "phone" | "panel"; "card": { "first6": string; "last4": string; "bank": "melli" | "sepah" | "keshavarzi" | "mellat" | "saderat" | "tejarat" | "parsian" | "pasargad" | "saman" | "eghtesadNovin" | "sina" | "maskan" | "refah" | "ayandeh" | "postBank" | "shahr" | "dey" | "karafarin" | "sarmayeh" | "resalat" | "mehr" | "gardeshgari" | "iranZamin" | "middleEast" | "melal" | "exportDevelopment" | "industryAndMine" | "toseeTaavon" | "central" | null; "masked": string; }; "payerMobile": string | null; "refId": string | null; "bankCode": number | null; "notSentReason": "hangup" | "expired" | "superseded" | "otpRefused" | "billBusy" | "pinBudget" | "notConfirmed" | "crash" | "notConnected" | "priceMismatch" | null; "surplus": boolean; "createdAt": string; "dispatchedAt": string | null; "settledAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "bad_request"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_found" | "payment_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: { "status"?: "open" | "processing" | "unknown" | "paid" | "reversed" | "cancelled" | "expired"; "payerMobile"?: string; "code"?: string; "orderId"?: string; "from"?: string | string; "to"?: string | string; "limit"?: number; "cursor"?: string; }; header?: never; path?: never; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "data": ({ "id": string; "status": "open" | "processing" | "unknown" | "paid" | "reversed" | "cancelled" | "expired"; "code": string; "amount": number; "description": string | null; "payerMobile": string | null; "orderId": string | null; "attemptId": string | null; "refId": string | null; "createdAt": string; "expiresAt": string | null; "cancelledAt": string | null; "paidAt": string | null; })[]; "nextCursor": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path?: never; cookie?: never; };
      requestBody: { content: { "application/json": { "amount": number; "code"?: string; "description"?: string; "payerMobile"?: string; "orderId"?: string; "expiresAt"?: string; } } };
      responses: {
        201: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "open" | "processing" | "unknown" | "paid" | "reversed" | "cancelled" | "expired"; "code": string; "amount": number; "description": string | null; "payerMobile": string | null; "orderId": string | null; "attemptId": string | null; "refId": string | null; "createdAt": string; "expiresAt": string | null; "cancelledAt": string | null; "paidAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field" | "missing_field" | "malformed_json" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished" | "code_taken" | "no_free_code"; } } };
        413: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "body_too_large"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        422: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "amount_step" | "code_check_digit" | "expiry_passed"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices/{invoiceId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path: { "invoiceId": string; }; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "open" | "processing" | "unknown" | "paid" | "reversed" | "cancelled" | "expired"; "code": string; "amount": number; "description": string | null; "payerMobile": string | null; "orderId": string | null; "attemptId": string | null; "refId": string | null; "createdAt": string; "expiresAt": string | null; "cancelledAt": string | null; "paidAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "bad_request"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_found" | "invoice_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path: { "invoiceId": string; }; cookie?: never; };
      requestBody: { content: { "application/json": { "amount"?: number; "description"?: string | null; "payerMobile"?: string | null; "expiresAt"?: string | null; } } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "open" | "processing" | "unknown" | "paid" | "reversed" | "cancelled" | "expired"; "code": string; "amount": number; "description": string | null; "payerMobile": string | null; "orderId": string | null; "attemptId": string | null; "refId": string | null; "createdAt": string; "expiresAt": string | null; "cancelledAt": string | null; "paidAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field" | "malformed_json" | "bad_request" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_found" | "invoice_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished" | "invoice_processing" | "invoice_in_doubt" | "invoice_paid" | "invoice_cancelled" | "amount_frozen"; } } };
        413: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "body_too_large"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        422: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "amount_step"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining"; } } };
      };
    };
    trace?: never;
  };
  "/v1/invoices/{invoiceId}/cancel": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path: { "invoiceId": string; }; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "open" | "processing" | "unknown" | "paid" | "reversed" | "cancelled" | "expired"; "code": string; "amount": number; "description": string | null; "payerMobile": string | null; "orderId": string | null; "attemptId": string | null; "refId": string | null; "createdAt": string; "expiresAt": string | null; "cancelledAt": string | null; "paidAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "bad_request" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_found" | "invoice_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished" | "invoice_processing" | "invoice_in_doubt" | "invoice_paid"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/invoices/bulk": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path?: never; cookie?: never; };
      requestBody: { content: { "text/csv": string } };
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "created": number; "refused": number; "rows": ({ "row": number; "status": "created" | "refused"; "invoiceId": string | null; "code": string | null; "error": { "code": "missing_field" | "invalid_field" | "amount_step" | "code_check_digit" | "code_taken" | "no_free_code" | "expiry_passed" | "internal"; "field": string | null; "detail": string; } | null; })[]; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "bad_request" | "idempotency_key_invalid" | "csv_malformed" | "missing_field"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished"; } } };
        413: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "body_too_large" | "too_many_rows"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/calls": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: { "invoiceId"?: string; "from"?: string | string; "to"?: string | string; "limit"?: number; "cursor"?: string; }; header?: never; path?: never; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "data": ({ "id": string; "status": "requested" | "ringing" | "inProgress" | "ended" | "noAnswer" | "busy" | "failed"; "direction": "incoming" | "callBack"; "line": string; "caller": string | null; "invoiceId": string | null; "outcome": "paid" | "notPaid" | "unknown" | "reversed" | null; "handedOver": boolean; "attemptIds": (string)[]; "startedAt": string; "endedAt": string | null; })[]; "nextCursor": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path?: never; cookie?: never; };
      requestBody: { content: { "application/json": { "invoiceId": string; "to": string; "line"?: string; } } };
      responses: {
        202: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "requested" | "ringing" | "inProgress" | "ended" | "noAnswer" | "busy" | "failed"; "direction": "incoming" | "callBack"; "line": string; "caller": string | null; "invoiceId": string | null; "outcome": "paid" | "notPaid" | "unknown" | "reversed" | null; "handedOver": boolean; "attemptIds": (string)[]; "startedAt": string; "endedAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field" | "missing_field" | "malformed_json" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "invoice_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished" | "invoice_expired" | "invoice_cancelled" | "already_paid" | "bill_busy" | "bill_unknown"; } } };
        413: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "body_too_large"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        422: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "line_not_found" | "payer_blocked" | "line_closed"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests" | "rung_too_often"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining" | "gateway_down" | "exchange_down"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/calls/{callId}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path: { "callId": string; }; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "status": "requested" | "ringing" | "inProgress" | "ended" | "noAnswer" | "busy" | "failed"; "direction": "incoming" | "callBack"; "line": string; "caller": string | null; "invoiceId": string | null; "outcome": "paid" | "notPaid" | "unknown" | "reversed" | null; "handedOver": boolean; "attemptIds": (string)[]; "startedAt": string; "endedAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "bad_request"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_found" | "call_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/webhook-events": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: { "status"?: "pending" | "parked" | "delivered"; "cursor"?: string; "limit"?: number; }; header?: never; path?: never; cookie?: never; };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { "application/json": { "data": ({ "id": string; "seq": number; "type": "payment.paid" | "payment.declined" | "payment.unknown" | "payment.notSent" | "payment.notPaid" | "payment.reversed" | "invoice.created" | "invoice.updated" | "invoice.paid" | "invoice.reversed" | "invoice.cancelled" | "invoice.expired" | "call.started" | "call.ended" | "call.notAnswered"; "data": Record<string, unknown>; "status": "pending" | "parked" | "delivered"; "tries": number; "lastError": string | null; "createdAt": string; "nextAttemptAt": string | null; "deliveredAt": string | null; "parkedAt": string | null; })[]; "nextCursor": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "invalid_field"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down"; } } };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/webhook-events/{eventId}/resend": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    post: {
      parameters: { query?: never; header?: { "Idempotency-Key"?: string; }; path: { "eventId": string; }; cookie?: never; };
      requestBody?: never;
      responses: {
        202: { headers: { [name: string]: unknown }; content: { "application/json": { "id": string; "seq": number; "type": "payment.paid" | "payment.declined" | "payment.unknown" | "payment.notSent" | "payment.notPaid" | "payment.reversed" | "invoice.created" | "invoice.updated" | "invoice.paid" | "invoice.reversed" | "invoice.cancelled" | "invoice.expired" | "call.started" | "call.ended" | "call.notAnswered"; "data": Record<string, unknown>; "status": "pending" | "parked" | "delivered"; "tries": number; "lastError": string | null; "createdAt": string; "nextAttemptAt": string | null; "deliveredAt": string | null; "parkedAt": string | null; } } };
        400: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unknown_field" | "bad_request" | "idempotency_key_invalid"; } } };
        401: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode"; } } };
        403: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "address_not_allowed" | "scope_missing"; } } };
        404: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_found" | "webhook_event_not_found"; } } };
        406: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "not_acceptable"; } } };
        409: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "idempotency_key_reused" | "idempotency_unfinished"; } } };
        415: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "unsupported_media_type"; } } };
        429: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "too_many_requests"; } } };
        500: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "internal"; } } };
        503: { headers: { [name: string]: unknown }; content: { "application/problem+json": Problem & { "code": "store_down" | "draining"; } } };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface Problem { "type": string; "title": string; "status": number; "detail": string; "code": "not_found" | "method_not_allowed" | "bad_request" | "malformed_json" | "missing_field" | "invalid_field" | "unknown_field" | "body_too_large" | "unsupported_media_type" | "not_acceptable" | "key_missing" | "key_invalid" | "key_expired" | "key_revoked" | "key_of_other_mode" | "address_not_allowed" | "scope_missing" | "too_many_requests" | "idempotency_key_invalid" | "idempotency_key_reused" | "idempotency_unfinished" | "internal" | "draining" | "store_down" | "gateway_down" | "payment_not_found" | "line_not_found" | "amount_step" | "amount_differs" | "already_paid" | "bill_busy" | "bill_unknown" | "bill_closed" | "payer_busy" | "payer_unknown" | "card_malformed" | "card_differs" | "pin_budget" | "card_limit" | "caller_limit" | "key_limit" | "otp_refused" | "price_mismatch" | "attempt_expired" | "attempt_used" | "attempt_not_found" | "invoice_not_found" | "invoice_expired" | "invoice_cancelled" | "invoice_processing" | "invoice_in_doubt" | "invoice_paid" | "amount_frozen" | "code_check_digit" | "code_taken" | "no_free_code" | "expiry_passed" | "csv_malformed" | "too_many_rows" | "call_not_found" | "line_closed" | "payer_blocked" | "rung_too_often" | "exchange_down" | "webhook_event_not_found"; "field"?: string; "opensAt"?: string | null; "requestId": string; }
