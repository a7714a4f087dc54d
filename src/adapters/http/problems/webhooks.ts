import { problem } from './text.ts';

/** Problems of webhooks. */
export const WEBHOOK_PROBLEMS = {
  webhook_event_not_found: problem(
    404,
    ['Webhook event not found', 'You have no webhook event of this id.'],
    ['رویداد یافت نشد', 'رویداد وب‌هوکی با این شناسه ندارید.'],
  ),
} as const;
