import type { RunSetting } from './setting.ts';

/** Says which rows of the index a disk has changed. */
export async function sayDamage({ state, emit }: RunSetting): Promise<void> {
  const damages = state.damage();
  if (damages.length === 0) return;
  const { damageWords } = await import('../../cache/damage.ts');
  emit({ type: 'note', text: damageWords(damages) });
}
