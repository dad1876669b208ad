/** Version of everything here that shapes behaviour: rules, limits, word lists, canned texts. */
export const bundle = 'policy-0c688ce5';

const minute = 60_000;
const hour = 60 * minute;

export const limits = {
  /** Meta's customer service window, from its time of the customer's last message */
  windowMs: 24 * hour,
  /** free text stops this long before the window's end, so that a send in flight still arrives inside */
  windowMarginMs: minute,
  /** superseded replies after which a late one may go out */
  superseded: 3,
  /** age of the oldest open message after which a late reply may go out */
  patienceMs: 20_000,
  /** after these the customer reads "still on it", and that the bot gave up */
  noticeMs: 20_000,
  overdueMs: 45_000,
  timerToleranceMs: 1_000,
  /** messages admitted per contact within `ratePeriodMs` */
  rate: 20,
  ratePeriodMs: minute,
  /** for this long after a close a rating or thanks stays with the closed case */
  afterCloseMs: 24 * hour,
  /** a yes to a change in the shop counts for this long after the words that ask were sent */
  agreeWithinMs: 10 * minute,
  heldFirstMs: 2 * minute,
  heldMostMs: 30 * minute,
  heldGiveUpMs: 24 * hour,
  /** what is still held so long before the window's end is given up, so that words can say so */
  heldTellMs: 10 * minute,
  /** five bodies of WhatsApp: gateway splits what is longer than one. More than `longestReply` of the console's, because what is redacted may be longer */
  textLength: 20_480,
  /** Meta's limit for one template variable */
  variableLength: 1024,
  /** Meta's limit for a template's body with its values (132005) */
  templateLength: 1024,
} as const;
