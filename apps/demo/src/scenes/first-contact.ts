import { demoCustomers } from '@frontdesk/twin';
import { saying } from '../stage.ts';
import type { Stage } from '../stage.ts';

export const customer = demoCustomers[0]!;
const order = customer.orders[0]!;

/** 1: a customer who was never seen asks for an order. */
export async function firstContact(stage: Stage): Promise<void> {
  const text = saying(await stage.phone(customer.phone).ask(`Hi, where is my order ${order}?`));
  stage.check('the business says who it is', /Harbour & Pine/.test(text));
  stage.check('it says that an automated assistant answers', /automated assistant/i.test(text));
  stage.check('it links the privacy notice', /https:\/\/\S*privacy/.test(text));
  stage.check('it says how to reach a person', /human|person/i.test(text));
  stage.check('it names e-mail and phone', /@/.test(text) && /\+\d/.test(text));
  stage.check('it asks for the proof: order number and postcode, or e-mail', /postcode/i.test(text) && /e-?mail/i.test(text));
  stage.check('it tells nothing about the order yet', !/track|arriv|deliver(ed|y)|shipped/i.test(text));
}

/** 2: a wrong proof, then the right one; 3: the question is answered without being asked again. */
export async function proof(stage: Stage): Promise<void> {
  const phone = stage.phone(customer.phone);
  const wrong = saying(await phone.ask(`${order} 9Z9Z`));
  stage.check('a wrong proof is refused, with what is left', /(2|two)/i.test(wrong));
  stage.check('nothing about the order is told', !/shipped|nordpost/i.test(wrong));
  const right = saying(await phone.ask(`${order} ${customer.proof.postcode_last4}`));
  stage.check('the question is answered without being asked again', right.includes(order));
  stage.check('status and expected day', /shipped|on its way/i.test(right) && /\d{1,2}/.test(right));
  stage.check("the tracking link, because the number is the order's", /https:\/\/track\./.test(right));
  stage.check('it does not introduce itself twice', !/automated assistant/i.test(right));
}

/** 2, once more: three wrong ones lock the challenge; a known and an unknown order get the same words. */
export async function lock(stage: Stage): Promise<void> {
  const [known, unknown] = [stage.phone('+15550100771'), stage.phone('+15550100772')];
  const plain = (text: string) => text.replaceAll(/FD-\d+/g, 'FD-?');
  const asked = [
    saying(await known.ask(`Where is my order ${demoCustomers[1]!.orders[0]}?`)),
    saying(await unknown.ask('Where is my order FD-99999?')),
  ] as const;
  stage.check('a known and an unknown order are asked for in the same words', plain(asked[0]) === plain(asked[1]));
  const first = [saying(await known.ask(`${demoCustomers[1]!.orders[0]} 0Z0Z`)), saying(await unknown.ask('FD-99999 0Z0Z'))] as const;
  stage.check('and refused in the same words', plain(first[0]) === plain(first[1]));
  await unknown.ask('FD-99999 1Z1Z');
  const third = saying(await unknown.ask('FD-99999 2Z2Z'));
  stage.check('three wrong ones lock it, and a person is offered', /human|person|colleague|team/i.test(third) && !/try again/i.test(third));
}

/** 4 and 5: knowledge, with a source; and honesty where there is none. */
export async function knowledge(stage: Stage): Promise<void> {
  const phone = stage.phone(customer.phone);
  const policy = saying(await phone.ask('What is your returns policy?'));
  stage.check(
    'the returns policy is answered with a source',
    /https:\/\/\S+/.test(policy) && /return/i.test(policy) && /\b\d+ days\b/i.test(policy),
  );
  const gibberish = saying(await phone.ask('florp zanty quib wobbledy'));
  stage.check('gibberish: it says so and offers a person', /human|person|colleague/i.test(gibberish));
  const unknown = saying(await phone.ask('Do you sponsor local football clubs?'));
  stage.check(
    'what the knowledge base does not cover is not invented',
    /human|person|colleague/i.test(unknown) && !/we sponsor/i.test(unknown),
  );
}
