/** The check digit of cards (ISO/IEC 7812): digits doubled from the right, every second one. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** ISO 7064 MOD 97-10 over digits and letters (A is 10), as IBAN has it after its first four characters are moved to the end. */
export function passesMod97(text: string): boolean {
  let rest = 0;
  for (const character of text.toUpperCase()) {
    const value = Number.parseInt(character, 36);
    if (Number.isNaN(value)) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A Chinese resident identity number (GB 11643): region, day of birth, and a check character of ISO 7064 MOD 11-2. */
export function isResidentId(text: string): boolean {
  if (!/^[1-8]\d{16}[\dX]$/i.test(text)) return false;
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))];
  const born = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || year > 2099 || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day) return false;
  const sum = RESIDENT_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return '10X98765432'[sum % 11] === text[17]!.toUpperCase();
}

/** A US social security number with a number that can be given out (SSA: no 000, 666 or 9xx area, no 00 group, no 0000). */
export function isSocialSecurityNumber(text: string): boolean {
  return /^(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}$/.test(text);
}
