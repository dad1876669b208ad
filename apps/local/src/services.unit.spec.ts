import { expect, test } from '@jest/globals';
import { checkConfiguration } from './services.ts';

test('one start names what is wrong for any of the nine', () => {
  Object.assign(process.env, {
    WHATSAPP_GRAPH_URL: 'https://graph.example',
    COMMERCE_URL: 'nowhere',
    SUPPORT_WEBHOOK_URL: 'nowhere',
    WHATSAPP_APP_SECRET: '',
    SLA_POLICY: 'vip: 5',
  });
  const problems = () => {
    try {
      checkConfiguration();
      return [];
    } catch (error) {
      return (error as { problems: string[] }).problems.map((problem) => problem.split(':', 1)[0]);
    }
  };
  expect(problems()).toEqual(expect.arrayContaining(['WHATSAPP_APP_SECRET', 'COMMERCE_URL', 'SUPPORT_WEBHOOK_URL', 'SLA_POLICY']));
});
