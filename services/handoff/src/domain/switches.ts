import { stoppableIntents } from '@frontdesk/business';

export const switchNames = ['bot', 'outbound', 'model'] as const;
export type SwitchName = (typeof switchNames)[number];

/** Everything, one of our numbers, or of the bot's one intent; the model as a whole only. */
export const isScope = (name: SwitchName, scope: string, numbers: readonly string[]): boolean =>
  scope === '*' ||
  (name !== 'model' && numbers.includes(scope)) ||
  (name === 'bot' && stoppableIntents.some((intent) => scope === `intent:${intent}`));
