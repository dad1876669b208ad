/** What may be forgotten is nobody's who is under a legal hold. @param of the conversation, or with `contact_id` the contact */
export const notHeld = (of = 'conversation_id', by: 'conversation_id' | 'contact_id' = 'conversation_id'): string =>
  `${of} NOT IN (SELECT ${by} FROM legal_holds)`;
