/** Lines of columns, each as wide as its widest cell; numbers to the right, words to the left. */
export function tableWords(
  heads: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string[] {
  const cells = [heads, ...rows].map((row) => row.map((cell) => cell ?? ''));
  const widths = heads.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  const isNumeric = heads.map((_, i) =>
    cells.slice(1).every((row) => /^[-+]?[\d.e+-]*$/.test(row[i] ?? '')),
  );
  return cells.map((row) =>
    row
      .map((cell, i) =>
        isNumeric[i] ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number),
      )
      .join('  ')
      .trimEnd(),
  );
}
