import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { keepCopy } from '../../../engine/run/keep-copy.ts';
import { openSecrets } from '../../../engine/run/secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'mlip-copy-'));
mkdirSync(join(folder, 'from/deep'), { recursive: true });
writeFileSync(join(folder, 'from/deep/file'), 'the word is hush-hush');
afterAll(() => rmSync(folder, { recursive: true }));

it('copies a file or a folder, and makes the way there', () => {
  const to = join(folder, 'a/b/c');
  expect(keepCopy(join(folder, 'from'), to, openSecrets({}))).toBe(`kept: ${to}`);
  expect(readFileSync(join(to, 'deep/file'), 'utf8')).toContain('hush-hush');
  const file = join(folder, 'x/y');
  keepCopy(join(folder, 'from/deep/file'), file, openSecrets({}));
  expect(readFileSync(file, 'utf8')).toContain('hush-hush');
});

it('keeps nothing that holds a secret, nor throws where the disk refuses', () => {
  const secrets = openSecrets({ TOKEN: 'hush-hush' });
  secrets.use('TOKEN');
  const said = keepCopy(join(folder, 'from'), join(folder, 'secret'), secrets);
  expect(said).toBe(`not kept, for it holds a secret: ${join(folder, 'from/deep/file')}`);
  const into = join(folder, 'from/deep/file/below');
  expect(keepCopy(join(folder, 'from'), into, openSecrets({}))).toMatch(/^not kept: /);
});
