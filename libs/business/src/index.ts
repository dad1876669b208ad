export { addressesAt, addressIn, besideAddresses, hidesAddress } from './address.ts';
export { asks } from './asking.ts';
export { businessConfig, businessOf, introduction, linkHosts, linksOnlyToHosts } from './business.ts';
export { intents, stoppableIntents } from './intents.ts';
export type { Intent } from './intents.ts';
export { courtesies, groupsIn } from './postcode-groups.ts';
export {
  hidesFurtherOrder,
  hidesProof,
  legible,
  mayMeanOrder,
  namesUnreadOrder,
  orderNumberIn,
  orderNumbers,
  orderNumbersIn,
} from './order-number.ts';
export type { Group } from './postcode-groups.ts';
export type { Business } from './business.ts';
export { forbiddenLink } from './links.ts';
export { amountOf, categoryOf, costOf, whatsappRates } from './rates.ts';
export type { Pricing, Rates, Unknown } from './rates.ts';
export { hasAnotherLetter, isSlipOf, menderOf } from './slip.ts';
