import { expect, test } from '@jest/globals';
import { Stage, scenes } from '@frontdesk/demo';
import { findLeaks, plantCanaries } from './canary.ts';
import { recordsWithoutRow } from './audit.ts';
import { missingEdges } from './edges.ts';
import { wayOfOneMessage } from './one-trace.ts';
import { onBothBuses } from './on-both-buses.ts';

onBothBuses('the conversation', (system) => {
  let stage: Stage | undefined;
  test.each(scenes)(
    '%s',
    async (name, act) => {
      stage ??= new Stage(system(), () => undefined);
      await stage.play(name, act);
      expect(stage.checks.filter((check) => check.scene === name && !check.held).map(({ what }) => what)).toEqual([]);
    },
    120_000,
  );

  test('every message that a service published has its audit row, and no row is without a message', async () => {
    expect(await recordsWithoutRow(system())).toEqual({ missing: [], invented: [] });
  }, 60_000);

  test('every edge of the registry that was used is parent and child in a trace', async () => {
    expect(await missingEdges(system())).toEqual([]);
  }, 60_000);

  test('one trace leads from the webhook through every hop to the status', async () => {
    const way = await wayOfOneMessage(system());
    expect(way.join(' > ')).toMatch(
      new RegExp(
        [
          'webhook',
          'gateway WebhookItem',
          'policy MessageReceived',
          'auth MessageAdmitted',
          'nlu-router IdentityResolved',
          'rag-tools Routed',
          'response-builder Grounded',
          'policy ReplyProposed',
          '(gateway [^>]+ > )+handoff StatusReceived$',
        ].join(' > '),
      ),
    );
  }, 60_000);

  test('a phone number, an e-mail address and a card number appear nowhere in clear', async () => {
    const canaries = await plantCanaries(system());
    expect(await findLeaks(system(), canaries)).toEqual([]);
    // the search sees what there is to see: words without personal data do stand there
    const control = await findLeaks(system(), { words: 'What is your returns policy' });
    expect(control).toEqual(expect.arrayContaining(['words in topic conversation.inbound.v1', 'words in table audit_logger.messages']));
    expect(await findLeaks(system(), { words: '"service":"policy"', spans: 'policy MessageReceived' })).toEqual(
      expect.arrayContaining(['spans in span']),
    );
  }, 60_000);
});
