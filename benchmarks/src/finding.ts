/** One line of the table: what was asked for and what came out. */
export interface Finding {
  suite: string;
  what: string;
  floor: string;
  measured: string;
  /** Undefined where nothing is asked for, only shown. */
  ok?: boolean;
  /** Everything that was measured, for `--json`. */
  detail?: unknown;
}

export function table(findings: readonly Finding[]): string {
  const rows = [
    ['what', 'floor', 'measured', ''],
    ...findings.map(({ what, floor, measured, ok }) => [
      what,
      floor,
      measured,
      ok === undefined ? '' : ok ? 'ok' : 'short',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((c) => Math.max(...rows.map((row) => row[c]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c]!))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}

/** The findings as a page of Markdown that says which command made it. */
export function page(findings: readonly Finding[], command: readonly string[]): string {
  const rows = findings.map(({ what, floor, measured }) => `| ${what.trim()} | ${floor} | ${measured} |`);
  return [
    `<!-- Written by \`npm run bench -- ${command.join(' ')}\`; do not edit. -->`,
    `# Measured: ${[...new Set(findings.map(({ suite }) => suite))].join(', ')}`,
    '',
    '| what | asked | measured |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
