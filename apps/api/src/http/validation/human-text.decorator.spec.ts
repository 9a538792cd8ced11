import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { cleanHumanText, HumanText, humanTextFault } from './human-text.decorator.js';

class Note {
  @HumanText({ max: 10 })
  readonly title: string;

  @HumanText({ max: 5, maxItems: 2, isOptional: true })
  readonly tags?: string[];

  @HumanText({ max: 5, isOptional: true, isSingleLine: true })
  readonly name?: string;
}

function faultsOf(note: unknown): Record<string, string | undefined> {
  const errors = validateSync(plainToInstance(Note, note));
  return Object.fromEntries(errors.map(({ property, constraints }) => [property, constraints?.humanText]));
}

describe('HumanText', () => {
  it('keeps HTML letter by letter', () => {
    const html = `<script>alert("1 & 2")</script>\n\t<b>'é'</b>`;
    expect(cleanHumanText(html)).toBe(html);
  });

  it('removes what turns the reading direction around, and nothing else', () => {
    expect(cleanHumanText(' cafe\u0301\u202e! \u2066')).toBe(' cafe\u0301! ');
  });

  it.each([
    ['a NUL', 'a\u0000b', 'FORBIDDEN_CHARACTER'],
    ['a carriage return', 'a\r\nb', 'FORBIDDEN_CHARACTER'],
    ['a control at the end', 'a\r', 'FORBIDDEN_CHARACTER'],
    ['a delete', 'a\u007f', 'FORBIDDEN_CHARACTER'],
    ['what begins a command of a terminal', 'a\u009b31m', 'FORBIDDEN_CHARACTER'],
    ['the next line of C1', 'a\u0085b', 'FORBIDDEN_CHARACTER'],
    ['half a surrogate pair', 'a\ud83e', 'FORBIDDEN_CHARACTER'],
    ['only spaces', ' \n ', 'EMPTY'],
    ['only invisible characters', '\u200b\ufeff\u202e', 'EMPTY'],
    ['too many characters', 'a'.repeat(11), 'TOO_LONG'],
    ['another type', 7, 'WRONG_TYPE'],
    ['nothing', undefined, 'REQUIRED'],
    ['null', null, 'REQUIRED'],
  ])('refuses %s', (_, title, fault) => {
    expect(faultsOf({ title })).toEqual({ title: fault });
  });

  it('counts characters after cleaning', () => {
    expect(faultsOf({ title: `\u202e${'🦁'.repeat(10)}` })).toEqual({});
  });

  it.each(['a\nb', 'a\tb', 'a\r'])('refuses the name %j, which is one line', (name) => {
    expect(faultsOf({ title: 'a', name })).toEqual({ name: 'FORBIDDEN_CHARACTER' });
  });

  it.each([
    ['Awa\n', 'Awa'],
    ['\t Awa \n', 'Awa'],
    [' Awa ', ' Awa '],
    ['\nAwa ', 'Awa '],
  ])('takes the name %j as %j', (written, name) => {
    const note = plainToInstance(Note, { title: 'a', name: written });
    expect(validateSync(note)).toEqual([]);
    expect(note.name).toBe(name);
  });

  it('checks every text of a list and its length', () => {
    expect(faultsOf({ title: 'a', tags: [' x ', 'y'] })).toEqual({});
    expect(faultsOf({ title: 'a', tags: ['x', 'y', 'z'] })).toEqual({ tags: 'TOO_LONG' });
    expect(faultsOf({ title: 'a', tags: ['x', ' '] })).toEqual({ tags: 'EMPTY' });
    expect(faultsOf({ title: 'a', tags: 'x' })).toEqual({ tags: 'WRONG_TYPE' });
  });

  it('is done after one cleaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = cleanHumanText(text);
        expect(cleanHumanText(once)).toBe(once);
        expect(humanTextFault(once, 1_000)).not.toBe('WRONG_TYPE');
      }),
    );
  });
});
