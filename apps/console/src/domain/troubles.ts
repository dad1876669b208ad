import type { Trouble } from '../api/types.ts';

interface Words {
  readonly what: string;
  /** what follows from it here, and what to do about it */
  readonly todo: string;
}

const appeal = 'ask for a review in Meta’s Business Support Home';

const words: Readonly<Record<string, Words>> = {
  TEMPLATE_PAUSED: { what: 'Meta has paused a template', todo: 'It is not sent; edit it or use another in WhatsApp Manager.' },
  TEMPLATE_DISABLED: { what: 'Meta has disabled a template', todo: 'It is not sent any more; write another in WhatsApp Manager.' },
  TEMPLATE_REJECTED: {
    what: 'Meta has rejected a template',
    todo: 'It is not sent; edit it in WhatsApp Manager, or ask for a review there.',
  },
  TEMPLATE_LOCKED: { what: 'Meta has locked a template', todo: 'It is not sent; see in WhatsApp Manager why.' },
  TEMPLATE_CATEGORY: {
    what: 'Meta has moved a template out of “utility”',
    todo: 'It is not sent any more; edit it, or ask for a review, in WhatsApp Manager.',
  },
  TEMPLATE_QUALITY_RED: { what: 'Customers block or report a template', todo: 'Meta pauses it next; edit it in WhatsApp Manager.' },
  TEMPLATE_MISSING: {
    what: 'A template that goes out by itself is not approved at Meta',
    todo: 'Ratings and news outside the 24 hours are not sent without it; make it in WhatsApp Manager, as the guide to deploying says.',
  },
  NUMBER_FLAGGED: {
    what: 'Meta has flagged the number',
    todo: 'The bot sends no templates with it; look at its quality in WhatsApp Manager.',
  },
  NUMBER_QUALITY_RED: {
    what: 'The number’s quality is low',
    todo: 'The bot sends no templates with it; look in WhatsApp Manager at what customers report.',
  },
  NUMBER_LIMIT_LOWERED: {
    what: 'Meta has lowered the number’s limit',
    todo: 'Fewer customers a day can be written to first; look at its quality in WhatsApp Manager.',
  },
  NUMBER_NAME_REJECTED: { what: 'Meta has rejected the number’s display name', todo: 'Choose another in WhatsApp Manager.' },
  ACCOUNT_BAN_ANNOUNCED: { what: 'Meta is going to ban the account', todo: `Before it does: ${appeal}.` },
  ACCOUNT_BANNED: { what: 'Meta has banned the account', todo: `Nothing is sent; ${appeal}.` },
  ACCOUNT_RESTRICTED: { what: 'Meta has restricted the account', todo: `What it forbids is not sent; ${appeal}.` },
  ACCOUNT_VIOLATION: { what: 'Meta reports a violation of its policy', todo: `Mend it before a restriction follows, or ${appeal}.` },
  ACCOUNT_REVIEW_REJECTED: { what: 'Meta has turned the account down', todo: `See why, and ${appeal}.` },
  META_ALERT: { what: 'Meta wants somebody to look at the account', todo: 'See WhatsApp Manager.' },
  SEND_REFUSED: {
    what: 'Meta refuses what is sent',
    todo: 'Token, payment or a block: whoever runs Frontdesk finds the code in the runbook.',
  },
  MODEL_WITHDRAWN: {
    what: 'The model turned out worse than the fixed words, and was switched off',
    todo: 'It stays off until somebody switches it on; the runbook says what to look at before.',
  },
};

export const troubleWords = (what: string): Words => words[what] ?? { what: 'Meta reports trouble', todo: 'See WhatsApp Manager.' };

export const scopeWords = (scope: string): string => (scope === '*' ? 'the whole account' : `number ${scope}`);

/** All that one kind of trouble befell, since the first of it. */
export interface TroubleGroup extends Pick<Trouble, 'what' | 'scope' | 'since'> {
  readonly key: string;
  readonly subjects: readonly string[];
  /** the templates or Meta's codes, as far as there are any */
  readonly about: string;
}

export function byKind(troubles: readonly Trouble[]): TroubleGroup[] {
  const kinds = Map.groupBy(troubles, ({ what, scope, why }) => `${scope} ${what} ${why}`);
  return [...kinds].map(([key, all]) => {
    const { what, scope, why } = all[0]!;
    const subjects = all.map(({ subject }) => subject);
    return {
      key,
      what,
      scope,
      subjects,
      since: Math.min(...all.map(({ since }) => since)),
      about: [...new Set([...subjects, why])].filter((one) => one !== '' && one !== what).join(', '),
    };
  });
}
