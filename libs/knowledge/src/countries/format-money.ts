import type { Language } from '../language.js';

/** Both zones say FCFA, in either language; ICU's "F CFA 25,000" is what nobody writes on a price list. */
const CFA: ReadonlySet<string> = new Set(['XOF', 'XAF']);

/** Where a currency is at home: ICU knows the sign that people use there, e.g. "Ksh", "₦", "GH₵". Others show their code. */
const HOME_REGION: Readonly<Record<string, string>> = {
  CDF: 'CD',
  KES: 'KE',
  TZS: 'TZ',
  NGN: 'NG',
  GHS: 'GH',
};

/**
 * An amount as people write it in the language: "25 000 FCFA" and "25,000 FCFA", "₦8,000", "Ksh 1,500.50".
 * `amount` in whole units of the currency (not cents), `currency` ISO 4217. Spaces inside do not break.
 * @throws RangeError when `currency` is not three letters.
 */
export function formatMoney(amount: number, currency: string, language: Language): string {
  const digits = { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2, maximumFractionDigits: 2 };
  const region = HOME_REGION[currency];
  const formatted = CFA.has(currency)
    ? `${new Intl.NumberFormat(language, { ...digits, maximumFractionDigits: 0, minimumFractionDigits: 0 }).format(amount)} FCFA`
    : new Intl.NumberFormat(region ? `${language}-${region}` : language, {
        style: 'currency',
        currency,
        ...digits,
      }).format(amount);
  // ICU's narrow space is missing from many fonts on phones.
  return formatted.replace(/[\s\u202f]/gu, '\u00a0');
}
