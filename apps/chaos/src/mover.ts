import { between, Mailbox, until } from '@frontdesk/demo';
import type { Random, World } from '@frontdesk/demo';

/** As many have an order of their own whose mails nobody else reads (the twin's crowd). */
const movers = 3;
export const wish = 'I want to talk to a human';
/** then a customer goes on with something else */
const answeredWithinMs = 10_000;

/** Has an order go to another address: its number and e-mail address, the code that a mail leads to, the address, yes or no; each once the one before was answered. */
export class Mover {
  #isProved = false;

  private constructor(
    private readonly world: World,
    private readonly phone: string,
    private readonly proof: string,
    private readonly mailbox: Mailbox,
  ) {}

  /** @returns one for each of the first phones */
  static of(phones: readonly string[], world: World, systemUrl: string): ReadonlyMap<string, Mover> {
    const owners = phones.slice(0, movers).map((phone, index): [string, Mover] => {
      const address = `jo${index}@example.com`;
      // proved by that: a postcode is another one after a change
      return [phone, new Mover(world, phone, `FD-4000${index}, e-mail: ${address}`, new Mailbox(world.url, systemUrl, address))];
    });
    return new Map(owners);
  }

  async move(random: Random): Promise<void> {
    if (!this.#isProved) await this.#prove();
    for (let changes = between(random, 1, 3); this.#isProved && changes > 0; changes -= 1) {
      const asked = await this.#ask(`New address: Musterweg ${between(random, 1, 99)}, 22767 Hamburg`);
      this.#isProved = /"yes"|no longer/.test(asked);
      if (random() < 0.2) await this.#ask('no');
      // a person takes over while it is made, or before
      else if (random() < 0.3) for (const words of ['yes', wish]) await this.world.phone(this.phone).write(words);
      else await this.#ask('yes');
    }
  }

  async #prove(): Promise<void> {
    await this.#ask(this.proof);
    await this.#ask('Please send me a code');
    await this.#ask(await until('a mail with a link', () => this.mailbox.code(), answeredWithinMs));
    this.#isProved = true;
  }

  /** With no tag: beside a proof, a code or a yes it would be a word more. @returns what was said last */
  async #ask(text: string): Promise<string> {
    const phone = this.world.phone(this.phone);
    const before = (await phone.received()).length;
    await phone.write(text);
    return (await phone.next(before, 1, `an answer to "${text}"`, answeredWithinMs)).at(-1)!.text;
  }
}
