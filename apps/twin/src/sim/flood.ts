import type { NumberState } from '../domain/account.ts';
import { customerWrites } from './inbound.ts';
import { customerFor } from './sim.ts';
import type { Sim } from './sim.ts';

/** Many strangers write to a number at once, each of them in order. */
export async function flood(
  sim: Sim,
  number: NumberState,
  customers: number,
  messages: number,
  text = 'Hello, where is my order?',
): Promise<string[]> {
  const wamids: string[] = [];
  for (let round = 1; round <= messages; round += 1) {
    for (let index = 0; index < customers; index += 1) {
      const written = await customerWrites(sim, customerFor(sim, `4479460${String(index).padStart(5, '0')}`), number, {
        type: 'text',
        text: `${text} (${round})`,
      });
      if (written) wamids.push(written.wamid);
    }
  }
  return wamids;
}
