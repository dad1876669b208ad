import type { Json } from './json.ts';
import { asArray, asObject, asString } from './json.ts';
import { typeOf } from './template.ts';

/** Of an authentication template its author chooses parts only; Meta writes the words, and makes the one-time button a link. */
export function authenticationComponents(components: readonly Json[]): Json[] {
  const minutes = components.find((component) => typeOf(component) === 'FOOTER')?.code_expiration_minutes;
  const expires = typeof minutes === 'number' ? `&code_expiration_minutes=${minutes}` : '';
  return components.map((component) => {
    if (typeOf(component) === 'BODY' && component.text === undefined) {
      const advice = component.add_security_recommendation === true ? ' For your security, do not share this code.' : '';
      return { ...component, text: `*{{1}}* is your verification code.${advice}`, example: { body_text: [['123456']] } };
    }
    if (typeOf(component) === 'FOOTER' && expires !== '') return { ...component, text: `This code expires in ${String(minutes)} minutes.` };
    if (typeOf(component) !== 'BUTTONS') return component;
    return {
      ...component,
      buttons: asArray(component.buttons)
        .map(asObject)
        .map((button) => (typeOf(button) === 'OTP' ? link(button, expires) : button)),
    };
  });
}

function link(button: Json, expires: string): Json {
  const url = `https://www.whatsapp.com/otp/code/?otp_type=${String(button.otp_type ?? 'COPY_CODE').toUpperCase()}${expires}&code=otp`;
  return { type: 'URL', text: asString(button.text) ?? 'Copy code', url: `${url}{{1}}`, example: [`${url}123456`] };
}
