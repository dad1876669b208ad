import { afterAll, expect, test } from '@jest/globals';
import { saying, until } from '@frontdesk/demo';
import { createTwin } from '@frontdesk/twin';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

// A model's place of its own: where the system will listen is not known before it starts.
const twin = await createTwin();
const { url } = await twin.listen(0, '127.0.0.1');
afterAll(() => twin.close());
const fault = (body: object) =>
  fetch(`${url}/_sim/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const question = 'What is your returns policy?';
const led = /This is the rule for it: You can return any item within 30 days/;
const quoted = /Our page "Returns policy" says:\n"You can return any item within 30 days/;
let asked = 0;

onBus(
  'embedded',
  'a model',
  (system) => {
    const ask = async () => {
      asked += 1;
      return saying(
        await system()
          .world.phone(`+155501007${asked.toString().padStart(2, '0')}`)
          .ask(question),
      );
    };
    /** What stands in the audit of the last answer, once it is there. */
    const recorded = () =>
      until('the reply on record', async () => {
        const replies = await query<{ rung: string }>(
          system(),
          `SELECT payload->'data'->>'rung' AS rung, model, tokens_in > 0 AS counted, cost_usd, prompt_version, payload->'processed'->>'by' AS by
           FROM audit_logger.wa_events WHERE event_type = 'ReplyProposed' ORDER BY ts`,
        );
        return replies.length === asked && replies.at(-1);
      });

    test('leads into the answer, and the record says which model it was', async () => {
      const said = await ask();
      expect(said).toMatch(led);
      expect(said).toMatch(quoted);
      const known = { model: 'twin@twin', counted: true, cost_usd: '0.00000', prompt_version: 'reply-1', by: 'the twin' };
      expect(await recorded()).toEqual({ rung: 'model', ...known });
    });

    test.each(['model_error', 'model_empty', 'model_filtered', 'model_invents'])('that has %s leaves the canned words', async (name) => {
      await fault({ name });
      const said = await ask();
      expect(said).not.toMatch(led);
      expect(said).toMatch(quoted);
      expect(await recorded()).toMatchObject({ rung: 'canned', counted: name !== 'model_error' });
    });

    test('is asked nothing while it is switched off', async () => {
      const lead = await system().seat('lena@frontdesk.example');
      const inForce = async (on: boolean) => {
        await lead.post('switches', { switch: 'model', scope: '*', on, reason: 'invents deadlines' });
        const asSaid = `SELECT 1 FROM handoff.switches WHERE switch = 'model' AND is_on = $1 AND applied`;
        await until('the switch to be in force', async () => (await query(system(), asSaid, [on])).length > 0, 10_000);
      };
      await inForce(false);
      expect(await ask()).not.toMatch(led);
      await inForce(true);
      expect(await ask()).toMatch(led);
    });

    test('that invents from now on is withdrawn by itself within ten minutes, for good, and the record says by what', async () => {
      await fault({ name: 'model_invents', on: true });
      const from = await system().world.now();
      const withdrawn = `SELECT actor, ts, payload->'data'->'regression' AS found FROM audit_logger.wa_events
        WHERE event_type = 'SwitchChanged' AND payload->'data' ? 'regression'`;
      for (let cases = 0; cases < 24; cases += 1) await ask();
      const [row] = await until('the withdrawal on record', async () => {
        const rows = await query<{ actor: string; ts: Date; found: object }>(system(), withdrawn);
        return rows.length > 0 && rows;
      });
      expect(row).toMatchObject({ actor: 'service:handoff', found: { candidate: 'twin reply-1', what: 'REFUSED' } });
      expect(row!.ts.getTime() - from).toBeLessThan(10 * 60_000);
      await until('it to be in force', async () => {
        const rows = await query(system(), `SELECT 1 FROM handoff.switches WHERE switch = 'model' AND NOT is_on AND applied`);
        return rows.length > 0;
      });
      await fetch(`${url}/_sim/faults`, { method: 'DELETE' });
      expect(await ask()).not.toMatch(led);
      await until('somebody to be called', async () => {
        const calls = await query(system(), `SELECT 1 FROM sla_scheduler.notifications WHERE body::text LIKE '%MODEL_WITHDRAWN%'`);
        return calls.length > 0;
      });
    });
  },
  {
    MODEL_BASE_URL: `${url}/model`,
    MODEL_NAME: 'twin',
    MODEL_PROCESSOR: 'the twin',
    MODEL_RATES: '[{"from":"2020-01-01","in":0,"out":0}]',
  },
);
