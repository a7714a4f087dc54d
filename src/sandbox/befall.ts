import type { Request, RequestHandler, Response } from 'express';
import { deliver } from './delivery.ts';
import type { Ground } from './ground.ts';

/** Refuses as a face does: with a number of its own table, and an HTTP status unless that is the face's own. */
export type Refuse = (request: Request, response: Response, code: number, httpStatus?: number) => void;

/**
 * What stands before a face of the sandbox and lets the faults that are switched on befall its requests, by the name of
 * the service: the last part of the path, without `.json`. Where two faces have a service of one name, its whole path
 * names one of them.
 */
export function befalling({ faults }: Ground, refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const fault = faults.next(serviceOf(request.path)) ?? faults.next(request.baseUrl + request.path);
    switch (fault?.kind) {
      case undefined:
        return next();
      case 'silent':
        return deliver(response, { type: 'silence' });
      case 'cutBefore':
        return deliver(response, { type: 'cut' });
      case 'cutAfter':
        loseReply(response);
        return next();
      case 'html':
        return deliver(response, { type: 'html', httpStatus: 200 });
      case 'http':
        return deliver(response, { type: 'html', httpStatus: fault.status });
      case 'brokenJson':
        return void response.type('json').send('{"status":1,"data":{');
      case 'empty':
        return void response.type('json').send('');
      case 'delay':
        return void setTimeout(next, fault.ms);
      case 'code':
        return refuse(request, response, fault.code, fault.httpStatus);
    }
  };
}

function serviceOf(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.json$/, '');
}

/** Whatever is answered, nothing of it leaves. */
function loseReply(response: Response): void {
  response.write = () => true;
  response.end = () => {
    response.socket?.destroy();
    return response;
  };
}
