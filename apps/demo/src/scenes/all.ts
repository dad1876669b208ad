import { nextTuesdayMorning } from '../office-hours.ts';
import type { Stage } from '../stage.ts';
import { nobodyAccepts, windowCloses } from './clock.ts';
import { firstContact, knowledge, lock, proof } from './first-contact.ts';
import { coldHandoff, notUnderstood, resolveAndRate, warmHandoff } from './handoff.ts';
import { botOff, stop } from './stop-and-switch.ts';

/** The conversation, scene by scene. */
export const scenes: readonly (readonly [string, (stage: Stage) => Promise<void>])[] = [
  ['1  first contact', firstContact],
  ['2–3  a proof, and the answer that waited for it', proof],
  ['2  three wrong proofs; known and unknown alike', lock],
  ['4–5  knowledge with a source, and honesty without one', knowledge],
  ['6  nobody is there: a ticket', coldHandoff],
  ['6–7  a person takes over, answers, hands back', warmHandoff],
  ['8  resolved, rated, closed; the next case', resolveAndRate],
  ['9  the window closes', windowCloses],
  ['10  nobody accepts; a VIP', nobodyAccepts],
  ['11  STOP', stop],
  ['12  bot off, and on again', botOff],
  ['5, at length  three times not understood', notUnderstood],
];

/** Plays the whole conversation, from a Tuesday morning on; what held and what did not is on the stage afterwards. */
export async function playAll(stage: Stage): Promise<void> {
  await stage.world.setClock(nextTuesdayMorning(await stage.world.now()));
  for (const [name, act] of scenes) await stage.play(name, act);
}
