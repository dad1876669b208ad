import type { SwitchName } from '../api/types.ts';

interface Words {
  readonly on: string;
  readonly off: string;
  readonly title: string;
  readonly consequence: string;
  readonly banner: string;
  readonly meanwhile: string;
  readonly again: string;
}

/** What each switch is called, and what it means to turn it. */
export const switchWords: Record<SwitchName, Words> = {
  bot: {
    on: 'Bot on',
    off: 'Bot off',
    title: 'Switch the bot off?',
    consequence:
      'Within 10 seconds it stops answering. Customers get an acknowledgement with an expected time, and every case goes to people.',
    banner: 'The bot is off',
    meanwhile: 'Customers are acknowledged and queued for people',
    again: 'Switch the bot on',
  },
  outbound: {
    on: 'Sending on',
    off: 'Sending off',
    title: 'Stop all sending?',
    consequence: 'Within 10 seconds nothing reaches a customer any more, not even what people write: that comes back as a draft.',
    banner: 'Nothing is sent',
    meanwhile: 'What people write comes back as a draft',
    again: 'Send again',
  },
};

/** A reason is a few words: who reads the banner, or the audit, is told why. */
export const isReason = (text: string): boolean => text.trim().length >= 3;
