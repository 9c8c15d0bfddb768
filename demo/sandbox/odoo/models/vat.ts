/** Check digit of an Italian number; of other countries only the shape is looked at. */
export function hasValidVat(text: string): boolean {
  const vat = text.replace(/[\s.-]/g, '').toUpperCase();
  const italian = /^(?:IT)?(\d{11})$/.exec(vat)?.[1];
  if (italian !== undefined) return isItalian(italian);
  return /^(DE\d{9}|FR[A-Z0-9]{2}\d{9}|ATU\d{8}|SI\d{8}|ES[A-Z0-9]\d{7}[A-Z0-9]|GB\d{9}|CHE\d{9}\w*)$/.test(
    vat,
  );
}

function isItalian(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, i) => {
    const doubled = Number(digit) * 2;
    return total + (i % 2 === 0 ? Number(digit) : doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** An Italian number with its check digit, from ten digits. */
export function italianVat(tenDigits: string): string {
  const last = [...'0123456789'].find((digit) => isItalian(tenDigits + digit)) ?? '0';
  return `IT${tenDigits}${last}`;
}
