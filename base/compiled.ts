/**
 * The URL of a module's compiled form. A worker thread cannot load TypeScript on Node 20, so when
 * the sources themselves run (in tests), this leads to the same module in `dist/`.
 */
export function compiledUrl(moduleUrl: string): string {
  if (!moduleUrl.endsWith('.ts')) return moduleUrl;
  const root = new URL('../', import.meta.url).href;
  return `${root}dist/${moduleUrl.slice(root.length, -3)}.js`;
}
