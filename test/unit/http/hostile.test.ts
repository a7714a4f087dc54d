import { describe, expect, test } from 'vitest';
import { createRoutes } from '../../../src/adapters/http/routes/index.ts';
import { startApi } from '../../support/api.ts';
import { fakePorts } from '../../support/api-fakes.ts';
import { beHostile } from '../../support/hostile-route.ts';
import { OPERATIONS } from '../../support/operations.ts';

describe.each(OPERATIONS.map((operation) => [operation.method, operation.path, operation] as const))(
  '%s %s',
  (_method, _path, operation) => {
    test('with two thousand requests, random and hostile, fails never and gives nothing away', {
      timeout: 120_000,
    }, async () => {
      const api = await startApi({ routes: createRoutes(fakePorts()), requestsPerMinute: 1_000_000 });
      const statuses = [...(await beHostile(api, operation, 2_000))];
      // Both must have been among them, or nothing was tried.
      expect(statuses.some((status) => status < 300)).toBe(true);
      expect(statuses.some((status) => status >= 400)).toBe(true);
    });
  },
);
