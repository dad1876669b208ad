const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

export const isUserId = (value: string): boolean => BSUID.test(value);

export const digitsOf = (phone: string): string => phone.replace(/\D/g, '');

/** The id that WhatsApp knows a phone by: Brazil's older numbers lose their ninth digit, Mexico's mobiles keep a 1. */
export function waIdOf(digits: string): string {
  const brazil = /^55([3-9]\d)9(\d{8})$/.exec(digits);
  if (brazil) return `55${brazil[1]}${brazil[2]}`;
  return /^52[2-9]\d{9}$/.test(digits) ? `521${digits.slice(2)}` : digits;
}

/** The digits of an address as the Cloud API takes it, or undefined if it can't be a phone number. */
export function phoneAddress(input: string): string | undefined {
  if (!/^\+?[\d\s()\-.]+$/.test(input)) return undefined;
  const digits = digitsOf(input);
  return digits.length >= 7 && digits.length <= 15 ? digits : undefined;
}
