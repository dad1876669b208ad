import { legible } from './order-number.ts';

const asking = new RegExp(
  '\\?|\\b(?:where|when|which|how|why|who|can|could|may|want|need|like|wo|wann|welche[rsn]?|wie|warum|wieso|wer|k[aoö]nn(?:en|te)?|darf|m[oö]chte|will|brauche)\\b' +
    '|^(?:(?:and|und) )?(?:what|do|does|is|are|have|was|ist|sind|haben|gibt)\\b',
  'i',
);

/** Whether somebody wants to know or have something: there is a word for it, or a question mark. */
export const asks = (text: string): boolean => asking.test(legible(text).trim());
