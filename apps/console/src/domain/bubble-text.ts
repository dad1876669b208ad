import type { Draft, ThreadMessage } from '../api/types.ts';

const templateName = /^[a-z0-9]+(_[a-z0-9]+)+$/;

/** What a bubble shows. The transcript holds a template by its name; who sent it from here also has its words. */
export function bubbleText(
  message: Pick<ThreadMessage, 'sender' | 'text' | 'redacted' | 'ts'>,
  drafts: readonly Draft[],
): { readonly text: string; readonly template: string | undefined } {
  const text = message.text || message.redacted;
  if (message.sender === 'customer' || message.sender === 'note' || !templateName.test(text)) return { text, template: undefined };
  const draft = drafts.findLast((one) => one.template?.name === text && one.at <= message.ts);
  return { text: draft?.text || `Template ${text}`, template: text };
}
