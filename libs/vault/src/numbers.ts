/** ISO/IEC 7812-1 annex B, over digits 0-9. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const value = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? value : value < 5 ? value * 2 : value * 2 - 9;
  }
  return sum % 10 === 0;
}

/** Whether 13 to 19 of the digits in a row could be a card number. */
export function holdsCard(digits: string): boolean {
  for (let start = 0; start + 13 <= digits.length; start += 1) {
    for (let length = 13; length <= 19 && start + length <= digits.length; length += 1) {
      if (luhn(digits.slice(start, start + length))) return true;
    }
  }
  return false;
}

/** Lengths by country, SWIFT's IBAN registry; others are tried by their checksum alone. */
const ibanLengths: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
};

/** ISO 7064 MOD 97-10. */
function checks(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** Every account has more; "at 10", "es 10" and "in 10" begin sentences, which have fewer. */
const leastDigits = 8;
const hasDigits = (iban: string): boolean => iban.replace(/\D/g, '').length >= leastDigits;

/** @returns how many of these letters and digits are an IBAN (0: none); a known country's is believed with a typing error */
export function ibanLength(characters: string): number {
  const candidate = characters.toUpperCase();
  const known = ibanLengths[candidate.slice(0, 2)];
  if (known !== undefined) return candidate.length >= known && hasDigits(candidate.slice(0, known)) ? known : 0;
  for (let length = Math.min(34, candidate.length); length >= 15; length -= 1) {
    const iban = candidate.slice(0, length);
    if (hasDigits(iban) && checks(iban)) return length;
  }
  return 0;
}
