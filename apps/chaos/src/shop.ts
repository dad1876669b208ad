import type { Evidence } from './evidence.ts';

/** The shop has changed what gateway says that it has, and nothing that nobody agreed to. Of what is unconfirmed, nobody knows. */
export function changedAsAgreed({ changes, shopChanges, facts }: Evidence): string[] {
  const made = new Map<string, number>();
  for (const { key, status } of shopChanges) if (status === 200) made.set(key, (made.get(key) ?? 0) + 1);
  const agreed = new Set(facts.filter(({ type }) => type === 'OrderChangeAgreed').map(({ data }) => String(data['changeId'])));
  return [
    ...changes
      .filter(({ changeId, state }) => state !== 'unconfirmed' && (made.get(changeId) ?? 0) !== (state === 'made' ? 1 : 0))
      .map(({ changeId, state }) => `change ${changeId} is ${state} and was made ${made.get(changeId) ?? 0} times`),
    ...shopChanges.filter(({ key }) => !agreed.has(key)).map(({ key }) => `the shop was asked for ${key}, which nobody agreed to`),
  ];
}

/** After the console said "yours" the shop is not asked for what the customer agreed to before. */
export function noStaleChange({ takeovers, facts, changes, shopChanges }: Evidence): string[] {
  const epochs = new Map(
    facts.filter(({ type }) => type === 'TakeoverDone').map(({ data }) => [String(data['ticketId']), Number(data['epoch'])]),
  );
  return takeovers.flatMap(({ conversationId, ticketId, asked }) => {
    const older = changes.filter((one) => one.conversationId === conversationId && one.epoch < (epochs.get(ticketId) ?? 0));
    return shopChanges
      .filter(({ key, asked: times }) => older.some(({ changeId }) => changeId === key) && times > (asked.get(key) ?? 0))
      .map(({ key }) => `the shop was asked for ${key} after ${ticketId} was taken over`);
  });
}
