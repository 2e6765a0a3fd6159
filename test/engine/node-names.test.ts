import { describe, expect, it } from 'vitest';
import { namedNodes, unknownNode } from '../../engine/node-names.ts';

const IDS = [
  'structures[element=Cu,lattice=fcc]',
  'structures[element=Al,lattice=fcc]',
  'metal[element=Cu]/labels',
  'metal[element=Cu]/more[a=1]',
  'metal[element=Al]/labels',
  'path[file="a/b"]/labels',
  'dataset',
];

describe('a name on the command line', () => {
  it.each([
    ['dataset', ['dataset']],
    ['structures', IDS.slice(0, 2)],
    ['structures[element=Al]', [IDS[1]]],
    ['structures[lattice=fcc, element=Cu]', [IDS[0]]],
    [IDS[1], [IDS[1]]],
    ['metal', IDS.slice(2, 5)],
    ['metal[element=Cu]', IDS.slice(2, 4)],
    ['metal/labels', [IDS[2], IDS[4]]],
    ['metal/more[a=1]', [IDS[3]]],
    ['path/labels', [IDS[5]]],
    ['*labels', [IDS[2], IDS[4], IDS[5]]],
    ['*element=Cu*', [IDS[0], IDS[2], IDS[3]]],
    ['*', IDS],
    ['labels', []],
    ['data', []],
    ['structures[element=Ag]', []],
    ['d.taset*', []],
  ])('%s', (text, expected) => {
    expect(namedNodes(IDS, text as string)).toEqual(expected);
  });

  it('that is not there has the nearest one named', () => {
    expect(unknownNode('--until', 'structurs', IDS)).toMatchObject({
      code: 'E0906',
      hint: 'did you mean `structures`?',
    });
  });
});
