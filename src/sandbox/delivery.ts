import type { Response } from 'express';

/** The way an answer reaches the client, or does not. */
export type Delivery =
  | { readonly type: 'json'; readonly body: object; readonly afterMs: number }
  | { readonly type: 'html'; readonly httpStatus: number }
  /** Nothing, until the client gives up. */
  | { readonly type: 'silence' }
  /** The connection ends without a byte. */
  | { readonly type: 'cut' };

const PAGE = '<!doctype html><title>خطا</title><h1>سرویس در دسترس نیست</h1>';

export function deliver(response: Response, delivery: Delivery): void {
  switch (delivery.type) {
    case 'silence':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    case 'html':
      response.status(delivery.httpStatus).type('html').send(PAGE);
      return;
    case 'json': {
      if (delivery.afterMs === 0) {
        response.json(delivery.body);
        return;
      }
      const timer = setTimeout(() => response.json(delivery.body), delivery.afterMs);
      response.once('close', () => clearTimeout(timer));
    }
  }
}
