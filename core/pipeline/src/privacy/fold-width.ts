/** Full-width forms (`１２，５`) as ASCII, and every kind of space as one: a character for a character, so that offsets stay. */
export function foldWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000\u00a0\u2007\u202f\u2018\u2019\uffe0\uffe1\uffe5]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
    if (code >= 0xffe0) return code === 0xffe0 ? '¢' : code === 0xffe1 ? '£' : '¥';
    return code === 0x2018 || code === 0x2019 ? "'" : ' ';
  });
}
