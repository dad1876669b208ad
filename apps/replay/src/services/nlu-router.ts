import type { Message } from '@frontdesk/contracts';
import { bundle, loadExamples, manifest, route, train } from '@frontdesk/nlu-router';
import type { Replayed } from '../replay.ts';

/** Needs nothing but the message: what it is trained on belongs to the code. */
export const nluRouterReplayed = (): Replayed => {
  const classify = train(loadExamples());
  return {
    manifest,
    bundle,
    begin:
      () =>
      ({ input }) => [route(input as Message<'IdentityResolved'>, classify)],
  };
};
