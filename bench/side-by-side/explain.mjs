// Why something is made, at a node of many items: `explain NODE`, `explain NODE ITEM` and `diff` after edits.

/**
 * Begins where everything is up to date, and leaves the structures' edit behind.
 * @param {ReturnType<typeof import('./items.mjs').openSteps>} steps
 * @param {() => void} moreStructures an edit of the build above
 */
export function explainSpeeds({ other, program }, moreStructures) {
  const say = (step, ...argv) => other(step, { argv: [...program, ...argv, '--json'] });
  const edited = ['--set', 'cutoff=6'];
  say('explain, one setting', 'explain', 'labels', ...edited);
  say('explain one item, one setting', 'explain', 'labels', '17', ...edited);
  say('diff, one setting', 'diff', 'pipeline.yaml', ...edited);
  moreStructures();
  say('explain, 20 more structures', 'explain', 'labels');
  say('explain one item, 20 more structures', 'explain', 'labels', '17');
  say('diff, 20 more structures', 'diff', 'pipeline.yaml');
  say('explain, both', 'explain', 'labels', ...edited);
  say('diff, both', 'diff', 'pipeline.yaml', ...edited);
}
