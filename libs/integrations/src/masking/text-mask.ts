import { PERSONAL_KINDS, personalDataIn, type PersonalKind } from './personal-data.js';

const KINDS = PERSONAL_KINDS.join('|');
/** A marker as we write it, `[[PHONE_1]]`, and as models sometimes give it back: one bracket, none, or blanks within. */
const MARKER = new RegExp(
  String.raw`\[{1,2} ?(${KINDS})_(\d{1,6}) ?\]{1,2}|(?<![\p{L}\p{N}_])(${KINDS})_(\d{1,6})(?![\p{L}\p{N}_])`,
  'gu',
);
/** What is left of a marker that was cut, translated, or written otherwise. */
const REMNANT = new RegExp(String.raw`\\?\[\\?\[ ?(?:${KINDS}|T[ÉE]L|PERSONNE|COMPTE|COURRIEL)`, 'iu');
/** The end of a streamed text that may become a marker. */
const BEGUN = /(?:\[{1,2} ?[A-Z]{0,7}_?\d{0,6} ?\]?|(?<![\p{L}\p{N}_])[A-Z]{1,7}_?\d{0,6})$/u;

/** Told to a model only where markers are in what it reads. */
const ABOUT_MARKERS =
  'Markers such as [[PHONE_1]] or [[PERSON_1]] stand for details that you are not shown. Copy a marker exactly, ' +
  'with its brackets, where the detail belongs. Never make one up, and never explain them.';

export interface Restored {
  readonly text: string;
  /** A marker that stands for nothing: the model made it up, or spoilt one. */
  readonly hasInvented: boolean;
}

/**
 * Keeps personal data of one exchange with a model from its vendor, and puts them back into the answer. It is made of what
 * is asked alone: the same question makes the same markers, whoever asks it again, in whichever process.
 */
export class TextMask {
  /** By marker name (`PHONE_1`). */
  private readonly originals = new Map<string, string>();
  private readonly markers = new Map<string, string>();
  private readonly taken = new Set<string>();
  /** Whether who asks writes such markers. */
  private readonly isAskedAbout: boolean;

  /** @param texts that the markers must not be mistaken for: what was asked, without what a model has said to it
   *  @param names of the person whose texts they are */
  constructor(
    texts: readonly string[],
    private readonly names: readonly string[],
  ) {
    for (const text of texts) {
      for (const name of namesOfMarkers(text)) this.taken.add(name);
    }
    this.isAskedAbout = texts.some((text) => REMNANT.test(text));
    for (const text of texts) this.mask(text);
  }

  get isEmpty(): boolean {
    return this.originals.size === 0;
  }

  /** The instructions, with a word about markers where there are any. */
  instruct(system: string): string {
    return this.isEmpty ? system : `${system}\n\n${ABOUT_MARKERS}`;
  }

  mask(text: string): string {
    let masked = '';
    let at = 0;
    for (const { kind, start, end } of personalDataIn(text, this.names)) {
      masked += text.slice(at, start) + this.markerOf(kind, text.slice(start, end));
      at = end;
    }
    return masked + text.slice(at);
  }

  /** @param isJson the text is JSON: what is put back must not end its strings */
  restore(text: string, { isJson }: { readonly isJson: boolean }): Restored {
    const invented = new Set<string>();
    const restored = text.replaceAll(MARKER, (written, ...groups: (string | undefined)[]) => {
      const name = nameOf(groups);
      const original = this.originals.get(name);
      if (original === undefined) {
        // Who asked wrote it: it is a text like any other.
        if (!this.taken.has(name)) invented.add(name);
        return written;
      }
      return isJson ? JSON.stringify(original).slice(1, -1) : original;
    });
    const isSpoilt = !this.isAskedAbout && REMNANT.test(restored);
    return { text: restored, hasInvented: invented.size > 0 || isSpoilt };
  }

  /** As much of a text that is still being written as can be shown: nothing from the first marker that stands for nothing,
   *  nor the beginning of one. */
  restoreBegun(textSoFar: string): string {
    const invented = [...textSoFar.matchAll(MARKER)].find(([, ...groups]) => {
      const name = nameOf(groups);
      return !this.originals.has(name) && !this.taken.has(name);
    });
    const known = textSoFar.slice(0, invented?.index).replace(BEGUN, '');
    const { text } = this.restore(known, { isJson: false });
    const spoilt = this.isAskedAbout ? -1 : text.search(REMNANT);
    return spoilt === -1 ? text : text.slice(0, spoilt);
  }

  private markerOf(kind: PersonalKind, original: string): string {
    const known = this.markers.get(original);
    if (known !== undefined) return known;
    let number = 1;
    while (this.taken.has(`${kind}_${number}`)) number += 1;
    const name = `${kind}_${number}`;
    const marker = `[[${name}]]`;
    this.taken.add(name);
    this.originals.set(name, original);
    this.markers.set(original, marker);
    return marker;
  }
}

/** A text without personal data, for whoever gives nothing back that could be restored. */
export function withoutPersonalData(text: string, names: readonly string[]): string {
  let left = '';
  let at = 0;
  for (const { start, end } of personalDataIn(text, names)) {
    left += `${text.slice(at, start)} `;
    at = end;
  }
  return at === 0 ? text : (left + text.slice(at)).replaceAll(/\s+/gu, ' ').trim();
}

function namesOfMarkers(text: string): readonly string[] {
  return [...text.matchAll(MARKER)].map(([, ...groups]) => nameOf(groups));
}

function nameOf([kind, number, bareKind, bareNumber]: readonly (string | undefined)[]): string {
  return `${kind ?? bareKind ?? ''}_${Number(number ?? bareNumber)}`;
}
