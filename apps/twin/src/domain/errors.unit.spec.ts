import { expect, test } from '@jest/globals';
import { errorKind, graphError, isErrorCode, statusError } from './errors.ts';

// Meta's table of codes as the fact sheet has it: HTTP status by its pages, and by which way the code comes.
const SYNC: Readonly<Record<number, number[]>> = {
  400: [
    1, 4, 33, 100, 80007, 130429, 131008, 131009, 131020, 131021, 131030, 131037, 131041, 131044, 131051, 131055, 131056, 131059, 131062,
    131063, 131201, 131215, 132000, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069, 133005, 133006, 133008, 133009,
    133010, 133015, 133016, 134011, 134100, 134101, 134102, 135000, 137000, 138000, 138018, 139000, 139004, 139100, 139101, 139102, 147001,
    147005, 2388019, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299, 2494100,
  ],
  401: [0, 190],
  403: [10, 200, 201, 299, 368, 130497, 131005, 131031],
  404: [132001],
  500: [3, 131000, 131016, 131045, 131057, 133000, 139103],
  503: [2, 133004],
};
const ASYNC = [130472, 131026, 131035, 131036, 131042, 131047, 131048, 131049, 131050, 131052, 131053, 131060, 131064];

test.each(Object.entries(SYNC).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)))(
  '%i answers the call with HTTP %i',
  (code, status) => {
    expect([isErrorCode(code), errorKind(code).way]).toEqual([true, 'sync']);
    expect(graphError({ code }, 'Atrace')).toEqual({
      status,
      body: {
        error: expect.objectContaining({
          code,
          type: 'OAuthException',
          fbtrace_id: 'Atrace',
          message: expect.stringMatching(new RegExp(`^\\(#${code}\\) [A-Z(]`)),
        }),
      },
    });
  },
);

test.each(ASYNC)('%i comes after it, in a failed status', (code) => {
  expect([isErrorCode(code), errorKind(code).way]).toEqual([true, 'async']);
  const error = statusError(code);
  expect(error).toMatchObject({ code, message: error.title, error_data: { details: expect.any(String) } });
});

test.each([199, 300, 131200, 131216, 138019, 139005, 147006])("%i is no code of Meta's", (code) => {
  expect(isErrorCode(code)).toBe(false);
});
