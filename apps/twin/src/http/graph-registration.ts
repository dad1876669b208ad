import { randomInt, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { NumberState } from '../domain/account.ts';
import { invalidParameter, requiredParameter } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { asString } from '../domain/json.ts';
import type { Sim } from '../sim/sim.ts';
import { numberRoute } from './graph-route.ts';

const DAY = 24 * 3_600_000;
const CODES_A_DAY = 5;
const success = { success: true };

const codeProblem = (code: number, subcode: number | undefined, message: string, title: string, text: string): Problem => ({
  code,
  message,
  status: 400,
  ...(subcode === undefined ? {} : { subcode }),
  user: { title, text },
});

/** A number is verified by a code that it gets, and registered with the PIN of two-step verification. */
export function registrationRoutes(app: FastifyInstance, sim: Sim): void {
  const route = numberRoute(app, sim);
  const tooOften = (number: NumberState): boolean => {
    const now = sim.clock.now();
    const recent = (number.registrations ?? []).filter((at) => at > now - 3 * DAY);
    const over = recent.length >= 10;
    number.registrations = over ? recent : [...recent, now];
    return over;
  };

  route('post', '/register', (number, { pin }) => {
    if (!/^\d{6}$/.test(String(pin ?? ''))) return invalidParameter('Param pin must be a string of 6 digits.');
    if (number.verification?.status === 'NOT_VERIFIED') return { code: 133006 };
    if (tooOften(number)) return { code: 133016 };
    if (number.pin !== undefined && number.pin !== String(pin)) return { code: 133005 };
    number.pin = String(pin);
    number.status = 'CONNECTED';
    return success;
  });
  route('post', '/deregister', (number) => {
    if (tooOften(number)) return { code: 133016 };
    number.status = 'PENDING';
    return success;
  });

  route('post', '/request_code', (number, { code_method: method, language }) => {
    if (method !== 'SMS' && method !== 'VOICE')
      return invalidParameter(`Param code_method must be one of {SMS, VOICE} - got "${String(method)}".`);
    if (asString(language) === undefined) return requiredParameter('language');
    const { verification: { status, asked } = { status: 'VERIFIED', asked: [] as number[] } } = number;
    if (status === 'VERIFIED')
      return codeProblem(136_024, 2_388_091, 'Request code error', 'Code could not be requested', 'This phone number is verified already.');
    const recent = asked.filter((at) => at > sim.clock.now() - DAY);
    if (recent.length >= CODES_A_DAY)
      return codeProblem(
        136_024,
        2_388_367,
        'Request code error',
        'Request Code Rate Limit',
        'You asked for a verification code too often. Try again later.',
      );
    const code = String(randomInt(100_000, 1_000_000));
    number.verification = { status, code, asked: [...recent, sim.clock.now()] };
    const notification = {
      id: randomUUID(),
      channel: 'sms',
      at: sim.clock.now(),
      body: { to: number.displayPhoneNumber, text: `WhatsApp code ${code.slice(0, 3)}-${code.slice(3)}` },
    };
    sim.store.state.notifications.push(notification);
    sim.events.emit({ type: 'notify', notification });
    return success;
  });
  route('post', '/verify_code', (number, { code }) => {
    if (asString(code) === undefined && typeof code !== 'number') return requiredParameter('code');
    if (number.verification?.code === undefined || number.verification.code !== String(code).replace(/\D/g, '')) {
      return codeProblem(
        136_025,
        undefined,
        'Verify code error',
        'Code could not be verified',
        'The code is not the one that was sent last.',
      );
    }
    number.verification = { status: 'VERIFIED', asked: [] };
    return success;
  });
}
