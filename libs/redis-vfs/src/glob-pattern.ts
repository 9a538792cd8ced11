import { VfsError } from './vfs.errors.js';

const MAX_PATTERN_CHARS = 200;
const MAX_ALTERNATIVES = 64;

type Token =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'run' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'directories' };

/**
 * Compiles a glob to a predicate on relative paths. Matching takes time proportional to pattern times path, whatever
 * the pattern: a regular expression with several stars would not.
 * @throws VfsError PATTERN_INVALID
 */
export function compileGlob(pattern: string): (relativePath: string) => boolean {
  if (pattern.length === 0 || pattern.length > MAX_PATTERN_CHARS) {
    throw invalid(`a pattern has 1..${MAX_PATTERN_CHARS} characters`);
  }
  const alternatives = expandBraces(pattern.startsWith('/') ? pattern.slice(1) : pattern).map(tokenise);
  return (relativePath) => alternatives.some((tokens) => matches(tokens, relativePath));
}

function expandBraces(pattern: string): readonly string[] {
  let expanded = [''];
  let position = 0;
  while (position < pattern.length) {
    const open = pattern.indexOf('{', position);
    const literal = open === -1 ? pattern.slice(position) : pattern.slice(position, open);
    if (literal.includes('}')) throw invalid('a brace is not opened');
    expanded = expanded.map((head) => head + literal);
    if (open === -1) break;

    const close = pattern.indexOf('}', open);
    if (close === -1) throw invalid('a brace is not closed');
    const body = pattern.slice(open + 1, close);
    if (body.includes('{')) throw invalid('braces cannot be nested');
    const choices = body.split(',');
    if (expanded.length * choices.length > MAX_ALTERNATIVES)
      throw invalid(`more than ${MAX_ALTERNATIVES} alternatives`);
    expanded = expanded.flatMap((head) => choices.map((choice) => head + choice));
    position = close + 1;
  }
  return expanded;
}

function tokenise(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < pattern.length) {
    const atSegmentStart = position === 0 || pattern[position - 1] === '/';
    if (atSegmentStart && pattern.startsWith('**/', position)) {
      tokens.push({ kind: 'directories' });
      position += 3;
    } else if (pattern.startsWith('**', position)) {
      tokens.push({ kind: 'deep' });
      position += 2;
    } else {
      tokens.push(tokenOf(pattern.charAt(position)));
      position += 1;
    }
  }
  return tokens;
}

function tokenOf(char: string): Token {
  if (char === '*') return { kind: 'run' };
  if (char === '?') return { kind: 'one' };
  return { kind: 'literal', char };
}

/** Simulates the automaton: a state is the number of tokens that can have matched the text read so far. */
function matches(tokens: readonly Token[], text: string): boolean {
  let reachable = skipOptional(tokens, new Set([0]), true);
  for (const char of text) {
    const next = new Set<number>();
    for (const state of reachable) {
      const token = tokens[state];
      if (token === undefined) continue;
      if (token.kind === 'literal' && token.char === char) next.add(state + 1);
      if (token.kind === 'one' && char !== '/') next.add(state + 1);
      if (token.kind === 'run' && char !== '/') next.add(state);
      if (token.kind === 'deep' || token.kind === 'directories') next.add(state);
    }
    reachable = skipOptional(tokens, next, char === '/');
    if (reachable.size === 0) return false;
  }
  return reachable.has(tokens.length);
}

/** Adds the states after tokens that may match nothing; directories may only end at the start of a segment. */
function skipOptional(tokens: readonly Token[], states: Set<number>, atSegmentStart: boolean): Set<number> {
  for (const state of states) {
    const kind = tokens[state]?.kind;
    if (kind === 'run' || kind === 'deep' || (kind === 'directories' && atSegmentStart))
      states.add(state + 1);
  }
  return states;
}

function invalid(reason: string): VfsError {
  return new VfsError('PATTERN_INVALID', { details: { reason } });
}
