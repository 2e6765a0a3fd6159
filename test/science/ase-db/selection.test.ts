import { describe, expect, it } from 'vitest';
import { ok } from '../../../base/result.ts';
import { parseSelection } from '../../../science/ase-db/selection.ts';
import { selectionSql } from '../../../science/ase-db/selection-sql.ts';

const wrong = (text: string): string => {
  const parsed = parseSelection(text);
  if (parsed.ok) throw new Error(`${text} was understood`);
  return parsed.error;
};

describe('a selection of rows', () => {
  it('is a list of conditions that must all hold', () => {
    expect(parseSelection('Cu>3, energy<-1 ,config_type=eos,relaxed,-bad')).toEqual(
      ok([
        { kind: 'element', number: 29, compare: '>', count: 3 },
        { kind: 'value', key: 'energy', compare: '<', value: -1 },
        { kind: 'value', key: 'config_type', compare: '=', value: 'eos' },
        { kind: 'has', key: 'relaxed', absent: false },
        { kind: 'has', key: 'bad', absent: true },
      ]),
    );
  });

  it.each([
    ['energy<low', '"energy<low": energy is a number, low is none'],
    ['Cu>few', '"Cu>few": the number of Cu atoms is a whole number, not few'],
    ['a,,b', '"": a condition is missing between two commas'],
    ['a==b', '"a==b": a comparison is KEY, one of < <= = >= > !=, and VALUE'],
    ['=3', '"=3": a comparison is KEY, one of < <= = >= > !=, and VALUE'],
    ['pbc=yes', '"pbc=yes": periodicity is three letters T or F, as in pbc=TTF'],
    ['pbc<TTT', '"pbc<TTT": pbc is compared with = or !='],
    ['formula>Cu', '"formula>Cu": a formula can only be compared with ='],
    ['formula=what', '"formula=what": what is no chemical formula'],
    ['age<soon', '"age<soon": an age is a number and a unit, as in 30s, 5m, 2h, 3d, 1w, 6M, 1y'],
    ['two words', '"two words": neither a key, nor a formula, nor a comparison'],
    [
      "x'; DROP TABLE systems; --=1",
      '"x\'; DROP TABLE systems; --=1": x\'; DROP TABLE systems; -- is no key',
    ],
  ])('says what is wrong with %s', (text, message) => expect(wrong(text)).toBe(message));

  it('binds every value and puts none into the SQL', () => {
    const parsed = parseSelection("note=a' OR 1=1 --".replace(' OR 1=1', ' OR'));
    const { where, values } = selectionSql(parsed.ok ? parsed.value : [], 0);
    expect(where).not.toContain('OR');
    expect(values).toEqual(['note', "a' OR --"]);
  });

  it('counts ages from the time given', () => {
    const parsed = parseSelection('age<1y+6M');
    expect(selectionSql(parsed.ok ? parsed.value : [], 26.5)).toEqual({
      where: 'WHERE systems.ctime >= ?',
      values: [25],
    });
  });
});
