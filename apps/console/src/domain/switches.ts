import type { Me, Stop, Switch, SwitchName } from '../api/types.ts';

interface Words {
  readonly on: string;
  readonly off: string;
  readonly title: string;
  readonly consequence: string;
  /** for a number or an intent alone */
  readonly consequenceThere: string;
  readonly banner: string;
  readonly meanwhile: string;
  readonly again: string;
}

export const switchNames = ['bot', 'outbound', 'model'] as const satisfies readonly SwitchName[];

/** What each switch is called, and what it means to turn it. */
export const switchWords: Record<SwitchName, Words> = {
  bot: {
    on: 'Bot on',
    off: 'Bot off',
    title: 'Switch the bot off?',
    consequence:
      'Within 10 seconds it stops answering. Customers get an acknowledgement with an expected time, and every case goes to people.',
    consequenceThere:
      'Within 10 seconds it stops answering there. Customers get an acknowledgement with an expected time, and go to people; all else is answered as before.',
    banner: 'The bot is off',
    meanwhile: 'Customers are acknowledged and queued for people',
    again: 'Switch the bot on',
  },
  outbound: {
    on: 'Sending on',
    off: 'Sending off',
    title: 'Stop sending?',
    consequence: 'Within 10 seconds nothing reaches a customer any more, not even what people write: that comes back as a draft.',
    consequenceThere:
      'Within 10 seconds nothing reaches a customer from that number any more, not even what people write: that comes back as a draft.',
    banner: 'Nothing is sent',
    meanwhile: 'What people write comes back as a draft',
    again: 'Send again',
  },
  model: {
    on: 'Model on',
    off: 'Model off',
    title: 'Switch the model off?',
    consequence: 'Within 10 seconds the bot answers in its own fixed words alone.',
    consequenceThere: '',
    banner: 'The model is off',
    meanwhile: 'The bot answers in its own fixed words',
    again: 'Switch the model on',
  },
};

/** A reason is a few words: who reads the banner, or the audit, is told why. */
export const isReason = (text: string): boolean => text.trim().length >= 3;

const intents: Readonly<Record<string, string>> = {
  order_status: 'questions about where an order is',
  address_change: 'changes of address',
  returns_policy: 'questions about returns',
  refund: 'questions about refunds',
  delivery: 'questions about delivery',
  store: 'questions about the shop',
  technical: 'technical questions',
  other: 'other matters of the shop (cancelling, invoices, payment)',
  greeting: 'greetings',
  thanks: 'thanks',
  off_domain: 'what is not the shop’s business',
};

/** @param scope "*", a number's id, or intent:<intent> */
export function scopeWords(scope: string): string {
  if (scope === '*') return 'everything';
  const [, intent] = /^intent:(.*)$/.exec(scope) ?? [];
  return intent === undefined ? `number ${scope}` : (intents[intent] ?? `questions about ${intent.replaceAll('_', ' ')}`);
}

/** How a switch's words go on where it is off for a part; empty where it is off for all. */
export const partWords = (name: SwitchName, scope: string): string =>
  scope === '*' ? '' : ` ${name === 'bot' ? 'for' : 'from'} ${scopeWords(scope)}`;

/** A model that turned out worse is switched off by nobody: handoff does it. */
export function byWhom({ by, by_name: name }: Pick<Switch, 'by' | 'by_name'>): string {
  if (by === 'handoff') return ', switched off by itself';
  return name ? `, switched off by ${name}` : '';
}

/** What is off, the worst first: the list may be longer than what is seen of it. */
export function stopsOf({ switches, stops = [] }: Pick<Me, 'switches' | 'stops'>): Stop[] {
  const whole = switchNames.flatMap((name): Stop[] => {
    const state = switches[name];
    return state ? [{ ...state, switch: name, scope: '*' }] : [];
  });
  const off = [...whole, ...stops].filter(({ on }) => !on);
  return (['outbound', 'bot', 'model'] as const).flatMap((name) => off.filter((stop) => stop.switch === name));
}

/** What a lead may turn: of a model where there is one. */
export const offered = (me: Pick<Me, 'has_model'> | undefined): readonly SwitchName[] =>
  switchNames.filter((name) => name !== 'model' || me?.has_model === true);

/** What may be switched off: all of it, and each part that is on. */
export function scopesOf(name: SwitchName, { stops = [], scopes = { numbers: [], intents: [] } }: Pick<Me, 'stops' | 'scopes'>): string[] {
  const parts = name === 'model' ? [] : [...scopes.numbers, ...(name === 'bot' ? scopes.intents.map((intent) => `intent:${intent}`) : [])];
  return ['*', ...parts.filter((scope) => !stops.some((stop) => stop.switch === name && stop.scope === scope))];
}
