const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

export const isUserId = (value: string): boolean => BSUID.test(value);

export const digitsOf = (phone: string): string => phone.replace(/\D/g, '');

/** The digits of an address as the Cloud API takes it, or undefined if it can't be a phone number. */
export function phoneAddress(input: string): string | undefined {
  if (!/^\+?[\d\s()\-.]+$/.test(input)) return undefined;
  const digits = digitsOf(input);
  return digits.length >= 7 && digits.length <= 15 ? digits : undefined;
}
